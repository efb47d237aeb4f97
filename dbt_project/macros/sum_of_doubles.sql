{#-
    A sum of doubles that no order of rows can change: rounding afterwards is not enough. The terms
    lie below a million, as shares, rates and logarithms do.
    sum_of_doubles("share * ln(share)") renders
    cast(sum(cast(share * ln(share) as decimal(18, 12))) as double).
-#}
{% macro sum_of_doubles(term) -%}
    cast(sum(cast({{ term }} as decimal(18, 12))) as double)
{%- endmacro %}
