"""The playbook: each rule fires where it should, and says only what stands in the marts."""

import csv
import json
import re
import shutil
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Any

import duckdb
import pandas as pd
import pytest

from tests.conftest import DEMO, ROOT, Build, run_dbt

SLOT = re.compile(r"\{(value|base|category|next_category)_(\d)\}")


def read_seed(name: str) -> list[dict[str, str]]:
    path = ROOT / "seeds" / "lookups" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PLAYBOOK = {row["action_code"]: row for row in read_seed("playbook")}
EVIDENCE = {
    code: list(rows)
    for code, rows in groupby(read_seed("playbook_evidence"), lambda row: row["action_code"])
}
CODES = list(PLAYBOOK)
GATED = [code for code in CODES if any(r["needs_signal"] == "true" for r in EVIDENCE[code])]
BOUNDED = [code for code in CODES if EVIDENCE[code][0]["comparison"] != "known"]
# crafted segments of each rule: numbers just at its bounds; the first one just outside; the first
# one not there; customers not consistent in any
CASES = ("fires", "fails", "lacks", "unsteady")


def segment(code: str, case: str) -> int:
    return 1000 + len(CASES) * CODES.index(code) + CASES.index(case)


def metric(row: dict[str, str], case: str) -> dict[str, Any]:
    kind = "difference" if row["metric"].startswith("segment_profile.") else "ratio"
    no_effect = 0.0 if kind == "difference" else 1.0
    comparison, bound = row["comparison"], float(row["bound"] or 0)
    sign = -1 if comparison in ("value_at_most", "effect_below") else 1
    value = bound
    effect = bound if kind == "difference" or comparison == "effect_at_least" else 1.5
    # the end of the interval that is nearer to no effect
    end = no_effect + sign * 0.01
    if case == "fails" and row["evidence_order"] == "1":
        value -= sign * 1e-6
        effect -= 1e-6 if comparison == "effect_at_least" else 0
        end = no_effect
    low, high = (end, effect + 1) if sign > 0 else (effect - 1, end)
    return {
        "metric": row["metric"],
        "value": value,
        "effect_kind": kind,
        "effect": effect,
        "effect_low": low,
        "effect_high": high,
        "verdict": "noise" if case == "unsteady" else "profile",
    }


