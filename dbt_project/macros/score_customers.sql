{#-
    A query that labels customers with models in plain SQL, from their rows alone: as_of_date,
    customer_id, model_id, cluster_id, squared_distance, next_squared_distance. A model without
    clusters labels nobody.
    features: relation of fct_customer_features. transforms, centroids: relations of
    cluster_transforms and cluster_centroids. wanted: relation that says which snapshot is wanted under
    which model, one row per as_of_date and model_id.
    candidates: the features that a space may use.
    One call: score_customers(ref("fct_customer_features"), ref("cluster_transforms"),
    ref("cluster_centroids"), "wanted"); it renders the query below.
-#}
{% macro score_customers(
    features, transforms, centroids, wanted,
    candidates=[
        "recency_days", "order_count", "purchase_day_count", "monetary_value", "expected_value"
    ]
) %}
    with
    wanted_transforms as (
        select
            wanted.as_of_date,
            transforms.*
        from {{ wanted }} as wanted
        inner join {{ transforms }} as transforms on wanted.model_id = transforms.model_id
    ),

    -- one branch a feature: unpivot would drop nulls, and with them a term of the distance
    feature_values as (
        {% for feature in candidates %}
        select
            as_of_date,
            customer_id,
            '{{ feature }}' as feature,
            cast({{ feature }} as double) as value
        from {{ features }}
        {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    standardised as (
        select
            feature_values.as_of_date,
            feature_values.customer_id,
            wanted_transforms.model_id,
            feature_values.feature,
            (
                least(
                    greatest(
                        case wanted_transforms.transform
                            when 'log1p' then ln(1 + greatest(
                                coalesce(feature_values.value, wanted_transforms.null_value), 0
                            ))
                            else coalesce(feature_values.value, wanted_transforms.null_value)
                        end,
                        wanted_transforms.lower_bound
                    ),
                    wanted_transforms.upper_bound
                ) - wanted_transforms.mean
            ) / wanted_transforms.scale * sqrt(wanted_transforms.weight) as z
        from feature_values
        inner join wanted_transforms
            on
                feature_values.as_of_date = wanted_transforms.as_of_date
                and feature_values.feature = wanted_transforms.feature
    ),

    distances as (
        select
            standardised.as_of_date,
            standardised.customer_id,
            standardised.model_id,
            centroids.cluster_id,
            round(
                cast(
                    sum(cast(power(standardised.z - centroids.value, 2) as decimal(38, 15))) as double
                ), 9
            ) as squared_distance
        from standardised
        inner join {{ centroids }} as centroids
            on
                standardised.model_id = centroids.model_id
                and standardised.feature = centroids.feature
        group by
            standardised.as_of_date, standardised.customer_id, standardised.model_id,
            centroids.cluster_id
    ),

    ranked as (
        select
            *,
            row_number() over nearest_first as nearness,
            lead(squared_distance) over nearest_first as next_squared_distance
        from distances
        window
            nearest_first as (
                partition by as_of_date, customer_id, model_id
                order by squared_distance, cluster_id
            )
    )

    select as_of_date, customer_id, model_id, cluster_id, squared_distance, next_squared_distance
    from ranked
    where nearness = 1
{% endmacro %}
