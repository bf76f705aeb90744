//! Identifiers that stand on more records than they may.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::register_person::{Holder, comparable_nid};
use crate::allowance::Entry;
use crate::population::Ward;

/// One identifier with the records that carry it. The identifier itself is not told.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Duplicate {
    /// register, list_same_programme, list_other_programme, wallet.
    pub scope: &'static str,
    /// nid, brn, wallet.
    pub identifier_kind: &'static str,
    /// The records, in order.
    pub record_ids: Vec<String>,
}

/// Finds them all.
#[must_use]
pub fn find(wards: &[Ward], entries: &[Entry], holders: &[Holder], as_of: Date) -> Vec<Duplicate> {
    let mut found = Vec::new();
    let mut in_register: BTreeMap<(&'static str, String), Vec<String>> = BTreeMap::new();
    for person in wards.iter().flat_map(|ward| &ward.persons) {
        if let Some(nid) = &person.nid {
            in_register
                .entry(("nid", comparable_nid(nid)))
                .or_default()
                .push(person.person_id.clone());
        }
        if let Some(brn) = &person.brn {
            in_register
                .entry(("brn", brn.clone()))
                .or_default()
                .push(person.person_id.clone());
        }
    }
    for ((kind, _), records) in in_register {
        push(&mut found, "register", kind, records);
    }

    let mut on_lists: BTreeMap<(&'static str, String), Vec<&Entry>> = BTreeMap::new();
    let mut wallets: BTreeMap<&str, (BTreeSet<&Holder>, Vec<String>)> = BTreeMap::new();
    for (entry, holder) in entries.iter().zip(holders).filter(|(entry, _)| entry.is_active(as_of)) {
        if let (Some(kind), Some(number)) = (entry.id_type, &entry.id_number) {
            let number = if kind == "nid" {
                comparable_nid(number)
            } else {
                number.clone()
            };
            on_lists.entry((kind, number)).or_default().push(entry);
        }
        if let Some(wallet) = &entry.wallet_number {
            let users = wallets.entry(wallet.as_str()).or_default();
            users.0.insert(holder);
            users.1.push(entry.beneficiary_id.clone());
        }
    }
    for ((kind, _), rows) in on_lists {
        let mut by_programme: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for row in rows {
            by_programme
                .entry(row.programme)
                .or_default()
                .push(row.beneficiary_id.clone());
        }
        if by_programme.len() > 1 {
            push(
                &mut found,
                "list_other_programme",
                kind,
                by_programme.values().flatten().cloned().collect(),
            );
        }
        let repeated = by_programme
            .into_values()
            .filter(|records| records.len() > 1)
            .flatten()
            .collect();
        push(&mut found, "list_same_programme", kind, repeated);
    }
    for (users, records) in wallets.into_values() {
        if users.len() > 1 {
            push(&mut found, "wallet", "wallet", records);
        }
    }
    found.sort();
    found
}

fn push(found: &mut Vec<Duplicate>, scope: &'static str, identifier_kind: &'static str, mut record_ids: Vec<String>) {
    if record_ids.len() > 1 {
        record_ids.sort();
        found.push(Duplicate {
            scope,
            identifier_kind,
            record_ids,
        });
    }
}
