"""The value model gives the published answers for CDNOW."""

import csv
from collections import defaultdict
from datetime import date

import numpy as np
import pytest
from scipy.optimize import approx_fprime
from scipy.special import gammaln
from threadpoolctl import threadpool_limits

from clustering.types import FloatArray
from clustering.value_model import (
    History,
    expected_purchase_days,
    fit_value_model,
    maximise,
    spend_log_likelihood,
    transaction_log_likelihood,
)
from tests.conftest import real_data


def history_of(purchases: dict[str, dict[date, float]], until: date) -> History:
    """History of customers from their money by day, up to a date."""
    rows = []
    for days in purchases.values():
        known = sorted(day for day in days if day <= until)
        if known:
            repeats = [days[day] for day in known[1:]]
            mean = sum(repeats) / len(repeats) if repeats else 0.0
            weeks = ((known[-1] - known[0]).days / 7, (until - known[0]).days / 7)
            rows.append((len(known) - 1, *weeks, mean))
    x, t_x, T, m = np.array(rows, dtype=np.float64).T
    return History(x=x, t_x=t_x, T=T, m=m)


def read_purchases(name: str, customer: int, day: int, value: int) -> dict[str, dict[date, float]]:
    """Money by customer and day of a CDNOW file; the numbers are positions of its fields."""
    purchases: dict[str, dict[date, float]] = defaultdict(lambda: defaultdict(float))
    for line in (real_data("cdnow") / name).read_text(encoding="utf-8").splitlines():
        fields = line.split()
        if len(fields) > value and fields[day].isdigit():
            text = fields[day]
            when = date(int(text[:4]), int(text[4:6]), int(text[6:]))
            purchases[fields[customer]][when] += float(fields[value])
    return purchases


@pytest.fixture(scope="module")
def sample() -> History:
    return history_of(read_purchases("CDNOW_sample.txt", 1, 2, 4), date(1997, 9, 30))


def bg_log_likelihood(parameters: FloatArray, history: History) -> float:
    """BG/NBD (Fader, Hardie and Lee 2005), the published yardstick; not part of the product."""
    r, alpha, a, b = parameters
    x, t_x, T = history.x, history.t_x, history.T
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    common += gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    stayed = -(r + x) * np.log(alpha + T)
    left = np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + t_x)
    return float((common + np.where(x > 0, np.logaddexp(stayed, left), stayed)).sum())


def test_the_sample_is_the_published_summary(sample: History) -> None:
    with (real_data("cdnow") / "cdnow_customers_summary.csv").open(encoding="utf-8") as file:
        rows = [(float(r["frequency"]), float(r["recency"])) for r in csv.DictReader(file)]
    assert len(sample.x) == len(rows) == 2357
    published = sorted(rows)
    # the summary rounds weeks to two places
    assert [x for x, _ in published] == sorted(sample.x)
    assert abs(sum(t for _, t in published) - sample.t_x.sum()) < 0.005 * len(rows)


def test_bg_nbd_c3(sample: History) -> None:
    def with_gradient(parameters: FloatArray) -> tuple[float, FloatArray]:
        gradient = approx_fprime(parameters, bg_log_likelihood, 1e-7, sample)
        return bg_log_likelihood(parameters, sample), gradient

    found = maximise(with_gradient, ((-1.0, 1.5, -0.3, 0.8),), (-7, 7))
    assert found is not None
    np.testing.assert_allclose(found[0], [0.2426, 4.4135, 0.7929, 2.4258], atol=0.01)
    assert abs(found[1] + 9582.43) < 0.02


def test_mbg_nbd_c4(sample: History) -> None:
    model = fit_value_model(sample)
    found = [model.r, model.alpha, model.a, model.b]
    np.testing.assert_allclose(found, [0.5248, 6.1830, 0.8913, 1.6140], atol=0.01)
    assert model.log_likelihood is not None
    assert abs(model.log_likelihood + 9582.13) < 0.02


def test_gamma_gamma_c5(sample: History) -> None:
    model = fit_value_model(sample)
    assert model.repeat_customer_count == 946
    np.testing.assert_allclose([model.p, model.q, model.gamma], [6.249, 3.745, 15.448], atol=0.01)


def test_all_of_cdnow() -> None:
    purchases = read_purchases("CDNOW_master.txt", 0, 1, 3)
    assert len(purchases) == 23570
    model = fit_value_model(history_of(purchases, date(1998, 6, 30)))
    found = [model.r, model.alpha, model.a, model.b, model.p, model.q, model.gamma]
    known = [0.6894, 9.889, 0.4916, 0.8585, 5.086, 3.995, 21.25]
    np.testing.assert_allclose(found, known, rtol=0.001)


RANDOM = np.random.default_rng(3)
MADE_UP = History(
    x=np.array([0.0, 0, 1, 2, 5, 9]),
    t_x=np.array([0.0, 0, 3, 20, 30, 31]),
    T=np.array([2.0, 40, 10, 21, 60, 39]),
    m=np.array([0.0, 0, 12, 7, 30, 8]),
)


