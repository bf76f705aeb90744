//! What a reader knows to hold between the counts of released tables: within a row, between a row and its parts, and
//! between two tables.

use std::collections::{BTreeMap, HashMap};

use arrow::array::{Array, StringArray};
use dorpon_catalog::front_matter::SameAs;
use dorpon_domain::problem::Problem;
use dorpon_privacy::suppression::Equation;

use super::ReleaseTable;

/// The value of a split dimension that stands for the whole.
pub(super) const WHOLE: &str = "all";

/// Every equation between the cells of one table.
pub(super) fn within(table: &ReleaseTable<'_>) -> Result<Vec<Equation>, Problem> {
    let mut equations = row_equations(table)?;
    for (position, name) in table.model.front.grain.iter().enumerate() {
        let Some(own) = table.dimensions.get(position) else {
            continue;
        };
        if let Some(marker) = table.release.total.get(name) {
            let whole = |row: usize| own.value(row) == marker;
            add_families(table, &mut equations, position, |_| String::new(), whole);
        }
        if let Some(kind) = table.release.split.get(name) {
            let whole = |row: usize| own.value(row) == WHOLE;
            if kind.is_empty() {
                add_families(table, &mut equations, position, |_| String::new(), whole);
            } else {
                let kind = table.kinds.get(kind).ok_or_else(|| table.invalid(kind))?;
                add_families(table, &mut equations, position, |row| kind.value(row).to_owned(), whole);
            }
        }
        if let Some(parent) = table.release.tree.get(name) {
            add_tree(table, &mut equations, position, &table.text_column(parent)?);
        }
    }
    if let Some(name) = table
        .release
        .tree
        .keys()
        .chain(table.release.split.keys())
        .find(|name| !table.model.front.grain.contains(name))
    {
        return Err(table.invalid(name));
    }
    Ok(equations)
}

/// `total = part + part`, once for every row.
fn row_equations(table: &ReleaseTable<'_>) -> Result<Vec<Equation>, Problem> {
    let mut equations = Vec::with_capacity(table.release.equation.len() * table.rows());
    for text in &table.release.equation {
        let (total, parts) = text.split_once('=').ok_or_else(|| table.invalid("equation"))?;
        let total = table.count_position(total)?;
        let parts = table.count_positions(parts)?;
        for row in (0..table.rows()).filter(|row| table.value(*row, total).is_some()) {
            // A part without a figure has nobody to count; a whole of which no part has one is counted by itself.
            let counted = parts.iter().filter(|part| table.value(row, **part).is_some());
            let parts: Vec<usize> = counted.map(|part| table.cell(row, *part)).collect();
            if !parts.is_empty() {
                equations.push(Equation {
                    total: table.cell(row, total),
                    parts,
                });
            }
        }
    }
    Ok(equations)
}

/// The values of all dimensions of a row but one.
fn others<'t>(table: &'t ReleaseTable<'_>, position: usize, row: usize) -> Vec<&'t str> {
    let dimensions = table.dimensions.iter().enumerate();
    dimensions
        .filter(|(other, _)| *other != position)
        .map(|(_, values)| values.value(row))
        .collect()
}

/// Each whole row is the sum, over its dimension, of the rows of one `kind` that agree with it elsewhere.
fn add_families(
    table: &ReleaseTable<'_>,
    equations: &mut Vec<Equation>,
    position: usize,
    kind: impl Fn(usize) -> String,
    is_whole: impl Fn(usize) -> bool,
) {
    let mut wholes: HashMap<Vec<&str>, usize> = HashMap::new();
    let mut families: HashMap<(Vec<&str>, String), usize> = HashMap::new();
    let mut parts: Vec<(Vec<&str>, Vec<usize>)> = Vec::new();
    for row in 0..table.rows() {
        let key = others(table, position, row);
        if is_whole(row) {
            wholes.insert(key, row);
            continue;
        }
        let family = *families.entry((key.clone(), kind(row))).or_insert_with(|| {
            parts.push((key, Vec::new()));
            parts.len() - 1
        });
        if let Some((_, rows)) = parts.get_mut(family) {
            rows.push(row);
        }
    }
    for (key, rows) in &parts {
        if let Some(whole) = wholes.get(key) {
            add_sum(table, equations, *whole, rows);
        }
    }
}

