-- Grain: at most one row, the newest back-test as a whole: how many of the methods that are not ours
-- are told to be worse or better by the interval of the difference in eta squared.
with
newest as (
    select *
    from marts.segment_backtest
    where not regexp_matches(method, '^rfm(_ev|_ev_learned)?_[0-9]+(_vip)?$')
    qualify as_of_date = max(as_of_date) over ()
)

select
    as_of_date,
    horizon_days,
    customer_count,
    count(*) as method_count,
    count(*) filter (where eta_squared_difference_low > 0) as better_count,
    count(*) filter (where eta_squared_difference_high < 0) as worse_count,
    count(*) filter (
        where eta_squared_difference_low <= 0 and eta_squared_difference_high >= 0
    ) as equal_count
from newest
where method != 'segmart'
group by as_of_date, horizon_days, customer_count
order by customer_count desc
limit 1
