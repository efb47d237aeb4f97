-- Grain: one row per measure of drift on the newest date, the gravest verdict first. A build for an
-- earlier date leaves the rows of later ones, so the newest row need not be of this report.
with
measured as (
    select
        measure,
        case
            when measure in ('distance_growth', 'eta_squared_loss') then 'share'
            when measure = 'model_age_days' then 'days'
        end as unit,
        case
            when measure = 'model_age_days' then 4
            when measure in ('distance_growth', 'eta_squared_loss') then 3
            when measure = 'psi_segment_mix' then 2
            else 1
        end as measure_order,
        value,
        threshold,
        verdict,
        case verdict when 'refit' then 3 when 'moderate' then 2 when 'none' then 1 else 0 end
            as gravity
    from marts.cluster_drift
    inner join marts.rpt_settings
        on cluster_drift.as_of_date = rpt_settings.as_of_date
)

select
    measure,
    unit,
    value,
    threshold,
    verdict,
    gravity = max(gravity) over () as is_decisive,
    -- a model that is compared with its own fit has not aged and differs in nothing
    coalesce(max(abs(value)) over () = 0, false) as is_new_fit
from measured
order by gravity desc, measure_order, measure
