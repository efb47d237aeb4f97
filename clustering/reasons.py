"""Why a model came to be, in sentences of both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clustering.model import MIN_BUYERS
from clustering.names import LARGEST_DISTANCE
from clustering.selection import (
    MAX_CLUSTER_SHARE,
    MIN_CLUSTER_COUNT,
    MIN_CLUSTER_SHARE,
    MIN_GAP_ERRORS,
    MIN_GAP_GAIN,
    MIN_JACCARD,
    MIN_RULE_FIDELITY,
    Candidate,
    Choice,
)
from clustering.value_model import MIN_REPEAT_BUYERS

# key: English, Korean
SENTENCES = {
    # why a model was fitted
    "first": ("first model of this shop", "이 상점의 첫 모델"),
    "always": ("refit is set to always", "refit 설정이 always임"),
    "changed": ("{name} changed from {old} to {new}", "{name} 설정이 {old}에서 {new}(으)로 변경됨"),
    "grown": ("the shop has grown to {count} buyers", "구매 고객이 {count}명으로 늘어남"),
    "differ": ("buyers differ now", "구매 고객 사이에 차이가 생김"),
    "drift": ("{name} is {value}, above {threshold}", "{name} {value}, 기준 {threshold} 초과"),
    # what became of a challenger
    "promoted": (
        "promoted (out-of-time eta squared {new}, the model before {old})",
        "새 모델로 교체(표본 외 에타 제곱 {new}, 이전 모델 {old})",
    ),
    "promoted_by_tests": (
        "promoted, since it passes the tests and the model before cannot be compared",
        "검정을 통과했고 이전 모델과 비교할 수 없어 새 모델로 교체",
    ),
    "worse": (
        "not promoted: out-of-time eta squared {new}, the model in use {old}",
        "교체하지 않음: 표본 외 에타 제곱 {new}, 사용 중인 모델 {old}",
    ),
    "no_better_structure": (
        "not promoted: no candidate passes every test",
        "교체하지 않음: 모든 검정을 통과한 후보가 없음",
    ),
    # what was chosen
    "few_buyers": (
        f"{{count}} buyers, fewer than {MIN_BUYERS}: segments of the RFM map",
        f"구매 고객 {{count}}명으로 {MIN_BUYERS}명 미만: RFM 지도 세그먼트 사용",
    ),
    "all_alike": (
        "all buyers alike: segments of the RFM map",
        "모든 구매 고객이 동일함: RFM 지도 세그먼트 사용",
    ),
    "no_stable_structure": (
        "no stable structure: use the RFM map, since no candidate passes every test",
        "안정적인 구조 없음: 모든 검정을 통과한 후보가 없어 RFM 지도 사용",
    ),
    "chosen": (
        "{name}: the steadiest of the candidates that foretell later purchases best "
        "(out-of-time eta squared {eta}, smallest Jaccard {jaccard})",
        "{name}: 이후 구매를 가장 잘 예측한 후보 중 가장 안정적임"
        "(표본 외 에타 제곱 {eta}, 최소 자카드 {jaccard})",
    ),
    "chosen_by_silhouette": (
        "{name}: the steadiest candidate with the best silhouette "
        "(silhouette {silhouette}, smallest Jaccard {jaccard})",
        "{name}: 가장 안정적이고 실루엣이 가장 좋은 후보"
        "(실루엣 {silhouette}, 최소 자카드 {jaccard})",
    ),
    "passes": ("passes every test", "모든 검정 통과"),
    "fixed": (
        "the number of segments is set to {count}; tests only flag",
        "세그먼트 수가 {count}개로 지정되어 검정은 표시만 함",
    ),
    # what the reader should know of it
    "no_past": (
        f"fewer than {MIN_BUYERS} buyers two horizons ago: no out-of-time criterion, no back-test",
        f"두 기간 전 구매 고객이 {MIN_BUYERS}명 미만: 표본 외 기준과 백테스트 없음",
    ),
    "no_outcome": (
        "the last horizon tells no customers apart: no out-of-time criterion",
        "최근 기간의 구매로 고객을 구분할 수 없음: 표본 외 기준 없음",
    ),
    "recent_value": (
        f"no value model (fewer than {MIN_REPEAT_BUYERS} repeat buyers, or no fit): expected value "
        "is the net value of the last {days} days",
        f"가치 모델 없음(재구매 고객 {MIN_REPEAT_BUYERS}명 미만 또는 적합 실패): 기대 매출은 최근 "
        "{days}일 순매출",
    ),
    "sampled": (
        "centroids fitted on {sample} of {count} customers (smallest MD5 of the id)",
        "고객 {count}명 중 {sample}명(ID의 MD5가 가장 작은 순)으로 중심 적합",
    ),
    "left": (
        "{name} is equal for everybody and left the space",
        "{name} 값이 모두 같아 공간에서 제외됨",
    ),
    # where a candidate fell out
    "fails": ("fails: {tests}", "불합격: {tests}"),
    "flagged": ("flagged: {tests}", "주의: {tests}"),
    "criterion": (
        "another candidate foretells later purchases better or separates customers more",
        "이후 구매 예측이나 고객 구분이 더 나은 후보가 있음",
    ),
    "stability": ("another candidate is steadier", "더 안정적인 후보가 있음"),
    "space": ("a preferred space serves as well", "우선하는 공간의 후보가 동등함"),
    "fewest": ("fewer segments serve as well", "더 적은 세그먼트로 동등함"),
    "incumbent": ("the segments in use serve as well", "현재 사용 중인 세그먼트로 충분함"),
    "baseline": ("a baseline to compare with, never chosen", "비교 기준이며 선택 대상이 아님"),
    "map_not_needed": (
        "only where no candidate passes every test",
        "모든 검정을 통과한 후보가 없을 때만 사용",
    ),
    # hard tests
    "complete": ("only {found} different clusters", "서로 다른 군집이 {found}개뿐"),
    "size": (
        f"clusters of {{smallest}} to {{largest}}, allowed are {MIN_CLUSTER_SHARE:.0%} "
        f"({MIN_CLUSTER_COUNT} customers) to {MAX_CLUSTER_SHARE:.0%}",
        f"군집 크기 {{smallest}}~{{largest}}, 허용 범위 {MIN_CLUSTER_SHARE:.0%}"
        f"({MIN_CLUSTER_COUNT}명)~{MAX_CLUSTER_SHARE:.0%}",
    ),
    "unstable": (
        f"smallest Jaccard {{jaccard}}, at least {MIN_JACCARD} needed",
        f"최소 자카드 {{jaccard}}, {MIN_JACCARD} 이상 필요",
    ),
    "structure": (
        f"gap gain {{gain}} (error {{error}}), at least {MIN_GAP_GAIN} and {MIN_GAP_ERRORS:.0f} "
        "errors needed",
        f"갭 이득 {{gain}}(오차 {{error}}), {MIN_GAP_GAIN} 및 오차의 {MIN_GAP_ERRORS:.0f}배 이상 "
        "필요",
    ),
    "nameable": (
        f"a cluster lies {{distance}} from any archetype, at most {LARGEST_DISTANCE} allowed",
        f"한 군집이 전형에서 {{distance}}만큼 벗어남, {LARGEST_DISTANCE} 이하 필요",
    ),
    "rules": (
        f"rules find {{fidelity}} of customers, at least {MIN_RULE_FIDELITY:.0%} needed",
        f"규칙이 고객의 {{fidelity}}만 맞힘, {MIN_RULE_FIDELITY:.0%} 이상 필요",
    ),
}


@dataclass(frozen=True)
class Reason:
    """The same sentence in both languages."""

    en: str
    ko: str


def reason(key: str, **values: object) -> Reason:
    """Fill a sentence in; floats are rounded to 3 decimals."""
    shown = {
        name: f"{value:.3f}" if isinstance(value, float) else value
        for name, value in values.items()
    }
    english, korean = SENTENCES[key]
    return Reason(english.format(**shown), korean.format(**shown))


def join(reasons: Iterable[Reason]) -> Reason:
    """One sentence from several."""
    parts = list(reasons)
    return Reason("; ".join(part.en for part in parts), "; ".join(part.ko for part in parts))


def failure(candidate: Candidate, test: str) -> Reason:
    """What a candidate measured in a hard test, and what was needed."""
    key = "unstable" if test == "stability" else test
    return reason(
        key,
        found=candidate.n_clusters,
        smallest=f"{candidate.smallest_share:.1%}",
        largest=f"{candidate.largest_share:.1%}",
        jaccard=candidate.min_jaccard,
        gain=candidate.gap_gain,
        error=candidate.gap_error,
        distance=candidate.largest_archetype_distance,
        fidelity=f"{candidate.rule_fidelity:.1%}",
    )


def failures(candidate: Candidate, key: str) -> Reason:
    """All hard tests that a candidate fails, behind 'fails' or 'flagged'."""
    tests = join(failure(candidate, test) for test in candidate.failed())
    english, korean = SENTENCES[key]
    return Reason(english.format(tests=tests.en), korean.format(tests=tests.ko))


def chosen_reason(candidate: Candidate, is_number_fixed: bool) -> Reason:
    """Why this candidate."""
    reasons = []
    if is_number_fixed:
        reasons.append(reason("fixed", count=candidate.requested_clusters))
    if candidate.out_of_time is None:
        reasons.append(
            reason(
                "chosen_by_silhouette",
                name=candidate.name,
                silhouette=candidate.silhouette,
                jaccard=candidate.min_jaccard,
            )
        )
    else:
        eta = candidate.out_of_time.scores.eta_squared
        reasons.append(
            reason("chosen", name=candidate.name, eta=eta, jaccard=candidate.min_jaccard)
        )
    reasons.append(failures(candidate, "flagged") if candidate.failed() else reason("passes"))
    return join(reasons)


def candidate_reason(candidate: Candidate, choice: Choice, is_number_fixed: bool) -> Reason:
    """Why this candidate was chosen, or where it fell out."""
    if candidate.name == choice.chosen:
        return chosen_reason(candidate, is_number_fixed)
    step = choice.fell_out[candidate.name]
    return failures(candidate, "fails") if step == "hard_tests" else reason(step)
