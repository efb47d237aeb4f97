"""Where the truth is known: do we, and do others, call customers what they are.

Builds small shops on which the usual mistakes show, and a simulated one whose customers are known;
asks segmart and, each in an environment of its own below target/benchmarks/truth, the libraries
that make the mistakes. Prints one table. Run from the root: `python benchmarks/truth`. Ends with 1
if segmart calls anybody what they are not, but in a case with a note that says why, or is worse
than another on the simulated shop.
"""

import argparse
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import duckdb  # noqa: E402

from benchmarks.truth import simulated  # noqa: E402
from benchmarks.truth.cases import Case, Naive, cases  # noqa: E402
from benchmarks.truth.comparison import Row, mistakes, shown, table  # noqa: E402
from benchmarks.truth.libraries import (  # noqa: E402
    Answers,
    Library,
    NotInstalledError,
    ask,
    install,
)
from benchmarks.truth.orders import Labels, Shop, write_orders  # noqa: E402
from benchmarks.truth.simulator import simulate  # noqa: E402
from tests.conftest import Build, run_dbt  # noqa: E402

FOLDER = ROOT / "target" / "benchmarks" / "truth"
# a question to a library: its name, the shop
Questions = dict[Library, list[tuple[str, Shop]]]


def say(text: str) -> None:
    """Tell what is being done, beside the table."""
    print(text, file=sys.stderr, flush=True)


def raw_folder(shop: Shop) -> Path:
    """Folder of the shop's `orders.csv`."""
    return FOLDER / "shops" / shop.name / "raw"


def build(shop: Shop) -> Build:
    """Build a shop with segmart; stops where that fails."""
    say(f"segmart: {shop.name}, {len(shop.lines):,} lines")
    raw = raw_folder(shop)
    shutil.rmtree(raw.parent, ignore_errors=True)
    write_orders(shop.lines, raw)
    settings = {"shop": "orders", "as_of_date": str(shop.as_of_date), "history_snapshots": 0}
    done = run_dbt(raw, raw.parent, {**settings, **shop.settings})
    if not done.success:
        raise SystemExit(f"{shop.name}: {done.message}")
    return done


def our_labels(case: Case, built: Build) -> Labels:
    """Return what our marts say in a case."""
    with duckdb.connect(str(built.database), read_only=True) as connection:
        day = {"as_of_date": str(case.shop.as_of_date)}
        return dict(connection.execute(case.query, day).fetchall())


def ask_all(questions: Questions) -> dict[str, Answers | str]:
    """Return by library its answers, or the reason why it cannot be asked."""
    found: dict[str, Answers | str] = {}
    for library, asked in questions.items():
        say(f"{library.name}: {', '.join(name for name, _ in asked)}")
        try:
            python = install(library, FOLDER / "environments")
        except NotInstalledError as error:
            found[library.name] = f"not installed: {error}"
            continue
        files = [(name, raw_folder(shop) / "orders.csv", shop.as_of_date) for name, shop in asked]
        found[library.name] = ask(library, python, files)
    return found


def rows_of(case: Case, built: Build, answers: Mapping[str, Answers | str]) -> Iterable[Row]:
    """Yield a row for each who makes the mistake."""
    ours = mistakes(case.truth, our_labels(case, built))
    mark = " (1)" if case.limit else ""
    for other in case.others:
        if isinstance(other, Naive):
            theirs: Labels | str = other.label(case.shop)
        else:
            said = answers[other.name]
            theirs = said if isinstance(said, str) else said[case.name]
        yield Row(
            case.name,
            case.asked,
            len(case.truth),
            shown(ours) + mark,
            other.name,
            theirs if isinstance(theirs, str) else shown(mistakes(case.truth, theirs)),
            ours.total() > 0 and not case.limit,
        )


def main() -> int:
    """Print the table; 1 if segmart misses anything."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--customers", type=int, default=2_000, help="of the simulated shop")
    parser.add_argument("--seed", type=int, default=1, help="of the simulated shop")
    arguments = parser.parse_args()
    named = cases()
    shop, customers = simulate(arguments.customers, arguments.seed)
    shops = {case.shop.name: case.shop for case in named} | {shop.name: shop}
    built = {name: build(one) for name, one in shops.items()}
    questions: Questions = {}
    for case in named:
        for other in case.others:
            if isinstance(other, Library):
                questions.setdefault(other, []).append((case.name, case.shop))
    for library, asked in simulated.QUESTIONS.items():
        questions.setdefault(library, []).extend((name, shop) for name in asked)
    answers = ask_all(questions)
    rows = [row for case in named for row in rows_of(case, built[case.shop.name], answers)]
    rows += simulated.measure(shop, customers, built[shop.name], answers)
    print(table(rows))
    for case in named:
        if case.limit:
            print(f"\n(1) {case.limit}")
    missed = [row.case for row in rows if row.is_missed]
    if missed:
        print(f"\nmissed by segmart: {', '.join(dict.fromkeys(missed))}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
