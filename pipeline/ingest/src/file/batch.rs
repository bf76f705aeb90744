//! Rows of a file as columns of text, as many at a time as memory allows.

use arrow::array::{Array as _, BooleanArray, StringArray, StringBuilder};

/// Most rows of a batch.
pub(crate) const BATCH_ROWS: usize = 8192;

/// Bytes of cells after which a batch is full.
const BATCH_BYTES: usize = 16 << 20;

/// Some rows of a file. Every cell is text, exactly as the file has it.
pub(crate) struct TextBatch {
    /// The row of each as a person sees it in the file, from 1.
    pub(crate) rows: Vec<i64>,
    /// One array for each column of the file, without nulls.
    pub(crate) columns: Vec<StringArray>,
    /// Positions of rows that have filled cells beyond the last column of the header.
    pub(crate) overfull: Vec<u32>,
}

impl TextBatch {
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Some rows that follow one another.
    pub(crate) fn slice(&self, start: usize, length: usize) -> Self {
        let range = start..start + length;
        let overfull = self
            .overfull
            .iter()
            .filter(|position| range.contains(&(**position as usize)));
        Self {
            rows: self.rows.get(range.clone()).unwrap_or_default().to_vec(),
            columns: self.columns.iter().map(|column| column.slice(start, length)).collect(),
            overfull: overfull
                .filter_map(|position| u32::try_from(*position as usize - start).ok())
                .collect(),
        }
    }

    /// The rows of a mask.
    pub(crate) fn filtered(&self, mask: &BooleanArray) -> Self {
        let columns = self.columns.iter().map(|column| {
            arrow::compute::filter(column, mask)
                .ok()
                .and_then(|array| array.as_any().downcast_ref::<StringArray>().cloned())
                .unwrap_or_else(|| StringArray::from(Vec::<&str>::new()))
        });
        let kept = |position: &usize| *position < mask.len() && mask.value(*position);
        Self {
            rows: self
                .rows
                .iter()
                .enumerate()
                .filter(|(position, _)| kept(position))
                .map(|(_, row)| *row)
                .collect(),
            columns: columns.collect(),
            overfull: Vec::new(),
        }
    }

    /// The cell at a position; empty where there is none.
    pub(crate) fn cell(&self, column: usize, position: usize) -> &str {
        cell(self.columns.get(column), position)
    }
}

/// The cell at a position of a column; empty where there is none.
pub(crate) fn cell(column: Option<&StringArray>, position: usize) -> &str {
    match column {
        Some(column) if position < column.len() => column.value(position),
        _ => "",
    }
}

/// Whether a cell holds nothing but blanks.
fn is_blank(cell: &str) -> bool {
    match cell.as_bytes().first() {
        Some(first) if first.is_ascii_graphic() => false,
        _ => cell.trim().is_empty(),
    }
}

/// Collects rows into batches of a given width.
pub(crate) struct BatchBuilder {
    rows: Vec<i64>,
    columns: Vec<StringBuilder>,
    overfull: Vec<u32>,
    bytes: usize,
}

impl BatchBuilder {
    pub(crate) fn new(width: usize) -> Self {
        Self {
            rows: Vec::new(),
            columns: (0..width).map(|_| StringBuilder::new()).collect(),
            overfull: Vec::new(),
            bytes: 0,
        }
    }

    /// Adds a row unless all its cells are blank; missing cells are empty.
    pub(crate) fn push<'a>(&mut self, row: u64, mut cells: impl Iterator<Item = &'a str> + Clone) {
        if cells.clone().all(is_blank) {
            return;
        }
        for column in &mut self.columns {
            let cell = cells.next().unwrap_or_default();
            self.bytes += cell.len();
            column.append_value(cell);
        }
        if cells.any(|cell| !is_blank(cell)) {
            self.overfull.push(u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        }
        self.rows.push(i64::try_from(row).unwrap_or(i64::MAX));
    }

    pub(crate) fn is_full(&self) -> bool {
        self.rows.len() >= BATCH_ROWS || self.bytes >= BATCH_BYTES
    }

    /// The rows so far, if any; the builder is empty then.
    pub(crate) fn take(&mut self) -> Option<TextBatch> {
        if self.rows.is_empty() {
            return None;
        }
        self.bytes = 0;
        // The next batch will hold about as much as this one.
        let fresh = |column: &StringBuilder| StringBuilder::with_capacity(BATCH_ROWS, column.values_slice().len());
        let columns = self.columns.iter_mut().map(|column| {
            let fresh = fresh(column);
            std::mem::replace(column, fresh).finish()
        });
        Some(TextBatch {
            columns: columns.collect(),
            rows: std::mem::replace(&mut self.rows, Vec::with_capacity(BATCH_ROWS)),
            overfull: std::mem::take(&mut self.overfull),
        })
    }
}
