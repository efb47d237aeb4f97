"""A segment model: everything that the segment of a customer hangs on."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from clustering.rfm import VIP_MEASURE, CutPoint
from clustering.spaces import Clustering

# below this, clusters are not worth their name and the RFM map serves better
MIN_BUYERS = 200


@dataclass(frozen=True)
class SegmentModel:
    """A fitted model.

    Attributes
    ----------
    fitted_as_of_date : str
        Date of the customers it was fitted on, ISO 8601.
    clustering : Clustering
        Transforms and centroids; of the space 'rfm_map' where there are no clusters.
    cut_points : tuple of CutPoint
        Bounds of the RFM scores and of the VIPs.
    """

    fitted_as_of_date: str
    clustering: Clustering
    cut_points: tuple[CutPoint, ...]

    @property
    def feature_space(self) -> str:
        """Space of the clustering."""
        return self.clustering.space

    @property
    def n_clusters(self) -> int:
        """Number of clusters; 0 without."""
        return self.clustering.n_clusters

    @property
    def vip_bound(self) -> float:
        """Expected value above which a customer is a VIP."""
        return next(cut.lower_bound for cut in self.cut_points if cut.measure == VIP_MEASURE)

    @property
    def model_id(self) -> str:
        """Sixteen hexadecimal digits of the SHA-256 of the content."""
        content = asdict(self)
        content["clustering"]["centroids"] = self.clustering.centroids.tolist()
        text = json.dumps(content, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
