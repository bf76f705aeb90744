//! The tables shipped with Dorpon, in memory: areas and names from CSV, programmes with their
//! rates, conditions and exclusions and the factors of hazards from their files.

use std::io::Cursor;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};
use arrow::compute::cast;
use arrow::csv::ReaderBuilder;
use arrow::csv::reader::Format;
use arrow::datatypes::{DataType, Field, Schema};
use arrow::record_batch::RecordBatch;
use datafusion::datasource::MemTable;
use dorpon_catalog::Catalog;
use dorpon_catalog::extract::Header;
use dorpon_catalog::front_matter::Column;
use dorpon_catalog::model::Layer;
use dorpon_catalog::programme::reference_rows::{self, TextColumns};
use dorpon_domain::message;
use dorpon_domain::problem::Problem;

use crate::session::{Session, failure};

/// Registers every reference table. The columns of CSV files are text; an empty cell is null.
///
/// # Errors
/// A CSV file whose rows differ in length.
pub fn register(session: &Session, catalog: &Catalog) -> Result<(), Problem> {
    for table in catalog.reference.values() {
        let invalid = |error: arrow::error::ArrowError| {
            Problem::new(&message::catalog::FILE_INVALID)
                .with("path", format!("reference/{}.csv", table.name))
                .because(error)
        };
        let (inferred, _) = Format::default()
            .with_header(true)
            .infer_schema(Cursor::new(table.csv.as_bytes()), Some(1))
            .map_err(invalid)?;
        let fields: Vec<Field> = inferred
            .fields()
            .iter()
            .map(|field| Field::new(field.name(), DataType::Utf8, true))
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let reader = ReaderBuilder::new(Arc::clone(&schema))
            .with_header(true)
            .build(Cursor::new(table.csv.as_bytes()))
            .map_err(invalid)?;
        let batches = reader.collect::<Result<Vec<_>, _>>().map_err(invalid)?;
        let table_provider = MemTable::try_new(schema, vec![batches]).map_err(|error| failure(&error))?;
        session.register(Layer::Reference, &table.name, Arc::new(table_provider))?;
    }
    for (name, columns) in reference_rows::tables(&catalog.programmes) {
        register_columns(session, Layer::Reference, name, &columns)?;
    }
    register_columns(session, Layer::Reference, "formula", &formula_columns(catalog))?;
    register_columns(session, Layer::Reference, "word", &word_columns(catalog))?;
    register_columns(session, Layer::Reference, "hazard_factor", &factor_columns(catalog))
}

/// Registers the tables of the programme files once more, as `simulation.programme`, `simulation.programme_rate` and so on.
///
/// # Errors
/// A value that is not what the name of its column says.
pub fn register_simulated(session: &Session, catalog: &Catalog) -> Result<(), Problem> {
    for (name, columns) in reference_rows::tables(&catalog.programmes) {
        register_columns(session, Layer::Simulation, name, &columns)?;
    }
    Ok(())
}

/// `reference.formula`, one row per model and column of which the front matter says how it is computed.
fn formula_columns(catalog: &Catalog) -> TextColumns {
    let formulas: Vec<_> = catalog
        .models
        .values()
        .flat_map(|model| model.front.formula.iter().map(move |formula| (model, formula)))
        .collect();
    let described = |text: fn(&Column) -> Option<&String>| {
        formulas
            .iter()
            .map(|(model, (name, _))| model.front.column.get(*name).and_then(text).cloned())
            .collect()
    };
    vec![
        (
            "table_name",
            formulas.iter().map(|(model, _)| Some(model.name.clone())).collect(),
        ),
        (
            "column_name",
            formulas.iter().map(|(_, (name, _))| Some((*name).clone())).collect(),
        ),
        ("unit", described(|column| column.unit.as_ref())),
        ("name_bn", described(|column| Some(&column.bn))),
        ("name_en", described(|column| Some(&column.en))),
        (
            "formula_bn",
            formulas
                .iter()
                .map(|(_, (_, formula))| Some(formula.bn.clone()))
                .collect(),
        ),
        (
            "formula_en",
            formulas
                .iter()
                .map(|(_, (_, formula))| Some(formula.en.clone()))
                .collect(),
        ),
    ]
}

