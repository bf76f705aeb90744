//! Of which area each count of released tables speaks, which area lies around it, and how far it goes into detail.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use arrow::array::{Array, StringArray};
use dorpon_domain::problem::Problem;
use dorpon_privacy::suppression::Areas;

use super::ReleaseTable;
use super::equation::{Key, WHOLE, key};

/// The dimensions by which a row splits the whole, with the kind of each split.
type Split<'t> = Vec<(&'t str, &'t str)>;

/// The areas of every cell of the tables. A table without a tree of its own speaks of the areas of one that it is joined
/// to, or of none. The more dimensions split a row, and the fewer areas have such rows, the more of a detail they are.
pub(super) fn areas(tables: &[ReleaseTable<'_>]) -> Result<Areas, Problem> {
    let mut areas = Areas::default();
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut number = |areas: &mut Areas, code: &str| {
        if let Some(number) = numbers.get(code) {
            return *number;
        }
        let number = u32::try_from(areas.parent.len()).unwrap_or(u32::MAX);
        numbers.insert(code.to_owned(), number);
        areas.parent.push(None);
        number
    };
    let mut splits: Vec<Split<'_>> = Vec::new();
    let mut spread: BTreeMap<Split<'_>, BTreeSet<Option<u32>>> = BTreeMap::new();
    for table in tables {
        let (area_column, codes) = codes(table, tables)?.unzip();
        let parents = match table.release.tree.first_key_value() {
            Some((_, parent)) => Some(table.text_column(parent)?),
            None => None,
        };
        let dimensions = dimensions(table, area_column.flatten());
        for row in 0..table.rows() {
            let own = codes.as_ref().map(|codes| number(&mut areas, codes.value(row)));
            let parent = parents.as_ref().filter(|parents| parents.is_valid(row));
            if let (Some(own), Some(parents)) = (own, parent) {
                let parent = number(&mut areas, parents.value(row));
                if let Some(known) = areas.parent.get_mut(own as usize) {
                    *known = Some(parent);
                }
            }
            let split: Split<'_> = dimensions
                .iter()
                .filter(|dimension| dimension.values.value(row) != dimension.whole)
                .map(|dimension| (dimension.name, dimension.kind.map_or("", |kind| kind.value(row))))
                .collect();
            spread.entry(split.clone()).or_default().insert(own);
            areas.of_cell.extend(std::iter::repeat_n(own, table.counts.len()));
            splits.extend(std::iter::repeat_n(split, table.counts.len()));
        }
    }
    let mut order: Vec<(usize, Reverse<usize>, &Split<'_>)> = spread
        .iter()
        .map(|(split, areas)| (split.len(), Reverse(areas.len()), split))
        .collect();
    order.sort_unstable();
    let details: HashMap<&Split<'_>, u32> = (0..)
        .zip(order)
        .map(|(detail, (_, _, split))| (split, detail))
        .collect();
    areas.detail = splits
        .iter()
        .map(|split| details.get(split).copied().unwrap_or(0))
        .collect();
    Ok(areas)
}

/// A dimension of a table of which one value stands for the whole.
struct Dimension<'t> {
    name: &'t str,
    whole: &'t str,
    values: &'t StringArray,
    /// Where the kind of the split stands, if there are several.
    kind: Option<&'t StringArray>,
}

fn dimensions<'t>(table: &'t ReleaseTable<'_>, area_column: Option<&str>) -> Vec<Dimension<'t>> {
    let grain = table.model.front.grain.iter().zip(&table.dimensions);
    grain
        .filter(|(name, _)| area_column != Some(name.as_str()))
        .filter_map(|(name, values)| {
            let split = table.release.split.get(name);
            let whole = match split {
                Some(_) => WHOLE,
                None => table.release.total.get(name)?,
            };
            let kind = split.filter(|kind| !kind.is_empty());
            Some(Dimension {
                name,
                whole,
                values,
                kind: kind.and_then(|kind| table.kinds.get(kind)),
            })
        })
        .collect()
}

/// Where the area of each row of a table stands, and the name of its column if it is one of the table.
type Codes<'t> = (Option<&'t str>, Key<'t>);

fn codes<'t>(table: &'t ReleaseTable<'_>, tables: &[ReleaseTable<'_>]) -> Result<Option<Codes<'t>>, Problem> {
    if let Some(name) = table.release.tree.keys().next() {
        let position = table.model.front.grain.iter().position(|column| column == name);
        let values = position.and_then(|position| table.dimensions.get(position));
        return Ok(values.map(|values| (Some(name.as_str()), Key::Column(values, None))));
    }
    for (name, same) in &table.release.same_as {
        let other = tables.iter().find(|other| other.model.name == *name);
        let joined = other.and_then(|other| Some((other, other.release.tree.keys().next()?)));
        if let Some((other, column)) = joined {
            let own = same.key.get(column).map(String::as_str);
            return Ok(Some((own, key(table, other, same, column)?)));
        }
    }
    Ok(None)
}
