{#-
    A total carried from n = count down to n = 1. folded("term_count", 1, "1 + total * n") renders
    list_reduce(range(term_count, 0, -1), lambda total, n: 1 + total * n, 1.0).
    start: the total before the first step. step: the next total, from the columns, total and n.
-#}
{% macro folded(count, start, step) -%}
    {{ return(adapter.dispatch("folded")(count, start, step)) }}
{%- endmacro %}


{% macro duckdb__folded(count, start, step) -%}
    list_reduce(
        list_transform(range({{ count }}, 0, -1), lambda n: cast(n as double)),
        lambda total, n: {{ step }},
        cast({{ start }} as double)
    )
{%- endmacro %}


{% macro spark__folded(count, start, step) -%}
    aggregate(
        transform(sequence({{ count }}, 1, -1), n -> cast(n as double)),
        cast({{ start }} as double),
        (total, n) -> {{ step }}
    )
{%- endmacro %}
