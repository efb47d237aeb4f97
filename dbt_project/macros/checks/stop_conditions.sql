{#-
    Before orders are built: stops when a source table loses too many of its rows. Those that the
    shop's format sets aside do not count.
-#}
{% macro stop_if_too_many_rejected(rejected_rows, raw_row_counts) %}
    {% if execute %}
        {% set place = "{'file': rejected_rows.source_file, 'line': source_row_number}" %}
        {% set query %}
            select
                arg_min(rejected_rows.source_file, {{ place }}) as source_file,
                raw_row_counts.raw_row_count,
                count(*) as rejected_row_count,
                mode(reject_reason order by reject_reason) as reject_reason,
                arg_min(reject_column, {{ place }}) as reject_column,
                arg_min(source_row_number, {{ place }}) as line,
                -- short and in one line, as a message is
                left(
                    regexp_replace(
                        arg_min(coalesce(source_text, 'a line without text'), {{ place }}),
                        '[\pC\p{Zl}\p{Zp}]', ' ', 'g'
                    ),
                    300
                ) as source_text
            from {{ rejected_rows }} as rejected_rows
            inner join {{ raw_row_counts }} as raw_row_counts using (source_table)
            where not is_set_aside
            group by source_table, raw_row_counts.raw_row_count
            having count(*) > {{ var("max_rejected_share") }} * raw_row_counts.raw_row_count
            order by 1
        {% endset %}
        {% for row in run_query(query).rows %}
            {% do exceptions.raise_compiler_error(
                raw_path() ~ "/" ~ row.source_file ~ ": " ~ row.rejected_row_count ~ " of "
                ~ row.raw_row_count ~ " rows rejected, most for " ~ row.reject_reason
                ~ " (first: line " ~ row.line ~ ", column " ~ row.reject_column ~ ", found "
                ~ row.source_text ~ "); expected a share of at most max_rejected_share "
                ~ var("max_rejected_share")
            ) %}
        {% endfor %}
    {% endif %}
{% endmacro %}


{#-
    Before snapshots are built: stops without any accepted order, or when the last order date stands
    so far from the one before that it is more likely a typing error than the shop's last day.
-#}
{% macro stop_if_last_day_is_lonely(order_lines) %}
    {% if execute %}
        {% set query %}
            select distinct order_date from {{ order_lines }} order by 1 desc limit 2
        {% endset %}
        {% set dates = run_query(query).columns[0].values() %}
        {% if not dates %}
            {% do exceptions.raise_compiler_error(
                raw_path() ~ ": no accepted order line, expected at least one"
                ~ (" up to as_of_date " ~ var("as_of_date") if var("as_of_date"))
            ) %}
        {% elif not var("as_of_date") and dates | length > 1 and (dates[0] - dates[1]).days > 60 %}
            {% do exceptions.raise_compiler_error(
                raw_path() ~ ": the last order date is " ~ dates[0] ~ ", "
                ~ (dates[0] - dates[1]).days ~ " days after the one before; set the var as_of_date"
            ) %}
        {% endif %}
    {% endif %}
{% endmacro %}
