-- Two segments in use at a time never share a name, in either language.
with
living as (
    select * from {{ ref('dim_segments') }}
    where retired_as_of_date is null
),

names as (
    select
        'en' as report_language,
        segment_name_en as segment_name
    from living

    union all

    select
        'ko' as report_language,
        segment_name_ko as segment_name
    from living
)

select
    report_language,
    segment_name
from names
group by report_language, segment_name
having count(*) > 1