@pytest.fixture(scope="module")
def crafted(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Strategies of segments whose numbers are set by hand."""
    folder = tmp_path_factory.mktemp("strategies")
    shutil.copy(demo.database, folder / "shop.duckdb")
    cases = [(code, case) for code in CODES for case in CASES]
    segments = pd.DataFrame(
        {
            "segment_id": segment(code, case),
            "segment_code": PLAYBOOK[code]["archetypes"].split()[0],
        }
        for code, case in cases
    )
    metrics = pd.DataFrame(
        {"segment_id": segment(code, case), **metric(row, case)}
        for code, case in cases
        for row in EVIDENCE[code]
        if not (case == "lacks" and row["evidence_order"] == "1")
    )
    shared = "cast('2024-06-30' as date) as as_of_date, cast(100 as bigint) as customer_count"
    with duckdb.connect(str(folder / "shop.duckdb")) as connection:
        connection.register("segments", segments)
        connection.register("metrics", metrics)
        connection.execute(
            "create or replace table marts.dim_segments as select * from segments;"
            "create or replace table marts.segment_summary as "
            f"select segment_id, {shared}, 'S' as segment_name, true as is_latest, "
            "cast(5 as decimal(18, 4)) as expected_value, 0.2 as repurchase_rate from segments;"
            "create or replace table marts.segment_metrics as "
            f"select *, {shared}, 'ratio' as unit, 0.5 as base, null as signal_feature, "
            "'Bags' as product_category, 'Caps' as next_category from metrics"
        )
    build = run_dbt(DEMO, folder, command=["run", "--select", "segment_strategies"])
    assert build.success, build.message
    return build


def status(build: Build, code: str, case: str) -> str | None:
    rows = build.rows(
        "select status from marts.segment_strategies "
        f"where segment_id = {segment(code, case)} and action_code = '{code}'"
    )
    return rows[0][0] if rows else None


def test_the_playbook_has_rules_for_every_archetype() -> None:
    assert len(PLAYBOOK) >= 25
    archetypes = {row["segment_code"] for row in read_seed("segment_archetypes")}
    archetypes |= {row["segment_code"] for row in read_seed("fixed_segments")}
    named = {word for row in PLAYBOOK.values() for word in row["archetypes"].split()}
    assert named - {"*"} == archetypes


@pytest.mark.parametrize("code", CODES)
def test_a_rule_fires_at_its_bounds(crafted: Build, code: str) -> None:
    assert status(crafted, code, "fires") == "proposed"


@pytest.mark.parametrize("code", BOUNDED)
def test_a_rule_does_not_fire_just_outside(crafted: Build, code: str) -> None:
    assert status(crafted, code, "fails") is None


@pytest.mark.parametrize("code", CODES)
def test_a_rule_does_not_fire_without_its_number(crafted: Build, code: str) -> None:
    assert status(crafted, code, "lacks") is None


@pytest.mark.parametrize("code", CODES)
def test_a_rule_on_an_unsteady_feature_is_withheld(crafted: Build, code: str) -> None:
    expected = "withheld" if code in GATED else "proposed"
    assert status(crafted, code, "unsteady") == expected


def test_rules_rest_on_metrics_that_there_are(demo: Build) -> None:
    known = {name for (name,) in demo.rows("select distinct metric from marts.segment_metrics")}
    # what the demo shop does not deliver has no row
    known |= {f"segment_profile.{row['feature']}" for row in read_seed("feature_catalog")}
    assert {row["metric"] for rows in EVIDENCE.values() for row in rows} - known == set()


def test_rules_are_of_the_archetypes_that_they_name(demo: Build) -> None:
    rows = demo.rows(
        "select action_code, segment_code from marts.segment_strategies "
        "inner join marts.dim_segments using (segment_id)"
    )
    assert len(rows) > 10
    wrong = [
        (code, name)
        for code, name in rows
        if not {"*", name} & set(PLAYBOOK[code]["archetypes"].split())
    ]
    assert wrong == []


def rounded(value: float, digits: int) -> str:
    """A number with so many digits, half rounded up, zero without a sign."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{exact + 0:,.{digits}f}"


def as_read(value: float | None, unit: str, currency: str) -> str:
    """A number as the texts write it, worked out again."""
    if value is None:
        return "–"
    if unit == "share":
        if 0 < value < 0.0005:
            return "<0.1%"
        return ">99.9%" if 0.9995 <= value < 1 else f"{rounded(100 * value, 1)}%"
    if unit == "money":
        return f"{rounded(value, 0 if abs(value) >= 1000 else 2)} {currency}"
    if unit in ("days", "count"):
        return rounded(value, 0 if value == round(value) else 1)
    return rounded(value, 2)


def test_texts_say_nothing_but_their_evidence(demo: Build) -> None:
    units = dict(demo.rows("select distinct metric, unit from marts.segment_metrics"))
    currency = str(demo.value("select currency from marts.rpt_settings"))
    rows = demo.rows(
        "select action_code, body_en, body_ko, evidence from marts.segment_strategies "
        "where status = 'proposed'"
    )
    assert rows
    for code, body_en, body_ko, evidence in rows:
        items = {item["metric"]: item for item in json.loads(evidence)}
        slots: dict[str, str] = {}
        for row in EVIDENCE[code]:
            item = items.get(row["metric"], {})
            slot = row["evidence_order"]
            unit = units.get(row["metric"], "ratio")
            slots[f"value_{slot}"] = as_read(item.get("segment"), unit, currency)
            slots[f"base_{slot}"] = as_read(item.get("base"), unit, currency)
            slots[f"category_{slot}"] = item.get("product_category") or "–"
            slots[f"next_category_{slot}"] = item.get("next_category") or "–"
        for language, body in (("en", body_en), ("ko", body_ko)):
            template = PLAYBOOK[code][f"body_{language}"]
            assert body == SLOT.sub(lambda m, s=slots: s[f"{m[1]}_{m[2]}"], template)
            # a slot that nothing fills would say nothing
            assert "–" not in body


def test_evidence_is_a_cell_of_its_mart(demo: Build) -> None:
    checked = set()
    for as_of_date, segment_id, status_, evidence in demo.rows(
        "select as_of_date, segment_id, status, evidence from marts.segment_strategies"
    ):
        for item in json.loads(evidence):
            mart, column = item["metric"].split(".", 1)
            where = f"segment_id = {segment_id} and as_of_date = '{as_of_date}'"
            columns = column
            if status_ == "withheld":
                where = f"feature = '{item['feature']}' and as_of_date = '{as_of_date}'"
            elif mart == "segment_profile":
                where += f" and feature = '{column}'"
                columns = "mean, median"
            elif mart == "segment_category_affinity":
                where += f" and product_category = '{item['product_category']}'"
            elif mart == "segment_next_category":
                where += f" and first_category = '{item['product_category']}'"
                where += f" and next_category = '{item['next_category']}'"
            elif mart == "segment_concentration":
                where = f"decile = 1 and as_of_date = '{as_of_date}'"
            elif mart == "segment_migration":
                columns = f"sum({column})"
                where = f"from_segment_id = {segment_id} and to_as_of_date = '{as_of_date}'"
                where += " and value_at_risk > 0"
            ((*cells,),) = demo.rows(f"select {columns} from marts.{mart} where {where}")
            assert item["segment"] in [float(cell) for cell in cells], item
            assert item["source"] == mart
            checked.add(mart)
    assert {"segment_profile", "segment_summary", "segment_rhythm"} <= checked


def test_no_text_promises_an_effect() -> None:
    promises = re.compile(
        r"uplift|\bwill\b|guarantee|increase[sd]? (sales|revenue|value)|보장|증가합니다|상승합니다"
    )
    texts = [
        row[f"{part}_{language}"]
        for row in PLAYBOOK.values()
        for part in ("title", "body", "kpi", "guardrail")
        for language in ("en", "ko")
    ]
    assert all(texts)
    assert [text for text in texts if promises.search(text)] == []


def test_planted_coupon_lovers_are_found(demo: Build) -> None:
    """Coupon taste was planted in single customers, whatever their segment."""
    verdict = demo.value(
        "select verdict from marts.fct_feature_signal "
        "inner join marts.segment_summary using (as_of_date) "
        "where feature = 'shrunk_coupon_rate' and is_latest limit 1"
    )
    withheld = demo.rows(
        "select 1 from marts.segment_strategies "
        "where action_code like 'COUPON_%' and action_code != 'COUPON_DEPTH' "
        "and status = 'withheld'"
    )
    assert verdict in ("cluster", "profile")
    assert withheld == []


def test_tests_are_sized_by_the_formula(demo: Build) -> None:
    rows = demo.rows(
        "select customer_count, repurchase_rate, detectable_difference "
        "from marts.segment_strategies "
        "inner join marts.segment_summary using (as_of_date, segment_id, customer_count) "
        "where detectable_difference is not null"
    )
    assert rows
    for n, p, difference in rows:
        held_out = float(duckdb.execute(f"select round({n} * 0.10)").fetchall()[0][0])
        expected = 2.8016 * (p * (1 - p) * (1 / (n - held_out) + 1 / held_out)) ** 0.5
        assert difference == pytest.approx(expected, abs=1e-8)
