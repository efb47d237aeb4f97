-- What does an order cost: the least, the typical, the most?
select
    table_name,
    column_name,
    statistic,
    value
from {{ ref('shop_profile') }}
where
    variable = 'orders.net_value'
    and statistic in ('minimum', 'p05', 'median', 'mean', 'p95', 'maximum')
order by value
