//! Exit codes, messages and their remedies, in both languages.

use crate::dorpon::{Place, demo, repository};

#[test]
fn help_is_in_both_languages() {
    let place = Place::new();
    assert!(place.run(&["--help"]).must(0).stdout.contains("Exit codes"));
    for arguments in [
        vec!["--help"],
        vec!["ingest", "-h"],
        vec!["sql", "--help"],
        vec!["list", "disaster", "-h"],
    ] {
        let help = place.run(&[&["--lang", "bn"], &arguments[..]].concat()).must(0).stdout;
        for english in [
            "Usage",
            "Options",
            "Commands",
            "Arguments",
            "Print",
            "default",
            "possible",
        ] {
            assert!(!help.contains(english), "{english}: {help}");
        }
        assert!(help.contains("ব্যবহার: dorpon") && help.contains("বিকল্প:"), "{help}");
    }
    let help = place.run(&["--lang", "bn", "--help"]).must(0).stdout;
    assert!(help.contains("প্রস্থান-কোড") && help.contains("সংস্করণ দেখুন"), "{help}");
    assert!(
        place
            .run(&["--lang", "bn", "--version"])
            .must(0)
            .stdout
            .contains("dorpon")
    );
}

#[test]
fn wrong_usage_is_exit_2() {
    let place = Place::new();
    place.run(&[]).must(2);
    place.run(&["fly"]).must(2);
    place.run(&["status"]).must(2);
    place.run(&["init", "work"]).must(0);
    place.run(&["init", "work"]).must(2);
    let empty = place.work(&["run"]).must(2);
    assert!(empty.stderr.contains("dorpon ingest"), "{}", empty.stderr);
    place.work(&["run", "--as-of", "30/06/2022"]).must(2);
    let unknown = place
        .work(&["ingest", "beneficiaries", "x.csv", "--office", "o"])
        .must(2);
    assert!(unknown.stderr.contains("beneficiary"), "{}", unknown.stderr);
}

#[test]
fn a_missing_column_is_named_with_the_three_nearest_headings() {
    let place = Place::workspace();
    let file = place.write(
        "list.csv",
        "beneficiary_id,programme,name_bn,sexx,union_code,enrolled,state\n1,OAA,রহিম,male,40879071,2020-01-01,active\n",
    );
    let refused = place
        .work(&[
            "ingest",
            "beneficiary",
            &file,
            "--office",
            "dss-tala",
            "--period",
            "2022-06-30",
        ])
        .must(3);
    insta::assert_snapshot!("missing_column_en", refused.stderr);
    let refused = place
        .work(&[
            "--lang",
            "bn",
            "ingest",
            "beneficiary",
            &file,
            "--office",
            "dss-tala",
            "--period",
            "2022-06-30",
        ])
        .must(3);
    insta::assert_snapshot!("missing_column_bn", refused.stderr);
    let state = place.work(&["--json", "status"]).must(0).json();
    assert_eq!(state["extracts"]["beneficiary"]["slices"], 0);
}

#[test]
fn a_refused_file_leaves_the_others_loaded() {
    let place = Place::workspace();
    let good = repository().join("sample-data/extracts/tala_shelter_2022.csv");
    let bad = place.write("bad.csv", "one,two\n1,2\n");
    let answer = place
        .work(&[
            "--json",
            "ingest",
            "shelter",
            &bad,
            good.to_str().unwrap(),
            "--office",
            "pio",
            "--period",
            "2022",
        ])
        .must(3);
    let files = answer.json();
    assert_eq!(files["files"][0]["outcome"], "refused");
    assert_eq!(files["files"][1]["outcome"], "loaded");
    assert!(answer.stderr.contains("\"exit\":3"), "{}", answer.stderr);
}

