//! `simulate`: a changed rule changes exactly whom it should, beside what is there, and names nobody.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::dorpon::{Place, demo, demo_rows, repository};

const ACCESS: [&str; 4] = ["--purpose", "next year's rules", "--officer", "planner"];

fn text(row: &Value, column: &str) -> String {
    row[column].as_str().unwrap_or_default().to_owned()
}

/// The old age allowance with women of 55 instead of 62, born on or before 1 June 1966 instead of 1959.
fn from_55() -> String {
    let rules = std::fs::read_to_string(repository().join("queries/programmes/OAA.toml")).unwrap();
    let changed = rules.replace("minimum_age_years = 62", "minimum_age_years = 55");
    let changed = changed.replace(
        "born_on_or_before = \"1959-06-01\"",
        "born_on_or_before = \"1966-06-01\"",
    );
    assert_ne!(rules, changed);
    changed
}

fn simulate(place: &Place, file: &str, area: &str) -> Vec<Value> {
    let mut arguments = vec!["simulate", "--programme", file, "--area", area, "--format", "json"];
    arguments.extend(ACCESS);
    place.work(&arguments).must(0).json().as_array().unwrap().clone()
}

fn whole(rows: &[Value]) -> &Value {
    rows.iter()
        .find(|row| text(row, "area_code") == "408790" && text(row, "group_name") == "All")
        .unwrap()
}

/// Result and deciding condition of everybody by the old age allowance.
fn answers(rows: &[Value]) -> BTreeMap<String, (String, String)> {
    rows.iter()
        .filter(|row| text(row, "programme_code") == "OAA")
        .map(|row| {
            (
                text(row, "person_id"),
                (text(row, "result"), text(row, "deciding_condition")),
            )
        })
        .collect()
}

#[test]
fn one_changed_age_rule_changes_exactly_whom_it_should() {
    let changed_rule = from_55();
    // Really run, in a workspace whose own rule it is.
    let place = Place::new();
    place.run(&["demo", "--out", "work"]).must(0);
    let folder = place.path("work/queries/programmes");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("OAA.toml"), &changed_rule).unwrap();
    place.work(&["run"]).must(0);
    let mart = ["--layer", "mart", "--format", "json"];
    let mut arguments = vec!["query", "eligible_person"];
    arguments.extend(mart.iter().chain(&ACCESS));
    let after = place.work(&arguments).must(0).json();
    let after = answers(after.as_array().unwrap());
    let before = answers(&demo_rows("eligible_person", "mart"));
    assert_eq!(before.len(), after.len());

    let mut gained = 0;
    let mut touched = 0;
    for person in demo_rows("person_profile", "mart") {
        let id = text(&person, "person_id");
        let (earliest, latest) = (text(&person, "birth_earliest_on"), text(&person, "birth_latest_on"));
        // Three answers of one rule: all possible birthdays on one side of the day, on the other, or on both.
        let old_enough = |day: &str| match (earliest.as_str(), latest.as_str()) {
            ("", _) | (_, "") => "unknown",
            (_, latest) if latest <= day => "yes",
            (earliest, _) if earliest > day => "no",
            _ => "unknown",
        };
        let is_woman = text(&person, "sex") == "female";
        let is_touched = is_woman && old_enough("1959-06-01") != old_enough("1966-06-01");
        touched += u32::from(is_touched);
        let ((was, _), (is, decided)) = (&before[&id], &after[&id]);
        if !is_touched {
            assert_eq!(was, is, "{id} was not to change");
        } else if was == is {
            assert_ne!(decided, "age", "{id} has the age now");
        } else if is == "yes" {
            gained += 1;
        }
    }
    assert!(
        touched > 50 && gained > 20,
        "{touched} {gained}: too few to say anything"
    );

    // Simulated, in a workspace with the rule as it is.
    let file = place.write("women_of_55.toml", &changed_rule);
    let file = place.path(&file).display().to_string();
    let rows = simulate(demo(), &file, "408790");
    let row = whole(&rows);
    let yes =
        |answers: &BTreeMap<String, (String, String)>| answers.values().filter(|(result, _)| result == "yes").count();
    assert_eq!(text(row, "eligible_today_count_shown"), yes(&before).to_string());
    assert_eq!(text(row, "eligible_simulated_count_shown"), yes(&after).to_string());
    assert_eq!(text(row, "gained_count_shown"), gained.to_string());
    assert_eq!(text(row, "lost_count_shown"), "0");
}

