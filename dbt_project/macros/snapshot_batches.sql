{#-
    A table of every snapshot and customer is filled one batch of snapshots after the other
    (int_due_snapshots numbers them), so that what it is summed in fits into memory however many
    snapshots there are. Spark bounds its memory by itself, and takes all of them at once.
-#}

{#- How many days of customers are held at once, at about a kilobyte each. -#}
{% macro days_in_batch() %}3000000{% endmacro %}


{#- The snapshots that a model is created with, as a condition on the column batch_number. -#}
{% macro in_batch() -%}
    {{ "batch_number = 0" if target.type == "duckdb" else "true" }}
{%- endmacro %}


{#- After that: inserts the other batches, by the same query. -#}
{% macro insert_other_batches(due_snapshots) %}
    {% if execute and target.type == "duckdb" %}
        {% set numbers = run_query(
            "select distinct batch_number from " ~ due_snapshots
            ~ " where batch_number > 0 order by batch_number"
        ) %}
        {% for number in numbers.columns[0].values() %}
            insert into {{ this }} by name
            {{ model.compiled_code | replace(in_batch(), "batch_number = " ~ number) }};
        {% endfor %}
    {% endif %}
{% endmacro %}
