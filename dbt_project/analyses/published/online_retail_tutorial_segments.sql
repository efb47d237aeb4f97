-- Published of Online Retail: the RFM map as tutorials draw it. One row per segment. Lines without
-- a customer, cancelled invoices and lines without a price are dropped; today is 2011-12-11; recency
-- is scored by quantile bins, frequency by quantile bins of its rank, ties in the order of the ids.
-- That order decides who is a champion, which the marts avoid.
{{ config(enabled=var('shop') == 'online_retail') }}

with
invoice_lines as (
    select * from {{ ref('stg_online_retail__invoice_lines') }}
    where customer_id is not null and invoice_no not like 'C%' and unit_price > 0
),

customers as (
    select
        customer_id,
        {{ days_between('max(invoice_date)', "cast('2011-12-11' as date)") }} as recency_days,
        row_number() over (
            order by count(distinct invoice_no), cast(customer_id as integer)
        ) as frequency_rank
    from invoice_lines
    group by customer_id
),

edges as (
    {% for share in [0.2, 0.4, 0.6, 0.8] -%}
    select
        quantile_cont(recency_days, {{ share }}) as recency_days,
        quantile_cont(frequency_rank, {{ share }}) as frequency_rank
    from customers
    {{ "union all" if not loop.last }}
    {% endfor %}
),

scored as (
    select
        customers.customer_id,
        1 + count(*) filter (where customers.recency_days <= edges.recency_days) as r_score,
        1 + count(*) filter (where customers.frequency_rank > edges.frequency_rank) as f_score
    from customers
    cross join edges
    group by customers.customer_id
),

named as (
    select
        case
            when r_score <= 2 and f_score <= 2 then 'hibernating'
            when r_score <= 2 and f_score <= 4 then 'at_risk'
            when r_score <= 2 then 'cant_lose'
            when r_score = 3 and f_score <= 2 then 'about_to_sleep'
            when r_score = 3 and f_score = 3 then 'need_attention'
            when r_score <= 4 and f_score >= 4 then 'loyal'
            when r_score = 4 and f_score = 1 then 'promising'
            when f_score = 1 then 'new'
            when f_score <= 3 then 'potential_loyalists'
            else 'champions'
        end as segment
    from scored
)

select
    segment,
    count(*) as customer_count
from named
group by segment
order by customer_count desc