#[test]
fn the_programme_as_it_is_changes_nobody() {
    let file = repository().join("queries/programmes/OAA.toml").display().to_string();
    let rows = simulate(demo(), &file, "408790");
    for row in &rows {
        assert_eq!(
            (text(row, "gained_count_shown"), text(row, "lost_count_shown")),
            ("0".into(), "0".into())
        );
    }
    let row = whole(&rows);
    assert_eq!(text(row, "eligible_today_count_shown"), "107");
    assert_eq!(row["yearly_today_taka"], row["yearly_simulated_taka"]);
    // 107 people, 500 taka a month, twelve months, 0.7 % for the transfer.
    assert_eq!(text(row, "yearly_today_taka"), "646494.00");
}

#[test]
fn a_new_programme_has_nobody_today() {
    let place = Place::new();
    let file = place.write(
        "child.toml",
        r#"code = "CHILD"
name = { bn = "শিশু ভাতা", en = "Child Allowance" }
agency = "MoWCA"
frequency = "monthly"
unit = "taka"
grant_to = "person"

[[rate]]
fiscal_year = "2021-22"
tier = "standard"
monthly_taka = "300"
status = "announced"
source = "an example, no rule"

[[age_cutoff]]
maximum_age_years = 4
source = "an example, no rule"

[[condition]]
name = "alive"
kind = "hard"
description = { bn = "জীবিত", en = "Is alive" }
holds = "is_alive"
source = "an example, no rule"

[[condition]]
name = "age"
kind = "hard"
description = { bn = "পাঁচ বছরের কম", en = "Under five" }
holds = "case when birth_earliest_on >= born_on_or_after then true when birth_latest_on < born_on_or_after then false end"
source = "an example, no rule"
"#,
    );
    let file = place.path(&file).display().to_string();
    let rows = simulate(demo(), &file, "408790");
    let row = whole(&rows);
    assert_eq!(text(row, "eligible_today_count_shown"), "0");
    let children: u32 = text(row, "gained_count_shown").parse().unwrap();
    assert!(children > 100, "{children}");
    let taka = f64::from(children) * 300.0 * 12.0 * 1.007;
    assert_eq!(text(row, "yearly_simulated_taka"), format!("{taka:.2}"));
    assert!(row["yearly_today_taka"].is_null());
    let of_age: u32 = rows
        .iter()
        .filter(|row| text(row, "area_code") == "408790" && text(row, "group_name") == "0–4 years")
        .map(|row| text(row, "gained_count_shown").parse::<u32>().unwrap())
        .sum();
    assert_eq!(of_age, children);
}

#[test]
fn a_try_wants_a_purpose_and_a_sound_file_and_is_taken_down() {
    let place = Place::new();
    place.run(&["demo", "--out", "work"]).must(0);
    let rules = std::fs::read_to_string(repository().join("queries/programmes/OAA.toml")).unwrap();
    place.write("good.toml", &rules);
    place
        .work(&[
            "simulate",
            "--programme",
            &place.path("good.toml").display().to_string(),
        ])
        .must(6);
    let simulated = |name: &str, content: &str, code: i32| {
        place.write(name, content);
        let file = place.path(name).display().to_string();
        let mut arguments = vec!["simulate", "--programme", &file];
        arguments.extend(ACCESS);
        place.work(&arguments).must(code).stderr
    };
    let unknown_column = rules.replace("holds = \"is_resident\"", "holds = \"is_residend\"");
    let refused = simulated("unknown_column.toml", &unknown_column, 2);
    assert!(
        refused.contains("residence") && refused.contains("is_residend"),
        "{refused}"
    );
    let refused = simulated("no_toml.toml", "code = ", 2);
    assert!(refused.contains("no_toml.toml"), "{refused}");
    let refused = simulated("other_name.toml", &rules.replace("code = \"OAA\"", "code = \"NEW\""), 2);
    assert!(refused.contains("OAA"), "{refused}");
    let missing = ["simulate", "--programme", "absent.toml"];
    let mut arguments = missing.to_vec();
    arguments.extend(ACCESS);
    place.work(&arguments).must(8);
    simulated("good.toml", &rules, 0);
    let log = place.work(&["audit", "show"]).must(0).stdout;
    assert!(
        log.contains("simulate begun") && log.contains("next year's rules"),
        "{log}"
    );
    assert!(!place.path("work/lake/.spill").join("simulation").exists());
    place.work(&["audit", "verify"]).must(0);
}
