//! Tables and facts of the shipped reports, made up to any size, with the longest names that the reference has.

use std::collections::BTreeMap;

use dorpon_catalog::ReportCatalog;
use dorpon_catalog::report::{Report, ReportInput};
use dorpon_domain::language::{Bilingual, Language};
use dorpon_render::table::{Cell, Column, Table};
use serde_json::{Value, json};

/// The shipped reports.
pub fn catalog() -> ReportCatalog {
    ReportCatalog::load(None).expect("the shipped reports are whole")
}

pub fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

pub fn decimal(mantissa: i128, scale: u32) -> Cell {
    Cell::Decimal { mantissa, scale }
}

/// A table of an input from its rows, with the headings of the front matter.
pub fn table(input: &ReportInput, columns: &[&str], rows: Vec<Vec<Cell>>) -> Table {
    let columns = columns
        .iter()
        .map(|name| {
            let described = input.column.get(*name);
            Column {
                name: (*name).to_owned(),
                heading: described.map_or_else(
                    || Bilingual {
                        bn: (*name).to_owned(),
                        en: (*name).to_owned(),
                    },
                    |column| Bilingual {
                        bn: column.bn.clone(),
                        en: column.en.clone(),
                    },
                ),
                unit: described.map(|column| column.unit).unwrap_or_default(),
            }
        })
        .collect();
    Table {
        title: input.title.clone(),
        columns,
        rows,
    }
}

/// The names of the reference whose print is longest, in one language.
pub fn longest_names(count: usize, language: Language) -> Vec<String> {
    let path = format!("{}/../../queries/reference/area.csv", env!("CARGO_MANIFEST_DIR"));
    let area = std::fs::read_to_string(path).expect("the reference is part of the project");
    let column = if language == Language::Bangla { 3 } else { 4 };
    let mut names: Vec<String> = area
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').nth(column).map(str::to_owned))
        .filter(|name| !name.starts_with('"'))
        .collect();
    names.sort_by_key(|name| (std::cmp::Reverse(name.chars().count()), name.clone()));
    names.dedup();
    names.truncate(count);
    names
}

/// What every report says of its run.
pub fn facts(report: &Report, language: Language) -> Value {
    let mut facts = json!({
        "class": "public",
        "report": report.name,
        "run": { "id": "0123456789abcdef", "as_of": "2022-06-30", "fiscal_year": "2021-22", "version": "0.1.0",
                 "rules": "ba67899afc99", "overrides": [] },
        "area": { "code": "408790", "level": "upazila",
                  "name": language.pick("তালা", "Tala"),
                  "full_name": language.pick("তালা উপজেলা, সাতক্ষীরা জেলা", "Tala upazila, Satkhira district") },
        "sources": [
            { "extract": "census_household", "title": language.pick("খানা জরিপ: খানা", "Household register"),
              "offices": 3, "newest_on": "2022-01-31", "age_days": 150, "is_late": true },
            { "extract": "beneficiary", "title": language.pick("ভাতাভোগীর তালিকা", "List of beneficiaries"),
              "offices": 2, "newest_on": "2022-06-30", "age_days": 0, "is_late": false },
        ],
        "programmes": [
            { "code": "OAA", "name": language.pick("বয়স্ক ভাতা", "Old Age Allowance"),
              "conditions": [language.pick("বয়স ৬৫ বা তার বেশি", "Aged 65 or over")] },
        ],
        "most": null,
        "last_year": null,
    });
    if report.front.asks_hazard {
        let restricted = json!({
            "purpose": language.pick("ঘূর্ণিঝড়ের আগে সরিয়ে নেওয়া", "Evacuation before the cyclone"),
            "officer": language.pick("উপজেলা নির্বাহী অফিসার", "Upazila Nirbahi Officer"),
            "office": language.pick("তালা", "Tala"),
            "number": "408790-2022-0001", "issued_on": "2022-07-01", "expires_on": "2022-07-31",
            "row_count": 1, "content_hash": "fedcba9876543210",
        });
        let hazard = json!({
            "code": "cyclone", "name": language.pick("ঘূর্ণিঝড়", "Cyclone"), "version": "1",
            "tie_rule": language.pick("গুণফল বেশি হলে আগে।", "The greater product first."),
            "dimension_maximum": 10, "signal": 7,
            "action": language.pick("সরানো শুরু করুন", "Begin to move households"),
            "factors": [
                { "name": "weak_house", "dimension": "exposure", "points": 3,
                  "description": language.pick("কাঁচা ঘর, ঝুপড়ি বা গৃহহীন", "Kutcha house, shack or homeless") },
                { "name": "elderly_alone", "dimension": "vulnerability", "points": 2,
                  "description": language.pick("একা বসবাসকারী বৃদ্ধ", "Old person living alone") },
            ],
        });
        facts["class"] = "restricted".into();
        facts["issue"] = restricted;
        facts["hazard"] = hazard;
    }
    facts
}

