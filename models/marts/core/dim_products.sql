-- Grain: one row per product with an accepted line; empty where a shop delivers no product ids.
with
order_lines as (
    select * from {{ ref('int_order_lines') }}
    where product_id is not null
),

categories as (
    select
        product_id,
        product_category,
        count(*) as line_count
    from order_lines
    group by product_id, product_category
),

-- a product that was moved has the category of most of its lines
products as (
    select
        product_id,
        product_category
    from categories
    qualify
        row_number() over (
            partition by product_id order by line_count desc, product_category asc
        ) = 1
)

select * from products
