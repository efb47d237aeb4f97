"""Shops with any combination of dirt: each row and cent is there, or one line says why not."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.dirt import STOPS
from tests.reconciled_shops import SHOPS, check
from tests.staging_sql import StagingSql


@pytest.mark.parametrize(("shop", "examples"), [("orders", 110), ("dacon", 44)])
def test_every_row_and_cent_of_a_dirty_shop_is_accounted_for(
    tmp_path: Path, shop: str, examples: int
) -> None:
    sql = StagingSql(shop, tmp_path, max_rejected_share=1)
    raw = tmp_path / "raw"
    known = sorted(SHOPS[shop])
    for stop in sorted(STOPS):
        check(sql, 0, [], stop, raw)
    # none of the kinds is left out, however the sets are drawn
    for seed, step in enumerate((5, 7, 11)):
        for start in range(step):
            check(sql, seed, known[start::step], None, raw)

    @settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        seed=st.integers(0, 2**32),
        kinds=st.sets(st.sampled_from(known), min_size=4, max_size=16),
    )
    def reconciles(seed: int, kinds: set[str]) -> None:
        check(sql, seed, kinds, None, raw)

    reconciles()
