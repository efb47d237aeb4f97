"""The kinds of dirt that a shop's files may have: each takes a shop and makes it dirtier."""

import csv
from collections.abc import Callable

from tests.dirty_shops import MALFORMED, File, Shop

Dirt = Callable[[Shop], None]
# what rows and files may have, and what must stop the build
KINDS: dict[str, Dirt] = {}
STOPS: dict[str, Dirt] = {}
DACON_KINDS: dict[str, Dirt] = {}
ORDERS_KINDS: dict[str, Dirt] = {}


def rows_of(
    column: str | None, *values: str, reason: str | None = None, fails: str | None = None
) -> Dirt:
    """Rows with one of the values in a column, rejected for the reason if there is one."""

    def dirty(shop: Shop) -> None:
        value = shop.random.choice(values)
        shop.sell(reason, fails, **({column: value} if column else {}))

    return dirty


def lines_of(*texts: str) -> Dirt:
    """Lines that do not parse."""

    def dirty(shop: Shop) -> None:
        shop.sell(*MALFORMED, text=shop.random.choice(texts))

    return dirty


def a_file(shop: Shop) -> tuple[str, File]:
    return shop.random.choice(sorted(shop.files.items()))


def file_kind(registry: dict[str, Dirt]) -> Callable[[Callable[[Shop, str, File], None]], None]:
    """Register dirt of one of the shop's files under the function's name."""

    def register(dirty: Callable[[Shop, str, File], None]) -> None:
        registry[dirty.__name__] = lambda shop: dirty(shop, *a_file(shop))

    return register


def shop_kind(registry: dict[str, Dirt]) -> Callable[[Dirt], None]:
    """Register dirt under the function's name."""

    def register(dirty: Dirt) -> None:
        registry[dirty.__name__] = dirty

    return register


NO_DATES = (
    *("2024-13-01", "2024-02-30", "01/02/2024", "10.01.2024", "20240110", "yesterday", "45301"),
    *("2024-1", "2024-01-10T", "２０２４-01-10", "2024—01—10", "infinity", "now", "24-01-10"),
    *("2024-01-10Z", "Jan 10 2024", "2024-01-10 25:00", "2024-01-10 08:00 UTC"),
    "2024-01-10 08:15:00 +0900",
)
NO_NUMBERS = (
    *("NaN", "inf", "one", "#N/A", "NULL", "-", "--5", "１２", "1e", "1.2.3", "5%", "٣", "½"),
)
ODD_NAMES = (
    *("a [1]", "it's", "주문 🛒", "a*", "q?", "%41", "{{ x }}", "a,b", '"', "-", "[!a]", ".."),
)
HUGE = "99999999999999999999"

