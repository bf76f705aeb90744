"""Other programs on the lake of a demo workspace: DuckDB and Polars read the release layer and no personal column.

usage: foreign_readers.py WORKSPACE
Needs the packages duckdb and polars; .ci/run installs them in an environment of their own.
"""

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
    opened = closed = 0
    for file in sorted(run.glob("release/*.parquet")):
        answers = {name: reads(reader, file) for name, reader in readers.items()}
        assert all(rows for rows in answers.values()), f"{file} must be readable: {answers.keys()}"
        assert len(answers["DuckDB"]) == len(answers["Polars"]), file
        opened += 1
    personal = [*run.glob("stage/*.parquet"), *run.glob("entity/*.parquet"), *run.glob("mart/*.parquet")]
    for extract in ("census_person", "census_household", "beneficiary", "payment"):
        personal += (lake / "raw" / extract).rglob("*.parquet")
    for file in sorted(personal):
        for name, reader in readers.items():
            assert reads(reader, file) is None, f"{name} reads {file}"
        closed += 1
    assert opened >= 3 and closed >= 20, (opened, closed)
    print(f"DuckDB {duckdb.__version__} and Polars {polars.__version__}: {opened} released tables read, {closed} personal files stay closed")


main()
