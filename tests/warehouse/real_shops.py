"""Orders of real shops whose formats are not staged, written where the features read them."""

from pathlib import Path

import duckdb

from tests.conftest import DEMO, MODELS_ONLY, Build, run_dbt

MODELS = (
    *("feature_catalog", "int_purchase_days", "int_snapshots", "int_periods", "int_line_days"),
    *("int_customer_orders", "int_customer_lines", "int_customer_gaps", "int_customer_clumpiness"),
    *("int_customer_categories", "int_customer_breadth", "int_customer_prices"),
    *("int_customer_rates", "int_customer_calendar", "int_customer_exposure"),
    *("int_customer_features", "value_models", "fct_customer_features", "int_half_features"),
    *("fct_feature_signal", "fct_customer_outcomes"),
)

# order_id, customer_id, order_date, product_id, quantity, unit_price, gross_value, is_return
ONLINE_RETAIL = """
    select
        InvoiceNo as order_id,
        cast(CustomerID as varchar) as customer_id,
        -- 43 invoices have two timestamps
        cast(min(InvoiceDate) over (partition by CustomerID, InvoiceNo) as date) as order_date,
        StockCode as product_id,
        Quantity as quantity,
        cast(UnitPrice as decimal(18, 4)) as unit_price,
        cast(Quantity * cast(UnitPrice as decimal(18, 4)) as decimal(18, 4)) as gross_value,
        Quantity < 0 as is_return
    from '{folder}/online_retail.parquet'
    where
        CustomerID is not null
        and UnitPrice > 0
        and Quantity != 0
        and StockCode not in (
            'POST', 'DOT', 'M', 'C2', 'D', 'S', 'BANK CHARGES', 'AMAZONFEE', 'CRUK'
        )
"""
CDNOW = """
    select
        fields[2] as order_id,
        fields[1] as customer_id,
        cast(strptime(fields[2], '%Y%m%d') as date) as order_date,
        cast(null as varchar) as product_id,
        cast(fields[3] as bigint) as quantity,
        cast(null as decimal(18, 4)) as unit_price,
        cast(fields[4] as decimal(18, 4)) as gross_value,
        false as is_return
    from (
        select string_split_regex(trim(line, ' ' || chr(13)), ' +') as fields
        from read_csv(
            '{folder}/CDNOW_master.txt', header = false, skip = 1, columns = {{'line': 'varchar'}},
            delim = '|', quote = ''
        )
    ) as file
"""
LINES = """
    create table intermediate.int_order_lines as
    select
        customer_id || '|' || order_id as order_key,
        cast(row_number() over (
            partition by customer_id, order_id order by product_id, quantity, gross_value
        ) as integer) as line_number,
        order_id,
        customer_id,
        order_date,
        product_id,
        cast(null as varchar) as product_category,
        cast(quantity as decimal(18, 4)) as quantity,
        unit_price,
        gross_value,
        cast(null as decimal(18, 4)) as discount_value,
        gross_value as net_value,
        cast(null as decimal(18, 4)) as tax_value,
        cast(null as decimal(18, 4)) as shipping_value,
        cast(null as varchar) as coupon_status,
        is_return,
        false as is_discount_unknown,
        false as is_tax_unknown,
        'prepared' as source_table
    from ({lines}) as lines
"""
ORDERS = """
    create table intermediate.int_orders as
    select
        order_key, order_id, customer_id, order_date,
        cast(sum(gross_value) as decimal(18, 4)) as gross_value,
        cast(sum(discount_value) as decimal(18, 4)) as discount_value,
        cast(sum(net_value) as decimal(18, 4)) as net_value,
        cast(sum(tax_value) as decimal(18, 4)) as tax_value,
        max(shipping_value) as shipping_value,
        cast(null as decimal(18, 4)) as paid_value,
        cast(sum(quantity) as decimal(18, 4)) as unit_count,
        cast(count(*) as integer) as line_count,
        bool_and(is_return) as is_return
    from intermediate.int_order_lines
    group by order_key, order_id, customer_id, order_date
"""
MARKETING_DAYS = """
    create table intermediate.int_marketing_days (
        marketing_date date, offline_cost_value decimal(18, 4), online_cost_value decimal(18, 4)
    )
"""


def build_prepared(folder: Path, lines: str, **settings: object) -> Build:
    """Write a shop's lines and orders where the features read them, and build the features."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(folder / "shop.duckdb")) as connection:
        connection.execute("create schema intermediate")
        connection.execute(LINES.format(lines=lines))
        connection.execute(ORDERS)
        connection.execute(MARKETING_DAYS)
    command = (*MODELS_ONLY, "--select", *MODELS)
    # the demo shop is landed beside them and read by none of these models
    return run_dbt(DEMO, folder, {"horizon_days": 90, "history_snapshots": 0, **settings}, command)
