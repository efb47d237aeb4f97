-- Has the shop moved away from what its model was fitted on?
select
    measure,
    value,
    threshold,
    verdict
from {{ ref('cluster_drift') }}
qualify as_of_date = max(as_of_date) over ()
order by value / threshold desc, measure asc
