//! What must not leave: names and numbers from the lake, small counts from the release layer.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::dorpon::{Place, demo, files_below, repository};

/// Identifiers and names as they stand in the sample's plain text files.
fn planted_secrets() -> BTreeSet<String> {
    let mut secrets = BTreeSet::new();
    for file in files_below(&repository().join("sample-data/extracts")) {
        if file.extension().is_some_and(|extension| extension == "xlsx") {
            continue;
        }
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        let cells = text
            .split([',', '\t', '\n', ';'])
            .map(|cell| cell.trim_matches(['"', '\'', ' ', '\r']));
        secrets.extend(
            cells
                .filter(|cell| cell.len() >= 10 && cell.bytes().all(|byte| byte.is_ascii_digit()))
                .map(str::to_owned),
        );
    }
    assert!(secrets.len() > 200, "the sample holds identifiers");
    secrets
}

#[test]
fn the_lake_holds_no_identifier_in_clear() {
    let secrets = planted_secrets();
    for file in files_below(&demo().path("work/lake")) {
        let bytes = std::fs::read(&file).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let digits: BTreeSet<&str> = text.split(|letter: char| !letter.is_ascii_digit()).collect();
        let leaked = secrets.iter().filter(|secret| digits.contains(secret.as_str())).count();
        assert_eq!(leaked, 0, "{}", file.display());
        let name = file.to_string_lossy().into_owned();
        if name.ends_with(".parquet")
            && !name.contains("/release/")
            && !name.contains("/shelter/")
            && !name.contains("/area_profile/")
        {
            assert_eq!(bytes.get(..4), Some(b"PARE".as_slice()), "{name} is not encrypted");
        }
    }
}

#[test]
fn the_release_layer_opens_without_keys() {
    for file in files_below(&demo().path("work/lake/runs")) {
        if file.to_string_lossy().contains("/release/") {
            let bytes = std::fs::read(&file).unwrap();
            assert_eq!(bytes.get(..4), Some(b"PAR1".as_slice()), "{}", file.display());
        }
    }
}

/// The tables whose counts are of people, households, records or payments.
const RELEASED: [&str; 11] = [
    "budget_reconciliation",
    "coverage_by_area",
    "coverage_by_union_programme",
    "need_by_area",
    "need_by_union",
    "payment_by_area",
    "payment_by_cycle",
    "payment_exception_by_area",
    "programme_overlap",
    "reach_by_area",
    "record_quality_by_area",
];

#[test]
fn what_one_released_table_hides_no_other_one_tells() {
    let rows = |table: &str| {
        let answer = demo().work(&["query", table, "--format", "json"]).must(0).json();
        answer.as_array().unwrap().clone()
    };
    let areas = rows("coverage_by_area");
    let mut compared = 0;
    for union in rows("coverage_by_union_programme") {
        let area = match union["union_code"].as_str().unwrap() {
            "all" => "BD",
            code => code,
        };
        let twin = areas.iter().find(|row| {
            row["area_code"] == area
                && row["programme_code"] == union["programme_code"]
                && row["group_code"] == union["sex"]
        });
        let twin = twin.unwrap_or_else(|| panic!("no row of {union}"));
        for count in ["eligible_count", "covered_count", "missing_count", "cannot_tell_count"] {
            compared += 1;
            assert_eq!(union[count], twin[count], "{count}: {union} {twin}");
        }
    }
    assert!(compared > 100);
}

#[test]
fn a_share_is_told_only_where_its_counts_are() {
    let rows = demo()
        .work(&["query", "coverage_by_area", "--format", "json"])
        .must(0)
        .json();
    let mut told = 0;
    for row in rows.as_array().unwrap() {
        if !row["exclusion_share"].is_null() {
            told += 1;
            assert!(row["eligible_count"].as_i64().unwrap() >= 30, "{row}");
            assert!(row["missing_count"].is_i64(), "{row}");
        }
        for (taka, count) in [
            ("listed_need_taka", "listed_count"),
            ("eligible_need_taka", "eligible_count"),
        ] {
            assert!(row[taka].is_null() || row[count].is_i64(), "{row}");
        }
    }
    assert!(told > 0);
}

/// What all programmes pay together, less what the others pay, is what a small one pays.
#[test]
fn no_sum_over_all_programmes_stands_beside_those_of_each() {
    let answer = demo()
        .work(&["query", "reach_by_area", "--format", "json"])
        .must(0)
        .json();
    let rows = answer.as_array().unwrap();
    let is_told = |row: &serde_json::Value, column: &str| row.get(column).is_some_and(|value| !value.is_null());
    assert!(rows.iter().any(|row| is_told(row, "transfer_taka")));
    for row in rows {
        assert_eq!(row["programme_code"], "any", "{row}");
        if matches!(row["area_level"].as_str(), Some("union" | "paurashava" | "city_ward")) {
            for column in [
                "transfer_taka",
                "compared_transfer_taka",
                "adequacy_share",
                "paid_household_count",
            ] {
                assert!(!is_told(row, column), "{column}: {row}");
            }
        }
    }
}

