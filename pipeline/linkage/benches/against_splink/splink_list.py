"""Splink on a generated Bangla list: splink_list.py DIR [--keys].

The list is given cleaned (honorifics gone, letters folded, dates and numbers in one form), with the keys of our
blocking rules as columns, so that both programs look at the same pairs. The model follows Splink's documentation:
its ready comparisons, term frequencies, u by random sampling, m by expectation-maximisation over several blockings.
With --keys the cross-script name keys are also a level of the name comparisons.
"""

import sys
import time

import duckdb
import measure
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

folder, with_keys = sys.argv[1], "--keys" in sys.argv[2:]
begin = time.perf_counter()
connection = duckdb.connect()
connection.execute("set threads = 2")
connection.execute(
    f"create table people as select * from read_csv('{folder}/keyed.csv', all_varchar = true, nullstr = '')"
)


def name(column, key):
    """A name: Splink's ready comparison, or the same with our key as a level."""
    if not with_keys:
        return cl.NameComparison(column)
    return cl.CustomComparison(
        output_column_name=column,
        comparison_levels=[
            cll.NullLevel(column),
            cll.ExactMatchLevel(column, term_frequency_adjustments=True),
            cll.ExactMatchLevel(key, term_frequency_adjustments=True),
            cll.JaroWinklerLevel(column, 0.92),
            cll.JaroWinklerLevel(column, 0.88),
            cll.JaroWinklerLevel(column, 0.7),
            cll.ElseLevel(),
        ],
    )


settings = SettingsCreator(
    link_type="dedupe_only",
    comparisons=[
        name("name", "name_key"),
        name("father_name", "father_key"),
        name("mother_name", "mother_key"),
        cl.NameComparison("spouse_name"),
        cl.DateOfBirthComparison("birth_date", input_is_string=True),
        cl.ExactMatch("sex"),
        cl.DamerauLevenshteinAtThresholds("nid", [1]),
        cl.DamerauLevenshteinAtThresholds("mobile", [1]),
        cl.CustomComparison(
            output_column_name="place",
            comparison_levels=[
                cll.NullLevel("union_code"),
                cll.ExactMatchLevel("union_code", term_frequency_adjustments=True),
                cll.ExactMatchLevel("upazila_code"),
                cll.ExactMatchLevel("district_code"),
                cll.ElseLevel(),
            ],
        ),
    ],
    blocking_rules_to_generate_predictions=[
        block_on("nid"),
        block_on("mobile"),
        block_on("birth_date", "name_given_key"),
        block_on("birth_date", "union_code"),
        block_on("birth_unordered", "father_given_key"),
        block_on("name_key", "father_key"),
        block_on("name_key", "mother_key"),
        block_on("name_given_key", "union_code", "birth_year"),
        block_on("name_given_key", "father_given_key", "union_code"),
        block_on("father_key", "mother_key", "birth_year"),
    ],
    retain_matching_columns=False,
)
linker = Linker(DuckDBAPI(connection=connection).register("people"), settings)
linker.training.estimate_probability_two_random_records_match(
    [block_on("nid"), block_on("name", "father_name", "birth_date")], recall=0.6
)
linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
for rule in (block_on("nid"), block_on("birth_date", "sex"), block_on("name_key", "father_key")):
    linker.training.estimate_parameters_using_expectation_maximisation(rule)
predictions = linker.inference.predict(threshold_match_weight=-5)
clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predictions, 0.9)
seconds, peak = time.perf_counter() - begin, measure.peak_gib()
used = measure.processor_seconds()

person, true_pairs = measure.truth_of(f"{folder}/truth.csv")
found = predictions.as_pyarrow_table()
lefts, rights = (found[column].to_pylist() for column in ("unique_id_l", "unique_id_r"))
weights = found["match_weight"].to_numpy()
score, weight, wrong, missed = measure.best_of_pairs(lefts, rights, weights, person, true_pairs)
print(f"Splink{' with keys' if with_keys else ''}: {seconds:.1f} s, {used:.1f} processor s, {peak:.2f} GiB, {len(lefts)} pairs kept")
print(f"  pairs at best: F1 {score:.4f} (wrong {wrong}, missed {missed}, weight {weight:.1f})")
best = (0.0, 0, 0, 0.0)
for threshold in (0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999):
    joined = linker.clustering.cluster_pairwise_predictions_at_threshold(predictions, threshold).as_pyarrow_table()
    cluster_of = dict(zip(joined["unique_id"].to_pylist(), joined["cluster_id"].to_pylist()))
    best = max(best, (*measure.of_clusters(cluster_of, person, true_pairs), threshold))
print(f"  clusters at best: F1 {best[0]:.4f} (wrong {best[1]}, missed {best[2]}, probability {best[3]})")
