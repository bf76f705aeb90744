//! The equations of a table in sparse form, by equation and by cell.

use super::Equation;

/// One cell in an equation, with its coefficient: `sum(coefficient * value) = 0`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Entry {
    pub(super) index: u32,
    pub(super) coefficient: i64,
}

/// A matrix of few entries, row after row.
#[derive(Debug, Default)]
pub(super) struct Rows {
    starts: Vec<usize>,
    entries: Vec<Entry>,
}

impl Rows {
    pub(super) fn row(&self, row: u32) -> &[Entry] {
        let row = row as usize;
        let (start, end) = (self.starts.get(row).copied(), self.starts.get(row + 1).copied());
        start
            .zip(end)
            .and_then(|(start, end)| self.entries.get(start..end))
            .unwrap_or_default()
    }

    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.starts.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    fn push(&mut self, entries: impl IntoIterator<Item = Entry>) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        self.entries.extend(entries);
        self.starts.push(self.entries.len());
    }

    fn transposed(&self, columns: usize) -> Self {
        let mut starts = vec![0_usize; columns + 1];
        for entry in &self.entries {
            if let Some(count) = starts.get_mut(entry.index as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut entries = vec![
            Entry {
                index: 0,
                coefficient: 0
            };
            self.entries.len()
        ];
        for row in 0..self.len() {
            for entry in self.row(row) {
                if let Some(place) = next.get_mut(entry.index as usize) {
                    if let Some(slot) = entries.get_mut(*place) {
                        *slot = Entry {
                            index: row,
                            coefficient: entry.coefficient,
                        };
                    }
                    *place += 1;
                }
            }
        }
        Self { starts, entries }
    }
}

/// The equations that hold between the cells.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Equation → cells.
    pub(super) equations: Rows,
    /// Cell → equations.
    pub(super) cells: Rows,
    /// Given equations that do not hold, by their place in the list.
    pub(super) broken: Vec<usize>,
}

impl Table {
    pub(super) fn new(values: &[Option<i64>], equations: &[Equation]) -> Self {
        let mut table = Self::default();
        for (place, equation) in equations.iter().enumerate() {
            match normalise(values, equation) {
                Normal::Holds(entries) => table.equations.push(entries),
                Normal::Void => {}
                Normal::Broken => table.broken.push(place),
            }
        }
        table.cells = table.equations.transposed(values.len());
        table
    }
}

enum Normal {
    Holds(Vec<Entry>),
    Void,
    Broken,
}

fn normalise(values: &[Option<i64>], equation: &Equation) -> Normal {
    let mut entries = Vec::with_capacity(equation.parts.len() + 1);
    let mut sum = 0_i128;
    let mut lacks = false;
    let cells = std::iter::once((equation.total, -1)).chain(equation.parts.iter().map(|part| (*part, 1)));
    for (cell, coefficient) in cells {
        let (Some(value), Ok(index)) = (values.get(cell), u32::try_from(cell)) else {
            return Normal::Broken;
        };
        match value {
            Some(value) => {
                sum += i128::from(*value) * i128::from(coefficient);
                entries.push(Entry { index, coefficient });
            }
            None if coefficient < 0 => return Normal::Void,
            None => lacks = true,
        }
    }
    if sum != 0 {
        return if lacks { Normal::Void } else { Normal::Broken };
    }
    entries.sort_by_key(|entry| entry.index);
    entries.dedup_by(|next, kept| {
        let same = next.index == kept.index;
        if same {
            kept.coefficient += next.coefficient;
        }
        same
    });
    entries.retain(|entry| entry.coefficient != 0);
    if entries.is_empty() {
        Normal::Void
    } else {
        Normal::Holds(entries)
    }
}
