-- Grain: one row per segment and action, proposed ones first, each kind by priority.
select
    segment_id,
    action_code,
    status,
    case $language when 'ko' then title_ko else title_en end as title,
    case $language when 'ko' then body_ko else body_en end as body,
    case $language when 'ko' then kpi_ko else kpi_en end as kpi,
    case $language when 'ko' then guardrail_ko else guardrail_en end as guardrail,
    test_days,
    customer_count,
    value_at_stake,
    confidence,
    detectable_difference,
    is_too_small_to_test
from marts.segment_strategies
order by segment_id, status, priority, action_code
