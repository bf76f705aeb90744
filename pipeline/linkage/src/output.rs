//! The files of a linkage: `pairs.parquet`, `clusters.csv`, `weights.toml`. Which records are of one person is nobody
//! else's business: all of them are readable by their owner only, from their first byte on.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, DictionaryArray, Float64Array, Int8Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use dorpon_domain::message;
use dorpon_domain::problem::Problem;
use dorpon_lake::foreign_parquet::PlainWriter;

use crate::cluster::Clusters;
use crate::comparison::level_of;
use crate::model::Model;
use crate::record::Records;
use crate::score::{Pair, Pairs};
use crate::weights::{Weights, probability};

const BATCH_PAIRS: usize = 65_536;

/// Writes all files into a folder, which is made if it is not there. Each is written beside its place first.
pub(crate) fn write(
    folder: &Path,
    model: &Model,
    records: &Records,
    weights: &Weights,
    pairs: &Pairs,
    clusters: &Clusters,
) -> Result<(), Problem> {
    fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error.kind()))?;
    place(&folder.join("weights.toml"), |file| {
        file.write_all(weights.to_toml().as_bytes())
            .map_err(|error| error.kind().to_string())
    })?;
    place(&folder.join("clusters.csv"), |file| {
        write_clusters(file, records, clusters)
    })?;
    place(&folder.join("pairs.parquet"), |file| {
        write_pairs(file, model, records, weights, pairs)
    })
}

fn unwritable(path: &Path, cause: &dyn std::fmt::Display) -> Problem {
    Problem::new(&message::linkage::OUTPUT_UNWRITABLE)
        .with("path", path.display())
        .because(cause)
}

/// Writes a file under another name and gives it its own when it is whole.
fn place(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> Result<(), String>) -> Result<(), Problem> {
    let draft = path.with_extension("partial");
    let failed = |error: std::io::Error| unwritable(path, &error.kind());
    let mut file = BufWriter::new(private_file(&draft).map_err(failed)?);
    write(&mut file).map_err(|cause| unwritable(path, &cause))?;
    let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
    file.sync_all().map_err(failed)?;
    fs::rename(&draft, path).map_err(failed)
}

/// Makes a file that is its owner's alone, also where an older draft of another mode lies in its place.
fn private_file(path: &Path) -> std::io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn write_clusters(file: &mut BufWriter<File>, records: &Records, clusters: &Clusters) -> Result<(), String> {
    let mut writer = csv::Writer::from_writer(file);
    let failed = |error: csv::Error| format!("{:?}", error.kind());
    writer.write_record(["record_id", "cluster_id"]).map_err(failed)?;
    let id = |record: u32| records.ids.get(record as usize).map_or("", |id| id.as_ref());
    for (record, first) in (0_u32..).zip(&clusters.of_record) {
        writer.write_record([id(record), id(*first)]).map_err(failed)?;
    }
    writer.flush().map_err(|error| error.kind().to_string())
}

/// One row for each kept pair, by record ids; levels by name, null where one record has no value.
fn write_pairs(
    file: &mut BufWriter<File>,
    model: &Model,
    records: &Records,
    weights: &Weights,
    pairs: &Pairs,
) -> Result<(), String> {
    let level_type = DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8));
    let mut fields = vec![
        Field::new("record_id_a", DataType::Utf8, false),
        Field::new("record_id_b", DataType::Utf8, false),
        Field::new("match_weight", DataType::Float64, false),
        Field::new("match_probability", DataType::Float64, false),
    ];
    fields.extend(
        weights
            .comparisons
            .iter()
            .map(|comparison| Field::new(format!("{}_level", comparison.name), level_type.clone(), true)),
    );
    fields.push(Field::new("blocking_rule", level_type.clone(), false));
    let schema = Arc::new(Schema::new(fields));
    let names: Vec<ArrayRef> = weights
        .comparisons
        .iter()
        .map(|comparison| {
            let names = comparison.levels.iter().map(|level| level.name.as_str());
            Arc::new(StringArray::from_iter_values(names)) as ArrayRef
        })
        .collect();
    let rules: ArrayRef = Arc::new(StringArray::from_iter_values(
        model.blocking.iter().map(|rule| &rule.name),
    ));
    let id = |record: u32| records.ids.get(record as usize).map_or("", |id| id.as_ref());
    let failed = |error: &dyn std::fmt::Display| error.to_string();
    let mut writer = PlainWriter::begin(file, Arc::clone(&schema)).map_err(|error| failed(&error))?;
    let dictionary = |keys: Int8Array, values: &ArrayRef| -> Result<ArrayRef, String> {
        DictionaryArray::try_new(keys, Arc::clone(values))
            .map(|array| Arc::new(array) as ArrayRef)
            .map_err(|error| failed(&error))
    };
    for chunk in pairs.kept.chunks(BATCH_PAIRS) {
        let ids = |pick: fn(&Pair) -> u32| -> ArrayRef {
            Arc::new(StringArray::from_iter_values(chunk.iter().map(|pair| id(pick(pair)))))
        };
        let numbers =
            |pick: fn(&Pair) -> f64| -> ArrayRef { Arc::new(Float64Array::from_iter_values(chunk.iter().map(pick))) };
        let mut columns = vec![
            ids(|pair| pair.left),
            ids(|pair| pair.right),
            numbers(|pair| pair.weight),
            numbers(|pair| probability(pair.weight)),
        ];
        for (place, names) in names.iter().enumerate() {
            let level = |pair: &Pair| i8::try_from(level_of(pair.pattern, place)).ok()?.checked_sub(1);
            let keys: Int8Array = chunk
                .iter()
                .map(|pair| level(pair).filter(|level| *level >= 0))
                .collect();
            columns.push(dictionary(keys, names)?);
        }
        let keys: Int8Array = chunk.iter().map(|pair| i8::try_from(pair.rule).ok()).collect();
        columns.push(dictionary(keys, &rules)?);
        let batch = RecordBatch::try_new(Arc::clone(&schema), columns).map_err(|error| failed(&error))?;
        writer.write(&batch).map_err(|error| failed(&error))?;
    }
    writer.close().map_err(|error| failed(&error))
}