#[test]
fn a_query_that_cannot_be_answered_says_what_there_is() {
    let answer = demo().work(&["query", "coverage"]).must(2);
    assert!(
        answer.stderr.contains("coverage_by_union_programme"),
        "{}",
        answer.stderr
    );
    demo()
        .work(&["query", "need_by_union", "--param", "union_code"])
        .must(2);
    demo()
        .work(&["query", "need_by_union", "--param", "nonsense=1"])
        .must(2);
    demo().work(&["sql", "select from"]).must(2);
    let empty = demo()
        .work(&[
            "query",
            "need_by_union",
            "--param",
            "union_code=x'; drop",
            "--format",
            "json",
        ])
        .must(0);
    assert_eq!(empty.stdout.trim(), "[]");
}

#[test]
fn a_check_that_fails_holds_the_publication() {
    let place = Place::new();
    place.run(&["demo", "--out", "work"]).must(0);
    let current = || std::fs::read_to_string(place.path("work/lake/current")).unwrap();
    let before = current();
    std::fs::create_dir_all(place.path("work/queries/check")).unwrap();
    let check = "--! summary.en = \"No day is good enough.\"\n--! summary.bn = \"কোনো দিনই যথেষ্ট ভালো নয়।\"\n--! owner = \"test\"\nselect 1 as one\n";
    place.write("work/queries/check/never.sql", check);
    let failed = place.work(&["run"]).must(4);
    assert!(failed.stderr.contains("never (1)"), "{}", failed.stderr);
    assert_eq!(before, current());
    let state = place.work(&["--json", "status"]).must(0).json();
    assert_eq!(state["last_attempt"]["outcome"], "engine.checks_failed");
    assert_eq!(state["overrides"][0], "check/never.sql");
}

#[test]
fn a_programme_file_with_an_error_points_at_its_line() {
    let place = Place::workspace();
    std::fs::create_dir_all(place.path("work/queries/programmes")).unwrap();
    let shipped = std::fs::read_to_string(repository().join("queries/programmes/OAA.toml")).unwrap();
    place.write(
        "work/queries/programmes/OAA.toml",
        &shipped.replacen("1956-06-01", "1956-06-31", 1),
    );
    let failed = place.work(&["run"]).must(2);
    let line = shipped.lines().position(|line| line.contains("1956-06-01")).unwrap() + 1;
    assert!(failed.stderr.contains(&format!("row {line}")), "{}", failed.stderr);
}

#[test]
fn inspect_names_the_extract_without_a_workspace() {
    let place = Place::new();
    let file = repository().join("sample-data/extracts/nagarghata_person_2022.xlsx");
    let answer = place.run(&["--json", "inspect", file.to_str().unwrap()]).must(0).json();
    assert_eq!(answer["extract"], "census_person");
    assert!(
        answer["header_row"].as_u64().unwrap() > 1,
        "a title row stands above the header"
    );
    assert_eq!(answer["preview"]["rows"]["loaded"], 1948);
}

#[test]
fn inspect_shows_no_identifier() {
    let place = Place::new();
    let file = repository().join("sample-data/extracts/g2p_beneficiary_2022-06-30.csv");
    let answer = place.run(&["inspect", file.to_str().unwrap()]).must(0);
    let digits: String = dorpon_digits(&answer.stdout);
    for run in digits.split(' ') {
        assert!(run.len() < 10, "{run} is shown");
    }
}

fn dorpon_digits(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_ascii_digit() { letter } else { ' ' })
        .collect()
}

#[test]
fn a_quotation_mark_that_is_not_closed_loses_no_row() {
    let place = Place::workspace();
    let clean = std::fs::read_to_string(repository().join("sample-data/extracts/payment_2021-22_Q1.csv")).unwrap();
    let broken = clean.replacen(",1500,", ",\"1500,", 1);
    let file = place.write("payment_2021-22_Q1.csv", &broken);
    let refused = place.work(&["ingest", "payment", &file, "--office", "g2p"]).must(3);
    assert!(refused.stderr.contains("ingest.quote_unclosed"), "{}", refused.stderr);
}

