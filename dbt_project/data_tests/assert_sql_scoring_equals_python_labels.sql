-- Scored in plain SQL from the model's rows, every customer of every snapshot gets the cluster and
-- the distance that the Python step wrote. Only a customer exactly between two clusters may differ.
with
wanted as (
    select
        snapshots.as_of_date,
        champion.model_id
    from {{ ref('int_snapshots') }} as snapshots
    cross join {{ ref('cluster_models') }} as champion
    where champion.status = 'champion'
),

scored as (
    {{ score_customers(
        ref('fct_customer_features'), ref('cluster_transforms'), ref('cluster_centroids'), 'wanted'
    ) }}
),

labels as (
    select * from {{ ref('cluster_labels') }}
    where cluster_id >= 0
)

select *
from labels
full outer join scored
    on
        labels.as_of_date = scored.as_of_date
        and labels.customer_id = scored.customer_id
        and labels.model_id = scored.model_id
where
    labels.customer_id is null
    or scored.customer_id is null
    or (labels.cluster_id != scored.cluster_id and labels.margin >= 1e-9)
    -- both round the squared distance to 9 decimals; its root is less exact close to 0
    or abs(power(labels.distance, 2) - scored.squared_distance) > 1e-7
