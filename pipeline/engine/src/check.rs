//! Checks hold the publication: grains are unique, conditions hold, and no check query has rows.

use std::collections::BTreeSet;

use arrow::array::AsArray as _;
use arrow::compute::cast;
use arrow::datatypes::DataType;
use dorpon_catalog::front_matter::Severity;
use dorpon_catalog::model::{Check, Model};
use dorpon_domain::problem::Problem;

use crate::session::Session;

/// A check that did not hold.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CheckFailure {
    /// `layer.model: condition`, or the name of the check file.
    pub check: String,
    /// Rows that break it.
    pub rows: i64,
    /// Whether it holds the publication.
    pub holds_publication: bool,
    /// `office/period` of the files that hold such rows, as far as the check says.
    pub found_in: BTreeSet<String>,
}

/// Column of a check query that says in which files a row was found: `office/period, office/period`.
const FOUND_IN: &str = "found_in";

/// Files that are named; who must mend more looks at the query itself.
const NAMED_FILES: usize = 10;

/// Checks the grain and the conditions of one model.
///
/// # Errors
/// A condition that is no SQL.
pub fn model(session: &Session, model: &Model) -> Result<Vec<CheckFailure>, Problem> {
    let table = model.table();
    let grain = model.front.grain.join(", ");
    let missing: Vec<String> = model
        .front
        .grain
        .iter()
        .map(|column| format!("{column} is null"))
        .collect();
    let conditions: Vec<String> = model
        .front
        .check
        .iter()
        .enumerate()
        .map(|(index, condition)| format!(", count(*) filter (where ({condition}) is not true) as broken_{index}"))
        .collect();
    // One query for all, for planning is what a check of a small table costs.
    let repeated = format!(
        "select count(*) as repeated from (select 1 from {table} group by {grain} having count(*) > 1 or {})",
        missing.join(" or ")
    );
    let sql = if conditions.is_empty() {
        repeated
    } else {
        format!("select ({repeated}) as repeated{} from {table}", conditions.concat())
    };
    let counts = session.counts(&model.path, &sql)?;
    let names = std::iter::once(format!("grain ({grain})")).chain(model.front.check.iter().cloned());
    Ok(names
        .zip(counts)
        .filter(|(_, rows)| *rows > 0)
        .map(|(name, rows)| CheckFailure {
            check: format!("{table}: {name}"),
            rows,
            holds_publication: true,
            found_in: BTreeSet::new(),
        })
        .collect())
}

/// Runs one check query.
///
/// # Errors
/// SQL that does not run.
pub fn query(session: &Session, check: &Check) -> Result<Option<CheckFailure>, Problem> {
    let mut rows = 0_i64;
    let mut found_in = BTreeSet::new();
    session.for_each(
        &check.path,
        &check.sql,
        |_| Ok(()),
        |batch| {
            rows = rows.saturating_add(i64::try_from(batch.num_rows()).unwrap_or(i64::MAX));
            let texts = batch
                .column_by_name(FOUND_IN)
                .and_then(|column| cast(column, &DataType::Utf8).ok());
            for text in texts
                .iter()
                .filter_map(|texts| texts.as_string_opt::<i32>())
                .flatten()
                .flatten()
            {
                if found_in.len() < NAMED_FILES {
                    found_in.extend(text.split(", ").map(str::to_owned));
                }
            }
            Ok(())
        },
    )?;
    Ok((rows > 0).then(|| CheckFailure {
        check: check.name.clone(),
        rows,
        holds_publication: check.front.severity == Severity::Hold,
        found_in,
    }))
}
