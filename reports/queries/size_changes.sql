-- Grain: one row per segment with a buyer at either of the last two dates or under either model,
-- in display order.
with
latest_pair as (
    select
        to_as_of_date,
        -- a date on which a model was replaced also has a row with itself
        min(from_as_of_date) as from_as_of_date
    from marts.segment_migration_parts
    group by to_as_of_date
    order by to_as_of_date desc
    limit 1
)

select
    coalesce(
        case $language when 'ko' then segment_name_ko else segment_name_en end,
        segment_name_en,
        cast(segment_migration_parts.segment_id as varchar)
    ) as segment_name,
    from_count,
    behaviour,
    cut_points,
    model,
    to_count
from marts.segment_migration_parts
inner join latest_pair
    on
        segment_migration_parts.from_as_of_date = latest_pair.from_as_of_date
        and segment_migration_parts.to_as_of_date = latest_pair.to_as_of_date
left join marts.dim_segments
    on segment_migration_parts.segment_id = dim_segments.segment_id
order by display_order nulls last, segment_migration_parts.segment_id
