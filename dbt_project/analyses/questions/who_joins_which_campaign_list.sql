-- How many customers are to be added to the list of each segment, and how many are held out?
select
    segments.segment_name_en,
    count(*) as entered_count,
    count(*) filter (where changes.is_holdout) as holdout_count
from {{ ref('segment_audience_changes') }} as changes
inner join {{ ref('dim_segments') }} as segments on changes.segment_id = segments.segment_id
inner join {{ ref('rpt_settings') }} as report on changes.as_of_date = report.as_of_date
where changes.change = 'entered'
group by segments.segment_name_en
order by entered_count desc
