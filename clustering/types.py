"""Array types shared by the package."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
# one float64 array per feature, all of the same length and in the same order of customers
Features = Mapping[str, FloatArray]
