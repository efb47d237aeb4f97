"""Every row of a raw file is landed, however broken the file is."""

import csv
import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dbt_project.delivered_files import (
    LandingError,
    Layout,
    Record,
    check_header,
    is_clean,
    read_header,
    records,
)
from dbt_project.landing import land_find, land_inspect, land_repair
from tests.conftest import run_dbt, write_shop

HEADER = "a,b,c\n"
LAYOUT = Layout(["a", "b"], [])


def as_json(layout: Layout) -> str:
    return json.dumps(asdict(layout))


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "file.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def landed(folder: Path, content: str) -> list[Record]:
    return list(records(written(folder, HEADER + content), "utf-8", LAYOUT, 3))


def test_a_record_keeps_its_line_and_text(tmp_path: Path) -> None:
    assert landed(tmp_path, "1,2,3\n4,5,6") == [
        Record(2, "1,2,3", ["1", "2", "3"]),
        Record(3, "4,5,6", ["4", "5", "6"]),
    ]


@pytest.mark.parametrize("line", ["1,2", "1,2,3,4", "1", '1,"2,3', '"1,2,3', '"a"b,2,3'])
def test_a_line_that_does_not_split_into_the_header_is_malformed(tmp_path: Path, line: str) -> None:
    assert landed(tmp_path, f"{line}\n7,8,9\n") == [
        Record(2, line, None),
        Record(3, "7,8,9", ["7", "8", "9"]),
    ]


def test_quoted_fields_may_hold_commas_quotes_and_line_ends(tmp_path: Path) -> None:
    content = '"1,5",2,"say ""hi"""\nx,"two\nlines",y\n7,8,9\n'
    assert landed(tmp_path, content) == [
        Record(2, '"1,5",2,"say ""hi"""', ["1,5", "2", 'say "hi"']),
        Record(3, 'x,"two\nlines",y', ["x", "two\nlines", "y"]),
        Record(5, "7,8,9", ["7", "8", "9"]),
    ]


def test_a_stray_quote_swallows_no_other_row(tmp_path: Path) -> None:
    rows = [f"{n},{n},{n}" for n in range(200)]
    rows[3] = '3,"3,3'
    rows[120] = '120,"120,120'
    found = landed(tmp_path, "\n".join(rows))
    assert [record.text for record in found] == rows
    assert [record.line for record in found if record.fields is None] == [5, 122]


def test_a_quote_inside_a_field_is_a_character(tmp_path: Path) -> None:
    assert landed(tmp_path, '1,5" screen,3\n') == [
        Record(2, '1,5" screen,3', ["1", '5" screen', "3"])
    ]


def test_a_field_may_be_of_any_length(tmp_path: Path) -> None:
    content = f'1,"{"x," * 100_000}",3\n'
    assert landed(tmp_path, content) == [Record(2, content[:-1], ["1", "x," * 100_000, "3"])]


@pytest.mark.parametrize("end", ["\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"])
def test_only_a_line_feed_ends_a_line(tmp_path: Path, end: str) -> None:
    assert landed(tmp_path, f'1{end}2,"3{end}","4"\n') == [
        Record(2, f'1{end}2,"3{end}","4"', [f"1{end}2", f"3{end}", "4"])
    ]


