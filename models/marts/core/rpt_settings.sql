-- Grain: a single row: what the report must know of the build.
with
snapshots as (
    select * from {{ ref('int_snapshots') }}
    where is_latest
),

settings as (
    select
        '{{ var("shop") }}' as shop,
        as_of_date,
        horizon_days,
        '{{ var("currency") }}' as currency,
        {{ sql_text(var('time_zone')) }} as time_zone,
        '{{ var("report_language") }}' as report_language,
        cast({{ var('smallest_published_cell') }} as integer) as smallest_published_cell
    from snapshots
)

select * from settings
