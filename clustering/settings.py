"""What a user may set, checked where it comes in."""

from __future__ import annotations

from dataclasses import dataclass

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
    stability_resamples : int
        Resamples of customers by which stability is judged, 2 to 1000.
    horizon_days : int
        Length of the outcome window, which expected values are for.

    Raises
    ------
    ValueError
        If a value is outside what is allowed.
    """

    min_segments: int
    max_segments: int
    random_seed: int
    refit: str
    stability_resamples: int
    horizon_days: int

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
        if not 2 <= self.stability_resamples <= 1000:
            raise ValueError(
                f"stability_resamples {self.stability_resamples}: allowed are 2 to 1000"
            )

    @property
    def numbers(self) -> range:
        """Numbers of segments to try."""
        return range(self.min_segments, self.max_segments + 1)

    @property
    def is_number_fixed(self) -> bool:
        """Whether the user chose the number of segments."""
        return self.min_segments == self.max_segments
