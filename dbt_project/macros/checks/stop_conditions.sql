{#-
    Before orders are built: stops when a source table loses too many of its rows. Those that the
    shop's format sets aside do not count.
-#}
{% macro stop_if_too_many_rejected(rejected_rows, raw_row_counts) %}
    {% if execute %}
        {% set query %}
            with
            counted as (
                select
                    *,
                    count(*) over (partition by source_table) as rejected_row_count,
                    count(*) over (partition by source_table, reject_reason) as reason_count,
                    row_number() over (
                        partition by source_table order by source_file, source_row_number
                    ) as place
                from {{ rejected_rows }}
                where not is_set_aside
            ),

            described as (
                select
                    *,
                    first_value(reject_reason) over (
                        partition by source_table order by reason_count desc, reject_reason asc
                    ) as most_frequent_reason
                from counted
            )

            select
                described.source_file,
                raw_row_counts.raw_row_count,
                described.rejected_row_count,
                described.most_frequent_reason as reject_reason,
                described.reject_column,
                described.source_row_number as line,
                coalesce(described.source_text, 'a line without text') as source_text
            from described
            inner join {{ raw_row_counts }} as raw_row_counts
                on described.source_table = raw_row_counts.source_table
            where
                described.place = 1
                and described.rejected_row_count
                > {{ var("max_rejected_share") }} * raw_row_counts.raw_row_count
            order by described.source_file
        {% endset %}
        {% for row in run_query(query).rows %}
            {# short and in one line, as a message is #}
            {% set text = [] %}
            {% for letter in (row.source_text | string)[:300] %}
                {% do text.append(letter if letter.isprintable() else " ") %}
            {% endfor %}
            {% do exceptions.raise_compiler_error(
                raw_path() ~ "/" ~ row.source_file ~ ": " ~ row.rejected_row_count ~ " of "
                ~ row.raw_row_count ~ " rows rejected, most for " ~ row.reject_reason
                ~ " (first: line " ~ row.line ~ ", column " ~ row.reject_column ~ ", found "
                ~ text | join ~ "); expected a share of at most max_rejected_share "
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
