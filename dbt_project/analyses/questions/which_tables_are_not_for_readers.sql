-- Which tables of the marts are steps of the build and so not published, and what is their key?
select
    table_name,
    key_columns
from {{ ref('dim_marts') }}
where not is_public
order by table_name