KINDS |= {
    "no_customer": rows_of("customer", "", "   ", reason="missing_key", fails="customer_id"),
    "no_order": rows_of("order", "", " ", reason="missing_key", fails="order_id"),
    "no_date": rows_of("date", "", "  ", reason="missing_value", fails="order_date"),
    "odd_date": rows_of("date", *NO_DATES, reason="bad_date", fails="order_date"),
    "future_date": rows_of(
        "date", "2038-01-01", "9999-12-31", reason="implausible_date", fails="order_date"
    ),
    "ancient_date": rows_of(
        "date",
        *("0001-01-01", "1899-12-31", "1970-01-01T00:00:00Z", "1989-12-31"),
        reason="implausible_date",
        fails="order_date",
    ),
    "unusual_date": rows_of(
        "date",
        *("2024/1/9", " 2024-01-10 ", "2024-01-10 23:59:59.999", "2024-01-10T08:15:00Z"),
        *("2024-01-10T08:15:00+09:00", "2024-02-29", "2024-01-10 08:15:00+0900"),
    ),
    "number_with_commas": rows_of(
        "price", "1,234.50", "1,5", "12,00,000", reason="bad_number", fails="unit_price"
    ),
    "currency_sign": rows_of(
        "price",
        *("$5", "€5.00", "5 USD", "₩1200", "£ 5", "5원"),
        reason="bad_number",
        fails="unit_price",
    ),
    "no_number": rows_of("quantity", *NO_NUMBERS, reason="bad_number", fails="quantity"),
    "number_out_of_range": rows_of(
        "price", HUGE, f"{HUGE}.5", reason="bad_number", fails="unit_price"
    ),
    "unusual_number": rows_of("price", "+5", "007", "5.", ".5", "1e2", " 5 ", "5.00000", "-0"),
    "many_decimals": rows_of("price", "1.23456", "0.00005", "0.00004", "2.99995", "1.00005"),
    "negative_price": rows_of("price", "-5", "-0.01", reason="negative_price", fails="unit_price"),
    "zero_quantity": rows_of("quantity", "0", "0.00"),
    "zero_price": rows_of("price", "0", "0.0000"),
    "no_price": rows_of("price", "", " ", reason="missing_value", fails="unit_price"),
    "unknown_status": rows_of(
        "coupon", "maybe", "Usedd", "0", reason="unknown_status", fails="coupon_status"
    ),
    "bad_shipping": rows_of(
        "shipping", "free", "-5", "3,50", reason="bad_number", fails="shipping_value"
    ),
    "blanks_around_id": rows_of("customer", " c1", "c1  ", "  c1 "),
    "blank_within_id": rows_of("customer", "c 1", "c  1"),
    "leading_zeros": rows_of("customer", "0001", "00", "01"),
    "mixed_case_id": rows_of("customer", "C1", "c1X"),
    "emoji": rows_of("customer", "🛒", "c🧑‍🤝‍🧑1"),
    "right_to_left": rows_of("customer", "שלום", "\u202ec1\u202c", "عميل 1"),
    "combining_marks": rows_of("category", "Cafe\u0301", "가", "z\u0334\u0321"),
    "control_characters": rows_of("category", "a\x01b", "a\x1bb", "\x7f", "a\vb", "a\fb"),
    "odd_line_separators": rows_of(
        "category", "a\u2028b", 'a\u2028"b"', 'x\x85"y"', 'a\vb,"c"', 'a\x1cb\x1d,"', "a\u2029,b"
    ),
    "nul_byte": rows_of("category", "a\0b", "\0", "a\0,b"),
    "line_break_in_field": rows_of("category", "two\nlines", "\n", "a\n\nb,c\n", '"\n"', "\n" * 50),
    "return_in_field": rows_of("category", "a\rb", '"\r', "a\r,b"),
    "quotes_in_field": rows_of("category", 'say "hi"', '"', '1,5" screen', '""', "'", "`"),
    "backslash_in_field": rows_of("category", "\\", "a\\,b", 'a\\"b', "\\n"),
    "sql_in_field": rows_of("customer", "'; drop table raw.landed_files; --", "{{ 1 / 0 }}", "%s"),
    "formula_in_field": rows_of("category", "=1+1", "@SUM(A1)", "-1+1"),
    "huge_field": rows_of("category", "x" * 70_000, "x," * 70_000, '"' * 140_000),
    "line_too_short": lines_of("c1,o1,2024-01-10", "c1", "2024-01-10;5", "  ", "\t"),
    "line_too_long": lines_of("c1,o1,2024-01-10" + ",x" * 30, "," * 40),
    "stray_quote": lines_of('c1,"o"1,2024-01-10,x', '"c1"x,o1', 'c1,"a" ,b'),
}
DACON_KINDS |= {
    "no_quantity": rows_of("quantity", "", " ", reason="missing_value", fails="quantity"),
    "negative_quantity": rows_of("quantity", "-2", "-0.5", reason="bad_number", fails="quantity"),
    "status_of_other_case": rows_of(
        "coupon", "used", "NOT USED", reason="unknown_status", fails="coupon_status"
    ),
}
ORDERS_KINDS |= {
    "no_quantity": rows_of("quantity", "", " "),
    "negative_quantity": rows_of("quantity", "-2", "-0.5"),
    "status_of_other_case": rows_of("coupon", "used", "NOT USED", "not-used"),
}


@shop_kind(KINDS)
def only_commas(shop: Shop) -> None:
    row = shop.sell("missing_key", "customer_id", customer="", is_known=False)
    row.fields, row.value = {}, None


@shop_kind(KINDS)
def value_out_of_range(shop: Shop) -> None:
    shop.sell("bad_number", "gross_value", quantity="10000000", price="10000000")


@shop_kind(KINDS)
def large_values(shop: Shop) -> None:
    for _ in range(shop.random.randrange(1, 4)):
        shop.sell(quantity="90000000", price="1000000")