#[test]
fn what_an_office_sent_last_counts_even_if_it_sent_it_before() {
    let place = Place::workspace();
    let head = "beneficiary_id,programme_code,name_bn,sex,union_code,enrolled_on,status\n";
    let whole =
        format!("{head}B1,OAA,আমেনা,female,40879071,2019-07-01,active\nB2,OAA,সখিনা,female,40879071,2019-07-01,active\n");
    place.write("whole.csv", &whole);
    place.write("part.csv", whole.rsplit_once("B2").unwrap().0);
    for (file, rows) in [("whole.csv", 2), ("part.csv", 1), ("whole.csv", 2)] {
        place
            .work(&[
                "ingest",
                "beneficiary",
                file,
                "--office",
                "dss",
                "--period",
                "2022-06-30",
            ])
            .must(0);
        let state = place.work(&["--json", "status"]).must(0).json();
        assert_eq!(state["extracts"]["beneficiary"]["rows_loaded"], rows);
    }
}

#[test]
fn the_same_payments_under_two_offices_hold_the_publication() {
    let place = Place::new();
    place.run(&["demo", "--out", "work"]).must(0);
    let file = repository().join("sample-data/extracts/payment_2021-22_Q1.csv");
    place
        .work(&["ingest", "payment", file.to_str().unwrap(), "--office", "other"])
        .must(0);
    let failed = place.work(&["run"]).must(4);
    let files = "g2p (payment_2021-22_Q1.csv), other (payment_2021-22_Q1.csv)";
    for words in ["payment_is_counted_once (", files, "check failed: "] {
        assert!(failed.stderr.contains(words), "{words}: {}", failed.stderr);
    }
}

#[test]
fn the_demo_does_not_mix_with_an_office_of_its_own() {
    let place = Place::workspace();
    place.run(&["demo", "--out", "work"]).must(2);
}

#[test]
fn a_long_query_is_answered() {
    let sum = vec!["1"; 600].join(" + ");
    let answer = demo()
        .work(&["sql", &format!("select {sum} as total"), "--format", "json"])
        .must(0)
        .json();
    assert_eq!(answer[0]["total"], 600);
}

/// Rows of a list of beneficiaries, in the order of its columns.
const LIST_HEAD: &str = "beneficiary_id,programme_code,name_bn,sex,union_code,enrolled_on,status\n";
const LIST_ROWS: [&str; 3] = [
    "B1,OAA,আমেনা,female,40879071,2019-07-01,active\n",
    "B2,OAA,সখিনা,female,40879071,2019-07-01,active\n",
    "B3,OAA,রহিম,male,40879071,2019-07-01,active\n",
];

fn ingest_list(place: &Place, file: &str, office: &str) -> crate::dorpon::Answer {
    let period = ["--period", "2022-06-30"];
    let mut arguments = vec!["ingest", "beneficiary", file, "--office", office];
    arguments.extend(period);
    place.work(&arguments)
}

#[test]
fn rows_of_data_above_the_header_are_not_lost() {
    let place = Place::workspace();
    let [one, two, three] = LIST_ROWS;
    for (name, text, rows) in [
        ("last.csv", format!("{one}{two}{three}{LIST_HEAD}"), "row 1, 2, 3"),
        ("middle.csv", format!("{one}{two}{LIST_HEAD}{three}"), "row 1, 2"),
        (
            "titled.csv",
            format!("List of beneficiaries\n{one}\n{LIST_HEAD}{two}{three}"),
            "row 2",
        ),
    ] {
        place.write(name, &text);
        let refused = ingest_list(&place, name, "dss").must(3);
        assert!(
            refused.stderr.contains("ingest.rows_above_header"),
            "{}",
            refused.stderr
        );
        assert!(
            refused.stderr.lines().next().unwrap().ends_with(rows),
            "{}",
            refused.stderr
        );
        let seen = place.run(&["inspect", name]).must(0);
        assert!(seen.stdout.contains("rows_above_header") || seen.stdout.contains("above the header"));
    }
    let state = place.work(&["--json", "status"]).must(0).json();
    assert_eq!(state["extracts"]["beneficiary"]["slices"], 0);
}

