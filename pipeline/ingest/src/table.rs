//! A batch of text becomes a batch of the raw table.

use std::cell::OnceCell;
use std::sync::Arc;

use crate::column::{self, Beside, Cells, ColumnRead, ReadCells, Settings, filled, flaw};
use crate::file::batch::TextBatch;
use crate::header::{IdentifierSource, Mapping, Source};
use arrow::array::{Array as _, ArrayRef, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use dorpon_catalog::extract::{ColumnType, ExtractContract, RawType, SharesOfTotal};
use dorpon_domain::date_text::PartOrder;

/// The same text in every row.
fn same(text: &str, rows: usize) -> StringArray {
    StringArray::from_iter_values(std::iter::repeat_n(text, rows))
}

/// Of each row the first of the cells that is filled.
fn first_filled(batch: &TextBatch, parts: &[IdentifierSource]) -> StringArray {
    let cell = |row: usize| {
        parts
            .iter()
            .map(|part| batch.cell(part.index, row))
            .find(|cell| filled(cell).is_some())
    };
    StringArray::from_iter_values((0..batch.len()).map(|row| cell(row).unwrap_or_default()))
}

/// Of each row the kind of the first cell that is filled.
fn kind_of_first_filled(batch: &TextBatch, parts: &[IdentifierSource]) -> StringArray {
    let kind = |row: usize| parts.iter().find(|part| filled(batch.cell(part.index, row)).is_some());
    StringArray::from_iter_values((0..batch.len()).map(|row| kind(row).map_or("", |part| part.kind.as_str())))
}

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
    /// Columns that the file does not have, read for a number of rows.
    absent: Vec<OnceCell<(usize, ColumnRead)>>,
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
                let order = orders.get(position).copied().unwrap_or_default();
                column::reader(column, order, mapping.bijoy.contains(&position), settings)
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
            absent: contract.columns.iter().map(|_| OnceCell::new()).collect(),
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
        let made = match source {
            Some(Source::Column { index, factor }) => {
                if let Some(column) = batch.columns.get(*index) {
                    return Cells {
                        parts: vec![column],
                        factor: *factor,
                    };
                }
                same("", batch.len())
            }
            Some(Source::Sum { indexes, factor }) => {
                return Cells {
                    parts: indexes.iter().filter_map(|index| batch.columns.get(*index)).collect(),
                    factor: *factor,
                };
            }
            Some(Source::FirstFilled(parts)) => first_filled(batch, parts),
            Some(Source::KindOfFirstFilled(parts)) => kind_of_first_filled(batch, parts),
            Some(Source::Constant(text)) => same(text, batch.len()),
            None => same("", batch.len()),
        };
        Cells {
            parts: vec![&*spare.insert(made)],
            factor: None,
        }
    }

    /// Reads one column that needs none beside it.
    pub(crate) fn read_column(&self, position: usize, batch: &TextBatch) -> Option<ColumnRead> {
        self.read_beside(position, batch, &Beside::default())
    }

    fn read_beside(&self, position: usize, batch: &TextBatch, beside: &Beside<'_>) -> Option<ColumnRead> {
        let (column, reader) = (self.contract.columns.get(position)?, self.readers.get(position)?);
        let read_cells = || {
            let mut spare = None;
            let cells = self.cells(position, batch, &mut spare);
            column::read(column, reader.as_ref(), &cells, beside)
        };
        if self.mapping.sources.get(position).is_none_or(Option::is_none)
            && let Some(absent) = self.absent.get(position)
        {
            // Blank cells read the same whatever stands beside them, and most batches have as many rows as the first.
            let (rows, read) = absent.get_or_init(|| (batch.len(), read_cells()));
            return Some(if *rows == batch.len() {
                read.clone()
            } else {
                read_cells()
            });
        }
        let mut read = read_cells();
        if let Some(Some(Source::FirstFilled(parts))) = self.mapping.sources.get(position) {
            for row in 0..batch.len() {
                if parts
                    .iter()
                    .filter(|part| filled(batch.cell(part.index, row)).is_some())
                    .count()
                    > 1
                {
                    read.remark(row, flaw::SECOND_IDENTIFIER);
                }
            }
        }
        Some(read)
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
        let mut reads: Vec<ColumnRead> = reads.into_iter().flatten().collect();
        for whole in &self.contract.shares_of_total {
            self.require_whole(whole, &mut reads);
        }
        reads
    }

    /// Shares of which one is blank or which do not add up to 1 are not known, none of them.
    fn require_whole(&self, whole: &SharesOfTotal, reads: &mut [ColumnRead]) {
        let scale = ColumnType::Share.precision_and_scale().map_or(0, |(_, scale)| scale);
        let one = 10_i128.pow(scale.unsigned_abs().into());
        let positions: Vec<usize> = whole
            .columns
            .iter()
            .filter_map(|name| self.contract.position(name))
            .filter(|position| self.mapping.sources.get(*position).is_some_and(Option::is_some))
            .collect();
        let Some(first) = positions.first().copied() else {
            return;
        };
        let parts: Vec<Decimal128Array> = positions
            .iter()
            .filter_map(|position| reads.get(*position))
            .filter_map(|read| read.values.as_any().downcast_ref::<Decimal128Array>().cloned())
            .collect();
        let rows = parts.first().map_or(0, Decimal128Array::len);
        let is_whole: Vec<bool> = (0..rows)
            .map(|row| {
                let known = parts.iter().all(|part| part.is_valid(row));
                let sum: i128 = parts.iter().map(|part| part.value(row)).sum();
                known && positions.len() == whole.columns.len() && (sum - one).abs() <= whole.tolerance()
            })
            .collect();
        if is_whole.iter().all(|whole| *whole) {
            return;
        }
        for (position, part) in positions.iter().zip(&parts) {
            let values = (0..rows).map(|row| {
                let is_known = is_whole.get(row).copied().unwrap_or_default() && part.is_valid(row);
                is_known.then(|| part.value(row))
            });
            let values = Decimal128Array::from_iter(values).with_data_type(part.data_type().clone());
            if let Some(read) = reads.get_mut(*position) {
                read.values = Arc::new(values);
            }
        }
        if let Some(read) = reads.get_mut(first) {
            for row in (0..rows).filter(|row| is_whole.get(*row) == Some(&false)) {
                read.remark(row, flaw::SHARES_NOT_WHOLE);
            }
        }
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
