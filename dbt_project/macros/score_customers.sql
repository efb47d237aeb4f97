{#-
    A query that labels customers with one model in plain SQL, from its rows alone: as_of_date,
    customer_id, model_id, cluster_id, squared_distance, next_squared_distance.
    features: relation of fct_customer_features. transforms, centroids, models: relations of
    cluster_transforms, cluster_centroids and cluster_models, whose champion labels.
    candidates: the features that a space may use.
    One call: score_customers(ref("fct_customer_features"), ref("cluster_transforms"),
    ref("cluster_centroids"), ref("cluster_models")); it renders the query below.
-#}
{% macro score_customers(
    features, transforms, centroids, models,
    candidates=[
        "recency_days", "order_count", "purchase_day_count", "monetary_value", "expected_value"
    ]
) %}
    with
    champion_transforms as (
        select transforms.*
        from {{ transforms }} as transforms
        inner join {{ models }} as models on transforms.model_id = models.model_id
        where models.status = 'champion'
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
            champion_transforms.model_id,
            feature_values.feature,
            (
                least(
                    greatest(
                        case champion_transforms.transform
                            when 'log1p' then ln(1 + greatest(
                                coalesce(feature_values.value, champion_transforms.null_value), 0
                            ))
                            else coalesce(feature_values.value, champion_transforms.null_value)
                        end,
                        champion_transforms.lower_bound
                    ),
                    champion_transforms.upper_bound
                ) - champion_transforms.mean
            ) / champion_transforms.scale * sqrt(champion_transforms.weight) as z
        from feature_values
        inner join champion_transforms on feature_values.feature = champion_transforms.feature
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
