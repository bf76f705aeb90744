"""How fast a large payment file is taken in, beside DuckDB on the same file in the same run.

    cargo build --release
    python3 pipeline/ingest/benches/against_duckdb.py --binary target/release/dorpon

Writes a seeded CSV of payments (five million rows, about 600 MB, one row in a hundred with a fault), then takes turns:
`dorpon ingest payment` with all its checks, and DuckDB's
`copy (select * from read_csv(..., all_varchar = true)) to ... (format parquet, compression zstd)`, which checks nothing.
Prints the seconds of each turn, the most anonymous memory that either held, and the ratio of the medians. DuckDB is
installed into a throw-away environment where it is missing.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HEADER = (
    "payment_id,batch_id,beneficiary_id,programme_code,fiscal_year,cycle,amount_taka,provider,wallet_number,ordered_on,"
    "settled_on,status\n"
)


def write_payments(path: Path, rows: int, seed: int) -> None:
    dice = random.Random(seed)
    providers = ["nagad", "bkash", "nagad", "upay"]
    faults = ["", "0130", "০১৩০০০০০০০১", "+880 1300-000001"]
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        block = []
        for number in range(rows):
            wallet = f"013{number % 100_000_000:08d}"
            amount = "1500"
            if dice.random() < 0.01:
                wallet = faults[number % 4]
                amount = ['"১,৫০০"', "1500.00", "?", "-1500"][number % 4] if number % 7 == 0 else amount
            block.append(
                f"PAY-2021-22-Q1-{number:09d},B-2021-Q1-07,BEN-{number * 7 % 9_999_991:08d},OAA,2021-22,Q1,{amount},"
                f"{providers[number & 3]},{wallet},2021-09-{number % 28 + 1:02d},2021-10-{number % 28 + 1:02d},settled\n"
            )
            if len(block) == 50_000:
                file.writelines(block)
                block.clear()
        file.writelines(block)


def measured(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds, and the most anonymous memory in MiB."""
    begun = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    most = 0

    def watch() -> None:
        nonlocal most
        while process.poll() is None:
            try:
                for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
                    if line.startswith("RssAnon:"):
                        most = max(most, int(line.split()[1]))
            except OSError:
                return
            time.sleep(0.02)

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, complaint = process.communicate()
    watcher.join()
    if process.returncode != 0:
        sys.exit(complaint.decode(errors="replace"))
    return time.monotonic() - begun, most / 1024


def duckdb_python(folder: Path) -> str:
    try:
        import duckdb  # noqa: F401

        return sys.executable
    except ImportError:
        place = folder / "venv"
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        python = place / "bin" / "python"
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "duckdb"], check=True)
        return str(python)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=None)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
        folder = Path(name)
        file = folder / "payments.csv"
        write_payments(file, arguments.rows, 7)
        size = file.stat().st_size / 1e6
        python = duckdb_python(folder)
        print(f"{arguments.rows} rows, {size:.0f} MB, {os.cpu_count()} processors")
        query = (
            f"copy (select * from read_csv('{file}', all_varchar = true)) to '{folder}/duck.parquet' "
            "(format parquet, compression zstd)"
        )
        ours, theirs = [], []
        for turn in range(arguments.turns):
            workspace = folder / f"work-{turn}"
            environment = dict(os.environ, DORPON_KEYS_DIR=str(folder / "keys"))
            binary = str(Path(arguments.binary).resolve())
            subprocess.run([binary, "init", str(workspace)], env=environment, check=True, capture_output=True)
            command = [binary, "--workspace", str(workspace), "ingest", "payment", str(file), "--office", "g2p"]
            ours.append(measured(command, environment))
            theirs.append(measured([python, "-c", f'import duckdb; duckdb.sql("""{query}""")'], dict(os.environ)))
            for who, (seconds, memory) in (("dorpon", ours[-1]), ("duckdb", theirs[-1])):
                print(f"  turn {turn + 1}  {who}  {seconds:6.1f} s  {memory:6.0f} MiB anonymous")
        median = [statistics.median(seconds for seconds, _ in turns) for turns in (ours, theirs)]
        print(f"median: dorpon {median[0]:.1f} s, duckdb {median[1]:.1f} s, ratio {median[0] / median[1]:.2f}")


if __name__ == "__main__":
    main()
