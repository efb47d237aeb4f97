-- On the snapshot that the champion was fitted on, scores by its cut-points are the percent-rank scores
-- of the customers. (With a frozen champion, that snapshot may have changed by late rows.)
{{ config(enabled=var('rfm_method') == 'cut_points') }}

with
scored as (
    select
        rfm.*,
        1 + least(4, floor(5 * percent_rank() over (order by -rfm.recency_days))) as r_rank_score,
        1 + least(4, floor(5 * percent_rank() over (order by rfm.order_count))) as f_rank_score,
        1 + least(4, floor(5 * percent_rank() over (order by rfm.monetary_value))) as m_rank_score,
        count(*) over () as customer_count,
        cluster_models.customer_count as fit_customer_count
    from {{ ref('fct_customer_rfm') }} as rfm
    inner join {{ ref('cluster_models') }} as cluster_models
        on
            rfm.model_id = cluster_models.model_id
            and rfm.as_of_date = cluster_models.fitted_as_of_date
)

select *
from scored
where
    (r_score != r_rank_score or f_score != f_rank_score or m_score != m_rank_score)
    and customer_count = fit_customer_count
