//! All records in memory: ids in order, and one row of value numbers for each record.

use dorpon_domain::problem::Problem;

use crate::column::Column;
use crate::dictionary::NULL;
use crate::input::{self, Input};
use crate::model::Model;

/// The records to link, ordered by record id.
#[derive(Debug)]
pub struct Records {
    /// Record ids, ascending; a record is its place here.
    pub ids: Vec<Box<str>>,
    /// Which input each record is from.
    pub sources: Vec<u16>,
    /// Columns in the order of their names.
    pub columns: Vec<Column>,
    /// Value numbers, record by record: what comparing a pair reads lies side by side.
    rows: Vec<u32>,
}

impl Records {
    /// Reads and cleans all inputs.
    ///
    /// # Errors
    /// Files that cannot be read or lack a column, ids that are missing or repeated, fewer than two records.
    pub fn read(model: &Model, inputs: &[Input], threads: usize) -> Result<Self, Problem> {
        let raw = input::read(model, inputs)?;
        let width = raw.columns.len();
        let mut rows = vec![NULL; raw.ids.len() * width];
        let mut columns = Vec::with_capacity(width);
        for (place, (raw, (name, column))) in raw.columns.into_iter().zip(&model.column).enumerate() {
            let (column, numbers) = Column::prepare(name, column, raw, threads);
            for (row, number) in rows.chunks_exact_mut(width).zip(numbers) {
                if let Some(cell) = row.get_mut(place) {
                    *cell = number;
                }
            }
            columns.push(column);
        }
        Ok(Self {
            ids: raw.ids,
            sources: raw.sources,
            columns,
            rows,
        })
    }

    /// How many records there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The value numbers of a record, by place of the column.
    #[must_use]
    pub fn row(&self, record: u32) -> &[u32] {
        let width = self.columns.len();
        let start = record as usize * width;
        self.rows.get(start..start + width).unwrap_or_default()
    }

    /// The place of a column.
    #[must_use]
    pub fn place(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|found| found.name == column)
    }

    /// The record of an id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<u32> {
        let place = self.ids.binary_search_by(|found| found.as_ref().cmp(id)).ok()?;
        u32::try_from(place).ok()
    }

    /// Whether a pair may be one person at all.
    pub(crate) fn is_allowed(&self, model: &Model, left: u32, right: u32) -> bool {
        model.pairs == crate::model::PairScope::All
            || self.sources.get(left as usize) != self.sources.get(right as usize)
    }
}
