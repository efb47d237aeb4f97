-- Are the customers of the hold-out like the others, so that a comparison is fair?
select
    changes.is_holdout,
    count(*) as customer_count,
    avg(features.recency_days) as mean_recency_days,
    avg(features.order_count) as mean_order_count,
    avg(ln(1 + features.expected_value)) as mean_log_expected_value
from {{ ref('segment_audience_changes') }} as changes
inner join {{ ref('fct_customer_features') }} as features
    on changes.as_of_date = features.as_of_date and changes.customer_id = features.customer_id
where features.is_latest
group by changes.is_holdout
order by changes.is_holdout
