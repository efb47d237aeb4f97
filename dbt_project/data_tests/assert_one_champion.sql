-- Exactly one model labels.
select count(*) as champion_count
from {{ ref('cluster_models') }}
where status = 'champion'
having count(*) != 1
