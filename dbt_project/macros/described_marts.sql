{#-
    The tables of the marts as the project describes them, by name: table_name, key_columns and
    is_public. The key of a table is what its test of uniqueness says. Empty while dbt only reads the
    project, whose models it does not know then.
-#}
{% macro described_marts() %}
    {% set keys, marts = {}, [] %}
    {% set nodes = graph.nodes.values() | sort(attribute="unique_id") if execute else [] %}
    {% for node in nodes if node.resource_type == "test" and node.test_metadata %}
        {% if node.test_metadata.name == "unique_combination" %}
            {% do keys.update({node.attached_node: node.test_metadata.kwargs["columns"]}) %}
        {% elif node.test_metadata.name == "unique" and node.attached_node not in keys %}
            {% do keys.update({node.attached_node: [node.column_name]}) %}
        {% endif %}
    {% endfor %}
    {% for node in nodes if node.resource_type == "model" and node.fqn[1] == "marts" %}
        {% if node.config.materialized != "ephemeral" %}
            {% do marts.append({
                "table_name": node.alias,
                "key_columns": keys[node.unique_id] | join(", "),
                "is_public": node.access == "public",
            }) %}
        {% endif %}
    {% endfor %}
    {% do return(marts) %}
{% endmacro %}
