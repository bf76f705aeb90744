//! Payment orders and what became of them, by cycle, programme and union.

use std::collections::BTreeMap;

use crate::allowance::Entry;
use crate::payment::Payment;

/// The figures of one cycle, programme and union.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Figures {
    /// Orders.
    pub ordered: u64,
    /// Settled orders.
    pub settled: u64,
    /// Returned orders.
    pub returned: u64,
    /// Pending orders.
    pub pending: u64,
    /// Orders that pay a returned one again.
    pub reissued: u64,
    /// Taka ordered.
    pub ordered_taka: i64,
    /// Taka settled.
    pub settled_taka: i64,
    /// Taka returned.
    pub returned_taka: i64,
    /// Taka pending.
    pub pending_taka: i64,
    /// Days from order to settlement, of each settled order.
    pub days: Vec<i64>,
}

impl Figures {
    /// The median of the days, doubled so that it stays a whole number.
    #[must_use]
    pub fn twice_the_median(&self) -> Option<i64> {
        let mut days = self.days.clone();
        days.sort_unstable();
        let middle = days.len() / 2;
        let upper = days.get(middle).copied()?;
        let lower = if days.len().is_multiple_of(2) {
            days.get(middle.checked_sub(1)?).copied()?
        } else {
            upper
        };
        Some(lower + upper)
    }
}

/// Fiscal year, cycle, programme, union.
pub type Cell = (String, &'static str, &'static str, String);

/// Sums the loaded payments.
#[must_use]
pub fn by_cycle<'a>(payments: impl Iterator<Item = &'a Payment>, entries: &[Entry]) -> BTreeMap<Cell, Figures> {
    let unions: BTreeMap<(&str, &str), Option<&str>> = entries
        .iter()
        .map(|entry| {
            (
                (entry.beneficiary_id.as_str(), entry.programme),
                entry.union_code.as_deref(),
            )
        })
        .collect();
    let mut table: BTreeMap<Cell, Figures> = BTreeMap::new();
    for payment in payments {
        let place = unions
            .get(&(payment.beneficiary_id.as_str(), payment.programme))
            .copied()
            .flatten();
        let cell = (
            payment.fiscal_year.clone(),
            payment.cycle,
            payment.programme,
            place.unwrap_or("unknown").to_owned(),
        );
        let figures = table.entry(cell).or_default();
        figures.ordered += 1;
        figures.ordered_taka += payment.amount_taka;
        figures.reissued += u64::from(payment.reissue_of.is_some());
        match payment.status {
            "settled" => {
                figures.settled += 1;
                figures.settled_taka += payment.amount_taka;
                if let Some(span) = payment.settled_on.and_then(|day| payment.ordered_on.until(day).ok()) {
                    figures.days.push(i64::from(span.get_days()));
                }
            }
            "returned" => {
                figures.returned += 1;
                figures.returned_taka += payment.amount_taka;
            }
            _ => {
                figures.pending += 1;
                figures.pending_taka += payment.amount_taka;
            }
        }
    }
    table
}
