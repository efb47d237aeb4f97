-- In which behaviour are customers not consistent, so that it says nothing about a segment?
select
    fct_feature_signal.feature,
    dim_features.section,
    fct_feature_signal.customer_count,
    fct_feature_signal.retest_correlation
from {{ ref('fct_feature_signal') }}
inner join {{ ref('dim_features') }} on fct_feature_signal.feature = dim_features.feature
where fct_feature_signal.verdict = 'noise'
qualify fct_feature_signal.as_of_date = max(fct_feature_signal.as_of_date) over ()
order by fct_feature_signal.feature
