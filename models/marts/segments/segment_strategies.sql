-- Grain: one row per segment of the newest snapshot and action of the playbook: proposed where all
-- its conditions hold, withheld where it would rest on something that customers are not consistent
-- in.
{% set slots = [1, 2, 3] %}
{% set languages = ["en", "ko"] %}
{% set needed_correlation = 0.15 %}

with
playbook as (
    select * from {{ ref('playbook') }}
),

playbook_evidence as (
    select * from {{ ref('playbook_evidence') }}
),

-- and what a difference or a ratio is where nothing differs
metrics as (
    select
        *,
        case effect_kind when 'ratio' then 1 else 0 end as no_effect
    from {{ ref('segment_metrics') }}
),

signal as (
    select * from {{ ref('fct_feature_signal') }}
),

summary as (
    select * from {{ ref('segment_summary') }}
    where is_latest
),

dim_segments as (
    select * from {{ ref('dim_segments') }}
),

candidates as (
    select
        summary.as_of_date,
        summary.segment_id,
        summary.segment_name,
        playbook.action_code
    from summary
    inner join dim_segments on summary.segment_id = dim_segments.segment_id
    inner join playbook
        on
            playbook.archetypes = '*'
            or ' ' || playbook.archetypes || ' ' like '% ' || dim_segments.segment_code || ' %'
),

judged as (
    select
        candidates.as_of_date,
        candidates.segment_id,
        candidates.action_code,
        playbook_evidence.evidence_order,
        playbook_evidence.needs_signal,
        metrics.metric,
        metrics.signal_feature,
        metrics.product_category,
        metrics.next_category,
        metrics.unit,
        metrics.value,
        metrics.base,
        metrics.effect_kind,
        metrics.effect,
        metrics.effect_low,
        metrics.effect_high,
        metrics.customer_count,
        metrics.verdict,
        metrics.no_effect,
        coalesce(
            case playbook_evidence.comparison
                when 'shown' then true
                when 'known' then metrics.value is not null
                when 'value_at_least' then metrics.value >= playbook_evidence.bound
                when 'value_at_most' then metrics.value <= playbook_evidence.bound
                when 'effect_at_least' then metrics.effect >= playbook_evidence.bound
                when 'effect_above'
                    then
                        metrics.effect >= playbook_evidence.bound
                        and metrics.effect_low > metrics.no_effect
                when 'effect_below'
                    then
                        metrics.effect <= playbook_evidence.bound
                        and metrics.effect_high < metrics.no_effect
            end, false
        ) as is_met,
        not playbook_evidence.needs_signal
        or coalesce(metrics.verdict in ('cluster', 'profile'), false) as is_consistent
    from candidates
    inner join playbook_evidence on candidates.action_code = playbook_evidence.action_code
    left join metrics
        on
            candidates.as_of_date = metrics.as_of_date
            and candidates.segment_id = metrics.segment_id
            and playbook_evidence.metric = metrics.metric
),

written as (
    select
        *,
        {{ metric_text("value", "unit") }} as value_text,
        {{ metric_text("base", "unit") }} as base_text,
        case
            when metric is not null
                then
                    {{ json_object({
                        "metric": "metric", "segment": "value", "base": "base",
                        "effect_kind": "effect_kind", "effect": "effect", "low": "effect_low",
                        "high": "effect_high", "n": "customer_count", "verdict": "verdict",
                        "product_category": "product_category", "next_category": "next_category",
                        "source": "split_part(metric, '.', 1)",
                    }) }}
        end as evidence_item
    from judged
),

-- the first evidence carries the rule
rules as (
    select
        as_of_date,
        segment_id,
        action_code,
        case
            when bool_and(is_met and is_consistent) then 'proposed'
            when
                not bool_and(is_consistent)
                and bool_or(evidence_order = 1 and value is not null)
                then 'withheld'
        end as status,
        max(signal_feature) filter (where needs_signal) as signal_feature,
        max(customer_count) filter (where evidence_order = 1) as evidence_count,
        {% for slot in slots %}
        max(value_text) filter (where evidence_order = {{ slot }}) as value_{{ slot }},
        max(base_text) filter (where evidence_order = {{ slot }}) as base_{{ slot }},
        max(product_category) filter (where evidence_order = {{ slot }}) as category_{{ slot }},
        max(next_category) filter (where evidence_order = {{ slot }}) as next_category_{{ slot }},
        max(evidence_item) filter (where evidence_order = {{ slot }}) as evidence_{{ slot }},
        {% endfor %}
        bool_or(
            evidence_order = 1 and (effect_low > no_effect or effect_high < no_effect)
        ) as is_clear
    from written
    group by as_of_date, segment_id, action_code
),

tested as (
    select
        as_of_date,
        feature,
        retest_correlation,
        verdict,
        {{ number_text("retest_correlation", 2) }} as correlation_text,
        {{ json_object({
            "metric": "'fct_feature_signal.retest_correlation'", "segment": "retest_correlation",
            "base": needed_correlation, "n": "customer_count", "verdict": "verdict",
            "feature": "feature", "source": "'fct_feature_signal'",
        }) }} as evidence_item
    from signal
),

sized as (
    select
        *,
        round(customer_count * {{ var('holdout_share') }}) as held_out_count
    from summary
),

-- smallest difference that a test of 5 %, two-sided, finds with a power of 80 %; where all or none
-- bought again, the formula knows no variance
powered as (
    select
        *,
        nullif(
            round(
                2.8016 * sqrt(
                    repurchase_rate * (1 - repurchase_rate)
                    * (
                        1 / nullif(cast(customer_count - held_out_count as double), 0)
                        + 1 / nullif(cast(held_out_count as double), 0)
                    )
                ), 9
            ), 0
        ) as detectable_difference
    from sized
),

texts as (
    select
        rules.as_of_date,
        rules.segment_id,
        powered.segment_name,
        rules.action_code,
        playbook.priority,
        rules.status,
        {% for language in languages %}
        playbook.title_{{ language }},
        case rules.status
            when 'proposed'
                then
                    {{ filled_text("playbook.body_" ~ language, "rules", slots) }}
            else
                {{ withheld_text(
                    language, "playbook.preference_" ~ language, "tested", needed_correlation
                ) }}
        end as body_{{ language }},
        playbook.kpi_{{ language }},
        playbook.guardrail_{{ language }},
        {% endfor %}
        playbook.test_days,
        case rules.status
            when 'proposed'
                then
                    '['
                    || concat_ws(', ', rules.evidence_1, rules.evidence_2, rules.evidence_3)
                    || ']'
            else '[' || coalesce(tested.evidence_item, rules.evidence_1) || ']'
        end as evidence,
        powered.customer_count,
        powered.expected_value as value_at_stake,
        case
            when rules.status = 'withheld' then 'low'
            when rules.evidence_count >= 200 and rules.is_clear then 'high'
            when rules.evidence_count >= 50 then 'medium'
            else 'low'
        end as confidence,
        powered.detectable_difference,
        coalesce(powered.detectable_difference > 0.1, true) as is_too_small_to_test
    from rules
    inner join powered on rules.segment_id = powered.segment_id
    inner join playbook on rules.action_code = playbook.action_code
    left join tested
        on
            rules.as_of_date = tested.as_of_date
            and rules.signal_feature = tested.feature
    where rules.status is not null
)

select * from texts
