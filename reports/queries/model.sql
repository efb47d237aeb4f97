-- Grain: at most one row, the model that the segments of the latest snapshot come from.
select
    model_id,
    fitted_as_of_date,
    feature_space,
    n_clusters,
    cast(random_seed as varchar) as random_seed,
    case $language when 'ko' then reason_ko else reason end as reason
from marts.cluster_models
where status = 'champion'
order by fitted_as_of_date desc, model_id
limit 1
