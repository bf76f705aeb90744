//! The `raw` layer: the slices that a run uses, one table for each extract.

use std::path::PathBuf;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::datasource::MemTable;
use dorpon_catalog::extract::{ExtractContract, RawType};
use dorpon_catalog::model::Layer;
use dorpon_catalog::programme::reference_rows::TextColumns;
use dorpon_domain::problem::Problem;
use dorpon_lake::slice::Sidecar;
use jiff::civil::Date;

use crate::reference_table::register_columns;

use crate::session::{Session, failure};

/// One slice of an extract: a Parquet file and what its name says.
#[derive(Clone, Debug)]
pub struct RawSlice {
    /// The office that sent it.
    pub office: String,
    /// The period it speaks for.
    pub period: String,
    /// Its rows.
    pub file: PathBuf,
}

/// The columns of a raw table that say whose slice a row is of.
const SLICE_COLUMNS: usize = 2;

/// The schema of `raw.<extract>`: the office and period of the slice, then the contract's columns.
#[must_use]
pub fn schema(contract: &ExtractContract) -> SchemaRef {
    let mut fields = vec![
        Field::new("sending_office", DataType::Utf8, true),
        Field::new("period", DataType::Utf8, true),
    ];
    fields.extend(contract.raw_columns().into_iter().map(|column| {
        let data_type = match column.raw_type {
            RawType::Text => DataType::Utf8,
            RawType::Integer => DataType::Int64,
            RawType::Decimal { precision, scale } => DataType::Decimal128(precision, scale),
            RawType::Boolean => DataType::Boolean,
            RawType::Date => DataType::Date32,
        };
        Field::new(column.name, data_type, true)
    }));
    Arc::new(Schema::new(fields))
}

/// Registers `raw.<extract>`; without slices it is an empty table, so that every model runs. A column that the contract
/// did not have when a slice was taken in is null in it.
///
/// # Errors
/// A slice that cannot be read.
pub fn register(session: &Session, contract: &ExtractContract, slices: &[RawSlice]) -> Result<(), Problem> {
    let name = &contract.extract;
    if slices.is_empty() {
        let table = MemTable::try_new(schema(contract), vec![vec![]]).map_err(|error| failure(&error))?;
        return session.register(Layer::Raw, name, Arc::new(table));
    }
    let mut parts = Vec::with_capacity(slices.len());
    let wanted = schema(contract);
    let of_contract = wanted.fields().iter().skip(SLICE_COLUMNS);
    for (index, slice) in slices.iter().enumerate() {
        let part = format!("{name}__{index}");
        session.register_files(Layer::Raw, &part, std::slice::from_ref(&slice.file))?;
        let stored = session.plan(&format!("raw.{name}"), &format!("select * from raw.{part}"))?;
        let stored = stored.schema();
        let columns = of_contract.clone().map(|field| {
            let column = field.name();
            if stored.has_column_with_unqualified_name(column) {
                format!("\"{column}\"")
            } else {
                format!("arrow_cast(null, '{}') as \"{column}\"", field.data_type())
            }
        });
        let columns: Vec<String> = columns.collect();
        parts.push(format!(
            "select '{}' as sending_office, '{}' as period, {} from raw.{part}",
            slice.office.replace('\'', "''"),
            slice.period.replace('\'', "''"),
            columns.join(", ")
        ));
    }
    let view = session
        .plan(&format!("raw.{name}"), &parts.join(" union all "))?
        .into_view();
    session.register(Layer::Raw, name, view)
}

/// The tables that tell how the files of a run came in.
pub const INTAKE: [&str; 2] = ["ledger", "finding"];

/// A file that a run reads, as the lake keeps it.
#[derive(Clone, Debug)]
pub struct ReceivedFile<'a> {
    /// What is known of the file.
    pub sidecar: &'a Sidecar,
    /// Last day that its period speaks for.
    pub period_ends_on: Option<Date>,
    /// Days after which its extract is late.
    pub freshness_days: u32,
}

/// Registers `raw.ledger`, one row per file with its rows received, loaded, quarantined and duplicate, and `raw.finding`,
/// one row per file, column and kind of what was found, repaired or quarantined. When a file was received is not told:
/// the same files give the same run.
///
/// # Errors
/// DataFusion's own refusal.
pub fn register_intake(session: &Session, files: &[ReceivedFile<'_>]) -> Result<(), Problem> {
    let slice = |name: &'static str, text: fn(&Sidecar) -> Option<String>| {
        (name, files.iter().map(|file| text(file.sidecar)).collect::<Vec<_>>())
    };
    let days = files.iter();
    let ledger: TextColumns = vec![
        slice("extract", |file| Some(file.extract.clone())),
        slice("sending_office", |file| Some(file.office.clone())),
        slice("period", |file| Some(file.period.clone())),
        slice("batch", |file| Some(file.batch.clone().unwrap_or_default())),
        slice("received_count", |file| Some(file.rows.received().to_string())),
        slice("loaded_count", |file| Some(file.rows.loaded().to_string())),
        slice("quarantined_count", |file| Some(file.rows.quarantined().to_string())),
        slice("duplicate_count", |file| Some(file.rows.duplicate().to_string())),
        (
            "period_ends_on",
            days.clone()
                .map(|file| file.period_ends_on.map(|day| day.to_string()))
                .collect(),
        ),
        (
            "freshness_days",
            days.map(|file| Some(file.freshness_days.to_string())).collect(),
        ),
    ];
    register_columns(session, Layer::Raw, "ledger", &ledger)?;

    let names = [
        "extract",
        "sending_office",
        "period",
        "batch",
        "finding_kind",
        "column_name",
        "finding_code",
        "cell_count",
    ];
    let mut finding: TextColumns = names.into_iter().map(|name| (name, Vec::new())).collect();
    let mut add = |file: &Sidecar, kind: &str, column: &str, code: &str, count: u64| {
        let row = [
            file.extract.clone(),
            file.office.clone(),
            file.period.clone(),
            file.batch.clone().unwrap_or_default(),
            kind.to_owned(),
            column.to_owned(),
            code.to_owned(),
            count.to_string(),
        ];
        for ((_, cells), cell) in finding.iter_mut().zip(row) {
            cells.push(Some(cell));
        }
    };
    for ReceivedFile { sidecar, .. } in files {
        for (kind, by_column) in [("finding", &sidecar.findings), ("repair", &sidecar.repairs)] {
            for (column, codes) in by_column {
                for (code, count) in codes {
                    add(sidecar, kind, column, code, *count);
                }
            }
        }
        for (reason, count) in &sidecar.quarantine {
            add(sidecar, "quarantine", "", reason, *count);
        }
    }
    register_columns(session, Layer::Raw, "finding", &finding)
}
