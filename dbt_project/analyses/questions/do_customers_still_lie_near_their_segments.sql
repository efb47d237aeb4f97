-- Do customers lie farther from the centre of their segment than in earlier months?
select
    as_of_date,
    count(*) as customer_count,
    avg(distance) as mean_distance,
    count(*) filter (where margin < 0.05) as borderline_count
from {{ ref('cluster_labels') }}
group by as_of_date
order by as_of_date
