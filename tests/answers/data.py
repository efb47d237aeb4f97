"""Expected answers: whether the data can be trusted."""

ANSWERS: dict[str, list[tuple[object, ...]]] = {
    # Checked: lines of the files. 49 and 12 rows are planted dirt.
    "do_rows_and_money_reconcile": [
        ("customers", 2007, 2000, 7, True, None),
        ("discounts", 145, 143, 2, True, None),
        ("marketing_days", 548, 545, 3, True, None),
        ("online_sales", 31058, 31009, 49, True, 0.0),
        ("taxes", 12, 12, 0, True, None),
    ],
    # Checked: the planted reasons and lines of truth.json.
    "why_were_rows_rejected": [
        ("malformed_line", 8, "Customer_info.csv:01957"),
        ("bad_date", 7, "Marketing_info.csv:00238"),
        ("bad_number", 7, "Discount_info.csv:00055"),
        ("duplicate_key", 6, "Customer_info.csv:00491"),
        ("implausible_date", 6, "Onlinesales_info.csv:01344"),
        ("missing_key", 6, "Customer_info.csv:00031"),
        ("missing_value", 6, "Onlinesales_info.csv:03705"),
        ("negative_price", 5, "Onlinesales_info.csv:03422"),
        ("unknown_customer", 5, "Onlinesales_info.csv:09298"),
        ("unknown_status", 5, "Onlinesales_info.csv:13241"),
    ],
    # Checked: the one table that the README says is not for reading.
    "which_tables_are_not_for_readers": [
        ("cluster_model", "entry_number, part, item, number, attribute"),
    ],
}
