"""The shop as a whole, what came in, and what to do first."""

from decimal import Decimal

from tests.reports.recomputed.marts import (
    Marts,
    Rows,
    grouped,
    latest,
    newest,
    pick,
    ratio,
    segment_name,
    total,
)

QUANTILES = ("minimum", "p25", "median", "p75", "maximum")
COUNTS = ("row_count", "missing_count", "missing_share", "distinct_count")


def settings(marts: Marts, _language: str) -> Rows:
    names = ("shop", "as_of_date", "horizon_days", "currency", "report_language", "time_zone")
    return [pick(row, *names) for row in marts["rpt_settings"]]


def glance(marts: Marts, _language: str) -> Rows:
    buyers = newest(marts["fct_customer_features"])
    one_time_buyers = [row for row in buyers if row["is_one_time_buyer"]]
    # goods that came back are no order, but their money is gone
    orders = [row for row in marts["fct_orders"] if not row["is_return"]]
    dates = [row["order_date"] for row in orders]
    segments = latest(marts["segment_summary"])
    top_shares = {row["top_20_percent_share"] for row in latest(marts["segment_concentration"])}
    return [
        {
            "customer_count": len(marts["dim_customers"]),
            "buyer_count": sum(row["has_purchased"] for row in marts["dim_customers"]),
            "one_time_buyer_share": ratio(len(one_time_buyers), len(buyers)),
            "order_count": len(orders),
            "net_value": sum((row["net_value"] for row in marts["fct_orders"]), Decimal(0)),
            "average_order_value": ratio(total(row["net_value"] for row in orders), len(orders)),
            "expected_value": total(row["expected_value"] for row in segments),
            # every tenth of the buyers has it
            "top_20_percent_share": top_shares.pop() if top_shares else None,
            "first_order_date": min(dates, default=None),
            "last_order_date": max(dates, default=None),
        }
    ]


def actions(marts: Marts, language: str) -> Rows:
    by_confidence = ("high", "medium", "low")
    proposed = [
        row
        for row in marts["segment_strategies"]
        if row["status"] == "proposed" and (row["value_at_stake"] or 0) > 0
    ]
    best = [
        min(
            own,
            key=lambda row: (
                by_confidence.index(row["confidence"]),
                row["priority"],
                row["action_code"],
            ),
        )
        for own in grouped(proposed, "segment_id").values()
    ]
    best.sort(key=lambda row: (-row["value_at_stake"], row["segment_id"]))
    names = ("segment_id", "action_code", "confidence", "customer_count", "value_at_stake")
    return [
        {
            **pick(row, *names),
            "segment_name": segment_name(marts, language, row["segment_id"], row["segment_name"]),
            "title": row[f"title_{language}"],
        }
        for row in best[:3]
    ]


def column_profiles(marts: Marts, _language: str) -> Rows:
    columns = grouped(marts["shop_profile"], "table_name", "column_name")
    profiles = []
    for (table, column), rows in sorted(columns.items()):
        numbers = {row["statistic"]: row["value"] for row in rows}
        texts = {row["statistic"]: row["value_text"] for row in rows}
        profiles.append(
            {
                "table_name": table,
                "column_name": column,
                **{name: numbers.get(name) for name in COUNTS},
                **{name: texts.get(name) for name in QUANTILES},
            }
        )
    return profiles


def rejections(marts: Marts, _language: str) -> Rows:
    rejected = marts["fct_rejected_rows"]
    kinds = grouped(rejected, "source_table", "reject_reason")
    return [
        {
            "source_table": table,
            "reject_reason": why,
            "reject_columns": sorted({row["reject_column"] for row in own} - {None}),
            "row_count": len(own),
            "rejected_row_share": len(own) / len(rejected),
        }
        for (table, why), own in sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def reconciliation(marts: Marts, _language: str) -> Rows:
    counts = ("raw_row_count", "accepted_row_count", "rejected_row_count")
    values = ("raw_value", "accepted_value", "rejected_value")
    tables = []
    for row in sorted(marts["row_reconciliation"], key=lambda row: row["source_table"]):
        raw, accepted, rejected = (row[name] for name in counts)
        money = [row[name] for name in values]
        # a table without money has none to lose; one whose money is half known has
        is_whole = None not in money and money[0] == money[1] + money[2]
        is_without_money = money[0] is None and None in money[1:]
        tables.append(
            {
                **pick(row, "source_table", *counts, *values),
                "rejected_row_share": ratio(rejected, raw),
                "adds_up": raw == accepted + rejected and (is_whole or is_without_money),
            }
        )
    return tables


def rejection_totals(marts: Marts, language: str) -> Rows:
    tables = reconciliation(marts, language)
    raw, rejected = (
        sum(table[name] for table in tables) for name in ("raw_row_count", "rejected_row_count")
    )
    listed = len(marts["fct_rejected_rows"])
    return [
        {
            "raw_row_count": raw,
            "rejected_row_count": rejected,
            "rejected_row_share": ratio(rejected, raw),
            "listed_row_count": listed,
            "adds_up": all(table["adds_up"] for table in tables) and listed == rejected,
        }
    ]
