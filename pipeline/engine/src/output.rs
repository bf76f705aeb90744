//! Writes the rows of a query for a person or a program to read.

use std::io::Write;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::compute::cast;
use arrow::csv::WriterBuilder as CsvWriterBuilder;
use arrow::datatypes::{DataType, Field, Schema};
use arrow::json::writer::{JsonArray, WriterBuilder as JsonWriterBuilder};
use arrow::util::pretty::pretty_format_batches;
use std::sync::Arc;

use dorpon_domain::problem::Problem;

use crate::session::failure;

/// How rows are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// A ruled table for a terminal.
    Table,
    /// Comma-separated values with a heading row.
    Csv,
    /// One JSON array of objects; nulls are written out, decimals are text.
    Json,
}

/// Writes batches of one schema.
///
/// # Errors
/// A value that the format cannot hold; a broken pipe ends quietly.
pub fn write(batches: &[RecordBatch], format: Format, target: &mut impl Write) -> Result<(), Problem> {
    let arrow_failure = |error: arrow::error::ArrowError| failure(&error.into());
    let mut bytes = Vec::new();
    match format {
        Format::Table => {
            let table = pretty_format_batches(batches).map_err(arrow_failure)?;
            bytes.extend_from_slice(table.to_string().as_bytes());
            bytes.push(b'\n');
        }
        Format::Csv => {
            let mut writer = CsvWriterBuilder::new().with_header(true).build(&mut bytes);
            for batch in batches {
                writer.write(batch).map_err(arrow_failure)?;
            }
            drop(writer);
        }
        Format::Json => {
            let mut writer = JsonWriterBuilder::new().with_explicit_nulls(true).build::<_, JsonArray>(&mut bytes);
            for batch in batches {
                writer.write(&decimals_as_text(batch)?).map_err(arrow_failure)?;
            }
            writer.finish().map_err(arrow_failure)?;
            drop(writer);
            if bytes.is_empty() {
                bytes.extend_from_slice(b"[]");
            }
            bytes.push(b'\n');
        }
    }
    match target.write_all(&bytes).and_then(|()| target.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Problem::new(&dorpon_domain::message::engine::MACHINE_REFUSED).because(error))
        }
        _ => Ok(()),
    }
}

/// A JSON reader would turn a decimal number into a float; taka stay exact as text.
fn decimals_as_text(batch: &RecordBatch) -> Result<RecordBatch, Problem> {
    let mut fields = Vec::with_capacity(batch.num_columns());
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(batch.num_columns());
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        if matches!(column.data_type(), DataType::Decimal128(_, _) | DataType::Decimal256(_, _)) {
            columns.push(cast(column, &DataType::Utf8).map_err(|error| failure(&error.into()))?);
            fields.push(Field::new(field.name(), DataType::Utf8, true));
        } else {
            columns.push(Arc::clone(column));
            fields.push(field.as_ref().clone().with_nullable(true));
        }
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(|error| failure(&error.into()))
}
