-- A name in segment_name_overrides for a code that no segment has would silently do nothing.
select overrides.segment_code
from {{ ref('segment_name_overrides') }} as overrides
left join {{ ref('dim_segments') }} as dim_segments
    on overrides.segment_code = dim_segments.segment_code
where dim_segments.segment_code is null
