-- Grain: one row per as_of_date, half, customer with an accepted line in it, and rate. Rates of few
-- trials are mostly chance, so each is drawn towards the shop's (beta-binomial empirical Bayes).
with
customer_lines as (
    select * from {{ ref('int_customer_lines') }}
),

customer_calendar as (
    select * from {{ ref('int_customer_calendar') }}
),

counts as (
    select
        as_of_date,
        half,
        customer_id,
        'coupon_rate' as rate_name,
        coupon_used_count as hits,
        coupon_line_count as trials
    from customer_lines
    where line_count > 0

    union all

    select
        as_of_date,
        half,
        customer_id,
        'coupon_click_rate' as rate_name,
        coupon_clicked_count as hits,
        coupon_line_count - coupon_used_count as trials
    from customer_lines
    where line_count > 0

    union all

    select
        as_of_date,
        half,
        customer_id,
        'return_rate' as rate_name,
        return_line_count as hits,
        line_count + return_line_count as trials
    -- customers who only returned belong to the shop's rate too
    from customer_lines

    union all

    select
        as_of_date,
        half,
        customer_id,
        'weekend_rate' as rate_name,
        weekend_order_count as hits,
        order_count as trials
    from customer_calendar
),

-- a shop without a single return in it does not deliver returns, as far as anybody can tell
pooled as (
    select
        as_of_date,
        half,
        rate_name,
        case
            when rate_name != 'return_rate' or sum(hits) > 0
                then cast(sum(hits) as double) / nullif(sum(trials), 0)
        end as pooled_rate
    from counts
    group by as_of_date, half, rate_name
),

terms as (
    select
        counts.as_of_date,
        counts.half,
        counts.rate_name,
        cast(counts.hits as double) / counts.trials as customer_rate,
        pooled.pooled_rate * (1 - pooled.pooled_rate) / counts.trials as noise
    from counts
    inner join pooled
        on
            counts.as_of_date = pooled.as_of_date
            and counts.half = pooled.half
            and counts.rate_name = pooled.rate_name
    where counts.trials >= 5
),

spread as (
    select
        as_of_date,
        half,
        rate_name,
        {{ sum_of_doubles('power(customer_rate, 2)') }} / count(*)
        - power({{ sum_of_doubles('customer_rate') }} / count(*), 2) as total_variance,
        {{ sum_of_doubles('noise') }} / count(*) as noise_variance
    from terms
    group by as_of_date, half, rate_name
),

strength as (
    select
        pooled.as_of_date,
        pooled.half,
        pooled.rate_name,
        pooled.pooled_rate,
        -- a case, not greatest(… / nullif(…)): greatest skips nulls and would shrink nothing
        case
            when spread.total_variance - spread.noise_variance > 1e-9
                then
                    greatest(
                        pooled.pooled_rate * (1 - pooled.pooled_rate)
                        / (spread.total_variance - spread.noise_variance) - 1, 0
                    )
        end as prior_trials,
        round(
            greatest(spread.total_variance - spread.noise_variance, 0)
            / nullif(spread.total_variance, 0), 9
        ) as signal_share
    from pooled
    left join spread
        on
            pooled.as_of_date = spread.as_of_date
            and pooled.half = spread.half
            and pooled.rate_name = spread.rate_name
),

shrunk as (
    select
        counts.as_of_date,
        counts.half,
        counts.customer_id,
        counts.rate_name,
        counts.hits,
        counts.trials,
        strength.signal_share,
        -- without prior_trials nobody differs from the shop's rate beyond chance; with none of them
        -- and no trial of his own, a customer has the shop's rate too
        round(
            coalesce(
                (counts.hits + strength.prior_trials * strength.pooled_rate)
                / nullif(counts.trials + strength.prior_trials, 0),
                strength.pooled_rate
            ), 9
        ) as shrunk_rate
    from counts
    inner join strength
        on
            counts.as_of_date = strength.as_of_date
            and counts.half = strength.half
            and counts.rate_name = strength.rate_name
)

select * from shrunk
