//! What must not leave: names and numbers from the lake, small counts from the release layer.

use std::collections::BTreeSet;

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

#[test]
fn no_small_count_is_released() {
    for table in ["coverage_by_union_programme", "payment_by_cycle", "need_by_union"] {
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
