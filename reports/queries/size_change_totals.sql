-- Grain: at most one row, what segments gained between the last two dates by behaviour and by a new
-- model; none where no new model changed the size of a segment.
with
latest_pair as (
    select
        to_as_of_date,
        -- a date on which a model was replaced also has a row with itself
        min(from_as_of_date) as from_as_of_date
    from marts.segment_migration_parts
    group by to_as_of_date
    order by to_as_of_date desc
    limit 1
),

-- who goes from one segment to another would count twice if losses did too
gained as (
    select
        segment_migration_parts.from_as_of_date,
        segment_migration_parts.to_as_of_date,
        sum(greatest(behaviour, 0)) as behaviour_count,
        sum(greatest(cut_points + model, 0)) as refit_count
    from marts.segment_migration_parts
    inner join latest_pair
        on
            segment_migration_parts.from_as_of_date = latest_pair.from_as_of_date
            and segment_migration_parts.to_as_of_date = latest_pair.to_as_of_date
    group by segment_migration_parts.from_as_of_date, segment_migration_parts.to_as_of_date
)

select
    from_as_of_date,
    to_as_of_date,
    behaviour_count,
    behaviour_count / (behaviour_count + refit_count) as behaviour_share,
    refit_count,
    refit_count / (behaviour_count + refit_count) as refit_share
from gained
where refit_count > 0
