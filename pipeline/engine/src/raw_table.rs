//! The `raw` layer: the slices that a run uses, one table for each extract.

use std::path::PathBuf;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::datasource::MemTable;
use dorpon_catalog::extract::{ExtractContract, RawType};
use dorpon_catalog::model::Layer;
use dorpon_domain::problem::Problem;

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

/// Registers `raw.<extract>`; without slices it is an empty table, so that every model runs.
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
    let columns: Vec<String> = contract
        .raw_columns()
        .iter()
        .map(|column| format!("\"{}\"", column.name))
        .collect();
    for (index, slice) in slices.iter().enumerate() {
        let part = format!("{name}__{index}");
        session.register_files(Layer::Raw, &part, std::slice::from_ref(&slice.file))?;
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
