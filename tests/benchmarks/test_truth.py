"""The benchmark of known truth: its simulator, its cases and how it counts."""

import itertools
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from benchmarks.truth.cases import NAMES, cases
from benchmarks.truth.comparison import Row, mistakes, rand_index, shown, table
from benchmarks.truth.naive import (
    first_come_quintiles,
    interval_names,
    shipping_of_lines,
    unique_order_ids,
)
from benchmarks.truth.orders import write_orders
from benchmarks.truth.shops import counting, grid, ties
from benchmarks.truth.simulated import compare
from benchmarks.truth.simulator import GROUPS, LAST_DAY, simulate


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    paths = [
        write_orders(simulate(60, seed)[0].lines, tmp_path / name)
        for name, seed in (("first", 5), ("again", 5), ("other", 6))
    ]
    first, again, other = (path.read_bytes() for path in paths)
    assert first == again != other


def test_every_group_has_its_share() -> None:
    _, customers = simulate(300, 1)
    planted = Counter(customer.group for customer in customers)
    assert planted == {group.name: round(300 * group.share) for group in GROUPS}
    assert 0.2 < sum(customer.is_lover for customer in customers) / 300 < 0.3


def test_nobody_buys_after_the_lapse_and_everybody_buys_once() -> None:
    shop, customers = simulate(200, 3)
    last_days: dict[str, date] = {}
    for line in shop.lines:
        last_days[line.customer_id] = max(
            line.ordered_at, last_days.get(line.customer_id, date.min)
        )
    assert last_days.keys() == {customer.customer_id for customer in customers}
    assert all(
        last_days[customer.customer_id] <= (customer.lapse_date or LAST_DAY)
        for customer in customers
    )


def test_lovers_use_coupons_about_as_often_as_they_like_them() -> None:
    shop, customers = simulate(400, 2)
    tastes = {customer.customer_id: customer.coupon_taste for customer in customers}
    expected = sum(tastes[line.customer_id] for line in shop.lines)
    used = sum(line.coupon_status == "used" for line in shop.lines)
    # the spread of a sum of so many draws is at most half the root of their number
    assert abs(used - expected) < 3 * 0.5 * len(shop.lines) ** 0.5


def test_without_noise_customers_of_a_group_wait_equally_long() -> None:
    shop, customers = simulate(100, 4, noise=0)
    (one, *_) = (customer for customer in customers if customer.group == "loyal")
    days = sorted({line.ordered_at for line in shop.lines if line.customer_id == one.customer_id})
    assert {(later - day).days for day, later in itertools.pairwise(days)} == {18}


def test_a_label_that_is_wrong_missing_or_of_nobody_is_a_mistake() -> None:
    truth = {"ann": "active", "bob": "gone", "cid": "gone"}
    labels = {"ann": "active", "bob": "active", "guest": "active"}
    assert mistakes(truth, labels) == {"gone": 2, "nobody": 1}
    assert shown(mistakes(truth, labels)) == "2 and 1 invented"
    assert shown(mistakes(truth, truth)) == "0"


def test_rand_index_knows_groups_by_who_is_in_them() -> None:
    truth = {"ann": "a", "bob": "a", "cid": "b", "dan": "b"}
    assert rand_index(truth, {"ann": "x", "bob": "x", "cid": "y", "dan": "y"}) == 1
    assert rand_index(truth, dict.fromkeys(truth, "x")) == 0
    with pytest.raises(ValueError, match="1 customers"):
        rand_index(truth, {"ann": "x", "bob": "x", "cid": "y"})


@pytest.mark.parametrize(
    ("theirs", "shown", "is_missed"),
    [
        ({"ann": "active", "bob": "gone"}, "0 (0 active, 0 gone)", True),
        ({"ann": "gone", "bob": "active"}, "2 (1 active, 1 gone)", False),
        ("not installed: no network", "not installed: no network", False),
    ],
)
def test_more_mistakes_than_another_are_a_miss(
    theirs: dict[str, str] | str, shown: str, is_missed: bool
) -> None:
    truth = {"ann": "active", "bob": "gone"}
    row = compare("lapses", "gone?", truth, {"ann": "active", "bob": "active"}, "other", theirs)
    assert (row.ours, row.theirs, row.is_missed) == ("1 (0 active, 1 gone)", shown, is_missed)


def test_the_table_is_markdown() -> None:
    row = Row("ties", "a score", 1_000, "0", "other 1.0", "7", is_missed=False)
    assert table([row]).splitlines()[2] == "| ties | a score | 1,000 | 0 | other 1.0 | 7 |"


def test_levels_of_the_grid_are_fifths() -> None:
    lines = grid().lines
    assert len({line.customer_id for line in lines}) == 125
    money = Counter[str]()
    for line in lines:
        money[line.customer_id] += round(line.unit_price * 60)
    # 60 times the level, whatever the number of orders
    assert {money["r1f1m3"], money["r5f4m3"], money["r2f5m3"]} == {60 * 60 * 3}
    assert [len(row.split()) for row in NAMES] == [5] * 5


def test_notebooks_make_the_mistakes() -> None:
    twins = {name: score for name, score in first_come_quintiles(ties()).items() if "once" in name}
    assert Counter(twins.values()) == {"1": 20, "2": 20, "3": 20}
    # R5 F1 M1 is in New Customers alone; R1 F1 M1 in Lost; R4 F4 M1 in none; R4 F3 M3 in four
    names = interval_names(grid())
    found = [names[name] for name in ("r5f1m1", "r1f1m1", "r4f4m1", "r4f3m3")]
    assert found == ["one name", "one name", "no name", "several names"]
    # the first customer has order 1; those with more have the rest of what they count
    assert unique_order_ids(counting())["3x1"] == "0"
    # three lines of 10, and 4 each for what was sent once
    assert shipping_of_lines(counting())["1x0"] == "42.00"


def test_every_case_says_what_is_right_for_whom() -> None:
    for case in cases():
        bought = {
            line.customer_id
            for line in case.shop.lines
            if line.customer_id and line.ordered_at <= case.shop.as_of_date
        }
        assert case.truth.keys() == bought, case.name
        assert case.others, case.name
