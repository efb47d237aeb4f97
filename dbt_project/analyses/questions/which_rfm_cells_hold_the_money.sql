-- Which names of the RFM map hold most money?
select
    cells.rfm_segment,
    count(*) as customer_count,
    sum(rfm.monetary_value) as monetary_value
from {{ ref('dim_rfm_cells') }} as cells
inner join {{ ref('fct_customer_rfm') }} as rfm
    on cells.r_score = rfm.r_score and cells.f_score = rfm.f_score
inner join {{ ref('rpt_settings') }} as report on rfm.as_of_date = report.as_of_date
group by cells.rfm_segment
order by monetary_value desc
