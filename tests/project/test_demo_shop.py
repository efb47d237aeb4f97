"""The generated demo shop: the committed files, and what was planted in them."""

import json
import math
import re
import sys
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "seeds" / "demo"
sys.path.insert(0, str(ROOT / "seeds"))

from generate_demo import DEFAULT_SEED, generate  # noqa: E402

FILES = (
    "Onlinesales_info.csv",
    "Customer_info.csv",
    "Discount_info.csv",
    "Marketing_info.csv",
    "Tax_info.csv",
)
REASONS = {
    "malformed_line",
    "missing_key",
    "missing_value",
    "bad_date",
    "implausible_date",
    "bad_number",
    "negative_price",
    "unknown_customer",
    "unknown_status",
    "duplicate_key",
}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
AS_OF_DATE = pd.Timestamp("2024-06-30")


@cache
def truth(folder: Path) -> dict[str, Any]:
    """Read the truth of a generated shop."""
    found: dict[str, Any] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return found


def accepted(folder: Path, file_name: str) -> pd.DataFrame:
    """Rows of a file that the truth does not reject, as text, indexed by line number."""
    dirty = {
        row["line"] for row in truth(folder)["rejected_rows"] if row["source_file"] == file_name
    }
    header, *lines = (folder / file_name).read_text(encoding="utf-8").splitlines()
    rows = {n: line.split(",") for n, line in enumerate(lines, start=2) if n not in dirty}
    return pd.DataFrame.from_dict(rows, orient="index", columns=header.split(","))


@cache
def sales(folder: Path) -> pd.DataFrame:
    """Accepted sales lines with their net value."""
    raw = accepted(folder, "Onlinesales_info.csv")
    rates = accepted(folder, "Discount_info.csv").set_index(["월", "제품카테고리"])["할인율"]
    rate_of = {key: int(rate) / 100 for key, rate in rates.items()}
    lines = pd.DataFrame(
        {
            "customer_id": raw["고객ID"],
            "order_id": raw["거래ID"],
            "order_date": pd.to_datetime(raw["거래날짜"], format="%Y-%m-%d"),
            "product_category": raw["제품카테고리"],
            "quantity": raw["수량"].astype(int),
            "unit_price": raw["평균금액"].astype(float),
            "shipping_value": raw["배송료"].astype(float),
            "is_used": raw["쿠폰상태"] == "Used",
        }
    )
    months = lines["order_date"].map(lambda day: MONTHS[day.month - 1])
    rate = [rate_of.get(key, 0.0) for key in zip(months, lines["product_category"], strict=True)]
    discount = lines["is_used"] * np.array(rate)
    lines["net_value"] = lines["quantity"] * lines["unit_price"] * (1 - discount)
    return lines


def rfm(folder: Path) -> pd.DataFrame:
    """Recency, order count and monetary value per buyer, sorted by customer id."""
    lines = sales(folder)
    orders = lines.groupby(["customer_id", "order_id"], as_index=False).agg(
        order_date=("order_date", "first"), net_value=("net_value", "sum")
    )
    features = orders.groupby("customer_id").agg(
        last=("order_date", "max"),
        order_count=("order_id", "size"),
        day_count=("order_date", "nunique"),
        monetary_value=("net_value", "sum"),
    )
    features["recency_days"] = (AS_OF_DATE - features["last"]).dt.days
    return features.sort_index()


def planted_rand_index(folder: Path) -> float:
    """Agreement of planted segments with six clusters of log, winsorised, standardised RFM."""
    features = rfm(folder)
    logs = np.log1p(features[["recency_days", "order_count", "monetary_value"]].to_numpy(float))
    clipped = np.clip(logs, *np.quantile(logs, [0.005, 0.995], axis=0))
    X = (clipped - clipped.mean(axis=0)) / clipped.std(axis=0)
    labels = KMeans(6, n_init=20, random_state=42).fit_predict(X)
    planted = {c["customer_id"]: c["planted_segment"] for c in truth(folder)["customers"]}
    return float(adjusted_rand_score([planted[i] for i in features.index], labels))