@pytest.mark.parametrize("parameters", RANDOM.uniform(0.2, 6, size=(6, 4)).tolist())
def test_the_gradients_are_those_of_the_likelihoods(parameters: list[float]) -> None:
    at = np.array(parameters)
    weights = np.array([3.0, 1, 1, 2, 1, 1])
    arguments = (MADE_UP.x, MADE_UP.t_x, MADE_UP.T, weights)
    slope = approx_fprime(at, lambda p: transaction_log_likelihood(p, *arguments)[0], 1e-7)
    # a forward difference of step 1e-7 is good to about four digits
    np.testing.assert_allclose(
        transaction_log_likelihood(at, *arguments)[1], slope, rtol=1e-3, atol=1e-3
    )
    spent = MADE_UP.x > 0
    arguments = (MADE_UP.x[spent], MADE_UP.m[spent])
    slope = approx_fprime(at[:3], lambda p: spend_log_likelihood(p, *arguments)[0], 1e-7)
    np.testing.assert_allclose(
        spend_log_likelihood(at[:3], *arguments)[1], slope, rtol=1e-3, atol=1e-3
    )


def test_the_order_of_customers_changes_nothing(sample: History) -> None:
    order = np.random.default_rng(5).permutation(len(sample.x))
    shuffled = History(*(getattr(sample, name)[order] for name in ("x", "t_x", "T", "m")))
    assert fit_value_model(shuffled) == fit_value_model(sample)


def test_expected_purchase_days_grow_with_the_window(sample: History) -> None:
    model = fit_value_model(sample)
    none, short, long = (expected_purchase_days(model, sample, weeks) for weeks in (0, 13, 52))
    assert np.abs(none).max() < 1e-12
    assert (short > 0).all() and (long > short).all()


def test_fewer_than_50_repeat_buyers_are_not_fitted() -> None:
    x = np.r_[np.zeros(500), np.ones(49)]
    model = fit_value_model(History(x=x, t_x=x * 2, T=np.full(549, 30.0), m=x * 10))
    assert (model.kind, model.customer_count, model.repeat_customer_count) == (
        "recent_value",
        549,
        49,
    )
    assert model.r is None and model.log_likelihood is None
    with pytest.raises(ValueError, match="a model of kind recent_value has no expectation"):
        expected_purchase_days(model, MADE_UP, 13)


def test_a_fit_whose_expectation_cannot_be_summed_is_not_used() -> None:
    # everybody leaves with the same chance after each purchase, which drives a and b to bounds
    random = np.random.default_rng(1)
    n = 20_000
    T = random.integers(7, 730, n)
    x = random.poisson(random.gamma(0.7, 1 / 9.9, n) * T / 7 * random.uniform(0.2, 1, n))
    span = np.where(x > 0, np.maximum((T * random.uniform(0.1, 1, n)).astype(int), 1), 0)
    m = np.where(x > 0, random.lognormal(3.4, 0.6, n), 0)
    model = fit_value_model(History(x=x.astype(float), t_x=span / 7, T=T / 7, m=m))
    assert model.kind == "recent_value"


def test_fifty_repeat_buyers_are_enough() -> None:
    # purchases at random until a customer leaves, with a chance of his own after each
    random = np.random.default_rng(8)
    rows = []
    for rate, leaving in zip(random.gamma(1, 0.3, 400), random.beta(0.8, 2, 400), strict=True):
        day, days, alive = 0.0, [0.0], random.random() > leaving
        while alive and (day := day + random.exponential(1 / rate)) < 40:
            days.append(day)
            alive = random.random() > leaving
        rows.append((len(days) - 1, days[-1], 40.0, random.lognormal(3, 0.6)))
    x, t_x, T, m = np.array(rows).T
    last = int(np.flatnonzero(np.cumsum(x > 0) == 50)[0])
    for count, kind in ((last + 1, "mbg_gamma_gamma"), (last, "recent_value")):
        history = History(*(values[:count] for values in (x, t_x, T, np.where(x > 0, m, 0))))
        assert fit_value_model(history).kind == kind


def test_the_number_of_threads_changes_no_digit() -> None:
    rng = np.random.default_rng(5)
    T = rng.uniform(20, 100, 40_000)
    # half of them leave at some time
    active = T * np.where(rng.random(len(T)) < 0.5, rng.random(len(T)), 1)
    x = rng.poisson(rng.gamma(1, 0.1, len(T)) * active).astype(np.float64)
    t_x = np.where(x > 0, active * rng.random(len(T)) ** (1 / np.maximum(x, 1)), 0)
    history = History(x, t_x, T, np.where(x > 0, rng.gamma(6, 5, len(x)), 0))
    with threadpool_limits(limits=1):
        alone = fit_value_model(history)
    with threadpool_limits(limits=2):
        assert fit_value_model(history) == alone
    assert alone.kind == "mbg_gamma_gamma"
