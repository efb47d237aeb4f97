-- Grain: one row, how the shop is set.
select
    shop,
    as_of_date,
    currency,
    report_language,
    time_zone
from marts.rpt_settings