#[test]
fn titles_above_the_header_are_no_data() {
    let place = Place::workspace();
    let titles = "Department of Social Services,,,,,,\nUpazila:,Tala,Date:,2022-06-30,,,\nUnion:,40879071,,,,,\n1,2,3,4,5,6,7\nNumber,Programme,Name,Sex,Place,Since,State\n";
    place.write("titled.csv", &format!("{titles}{LIST_HEAD}{}", LIST_ROWS.concat()));
    ingest_list(&place, "titled.csv", "dss").must(0);
    let state = place.work(&["--json", "status"]).must(0).json();
    assert_eq!(state["extracts"]["beneficiary"]["rows_loaded"], 3);
}

#[test]
fn one_list_does_not_count_for_two_offices() {
    let place = Place::workspace();
    place.write("list.csv", &format!("{LIST_HEAD}{}", LIST_ROWS.concat()));
    place.write("other.csv", &format!("{LIST_HEAD}{}", LIST_ROWS[0]));
    ingest_list(&place, "list.csv", "dss-tala").must(0);
    let refused = ingest_list(&place, "list.csv", "uno-tala").must(3);
    assert!(
        refused.stderr.contains("ingest.file_of_another_office") && refused.stderr.contains("dss-tala"),
        "{}",
        refused.stderr
    );
    // The same file of the same office changes nothing; another file of the other office is taken.
    ingest_list(&place, "list.csv", "dss-tala").must(0);
    ingest_list(&place, "other.csv", "uno-tala").must(0);
    let state = place.work(&["--json", "status"]).must(0).json();
    assert_eq!(state["extracts"]["beneficiary"]["slices"], 2);
    // What its office has replaced counts no more: it may come from the other.
    place.write("new.csv", &format!("{LIST_HEAD}{}", LIST_ROWS[1]));
    ingest_list(&place, "new.csv", "dss-tala").must(0);
    ingest_list(&place, "list.csv", "uno-tala").must(0);
}

#[test]
fn a_raw_table_that_is_gone_or_damaged_is_named() {
    let place = Place::workspace();
    place.write("list.csv", &format!("{LIST_HEAD}{}", LIST_ROWS.concat()));
    ingest_list(&place, "list.csv", "dss").must(0);
    let data = crate::dorpon::files_below(&place.path("work/lake/raw"))
        .into_iter()
        .find(|file| file.ends_with("data.parquet"))
        .unwrap();
    let whole = std::fs::read(&data).unwrap();
    std::fs::write(&data, &whole[..whole.len() / 2]).unwrap();
    let failed = place.work(&["run"]).must(8);
    assert!(failed.stderr.contains("data.parquet"), "{}", failed.stderr);
    std::fs::remove_file(&data).unwrap();
    let failed = place.work(&["run"]).must(8);
    assert!(failed.stderr.contains("data.parquet"), "{}", failed.stderr);
}

#[test]
fn a_published_file_that_was_changed_is_not_shown_and_is_made_anew() {
    let place = Place::new();
    place.run(&["demo", "--out", "work"]).must(0);
    let run_id = std::fs::read_to_string(place.path("work/lake/current")).unwrap();
    let folder = place.path("work/lake/runs").join(run_id.trim());
    let record = std::fs::read(folder.join("run.json")).unwrap();
    let file = folder.join("release/need_by_union.parquet");
    let whole = std::fs::read(&file).unwrap();
    let mut changed = whole.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    let mend = |what: &str| {
        for question in [
            ["query", "payment_by_cycle"],
            ["query", "need_by_union"],
            ["sql", "select count(*) from need_by_union"],
        ] {
            let refused = place.work(&question).must(8);
            assert!(refused.stderr.contains(what), "{}", refused.stderr);
            assert_eq!(refused.stdout, "");
        }
        let again = place.work(&["--json", "run"]).must(0).json();
        assert_eq!(again["published"], true);
        assert_eq!(std::fs::read(&file).unwrap(), whole);
        assert_eq!(std::fs::read(folder.join("run.json")).unwrap(), record);
        assert_eq!(std::fs::read_dir(place.path("work/lake/runs")).unwrap().count(), 1);
        place.work(&["query", "need_by_union"]).must(0);
    };
    std::fs::write(&file, &changed).unwrap();
    mend("need_by_union.parquet");
    std::fs::remove_file(&file).unwrap();
    mend("need_by_union.parquet");
    std::fs::write(folder.join("release/foreign.parquet"), &whole).unwrap();
    mend("foreign.parquet");
    let unchanged = place.work(&["--json", "run"]).must(0).json();
    assert_eq!(unchanged["published"], false);
}

