-- Grain: one row per reported as_of_date and tenth of the buyers, by monetary value; tenth 1 holds
-- the most valuable. Equal values are told apart by customer_id.
with
customer_segments as (
    select * from {{ ref('fct_customer_segments') }}
),

features as (
    select * from {{ ref('fct_customer_features') }}
),

-- a customer who returned more than he bought holds nothing
valued as (
    select
        features.as_of_date,
        features.customer_id,
        features.monetary_value,
        greatest(features.monetary_value, 0) as held_value,
        features.is_latest
    from features
    inner join customer_segments
        on
            features.as_of_date = customer_segments.as_of_date
            and features.customer_id = customer_segments.customer_id
),

ranked as (
    select
        *,
        count(*) over by_date as population_count,
        row_number() over (
            partition by as_of_date order by held_value desc, customer_id asc
        ) as value_rank
    from valued
    window by_date as (partition by as_of_date)
),

-- the first tenths are one larger where buyers do not divide by ten
placed as (
    select
        *,
        cast(ceil(10e0 * value_rank / population_count) as integer) as decile
    from ranked
),

-- with the largest first, the rank i of the formula is n + 1 - value_rank
shops as (
    select
        as_of_date,
        round(
            cast(sum((population_count + 1 - 2 * value_rank) * held_value) as double)
            / nullif(max(population_count) * cast(sum(held_value) as double), 0), 9
        ) as gini,
        {{ share(
            "coalesce(sum(held_value) filter (where value_rank <= 0.01 * population_count), 0)",
            "sum(held_value)"
        ) }} as top_1_percent_share,
        {{ share(
            "coalesce(sum(held_value) filter (where value_rank <= 0.05 * population_count), 0)",
            "sum(held_value)"
        ) }} as top_5_percent_share,
        {{ share(
            "coalesce(sum(held_value) filter (where value_rank <= 0.2 * population_count), 0)",
            "sum(held_value)"
        ) }} as top_20_percent_share
    from placed
    group by as_of_date
),

deciles as (
    select
        as_of_date,
        decile,
        is_latest,
        count(*) as customer_count,
        cast(sum(monetary_value) as decimal(18, 4)) as net_value,
        min(monetary_value) as smallest_value,
        max(monetary_value) as largest_value,
        sum(held_value) as held_value
    from placed
    group by as_of_date, decile, is_latest
),

concentration as (
    select
        deciles.as_of_date,
        deciles.decile,
        deciles.customer_count,
        deciles.net_value,
        deciles.smallest_value,
        deciles.largest_value,
        {{ share('deciles.held_value', 'sum(deciles.held_value) over of_date') }} as value_share,
        {{ share('sum(deciles.held_value) over up_to_decile',
            'sum(deciles.held_value) over of_date') }} as cumulative_value_share,
        shops.gini,
        shops.top_1_percent_share,
        shops.top_5_percent_share,
        shops.top_20_percent_share,
        shops.top_1_percent_share > 0.2 as is_concentrated,
        deciles.is_latest
    from deciles
    inner join shops on deciles.as_of_date = shops.as_of_date
    window
        of_date as (partition by deciles.as_of_date),
        up_to_decile as (
            partition by deciles.as_of_date order by deciles.decile
            rows between unbounded preceding and current row
        )
)

select * from concentration