def test_byte_order_mark_and_windows_line_ends_are_no_content(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xef\xbb\xbfa,b,c\r\n1,2,3\r\n\r\n4,5\r\n")
    assert read_header(path, "utf-8", LAYOUT) == ["a", "b", "c"]
    # an empty line holds nothing, and is no row
    assert list(records(path, "utf-8", LAYOUT, 3)) == [
        Record(2, "1,2,3", ["1", "2", "3"]),
        Record(4, "4,5", None),
    ]


@pytest.mark.parametrize(
    ("content", "clean"),
    [
        ("a,b\n1,2\n", True),
        ("a,b\n1,2", True),
        ("a,b\n,\n", True),
        ("a,b\r\n1,2\r\n", True),
        ("a,b\n", True),
        ("a,b\n1,2\r\n", False),  # mixed line ends
        ("a,b\r\n1,2\n", False),
        ("a,b\n1,2\r3\n", False),
        ("a,b\n1\n", False),
        ("a,b\n1,2,3\n", False),
        ("a,b\n\n1,2\n", False),
        ('a,b\n"1",2\n', False),
        ("a,b\n1,\0\n", False),
        (f"a,b\n{'x' * 2**20},1\n", False),
        (f"{'a' * 2**20},b\n", False),
    ],
)
def test_only_a_file_that_splits_plainly_is_clean(
    tmp_path: Path, content: str, clean: bool
) -> None:
    assert is_clean(written(tmp_path, content), 2) is clean


def test_a_column_named_twice_or_missing_is_refused() -> None:
    with pytest.raises(LandingError, match=r"f: column a is there more than once: found a, b, a"):
        check_header(Path("f"), ["a", "b", "a"], LAYOUT)
    with pytest.raises(LandingError, match=r"f: column b is missing: found a; expected a, b$"):
        check_header(Path("f"), ["a"], LAYOUT)
    with pytest.raises(LandingError, match=r"column d is there more than once.* there are any, d$"):
        check_header(Path("f"), ["a", "b", "d", "d"], Layout(["a", "b"], ["d"]))
    check_header(Path("f"), ["c", "b", "a"], Layout(["a", "b"], ["d"]))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("\n1,2\n", "found an empty first line, expected the columns a, b"),
        ("a,b\r1,2\r", "found a carriage return in the first line (a,b\\r1,2), expected lines"),
        ("a\tb\0\u2028c\n", "column a is missing: found a\\tb\\x00\\u2028c; expected a, b"),
        ("c" * 9999, f"column a is missing: found {'c' * 300}...; expected a, b"),
        ("\0" * 200, "column a is missing: found " + r"\x00" * 75 + "...; expected a, b"),
    ],
)
def test_what_is_no_header_is_shown_in_one_short_line(
    tmp_path: Path, content: str, message: str
) -> None:
    path = written(tmp_path, content)
    answer = json.loads(land_inspect(str(path), as_json(LAYOUT)))
    assert answer["error"].startswith(f"{path}: {message}")
    assert answer["error"].isprintable()


def test_bytes_of_no_encoding_name_their_line(tmp_path: Path) -> None:
    path = written(tmp_path, b"a,b\n1,2\n1,\xb0\xa1\n1,\xff\n")
    assert json.loads(land_inspect(str(path), as_json(LAYOUT))) == {
        "error": f"{path}: found text that is not UTF-8 (line 3: byte 0xb0) nor "
        "CP949 (line 4: byte 0xff), expected one of these encodings"
    }


def test_an_empty_file_and_no_parquet_are_refused(tmp_path: Path) -> None:
    empty, wrong = tmp_path / "empty.csv", tmp_path / "wrong.parquet"
    empty.touch()
    wrong.write_text("a,b\n", encoding="utf-8")
    answers = [json.loads(land_inspect(str(p), as_json(LAYOUT))) for p in (empty, wrong)]
    assert answers[0] == {"error": f"{empty}: found an empty file, expected the columns a, b"}
    assert answers[1]["error"].startswith(f"{wrong}: found no Parquet file")


@pytest.mark.parametrize(
    ("content", "layout", "header", "encoding", "expected"),
    [
        ("a,b\r\n가,나\r\n".encode("cp949"), LAYOUT, ["a", "b"], "cp949", (2, "가", "나")),
        ('\ufeffa,b\r\n가,"나"\r\n'.encode(), LAYOUT, ["a", "b"], "utf-8", (2, "가", "나")),
        (
            b" a   b\r\n 1  2\r\n",
            Layout(["a", "b"], [], separator=" "),
            ["a", "b"],
            "utf-8",
            (2, "1", "2"),
        ),
        (
            b"1 2\r\n",
            Layout(["a", "b"], [], separator=" ", has_header=False),
            ["a", "b"],
            "utf-8",
            (1, "1", "2"),
        ),
        (
            "a,b\n1,£2\n".encode("cp1252"),
            Layout(["a"], [], encodings=("utf-8", "cp1252")),
            ["a", "b"],
            "cp1252",
            (2, "1", "£2"),
        ),
    ],
)
def test_files_of_other_shapes_are_parsed_record_by_record(
    tmp_path: Path,
    content: bytes,
    layout: Layout,
    header: list[str],
    encoding: str,
    expected: tuple[int, str, str],
) -> None:
    path = written(tmp_path, content)
    answer = json.loads(land_inspect(str(path), as_json(layout)))
    assert answer == {"header": header, "reader": "repair", "encoding": encoding}
    repaired = str(tmp_path / "repaired.parquet")
    land_repair(str(path), as_json(layout), json.dumps(header), repaired)
    query = f"select line, field_0, field_1 from read_parquet('{repaired}')"
    assert duckdb.execute(query).fetchall() == [expected]


