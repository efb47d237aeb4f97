-- A trait of a feature that customers are not consistent in, or that was not tested, is no claim to
-- make; only the measures that segments are made of need no test.
with
signal as (
    select * from {{ ref('fct_feature_signal') }}
),

states as (
    select * from {{ ref('feature_catalog') }}
    where feature_use = 'C'
)

select traits.*
from {{ ref('segment_traits') }} as traits
left join signal
    on traits.as_of_date = signal.as_of_date and traits.feature = signal.feature
left join states on traits.feature = states.feature
where
    (states.feature is null and coalesce(signal.verdict, 'untested') not in ('cluster', 'profile'))
    or traits.segment_id = 2
