-- How much was expected of the 90 days after a snapshot, and how much came?
select
    features.as_of_date,
    sum(features.expected_value) as expected_value,
    sum(outcomes.future_value) as future_value,
    max(value_models.backtest_ratio) as purchase_day_ratio
from {{ ref('fct_customer_features') }} as features
inner join {{ ref('fct_customer_outcomes') }} as outcomes
    on features.as_of_date = outcomes.as_of_date and features.customer_id = outcomes.customer_id
inner join {{ ref('value_models') }} as value_models
    on features.as_of_date = value_models.fitted_as_of_date
where outcomes.is_complete
group by features.as_of_date
order by features.as_of_date
