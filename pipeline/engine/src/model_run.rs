//! Runs the models, each behind what it reads, each into one file of the lake.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use dorpon_catalog::Catalog;
use dorpon_catalog::graph;
use dorpon_catalog::model::{Layer, Model};
use dorpon_catalog::programme::reference_rows;
use dorpon_domain::message;
use dorpon_domain::personal_data::PersonalDataClass;
use dorpon_domain::problem::Problem;
use dorpon_lake::durable;
use dorpon_lake::table_file::{self, Protection, TableWriter};

use crate::raw_table;
use crate::session::{Session, failure};

/// A model that has run.
#[derive(Clone, Debug)]
pub struct ModelOutcome {
    /// `layer.name`.
    pub table: String,
    /// Rows written.
    pub rows: u64,
    /// The file.
    pub file: PathBuf,
}

/// The models of a catalog in the order in which they run. `made_before` are tables that no SQL makes.
///
/// # Errors
/// A query that does not parse, reads a table that does not exist or a layer it may not read; a circle.
pub fn order<'a>(
    session: &Session,
    catalog: &Catalog,
    models: &'a BTreeMap<String, Model>,
    made_before: &[&str],
) -> Result<Vec<&'a Model>, Problem> {
    let mut reads: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (table, model) in models {
        let tables = session.tables_read(&model.path, &model.sql)?;
        for read in &tables {
            let (layer, name) = read.split_once('.').unwrap_or(("release", read));
            let known = models.contains_key(read)
                || made_before.contains(&read.as_str())
                || (layer == "raw" && (catalog.extracts.contains_key(name) || raw_table::INTAKE.contains(&name)))
                || (layer == "reference" && is_reference(catalog, name))
                || (layer == "simulation" && reference_rows::TABLES.contains(&name));
            let problem = |message| Problem::new(message).with("path", &model.path).with("table", read);
            if !known {
                return Err(problem(&message::catalog::READS_UNKNOWN_TABLE));
            }
            if !Layer::from_name(layer).is_some_and(|layer| model.layer.may_read(layer)) {
                return Err(problem(&message::catalog::READS_FORBIDDEN_LAYER));
            }
        }
        reads.insert(table.clone(), tables);
    }
    let mut wanted: BTreeSet<String> = reads.values().flatten().cloned().collect();
    for check in catalog.checks.values() {
        wanted.extend(session.tables_read(&check.path, &check.sql)?);
    }
    reads.retain(|table, _| {
        let model = models.get(table);
        wanted.contains(table) || model.is_none_or(|model| !model.is_made_where_read)
    });
    Ok(graph::order(&reads)?
        .iter()
        .filter_map(|table| models.get(table))
        .collect())
}

fn is_reference(catalog: &Catalog, name: &str) -> bool {
    catalog.reference.contains_key(name)
        || reference_rows::TABLES.contains(&name)
        || matches!(name, "formula" | "hazard_factor" | "word")
}

/// Runs one model into `<folder>/<layer>/<name>.parquet` and registers the file as its table.
///
/// # Errors
/// What the query or the machine refuses.
pub fn run(session: &Session, model: &Model, folder: &Path) -> Result<ModelOutcome, Problem> {
    let file = table_file(folder, model.layer, &model.name)?;
    let mut writer: Option<TableWriter> = None;
    let mut target: Option<SchemaRef> = None;
    let cell = std::cell::RefCell::new((&mut writer, &mut target));
    session.for_each(
        &model.path,
        &model.sql,
        |schema| {
            let plain = plain_schema(schema);
            let protection = protection(model, &plain);
            let mut cell = cell.borrow_mut();
            *cell.0 = Some(TableWriter::create(
                &file,
                Arc::clone(&plain),
                &protection,
                session.keys(),
            )?);
            *cell.1 = Some(plain);
            Ok(())
        },
        |batch| {
            let mut cell = cell.borrow_mut();
            let (writer, target) = &mut *cell;
            match (writer.as_mut(), target.as_ref()) {
                (Some(writer), Some(target)) => writer.write(&plain_batch(&batch, target)?),
                _ => Ok(()),
            }
        },
    )?;
    let rows = match writer {
        Some(writer) => writer.finish()?.rows,
        None => 0,
    };
    session.register_files(model.layer, &model.name, std::slice::from_ref(&file))?;
    Ok(ModelOutcome {
        table: model.table(),
        rows,
        file,
    })
}

/// Writes a person-level table that no SQL makes into `<folder>/<layer>/<name>.parquet` and registers it. Each column has
/// its class.
///
/// # Errors
/// What the machine refuses.
pub fn store(
    session: &Session,
    (layer, name): (Layer, &str),
    batch: &RecordBatch,
    classes: Vec<(String, PersonalDataClass)>,
    folder: &Path,
) -> Result<ModelOutcome, Problem> {
    let file = table_file(folder, layer, name)?;
    let protection = Protection::PersonLevel(classes);
    let batches = std::slice::from_ref(batch);
    let written = table_file::write_table(&file, batch.schema(), batches, &protection, session.keys())?;
    session.register_files(layer, name, std::slice::from_ref(&file))?;
    Ok(ModelOutcome {
        table: format!("{}.{name}", layer.name()),
        rows: written.rows,
        file,
    })
}

/// Where a table of a run lies; its layer's folder is made if need be.
pub(crate) fn table_file(folder: &Path, layer: Layer, name: &str) -> Result<PathBuf, Problem> {
    let layer_folder = folder.join(layer.name());
    durable::create_folder(&layer_folder)?;
    Ok(layer_folder.join(format!("{name}.parquet")))
}

/// View and dictionary text become plain text and everything may be null: what other programs read best.
#[must_use]
pub fn plain_schema(schema: &SchemaRef) -> SchemaRef {
    let fields: Vec<Field> = schema
        .fields()
        .iter()
        .map(|field| {
            let data_type = match field.data_type() {
                DataType::Utf8View | DataType::LargeUtf8 | DataType::Dictionary(_, _) | DataType::Null => {
                    DataType::Utf8
                }
                other => other.clone(),
            };
            Field::new(field.name(), data_type, true)
        })
        .collect();
    Arc::new(Schema::new(fields))
}

/// Casts a batch to the schema of [`plain_schema`].
///
/// # Errors
/// A cast that Arrow refuses, which would be a bug.
pub fn plain_batch(batch: &RecordBatch, target: &SchemaRef) -> Result<RecordBatch, Problem> {
    let columns = batch
        .columns()
        .iter()
        .zip(target.fields())
        .map(|(column, field)| arrow::compute::cast(column, field.data_type()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| failure(&error.into()))?;
    RecordBatch::try_new(Arc::clone(target), columns).map_err(|error| failure(&error.into()))
}

/// Every table before `release` is encrypted, counts of areas too: a small count in clear
/// would undo the suppression of the released one.
fn protection(model: &Model, schema: &SchemaRef) -> Protection {
    let class = |name: &str| {
        let declared = model.front.column.get(name).and_then(|column| column.class);
        let names_a_person = name.ends_with("_masked") || name.ends_with("_key") || name.starts_with("name_");
        match declared {
            Some(class) => class,
            None if names_a_person && model.front.person_level => PersonalDataClass::Direct,
            None => PersonalDataClass::Indirect,
        }
    };
    Protection::PersonLevel(
        schema
            .fields()
            .iter()
            .map(|field| (field.name().clone(), class(field.name())))
            .collect(),
    )
}
