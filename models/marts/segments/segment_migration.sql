-- Grain: one row per pair of consecutive reported snapshots, segment at the first and segment at
-- the second, both under the champion of today: across a refit, reported segments would move
-- customers who did nothing.
with
snapshots as (
    select
        as_of_date as from_as_of_date,
        lead(as_of_date) over (order by as_of_date) as to_as_of_date
    from {{ ref('int_snapshots') }}
    where is_reported
),

customer_segments as (
    select * from {{ ref('fct_customer_segments') }}
),

features as (
    select * from {{ ref('fct_customer_features') }}
),

purchase_days as (
    select * from {{ ref('int_purchase_days') }}
),

reports as (
    select * from {{ ref('reported_segments') }}
),

dim_segments as (
    select * from {{ ref('dim_segments') }}
),

pairs as (
    select * from snapshots
    where to_as_of_date is not null
),

latest as (
    select max(from_as_of_date) as as_of_date
    from snapshots
),

valued as (
    select
        customer_segments.as_of_date,
        customer_segments.customer_id,
        customer_segments.restated_segment_id as segment_id,
        features.expected_value
    from customer_segments
    left join features
        on
            customer_segments.as_of_date = features.as_of_date
            and customer_segments.customer_id = features.customer_id
),

earlier as (
    select
        pairs.from_as_of_date,
        pairs.to_as_of_date,
        valued.customer_id,
        valued.segment_id,
        valued.expected_value
    from pairs
    inner join valued on pairs.from_as_of_date = valued.as_of_date
),

later as (
    select
        pairs.from_as_of_date,
        pairs.to_as_of_date,
        valued.customer_id,
        valued.segment_id,
        valued.expected_value
    from pairs
    inner join valued on pairs.to_as_of_date = valued.as_of_date
),

bought as (
    select
        pairs.from_as_of_date,
        pairs.to_as_of_date,
        purchase_days.customer_id
    from pairs
    inner join purchase_days
        on
            pairs.from_as_of_date < purchase_days.order_date
            and pairs.to_as_of_date >= purchase_days.order_date
    group by pairs.from_as_of_date, pairs.to_as_of_date, purchase_days.customer_id
),

-- who once bought has bought for ever: nobody leaves but those of whom every row was taken away,
-- and of them only the reports still know. What was reported after as_of_date does not exist
last_reports as (
    select
        reports.as_of_date,
        reports.customer_id,
        reports.segment_id
    from reports
    inner join latest on reports.as_of_date <= latest.as_of_date
    qualify
        reports.report_number = max(reports.report_number) over (
            partition by reports.as_of_date, reports.customer_id
        )
),

erased as (
    select
        last_reports.customer_id,
        max(last_reports.as_of_date) as last_as_of_date
    from last_reports
    left join customer_segments on last_reports.customer_id = customer_segments.customer_id
    where customer_segments.customer_id is null and last_reports.segment_id is not null
    group by last_reports.customer_id
),

-- each counts once, in the pair in which the last report of them lies; a prospect was in no
-- snapshot but the newest and so leaves none
gone as (
    select
        pairs.from_as_of_date,
        pairs.to_as_of_date,
        erased.customer_id,
        last_reports.segment_id
    from erased
    inner join pairs
        on
            erased.last_as_of_date >= pairs.from_as_of_date
            and erased.last_as_of_date < pairs.to_as_of_date
    inner join last_reports
        on
            erased.customer_id = last_reports.customer_id
            and pairs.from_as_of_date = last_reports.as_of_date
    where last_reports.segment_id != 2
),

both_snapshots as (
    select * from earlier

    union all

    select * from later
),

-- of both snapshots together, so that a segment is worth one thing within a pair
segment_values as (
    select
        from_as_of_date,
        to_as_of_date,
        segment_id,
        cast(sum(expected_value) as double) / count(expected_value) as mean_expected_value
    from both_snapshots
    where expected_value is not null
    group by from_as_of_date, to_as_of_date, segment_id
),

moves as (
    select
        later.from_as_of_date,
        later.to_as_of_date,
        earlier.segment_id as from_segment_id,
        later.segment_id as to_segment_id,
        case
            when earlier.customer_id is null then 'new'
            when earlier.segment_id = later.segment_id then 'stayed'
            else 'moved'
        end as movement,
        bought.customer_id is not null as has_bought,
        earlier.expected_value as from_expected_value,
        later.expected_value as to_expected_value
    from later
    left join earlier
        on
            later.from_as_of_date = earlier.from_as_of_date
            and later.customer_id = earlier.customer_id
    left join bought
        on
            later.from_as_of_date = bought.from_as_of_date
            and later.customer_id = bought.customer_id

    union all

    select
        from_as_of_date,
        to_as_of_date,
        segment_id as from_segment_id,
        cast(null as integer) as to_segment_id,
        'gone' as movement,
        cast(null as boolean) as has_bought,
        cast(null as decimal(18, 4)) as from_expected_value,
        cast(null as decimal(18, 4)) as to_expected_value
    from gone
),

counted as (
    select
        from_as_of_date,
        to_as_of_date,
        from_segment_id,
        to_segment_id,
        movement,
        count(*) as customer_count,
        sum(count(*)) over (partition by from_as_of_date, from_segment_id) as from_count,
        count(*) filter (where has_bought) as bought_count,
        count(*) filter (where not has_bought) as not_bought_count,
        sum(from_expected_value) as from_expected_value,
        sum(to_expected_value) as to_expected_value
    from moves
    group by from_as_of_date, to_as_of_date, from_segment_id, to_segment_id, movement
),

migration as (
    select
        counted.from_as_of_date,
        counted.to_as_of_date,
        counted.from_segment_id,
        counted.to_segment_id,
        from_segments.segment_name_en as from_segment_name,
        to_segments.segment_name_en as to_segment_name,
        counted.movement,
        counted.customer_count,
        case
            when counted.from_segment_id is not null
                then {{ share('counted.customer_count', 'counted.from_count') }}
        end as share_of_from,
        -- of the erased nothing is known any more
        case when counted.movement != 'gone' then counted.bought_count end as bought_count,
        case when counted.movement != 'gone' then counted.not_bought_count end as not_bought_count,
        cast(
            counted.to_expected_value - coalesce(counted.from_expected_value, 0) as decimal(18, 4)
        ) as expected_value_change,
        cast(
            case
                when to_values.mean_expected_value < from_values.mean_expected_value
                    then counted.from_expected_value
                else 0
            end as decimal(18, 4)
        ) as value_at_risk
    from counted
    left join segment_values as from_values
        on
            counted.from_as_of_date = from_values.from_as_of_date
            and counted.from_segment_id = from_values.segment_id
    left join segment_values as to_values
        on
            counted.from_as_of_date = to_values.from_as_of_date
            and counted.to_segment_id = to_values.segment_id
    left join dim_segments as from_segments
        on counted.from_segment_id = from_segments.segment_id
    left join dim_segments as to_segments on counted.to_segment_id = to_segments.segment_id
)

select * from migration
