//! Four quarterly batches of payment orders and what became of them.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::allowance::Entry;
use crate::office_file::{Row, Written};
use crate::randomness::Dice;
use crate::recipe::Recipe;
use crate::register::WrittenCells;

/// A row of `payment`, as it ought to be loaded.
#[derive(Clone, Debug)]
pub struct Payment {
    /// Key.
    pub payment_id: String,
    /// One per file.
    pub batch_id: &'static str,
    /// Key of the list row.
    pub beneficiary_id: String,
    /// OAA, WAA, DAA.
    pub programme: &'static str,
    /// 2021-22.
    pub fiscal_year: String,
    /// Q1 to Q4.
    pub cycle: &'static str,
    /// Months.
    pub months_covered: i64,
    /// Taka.
    pub amount_taka: i64,
    /// mfs, agent_bank.
    pub channel: &'static str,
    /// Who pays out.
    pub provider: &'static str,
    /// Wallet or account.
    pub wallet_number: Option<String>,
    /// When the money is due.
    pub due_on: Option<Date>,
    /// When the order was given.
    pub ordered_on: Date,
    /// When it was settled.
    pub settled_on: Option<Date>,
    /// When the account was credited.
    pub credited_on: Option<Date>,
    /// When it came back.
    pub returned_on: Option<Date>,
    /// settled, returned, pending.
    pub status: &'static str,
    /// In Bangla.
    pub return_reason: Option<&'static str>,
    /// The returned payment that this one pays again.
    pub reissue_of: Option<String>,
    /// Cells written otherwise.
    pub written: WrittenCells,
}

impl Row for Payment {
    fn written(&self) -> &BTreeMap<&'static str, Written> {
        &self.written
    }
}

struct Quarter {
    cycle: &'static str,
    batch: &'static str,
    first: Date,
    last: Date,
    ordered_on: Date,
    closes_on: Date,
}

fn quarters(recipe: &Recipe) -> Vec<Quarter> {
    let begin = recipe.fiscal_year_begins;
    let names = [
        ("Q1", "G2P-2122-01"),
        ("Q2", "G2P-2122-02"),
        ("Q3", "G2P-2122-03"),
        ("Q4", "G2P-2122-04"),
    ];
    (0_i64..)
        .zip(names)
        .filter_map(|(quarter, (cycle, batch))| {
            let first = begin.checked_add((quarter * 3).months()).ok()?;
            let last = first.checked_add(3.months()).ok()?.checked_sub(1.days()).ok()?;
            // The last quarter of a fiscal year is ordered before the year ends.
            let ordered_on = if cycle == "Q4" {
                last.checked_sub(14.days())
            } else {
                last.checked_add(6.days())
            }
            .ok()?;
            let closes_on = if cycle == "Q4" {
                last
            } else {
                last.checked_add(75.days()).ok()?
            };
            Some(Quarter {
                cycle,
                batch,
                first,
                last,
                ordered_on,
                closes_on,
            })
        })
        .collect()
}

/// The orders of the four quarters, in the order of their numbers.
pub fn pay(dice: &mut Dice, recipe: &Recipe, entries: &[Entry]) -> Vec<Vec<Payment>> {
    quarters(recipe)
        .iter()
        .map(|quarter| pay_quarter(dice, recipe, entries, quarter))
        .collect()
}

