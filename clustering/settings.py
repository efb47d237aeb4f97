"""What a user may set, checked where it comes in."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_SEGMENTS = 6
REFIT_CHOICES = ("auto", "always", "never")


@dataclass(frozen=True)
class Settings:
    """Settings of a fit.

    Parameters
    ----------
    min_segments, max_segments : int
        Bounds of the number of clusters, 2 to 12.
    random_seed : int
        Seed of K-means, 0 to 4294967295.
    refit : str
        'auto', 'always' or 'never'.

    Raises
    ------
    ValueError
        If a value is outside what is allowed.
    """

    min_segments: int
    max_segments: int
    random_seed: int
    refit: str

    def __post_init__(self) -> None:
        """Check every value."""
        if not 2 <= self.min_segments <= self.max_segments <= 12:
            raise ValueError(
                f"min_segments {self.min_segments}, max_segments {self.max_segments}: "
                "allowed are 2 to 12 with min_segments at most max_segments"
            )
        if not 0 <= self.random_seed < 2**32:
            raise ValueError(f"random_seed {self.random_seed}: allowed are 0 to 4294967295")
        if self.refit not in REFIT_CHOICES:
            raise ValueError(f"refit {self.refit!r}: allowed are {', '.join(REFIT_CHOICES)}")

    @property
    def n_clusters(self) -> int:
        """The default number of segments where the bounds allow it, else the nearest bound."""
        return min(max(DEFAULT_SEGMENTS, self.min_segments), self.max_segments)
