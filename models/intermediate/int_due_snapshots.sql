-- Grain: one row per snapshot to measure in this build: new, or a row up to its date has changed
-- since it was measured.
{% set keepers = snapshot_keepers() %}

with
snapshots as (
    select * from {{ ref('int_snapshots') }}
),

due as (
    select
        snapshots.as_of_date,
        snapshots.horizon_days,
        snapshots.is_reported,
        snapshots.is_latest,
        snapshots.input_digest
    from snapshots
    where
        not (
            {%- for keeper in keepers %}
            ({{ is_kept(keeper) }}){{ " and" if not loop.last }}
            {%- endfor %}
        )
)

select * from due