/// The tables of `planner_coverage` for so many unions: every cell by the name of its column.
pub fn coverage(report: &Report, unions: usize, language: Language) -> BTreeMap<String, Table> {
    let names = longest_names(unions.max(1), language);
    let programmes = [
        language.pick("বয়স্ক ভাতা", "Old Age Allowance"),
        language.pick(
            "বিধবা ও স্বামী নিগৃহীতা মহিলা ভাতা",
            "Widow and Husband-Deserted Women Allowance",
        ),
        language.pick("প্রতিবন্ধী ভাতা", "Disability Allowance"),
    ];
    let few = if unions == 0 { 0 } else { programmes.len() };
    let cell = |column: &str, row: usize| -> Cell {
        let programme = programmes[row % programmes.len()];
        let place = &names[(row / programmes.len()) % names.len()];
        match column {
            "programme_name" | "first_name" | "second_name" => text(programme),
            "place_name" => text(place),
            "label" => text(&format!("{place}: {programme}")),
            "area_code" => text(["4087", "4047", "9999"][row % 3]),
            "is_total" => Cell::Boolean(false),
            "missing_count" if row % 4 == 3 => text(language.pick("অপ্রকাশিত", "withheld")),
            "last_year_missing_count" | "last_year_missing_share" => Cell::Missing,
            "population_count" => Cell::Integer(31_600),
            _ if column.ends_with("_count") => Cell::Integer(1_200_000 + row as i64),
            _ if column.ends_with("_taka") => decimal(1_234_567_890, 2),
            _ if column.contains("_share") => decimal(2_000 + (row % 7) as i128 * 500, 4),
            _ => text(language.pick("দ্বিতীয় শ্রেণি", "Second group")),
        }
    };
    let untitled: [(&str, &[&str]); 6] = [
        ("headline", &[]),
        ("scope", &["part_count"]),
        ("heat", &["place_name", "programme_name", "missing_share"]),
        ("map", &["area_code", "place_name", "programme_name", "missing_share"]),
        ("age", &["programme_name", "age_name", "covered_count", "missing_count"]),
        ("formula", &["figure_name", "formula"]),
    ];
    let mut made = BTreeMap::new();
    for (name, input) in &report.front.input {
        let listed = untitled
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, columns)| *columns);
        let described = match name.as_str() {
            "headline" => report.front.input.get("programme"),
            _ => Some(input),
        };
        let columns: Vec<&str> = match listed {
            Some(columns) if !columns.is_empty() => columns.to_vec(),
            _ => described.map_or_else(Vec::new, |input| input.column.keys().map(String::as_str).collect()),
        };
        let rows = match name.as_str() {
            "scope" => 1,
            "part" => unions * programmes.len(),
            "need" => unions,
            "worst" => (unions * programmes.len()).min(10),
            _ => few,
        };
        // Charts draw numbers only; a table shows the words that stand for a hidden one.
        let is_drawn = report.front.chart.values().any(|chart| chart.input == *name);
        let rows = (0..rows).map(|row| {
            let cells = columns.iter().map(|column| match cell(column, row) {
                Cell::Text(_) if is_drawn && column.ends_with("_count") => Cell::Integer(40),
                Cell::Integer(_) if *column == "part_count" => Cell::Integer(unions as i64),
                cell => cell,
            });
            cells.collect()
        });
        made.insert(name.clone(), table(input, &columns, rows.collect()));
    }
    made
}

