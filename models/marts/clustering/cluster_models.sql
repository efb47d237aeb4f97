-- Grain: one row per model.
with
cluster_model as (
    select * from {{ ref('cluster_model') }}
    where part = 'model'
),

entries as (
    select
        entry_number,
        model_id,
        {{ model_attribute('status', 'string') }},
        {{ model_attribute('fitted_as_of_date', 'date') }},
        {{ model_attribute('feature_space', 'string') }},
        {{ model_attribute('n_clusters', 'integer') }},
        {{ model_attribute('random_seed', 'bigint') }},
        {{ model_attribute('verdict', 'string') }},
        {{ model_attribute('customer_count', 'integer') }},
        {{ model_attribute('sample_count', 'integer') }},
        {{ model_attribute('rule_fidelity', 'double') }},
        {{ model_attribute('recency_days_sum', 'double') }},
        {{ model_attribute('order_count_sum', 'double') }},
        {{ model_attribute('monetary_value_sum', 'double') }},
        {{ model_attribute('expected_value_sum', 'double') }},
        {{ model_attribute('parent_model_id', 'string') }},
        {{ model_attribute('reason', 'string') }},
        {{ model_attribute('reason_ko', 'string') }}
    from cluster_model
    group by entry_number, model_id
),

-- a model that came back has several entries; the newest counts
models as (
    select
        model_id,
        fitted_as_of_date,
        feature_space,
        n_clusters,
        random_seed,
        verdict,
        customer_count,
        sample_count,
        rule_fidelity,
        recency_days_sum,
        order_count_sum,
        monetary_value_sum,
        expected_value_sum,
        case
            when entry_number = max(entry_number) filter (where status = 'champion') over ()
                then 'champion'
            when status = 'challenger' then 'challenger'
            else 'retired'
        end as status,
        parent_model_id,
        reason,
        reason_ko
    from entries
    qualify row_number() over (partition by model_id order by entry_number desc) = 1
)

select * from models
