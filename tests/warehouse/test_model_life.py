"""What a build does with the models that are there already."""

from pathlib import Path

from tests.conftest import MODELS_ONLY, QUICK, Build, differences, run_dbt, write_shop

LABELLED = (*MODELS_ONLY, "--select", "+fct_customer_segments")


def test_going_back_to_old_settings_brings_the_old_segments_back(
    quick: Build, few: Path, next_to_quick: Path
) -> None:
    run_dbt(few, next_to_quick, {**QUICK, "random_seed": 7}, LABELLED)
    back = run_dbt(few, next_to_quick, QUICK, LABELLED)
    assert back.success, back.message
    segments = "select customer_id, segment_id from marts.fct_customer_segments order by all"
    assert back.rows(segments) == quick.rows(segments)


def test_refit_always_on_the_same_data_changes_nothing(
    quick: Build, few: Path, next_to_quick: Path
) -> None:
    again = run_dbt(few, next_to_quick, {**QUICK, "refit": "always"})
    assert again.success, again.message
    assert differences(quick, again) == {}


def test_refit_never_without_a_model_stops(tmp_path: Path) -> None:
    raw = write_shop(tmp_path / "raw", [("ann", "t1", "2024-01-10", 1, "10", "Used")])
    build = run_dbt(raw, tmp_path, {"refit": "never"}, LABELLED)
    assert not build.success
    assert "refit 'never': there is no model yet" in build.message
