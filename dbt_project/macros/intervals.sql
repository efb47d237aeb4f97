{#-
    An end of the 95 % interval of a share, after Wilson (1927): part of whole, which is not 0. sign
    is "-" for the lower end and "+" for the upper. wilson_end("hits", "trials", "-") renders, with
    z = 1.96 and p = hits / trials,
    (p + z * z / (2 * trials) - z * sqrt(p * (1 - p) / trials + z * z / (4 * trials * trials)))
    / (1 + z * z / trials).
-#}
{% macro wilson_end(part, whole, sign) -%}
    {%- set n = "cast(" ~ whole ~ " as double)" -%}
    {%- set p = "(cast(" ~ part ~ " as double) / " ~ n ~ ")" -%}
    {%- set z = "1.959963985" -%}
    (
        {{ p }} + power({{ z }}, 2) / (2 * {{ n }})
        {{ sign }} {{ z }}
        * sqrt({{ p }} * (1 - {{ p }}) / {{ n }} + power({{ z }} / (2 * {{ n }}), 2))
    ) / (1 + power({{ z }}, 2) / {{ n }})
{%- endmacro %}


{#-
    An end of the large-sample 95 % interval of a standardised difference of two means (Hedges &
    Olkin 1985). sign is "-" for the lower end and "+" for the upper; null where a side is empty.
    difference_end("d", "n1", "n2", "-") renders
    round(d - 1.96 * sqrt((n1 + n2) / (n1 * n2) + d * d / (2 * (n1 + n2))), 9), in doubles.
-#}
{% macro difference_end(difference, first_count, second_count, sign) -%}
    {%- set n1 = "cast(" ~ first_count ~ " as double)" -%}
    {%- set n2 = "cast(" ~ second_count ~ " as double)" -%}
    round(
        {{ difference }} {{ sign }} 1.959963985 * sqrt(
            ({{ n1 }} + {{ n2 }}) / nullif({{ n1 }} * {{ n2 }}, 0)
            + power({{ difference }}, 2) / nullif(2 * ({{ n1 }} + {{ n2 }}), 0)
        ), 9
    )
{%- endmacro %}
