-- Grain: one row per reported as_of_date, segment and product category that anybody had bought by
-- then, also where nobody of the segment had. Segments are those reported at the time, as in
-- segment_summary.
{% set fewest_customers = 30 %}
{% set prior_customers = 10 %}

with
customer_segments as (
    select * from {{ ref('fct_customer_segments') }}
    where segment_id != 2
),

customer_categories as (
    select * from {{ ref('int_customer_categories') }}
    where half = 0
),

signal as (
    select * from {{ ref('fct_feature_signal') }}
),

segments as (
    select
        as_of_date,
        segment_id,
        segment_name,
        is_latest,
        count(*) as segment_customer_count,
        sum(count(*)) over (partition by as_of_date) as population_count
    from customer_segments
    group by as_of_date, segment_id, segment_name, is_latest
),

bought as (
    select
        customer_segments.as_of_date,
        customer_segments.segment_id,
        customer_categories.product_category,
        customer_categories.net_value,
        coalesce(customer_categories.net_value_share, 0) as customer_value_share
    from customer_categories
    inner join customer_segments
        on
            customer_categories.as_of_date = customer_segments.as_of_date
            and customer_categories.customer_id = customer_segments.customer_id
),

segment_purchases as (
    select
        as_of_date,
        segment_id,
        product_category,
        count(*) as customer_count,
        sum(net_value) as net_value,
        {{ sum_of_doubles('customer_value_share') }} as share_sum
    from bought
    group by as_of_date, segment_id, product_category
),

population_purchases as (
    select
        as_of_date,
        product_category,
        count(*) as customer_count,
        {{ share('sum(net_value)', 'sum(sum(net_value)) over (partition by as_of_date)') }}
            as value_share,
        {{ sum_of_doubles('customer_value_share') }} as share_sum,
        {{ sum_of_doubles('power(customer_value_share, 2)') }} as share_square_sum
    from bought
    group by as_of_date, product_category
),

-- a segment that never bought in a category differs by that
penetrations as (
    select
        segments.as_of_date,
        segments.segment_id,
        segments.segment_name,
        population_purchases.product_category,
        segments.segment_customer_count,
        coalesce(segment_purchases.customer_count, 0) as customer_count,
        cast(coalesce(segment_purchases.net_value, 0) as decimal(18, 4)) as net_value,
        {{ share(
            'coalesce(segment_purchases.customer_count, 0)', 'segments.segment_customer_count'
        ) }} as penetration,
        {{ share('population_purchases.customer_count', 'segments.population_count') }}
            as population_penetration,
        population_purchases.value_share as population_value_share,
        -- who buys more often buys in more categories: a preference shows in the share of money
        round(
            (
                coalesce(segment_purchases.share_sum, 0) / segments.segment_customer_count
                - (population_purchases.share_sum - coalesce(segment_purchases.share_sum, 0))
                / nullif(segments.population_count - segments.segment_customer_count, 0)
            ) / nullif(
                sqrt(
                    greatest(
                        population_purchases.share_square_sum / segments.population_count
                        - power(population_purchases.share_sum / segments.population_count, 2), 0
                    )
                ), 0
            ), 9
        ) as standardized_difference,
        segments.is_latest
    from segments
    inner join population_purchases on segments.as_of_date = population_purchases.as_of_date
    left join segment_purchases
        on
            segments.as_of_date = segment_purchases.as_of_date
            and segments.segment_id = segment_purchases.segment_id
            and population_purchases.product_category = segment_purchases.product_category
),

lifted as (
    select
        *,
        {{ share('net_value', 'sum(net_value) over (partition by as_of_date, segment_id)') }}
            as value_share,
        {{ share('penetration', 'population_penetration') }} as lift,
        round(
            {{ wilson_end('customer_count', 'segment_customer_count', '-') }}
            / population_penetration, 9
        ) as lift_low,
        round(
            {{ wilson_end('customer_count', 'segment_customer_count', '+') }}
            / population_penetration, 9
        ) as lift_high,
        -- a few customers more of the shop's kind keep small segments from the top
        round(
            (customer_count + {{ prior_customers }} * population_penetration)
            / (segment_customer_count + {{ prior_customers }}) / population_penetration, 9
        ) as shrunk_lift
    from penetrations
),

ranked as (
    select
        lifted.as_of_date,
        lifted.segment_id,
        lifted.segment_name,
        lifted.product_category,
        lifted.segment_customer_count,
        lifted.customer_count,
        lifted.net_value,
        lifted.value_share,
        lifted.population_value_share,
        lifted.penetration,
        lifted.population_penetration,
        lifted.lift,
        lifted.lift_low,
        lifted.lift_high,
        lifted.shrunk_lift,
        lifted.standardized_difference,
        cast(
            row_number() over (
                partition by lifted.as_of_date, lifted.segment_id
                order by lifted.shrunk_lift desc, lifted.product_category asc
            ) as integer
        ) as affinity_rank,
        coalesce(signal.verdict, 'untested') as verdict,
        lifted.segment_customer_count >= {{ fewest_customers }}
        and (lifted.lift_low > 1 or lifted.lift_high < 1) as is_evident,
        lifted.is_latest
    from lifted
    left join signal
        on
            lifted.as_of_date = signal.as_of_date
            and 'category:' || lifted.product_category = signal.feature
)

select * from ranked
