-- Grain: at most one row, the model that the segments of the latest snapshot come from.
select
    model_id,
    fitted_as_of_date,
    feature_space,
    n_clusters,
    cast(random_seed as varchar) as random_seed,
    reason,
    'en' as reason_language
from marts.cluster_models
where status = 'champion'
order by fitted_as_of_date desc, model_id
limit 1
