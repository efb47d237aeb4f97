-- Grain: one row per as_of_date, customer and former model that the date is to be seen under; no
-- row while all shown dates were reported under the champion, whose labels Python wrote.
{{ config(materialized='ephemeral') }}

with
pairs as (
    select * from {{ ref('int_reported_model_pairs') }}
),

models as (
    select * from {{ ref('cluster_models') }}
    where status != 'champion'
),

features as (
    select * from {{ ref('fct_customer_features') }}
),

views as (
    select
        from_as_of_date as as_of_date,
        old_model_id as model_id
    from pairs

    union

    select
        to_as_of_date as as_of_date,
        old_model_id as model_id
    from pairs

    union

    select
        to_as_of_date as as_of_date,
        new_model_id as model_id
    from pairs
),

wanted as (
    select
        views.as_of_date,
        views.model_id,
        models.n_clusters
    from views
    inner join models on views.model_id = models.model_id
),

scored as (
    {{ score_customers(
        ref('fct_customer_features'), ref('cluster_transforms'), ref('cluster_centroids'), 'wanted'
    ) }}
),

labels as (
    select
        as_of_date,
        customer_id,
        model_id,
        cluster_id
    from scored

    union all

    select
        wanted.as_of_date,
        features.customer_id,
        wanted.model_id,
        -1 as cluster_id
    from wanted
    inner join features on wanted.as_of_date = features.as_of_date
    where wanted.n_clusters = 0
)

select * from labels
