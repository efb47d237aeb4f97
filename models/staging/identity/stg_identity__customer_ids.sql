-- Grain: one row per delivered customer id that the shop's identity map names; empty without a map.
with
{% if var('customer_identity_map') -%}
source as (
    select * from {{ source('identity', 'customer_ids') }}
),

renamed as (
    select
        {{ as_customer_id('raw_customer_id') }} as raw_customer_id,
        {{ as_customer_id('customer_id') }} as customer_id
    from source
)
{%- else -%}
renamed as (
    select
        cast(null as string) as raw_customer_id,
        cast(null as string) as customer_id
    where false
)
{%- endif %}

select * from renamed
