"""Who goes on buying, by segment and by month of the first purchase."""

from tests.reports.recomputed.marts import (
    FEWEST_CUSTOMERS,
    Marts,
    Row,
    Rows,
    display_key,
    grouped,
    pick,
    segment_name,
    step,
)

RATE_STEPS = (0.1, 0.25, 0.5, 0.75)
MONTHS_AFTER_A_SNAPSHOT = 6
MONTHS_OF_A_COHORT = COHORTS = 12


def level(rate: float | None) -> int:
    return step(rate, RATE_STEPS) if rate else 0


def retained_share(rows: Rows) -> float:
    return sum(row["retained_count"] for row in rows) / sum(row["customer_count"] for row in rows)


def segment_retention(marts: Marts, language: str) -> Rows:
    snapshots = grouped(marts["segment_retention"], "as_of_date")
    # the newest of those with most months, of which six count
    shown = max(
        snapshots.items(),
        key=lambda item: (
            min(max(row["month_number"] for row in item[1]), MONTHS_AFTER_A_SNAPSHOT),
            item[0],
        ),
        default=(None, []),
    )[1]
    rows = [row for row in shown if row["month_number"] <= MONTHS_AFTER_A_SNAPSHOT]
    by_month = grouped(rows, "month_number")
    large = [row for row in rows if row["customer_count"] >= FEWEST_CUSTOMERS]
    first = [r for r in large if r["month_number"] == min(row["month_number"] for row in large)]
    # of equal rates the lower segment has most and the higher one least
    ranked = sorted(first, key=lambda row: (-row["retention_rate"], row["segment_id"]))
    english = {row["segment_id"]: row["segment_name_en"] for row in marts["dim_segments"]}

    def cell(row: Row) -> Row:
        key = row["segment_id"]
        kept = ("as_of_date", "segment_id", "month_number", "customer_count")
        return {
            **pick(row, *kept, "retained_count", "retention_rate"),
            "segment_name": segment_name(marts, language, key, english.get(key), key),
            "population_retention_rate": retained_share(by_month[row["month_number"]]),
            "is_small": row["customer_count"] < FEWEST_CUSTOMERS,
            "is_most": ranked[:1] == [row],
            "is_least": ranked[-1:] == [row],
            "heat_level": level(row["retention_rate"]),
        }

    rows.sort(key=lambda row: (display_key(marts, row["segment_id"]), row["month_number"]))
    return [cell(row) for row in rows]


def cohort_retention(marts: Marts, _language: str) -> Rows:
    # everybody bought in the month of the first purchase
    rows = [r for r in marts["cohort_retention"] if 1 <= r["month_number"] <= MONTHS_OF_A_COHORT]
    sizes = {row["cohort_month"]: row["customer_count"] for row in rows if row["month_number"] == 1}
    cohorts = sorted(sizes)[-COHORTS:]
    months = sorted({row["month_number"] for row in rows if row["cohort_month"] in cohorts})
    rates = {(row["cohort_month"], row["month_number"]): row["retention_rate"] for row in rows}
    return [
        {
            "cohort_month": cohort,
            "month_number": month,
            "customer_count": sizes[cohort],
            # not yet over
            "retention_rate": rates.get((cohort, month)),
            "is_small": sizes[cohort] < FEWEST_CUSTOMERS,
            "heat_level": level(rates.get((cohort, month))),
        }
        for cohort in cohorts
        for month in months
    ]


def cohort_totals(marts: Marts, _language: str) -> Rows:
    by_month = grouped(marts["cohort_retention"], "month_number")

    def rate(month: int) -> float | None:
        rows = by_month.get(month, [])
        enough = sum(row["customer_count"] for row in rows) >= FEWEST_CUSTOMERS
        return retained_share(rows) if enough else None

    return [{"first_month_rate": rate(1), "third_month_rate": rate(3)}]
