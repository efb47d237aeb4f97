-- Grain: one row per tested feature of the newest snapshot, the most consistent first.
with
latest_snapshot as (
    select max(as_of_date) as as_of_date
    from marts.fct_feature_signal
)

select
    feature,
    customer_count,
    retest_correlation,
    signal_share,
    verdict
from marts.fct_feature_signal
inner join latest_snapshot
    on fct_feature_signal.as_of_date = latest_snapshot.as_of_date
order by retest_correlation desc nulls last, feature
