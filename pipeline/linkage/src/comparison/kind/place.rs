//! Where somebody lives, at several levels.

use super::{Comparison, Kind, PairCache, Setting, Term, TermTable, at};
use crate::column::{Column, ColumnKind};
use crate::dictionary::{Dictionary, Interner, NULL};
use crate::record::Records;

/// `place`: several columns, the finest first (`same_<column>`), or one code with limits that say how many first
/// letters make each level, the longest first (`same_first_<n>`); then `different`. Null when the coarsest is missing
/// on either side. A finer column that is missing on either side decides nothing.
pub static KIND: Kind = Kind {
    name: "place",
    column_count: 1..=6,
    column_kinds: &[ColumnKind::Code, ColumnKind::Category, ColumnKind::Text],
    prepare,
};

struct Place<'a> {
    places: Vec<usize>,
    columns: Vec<&'a Column>,
    /// Of a single code: numbers of each value's prefixes, by level; their texts; records of each prefix.
    prefixes: Vec<(String, Vec<u32>, Dictionary, Vec<u32>)>,
}

fn prepare<'a>(setting: &Setting<'_>, records: &'a Records) -> Box<dyn Comparison + 'a> {
    let columns: Vec<&Column> = setting
        .places
        .iter()
        .filter_map(|place| records.columns.get(*place))
        .collect();
    let mut prefixes = Vec::new();
    if let [column] = columns.as_slice() {
        for limit in setting.limits(&[]) {
            prefixes.push(prefix_level(column, limit));
        }
    }
    Box::new(Place {
        places: setting.places.clone(),
        columns,
        prefixes,
    })
}

fn prefix_level(column: &Column, limit: f64) -> (String, Vec<u32>, Dictionary, Vec<u32>) {
    let mut interner = Interner::default();
    let mut numbers = vec![NULL];
    let mut counts = vec![0];
    for (text, count) in column.dictionary.texts().zip(column.counts.iter().skip(1)) {
        let prefix: String = text
            .chars()
            .scan(0.0, |seen, letter| {
                *seen += 1.0;
                (*seen <= limit).then_some(letter)
            })
            .collect();
        let number = interner.number(&prefix);
        let place = number as usize;
        if counts.len() <= place {
            counts.resize(place + 1, 0);
        }
        if let Some(found) = counts.get_mut(place) {
            *found += *count;
        }
        numbers.push(number);
    }
    (format!("same_first_{limit}"), numbers, interner.finish(), counts)
}

impl Place<'_> {
    fn level_count(&self) -> usize {
        self.places.len() + self.prefixes.len()
    }

    fn number(&self, level: usize, row: &[u32]) -> u32 {
        match self.places.get(level) {
            Some(place) => at(row, *place),
            None => {
                let value = self.places.first().map_or(NULL, |place| at(row, *place));
                let prefix = self.prefixes.get(level - self.places.len());
                prefix
                    .and_then(|(_, numbers, _, _)| numbers.get(value as usize))
                    .copied()
                    .unwrap_or(NULL)
            }
        }
    }
}

impl Comparison for Place<'_> {
    fn levels(&self) -> Vec<String> {
        let mut levels: Vec<String> = self
            .columns
            .iter()
            .map(|column| format!("same_{}", column.name))
            .collect();
        levels.extend(self.prefixes.iter().map(|(name, _, _, _)| name.clone()));
        levels.push("different".to_owned());
        levels
    }

    fn compare(&self, left: &[u32], right: &[u32], _caches: &mut [PairCache]) -> u8 {
        let count = self.level_count();
        for level in 0..count {
            let (one, other) = (self.number(level, left), self.number(level, right));
            if one == NULL || other == NULL {
                if level + 1 == count {
                    return 0;
                }
                continue;
            }
            if one == other {
                return u8::try_from(level + 1).unwrap_or(0);
            }
        }
        u8::try_from(count + 1).unwrap_or(0)
    }

    fn term_tables(&self) -> Vec<TermTable<'_>> {
        let columns = self.columns.iter().map(|column| TermTable {
            name: "value",
            dictionary: &column.dictionary,
            counts: &column.counts,
        });
        let prefixes = self.prefixes.iter().map(|(_, _, dictionary, counts)| TermTable {
            name: "first",
            dictionary,
            counts,
        });
        columns.chain(prefixes).collect()
    }

    fn terms(&self, level: u8, left: &[u32], right: &[u32]) -> [Option<Term>; 2] {
        let table = usize::from(level)
            .checked_sub(1)
            .filter(|table| *table < self.level_count());
        let term = table.map(|table| Term {
            table,
            left: self.number(table, left),
            right: self.number(table, right),
        });
        [term, None]
    }
}
