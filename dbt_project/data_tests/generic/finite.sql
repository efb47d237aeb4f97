{#- No infinity and no NaN: a division by zero gives one here and an error or null elsewhere. -#}
{% test finite(model, column_name) %}
select {{ column_name }}
from {{ model }}
where {{ column_name }} in (cast('infinity' as double), cast('-infinity' as double), cast('nan' as double))
{% endtest %}
