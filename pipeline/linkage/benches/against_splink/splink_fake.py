"""Splink with the model of its own documentation on its fake people: splink_fake.py RECORDS TRUTH."""

import sys

import duckdb
import measure
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

records, truth = sys.argv[1:3]
person, true_pairs = measure.truth_of(truth)
connection = duckdb.connect()
connection.execute(f"create table people as select * from read_csv('{records}', all_varchar = true)")
settings = SettingsCreator(
    link_type="dedupe_only",
    comparisons=[
        cl.NameComparison("first_name"),
        cl.NameComparison("surname"),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.ExactMatch("city").configure(term_frequency_adjustments=True),
        cl.EmailComparison("email"),
    ],
    blocking_rules_to_generate_predictions=[
        block_on("first_name", "city"),
        block_on("surname"),
        block_on("first_name", "dob"),
        block_on("email"),
        block_on("dob"),
    ],
)
api = DuckDBAPI(connection=connection)
linker = Linker(api.register("people"), settings)
linker.training.estimate_probability_two_random_records_match(
    ["l.first_name = r.first_name and l.surname = r.surname and l.dob = r.dob", "l.email = r.email"], recall=0.7
)
linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=5)
linker.training.estimate_parameters_using_expectation_maximisation(block_on("first_name", "surname"))
linker.training.estimate_parameters_using_expectation_maximisation(block_on("dob"))
predictions = linker.inference.predict(threshold_match_weight=-10)
columns = predictions.as_pyarrow_table()
lefts, rights, weights = (columns[name].to_pylist() for name in ("unique_id_l", "unique_id_r", "match_weight"))
score, weight, wrong, missed = measure.best_of_pairs(lefts, rights, weights, person, true_pairs)
print(f"pairs at best: F1 {score:.4f} errors {wrong + missed} (wrong {wrong}, missed {missed}) weight {weight:.2f}")
for probability in (0.5, 0.9, 0.95, 0.99):
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predictions, probability)
    rows = clusters.as_pyarrow_table()
    cluster_of = dict(zip(rows["unique_id"].to_pylist(), rows["cluster_id"].to_pylist()))
    score, wrong, missed = measure.of_clusters(cluster_of, person, true_pairs)
    print(f"clusters at {probability}: F1 {score:.4f} errors {wrong + missed} (wrong {wrong}, missed {missed})")
