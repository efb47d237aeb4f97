"""Segments keep their ids over refits, and what is new is told from what goes on."""

from dataclasses import replace

import numpy as np
import pytest

from clustering.candidates import Fitted, fit_space
from clustering.fit import FittedModel, fit_model
from clustering.identity import KnownSegments, SegmentIdentity, centroid_distances, identify
from clustering.spaces import Clustering, carry_over, frequency_feature
from clustering.transforms import Transform
from clustering.types import Features
from tests.clustering.shop import (
    as_customers,
    customers,
    four_kinds,
    reorder,
    seed_archetypes,
    shop_of,
    user_settings,
    usual_shop,
)


def fit(
    features: Features, segments: int, seed: int = 42, before: Clustering | None = None
) -> FittedModel:
    return fit_model(shop_of(features), user_settings(segments, seed), before)


def identities(
    fitted: FittedModel, features: Features, known: KnownSegments | None, first: int = 101
) -> list[SegmentIdentity]:
    assert fitted.chosen
    return identify(fitted.chosen, as_customers(features), seed_archetypes(), known, first)


def segments_of(fitted: FittedModel, own: list[SegmentIdentity]) -> KnownSegments:
    return KnownSegments(
        fitted.model.clustering,
        tuple(each.segment_id for each in own),
        tuple(each.name for each in own),
    )


def segment_of_each(fitted: FittedModel, own: list[SegmentIdentity]) -> np.ndarray:
    assert fitted.chosen
    return np.array([each.segment_id for each in own])[fitted.chosen.labels]


def refitted(chosen: Fitted, features: Features, seed: int) -> Fitted:
    """The chosen candidate with another seed, without all that only the choice needs."""
    before = chosen.clustering
    n_clusters = len(before.centroids)
    found = fit_space(
        as_customers(features),
        before.space,
        frequency_feature(features),
        user_settings(n_clusters, seed),
        before,
    )
    assert found
    clustering = Clustering(before.space, found.transforms, found.centroids[n_clusters])
    return replace(chosen, clustering=clustering, labels=found.labels[n_clusters])


def test_the_segments_of_a_first_model_are_born() -> None:
    features, _ = four_kinds()
    own = identities(fit(features, 4), features, None)
    assert [each.segment_id for each in own] == [101, 102, 103, 104]
    assert {(e.match_kind, e.match_jaccard, e.predecessor_ids) for e in own} == {("born", None, ())}


def test_under_fifty_seeds_every_customer_keeps_the_segment() -> None:
    features = usual_shop()
    first = fit(features, 5)
    assert first.chosen
    known = segments_of(first, identities(first, features, None))
    expected = segment_of_each(first, identities(first, features, None))
    for seed in range(50):
        if seed < 5:
            # the choice of the space hangs on the seed too
            again = fit(features, 5, seed, known.clustering)
        else:
            again = replace(first, chosen=refitted(first.chosen, features, seed))
        own = identities(again, features, known, 106)
        assert (segment_of_each(again, own) == expected).all()
        assert {each.match_kind for each in own} == {"matched"}
        assert {each.match_jaccard for each in own} == {1.0}


def test_a_planted_group_is_born_and_the_others_go_on() -> None:
    every, kinds = four_kinds(80)
    # a group of 24 among groups of 80
    kept = (kinds != 2) | (np.arange(320) < 96)
    features, kind = reorder(every, kept), kinds[kept]
    without = reorder(features, kind != 2)
    first = fit(without, 3)
    known = segments_of(first, identities(first, without, None))
    later = fit(features, 4, before=known.clustering)
    own = identities(later, features, known, 104)
    born = [each for each in own if each.match_kind == "born"]
    assert [each.segment_id for each in born] == [104]
    assert born[0].predecessor_ids == ()
    # those who were there before are where they were
    before = segment_of_each(first, identities(first, without, None))
    assert (segment_of_each(later, own)[kind != 2] == before).all()
    # and the new one has a name that none of them has
    assert len({each.name.code for each in own}) == 4
    pinned = {e.segment_id: e.name for e in own if e is not born[0]}
    assert pinned == dict(zip(known.segment_ids, known.names, strict=True))


def two_that_become_one() -> tuple[Features, Features]:
    """Four groups, of which the two of few and small orders come to look alike."""
    features, kind = four_kinds(80)
    merged = {name: values.copy() for name, values in features.items()}
    for name, values in merged.items():
        values[kind == 2] = features[name][kind == 3]
    return features, merged


def test_a_planted_merge_is_recorded_and_no_new_id_is_given() -> None:
    features, merged = two_that_become_one()
    first = fit(features, 4)
    assert first.chosen
    own = identities(first, features, None)
    known = segments_of(first, own)
    # the same customers, labelled by the model before as they were then
    later = fit(merged, 3)
    assert later.chosen
    (both,) = set(later.chosen.labels[np.isin(first.chosen.labels, (2, 3))])
    found = identify(later.chosen, as_customers(features), seed_archetypes(), known, 105)
    merge = found[both]
    assert merge.match_kind == "merge"
    assert merge.predecessor_ids == (own[2].segment_id, own[3].segment_id)
    assert merge.match_jaccard == 0.5
    # of two with as many customers the one that lies nearer goes on
    assert merge.segment_id == own[3].segment_id
    assert {each.segment_id for each in found} == {101, 102, 104}


def test_distances_are_those_of_cluster_means_in_the_space_of_the_model() -> None:
    features = customers([9, 9, 99, 99], [1, 1, 1, 1], [1, 1, 1, 1])
    step = Transform("recency_days", "log1p", 0.0, 0.0, 9.0, np.log(10), 1.0, 1.0)
    model = Clustering("rfm", (step,), np.array([[0.0], [1.0]]))
    distances = centroid_distances(as_customers(features), model, np.array([0, 0, 1, 1]), 3)
    # ln(10) is 0 in this space and ln(100) is ln(10); nobody is in the third cluster
    expected = [[0.0, np.log(10), 0.0], [1.0, np.log(10) - 1, 0.0]]
    assert distances == pytest.approx(np.array(expected))


def test_centroids_are_carried_over_by_way_of_raw_units() -> None:
    old = Transform("recency_days", "log1p", 0.0, 0.0, 9.0, mean=1.0, scale=2.0, weight=4.0)
    new = Transform("recency_days", "log1p", 0.0, 0.0, 2.5, mean=2.0, scale=0.5, weight=1.0)
    model = Clustering("rfm", (old,), np.array([[0.0], [1.0], [9.0]]))
    # logs 1, 2 and 10; the new bounds cut the last to 2.5
    found = carry_over(model, (new,))
    assert found == pytest.approx(np.array([[-2.0], [0.0], [1.0]]))
    other = Transform("order_count", "log1p", 0.0, 0.0, 2.5, mean=2.0, scale=0.5, weight=1.0)
    assert carry_over(model, (other,)) is None
