"""The rule that chooses: hard tests at their edges, and the order of what decides."""

from dataclasses import replace

import numpy as np
import pytest

from clustering.evaluation import Scores
from clustering.selection import HARD_TESTS, Candidate, OutOfTime, choose


def judged(eta_squared: float, error: float = 0.0) -> OutOfTime:
    return OutOfTime(Scores(eta_squared, 0.7, 0.5, 0.2), error)


def candidate(space: str = "rfm_ev", number: int = 4, **changes: object) -> Candidate:
    """A candidate that passes every hard test."""
    usual: dict[str, object] = {
        "cluster_sizes": np.full(number, 1000 // number),
        "jaccards": np.full(number, 0.9),
        "archetype_distances": np.full(number, 0.2),
        "gap_gain": 0.5,
        "gap_error": 0.01,
        "rule_fidelity": 0.9,
        "silhouette": 0.3,
        "calinski_harabasz": 100.0,
        "davies_bouldin": 1.0,
        "prediction_strength": 0.8,
        "out_of_time": judged(0.10),
    }
    return Candidate(space, number, **(usual | changes))  # type: ignore[arg-type]


def sizes(smallest: int, total: int) -> np.ndarray:
    """Four clusters, the smallest as given and none over a half."""
    rest = total - smallest
    return np.array([smallest, rest // 3, rest // 3, rest - 2 * (rest // 3)])


@pytest.mark.parametrize(
    ("changes", "failed"),
    [
        ({}, ()),
        ({"cluster_sizes": sizes(30, 1000)}, ()),
        ({"cluster_sizes": sizes(29, 900)}, ("size",)),
        ({"cluster_sizes": sizes(60, 2000)}, ()),
        ({"cluster_sizes": sizes(59, 2000)}, ("size",)),
        ({"cluster_sizes": np.array([500, 200, 200, 100])}, ()),
        ({"cluster_sizes": np.array([501, 200, 200, 99])}, ("size",)),
        ({"jaccards": np.array([0.9, 0.60, 0.9, 0.9])}, ()),
        ({"jaccards": np.array([0.9, 0.599, 0.9, 0.9])}, ("stability",)),
        ({"gap_gain": 0.05, "gap_error": 0.01}, ()),
        ({"gap_gain": 0.049, "gap_error": 0.01}, ("structure",)),
        # three errors; eighths are exact in binary
        ({"gap_gain": 0.375, "gap_error": 0.125}, ()),
        ({"gap_gain": 0.374, "gap_error": 0.125}, ("structure",)),
        ({"archetype_distances": np.array([0.1, 0.45, 0.1, 0.1])}, ()),
        ({"archetype_distances": np.array([0.1, 0.46, 0.1, 0.1])}, ("nameable",)),
        ({"rule_fidelity": 0.75}, ()),
        ({"rule_fidelity": 0.749}, ("rules",)),
        ({"cluster_sizes": np.array([400, 300, 300])}, ("complete",)),
        ({"rule_fidelity": 0.1, "jaccards": np.zeros(4)}, ("stability", "rules")),
    ],
)
def test_a_hard_test_counts_its_bound_as_passed(changes: dict, failed: tuple) -> None:
    assert candidate(**changes).failed() == failed


def test_every_hard_test_has_a_result() -> None:
    assert tuple(candidate().passes()) == HARD_TESTS


@pytest.mark.parametrize(
    ("jaccard", "band"),
    [(0.85, "high"), (0.849, "good"), (0.75, "good"), (0.749, "fair"), (0.599, "unstable")],
)
def test_the_band_is_that_of_the_least_stable_cluster(jaccard: float, band: str) -> None:
    assert candidate(jaccards=np.array([1, 1, jaccard, 1])).band == band


def test_what_fails_a_hard_test_is_not_chosen_however_well_it_foretells() -> None:
    weak = candidate(number=5, rule_fidelity=0.5, out_of_time=judged(0.9))
    choice = choose([weak, candidate(number=4)])
    assert (choice.chosen, choice.fell_out) == ("rfm_ev_4", {"rfm_ev_5": "hard_tests"})


def test_where_nothing_passes_nothing_is_chosen() -> None:
    weak = [candidate(number=number, gap_gain=0.0) for number in (4, 5)]
    choice = choose(weak)
    assert choice.chosen is None
    assert choice.fell_out == {"rfm_ev_4": "hard_tests", "rfm_ev_5": "hard_tests"}
    assert choose([]).chosen is None


def test_a_number_that_the_user_fixed_is_only_flagged() -> None:
    weak = candidate(gap_gain=0.0)
    assert choose([weak], hard_tests_only_flag=True).chosen == "rfm_ev_4"
    assert weak.failed() == ("structure",)


@pytest.mark.parametrize(
    ("eta_squared", "error", "chosen"),
    [
        # 5 % of the best is .005; the steadier candidate may lose that much
        (0.0951, 0.0, "rfm_ev_5"),
        (0.0949, 0.0, "rfm_ev_4"),
        # one standard error of the best, where that is more
        (0.0801, 0.02, "rfm_ev_5"),
        (0.0799, 0.02, "rfm_ev_4"),
        # less than 5 % does not narrow it
        (0.0951, 0.001, "rfm_ev_5"),
    ],
)
def test_as_good_as_the_best_means_five_percent_or_one_standard_error(
    eta_squared: float, error: float, chosen: str
) -> None:
    best = candidate(number=4, jaccards=np.full(4, 0.8), out_of_time=judged(0.1, error))
    # a candidate's own error does not count
    steadier = candidate(number=5, out_of_time=judged(eta_squared, 9.0))
    assert choose([best, steadier]).chosen == chosen


def test_a_higher_band_of_stability_comes_before_the_criterion() -> None:
    good = candidate(number=4, jaccards=np.full(4, 0.80), out_of_time=judged(0.100))
    high = candidate(number=5, jaccards=np.full(5, 0.86), out_of_time=judged(0.099))
    choice = choose([good, high])
    assert (choice.chosen, choice.fell_out) == ("rfm_ev_5", {"rfm_ev_4": "stability"})


def test_the_segments_in_use_stay_while_they_are_among_the_good_ones() -> None:
    fair = candidate("rfm", number=5, jaccards=np.full(5, 0.7), out_of_time=judged(0.096))
    high = candidate(number=4, out_of_time=judged(0.1))
    choice = choose([fair, high], incumbent="rfm_5")
    assert (choice.chosen, choice.fell_out) == ("rfm_5", {"rfm_ev_4": "incumbent"})
    # no longer as good, failing a hard test, or no candidate any more: the rule goes on as ever
    worse = candidate("rfm", number=5, out_of_time=judged(0.094))
    unstable = candidate("rfm", number=5, jaccards=np.full(5, 0.5), out_of_time=judged(0.2))
    for other in (worse, unstable):
        assert choose([other, high], incumbent="rfm_5").chosen == "rfm_ev_4"
    assert choose([fair, high], incumbent="rfm_8").chosen == "rfm_ev_4"


def test_within_a_band_the_first_space_comes_before_the_criterion() -> None:
    plain = candidate("rfm", jaccards=np.full(4, 0.99), out_of_time=judged(0.100))
    valued = candidate("rfm_ev", number=6, jaccards=np.full(6, 0.9), out_of_time=judged(0.099))
    choice = choose([plain, valued])
    assert (choice.chosen, choice.fell_out) == ("rfm_ev_6", {"rfm_4": "space"})


def test_then_the_criterion_and_then_the_fewest_decide() -> None:
    three = [
        candidate(number=number, out_of_time=judged(eta_squared))
        for number, eta_squared in ((4, 0.099), (6, 0.1), (5, 0.1))
    ]
    choice = choose(three)
    assert choice.chosen == "rfm_ev_5"
    assert choice.fell_out == {"rfm_ev_4": "criterion", "rfm_ev_6": "fewest"}


def test_without_history_the_silhouette_decides_within_a_space_only() -> None:
    clear = candidate("rfm", silhouette=0.9, out_of_time=None)
    valued = [
        candidate("rfm_ev", number, silhouette=silhouette, out_of_time=None)
        for number, silhouette in ((4, 0.2), (5, 0.3))
    ]
    choice = choose([clear, *valued])
    assert choice.chosen == "rfm_ev_5"
    assert choice.fell_out == {"rfm_4": "space", "rfm_ev_4": "criterion"}


def test_the_choice_does_not_depend_on_the_order_of_the_candidates() -> None:
    rng = np.random.default_rng(5)
    table = [
        candidate(
            space,
            number,
            jaccards=np.full(number, rng.uniform(0.5, 1)),
            out_of_time=judged(round(rng.uniform(0.08, 0.1), 3), 0.005),
        )
        for space in ("rfm_ev", "rfm")
        for number in range(4, 9)
    ]
    first = choose(table)
    for _ in range(20):
        rng.shuffle(table)  # type: ignore[arg-type]
        again = choose(table)
        assert (again.chosen, again.fell_out) == (first.chosen, first.fell_out)


def test_every_candidate_but_the_chosen_fell_out_somewhere() -> None:
    table = [candidate(number=number) for number in range(4, 9)]
    table.append(replace(table[0], space="rfm", gap_gain=0.0))
    choice = choose(table)
    assert {c.name for c in table} == {choice.chosen, *choice.fell_out}
