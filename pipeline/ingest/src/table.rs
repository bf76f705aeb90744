//! A batch of text becomes a batch of the raw table.

use arrow::array::{Array as _, ArrayRef, Date32Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use dorpon_catalog::extract::{ExtractContract, RawType};
use dorpon_domain::date_text::PartOrder;
use std::sync::Arc;

use crate::column::{self, Beside, Cells, ColumnRead, ReadCells, Settings};
use crate::file::batch::TextBatch;
use crate::header::{Mapping, Source};

/// The schema of an extract's raw table.
#[must_use]
pub fn raw_schema(contract: &ExtractContract) -> SchemaRef {
    let fields: Vec<Field> = contract
        .raw_columns()
        .into_iter()
        .map(|column| {
            let data_type = match column.raw_type {
                RawType::Text => DataType::Utf8,
                RawType::Integer => DataType::Int64,
                RawType::Decimal { precision, scale } => DataType::Decimal128(precision, scale),
                RawType::Boolean => DataType::Boolean,
                RawType::Date => DataType::Date32,
            };
            Field::new(column.name, data_type, true)
        })
        .collect();
    Arc::new(Schema::new(fields))
}

/// Reads the columns of a contract.
pub(crate) struct TableReader<'a> {
    contract: &'a ExtractContract,
    mapping: &'a Mapping,
    readers: Vec<Box<dyn ReadCells>>,
    /// Identifiers come last: they look at the columns beside them.
    order: Vec<usize>,
    schema: SchemaRef,
}

impl<'a> TableReader<'a> {
    /// `orders` has one entry for each column of the contract.
    pub(crate) fn new(
        contract: &'a ExtractContract,
        mapping: &'a Mapping,
        orders: &[PartOrder],
        settings: &Settings<'_>,
    ) -> Self {
        let readers = contract
            .columns
            .iter()
            .enumerate()
            .map(|(position, column)| {
                column::reader(column, orders.get(position).copied().unwrap_or_default(), settings)
            })
            .collect();
        let (last, first): (Vec<usize>, Vec<usize>) = (0..contract.columns.len()).partition(|position| {
            contract
                .columns
                .get(*position)
                .is_some_and(|column| column.column_type.is_identifier())
        });
        let order = first.into_iter().chain(last).collect();
        Self {
            contract,
            mapping,
            readers,
            order,
            schema: raw_schema(contract),
        }
    }

    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The cells of a column of the contract; blanks where the file does not have it.
    pub(crate) fn cells<'b>(
        &self,
        position: usize,
        batch: &'b TextBatch,
        spare: &'b mut Option<StringArray>,
    ) -> Cells<'b> {
        let source = self.mapping.sources.get(position).and_then(Option::as_ref);
        let (parts, factor) = match source {
            Some(Source::Column { index, factor }) => (batch.columns.get(*index).into_iter().collect(), *factor),
            Some(Source::Sum { indexes, factor }) => (
                indexes.iter().filter_map(|index| batch.columns.get(*index)).collect(),
                *factor,
            ),
            Some(Source::Constant(_)) | None => (Vec::new(), None),
        };
        if !parts.is_empty() {
            return Cells { parts, factor };
        }
        let text = if let Some(Source::Constant(text)) = source {
            text
        } else {
            ""
        };
        let array = StringArray::from_iter_values(std::iter::repeat_n(text, batch.len()));
        Cells {
            parts: vec![&*spare.insert(array)],
            factor: None,
        }
    }

    /// Reads one column that needs none beside it.
    pub(crate) fn read_column(&self, position: usize, batch: &TextBatch) -> Option<ColumnRead> {
        self.read_beside(position, batch, &Beside::default())
    }

    fn read_beside(&self, position: usize, batch: &TextBatch, beside: &Beside<'_>) -> Option<ColumnRead> {
        let (column, reader) = (self.contract.columns.get(position)?, self.readers.get(position)?);
        let mut spare = None;
        let cells = self.cells(position, batch, &mut spare);
        Some(column::read(column, reader.as_ref(), &cells, beside))
    }

    /// Reads all columns, in the order of the contract.
    pub(crate) fn read(&self, batch: &TextBatch) -> Vec<ColumnRead> {
        let mut reads: Vec<Option<ColumnRead>> = self.contract.columns.iter().map(|_| None).collect();
        for position in &self.order {
            let read = {
                let other = |name: &Option<String>| -> Option<&ArrayRef> {
                    let beside = self.contract.position(name.as_deref()?)?;
                    reads.get(beside)?.as_ref().map(|read| &read.values)
                };
                let column = self.contract.columns.get(*position);
                let beside = column.map_or_else(Beside::default, |column| Beside {
                    birth_dates: other(&column.birth_date_column)
                        .and_then(|dates| dates.as_any().downcast_ref::<Date32Array>()),
                    id_types: other(&column.id_type_column)
                        .and_then(|types| types.as_any().downcast_ref::<StringArray>()),
                    providers: other(&column.provider_column)
                        .and_then(|names| names.as_any().downcast_ref::<StringArray>()),
                });
                self.read_beside(*position, batch, &beside)
            };
            if let Some(place) = reads.get_mut(*position) {
                *place = read;
            }
        }
        reads.into_iter().flatten().collect()
    }

    /// The rows as the raw table holds them.
    pub(crate) fn record_batch(&self, batch: &TextBatch, reads: &[ColumnRead]) -> Result<RecordBatch, ArrowError> {
        let mut arrays: Vec<ArrayRef> = vec![Arc::new(Int64Array::from(batch.rows.clone()))];
        for read in reads {
            arrays.push(Arc::clone(&read.values));
            if let Some((classes, raws)) = &read.identifier {
                arrays.push(Arc::new(classes.clone()));
                arrays.push(Arc::new(raws.clone()));
            }
        }
        RecordBatch::try_new(Arc::clone(&self.schema), arrays)
    }
}