/// `reference.word`: what the codes of the ledger are called, one row per kind and code; of a `value` the code is
/// `column: value`. `extract` and `column` (of which
/// `extract` says whose) are the contracts' titles and first headings, `finding` and `repair` the messages to senders.
fn word_columns(catalog: &Catalog) -> TextColumns {
    let mut rows: Vec<[Option<String>; 5]> = Vec::new();
    let mut add = |kind: &str, extract: Option<&str>, code: &str, bn: &str, en: &str| {
        let texts = [Some(kind), extract, Some(code), Some(bn), Some(en)];
        rows.push(texts.map(|text| text.map(str::to_owned)));
    };
    for contract in catalog.extracts.values() {
        let extract = contract.extract.as_str();
        add("extract", None, extract, &contract.title.bn, &contract.title.en);
        for column in &contract.columns {
            let spaced = column.name.replace('_', " ");
            let bn = heading(&column.headers.bn).unwrap_or(&spaced);
            let en = heading(&column.headers.en).unwrap_or(&spaced);
            add("column", Some(extract), &column.name, bn, en);
            for (value, spellings) in &column.values {
                let code = format!("{}: {value}", column.name);
                let bn = spellings.iter().find(|spelling| !spelling.is_ascii()).unwrap_or(value);
                add("value", Some(extract), &code, bn, value);
            }
        }
    }
    for (kind, messages) in [("finding", message::finding::ALL), ("repair", message::repair::ALL)] {
        for message in messages {
            let code = message.code.split_once('.').map_or(message.code, |(_, code)| code);
            add(kind, None, code, message.bn, message.en);
        }
    }
    let names = ["word_kind", "extract", "code", "name_bn", "name_en"];
    let column = |place: usize| rows.iter().map(|row| row.get(place).cloned().flatten()).collect();
    names
        .into_iter()
        .enumerate()
        .map(|(place, name)| (name, column(place)))
        .collect()
}

/// The first heading that names the column alone.
fn heading(headers: &[Header]) -> Option<&str> {
    headers.iter().find_map(|header| match header.names().as_slice() {
        [name] => Some(*name),
        _ => None,
    })
}

fn factor_columns(catalog: &Catalog) -> TextColumns {
    let factors: Vec<_> = catalog
        .hazards
        .values()
        .flat_map(|hazard| hazard.factor.iter().map(move |factor| (&hazard.code, factor)))
        .collect();
    vec![
        (
            "hazard_code",
            factors.iter().map(|(code, _)| Some((*code).clone())).collect(),
        ),
        (
            "factor",
            factors.iter().map(|(_, factor)| Some(factor.name.clone())).collect(),
        ),
        (
            "points",
            factors
                .iter()
                .map(|(_, factor)| Some(factor.points.to_string()))
                .collect(),
        ),
        (
            "name_bn",
            factors
                .iter()
                .map(|(_, factor)| Some(factor.description.bn.clone()))
                .collect(),
        ),
        (
            "name_en",
            factors
                .iter()
                .map(|(_, factor)| Some(factor.description.en.clone()))
                .collect(),
        ),
    ]
}

/// Taka and kilograms are decimal, days, counts and points whole numbers, dates days, all else text.
fn column_type(name: &str) -> DataType {
    match name {
        _ if name.ends_with("_taka") || name.ends_with("_kilogram") => DataType::Decimal128(18, 2),
        _ if name.ends_with("_on") || matches!(name, "valid_from" | "valid_to") => DataType::Date32,
        _ if name.ends_with("_days") || name.ends_with("_count") || name == "points" => DataType::Int64,
        _ => DataType::Utf8,
    }
}

/// Registers columns of text as a table of a layer, typed by their names.
pub(crate) fn register_columns(
    session: &Session,
    layer: Layer,
    name: &str,
    columns: &TextColumns,
) -> Result<(), Problem> {
    let fields: Vec<Field> = columns
        .iter()
        .map(|(column, _)| Field::new(*column, column_type(column), true))
        .collect();
    let schema = Arc::new(Schema::new(fields));
    let arrays: Vec<ArrayRef> = columns
        .iter()
        .map(|(column, values)| cast(&StringArray::from(values.clone()), &column_type(column)))
        .collect::<Result<_, _>>()
        .map_err(|error| failure(&error.into()))?;
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(|error| failure(&error.into()))?;
    let table = MemTable::try_new(schema, vec![vec![batch]]).map_err(|error| failure(&error))?;
    session.register(layer, name, Arc::new(table))
}
