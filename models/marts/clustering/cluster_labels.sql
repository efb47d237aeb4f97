-- Grain: one row per as_of_date and customer. What the Python step writes where there is one.
{{ config(enabled=target.type != 'duckdb') }}

with
features as (
    select * from {{ ref('fct_customer_features') }}
),

champion as (
    select * from {{ ref('cluster_models') }}
    where status = 'champion'
),

wanted as (
    select
        features.as_of_date,
        champion.model_id
    from features
    cross join champion
    group by features.as_of_date, champion.model_id
),

scored as (
    {{ score_customers(
        ref('fct_customer_features'), ref('cluster_transforms'), ref('cluster_centroids'), 'wanted'
    ) }}
),

rooted as (
    select
        as_of_date,
        customer_id,
        cluster_id,
        model_id,
        sqrt(squared_distance) as distance,
        sqrt(next_squared_distance) as next_distance
    from scored
),

labels as (
    select
        as_of_date,
        customer_id,
        cluster_id,
        model_id,
        round(distance, 9) as distance,
        round(coalesce((next_distance - distance) / nullif(next_distance + distance, 0), 0), 9)
            as margin
    from rooted

    union all

    select
        features.as_of_date,
        features.customer_id,
        -1 as cluster_id,
        champion.model_id,
        cast(null as double) as distance,
        cast(null as double) as margin
    from features
    cross join champion
    where champion.n_clusters = 0
)

select * from labels
