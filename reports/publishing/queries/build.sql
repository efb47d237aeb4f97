-- Grain: one row, which build it is.
select
    rpt_settings.as_of_date,
    cluster_models.model_id,
    rpt_settings.smallest_published_cell,
    build_state.is_whole
from marts.rpt_settings
cross join raw.build_state
left join marts.cluster_models on cluster_models.status = 'champion'