#[test]
fn small_groups_of_people_are_told_at_the_upazila_and_above() {
    let rows = demo()
        .work(&["query", "coverage_by_area", "--format", "json"])
        .must(0)
        .json();
    let narrow = ["ward", "union", "paurashava", "city_ward"];
    for row in rows.as_array().unwrap() {
        assert_ne!(row["area_level"], "ward", "{row}");
        let is_small = ["age_band", "disability", "community"]
            .iter()
            .any(|kind| row["group_kind"] == *kind);
        let is_narrow = narrow.iter().any(|level| row["area_level"] == *level);
        assert!(!(is_small && is_narrow), "{row}");
    }
}

#[test]
fn no_small_count_is_released() {
    for table in RELEASED {
        let rows = demo().work(&["query", table, "--format", "json"]).must(0).json();
        for row in rows.as_array().unwrap() {
            for (name, value) in row.as_object().unwrap() {
                if name.ends_with("_count") {
                    assert!(
                        !value.as_i64().is_some_and(|count| (1..10).contains(&count)),
                        "{table}: {row}"
                    );
                }
                if let Some(count) = name.strip_suffix("_shown") {
                    let is_hidden = matches!(value.as_str(), Some("<10" | "withheld"));
                    assert_eq!(
                        is_hidden || value.is_null(),
                        row[count].is_null(),
                        "{table} {name}: {row}"
                    );
                }
            }
        }
    }
}

#[test]
fn hidden_counts_hide_their_taka() {
    let rows = demo()
        .work(&["query", "payment_by_cycle", "--format", "json"])
        .must(0)
        .json();
    for row in rows.as_array().unwrap() {
        for kind in ["ordered", "settled", "returned", "pending"] {
            if row[format!("{kind}_count")].is_null() {
                assert!(row[format!("{kind}_taka")].is_null(), "{row}");
            }
        }
    }
}

#[test]
fn a_layer_that_names_people_asks_who_and_why() {
    let refused = demo().work(&["query", "disaster_priority", "--layer", "mart"]).must(6);
    assert_eq!(refused.stdout, "");
    assert!(refused.stderr.contains("--purpose"), "{}", refused.stderr);
    demo()
        .work(&[
            "query",
            "disaster_priority",
            "--layer",
            "mart",
            "--officer",
            "UNO",
            "--purpose",
            " ",
        ])
        .must(6);
    demo()
        .work(&["sql", "select 1 as one from stage.person", "--layer", "stage"])
        .must(6);
    let layer = ["query", "disaster_priority", "--layer", "mart"];
    for (officer, purpose) in [
        ("\u{200B}\u{200D}", "drill"),
        ("UNO", "\u{FEFF}\u{2060}"),
        ("\u{3164}", "drill"),
    ] {
        let mut arguments = layer.to_vec();
        arguments.extend(["--officer", officer, "--purpose", purpose]);
        demo().work(&arguments).must(6);
    }
}

#[test]
fn free_sql_sees_the_release_layer_only_and_changes_nothing() {
    demo()
        .work(&["sql", "select count(*) from mart.disaster_priority"])
        .must(2);
    demo().work(&["sql", "select count(*) from stage.person"]).must(2);
    for statement in [
        "drop table release.need_by_union",
        "copy release.need_by_union to 'leak.csv'",
        "set datafusion.execution.batch_size = 1",
        "create external table x stored as csv location '/etc/passwd'",
        "select 1; select 2",
    ] {
        demo().work(&["sql", statement]).must(2);
    }
    assert!(!demo().path("leak.csv").exists());
}

#[test]
fn every_look_at_a_restricted_layer_is_taken_down() {
    let place = Place::new();
    place.run(&["demo", "--out", "work"]).must(0);
    let state = place.path("work/state.sqlite");
    let before = std::fs::read(&state).unwrap();
    let purpose = "cyclone drill 4711";
    place
        .work(&[
            "query",
            "disaster_priority",
            "--layer",
            "mart",
            "--purpose",
            purpose,
            "--officer",
            "UNO Tala",
        ])
        .must(0);
    let after = std::fs::read(&state).unwrap();
    let holds = |bytes: &[u8]| bytes.windows(purpose.len()).any(|window| window == purpose.as_bytes());
    assert!(!holds(&before) && holds(&after));
}

#[test]
fn without_the_keys_the_lake_stays_closed() {
    let place = Place::new();
    place.run(&["demo", "--out", "work"]).must(0);
    std::fs::remove_dir_all(place.path("keys")).unwrap();
    let refused = place.work(&["query", "need_by_union"]);
    assert_ne!(refused.code, 0);
    assert!(refused.stderr.contains("keys"), "{}", refused.stderr);
}

#[test]
fn a_failing_query_shows_no_value_and_is_taken_down() {
    let place = Place::new();
    place.run(&["demo", "--out", "work"]).must(0);
    let sql = "select cast(name_bn as int) from stage.person";
    let failed = place
        .work(&[
            "sql",
            sql,
            "--layer",
            "stage",
            "--purpose",
            "p",
            "--officer",
            "watched-officer",
        ])
        .must(2);
    assert!(
        !failed.stderr.contains("cast string") && failed.stderr.is_ascii(),
        "{}",
        failed.stderr
    );
    let state = std::fs::read(place.path("work/state.sqlite")).unwrap();
    assert!(state.windows(15).any(|window| window == b"watched-officer"));
}

