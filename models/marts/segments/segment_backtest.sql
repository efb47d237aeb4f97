-- Grain: one row per as_of_date and method: the segments of a model two horizons old, judged by the
-- horizon after as_of_date; of several models judged at one date, the newest.
with
cluster_model as (
    select * from {{ ref('cluster_model') }}
    where part = 'backtest'
),

methods as (
    select
        entry_number,
        model_id,
        item as method,
        {{ model_attribute('as_of_date', 'date') }},
        {{ model_attribute('horizon_days', 'integer') }},
        {{ model_attribute('customer_count', 'integer') }},
        {{ model_attribute('n_clusters', 'integer') }},
        {{ model_attribute('eta_squared', 'double') }},
        {{ model_attribute('auc', 'double') }},
        {{ model_attribute('gini', 'double') }},
        {{ model_attribute('explained_value_share', 'double') }},
        {{ model_attribute('eta_squared_difference_low', 'double') }},
        {{ model_attribute('eta_squared_difference_high', 'double') }},
        {{ model_attribute('auc_difference_low', 'double') }},
        {{ model_attribute('auc_difference_high', 'double') }},
        {{ model_attribute('gini_difference_low', 'double') }},
        {{ model_attribute('gini_difference_high', 'double') }},
        {{ model_attribute('explained_value_share_difference_low', 'double') }},
        {{ model_attribute('explained_value_share_difference_high', 'double') }}
    from cluster_model
    group by entry_number, model_id, item
),

backtest as (
    select
        as_of_date,
        method,
        model_id,
        horizon_days,
        customer_count,
        n_clusters,
        eta_squared,
        auc,
        gini,
        explained_value_share,
        eta_squared_difference_low,
        eta_squared_difference_high,
        auc_difference_low,
        auc_difference_high,
        gini_difference_low,
        gini_difference_high,
        explained_value_share_difference_low,
        explained_value_share_difference_high
    from methods
    qualify entry_number = max(entry_number) over (partition by as_of_date)
)

select * from backtest
