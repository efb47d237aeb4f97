-- Grain: one row per snapshot to measure in this build: new, or a row up to its date has changed
-- since it was measured.
{% set keepers = snapshot_keepers() %}

with
snapshots as (
    select * from {{ ref('int_snapshots') }}
),

purchase_days as (
    select count(*) as row_count from {{ ref('int_purchase_days') }}
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
),

-- each snapshot meets all days before it: as many at once as days may be held, and at least one
batched as (
    select
        due.*,
        cast(
            floor(
                (row_number() over (order by due.as_of_date) - 1)
                / greatest(floor({{ days_in_batch() }} / nullif(purchase_days.row_count, 0)), 1)
            ) as integer
        ) as batch_number
    from due
    cross join purchase_days
)

select * from batched
