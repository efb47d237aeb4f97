-- Did segments grow last month because of their customers, or because the model changed?
select
    segments.segment_name_en,
    parts.from_count,
    parts.behaviour,
    parts.cut_points + parts.model as by_model,
    parts.to_count
from {{ ref('segment_migration_parts') }} as parts
inner join {{ ref('dim_segments') }} as segments on parts.segment_id = segments.segment_id
qualify parts.to_as_of_date = max(parts.to_as_of_date) over ()
order by parts.behaviour desc, parts.from_count asc
