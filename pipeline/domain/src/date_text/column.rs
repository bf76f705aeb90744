//! Whether the dates of a column put the day or the month first.

use super::{figures, iso_date, number, without_era, without_time};
use crate::number::ascii_digits;
use crate::text::normalise;

/// What the cells of a column say about the order of day and month.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DayMonthOrder {
    /// At least one cell fits day first only. Cells that fit month first only are then bad dates.
    DayFirst,
    /// At least one cell fits month first only, and none fits day first only.
    MonthFirst,
    /// There are cells with two figures and a year, and each fits both orders with another date.
    Ambiguous,
    /// No cell depends on the order.
    NoneFound,
}

/// Counts, cell by cell, which orders of day and month a column allows.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct DayMonthCount {
    /// Cells that fit day first only, such as 31/12/2021.
    pub day_first: u64,
    /// Cells that fit month first only, such as 12/31/2021.
    pub month_first: u64,
    /// Cells that fit both and mean two different dates, such as 01/02/2021.
    pub either: u64,
}

impl DayMonthCount {
    /// Counts one cell. Other forms of a date, and 05/05/2021, say nothing.
    pub fn observe(&mut self, text: &str) {
        if iso_date(text.as_bytes()).is_some() {
            return;
        }
        let plain = ascii_digits(&normalise(text)).to_lowercase();
        let Some([first, second, year]) = without_time(without_era(&plain)).and_then(figures) else {
            return;
        };
        if first.len() > 2 || !matches!(year.len(), 2 | 4) {
            return;
        }
        let (Some(first), Some(second)) = (number(first), number(second)) else {
            return;
        };
        match (fits(first, second), fits(second, first)) {
            (true, true) if first != second => self.either += 1,
            (true, false) => self.day_first += 1,
            (false, true) => self.month_first += 1,
            _ => {}
        }
    }

    /// The order that the cells counted so far allow.
    #[must_use]
    pub fn order(self) -> DayMonthOrder {
        match (self.day_first, self.month_first, self.either) {
            (1.., _, _) => DayMonthOrder::DayFirst,
            (0, 1.., _) => DayMonthOrder::MonthFirst,
            (0, 0, 1..) => DayMonthOrder::Ambiguous,
            (0, 0, 0) => DayMonthOrder::NoneFound,
        }
    }
}

impl<'a> FromIterator<&'a str> for DayMonthCount {
    fn from_iter<T: IntoIterator<Item = &'a str>>(cells: T) -> Self {
        let mut count = Self::default();
        for cell in cells {
            count.observe(cell);
        }
        count
    }
}

/// Whether some year has this day in this month.
fn fits(day: i16, month: i16) -> bool {
    match month {
        2 => (1..=29).contains(&day),
        4 | 6 | 9 | 11 => (1..=30).contains(&day),
        1..=12 => (1..=31).contains(&day),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;

    use super::*;
    use crate::date_text::{PartOrder, read_date};

    #[test]
    fn a_column_tells_its_order() {
        let order = |cells: &[&str]| cells.iter().copied().collect::<DayMonthCount>().order();
        assert_eq!(order(&["01/02/2021", "31/12/2021", ""]), DayMonthOrder::DayFirst);
        assert_eq!(order(&["01/02/2021", "12/31/2021"]), DayMonthOrder::MonthFirst);
        assert_eq!(order(&["12/31/21", "bad"]), DayMonthOrder::MonthFirst);
        // A column that fits neither order as a whole is read day first, and the rest are bad dates.
        assert_eq!(order(&["12/31/2021", "31/12/2021"]), DayMonthOrder::DayFirst);
        assert_eq!(order(&["01/02/2021", "03-04-21", "২/৩/২০২১"]), DayMonthOrder::Ambiguous);
        assert_eq!(order(&[]), DayMonthOrder::NoneFound);
        assert_eq!(
            order(&["2021-01-12", "05/05/2021", "12 Jan 2021", "30/02/2021", "x"]),
            DayMonthOrder::NoneFound
        );
        let count: DayMonthCount = ["1/2/2021", "13/2/2021", "2/13/2021", "14/2/2021"]
            .into_iter()
            .collect();
        assert_eq!(
            count,
            DayMonthCount {
                day_first: 2,
                month_first: 1,
                either: 1
            }
        );
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>(), like in "[0-9০-৯/.: tTপ-]{0,14}") {
            let mut count = DayMonthCount::default();
            count.observe(&text);
            count.observe(&like);
        }

        #[test]
        fn the_order_found_reads_every_cell(month_first in any::<bool>(), parts in prop::collection::vec((1_u8..=12, 1_u8..=28), 1..20)) {
            let cells: Vec<String> = parts
                .iter()
                .map(|(month, day)| if month_first { format!("{month}/{day}/2021") } else { format!("{day}/{month}/2021") })
                .collect();
            let order = match cells.iter().map(String::as_str).collect::<DayMonthCount>().order() {
                DayMonthOrder::MonthFirst => PartOrder::MonthFirst,
                DayMonthOrder::DayFirst | DayMonthOrder::NoneFound => PartOrder::DayFirst,
                DayMonthOrder::Ambiguous => return Ok(()),
            };
            for (cell, (month, day)) in cells.iter().zip(&parts) {
                let date = read_date(cell, order, 2022).unwrap().date;
                prop_assert_eq!((date.month().unsigned_abs(), date.day().unsigned_abs()), (*month, *day));
            }
        }
    }
}