def retest(lines: pd.DataFrame, values: pd.Series) -> tuple[float, int]:
    """Spearman correlation of a customer's mean before and after the median order date."""
    orders = lines.drop_duplicates(["customer_id", "order_id"])["order_date"].sort_values()
    middle = orders.iloc[(len(orders) - 1) // 2]
    halves = [
        values[mask].groupby(lines["customer_id"][mask]).agg(["mean", "size"])
        for mask in (lines["order_date"] <= middle, lines["order_date"] > middle)
    ]
    both = pd.concat(halves, axis=1, join="inner", keys=["first", "second"])
    both = both[(both["first", "size"] >= 5) & (both["second", "size"] >= 5)]
    return float(spearmanr(both["first", "mean"], both["second", "mean"]).statistic), len(both)


def price_tier_retest(folder: Path) -> tuple[float, int]:
    """Retest of ln(unit price / median price of the category), free lines left out."""
    lines = sales(folder)
    priced = lines[lines["unit_price"] > 0]
    median = priced.groupby("product_category")["unit_price"].transform("median")
    levels = pd.Series(np.log(priced["unit_price"] / median), index=priced.index)
    return retest(lines, levels.reindex(lines.index))


@pytest.fixture(scope="session")
def other_shops(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The shop under five other seeds."""
    folders = []
    for seed in range(1, 6):
        folders.append(tmp_path_factory.mktemp("shop") / str(seed))
        generate(seed, folders[-1])
    return folders


def test_the_committed_seed_gives_the_committed_bytes(tmp_path: Path) -> None:
    generate(DEFAULT_SEED, tmp_path)
    for name in (*FILES, "truth.json"):
        assert (tmp_path / name).read_bytes() == (DEMO / name).read_bytes(), name
    assert truth(DEMO)["seed"] == DEFAULT_SEED


def test_another_seed_gives_another_shop(other_shops: list[Path]) -> None:
    # the tax table holds constants; everything else is drawn
    for name in FILES[:-1]:
        assert (other_shops[0] / name).read_bytes() != (DEMO / name).read_bytes(), name


def test_files_are_small_and_plain() -> None:
    assert sum(path.stat().st_size for path in DEMO.iterdir()) < 3_000_000
    for name in FILES:
        content = (DEMO / name).read_bytes()
        assert content.endswith(b"\n") and b"\r" not in content and b"\n\n" not in content


def test_customers_and_period() -> None:
    customers = truth(DEMO)["customers"]
    by_segment = Counter(customer["planted_segment"] for customer in customers)
    assert len(customers) == 2000
    assert len(by_segment) == 7 and by_segment["PROSPECT"] == 110
    listed = accepted(DEMO, "Customer_info.csv")["고객ID"]
    assert sorted(listed) == [customer["customer_id"] for customer in customers]
    lines = sales(DEMO)
    assert lines["customer_id"].nunique() == 2000 - 110
    assert lines["order_date"].min() == pd.Timestamp("2023-01-01")
    assert lines["order_date"].max() == AS_OF_DATE
    counts = lines.groupby("customer_id")["order_id"].nunique()
    assert all(counts.get(c["customer_id"], 0) == c["order_count"] for c in customers)


def test_orders_keep_the_traps_of_the_format() -> None:
    lines = sales(DEMO)
    orders = lines.groupby(["customer_id", "order_id"])
    assert (orders["shipping_value"].nunique() == 1).all()
    assert (orders["order_date"].nunique() == 1).all()
    assert set(lines["order_id"].str.len()) == {5, 6}  # T and four or five digits
    assert (orders["net_value"].sum() == 0).any()
    twins = accepted(DEMO, "Onlinesales_info.csv")
    assert not twins.duplicated().any()
    assert twins.drop(columns="거래ID").duplicated().sum() > 100
    # tickets are occasions, so the frequency feature is order_count
    features = rfm(DEMO)
    assert (features["order_count"] / features["day_count"]).median() < 1.5


def test_shared_order_ids_belong_to_two_customers() -> None:
    owners = sales(DEMO).groupby("order_id")["customer_id"].nunique()
    shared = truth(DEMO)["shared_order_ids"]
    assert len(shared) >= 60
    assert set(owners[owners == 2].index) == set(shared)
    assert owners.max() == 2


def test_categories_leave_the_gaps_they_should() -> None:
    sold = set(sales(DEMO)["product_category"])
    discounted = set(accepted(DEMO, "Discount_info.csv")["제품카테고리"])
    assert sold - discounted == {truth(DEMO)["undiscounted_category"]}
    assert discounted - sold == {truth(DEMO)["unsold_category"]}
    assert set(accepted(DEMO, "Tax_info.csv")["제품카테고리"]) == sold


def test_every_reason_is_planted_and_no_file_is_rotten() -> None:
    rejected = truth(DEMO)["rejected_rows"]
    by_reason = Counter(row["reason"] for row in rejected)
    assert set(by_reason) == REASONS
    assert min(by_reason.values()) >= 4
    for name in FILES:
        lines = (DEMO / name).read_text(encoding="utf-8").splitlines()
        dirty = [row["line"] for row in rejected if row["source_file"] == name]
        assert len(dirty) < 0.05 * (len(lines) - 1)
        assert len(lines) not in dirty  # never the last line


def sales_faults(fields: list[str], customer_ids: set[str]) -> set[str]:
    """Judge one sales line from its text alone."""
    if len(fields) != 9 or any(field.count('"') % 2 for field in fields):
        return {"malformed_line"}
    customer_id, order_id, day, _, _, quantity, price, _, status = fields
    faults = set()
    if not (customer_id and order_id):
        faults.add("missing_key")
    elif customer_id not in customer_ids:
        faults.add("unknown_customer")
    if not (day and quantity and price):
        faults.add("missing_value")
    if day:
        try:
            date.fromisoformat(day)
        except ValueError:
            return faults | {"bad_date"}
        if not "1990-01-01" <= day <= "2037-12-31":
            faults.add("implausible_date")
    if quantity and not quantity.isdigit():
        faults.add("bad_number")
    if price and not re.fullmatch(r"-?\d+\.\d\d", price):
        faults.add("bad_number")
    elif price.startswith("-"):
        faults.add("negative_price")
    if status not in {"Used", "Clicked", "Not Used"}:
        faults.add("unknown_status")
    return faults


def test_reading_the_sales_finds_one_reason_per_rejected_line_and_no_other() -> None:
    name = "Onlinesales_info.csv"
    customer_ids = {customer["customer_id"] for customer in truth(DEMO)["customers"]}
    expected = {
        row["line"]: {row["reason"]}
        for row in truth(DEMO)["rejected_rows"]
        if row["source_file"] == name
    }
    _, *lines = (DEMO / name).read_text(encoding="utf-8").splitlines()
    found = {n: sales_faults(line.split(","), customer_ids) for n, line in enumerate(lines, 2)}
    assert {n: faults for n, faults in found.items() if faults} == expected


def test_repeated_rows_sort_after_the_row_they_repeat() -> None:
    repeats = 0
    for name, width in (("Customer_info.csv", 1), ("Discount_info.csv", 2)):
        lines = (DEMO / name).read_text(encoding="utf-8").splitlines()
        for row in truth(DEMO)["rejected_rows"]:
            if row["source_file"] != name or row["reason"] != "duplicate_key":
                continue
            text = lines[row["line"] - 1]
            key = text.split(",")[:width]
            same = [n for n, line in enumerate(lines, start=1) if line.split(",")[:width] == key]
            assert len(same) == 2 and same[1] == row["line"]
            assert lines[same[0] - 1] <= text
            repeats += 1
    assert repeats == 6


def test_six_clusters_find_the_planted_segments(other_shops: list[Path]) -> None:
    # measured 1.00 for the committed seed and .99 or more for others; .93 and .90 leave room
    # for another version of scikit-learn, and still allow no two groups to be merged
    assert planted_rand_index(DEMO) >= 0.93
    for folder in other_shops:
        assert planted_rand_index(folder) >= 0.90


def test_value_has_a_heavy_tail() -> None:
    value = rfm(DEMO)["monetary_value"].sort_values(ascending=False)
    top = math.ceil(len(value) / 100)
    assert value.iloc[:top].sum() > 0.10 * value.sum()  # 1 % of buyers, over ten times their share


def test_coupon_lovers_are_real() -> None:
    lines = sales(DEMO)
    used = lines["is_used"].astype(float)
    correlation, customer_count = retest(lines, used)
    assert customer_count >= 300
    assert correlation >= 0.50  # sampling error at this count: .03
    trials = used.groupby(lines["customer_id"]).agg(["mean", "size"])
    trials = trials[trials["size"] >= 5]
    pooled = float(np.average(trials["mean"], weights=trials["size"]))
    variance = float(trials["mean"].var(ddof=0))
    expected_by_chance = float((pooled * (1 - pooled) / trials["size"]).mean())
    assert 1 - expected_by_chance / variance >= 0.40


def test_coupon_lovers_are_in_every_repeat_segment_alike() -> None:
    customers = pd.DataFrame(truth(DEMO)["customers"])
    shares = customers.groupby("planted_segment")["is_coupon_lover"].mean()
    one_time = ["NEW_ONE_TIME", "LAPSED_ONE_TIME", "PROSPECT"]
    assert (shares[one_time] == 0).all()
    # a quarter of each group, rounded to whole customers of at least 200
    assert (shares.drop(one_time) - 0.25).abs().max() <= 0.5 / 200


def test_price_tier_is_noise(other_shops: list[Path]) -> None:
    # under independence the standard error is 1 / sqrt(n), here about .04
    correlation, customer_count = price_tier_retest(DEMO)
    assert customer_count >= 300
    assert abs(correlation) < 0.10
    for folder in other_shops:
        assert abs(price_tier_retest(folder)[0]) < 0.15
