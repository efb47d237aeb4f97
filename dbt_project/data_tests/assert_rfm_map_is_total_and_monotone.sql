-- All 25 cells occur once, and more recent buyers of equal frequency never get a worse name: names
-- are ranked by their first row in the seed, which starts with the most recent.
with
cells as (
    select
        r_score,
        f_score,
        rfm_segment,
        min((5 - r_score) * 5 + f_score) over (partition by rfm_segment) as name_rank
    from {{ ref('dim_rfm_cells') }}
),

worse_when_more_recent as (
    select
        'r' || newer.r_score || ' f' || newer.f_score || ' is named worse than r'
        || older.r_score as problem
    from cells as newer
    inner join cells as older on newer.f_score = older.f_score and newer.r_score > older.r_score
    where newer.name_rank > older.name_rank
),

incomplete as (
    select
        count(distinct r_score * 10 + f_score) || ' of 25 cells in ' || count(*) || ' rows'
            as problem
    from cells
    having count(distinct r_score * 10 + f_score) != 25 or count(*) != 25
)

select problem from worse_when_more_recent

union all

select problem from incomplete
