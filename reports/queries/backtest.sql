-- Grain: one row per method of the newest back-test, ours first; other sizes and spaces of ours
-- stand among the candidates. Counts are of all methods that are not ours.
with
newest as (
    select
        *,
        regexp_replace(method, '_[0-9]+$', '') as method_name
    from marts.segment_backtest
    where not regexp_matches(method, '^rfm(_ev|_ev_learned)?_[0-9]+(_vip)?$')
    qualify as_of_date = max(as_of_date) over ()
),

compared as (
    select
        *,
        method = 'segmart' as is_ours,
        max(eta_squared) filter (where method = 'segmart') over () - eta_squared
            as eta_squared_difference,
        case
            when method = 'segmart' or eta_squared_difference_low is null then null
            when eta_squared_difference_low > 0 then 'better'
            when eta_squared_difference_high < 0 then 'worse'
            else 'equal'
        end as verdict
    from newest
)

select
    as_of_date,
    horizon_days,
    customer_count,
    count(*) filter (where not is_ours) over () as other_count,
    count(*) filter (where verdict = 'better') over () as better_count,
    count(*) filter (where verdict = 'worse') over () as worse_count,
    count(*) filter (where verdict = 'equal') over () as equal_count,
    method_name,
    is_ours,
    n_clusters,
    eta_squared,
    case when not is_ours then eta_squared_difference end as eta_squared_difference,
    eta_squared_difference_low,
    eta_squared_difference_high,
    verdict,
    auc,
    auc_difference_low,
    auc_difference_high,
    gini,
    gini_difference_low,
    gini_difference_high,
    explained_value_share
from compared
order by is_ours desc, eta_squared desc nulls last, method
