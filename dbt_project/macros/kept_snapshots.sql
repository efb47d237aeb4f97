{#-
    A snapshot that was measured is kept until a row up to its date changes. Each table that keeps
    snapshots stores beside its rows the digest of what they were measured from, so that it tells by
    itself which of them still hold, after a build that was killed as well.
-#}

{#-
    A snapshot is due again when any of these lacks it. int_customer_categories keeps snapshots too,
    and is always built before the first of them.
-#}
{% macro snapshot_keepers() %}
    {% do return(["int_customer_features", "fct_customer_features", "fct_feature_signal"]) %}
{% endmacro %}


{#- How a table keeps snapshots: where none can be deleted, all are measured in every build. -#}
{% macro kept_materialization() %}
    {% do return("incremental" if target.type == "duckdb" else "table") %}
{% endmacro %}


{#-
    Whether a table keeps a snapshot, as a condition on the columns of int_snapshots. The keepers
    are read before they are built, so they cannot be named by ref.
-#}
{% macro is_kept(keeper) -%}
    {%- set found = namespace(relation=none) -%}
    {%- for node in models_of_project()
        if node.name == keeper
        and node.config.materialized == "incremental" and not flags.FULL_REFRESH -%}
        {%- set found.relation = adapter.get_relation(node.database, node.schema, node.alias) -%}
    {%- endfor -%}
    {%- if found.relation and "input_digest" in
        adapter.get_columns_in_relation(found.relation) | map(attribute="name") -%}
        {% if keeper == "fct_feature_signal" -%}
        -- there is signal of reported dates, and of no other
        snapshots.is_reported =
        {%- endif %} exists (
            select 1 from {{ found.relation }} as kept
            where
                kept.as_of_date = snapshots.as_of_date
                and kept.input_digest = snapshots.input_digest
                {%- if keeper == "fct_customer_features" %}
                and kept.is_latest = snapshots.is_latest
                {%- endif %}
        )
    {%- else -%}
        false
    {%- endif -%}
{%- endmacro %}


{#- Before a keeper appends the snapshots that are due: drops those and what is no snapshot now. -#}
{% macro drop_other_snapshots(snapshots, due_snapshots) %}
    {% if is_incremental() %}
        delete from {{ this }}
        where not exists (
            select 1
            from {{ snapshots }} as snapshots
            left join {{ due_snapshots }} as due_snapshots
                on snapshots.as_of_date = due_snapshots.as_of_date
            where
                snapshots.as_of_date = {{ this }}.as_of_date
                and snapshots.input_digest = {{ this }}.input_digest
                and due_snapshots.as_of_date is null
        )
    {% endif %}
{% endmacro %}


{#-
    Digest of what features hang on besides the rows: the settings they use and the text of their
    models.
-#}
{% macro feature_settings_digest() %}
    {% set parts = [] %}
    {% for name in ["horizon_days", "margin_share", "annual_discount_rate"] %}
        {% do parts.append(var(name) | string) %}
    {% endfor %}
    {% for node in models_of_project() %}
        {% if node.fqn[1] == "intermediate" or node.fqn[1:3] == ["marts", "features"] %}
            {% do parts.append(node.checksum.checksum) %}
        {% endif %}
    {% endfor %}
    {% do return(local_md5(parts | join(" "))) %}
{% endmacro %}


{#- The models of the project by name; none while dbt parses it, or runs a unit test. -#}
{% macro models_of_project() %}
    {% set nodes = graph.get("nodes", {}).values() %}
    {% do return(nodes | selectattr("resource_type", "eq", "model") | sort(attribute="name")) %}
{% endmacro %}
