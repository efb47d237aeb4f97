-- Grain: one row per customer who is in a segment at the newest report or was at the one before.
select
    changes.as_of_date,
    changes.customer_id,
    changes.change,
    changes.segment_id,
    segments.segment_code,
    changes.previous_segment_id,
    previous_segments.segment_code as previous_segment_code,
    changes.is_holdout
from marts.segment_audience_changes as changes
inner join marts.rpt_settings on changes.as_of_date = rpt_settings.as_of_date
inner join marts.dim_segments as segments on changes.segment_id = segments.segment_id
left join marts.dim_segments as previous_segments
    on changes.previous_segment_id = previous_segments.segment_id
