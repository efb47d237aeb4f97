"""Who moved between the last two snapshots, and why segments changed in size."""

from tests.reports.recomputed.marts import (
    PROSPECTS,
    Marts,
    Rows,
    display_key,
    grouped,
    newest,
    pick,
    ratio,
    segment_name,
    step,
)

MOVE_STEPS = (0.05, 0.15, 0.3, 0.6)


def last_moves(marts: Marts) -> Rows:
    """Moves of the last pair of dates; that of who never bought is none."""
    rows = newest(marts["segment_migration"], "to_as_of_date")
    return [row for row in rows if row["to_segment_id"] != PROSPECTS]


def movement_totals(marts: Marts, _language: str) -> Rows:
    rows = last_moves(marts)

    def count(movement: str, column: str = "customer_count") -> int:
        return sum(row[column] for row in rows if row["movement"] == movement)

    stayed, moved = count("stayed"), count("moved")
    totals = {
        "customer_count": stayed + moved,
        "stayed_count": stayed,
        "stayed_share": ratio(stayed, stayed + moved),
        "moved_count": moved,
        "moved_bought_count": count("moved", "bought_count"),
        "moved_not_bought_count": count("moved", "not_bought_count"),
        "new_count": count("new"),
        "gone_count": count("gone"),
    }
    return [{**pick(row, "from_as_of_date", "to_as_of_date"), **totals} for row in rows[:1]]


def movement_cells(marts: Marts, language: str) -> Rows:
    rows = last_moves(marts)
    by_way = {(row["from_segment_id"], row["to_segment_id"]): row for row in rows}
    origins = grouped(rows, "from_segment_id")
    destinations = grouped(rows, "to_segment_id")
    moves = {
        way: row["customer_count"] for way, row in by_way.items() if row["movement"] == "moved"
    }
    largest = min(moves, key=lambda way: (-moves[way], way), default=None)

    def name(segment_id: int | None, named: str) -> str | None:
        return segment_name(marts, language, segment_id, named, segment_id)

    def size(own: Rows) -> int:
        return sum(row["customer_count"] for row in own)

    def shown(ids: dict[int | None, Rows]) -> list[tuple[int | None, Rows]]:
        return sorted(ids.items(), key=lambda item: display_key(marts, item[0]))

    cells = []
    for origin, leaving in shown(origins):
        for destination, coming in shown(destinations):
            own = by_way.get((origin, destination), {})
            count = own.get("customer_count", 0)
            share = count / size(leaving)
            cells.append(
                {
                    "from_segment_id": origin,
                    "to_segment_id": destination,
                    "from_segment_name": name(origin, leaving[0]["from_segment_name"]),
                    "to_segment_name": name(destination, coming[0]["to_segment_name"]),
                    "from_count": size(leaving),
                    "to_count": size(coming),
                    "customer_count": count,
                    "row_share": share,
                    # of who is gone nobody knows
                    "bought_count": None if destination is None else own.get("bought_count", 0),
                    "is_stay": origin == destination and origin is not None,
                    "is_largest_move": (origin, destination) == largest,
                    "heat_level": step(share, MOVE_STEPS) if count else 0,
                }
            )
    return cells


def last_changes(marts: Marts) -> Rows:
    """Parts of the change from the date before to the last; those of a refit alone are in it."""
    rows = newest(marts["segment_migration_parts"], "to_as_of_date")
    first = min((row["from_as_of_date"] for row in rows), default=None)
    return [row for row in rows if row["from_as_of_date"] == first]


def size_changes(marts: Marts, language: str) -> Rows:
    english = {row["segment_id"]: row["segment_name_en"] for row in marts["dim_segments"]}
    return [
        {
            **pick(row, "from_count", "behaviour", "cut_points", "model", "to_count"),
            "segment_name": segment_name(marts, language, key, english.get(key), key),
        }
        for row in sorted(
            last_changes(marts), key=lambda row: display_key(marts, row["segment_id"])
        )
        for key in [row["segment_id"]]
    ]


def size_change_totals(marts: Marts, _language: str) -> Rows:
    rows = last_changes(marts)
    behaviour = sum(row["behaviour"] for row in rows if row["behaviour"] > 0)
    by_refit = [row["cut_points"] + row["model"] for row in rows]
    refit = sum(change for change in by_refit if change > 0)
    if not refit:
        return []
    return [
        {
            **pick(rows[0], "from_as_of_date", "to_as_of_date"),
            "behaviour_count": behaviour,
            "behaviour_share": behaviour / (behaviour + refit),
            "refit_count": refit,
            "refit_share": refit / (behaviour + refit),
        }
    ]
