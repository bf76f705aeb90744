//! The order in which models run, from the tables that each one reads.

use std::collections::{BTreeMap, BTreeSet};

use dorpon_domain::message;
use dorpon_domain::problem::Problem;

/// Orders `nodes` so that each stands behind all it reads; ties by name, so that the
/// order is the same on every machine. Tables that are no node are ignored.
///
/// # Errors
/// A circle, named by its members.
pub fn order(reads: &BTreeMap<String, BTreeSet<String>>) -> Result<Vec<String>, Problem> {
    let mut ordered: Vec<String> = Vec::with_capacity(reads.len());
    let mut done: BTreeSet<&str> = BTreeSet::new();
    while done.len() < reads.len() {
        let ready: Vec<&String> = reads
            .iter()
            .filter(|(name, tables)| {
                !done.contains(name.as_str())
                    && tables
                        .iter()
                        .all(|table| !reads.contains_key(table) || done.contains(table.as_str()))
            })
            .map(|(name, _)| name)
            .collect();
        if ready.is_empty() {
            let circle: Vec<&str> = reads
                .keys()
                .map(String::as_str)
                .filter(|name| !done.contains(name))
                .collect();
            return Err(Problem::new(&message::catalog::MODEL_CIRCLE).with("models", circle.join(", ")));
        }
        for name in ready {
            done.insert(name);
            ordered.push(name.clone());
        }
    }
    Ok(ordered)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn reads(pairs: &[(&str, &[&str])]) -> BTreeMap<String, BTreeSet<String>> {
        pairs
            .iter()
            .map(|(name, tables)| {
                (
                    (*name).to_owned(),
                    tables.iter().map(|table| (*table).to_owned()).collect(),
                )
            })
            .collect()
    }

    #[test]
    fn a_model_runs_behind_what_it_reads() {
        let ordered = order(&reads(&[("a", &["b", "raw.x"]), ("b", &["c"]), ("c", &[])])).unwrap();
        assert_eq!(ordered, ["c", "b", "a"]);
    }

    #[test]
    fn a_circle_is_named() {
        let problem = order(&reads(&[("a", &["b"]), ("b", &["a"]), ("c", &[])])).unwrap_err();
        assert!(problem.to_string().contains("a, b"));
    }
}
