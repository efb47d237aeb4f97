-- Which common methods would have explained the spending of the next 90 days less well than ours?
select
    method,
    n_clusters,
    eta_squared,
    coalesce(eta_squared_difference_low > 0, false) as is_ours_better
from {{ ref('segment_backtest') }}
order by eta_squared desc, method asc
