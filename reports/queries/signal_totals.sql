-- Grain: one row, the features that were tested on the newest date, by verdict.
with
latest_snapshot as (
    select max(as_of_date) as as_of_date
    from marts.fct_feature_signal
)

select
    count(*) filter (where verdict != 'untested') as tested_count,
    count(*) filter (where verdict = 'noise') as noise_count
from marts.fct_feature_signal
inner join latest_snapshot
    on fct_feature_signal.as_of_date = latest_snapshot.as_of_date
