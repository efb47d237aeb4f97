-- Grain: one row per segment that ever was; ids and codes are for ever.
with
cluster_model as (
    select * from {{ ref('cluster_model') }}
    where part = 'model'
),

vip_rules as (
    select * from {{ ref('cluster_model') }}
    where part = 'vip'
),

cluster_models as (
    select * from {{ ref('cluster_models') }}
),

cluster_segments as (
    select * from {{ ref('cluster_segments') }}
),

fixed_segments as (
    select * from {{ ref('fixed_segments') }}
),

rfm_cut_points as (
    select * from {{ ref('rfm_cut_points') }}
),

overrides as (
    select * from {{ ref('segment_name_overrides') }}
),

entries as (
    select
        model_id,
        entry_number,
        {{ model_attribute('status', 'string') }},
        {{ model_attribute('fitted_as_of_date', 'date') }}
    from cluster_model
    group by model_id, entry_number
),

-- a champion reigns from its entry to that of the next one; a challenger never does
reigns as (
    select
        entries.model_id,
        entries.entry_number,
        entries.fitted_as_of_date as from_date,
        lead(entries.fitted_as_of_date) over (order by entries.entry_number) as to_date,
        cluster_models.feature_space,
        rfm_cut_points.lower_bound is not null as has_vip_bound
    from entries
    inner join cluster_models on entries.model_id = cluster_models.model_id
    left join rfm_cut_points
        on
            entries.model_id = rfm_cut_points.model_id
            and rfm_cut_points.measure = 'expected_value'
    where entries.status = 'champion'
),

lives as (
    select
        cluster_segments.segment_id,
        cluster_segments.segment_code,
        cluster_segments.segment_name_en,
        cluster_segments.segment_name_ko,
        cluster_segments.match_kind,
        cluster_segments.predecessor_ids,
        10 + cluster_segments.cluster_id as display_order,
        reigns.entry_number,
        reigns.from_date,
        reigns.to_date
    from cluster_segments
    inner join reigns on cluster_segments.model_id = reigns.model_id

    union all

    select
        fixed_segments.segment_id,
        fixed_segments.segment_code,
        fixed_segments.segment_name_en,
        fixed_segments.segment_name_ko,
        cast(null as string) as match_kind,
        cast(null as string) as predecessor_ids,
        fixed_segments.display_order,
        reigns.entry_number,
        reigns.from_date,
        -- customers who never bought are a segment under every model
        case when fixed_segments.segment_code != 'PROSPECT' then reigns.to_date end as to_date
    from fixed_segments
    inner join reigns
        on
            fixed_segments.segment_code = 'PROSPECT'
            or (fixed_segments.segment_code = 'VIP' and reigns.has_vip_bound)
            or (fixed_segments.rfm_segment is not null and reigns.feature_space = 'rfm_map')
),

segments as (
    select
        lives.segment_id,
        lives.segment_code,
        coalesce(max(overrides.segment_name_en), max_by(lives.segment_name_en, lives.entry_number))
            as segment_name_en,
        coalesce(max(overrides.segment_name_ko), max_by(lives.segment_name_ko, lives.entry_number))
            as segment_name_ko,
        min(lives.from_date) as born_as_of_date,
        case
            when bool_and(lives.to_date is not null) then max(lives.to_date)
        end as retired_as_of_date,
        -- how it came to be, as recorded at its birth
        coalesce(min_by(lives.match_kind, lives.entry_number), 'born') as birth_kind,
        min_by(lives.predecessor_ids, lives.entry_number) filter (
            where lives.match_kind != 'matched'
        ) as predecessor_ids,
        cast(max_by(lives.display_order, lives.entry_number) as integer) as display_order
    from lives
    left join overrides on lives.segment_code = overrides.segment_code
    group by lives.segment_id, lives.segment_code
),

-- rules of the champion: of its clusters, and the comparison that makes a VIP
rules as (
    select
        cluster_segments.segment_id,
        cluster_segments.rule_sql,
        cluster_segments.rule_text_en,
        cluster_segments.rule_text_ko,
        cluster_segments.rule_fidelity
    from cluster_segments
    inner join cluster_models on cluster_segments.model_id = cluster_models.model_id
    where cluster_models.status = 'champion'

    union all

    select
        fixed_segments.segment_id,
        {{ model_attribute('rule_sql', 'string') }},
        {{ model_attribute('rule_text_en', 'string') }},
        {{ model_attribute('rule_text_ko', 'string') }},
        {{ model_attribute('rule_fidelity', 'double') }}
    from vip_rules
    inner join cluster_models on vip_rules.model_id = cluster_models.model_id
    inner join fixed_segments on fixed_segments.segment_code = 'VIP'
    where cluster_models.status = 'champion'
    group by fixed_segments.segment_id
),

described as (
    select
        segments.segment_id,
        segments.segment_code,
        segments.segment_name_en,
        segments.segment_name_ko,
        rules.rule_sql,
        rules.rule_text_en,
        rules.rule_text_ko,
        rules.rule_fidelity,
        segments.born_as_of_date,
        segments.retired_as_of_date,
        segments.birth_kind,
        segments.predecessor_ids,
        segments.display_order
    from segments
    left join rules on segments.segment_id = rules.segment_id
)

select * from described
