-- Grain: one row per reported as_of_date, segment, category that some of its customers began with
-- and category that buyers with that beginning bought on a later day; beginnings of at least 30
-- buyers of the shop. What follows is told by all of them: a segment of one-time buyers has no
-- later purchase to tell of.
{% set fewest_customers = 30 %}

with
customer_segments as (
    select * from {{ ref('fct_customer_segments') }}
    where segment_id != 2
),

purchases as (
    select * from {{ ref('int_category_days') }}
),

-- of several on the first day the one that most was spent on
beginnings as (
    select
        customer_id,
        order_date as first_date,
        product_category as first_category
    from purchases
    qualify
        row_number() over (
            partition by customer_id
            order by order_date asc, purchase_value desc, product_category asc
        ) = 1
),

begun as (
    select
        customer_segments.as_of_date,
        customer_segments.segment_id,
        customer_segments.segment_name,
        customer_segments.customer_id,
        customer_segments.is_latest,
        beginnings.first_category
    from customer_segments
    inner join beginnings
        on
            customer_segments.customer_id = beginnings.customer_id
            and customer_segments.as_of_date >= beginnings.first_date
),

-- from which day on a category has been bought since the beginning
following as (
    select
        purchases.customer_id,
        purchases.product_category as next_category,
        min(purchases.order_date) as next_date
    from purchases
    inner join beginnings
        on
            purchases.customer_id = beginnings.customer_id
            and purchases.order_date > beginnings.first_date
    group by purchases.customer_id, purchases.product_category
),

followed as (
    select
        begun.as_of_date,
        begun.segment_id,
        begun.customer_id,
        begun.first_category,
        following.next_category
    from begun
    inner join following
        on
            begun.customer_id = following.customer_id
            and begun.as_of_date >= following.next_date
),

segments as (
    select
        as_of_date,
        segment_id,
        segment_name,
        first_category,
        is_latest,
        count(*) as customer_count
    from begun
    group by as_of_date, segment_id, segment_name, first_category, is_latest
),

beginners as (
    select
        as_of_date,
        first_category,
        count(*) as beginner_count,
        sum(count(*)) over (partition by as_of_date) as population_count
    from begun
    group by as_of_date, first_category
),

segment_pairs as (
    select
        as_of_date,
        segment_id,
        first_category,
        next_category,
        count(*) as customer_count
    from followed
    group by as_of_date, segment_id, first_category, next_category
),

pairs as (
    select
        as_of_date,
        first_category,
        next_category,
        count(*) as bought_count,
        sum(count(*)) over (partition by as_of_date, next_category) as population_bought_count
    from followed
    group by as_of_date, first_category, next_category
),

lifted as (
    select
        pairs.as_of_date,
        pairs.first_category,
        pairs.next_category,
        beginners.beginner_count,
        pairs.bought_count,
        {{ share('pairs.bought_count', 'beginners.beginner_count') }} as bought_share,
        {{ share('pairs.population_bought_count', 'beginners.population_count') }} as base_share,
        {{ wilson_end('pairs.bought_count', 'beginners.beginner_count', '-') }} as bought_share_low,
        {{ wilson_end('pairs.bought_count', 'beginners.beginner_count', '+') }} as bought_share_high
    from pairs
    inner join beginners
        on
            pairs.as_of_date = beginners.as_of_date
            and pairs.first_category = beginners.first_category
    where beginners.beginner_count >= {{ fewest_customers }}
),

judged as (
    select
        segments.as_of_date,
        segments.segment_id,
        segments.segment_name,
        segments.first_category,
        lifted.next_category,
        segments.customer_count,
        segments.customer_count - coalesce(segment_pairs.customer_count, 0) as audience_count,
        lifted.beginner_count,
        lifted.bought_count,
        lifted.bought_share,
        lifted.base_share,
        {{ share('lifted.bought_share', 'lifted.base_share') }} as lift,
        round(lifted.bought_share_low / lifted.base_share, 9) as lift_low,
        round(lifted.bought_share_high / lifted.base_share, 9) as lift_high,
        lifted.bought_share_low > lifted.base_share as is_evident,
        segments.is_latest
    from segments
    inner join lifted
        on
            segments.as_of_date = lifted.as_of_date
            and segments.first_category = lifted.first_category
    left join segment_pairs
        on
            segments.as_of_date = segment_pairs.as_of_date
            and segments.segment_id = segment_pairs.segment_id
            and segments.first_category = segment_pairs.first_category
            and lifted.next_category = segment_pairs.next_category
)

select * from judged
