//! The query from which a released table is made: the mart, its small groups merged, its totals added.

use std::fmt::Write as _;

use dorpon_catalog::front_matter::Release;
use dorpon_catalog::model::Model;

/// The mart with its groups merged and one row more for every total asked for.
pub(super) fn source_sql(model: &Model, release: &Release) -> String {
    let grain = &model.front.grain;
    let order = grain.join(", ");
    let table = match &release.rows {
        Some(condition) => format!("{} where ({condition})", model.table()),
        None => model.table(),
    };
    let count = |name: &String| match release.only.get(name) {
        Some(condition) => format!("case when ({condition}) then {name} end as {name}"),
        None => name.clone(),
    };
    let others: Vec<String> = release
        .plain
        .iter()
        .cloned()
        .chain(release.counts.iter().map(count))
        .chain(release.figure.keys().cloned())
        .collect();
    if release.total.is_empty() && release.merge.is_empty() {
        let columns: Vec<String> = grain.iter().cloned().chain(others).collect();
        return format!("select {} from {table} order by {order}", columns.join(", "));
    }
    let merged: Vec<String> = grain
        .iter()
        .map(|name| match release.merge.get(name) {
            Some(groups) => {
                let mut case = format!("case {name}");
                for (from, to) in groups {
                    let _ = write!(case, " when '{}' then '{}'", quote(from), quote(to));
                }
                format!("{case} else {name} end as {name}")
            }
            None => name.clone(),
        })
        .collect();
    let counts: Vec<String> = release
        .counts
        .iter()
        .map(|name| format!("cast(sum({name}) as bigint) as {name}"))
        .collect();
    // Taka add up; a median does not, and a merged group has none.
    let figure = |name: &String, is_single_row: bool| {
        if name.ends_with("_taka") || name.ends_with("_count") {
            format!("sum({name}) as {name}")
        } else if is_single_row {
            format!("min({name}) as {name}")
        } else {
            format!("case when count(*) = 1 then min({name}) end as {name}")
        }
    };
    let mut sql = String::new();
    let dimensions: Vec<&String> = grain.iter().filter(|name| release.total.contains_key(*name)).collect();
    for subset in 0..(1_usize << dimensions.len()) {
        let is_total = |name: &String| {
            dimensions
                .iter()
                .position(|dimension| *dimension == name)
                .is_some_and(|bit| subset & (1 << bit) != 0)
        };
        let keys: Vec<String> = grain
            .iter()
            .map(|name| match release.total.get(name) {
                Some(marker) if is_total(name) => format!("'{}' as {name}", quote(marker)),
                _ => name.clone(),
            })
            .collect();
        let kept: Vec<&String> = grain.iter().filter(|name| !is_total(name)).collect();
        let figures: Vec<String> = release
            .figure
            .keys()
            .map(|name| figure(name, subset == 0 && release.merge.is_empty()))
            .collect();
        // Rows that are merged lie in one area, of which alone plain columns speak.
        let plain = release.plain.iter().map(|name| match subset {
            0 => format!("min({name}) as {name}"),
            _ => format!("case when min({name}) = max({name}) then min({name}) end as {name}"),
        });
        let columns: Vec<String> = keys
            .into_iter()
            .chain(plain)
            .chain(counts.clone())
            .chain(figures)
            .collect();
        let group = if kept.is_empty() {
            String::new()
        } else {
            format!(
                " group by {}",
                kept.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ")
            )
        };
        let join = if subset == 0 { "" } else { "\nunion all\n" };
        let _ = write!(sql, "{join}select {} from merged{group}", columns.join(", "));
    }
    format!(
        "with merged as (select {} from {table}),\ntotalled as (\n{sql}\n)\nselect * from totalled order by {order}",
        merged.into_iter().chain(others).collect::<Vec<_>>().join(", ")
    )
}

fn quote(text: &str) -> String {
    text.replace('\'', "''")
}