/// A demo of its own in which a restricted layer was looked at `looks` times.
fn watched(looks: usize) -> Place {
    let place = Place::new();
    place.run(&["demo", "--out", "work"]).must(0);
    for _ in 0..looks {
        look(&place).must(0);
    }
    place
}

fn look(place: &Place) -> crate::dorpon::Answer {
    let sql = "select count(*) as persons from stage.person";
    place.work(&[
        "sql",
        sql,
        "--layer",
        "stage",
        "--purpose",
        "drill",
        "--officer",
        "UNO Tala",
    ])
}

/// The note of the log's end, beside the keys.
fn audit_note(place: &Place) -> PathBuf {
    let is_note = |file: &PathBuf| file.to_string_lossy().ends_with(".audit-head");
    files_below(&place.path("keys")).into_iter().find(is_note).unwrap()
}

#[test]
fn the_audit_log_is_shown_and_verified() {
    let place = watched(1);
    let shown = place.work(&["--json", "audit", "show"]).must(0).json();
    let entries = shown["entries"].as_array().unwrap();
    let actions: Vec<&str> = entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    // The demo's list and this look, each before the rows and after.
    assert_eq!(actions, ["list begun", "list", "sql begun", "sql"], "{shown}");
    let entries = &entries[2..];
    assert_eq!(entries[1]["entry"], 4);
    assert_eq!(entries[1]["officer"], "UNO Tala");
    assert_eq!(entries[1]["row_count"], 1);
    assert!(place.work(&["audit", "show"]).must(0).stdout.contains("UNO Tala"));
    let whole = place.work(&["--json", "audit", "verify"]).must(0).json();
    assert_eq!(whole["entries"], 4);
    let state = place.work(&["--json", "status"]).must(0);
    assert_eq!(state.json()["audit"]["intact"], true);
    assert_eq!(state.stderr, "");
    // One changed letter in the file: the log is at fault and says where.
    let database = place.path("work/state.sqlite");
    let bytes = std::fs::read(&database).unwrap();
    let at = bytes.windows(5).position(|window| window == b"drill").unwrap();
    let mut changed = bytes.clone();
    changed[at] = b'g';
    std::fs::write(&database, changed).unwrap();
    let broken = place.work(&["audit", "verify"]).must(6);
    assert!(broken.stderr.contains("lake.audit_broken"), "{}", broken.stderr);
    place.work(&["audit", "show"]).must(0);
}

#[test]
fn a_state_file_that_was_removed_or_put_back_is_found() {
    let place = watched(1);
    let database = place.path("work/state.sqlite");
    let older = std::fs::read(&database).unwrap();
    look(&place).must(0);
    std::fs::write(&database, older).unwrap();
    for _ in 0..2 {
        let replaced = place.work(&["audit", "verify"]).must(6);
        assert!(replaced.stderr.contains("lake.audit_replaced"), "{}", replaced.stderr);
        let state = place.work(&["--json", "status"]).must(0);
        assert_eq!(state.json()["audit"]["intact"], false);
        assert!(state.stderr.contains("lake.audit_replaced"), "{}", state.stderr);
        // Nothing is shown on top of a log with a hole in it.
        look(&place).must(6);
        std::fs::remove_file(&database).unwrap();
    }
    std::fs::remove_file(audit_note(&place)).unwrap();
    look(&place).must(0);
    place.work(&["audit", "verify"]).must(0);
}

#[test]
fn a_note_that_is_one_entry_behind_is_brought_up() {
    let place = watched(1);
    let note = audit_note(&place);
    let before = std::fs::read(&note).unwrap();
    look(&place).must(0);
    let after = std::fs::read(&note).unwrap();
    assert_ne!(before, after);
    // A look writes two entries: the note is two behind, which no crash explains.
    std::fs::write(&note, &before).unwrap();
    place.work(&["audit", "verify"]).must(6);
    std::fs::write(&note, "{").unwrap();
    let damaged = place.work(&["audit", "verify"]).must(6);
    assert!(damaged.stderr.contains("lake.audit_head_damaged"), "{}", damaged.stderr);
    std::fs::remove_file(&note).unwrap();
    let missing = place.work(&["audit", "verify"]).must(6);
    assert!(missing.stderr.contains("lake.audit_head_damaged"), "{}", missing.stderr);
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_a_workspace() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let place = watched(1);
    for file in files_below(&place.path("work"))
        .iter()
        .chain(&files_below(&place.path("keys")))
    {
        assert_eq!(mode(file), 0o600, "{}", file.display());
        assert_eq!(mode(file.parent().unwrap()), 0o700, "{}", file.display());
    }
    for folder in [
        "work",
        "work/lake",
        "work/lake/raw",
        "work/lake/runs",
        "work/inbox",
        "work/out",
    ] {
        assert_eq!(mode(&place.path(folder)), 0o700, "{folder}");
    }
}