def found(folder: Path, *patterns: str, is_optional: bool = False) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(land_find(str(folder), json.dumps(patterns), is_optional))
    return answer


def test_files_are_found_with_the_digest_of_their_content(tmp_path: Path) -> None:
    (tmp_path / "orders").mkdir()
    for name, content in (("b", "x"), ("a", "x"), ("c", "y")):
        (tmp_path / "orders" / f"{name}.csv").write_text(content, encoding="utf-8")
    files = found(tmp_path, "orders.csv", "orders/*.csv")["files"]
    digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    assert files[0] == {"name": "orders/a.csv", "digest": digest, "same_as": None}
    # the same content twice is one delivery
    assert files[1] == {"name": "orders/b.csv", "digest": digest, "same_as": "orders/a.csv"}
    assert (files[2]["name"], files[2]["same_as"]) == ("orders/c.csv", None)
    assert files[2]["digest"] != digest


def test_missing_and_ambiguous_files_say_what_the_folder_holds(tmp_path: Path) -> None:
    assert found(tmp_path, "a.csv", "a.parquet")["error"] == (
        f"{tmp_path}/a.csv or a.parquet: file not found (the folder holds: nothing); "
        "set raw_path or SEGMART_RAW"
    )
    assert "(no such folder)" in found(tmp_path / "gone", "a.csv")["error"]
    assert found(tmp_path, "a.csv", is_optional=True) == {"files": []}
    for name in ("a.csv", "a.parquet"):
        (tmp_path / name).touch()
    assert found(tmp_path, "a.csv", "a.parquet") == {
        "error": f"{tmp_path}: found both a.csv and a.parquet, expected one of them"
    }


FIELD = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=6)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(rows=st.lists(st.tuples(FIELD, FIELD), max_size=20))
def test_what_a_csv_writer_writes_is_landed_field_by_field(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("csv")
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([("a", "b"), *rows])
    path = written(folder, text.getvalue())
    repaired = land_repair(
        str(path), as_json(LAYOUT), '["a", "b"]', str(folder / "repaired.parquet")
    )
    rows_found = duckdb.execute(
        f"select line, field_0, field_1 from read_parquet('{repaired}') order by line"
    ).fetchall()
    assert rows_found == [(n, *row) for n, row in enumerate(rows, start=2)]


def test_a_clean_and_a_quoted_file_land_alike(tmp_path: Path) -> None:
    sales = [("ann", f"t{n}", "2024-01-10", n, "1.50", "Used") for n in range(1, 40)]
    plain = write_shop(tmp_path / "plain", sales)
    quoted = write_shop(tmp_path / "quoted", sales)
    path = quoted / "Onlinesales_info.csv"
    header, *lines = path.read_text("utf-8").splitlines()
    lines[5] = ",".join(f'"{field}"' for field in lines[5].split(","))
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    query = "select * exclude (source_text) from raw.dacon_online_sales order by source_row_number"
    command = ["run", "--select", "stg_dacon__online_sales"]
    builds = [
        run_dbt(raw, tmp_path / raw.name / "build", command=command) for raw in (plain, quoted)
    ]
    assert builds[0].rows(query) == builds[1].rows(query)
    text = "select source_text from raw.dacon_online_sales where source_row_number = 7"
    assert builds[0].value(text) == "ann,t6,2024-01-10,P1,Bags,6,1.50,5,Used"
    assert builds[1].value(text) == lines[5]