fn pay_quarter(dice: &mut Dice, recipe: &Recipe, entries: &[Entry], quarter: &Quarter) -> Vec<Payment> {
    let rates = &recipe.payments;
    let mut payments: Vec<Payment> = Vec::new();
    let mut again: Vec<Payment> = Vec::new();
    for entry in entries {
        let Some(months) = months_due(entry, quarter) else {
            continue;
        };
        if dice.chance(rates.unpaid) {
            continue;
        }
        let monthly = match entry.programme {
            "OAA" => rates.old_age,
            "WAA" => rates.widow,
            _ => rates.disability,
        };
        let ordered_on = quarter
            .ordered_on
            .checked_add(dice.between(0, 5).days())
            .unwrap_or(quarter.ordered_on);
        let mut payment = Payment {
            payment_id: format!("{}{:05}", quarter.batch, payments.len() + 1),
            batch_id: quarter.batch,
            beneficiary_id: entry.beneficiary_id.clone(),
            programme: entry.programme,
            fiscal_year: recipe.fiscal_year.clone(),
            cycle: quarter.cycle,
            months_covered: months,
            amount_taka: monthly * months,
            channel: if entry.wallet_provider == Some("bank_asia") {
                "agent_bank"
            } else {
                "mfs"
            },
            provider: entry.wallet_provider.unwrap_or("nagad"),
            wallet_number: entry.wallet_number.clone(),
            due_on: quarter.last.checked_add(15.days()).ok(),
            ordered_on,
            settled_on: None,
            credited_on: None,
            returned_on: None,
            status: "pending",
            return_reason: None,
            reissue_of: None,
            written: WrittenCells::new(),
        };
        let pending = if quarter.cycle == "Q4" {
            rates.pending_last_quarter
        } else {
            rates.pending
        };
        if dice.chance(rates.bounce) {
            bounce(dice, &mut payment);
            if dice.chance(rates.reissued) && quarter.cycle != "Q4" {
                again.push(reissue(dice, &payment, entry, quarter));
            }
        } else if !dice.chance(pending) {
            settle(dice, &mut payment, quarter.closes_on);
        }
        payments.push(payment);
    }
    for mut payment in again {
        payment.payment_id = format!("{}{:05}", quarter.batch, payments.len() + 1);
        payments.push(payment);
    }
    payments
}

/// Months of the quarter for which the row is paid.
fn months_due(entry: &Entry, quarter: &Quarter) -> Option<i64> {
    let enrolled = entry.enrolled_on?;
    let was_paid = match entry.status? {
        "active" => true,
        "suspended" => matches!(quarter.cycle, "Q1" | "Q2"),
        "exited" | "deceased" => entry.exited_on.is_some_and(|day| day > quarter.first),
        _ => false,
    };
    if !was_paid || enrolled > quarter.last {
        return None;
    }
    if enrolled <= quarter.first {
        return Some(3);
    }
    let months = 3 - (i64::from(enrolled.month()) - i64::from(quarter.first.month()));
    Some(months.clamp(1, 3))
}

fn settle(dice: &mut Dice, payment: &mut Payment, closes_on: Date) {
    let days = dice.weighted(&[(1, 30), (2, 26), (3, 18), (4, 10), (6, 8), (9, 5), (21, 3)], 2);
    let settled_on = payment
        .ordered_on
        .checked_add(i64::from(days).days())
        .unwrap_or(closes_on)
        .min(closes_on);
    payment.status = "settled";
    payment.settled_on = Some(settled_on);
    payment.credited_on = Some(settled_on);
}

fn bounce(dice: &mut Dice, payment: &mut Payment) {
    payment.status = "returned";
    payment.returned_on = payment.ordered_on.checked_add(dice.between(2, 8).days()).ok();
    let reasons = ["হিসাব বন্ধ", "নাম মেলেনি", "ভুল ওয়ালেট নম্বর", "হিসাব নিষ্ক্রিয়", "হিসাব স্থগিত"];
    payment.return_reason = dice.pick(&reasons).copied();
}

fn reissue(dice: &mut Dice, returned: &Payment, entry: &Entry, quarter: &Quarter) -> Payment {
    let mut payment = returned.clone();
    payment.reissue_of = Some(returned.payment_id.clone());
    payment.returned_on = None;
    payment.return_reason = None;
    payment.wallet_number = entry.mobile.clone().or_else(|| returned.wallet_number.clone());
    if payment.wallet_number.as_ref().is_some_and(|number| number.len() == 11) {
        payment.provider = "nagad";
        payment.channel = "mfs";
    }
    payment.ordered_on = quarter
        .ordered_on
        .checked_add(dice.between(25, 45).days())
        .unwrap_or(quarter.closes_on);
    settle(dice, &mut payment, quarter.closes_on);
    payment
}
