-- Grain: one row per segment with buyers of the newest snapshot and number of days since the first
-- purchase: who had bought a second and a third time by then.
with
latest as (
    select * from marts.segment_rhythm
    where is_latest
),

windows as (
    select
        segment_id,
        30 as within_days,
        observed_count_30d as observed_count,
        second_purchase_share_30d as second_share,
        population_second_purchase_share_30d as population_second_share,
        third_purchase_share_30d as third_share,
        population_third_purchase_share_30d as population_third_share
    from latest

    union all

    select
        segment_id,
        60 as within_days,
        observed_count_60d as observed_count,
        second_purchase_share_60d as second_share,
        population_second_purchase_share_60d as population_second_share,
        third_purchase_share_60d as third_share,
        population_third_purchase_share_60d as population_third_share
    from latest

    union all

    select
        segment_id,
        90 as within_days,
        observed_count_90d as observed_count,
        second_purchase_share_90d as second_share,
        population_second_purchase_share_90d as population_second_share,
        third_purchase_share_90d as third_share,
        population_third_purchase_share_90d as population_third_share
    from latest
)

select
    segment_id,
    within_days,
    observed_count,
    second_share,
    population_second_share,
    third_share,
    population_third_share
from windows
order by segment_id, within_days