#[test]
fn wrong_usage_is_json_where_json_is_asked_for() {
    let place = Place::new();
    for arguments in [
        vec!["--json", "fly"],
        vec!["--json"],
        vec!["status", "--json", "--colour"],
        vec!["--json", "query", "need_by_union", "--limit", "many"],
    ] {
        let refused = place.run(&arguments).must(2);
        assert_eq!(refused.stdout, "");
        let answer: serde_json::Value = serde_json::from_str(&refused.stderr).unwrap();
        assert_eq!(answer["error"]["code"], "usage");
        assert_eq!(answer["error"]["exit"], 2);
        assert!(!answer["error"]["text"].as_str().unwrap().is_empty(), "{answer}");
        assert!(answer["error"]["help"].as_str().unwrap().contains("--help"), "{answer}");
    }
    place.run(&["--json", "--help"]).must(0);
}

#[test]
fn a_limit_bounds_the_answer() {
    for (arguments, rows) in [
        (["query", "need_by_union", "--limit", "1", "--format", "json"], 1),
        (
            [
                "sql",
                "select * from need_by_union limit 3",
                "--limit",
                "2",
                "--format",
                "json",
            ],
            2,
        ),
        (["query", "need_by_union", "--limit", "0", "--format", "json"], 0),
    ] {
        let answer = demo().work(&arguments).must(0).json();
        assert_eq!(answer.as_array().unwrap().len(), rows);
    }
}

#[test]
fn a_query_without_end_is_ended() {
    let place = Place::new();
    place.run(&["demo", "--out", "work"]).must(0);
    let settings = std::fs::read_to_string(place.path("work/dorpon.toml")).unwrap();
    let changed = settings
        .replace("query_seconds = 300", "query_seconds = 2")
        .replace("memory_mib = 768", "memory_mib = 64");
    assert_ne!(settings, changed);
    place.write("work/dorpon.toml", &changed);
    let pairs = "select count(*) from reference.area a cross join reference.area b cross join reference.area c
        where a.area_code || b.area_code || c.area_code = 'x'";
    let ended = place.work(&["sql", pairs]).must(2);
    assert!(ended.stderr.contains("ops.query_too_long"), "{}", ended.stderr);
    // None of these may be killed, whether memory, time or the arguments stop them.
    for explosion in [
        "select array_repeat('x', 1000000000) as many",
        "select array_repeat('x', 1000000000000000) as many",
        "select unnest(range(0, 10000000000)) as many",
        "select unnest(generate_series(1, 300000000)) as many",
        "select repeat('x', 2000000000) as many",
        "select lpad('x', 2000000000, 'y') as many",
        "select lpad(name_en, 2000000000, 'y') as many from reference.area",
        "select rpad(name_en, 1000000000 + cast(area_code as bigint), 'y') as many from reference.area",
        "select array_repeat(name_bn, 100000000) as many from reference.area",
    ] {
        let ended = place.work(&["sql", explosion]);
        assert!(
            [2, 8].contains(&ended.code),
            "{explosion}: {} {}",
            ended.code,
            ended.stderr
        );
        assert!(ended.stderr.starts_with("error: "), "{explosion}: {}", ended.stderr);
    }
    let padded = place
        .work(&["sql", "select lpad('7', 3, '0') as ward", "--format", "csv"])
        .must(0);
    assert_eq!(padded.stdout, "ward\n007\n");
    let spilled = std::fs::read_dir(place.path("work/lake/.spill")).unwrap().count();
    assert_eq!(spilled, 0);
    place.work(&["query", "need_by_union"]).must(0);
}
