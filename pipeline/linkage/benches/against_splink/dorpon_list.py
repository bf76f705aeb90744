"""Dorpon on a generated Bangla list: dorpon_list.py MEASURE DIR. Runs the example `measure` and reads what it wrote."""

import csv
import resource
import subprocess
import sys
import time

import measure
import pyarrow.parquet as parquet

program, folder = sys.argv[1:3]
begin = time.perf_counter()
subprocess.run(
    [program, f"{folder}/records.csv", "--model", "queries/link/beneficiary.toml", "--out", f"{folder}/out", "--threads", "2"],
    check=True,
    stdout=subprocess.DEVNULL,
)
seconds = time.perf_counter() - begin
used = resource.getrusage(resource.RUSAGE_CHILDREN)
person, true_pairs = measure.truth_of(f"{folder}/truth.csv")
columns = ["record_id_a", "record_id_b", "match_weight"]
pairs = parquet.read_table(f"{folder}/out/pairs.parquet", columns=columns)
lefts, rights = (pairs[column].to_pylist() for column in columns[:2])
score, weight, wrong, missed = measure.best_of_pairs(lefts, rights, pairs["match_weight"].to_numpy(), person, true_pairs)
print(
    f"Dorpon: {seconds:.1f} s, {used.ru_utime + used.ru_stime:.1f} processor s, "
    f"{used.ru_maxrss / 2**20:.2f} GiB, {len(lefts)} pairs kept"
)
print(f"  pairs at best: F1 {score:.4f} (wrong {wrong}, missed {missed}, weight {weight:.1f})")
with open(f"{folder}/out/clusters.csv", newline="", encoding="utf-8") as file:
    cluster_of = {row["record_id"]: row["cluster_id"] for row in csv.DictReader(file)}
score, wrong, missed = measure.of_clusters(cluster_of, person, true_pairs)
print(f"  clusters at the model's threshold: F1 {score:.4f} (wrong {wrong}, missed {missed})")
