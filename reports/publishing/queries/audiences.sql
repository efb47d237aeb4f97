-- Grain: one row per customer of the newest report.
select
    fct_customer_segments.as_of_date,
    fct_customer_segments.customer_id,
    dim_segments.segment_id,
    dim_segments.segment_code,
    dim_segments.segment_name_en,
    dim_segments.segment_name_ko,
    changes.change,
    changes.is_holdout,
    features.recency_days,
    features.order_count,
    features.monetary_value,
    features.expected_value
from marts.fct_customer_segments
inner join marts.dim_segments on fct_customer_segments.segment_id = dim_segments.segment_id
-- customers who never bought are in neither
left join marts.segment_audience_changes as changes
    on
        fct_customer_segments.as_of_date = changes.as_of_date
        and fct_customer_segments.customer_id = changes.customer_id
left join marts.fct_customer_features as features
    on
        fct_customer_segments.as_of_date = features.as_of_date
        and fct_customer_segments.customer_id = features.customer_id
where fct_customer_segments.is_latest
