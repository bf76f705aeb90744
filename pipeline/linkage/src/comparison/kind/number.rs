//! Numbers that measure.

use super::{Comparison, Kind, PairCache, Setting, at};
use crate::column::{ColumnKind, Values};
use crate::dictionary::NULL;
use crate::record::Records;

/// `number`: one column; `equal`, one level for each limit (the largest difference, in the unit of the column; 1),
/// `different`.
pub static KIND: Kind = Kind {
    name: "number",
    column_count: 1..=1,
    column_kinds: &[ColumnKind::Number],
    prepare,
};

struct Number<'a> {
    place: usize,
    values: &'a [f64],
    limits: Vec<f64>,
}

fn prepare<'a>(setting: &Setting<'_>, records: &'a Records) -> Box<dyn Comparison + 'a> {
    let place = setting.place(0);
    Box::new(Number {
        place,
        values: match records.columns.get(place).map(|column| &column.values) {
            Some(Values::Numbers(values)) => values,
            _ => &[],
        },
        limits: setting.limits(&[1.0]),
    })
}

impl Comparison for Number<'_> {
    fn levels(&self) -> Vec<String> {
        let mut levels = vec!["equal".to_owned()];
        levels.extend(super::limit_names("within", &self.limits));
        levels.push("different".to_owned());
        levels
    }

    fn compare(&self, left: &[u32], right: &[u32], _caches: &mut [PairCache]) -> u8 {
        let (left, right) = (at(left, self.place), at(right, self.place));
        if left == NULL || right == NULL {
            return 0;
        }
        if left == right {
            return 1;
        }
        let value = |number: u32| self.values.get(number as usize).copied().unwrap_or(f64::NAN);
        let difference = (value(left) - value(right)).abs();
        super::level_above(difference, &self.limits, 2)
    }
}
