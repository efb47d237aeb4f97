-- Why were rows rejected, how many for each reason, and where does the first one stand?
select
    reject_reason,
    count(*) as rejected_count,
    min(source_file || ':' || lpad(cast(source_row_number as string), 5, '0')) as first_row
from {{ ref('fct_rejected_rows') }}
group by reject_reason
order by rejected_count desc, reject_reason asc
