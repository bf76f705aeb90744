//! Parquet files. Each value becomes the text that a person would have written into the cell, so that one set of
//! readers serves all formats.

use std::borrow::Cow;
use std::fs::File;

use arrow::array::{Array, ArrayRef, AsArray as _, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use dorpon_domain::message::ingest as message;
use dorpon_domain::problem::Problem;
use dorpon_lake::foreign_parquet::{ForeignParquet, Source};

use super::batch::BatchBuilder;
use super::workbook::number_text;
use super::{Content, FileFacts, Head, HeadRow, MOST_COLUMNS, Progress, TablePlace, TableRange, Visit};

/// Largest sum of the unpacked columns of one row group, which is what is held at most.
const LARGEST_ROW_GROUP: i64 = 2 << 30;

/// Rows that are turned into text at once.
const BATCH_ROWS: usize = 4_096;

/// A Parquet file. It has no header row: its columns have names, and its rows count from 1.
pub(crate) struct ParquetFile {
    facts: FileFacts,
    names: Vec<String>,
}

impl ParquetFile {
    pub(super) fn open(facts: &FileFacts) -> Result<Self, Problem> {
        let table = open(facts)?;
        Ok(Self {
            facts: facts.clone(),
            names: table
                .schema()
                .fields()
                .iter()
                .map(|field| field.name().clone())
                .collect(),
        })
    }

    pub(super) fn heads(&self) -> Vec<Head> {
        vec![Head {
            place: TablePlace::default(),
            rows: vec![HeadRow {
                row: 0,
                cells: self.names.clone(),
            }],
        }]
    }

    pub(super) fn scan(
        &self,
        table: &TableRange,
        progress: &Progress<'_>,
        visit: &mut Visit<'_>,
    ) -> Result<(), Problem> {
        self.visit_rows(table, visit)?;
        progress(self.facts.bytes, self.facts.bytes);
        Ok(())
    }

    fn visit_rows(&self, table: &TableRange, visit: &mut Visit<'_>) -> Result<(), Problem> {
        let damaged =
            |error: &dyn std::fmt::Display| self.facts.problem(&message::PARQUET_DAMAGED, None).because(error);
        let batches = open(&self.facts)?
            .batches(None, BATCH_ROWS)
            .map_err(|error| damaged(&error))?;
        let mut builder = BatchBuilder::new(table.width);
        let mut row = 0;
        for batch in batches {
            let batch = batch.map_err(|error| damaged(&error))?;
            let columns = batch.columns().iter().map(as_text).collect::<Result<Vec<_>, _>>();
            let columns = columns.map_err(|error| damaged(&error))?;
            for position in 0..batch.num_rows() {
                row += 1;
                let cells = columns.iter().map(|column| match column {
                    column if column.is_null(position) => "",
                    column => column.value(position),
                });
                builder.push(row, cells);
                if builder.is_full()
                    && let Some(full) = builder.take()
                    && visit(&full)?.is_break()
                {
                    return Ok(());
                }
            }
        }
        if let Some(rest) = builder.take() {
            // Behind the last rows there is nothing to break off.
            let _ = visit(&rest)?;
        }
        Ok(())
    }
}

/// Reads the foot of the file; a foot that claims more than a table holds is refused.
fn open(facts: &FileFacts) -> Result<ForeignParquet, Problem> {
    let source = match &facts.content {
        Content::InMemory(bytes) => Source::Memory(bytes.clone()),
        Content::OnDisk => Source::File(File::open(&facts.path).map_err(|error| {
            Problem::new(&message::FILE_UNREADABLE)
                .with("file", facts.path.display())
                .because(error)
        })?),
    };
    let table =
        ForeignParquet::open(source).map_err(|error| facts.problem(&message::PARQUET_DAMAGED, None).because(error))?;
    let is_too_large = table
        .row_groups()
        .any(|group| !(0..=LARGEST_ROW_GROUP).contains(&group.bytes) || group.rows < 0);
    if is_too_large {
        return Err(facts.problem(&message::PARQUET_DAMAGED, None));
    }
    if table.schema().fields().len() > MOST_COLUMNS {
        return Err(facts
            .problem(&message::TOO_MANY_COLUMNS, None)
            .with("row", 1)
            .with("limit", MOST_COLUMNS));
    }
    Ok(table)
}

/// A column as text: days and moments in ISO form with a space, all else as it prints.
fn as_text(column: &ArrayRef) -> Result<StringArray, arrow::error::ArrowError> {
    let column = match column.data_type() {
        DataType::Dictionary(_, inner) => Cow::Owned(cast(column, inner)?),
        _ => Cow::Borrowed(column),
    };
    if let Some(texts) = column.as_any().downcast_ref::<StringArray>() {
        return Ok(texts.clone());
    }
    if column.data_type().is_floating() {
        let numbers = cast(column.as_ref(), &DataType::Float64)?;
        return Ok(numbers
            .as_primitive::<Float64Type>()
            .iter()
            .map(|number| number.map(number_text))
            .collect());
    }
    let options = FormatOptions::new()
        .with_timestamp_format(Some("%Y-%m-%d %H:%M:%S"))
        .with_timestamp_tz_format(Some("%Y-%m-%d %H:%M:%S"));
    let formatter = ArrayFormatter::try_new(column.as_ref(), &options)?;
    (0..column.len())
        .map(|position| {
            (!column.is_null(position))
                .then(|| formatter.value(position).try_to_string())
                .transpose()
        })
        .collect()
}