/// The tables of `uno_disaster_list` for so many households in wards of 500.
pub fn disaster(report: &Report, households: usize, language: Language) -> BTreeMap<String, Table> {
    let names = longest_names(40, language);
    let ward = |household: usize| 1 + (household / 500) as i64;
    let mut made = BTreeMap::new();
    let mut put = |name: &str, columns: Vec<&str>, rows: Vec<Vec<Cell>>| {
        let input = report.front.input.get(name).expect("the report asks for it");
        made.insert(name.to_owned(), table(input, &columns, rows));
    };
    let union = names.first().cloned().unwrap_or_default();
    put("scored", vec!["household_id"], Vec::new());
    put("unplaced", vec!["household_count"], vec![vec![Cell::Integer(3)]]);
    put(
        "household",
        vec![
            "union_code",
            "union_name",
            "ward_no",
            "list_rank",
            "sending_office",
            "household_id",
            "village_name",
            "member_count",
            "score",
            "exposure",
            "vulnerability",
            "coping",
            "reasons",
            "unknowns",
            "unknown_factor_count",
            "house_name",
            "shelter_name",
            "measured_km",
            "told_km",
        ],
        (0..households)
            .map(|household| {
                vec![
                    text("40879071"),
                    text(&union),
                    Cell::Integer(ward(household)),
                    Cell::Integer(1 + (household % 500) as i64),
                    text("up"),
                    text(&format!("NGR8-{household:04}")),
                    text(&names[household % names.len()]),
                    Cell::Integer(2),
                    decimal(749, 2),
                    Cell::Integer(10),
                    Cell::Integer(7),
                    Cell::Integer(6),
                    text("weak_house,elderly_alone"),
                    text("shelter_far"),
                    Cell::Integer(1),
                    if household % 7 == 0 {
                        Cell::Missing
                    } else {
                        text("kutcha")
                    },
                    Cell::Missing,
                    if household % 3 == 0 {
                        Cell::Missing
                    } else {
                        text("নগরঘাটা সরকারি প্রাথমিক বিদ্যালয় কাম আশ্রয়কেন্দ্র")
                    },
                    if household % 3 == 0 {
                        Cell::Missing
                    } else {
                        decimal(12, 1)
                    },
                    if household % 5 == 0 {
                        Cell::Missing
                    } else {
                        decimal(19, 1)
                    },
                ]
            })
            .collect(),
    );
    put(
        "member",
        vec![
            "sending_office",
            "household_id",
            "name",
            "identifier_masked",
            "age_minimum",
            "age_maximum",
            "has_disability",
            "is_pregnant",
            "is_ill",
        ],
        (0..households * 2)
            .map(|member| {
                vec![
                    text("up"),
                    text(&format!("NGR8-{:04}", member / 2)),
                    text("মোছাঃ রহিমা খাতুন বিবি চৌধুরানী"),
                    if member % 2 == 0 {
                        text("••••••1234")
                    } else {
                        Cell::Missing
                    },
                    Cell::Integer(67),
                    Cell::Integer(68),
                    Cell::Boolean(member % 2 == 0),
                    Cell::Missing,
                    Cell::Boolean(member % 3 == 0),
                ]
            })
            .collect(),
    );
    let wards = households.div_ceil(500);
    put(
        "ward",
        vec![
            "union_code",
            "union_name",
            "ward_no",
            "household_count",
            "scored_count",
            "listed_count",
            "listed_person_count",
        ],
        (0..wards)
            .map(|number| {
                vec![
                    text("40879071"),
                    text(&union),
                    Cell::Integer(1 + number as i64),
                    Cell::Integer(600),
                    Cell::Integer(500),
                    Cell::Integer(500),
                    Cell::Integer(1_000),
                ]
            })
            .collect(),
    );
    put(
        "shelter",
        vec![
            "union_name",
            "union_code",
            "ward_no",
            "shelter_name",
            "capacity_persons",
            "keeper_mobile",
            "is_usable",
            "has_ramp",
            "has_separate_women_room",
        ],
        vec![vec![
            text(&union),
            text("40879071"),
            Cell::Integer(1),
            text("নগরঘাটা সরকারি প্রাথমিক বিদ্যালয় কাম আশ্রয়কেন্দ্র"),
            Cell::Integer(300),
            text("01300003039"),
            Cell::Boolean(true),
            Cell::Boolean(true),
            Cell::Missing,
        ]],
    );
    made
}
