-- Above which expected value is a customer a VIP, and from which bounds on is a score 5?
select
    rfm_cut_points.measure,
    rfm_cut_points.score,
    rfm_cut_points.lower_bound
from {{ ref('rfm_cut_points') }}
inner join {{ ref('cluster_models') }} on rfm_cut_points.model_id = cluster_models.model_id
where
    cluster_models.status = 'champion'
    and (rfm_cut_points.score = 5 or rfm_cut_points.measure = 'expected_value')
order by rfm_cut_points.measure
