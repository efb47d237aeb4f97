-- Grain: one row per as_of_date and measure: how far the shop had moved from what its champion was
-- fitted on; of several builds at one date, the last.
with
cluster_model as (
    select * from {{ ref('cluster_model') }}
    where part = 'drift'
),

measured as (
    select
        entry_number,
        model_id,
        item as measure,
        {{ model_attribute('as_of_date', 'date') }},
        {{ model_attribute('value', 'double') }},
        {{ model_attribute('threshold', 'double') }},
        {{ model_attribute('verdict', 'string') }}
    from cluster_model
    group by entry_number, model_id, item
),

drift as (
    select
        as_of_date,
        measure,
        model_id,
        value,
        threshold,
        verdict
    from measured
    qualify entry_number = max(entry_number) over (partition by as_of_date)
)

select * from drift
