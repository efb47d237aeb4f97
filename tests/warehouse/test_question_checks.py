"""Answers to questions about customers, found in another way: from the files and the order lines.

Order lines are the accepted ones; that they are the right ones is the matter of other tests.
"""

from collections import Counter

import numpy as np
import pandas as pd
import pytest

from tests.answers import ANSWERS
from tests.answers.checking import (
    BEFORE,
    LAST,
    PLANTED,
    TRUTH,
    close,
    expected,
    segments,
    table,
    values,
)
from tests.conftest import DEMO, Build


@pytest.fixture(scope="module")
def lines(demo: Build) -> pd.DataFrame:
    """Order lines with the first month of their customer and the months since."""
    found = table(
        demo,
        "select customer_id, order_key, order_date, product_id, product_category, coupon_status, "
        "cast(gross_value as double) as gross_value, cast(net_value as double) as net_value "
        "from intermediate.int_order_lines",
    )
    found["month"] = found["order_date"].dt.year * 12 + found["order_date"].dt.month - 1
    found["cohort"] = found.groupby("customer_id")["month"].transform("min")
    found["segment"] = found["customer_id"].map(segments(demo, LAST))
    return found


@pytest.fixture(scope="module")
def days(lines: pd.DataFrame) -> pd.DataFrame:
    """Purchase days of customers with the days since the one before and since the first."""
    found = lines[["customer_id", "order_date", "month", "cohort", "segment"]].drop_duplicates()
    found = found.sort_values(["customer_id", "order_date"])
    dates = found.groupby("customer_id")["order_date"]
    found["gap"] = dates.diff().dt.days
    found["number"] = dates.cumcount() + 1
    found["after"] = (found["order_date"] - dates.transform("min")).dt.days
    return found


def totals(of: dict[str, str], amounts: dict[str, float]) -> dict[str, float]:
    """Sum of the amounts by segment."""
    found: dict[str, float] = {}
    for customer, segment in of.items():
        found[segment] = found.get(segment, 0) + amounts.get(customer, 0)
    return found


def file_rows(name: str) -> list[list[str]]:
    """Rows of a raw file that are not planted dirt."""
    dirt = {row["line"] for row in TRUTH["rejected_rows"] if row["source_file"] == name}
    numbered = enumerate((DEMO / name).read_text("utf-8").splitlines(), start=1)
    return [line.split(",") for number, line in numbered if number > 1 and number not in dirt]


def test_money_of_segments(lines: pd.DataFrame) -> None:
    sizes = Counter(PLANTED.values())
    found = expected("how_much_money_does_each_segment_hold", 1)
    assert found["Champions"] + found["VIP"] == sizes["CHAMPIONS"]
    assert found["At-risk high value"] == sizes["AT_RISK_VALUE"]
    assert found["Cooling regulars"] == sizes["LOYAL"]
    assert found["Rising loyals"] == sizes["RISING_LOYAL"]
    assert found["New first-time buyers"] == sizes["NEW_ONE_TIME"]
    assert found["Lapsed first-time buyers"] == sizes["LAPSED_ONE_TIME"]
    assert found["Prospects"] == sizes["PROSPECT"]
    money = lines.groupby("segment")["net_value"].sum().to_dict() | {"Prospects": 0}
    assert expected("how_much_money_does_each_segment_hold", 2) == close(money)


def test_value_lost_last_month(demo: Build) -> None:
    now, then = (
        totals(segments(demo, date), values(demo, "expected_value", date))
        for date in (LAST, BEFORE)
    )
    change = {segment: now[segment] - then[segment] for segment in then}
    assert expected("which_segment_lost_most_value_last_month", 2) == close(change, 0.01)


def test_worth_after_six_months(demo: Build) -> None:
    first = "2023-12-31"
    then, now = (values(demo, "monetary_value", date) for date in (first, LAST))
    spent = {customer: now[customer] - then[customer] for customer in then}
    money = totals(segments(demo, first), spent)
    assert expected("which_segment_is_worth_most_after_six_months", 2) == close(money)


