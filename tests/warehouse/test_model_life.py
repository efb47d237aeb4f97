"""What a build does with the models that are there already."""

from pathlib import Path

from tests.conftest import DEMO, QUICK, Build, differences, run_dbt

MODELS = "select model_id, n_clusters, status, parent_model_id, reason from marts.cluster_models"


def test_a_full_refresh_erases_no_model(quick: Build, next_to_quick: Path) -> None:
    named = dict(quick.rows("select segment_id, segment_name_en from marts.dim_segments"))
    settings = {**QUICK, "max_segments": 5}
    changed = run_dbt(DEMO, next_to_quick, settings)
    assert changed.success, changed.message
    models = changed.rows(f"{MODELS} order by n_clusters")
    new, old = models
    assert (new[1], old[1]) == (5, 6)
    assert (new[2], old[2]) == ("champion", "retired")
    assert new[3] == old[0]
    assert new[4].startswith("max_segments changed from 6 to 5; the number of segments is set to 5")

    # most customers stay in segments that go on under their ids
    kept = changed.rows(
        "select segment_id, segment_name_en from marts.dim_segments "
        "where segment_id > 100 and retired_as_of_date is null and birth_kind = 'born' "
        "and segment_id <= 106"
    )
    assert len(kept) >= 3
    assert all(named[segment_id] == name for segment_id, name in kept)

    refreshed = run_dbt(
        DEMO,
        next_to_quick,
        settings,
        command=["build", "--full-refresh", "--resource-type", "model"],
    )
    assert refreshed.success, refreshed.message
    assert refreshed.rows(f"{MODELS} order by n_clusters") == models


def test_going_back_to_old_settings_brings_the_old_segments_back(
    quick: Build, next_to_quick: Path
) -> None:
    run_dbt(DEMO, next_to_quick, {**QUICK, "random_seed": 7})
    back = run_dbt(DEMO, next_to_quick, QUICK)
    assert back.success, back.message
    segments = "select customer_id, segment_id from marts.fct_customer_segments order by all"
    assert back.rows(segments) == quick.rows(segments)


def test_refit_always_on_the_same_data_changes_nothing(quick: Build, next_to_quick: Path) -> None:
    again = run_dbt(DEMO, next_to_quick, {**QUICK, "refit": "always"})
    assert again.success, again.message
    assert differences(quick, again) == {}


def test_refit_never_without_a_model_stops(tmp_path: Path) -> None:
    build = run_dbt(DEMO, tmp_path, {**QUICK, "refit": "never"})
    assert not build.success
    assert "refit 'never': there is no model yet" in build.message
