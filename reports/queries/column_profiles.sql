-- Grain: one row per column of the tables of accepted rows.
select
    table_name,
    column_name,
    max(value) filter (where statistic = 'row_count') as row_count,
    max(value) filter (where statistic = 'missing_count') as missing_count,
    max(value) filter (where statistic = 'missing_share') as missing_share,
    max(value) filter (where statistic = 'distinct_count') as distinct_count,
    max(value_text) filter (where statistic = 'minimum') as minimum,
    max(value_text) filter (where statistic = 'p25') as p25,
    max(value_text) filter (where statistic = 'median') as median,
    max(value_text) filter (where statistic = 'p75') as p75,
    max(value_text) filter (where statistic = 'maximum') as maximum
from marts.shop_profile
group by table_name, column_name
order by table_name, column_name