def test_concentration(lines: pd.DataFrame) -> None:
    money = np.sort(lines.groupby("customer_id")["net_value"].sum().to_numpy())[::-1]
    n = len(money)
    gini = ((n + 1 - 2 * np.arange(1, n + 1)) * money).sum() / (n * money.sum())
    best, percent = money[: n // 10].sum(), money[: n // 100].sum()
    shares = (percent / money.sum(), best / money.sum(), gini)
    assert ANSWERS["how_concentrated_is_the_money"][-1] == pytest.approx(
        (LAST, n // 10, *shares), abs=1e-4
    )


def test_regions_and_genders_of_the_file(lines: pd.DataFrame) -> None:
    customers = {row[0]: row for row in file_rows("Customer_info.csv")}
    everybody = Counter(row[2] for row in customers.values())
    best = Counter(
        row[2] for customer, row in customers.items() if PLANTED[customer] == "CHAMPIONS"
    )
    assert expected("which_regions_hold_the_best_customers", 1) == everybody
    assert expected("which_regions_hold_the_best_customers", 2) == best
    money = lines.groupby("customer_id")["net_value"].sum()
    orders = lines.groupby("customer_id")["order_key"].nunique()
    for name, code in (("female", "여"), ("male", "남")):
        chosen = [c for c in money.index if customers[c][1] == code]
        found = (name, len(chosen), orders[chosen].median(), money[chosen].median())
        row = next(row for row in ANSWERS["do_men_and_women_spend_alike"] if row[0] == name)
        assert row == pytest.approx(found, abs=1e-4)


def test_sales_and_marketing_by_month(lines: pd.DataFrame) -> None:
    months = lines["order_date"].dt.strftime("%Y-%m-01")
    money = lines.groupby(months)["net_value"].sum().tail(6).to_dict()
    orders = lines.groupby(months)["order_key"].nunique().tail(6).to_dict()
    assert expected("how_much_was_sold_in_the_last_months", 1) == orders
    assert expected("how_much_was_sold_in_the_last_months", 2) == close(money)
    costs: Counter[str] = Counter()
    for day, offline, online in file_rows("Marketing_info.csv"):
        costs[f"{day[:7]}-01"] += float(offline) + float(online)
    question = "what_does_marketing_cost_per_order"
    assert expected(question, 1) == close({month: costs[month] for month in orders})
    assert expected(question, 2) == orders


def test_who_left_champions(demo: Build, days: pd.DataFrame) -> None:
    then, now = segments(demo, BEFORE), segments(demo, LAST)
    left = {c: now[c] for c, s in then.items() if s == "Champions" and now[c] != s}
    assert expected("who_left_champions_and_where_to", 1) == Counter(left.values())
    in_june = set(days[days["order_date"] > BEFORE]["customer_id"])
    bought = Counter(segment for customer, segment in left.items() if customer in in_june)
    assert expected("who_left_champions_and_where_to", 3) == {s: bought[s] for s in left.values()}
    cooled = set(expected("which_champions_cooled_last_month", 1))
    assert cooled <= {c for c, segment in left.items() if segment == "Cooling regulars"}
    assert {PLANTED[customer] for customer in cooled} == {"LOYAL"}
    assert not cooled & in_june


def test_who_joins_a_list_and_why_segments_grew(demo: Build) -> None:
    then, now = segments(demo, BEFORE), segments(demo, LAST)
    entered = Counter(s for c, s in now.items() if s not in ("Prospects", then.get(c)))
    assert expected("who_joins_which_campaign_list", 1) == entered
    question = "did_segments_grow_by_customers_or_by_a_new_model"
    assert expected(question, 1) == Counter(then.values())
    assert expected(question, 4) == Counter(s for s in now.values() if s != "Prospects")


def test_top_customers_at_risk(lines: pd.DataFrame) -> None:
    silent = lines[lines["customer_id"].map(PLANTED) == "AT_RISK_VALUE"]
    best = silent.groupby("customer_id")["net_value"].sum().nlargest(10)
    assert list(expected("who_are_the_top_customers_at_risk", 3)) == list(best.index)
    assert expected("who_are_the_top_customers_at_risk", 3) == close(best.to_dict())


def test_who_lapsed() -> None:
    sizes = Counter(PLANTED.values())
    lapsed = sizes["AT_RISK_VALUE"] + sizes["LAPSED_ONE_TIME"]
    assert expected("how_many_customers_have_lapsed", 1)["lapsed"] == lapsed


def test_who_keeps_buying(demo: Build, days: pd.DataFrame) -> None:
    then = segments(demo, "2024-03-31")
    third_month = set(days[days["order_date"] > BEFORE]["customer_id"])
    kept = Counter(segment for customer, segment in then.items() if customer in third_month)
    assert expected("which_segments_keep_buying", 1) == Counter(then.values())
    assert expected("which_segments_keep_buying", 2) == {s: kept[s] for s in then.values()}


def test_cohorts(lines: pd.DataFrame, days: pd.DataFrame) -> None:
    def month(number: int) -> str:
        return f"{number // 12}-{number % 12 + 1:02}-01"

    sizes = days.groupby("cohort")["customer_id"].nunique()
    third = days[days["month"] == days["cohort"] + 3]
    rates = third.groupby("cohort")["customer_id"].nunique() / sizes
    best = rates[sizes >= 30].nlargest(5)
    assert expected("which_cohorts_come_back_in_the_third_month", 3) == close(
        {month(cohort): rate for cohort, rate in best.items()}
    )
    early = lines[lines["month"] <= lines["cohort"] + 5]
    worth = early.groupby("cohort")["net_value"].sum() / sizes
    # six months must be over
    best = worth[(sizes >= 30) & (worth.index + 5 <= lines["month"].max())].nlargest(5)
    assert expected("which_cohort_is_worth_most_after_six_months", 3) == close(
        {month(cohort): value for cohort, value in best.items()}, 0.005
    )


def test_rhythm(days: pd.DataFrame) -> None:
    first = days[days["number"] == 1]

    def share(number: int, within: int) -> float:
        last = pd.Timestamp(LAST) - pd.Timedelta(within, "D")
        known = set(first[first["order_date"] <= last]["customer_id"])
        early = days[(days["number"] == number) & (days["after"] <= within)]
        return len(known & set(early["customer_id"])) / len(known)

    assert ANSWERS["how_many_newcomers_buy_again_within_90_days"][-1] == pytest.approx(
        (LAST, share(2, 30), share(2, 90), share(3, 90)), abs=1e-4
    )
    gaps = days.dropna(subset="gap").groupby("segment")["gap"]
    assert expected("when_is_a_customer_overdue", 2) == gaps.median().to_dict()
    assert expected("when_is_a_customer_overdue", 3) == gaps.quantile(0.75).to_dict()


def test_what_champions_and_vips_buy(lines: pd.DataFrame) -> None:
    champions = lines[lines["segment"] == "Champions"]
    for found, column in ((champions, 1), (lines, 2)):
        money = found.groupby("product_category")["net_value"].sum() / found["net_value"].sum()
        answer = expected("what_do_champions_buy_that_others_do_not", column)
        assert answer == close({category: money[category] for category in answer})
    vips = lines[lines["segment"] == "VIP"].groupby("product_id")
    best = vips["net_value"].sum().nlargest(5)
    assert expected("which_products_do_vips_spend_most_on", 3) == close(best.to_dict())
    customers = vips["customer_id"].nunique()[best.index].to_dict()
    assert expected("which_products_do_vips_spend_most_on", 2) == customers


def test_returns(lines: pd.DataFrame) -> None:
    assert not any(row[5].startswith("-") for row in file_rows("Onlinesales_info.csv"))
    sold = lines.groupby("product_category")["gross_value"].sum().nlargest(5)
    assert expected("which_categories_come_back", 1) == close(sold.to_dict())


def test_coupons(lines: pd.DataFrame) -> None:
    lovers = {row["customer_id"] for row in TRUTH["customers"] if row["is_coupon_lover"]}
    assert len(lovers) > 200
    assert not lovers & set(expected("who_should_not_get_a_coupon", 2))
    used = lines["coupon_status"] == "used"
    shares = used.groupby(lines["segment"]).mean().to_dict()
    assert expected("which_segments_use_coupons", 2) == close(shares)
    assert set(expected("which_segments_use_coupons", 3).values()) == {round(used.mean(), 4)}
    customers = lines[used].groupby("segment")["customer_id"].nunique().to_dict()
    assert expected("which_segments_use_coupons", 1) == customers
    given = lines["gross_value"] - lines["net_value"]
    assert expected("which_segments_use_coupons", 4) == close(
        given.groupby(lines["segment"]).sum().to_dict()
    )


def test_what_an_order_costs(lines: pd.DataFrame) -> None:
    money = lines.groupby("order_key")["net_value"].sum()
    found = {"minimum": money.min(), "mean": money.mean(), "maximum": money.max()}
    found |= {
        name: money.quantile(q) for name, q in (("p05", 0.05), ("median", 0.5), ("p95", 0.95))
    }
    answer = {row[2]: row[3] for row in ANSWERS["what_does_an_order_cost"]}
    assert answer == close(found)


def test_rows_are_those_of_the_files() -> None:
    files = {"customers": "Customer_info.csv", "discounts": "Discount_info.csv"}
    files |= {"marketing_days": "Marketing_info.csv", "taxes": "Tax_info.csv"}
    files |= {"online_sales": "Onlinesales_info.csv"}
    # lines but the header
    delivered = {
        name: len((DEMO / file).read_text("utf-8").splitlines()) - 1 for name, file in files.items()
    }
    assert expected("do_rows_and_money_reconcile", 1) == delivered
    accepted = {name: len(file_rows(file)) for name, file in files.items()}
    assert expected("do_rows_and_money_reconcile", 2) == accepted
    reasons = Counter(row["reason"] for row in TRUTH["rejected_rows"])
    assert expected("why_were_rows_rejected", 1) == reasons
    first = {
        reason: min(
            f"{row['source_file']}:{row['line']:05}"
            for row in TRUTH["rejected_rows"]
            if row["reason"] == reason
        )
        for reason in reasons
    }
    assert expected("why_were_rows_rejected", 2) == first
