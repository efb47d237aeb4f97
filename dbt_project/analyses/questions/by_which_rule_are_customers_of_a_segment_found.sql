-- By which short rule are the customers of a segment found, and how many of them does it find?
select
    segment_name_en,
    rule_text_en,
    rule_fidelity
from {{ ref('dim_segments') }}
where retired_as_of_date is null and rule_sql is not null
order by display_order