@shop_kind(KINDS)
def equal_lines(shop: Shop) -> None:
    for _ in range(3):
        shop.sell(order="again", customer="c1", date="2024-01-10")


@shop_kind(KINDS)
def quote_left_open(shop: Shop) -> None:
    text = shop.random.choice(['c1,"o1', '"', 'c1,o1,"2024-01-10,x'])
    # a later quote might close it
    shop.sell(*MALFORMED, text=text).is_last = True


@shop_kind(KINDS)
def field_of_too_many_lines(shop: Shop) -> None:
    for text in ['c1,o1,"x', *["y"] * 60, 'z",5']:
        shop.sell(*MALFORMED, text=text)


@shop_kind(DACON_KINDS)
def unknown_customer(shop: Shop) -> None:
    shop.sell("unknown_customer", "customer_id", customer="nobody", is_known=False)


@shop_kind(DACON_KINDS)
def customer_twice(shop: Shop) -> None:
    # of two good rows the first by text stays
    shop.add("Customer_info.csv", " twin", "여", "Seoul", "3")
    shop.add(
        "Customer_info.csv", "twin", "여", "Seoul", "3", fault=("duplicate_key", "customer_id")
    )


@shop_kind(DACON_KINDS)
def conflicting_customers(shop: Shop) -> None:
    shop.add("Customer_info.csv", "dup", "남", "Seoul", "3", fault=("duplicate_key", "customer_id"))
    shop.add("Customer_info.csv", "dup", "남", "Busan", "3")


@shop_kind(DACON_KINDS)
def broken_customers(shop: Shop) -> None:
    tenure = ("bad_number", "reported_tenure_months")
    shop.add("Customer_info.csv", "t1", "?", "", shop.random.choice(["-1", "many"]), fault=tenure)
    shop.add("Customer_info.csv", " ", "남", "Seoul", "3", fault=("missing_key", "customer_id"))
    broken = shop.add("Customer_info.csv", *"abcd", fault=MALFORMED)
    broken.text = shop.random.choice(["t2,남", 't2,"남" x,Seoul,3', "a,b,c,d,e,f,g,h"])


@shop_kind(DACON_KINDS)
def broken_rates(shop: Shop) -> None:
    percent, rate = ("bad_number", "discount_percent"), ("bad_number", "tax_rate")
    number = shop.random.choice(["120", "-1", "20%", "1,5"])
    shop.add("Discount_info.csv", "Mar", "Bags", "X", number, fault=percent)
    shop.add("Discount_info.csv", "Mrz", "Bags", "X", "5", fault=("bad_date", "discount_month"))
    shop.add("Discount_info.csv", "Apr", "", "X", "5", fault=("missing_key", "product_category"))
    shop.add("Tax_info.csv", "Hats", shop.random.choice(["1.5", "10%", "-0.1"]), fault=rate)
    shop.add("Tax_info.csv", "Gloves", "", fault=("missing_value", "tax_rate"))


@shop_kind(DACON_KINDS)
def rate_twice(shop: Shop) -> None:
    shop.add("Discount_info.csv", "May", "Bags", "A", "5")
    twice = ("duplicate_key", "product_category")
    shop.add("Discount_info.csv", "May", "Bags", "B", "5", fault=twice)


@shop_kind(DACON_KINDS)
def broken_marketing(shop: Shop) -> None:
    cost = ("bad_number", "online_cost_value")
    shop.add("Marketing_info.csv", "2024-01-05", "1", shop.random.choice(["-1", "$5"]), fault=cost)
    date = ("bad_date", "marketing_date")
    shop.add("Marketing_info.csv", "5. January", "1", "1", fault=date)


@shop_kind(ORDERS_KINDS)
def corrected_line(shop: Shop) -> None:
    for loaded in ("2024-01-10", "2024-01-11", ""):
        row = shop.sell(customer="c1", order="fixed", line="1", loaded=loaded)
        row.fault = None if loaded == "2024-01-11" else ("superseded", "line_number")


@shop_kind(ORDERS_KINDS)
def several_files(shop: Shop) -> None:
    shop.parts = shop.random.randrange(2, 4)


@shop_kind(ORDERS_KINDS)
def odd_file_name(shop: Shop) -> None:
    shop.stem = shop.random.choice(ODD_NAMES)


@shop_kind(ORDERS_KINDS)
def same_content_twice(shop: Shop) -> None:
    shop.is_repeated = True


