{#-
    The day of a delivered time, in the shop's time zone. A time that names its offset from UTC
    (a Z, or +09:00) is brought to the var time_zone; one without is the shop's own already. Null
    where the text is no time. business_date("order_date_text") renders the case below.
-#}
{% macro business_date(text) -%}
    {{ return(adapter.dispatch("business_date")(text)) }}
{%- endmacro %}


{% macro duckdb__business_date(text) -%}
    case
        when regexp_matches({{ text }}, ':[0-9]{2}.*(Z|[+-][0-9]{2}(:?[0-9]{2})?)$')
            then
                cast(
                    timezone({{ sql_text(var("time_zone")) }}, try_cast({{ text }} as timestamptz))
                    as date
                )
        -- the pattern keeps out what only DuckDB takes for a time, such as a zone's name after it
        when regexp_full_match({{ text }}, '[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}([ T][0-9:.]+)?')
            then cast(try_cast({{ text }} as timestamp) as date)
    end
{%- endmacro %}


{% macro spark__business_date(text) -%}
    case
        when {{ text }} rlike ':[0-9]{2}.*(Z|[+-][0-9]{2}(:?[0-9]{2})?)$'
            then
                cast(
                    from_utc_timestamp(
                        try_cast({{ text }} as timestamp), {{ sql_text(var("time_zone")) }}
                    ) as date
                )
        when {{ text }} rlike '^[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}([ T][0-9:.]+)?$'
            then cast(try_cast(translate({{ text }}, '/', '-') as timestamp) as date)
    end
{%- endmacro %}
