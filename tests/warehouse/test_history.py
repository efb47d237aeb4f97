"""What was reported stays, whatever comes later: dates, customers, models, a full refresh."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import DEMO, MODELS_ONLY, QUICK, Build, run_dbt

TRUTH = json.loads((DEMO / "truth.json").read_text(encoding="utf-8"))
# bought long ago, so they are customers of every snapshot
LATE, ERASED = sorted(
    row["customer_id"]
    for row in TRUTH["customers"]
    if row["planted_segment"] == "AT_RISK_VALUE" and int(row["customer_id"][1:]) % 3 == 0
)[:2]
MAY, JUNE = date(2024, 5, 31), date(2024, 6, 30)
# what tells of the past
TOLD = ["reported_segments", "fct_customer_segments", "segment_migration"]
TOLD += ["segment_migration_parts", "segment_retention", "cohort_retention"]
TOLD += ["segment_audience_changes", "dim_segments", "cluster_models"]
BUILT = [*MODELS_ONLY, "--select", *(f"+{name}" for name in TOLD)]
# the claims between tables; what is said of a column is tested on the demo
DATA_TESTS = ["test", "--exclude-resource-type", "unit_test", "--exclude", "test_type:generic"]
DATA_TESTS += ["--indirect-selection", "buildable", "--select", *TOLD]
REPORTS = (
    "select report_number, as_of_date, customer_id, segment_id, model_id, is_vip "
    "from marts.reported_segments order by all"
)

MODELS = (
    "select n_clusters, status, model_id, parent_model_id, reason from marts.cluster_models "
    "order by n_clusters, status"
)


@dataclass(frozen=True)
class History:
    """One warehouse over four builds, with the reports and the models after each."""

    last: Build
    reports: list[list[tuple]]
    models: list[list[tuple]]
    may_segments: dict[str, int]

    def counts(self, as_of_date: date, report_number: int) -> Counter[int]:
        """Buyers per segment as known after a report."""
        known = {
            customer: segment
            for number, day, customer, segment, *_ in self.reports[-1]
            if day == as_of_date and number <= report_number
        }
        return Counter(segment for segment in known.values() if segment not in (None, 2))


def without(customer: str, files: Path, folder: Path) -> Path:
    """Write the files as if a customer had never been."""
    folder.mkdir()
    for path in files.glob("*.csv"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(f"{customer},")]
        (folder / path.name).write_text("".join(kept), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def history(few: Path, tmp_path_factory: pytest.TempPathFactory) -> History:
    folder = tmp_path_factory.mktemp("history")
    before = without(LATE, few, folder / "before")
    after = without(ERASED, few, folder / "after")
    refit = {**QUICK, "max_segments": 5}
    reports, models = [], []

    def build(raw: Path, settings: dict, *more: str) -> Build:
        done = run_dbt(raw, folder / "build", settings, [*BUILT, *more])
        assert done.success, done.message
        reports.append(done.rows(REPORTS))
        models.append(done.rows(MODELS))
        return done

    may = build(before, {**QUICK, "as_of_date": str(MAY)})
    may_segments = dict(
        may.rows("select customer_id, segment_id from marts.fct_customer_segments where is_latest")
    )
    build(after, QUICK)
    build(after, refit)
    last = build(after, refit, "--full-refresh")
    checked = run_dbt(after, folder / "build", refit, command=DATA_TESTS)
    assert checked.success, checked.message
    return History(last, reports, models, may_segments)


def test_later_builds_append_to_the_reports_and_rewrite_none(history: History) -> None:
    first, second, third, refreshed = history.reports
    assert second[: len(first)] == first
    assert third[: len(second)] == second
    assert [{row[0] for row in each} for each in (first, second, third)] == [
        {1},
        {1, 2},
        {1, 2, 3},
    ]
    assert {row[1] for row in second if row[0] == 1} == {row[1] for row in first}
    # a refit reports the newest date again, and nothing of the past
    assert {row[1] for row in third if row[0] == 3} == {JUNE}
    # the tables of the last build were all dropped but for the models and the reports
    assert refreshed == third


def test_a_full_refresh_erases_no_model(history: History) -> None:
    *_, refitted, refreshed = history.models
    # between May and June the shop drifts; what was fitted then was no better
    new, challenger, old = refitted
    assert [row[:2] for row in refitted] == [(5, "champion"), (6, "challenger"), (6, "retired")]
    assert challenger[3] == old[2] and "not promoted: " in challenger[4]
    # the new one takes over from the old one
    assert new[3] == old[2]
    assert new[4].startswith("max_segments changed from 6 to 5; the number of segments is set to 5")
    assert refreshed == refitted


def test_most_segments_go_on_after_a_refit(history: History) -> None:
    live = history.last.rows(
        "select segment_id, birth_kind from marts.dim_segments "
        "where segment_id > 100 and retired_as_of_date is null"
    )
    assert len(live) == 5
    reported_before = {row[3] for row in history.reports[1]}
    assert sum(segment in reported_before for segment, _ in live) >= 3


def test_a_past_snapshot_shows_what_was_reported_and_what_is_said_today(history: History) -> None:
    shown = history.last.rows(
        "select customer_id, segment_id, restated_segment_id from marts.fct_customer_segments "
        f"where as_of_date = '{MAY}'"
    )
    reported = {customer: segment for customer, segment, _ in shown}
    # prospects stand in the newest snapshot only
    buyers = {c: s for c, s in history.may_segments.items() if s != 2 and c != ERASED}
    assert {c: s for c, s in reported.items() if c != LATE} == buyers
    assert LATE in reported
    assert any(segment != restated for _, segment, restated in shown)


def test_the_newest_snapshot_is_reported_as_the_champion_says(history: History) -> None:
    differing = history.last.value(
        "select count(*) from marts.fct_customer_segments "
        "where is_latest and segment_id is distinct from restated_segment_id"
    )
    assert differing == 0


def test_an_erased_customer_is_gone_once(history: History) -> None:
    gone = history.last.rows(
        "select from_as_of_date, to_as_of_date, from_segment_id, customer_count "
        "from marts.segment_migration where movement = 'gone'"
    )
    assert gone == [(MAY, JUNE, history.may_segments[ERASED], 1)]


def test_a_late_customer_enters_the_audience_at_the_next_date(history: History) -> None:
    changes = history.last.rows(
        "select as_of_date, change from marts.segment_audience_changes "
        f"where customer_id = '{LATE}'"
    )
    assert changes == [(JUNE, "entered")]
    # though they stand in every snapshot
    assert history.last.value(
        f"select count(*) from marts.fct_customer_segments where customer_id = '{LATE}'"
    ) == history.last.value("select count(distinct as_of_date) from marts.fct_customer_segments")


def test_replayed_changes_give_the_audience(history: History) -> None:
    audience: dict[str, int] = {}
    exited = []
    for customer, segment, change in history.last.rows(
        "select customer_id, segment_id, change from marts.segment_audience_changes "
        "order by as_of_date, customer_id"
    ):
        if change == "exited":
            assert audience.pop(customer) == segment
            exited.append(customer)
        else:
            assert (audience.get(customer) == segment) == (change == "stayed")
            audience[customer] = segment
    assert exited == [ERASED]
    assert audience == dict(
        history.last.rows(
            "select customer_id, segment_id from marts.fct_customer_segments "
            "where is_latest and segment_id != 2"
        )
    )


def test_a_tenth_of_the_customers_is_held_out(history: History) -> None:
    customers, held_out = history.last.rows(
        "select count(*), count(*) filter (where is_holdout) from "
        "(select distinct customer_id, is_holdout from marts.segment_audience_changes)"
    )[0]
    assert customers > 500
    # one share per customer on all dates; 3 standard errors of .1 among 600 are .037
    assert customers == history.last.value(
        "select count(distinct customer_id) from marts.segment_audience_changes"
    )
    assert held_out / customers == pytest.approx(0.1, abs=0.037)


def test_a_refit_without_new_rows_is_no_behaviour(history: History) -> None:
    parts = history.last.rows(
        "select segment_id, from_count, behaviour, cut_points, model, to_count "
        "from marts.segment_migration_parts where from_as_of_date = to_as_of_date"
    )
    assert parts
    assert all(behaviour == 0 for _, _, behaviour, *_ in parts)
    assert all(sum(row[1:5]) == row[5] for row in parts)
    assert any(model != 0 for *_, model, _ in parts)
    # scored in SQL, the former model gives what Python had reported under it
    assert Counter({row[0]: row[1] for row in parts}) == history.counts(JUNE, report_number=2)
    assert Counter({row[0]: row[5] for row in parts}) == history.counts(JUNE, report_number=3)


def test_a_month_with_a_refit_in_it_is_taken_apart(history: History) -> None:
    month = history.last.rows(
        "select sum(abs(behaviour)), sum(abs(model)), sum(behaviour), sum(model) "
        "from marts.segment_migration_parts "
        f"where from_as_of_date = '{MAY}' and to_as_of_date = '{JUNE}'"
    )[0]
    assert month[0] > 0 and month[1] > 0
    # customers came, and a model makes none
    assert month[2] > 0 and month[3] == 0
    earlier = history.last.value(
        "select sum(abs(cut_points) + abs(model)) from marts.segment_migration_parts "
        f"where to_as_of_date <= '{MAY}'"
    )
    assert earlier == 0
