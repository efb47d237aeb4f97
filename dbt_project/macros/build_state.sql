{#-
    Before the models are built: raw.build_state says that the marts are not whole, so that nobody
    publishes half of a build that failed or was killed.
-#}
{% macro begin_build() %}
    {% if execute and target.type == "duckdb" and flags.WHICH in ["build", "run"] %}
        {% do run_query(
            "create table if not exists raw.build_state (was_whole boolean, is_whole boolean)"
        ) %}
        {% do run_query(
            "insert into raw.build_state select false, false"
            ~ " where not exists (select * from raw.build_state)"
        ) %}
        {% do run_query("update raw.build_state set was_whole = is_whole, is_whole = false") %}
    {% endif %}
{% endmacro %}


{#-
    After them: the marts are whole if nothing went wrong, and if this was a build of every model or
    they were whole before it. Stops with one line where the disk was full.
-#}
{% macro end_build(results) %}
    {% if execute and target.type == "duckdb" and flags.WHICH in ["build", "run"] %}
        {% set models = graph.nodes.values() | selectattr("resource_type", "equalto", "model") %}
        {% set left_out = models | map(attribute="unique_id") | reject("in", selected_resources) %}
        {% for result in results if "No space left on device" in (result.message or "") | string %}
            {% do exceptions.raise_compiler_error(
                target.path ~ ": the disk is full; free some space and build again, nothing that was"
                ~ " reported is lost"
            ) %}
        {% endfor %}
        {% set good = ["success", "pass", "warn", "no-op"] %}
        {% if results | rejectattr("status", "in", good) | list | length == 0 %}
            {% do run_query(
                "update raw.build_state set is_whole = "
                ~ ("was_whole" if left_out | list else "true")
            ) %}
        {% endif %}
    {% endif %}
{% endmacro %}
