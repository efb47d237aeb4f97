-- Grain: one row per as_of_date, half and customer with a purchase in a category in it.
with
customer_categories as (
    select customer_categories.*
    from {{ ref('int_customer_categories') }} as customer_categories
    inner join {{ ref('int_due_snapshots') }} as due_snapshots
        on customer_categories.as_of_date = due_snapshots.as_of_date
),

category_counts as (
    select
        as_of_date,
        half,
        customer_id,
        cast(count(*) as integer) as category_count
    from customer_categories
    group by as_of_date, half, customer_id
),

shares as (
    select
        as_of_date,
        half,
        customer_id,
        product_category,
        cast(net_value as double) / cast(sum(net_value) over by_customer as double) as value_share,
        row_number() over (
            partition by as_of_date, half, customer_id order by net_value desc, product_category asc
        ) as value_rank
    from customer_categories
    where net_value > 0
    window by_customer as (partition by as_of_date, half, customer_id)
),

customer_shares as (
    select
        as_of_date,
        half,
        customer_id,
        count(*) as positive_category_count,
        abs({{ sum_of_doubles('value_share * ln(value_share)') }}) as entropy,
        max(product_category) filter (where value_rank = 1) as top_category,
        max(value_share) as top_category_share
    from shares
    group by as_of_date, half, customer_id
),

measured as (
    select
        category_counts.as_of_date,
        category_counts.half,
        category_counts.customer_id,
        category_counts.category_count,
        round(coalesce(customer_shares.entropy, 0), 9) as category_entropy,
        round(
            coalesce(
                customer_shares.entropy / nullif(ln(customer_shares.positive_category_count), 0), 0
            ), 9
        ) as category_evenness,
        customer_shares.top_category,
        round(customer_shares.top_category_share, 9) as top_category_share
    from category_counts
    left join customer_shares
        on
            category_counts.as_of_date = customer_shares.as_of_date
            and category_counts.half = customer_shares.half
            and category_counts.customer_id = customer_shares.customer_id
)

select * from measured
