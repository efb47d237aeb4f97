-- Grain: one row per as_of_date, half and customer with a purchase in a category in it.
with
customer_categories as (
    select customer_categories.*
    from {{ ref('int_customer_categories') }} as customer_categories
    inner join {{ ref('int_due_snapshots') }} as due_snapshots
        on customer_categories.as_of_date = due_snapshots.as_of_date
),

shares as (
    select
        *,
        -- what was given away or undone takes no share
        case when net_value > 0 then cast(net_value as double) end
        / cast(sum(net_value) filter (where net_value > 0) over by_customer as double)
            as value_share,
        case when net_value > 0 then net_value end
        = max(net_value) over by_customer as is_top
    from customer_categories
    window by_customer as (partition by as_of_date, half, customer_id)
),

customer_shares as (
    select
        as_of_date,
        half,
        customer_id,
        cast(count(*) as integer) as category_count,
        count(value_share) as positive_category_count,
        abs({{ sum_of_doubles('value_share * ln(value_share)') }}) as entropy,
        -- of equal ones the first by name
        min(product_category) filter (where is_top) as top_category,
        max(value_share) as top_category_share
    from shares
    group by as_of_date, half, customer_id
),

measured as (
    select
        as_of_date,
        half,
        customer_id,
        category_count,
        round(coalesce(entropy, 0), 9) as category_entropy,
        round(
            coalesce(entropy / nullif(ln(nullif(positive_category_count, 0)), 0), 0), 9
        ) as category_evenness,
        top_category,
        round(top_category_share, 9) as top_category_share
    from customer_shares
)

select * from measured
