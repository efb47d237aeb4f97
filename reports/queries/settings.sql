-- Grain: one row, how the shop is set.
select
    shop,
    as_of_date,
    horizon_days,
    currency,
    report_language,
    time_zone
from marts.rpt_settings
