-- The stored rules, run as SQL on the customers whom they were not fitted on, find as many of each
-- segment as is stored, and put every customer into one segment. Once the snapshot that the
-- champion was fitted on no longer holds the same customers, there is nothing to replay.
{% set rules = [] %}
{% if execute and load_relation(ref('dim_segments')) %}
    {% set rules = run_query(
        "select segment_id, rule_sql from " ~ ref('dim_segments')
        ~ " where rule_sql is not null and retired_as_of_date is null order by segment_id"
    ).rows %}
{% endif %}
with
champion as (
    select * from {{ ref('cluster_models') }}
    where status = 'champion' and n_clusters > 0
),

fitted_on as (
    select features.*
    from {{ ref('fct_customer_features') }} as features
    inner join champion on features.as_of_date = champion.fitted_as_of_date
    qualify
        count(*) over () = champion.customer_count
        and abs(sum(features.recency_days) over () - champion.recency_days_sum) < 0.5
        and abs(sum(features.order_count) over () - champion.order_count_sum) < 0.5
        and abs(sum(features.monetary_value) over () - champion.monetary_value_sum) < 0.001
        and abs(sum(features.expected_value) over () - champion.expected_value_sum) < 0.001
),

replayed as (
    select
        customer_id,
        as_of_date,
        (
            0
            {% for segment_id, rule_sql in rules %}
            + case when {{ rule_sql }} then 1 else 0 end
            {% endfor %}
        ) as rule_count,
        case
            when as_of_date is null then 0
            {% for segment_id, rule_sql in rules %}
            when {{ rule_sql }} then {{ segment_id }}
            {% endfor %}
            else -1
        end as found_segment_id
    from fitted_on
    where right(md5(customer_id), 1) >= '8'
),

-- a champion came after the report of the snapshot that it was fitted on, where it was refitted
compared as (
    select
        segments.restated_segment_id as segment_id,
        replayed.found_segment_id,
        replayed.rule_count
    from replayed
    inner join {{ ref('fct_customer_segments') }} as segments
        on
            replayed.as_of_date = segments.as_of_date
            and replayed.customer_id = segments.customer_id
),

per_segment as (
    select
        segment_id,
        avg(case when found_segment_id = segment_id then 1e0 else 0e0 end) as fidelity
    from compared
    group by segment_id
),

overall as (
    select
        avg(case when found_segment_id = segment_id then 1e0 else 0e0 end) as fidelity,
        count(*) filter (where rule_count != 1) as ambiguous_count
    from compared
)

select
    cast(per_segment.segment_id as string) as claim,
    per_segment.fidelity as replayed_fidelity,
    dim_segments.rule_fidelity as stored_fidelity
from per_segment
inner join {{ ref('dim_segments') }} as dim_segments
    on per_segment.segment_id = dim_segments.segment_id
where
    dim_segments.rule_fidelity is null
    or abs(per_segment.fidelity - dim_segments.rule_fidelity) > 1e-6

union all

select
    'overall' as claim,
    overall.fidelity as replayed_fidelity,
    champion.rule_fidelity as stored_fidelity
from overall
cross join champion
where
    abs(overall.fidelity - champion.rule_fidelity) > 1e-6
    or overall.ambiguous_count > 0