@file_kind(KINDS)
def byte_order_mark(_: Shop, __: str, file: File) -> None:
    file.start = b"\xef\xbb\xbf"


@file_kind(KINDS)
def windows_line_ends(_: Shop, __: str, file: File) -> None:
    file.line_ends = ("\r\n",)


@file_kind(KINDS)
def mixed_line_ends(_: Shop, __: str, file: File) -> None:
    file.line_ends = ("\r\n", "\n")


@file_kind(KINDS)
def no_last_line_end(_: Shop, __: str, file: File) -> None:
    file.has_last_end = False


@file_kind(KINDS)
def blank_lines(_: Shop, __: str, file: File) -> None:
    file.blank_lines = True


@file_kind(KINDS)
def all_quoted(_: Shop, __: str, file: File) -> None:
    file.quoting = csv.QUOTE_ALL


@file_kind(KINDS)
def columns_swapped(shop: Shop, _: str, file: File) -> None:
    shop.random.shuffle(file.columns)


@file_kind(KINDS)
def other_columns(shop: Shop, _: str, file: File) -> None:
    file.others = shop.random.choice(
        [["x"], ["", ""], ["메모", "x", "x"], ["Customer_ID"], ['a"b']]
    )


@file_kind(KINDS)
def header_with_blanks(_: Shop, __: str, file: File) -> None:
    file.header_blanks = True


@shop_kind(KINDS)
def korean_encoding(shop: Shop) -> None:
    shop.files[shop.main].encoding = "cp949"


@shop_kind(KINDS)
def headers_only(shop: Shop) -> None:
    shop.files[shop.main].has_rows = shop.random.randrange(4) > 0


def stop_kind(expected: str) -> Callable[[Callable[[Shop, str, File], None]], None]:
    """Register dirt of a file that must stop the build with a message that holds `expected`."""

    def register(dirty: Callable[[Shop, str, File], None]) -> None:
        def stopping(shop: Shop) -> None:
            name, file = a_file(shop)
            dirty(shop, name, file)
            shop.stop = (name, expected)

        STOPS[dirty.__name__] = stopping

    return register


@stop_kind("found an empty file, expected the columns ")
def empty_file(shop: Shop, _: str, file: File) -> None:
    file.content = shop.random.choice([b"", b"\xef\xbb\xbf"])


@stop_kind("found text that is not UTF-8 (line ")
def bytes_of_no_encoding(_: Shop, __: str, file: File) -> None:
    file.tail = b"a\xff\n"


@stop_kind("found text that is not UTF-8 (line 1: byte 0xff) nor CP949 (line 1: byte 0xff)")
def utf_16(_: Shop, __: str, file: File) -> None:
    file.encoding = "utf-16"


@stop_kind("")
def utf_16_without_mark(shop: Shop, _: str, file: File) -> None:
    file.encoding = shop.random.choice(["utf-16-le", "utf-16-be", "utf-32"])


@stop_kind(" is missing: found ")
def column_renamed(_: Shop, __: str, file: File) -> None:
    # the format `orders` needs only some of its columns
    name = "customer_id" if "customer_id" in file.columns else file.columns[0]
    file.header = file.written([f"{c} of ours" if c == name else c for c in file.columns])


@stop_kind(" is missing: found ")
def no_header(_: Shop, __: str, file: File) -> None:
    file.header = file.line(file.rows[0])


@stop_kind(" is there more than once: found ")
def column_twice(_: Shop, __: str, file: File) -> None:
    file.header = file.written([file.columns[1], *file.columns])


@stop_kind(" is missing: found ")
def other_separator(shop: Shop, _: str, file: File) -> None:
    separator = shop.random.choice([";", "\t", "|"])
    file.header = separator.join(file.columns)


@stop_kind(" is missing: found ")
def title_above_header(shop: Shop, _: str, file: File) -> None:
    file.header = shop.random.choice(["Report of 2024", '"', '"Report\nof 2024"', "x" * 200_000])


@stop_kind("")
def old_mac_line_ends(_: Shop, __: str, file: File) -> None:
    # a header alone reads well with any end
    file.line_ends, file.has_rows = ("\r",), True


@stop_kind("file not found")
def file_missing(_: Shop, __: str, file: File) -> None:
    file.is_absent = True
