"""Other programs on the lake of a demo workspace: DuckDB and Polars read the release layer and no personal column.

usage: foreign_readers.py WORKSPACE
Needs the packages duckdb and polars; .ci/run installs them in an environment of their own.
"""

import json
import pathlib
import sys

import duckdb
import polars


def reads(reader, file):
    try:
        return reader(file)
    except Exception:  # every way of refusing is a refusal
        return None


def main():
    lake = pathlib.Path(sys.argv[1]) / "lake"
    run = lake / "runs" / (lake / "current").read_text().strip()
    readers = {
        "DuckDB": lambda file: duckdb.sql(f"select * from read_parquet('{file}')").fetchall(),
        "Polars": lambda file: polars.read_parquet(file, use_statistics=False).rows(),
    }
    rows_made = {table["table"]: table["rows"] for table in json.loads((run / "run.json").read_text())["tables"]}
    opened = filled = closed = 0
    for file in sorted(run.glob("release/*.parquet")):
        answers = {name: reads(reader, file) for name, reader in readers.items()}
        made = rows_made[f"release.{file.stem}"]
        for name, rows in answers.items():
            assert rows is not None, f"{name} must read {file}"
            assert len(rows) == made, f"{name} reads {len(rows)} of {made} rows of {file}"
        opened += 1
        filled += made > 0
    personal = [*run.glob("stage/*.parquet"), *run.glob("entity/*.parquet"), *run.glob("mart/*.parquet")]
    for extract in ("census_person", "census_household", "beneficiary", "payment"):
        personal += (lake / "raw" / extract).rglob("*.parquet")
    for file in sorted(personal):
        for name, reader in readers.items():
            assert reads(reader, file) is None, f"{name} reads {file}"
        closed += 1
    # The sample has no budget and no quota.
    assert filled >= 10 and closed >= 20, (opened, filled, closed)
    print(f"DuckDB {duckdb.__version__} and Polars {polars.__version__}: {opened} released tables read, {closed} personal files stay closed")


main()
