-- Of which categories do customers send goods back?
select
    product_category,
    sum(gross_value) filter (where not is_return) as sold_value,
    -coalesce(sum(gross_value) filter (where is_return), 0) as returned_value,
    returned_value / sold_value as returned_share
from {{ ref('fct_order_lines') }}
group by product_category
order by returned_share desc, sold_value desc
limit 5
