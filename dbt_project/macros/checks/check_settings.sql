{#- Stops with one line: what is wrong, what was found, what is allowed. -#}
{% macro stop_setting(name, allowed) %}
    {% do exceptions.raise_compiler_error(
        "var " ~ name ~ ": found " ~ tojson(var(name)) ~ ", allowed: " ~ allowed
    ) %}
{% endmacro %}


{% macro check_whole_number(name, lowest, highest) %}
    {% set text = var(name) | string %}
    {% if not modules.re.fullmatch("[0-9]{1,10}", text) or not lowest <= text | int <= highest %}
        {% do stop_setting(name, "a whole number from " ~ lowest ~ " to " ~ highest) %}
    {% endif %}
{% endmacro %}


{% macro check_choice(name, choices) %}
    {% if var(name) not in choices %}
        {% do stop_setting(name, choices | join(", ")) %}
    {% endif %}
{% endmacro %}


{% macro is_calendar_date(text) %}
    {#- the pattern first: strptime alone takes 2024-1-5 -#}
    {% if not modules.re.fullmatch("[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", text) %}
        {% do return(false) %}
    {% endif %}
    {% set year, month, day = text[:4] | int, text[5:7] | int, text[8:] | int %}
    {% set leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) %}
    {% set lengths = [31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] %}
    {% do return(year > 0 and day <= lengths[month - 1]) %}
{% endmacro %}


{#- Every var of dbt_project.yml against what it may hold; runs before anything is built. -#}
{% macro check_settings() %}
    {% if execute %}
        {% do check_choice("shop", shops() | list) %}
        {% for name in ["orders_table", "customer_identity_map"] %}
            {% if var(name) and not modules.re.fullmatch(
                "[A-Za-z_][A-Za-z0-9_]*[.][A-Za-z_][A-Za-z0-9_]*", var(name) | string
            ) %}
                {% do stop_setting(name, "a table as schema.table, or empty") %}
            {% endif %}
        {% endfor %}
        {% if var("time_zone") not in modules.pytz.all_timezones_set %}
            {% do stop_setting("time_zone", "a name of the IANA time zones, such as Asia/Seoul") %}
        {% endif %}
        {% set dates = ["first_plausible_date", "last_plausible_date"] %}
        {% for name in dates + (["as_of_date"] if var("as_of_date") else []) %}
            {% if not is_calendar_date(var(name) | string) %}
                {% do stop_setting(name, "a date such as 2024-06-30") %}
            {% endif %}
        {% endfor %}
        {% for date in var("backtest_dates") %}
            {% if not is_calendar_date(date | string) %}
                {% do stop_setting("backtest_dates", "a list of dates such as [\"2024-06-30\"]") %}
            {% endif %}
        {% endfor %}
        {% if var("first_plausible_date") | string >= var("last_plausible_date") | string %}
            {% do stop_setting("first_plausible_date", "a date before last_plausible_date") %}
        {% endif %}
        {% if var("as_of_date") and not (
            var("first_plausible_date") | string
            <= var("as_of_date") | string
            <= var("last_plausible_date") | string
        ) %}
            {% do stop_setting(
                "as_of_date",
                var("first_plausible_date") ~ " to " ~ var("last_plausible_date")
            ) %}
        {% endif %}
        {% for name in [
            "max_rejected_share", "margin_share", "annual_discount_rate", "holdout_share"
        ] %}
            {% if not modules.re.fullmatch("0|1|0?[.][0-9]+|[01][.]0*", var(name) | string) %}
                {% do stop_setting(name, "a share from 0 to 1, such as 0.05") %}
            {% endif %}
        {% endfor %}
        {% do check_choice("returns", ["by_return_date", "by_order_date", "gross"]) %}
        {% do check_whole_number("history_snapshots", 0, 120) %}
        {% do check_choice("snapshot_every", ["week", "month", "quarter"]) %}
        {% do check_whole_number("horizon_days", 1, 730) %}
        {% do check_choice("rfm_method", ["cut_points", "percent_rank"]) %}
        {% do check_whole_number("min_segments", 2, 12) %}
        {% do check_whole_number("max_segments", var("min_segments") | int, 12) %}
        {% do check_whole_number("random_seed", 0, 4294967295) %}
        {% do check_whole_number("stability_resamples", 2, 1000) %}
        {% do check_choice("refit", ["auto", "always", "never"]) %}
        {% do check_whole_number("smallest_published_cell", 0, 1000000) %}
        {% do check_choice("report_language", ["en", "ko"]) %}
        {% if not modules.re.fullmatch("[A-Z]{3}", var("currency") | string) %}
            {% do stop_setting("currency", "a currency code of three letters, such as USD") %}
        {% endif %}
    {% endif %}
{% endmacro %}