/// Each row is the sum of the rows that name it as the one above.
fn add_tree(table: &ReleaseTable<'_>, equations: &mut Vec<Equation>, position: usize, parent: &StringArray) {
    let Some(own) = table.dimensions.get(position) else {
        return;
    };
    let mut rows: HashMap<(Vec<&str>, &str), usize> = HashMap::new();
    for row in 0..table.rows() {
        rows.insert((others(table, position, row), own.value(row)), row);
    }
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); table.rows()];
    for row in (0..table.rows()).filter(|row| parent.is_valid(*row)) {
        let above = rows.get(&(others(table, position, row), parent.value(row)));
        if let Some(below) = above.and_then(|above| below.get_mut(*above)) {
            below.push(row);
        }
    }
    for (row, below) in below.iter().enumerate().filter(|(_, below)| !below.is_empty()) {
        add_sum(table, equations, row, below);
    }
}

/// A count of which none of the parts has a figure is not their sum: it is counted for the whole alone.
fn add_sum(table: &ReleaseTable<'_>, equations: &mut Vec<Equation>, whole: usize, parts: &[usize]) {
    let counted = (0..table.counts.len()).filter(|count| {
        table.value(whole, *count).is_some() && parts.iter().any(|part| table.value(*part, *count).is_some())
    });
    equations.extend(counted.map(|count| {
        Equation {
            total: table.cell(whole, count),
            // A part without a figure has nobody to count.
            parts: parts
                .iter()
                .filter(|part| table.value(**part, count).is_some())
                .map(|part| table.cell(*part, count))
                .collect(),
        }
    }));
}

/// Where a value of another table's grain is read.
pub(super) enum Key<'t> {
    Literal(&'t str),
    /// A column of this table, and the values that the other one writes otherwise.
    Column(&'t StringArray, Option<&'t BTreeMap<String, String>>),
}

impl<'t> Key<'t> {
    pub(super) fn value(&self, row: usize) -> &'t str {
        match self {
            Self::Literal(value) => value,
            Self::Column(values, renamed) => {
                let value = values.value(row);
                renamed
                    .and_then(|renamed| renamed.get(value))
                    .map_or(value, String::as_str)
            }
        }
    }
}

/// Where the value of a column of the grain of `other` stands in `own`.
pub(super) fn key<'t>(
    own: &'t ReleaseTable<'_>,
    other: &ReleaseTable<'_>,
    same: &'t SameAs,
    name: &str,
) -> Result<Key<'t>, Problem> {
    let wrong = |what: &str| own.invalid(&format!("same_as.{}: {what}", other.model.name));
    let key = same.key.get(name).ok_or_else(|| wrong(name))?;
    if let Some(literal) = key.strip_prefix('\'').and_then(|key| key.strip_suffix('\'')) {
        return Ok(Key::Literal(literal));
    }
    let position = own.model.front.grain.iter().position(|column| column == key);
    let values = position.and_then(|position| own.dimensions.get(position));
    Ok(Key::Column(values.ok_or_else(|| wrong(key))?, same.value.get(key)))
}

/// The counts of `own` that a row of `other` holds too.
pub(super) fn between(
    own: &ReleaseTable<'_>,
    other: &ReleaseTable<'_>,
    same: &SameAs,
) -> Result<Vec<Equation>, Problem> {
    let wrong = |what: &str| own.invalid(&format!("same_as.{}: {what}", other.model.name));
    let mut pairs = Vec::new();
    for (position, name) in own.release.counts.iter().enumerate() {
        let theirs = same.counts.get(name).unwrap_or(name);
        if let Ok(theirs) = other.count_position(theirs) {
            pairs.push((position, theirs));
        } else if same.counts.contains_key(name) {
            return Err(wrong(theirs));
        }
    }
    let mut rows: HashMap<Vec<&str>, usize> = HashMap::new();
    for row in 0..other.rows() {
        rows.insert(other.dimensions.iter().map(|values| values.value(row)).collect(), row);
    }
    let grain = other.model.front.grain.iter();
    let keys: Vec<Key<'_>> = grain
        .map(|name| key(own, other, same, name))
        .collect::<Result<_, _>>()?;
    let mut equations = Vec::new();
    for row in 0..own.rows() {
        let key: Vec<&str> = keys.iter().map(|key| key.value(row)).collect();
        let Some(their_row) = rows.get(&key) else { continue };
        // Of what one of them has not counted the other tells nothing.
        let both = pairs
            .iter()
            .filter(|(count, theirs)| own.value(row, *count).is_some() && other.value(*their_row, *theirs).is_some());
        equations.extend(both.map(|(count, theirs)| Equation {
            total: other.cell(*their_row, *theirs),
            parts: vec![own.cell(row, *count)],
        }));
    }
    Ok(equations)
}
