-- Grain: one row per segment of the newest snapshot: its rule and its birth.
with
named as (
    select
        segment_id,
        case $language when 'ko' then segment_name_ko else segment_name_en end as segment_name
    from marts.dim_segments
),

predecessors as (
    select
        segment_id,
        cast(unnest(string_split(predecessor_ids, ',')) as integer) as predecessor_id
    from marts.dim_segments
),

parents as (
    select
        predecessors.segment_id,
        list(named.segment_name order by named.segment_id) as predecessor_names
    from predecessors
    inner join named
        on predecessors.predecessor_id = named.segment_id
    group by predecessors.segment_id
)

select
    segment_summary.segment_id,
    segment_code,
    -- 2 is the id reserved for customers who never bought, 11 to 21 are cells of the RFM map
    segment_summary.segment_id between 11 and 21 as is_map_cell,
    case $language when 'ko' then rule_text_ko else rule_text_en end as rule_text,
    rule_fidelity,
    born_as_of_date,
    coalesce(birth_kind, 'born') as birth_kind,
    coalesce(predecessor_names, []) as predecessor_names
from marts.segment_summary
left join marts.dim_segments
    on segment_summary.segment_id = dim_segments.segment_id
left join parents
    on segment_summary.segment_id = parents.segment_id
where is_latest
order by segment_summary.segment_id
