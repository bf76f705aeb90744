//! Tables and facts of `operator_linkage`, made up to any size.

use std::collections::BTreeMap;

use dorpon_catalog::report::Report;
use dorpon_domain::language::Language;
use dorpon_render::table::{Cell, Table};
use serde_json::{Value, json};

use crate::fixture::{decimal, table, text};

/// What the report says of the linkage.
pub fn facts(report: &Report, language: Language) -> Value {
    json!({
        "report": report.name,
        "linkage": {
            "summary": language.pick("একই ব্যক্তির একাধিক নথি শনাক্ত করে।", "Finds people who stand in lists more than once."),
            "made_on": "2022-07-01", "model": "beneficiary.toml", "version": "1", "digest": "0123456789ab",
            "dorpon": "0.1.0", "seed": "1", "is_learnt": true, "has_relatives": true, "learnt_from": 1_234_567,
            "threshold": "0.9", "threshold_weight": "3.2", "keep": "0.01", "records": 1_234_567, "compared": 98_765_432,
            "kept": 345_678, "matches": 234_567, "clusters": 100_000, "clustered": 250_000, "alone": 984_567,
            "divided": 12, "groups_held": 1, "records_held": 60,
        },
    })
}

/// The tables of `operator_linkage` with so many rows in each.
pub fn tables(report: &Report, size: usize, language: Language) -> BTreeMap<String, Table> {
    let size = i64::try_from(size).expect("a small number");
    let level = |place: i64| {
        text(&format!(
            "{} {place}",
            language.pick("প্রথম অঙ্কগুলো একই", "first digits equal")
        ))
    };
    let rule = |place: i64| {
        text(&format!(
            "father_name.key + mother_name.key + birth_date.year + {place}"
        ))
    };
    let share = |place: i64| decimal(i128::from(10_000 - place * 100), 4);
    let interval = || text("0.9931 (0.9901–0.9952)");
    let count = Cell::Integer;
    type Row<'a> = &'a dyn Fn(i64) -> Vec<Cell>;
    let tables: [(&str, &[&str], Row<'_>); 8] = [
        ("file", &["file_name", "record_count"], &|place| {
            vec![text(&format!("list_{place}.csv")), count(place)]
        }),
        ("size", &["size", "cluster_count", "record_count"], &|place| {
            vec![count(place + 2), count(1_000), count((place + 2) * 1_000)]
        }),
        ("weight", &["comparison_name", "level_name", "match_weight"], &|place| {
            vec![
                text(language.pick(
                    ["নাম", "পিতার নাম"][(place % 2) as usize],
                    ["Name", "Father's name"][(place % 2) as usize],
                )),
                level(place),
                decimal(i128::from(100 - place * 7), 1),
            ]
        }),
        (
            "blocking",
            &["rule", "pair_count", "compared_count", "block_count", "largest_count"],
            &|place| vec![rule(place), count(98_765_432), count(place), count(1_000), count(50)],
        ),
        ("histogram", &["weight", "pair_count"], &|place| {
            vec![text(&format!("{place} – {}", place + 1)), count(place * 999)]
        }),
        (
            "measure",
            &["what", "precision", "recall", "f1", "wrong_count", "missed_count"],
            &|place| {
                vec![
                    level(place),
                    interval(),
                    interval(),
                    interval(),
                    count(place),
                    count(place),
                ]
            },
        ),
        ("curve", &["weight", "precision", "recall", "f1"], &|place| {
            vec![text(&place.to_string()), share(0), share(place), share(place)]
        }),
        (
            "rule_recall",
            &["rule", "recall", "recall_low", "recall_high"],
            &|place| vec![rule(place), share(place), share(place + 3), share(place)],
        ),
    ];
    tables
        .into_iter()
        .map(|(name, columns, row)| {
            let input = report.front.input.get(name).expect("the report asks for it");
            (name.to_owned(), table(input, columns, (0..size).map(row).collect()))
        })
        .collect()
}
