"""Small cells: an aggregate of few customers is published without its numbers."""

from collections.abc import Iterable

from reports.publishing.marts import Mart, quoted

# counts in the marts that are not of customers; any other column named …_count is one, so that a
# new mart is protected before somebody thinks of it
OTHER_COUNTS = frozenset(
    {
        *("order_count", "line_count", "unit_count", "product_count", "category_count"),
        *("raw_row_count", "accepted_row_count", "rejected_row_count"),
        # ids that were one customer's all along, over a whole source table
        "merged_customer_count",
    }
)
NAMES = ("_id", "_code", "_name", "_name_en", "_name_ko")


def customer_counts(mart: Mart) -> tuple[str, ...]:
    """Columns of an aggregate that count customers; none where a row is about one customer."""
    names = [column.name for column in mart.columns]
    if "customer_id" in names:
        return ()
    return tuple(
        name
        for name in names
        if name.endswith("_count") and name not in OTHER_COUNTS and name not in mart.key
    )


def select_published(mart: Mart, smallest_cell: int) -> str:
    """Select of a mart in which small cells have nothing but what names them.

    Parameters
    ----------
    mart : Mart
        The table to read, as ``marts.<name>``.
    smallest_cell : int
        A row that counts from 1 to one less than this many customers in any column is a small
        cell: its numbers and texts are null. Its key, names, dates and flags stay.

    Returns
    -------
    str
        The select, ordered by all columns, so that the same rows give the same file.
    """
    counts = customer_counts(mart)
    if not counts or smallest_cell < 2:
        return f"select {_names(column.name for column in mart.columns)} from {mart.table}"
    small = " or ".join(
        f"coalesce({quoted(name)} between 1 and {smallest_cell - 1}, false)" for name in counts
    )
    columns = ", ".join(
        quoted(column.name)
        if column.name in mart.key
        or column.name.endswith(NAMES)
        or column.type in ("DATE", "BOOLEAN")
        else f"case when not ({small}) then {quoted(column.name)} end as {quoted(column.name)}"
        for column in mart.columns
    )
    return f"select {columns} from {mart.table}"


def _names(names: Iterable[str]) -> str:
    return ", ".join(quoted(name) for name in names)
