-- Grain: one row per pair of dates and segment with a buyer at either: how much of the change in
-- its size is due to customers, to the cut-points and to the clusters. Old is the model of the last
-- report of the earlier date, new that of the later; both are asked about the features of today.
with
pairs as (
    select * from {{ ref('int_reported_model_pairs') }}
),

former_labels as (
    select * from {{ ref('int_former_labels') }}
),

cluster_labels as (
    select * from {{ ref('cluster_labels') }}
),

features as (
    select * from {{ ref('fct_customer_features') }}
),

cut_points as (
    select * from {{ ref('rfm_cut_points') }}
),

cells as (
    select * from {{ ref('dim_rfm_cells') }}
),

cluster_segments as (
    select * from {{ ref('cluster_segments') }}
),

fixed_segments as (
    select * from {{ ref('fixed_segments') }}
),

-- from the old model at the earlier date to the new one at the later, one thing at a time
steps as (
    select
        from_as_of_date,
        to_as_of_date,
        1 as step,
        from_as_of_date as as_of_date,
        old_model_id as model_id,
        old_model_id as cut_model_id
    from pairs

    union all

    select
        from_as_of_date,
        to_as_of_date,
        2 as step,
        to_as_of_date as as_of_date,
        old_model_id as model_id,
        old_model_id as cut_model_id
    from pairs

    union all

    select
        from_as_of_date,
        to_as_of_date,
        3 as step,
        to_as_of_date as as_of_date,
        old_model_id as model_id,
        new_model_id as cut_model_id
    from pairs

    union all

    select
        from_as_of_date,
        to_as_of_date,
        4 as step,
        to_as_of_date as as_of_date,
        new_model_id as model_id,
        new_model_id as cut_model_id
    from pairs
),

-- most steps ask the same
views as (
    select
        as_of_date,
        model_id,
        cut_model_id
    from steps
    group by as_of_date, model_id, cut_model_id
),

labels as (
    select
        as_of_date,
        customer_id,
        model_id,
        cluster_id
    from former_labels

    union all

    select
        as_of_date,
        customer_id,
        model_id,
        cluster_id
    from cluster_labels
),

bounds as (
    select
        model_id as cut_model_id,
        max(lower_bound) filter (where measure = 'expected_value') as vip_bound,
        {{ rfm_bounds('recency_days') }},
        {{ rfm_bounds('order_count') }}
    from cut_points
    group by model_id
),

viewed as (
    select
        views.as_of_date,
        views.model_id,
        views.cut_model_id,
        labels.customer_id,
        labels.cluster_id,
        features.expected_value,
        {{ rfm_score(
            'recency_days', '-recency_days', 'views.as_of_date, views.model_id, views.cut_model_id'
        ) }} as r_score,
        {{ rfm_score(
            'order_count', 'order_count', 'views.as_of_date, views.model_id, views.cut_model_id'
        ) }} as f_score,
        bounds.vip_bound
    from views
    inner join labels
        on views.as_of_date = labels.as_of_date and views.model_id = labels.model_id
    inner join features
        on labels.as_of_date = features.as_of_date and labels.customer_id = features.customer_id
    left join bounds on views.cut_model_id = bounds.cut_model_id
),

-- in the order of int_customer_segments: VIP, then the cluster, then the RFM map
assigned as (
    select
        viewed.as_of_date,
        viewed.model_id,
        viewed.cut_model_id,
        coalesce(vip.segment_id, cluster_segments.segment_id, map_segments.segment_id)
            as segment_id
    from viewed
    left join fixed_segments as vip
        on
            cast(viewed.expected_value as double) > viewed.vip_bound
            and vip.segment_code = 'VIP'
    left join cluster_segments
        on
            viewed.model_id = cluster_segments.model_id
            and viewed.cluster_id = cluster_segments.cluster_id
    left join cells on viewed.r_score = cells.r_score and viewed.f_score = cells.f_score
    left join fixed_segments as map_segments on cells.rfm_segment = map_segments.rfm_segment
),

sizes as (
    select
        as_of_date,
        model_id,
        cut_model_id,
        segment_id,
        count(*) as customer_count
    from assigned
    group by as_of_date, model_id, cut_model_id, segment_id
),

counted as (
    select
        steps.from_as_of_date,
        steps.to_as_of_date,
        sizes.segment_id,
        coalesce(sum(sizes.customer_count) filter (where steps.step = 1), 0) as from_count,
        coalesce(sum(sizes.customer_count) filter (where steps.step = 2), 0) as aged_count,
        coalesce(sum(sizes.customer_count) filter (where steps.step = 3), 0) as cut_count,
        coalesce(sum(sizes.customer_count) filter (where steps.step = 4), 0) as to_count
    from steps
    inner join sizes
        on
            steps.as_of_date = sizes.as_of_date
            and steps.model_id = sizes.model_id
            and steps.cut_model_id = sizes.cut_model_id
    group by steps.from_as_of_date, steps.to_as_of_date, sizes.segment_id
),

parts as (
    select
        from_as_of_date,
        to_as_of_date,
        segment_id,
        cast(from_count as integer) as from_count,
        cast(aged_count - from_count as integer) as behaviour,
        cast(cut_count - aged_count as integer) as cut_points,
        cast(to_count - cut_count as integer) as model,
        cast(to_count as integer) as to_count
    from counted
)

select * from parts
