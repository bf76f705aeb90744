#!/usr/bin/env python3
"""Copies the corpus of bad files to the seeds of the fuzz targets, each in the form that its target reads."""

import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILES = HERE.parents[2] / "tests" / "bad_file"
# No extract is chosen: the best fit is taken.
ANY_EXTRACT = b"\xff"


def main():
    for target in ("delimited", "workbook"):
        (HERE / "corpus" / target).mkdir(parents=True, exist_ok=True)
    for path in sorted(FILES.iterdir()):
        if path.stat().st_size > 32 << 10:
            continue
        content = path.read_bytes()
        if path.suffix in {".csv", ".tsv", ".txt"}:
            (HERE / "corpus" / "delimited" / path.name).write_bytes(ANY_EXTRACT + content)
        elif path.suffix == ".xlsx":
            (HERE / "corpus" / "workbook" / path.name).write_bytes(b"\x00" + ANY_EXTRACT + content)
            try:
                with zipfile.ZipFile(path) as workbook:
                    sheet = workbook.read("xl/worksheets/sheet1.xml")
            except (zipfile.BadZipFile, KeyError, EOFError):
                continue
            if len(sheet) < 1 << 18:
                (HERE / "corpus" / "workbook" / f"{path.stem}.xml").write_bytes(b"\x01" + ANY_EXTRACT + sheet)


if __name__ == "__main__":
    main()
