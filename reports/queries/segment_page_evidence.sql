-- Grain: one row per segment, proposed action and number that it rests on, in the order of the text.
with
proposed as (
    select
        segment_id,
        action_code,
        from_json(
            evidence,
            '[{"metric": "VARCHAR", "segment": "DOUBLE", "base": "DOUBLE",'
            || ' "effect_kind": "VARCHAR", "effect": "DOUBLE", "low": "DOUBLE",'
            || ' "high": "DOUBLE", "n": "BIGINT", "product_category": "VARCHAR",'
            || ' "next_category": "VARCHAR", "source": "VARCHAR"}]'
        ) as parsed
    from marts.segment_strategies
    where status = 'proposed'
),

items as (
    select
        segment_id,
        action_code,
        generate_subscripts(parsed, 1) as evidence_order,
        unnest(parsed, recursive := true)
    from proposed
)

select
    items.segment_id,
    action_code,
    items.metric,
    -- what segment_profile has a row for, others have a column for
    case source when 'segment_profile' then split_part(items.metric, '.', 2) end as feature,
    segment_metrics.unit,
    coalesce(segment_metrics.unit = 'share' and is_retested, false) as is_mean,
    items.product_category,
    items.next_category,
    segment as segment_value,
    items.base as base_value,
    items.effect_kind,
    items.effect,
    low as effect_low,
    high as effect_high,
    n as customer_count,
    source
from items
left join marts.segment_metrics
    on items.segment_id = segment_metrics.segment_id and items.metric = segment_metrics.metric
left join marts.dim_features
    on items.metric = 'segment_profile.' || dim_features.feature
order by items.segment_id, action_code, evidence_order
