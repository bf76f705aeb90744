//! `link` as a user runs it: what it finds, what it writes, what it refuses, in both languages.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use crate::dorpon::{Answer, Place};
use crate::paper;

const GIVEN: [(&str, &str); 12] = [
    ("রহিমা", "Rahima"),
    ("করিম", "Karim"),
    ("সালমা", "Salma"),
    ("জাহাঙ্গীর", "Jahangir"),
    ("নাসরিন", "Nasrin"),
    ("দুলালী", "Dulali"),
    ("পঞ্চানন", "Panchanan"),
    ("তাহমিদা", "Tahmida"),
    ("ফকির", "Fakir"),
    ("মনোয়ারা", "Monowara"),
    ("বিমল", "Bimal"),
    ("শেফালী", "Shefali"),
];
const LAST: [(&str, &str); 6] = [
    ("খাতুন", "Khatun"),
    ("ইসলাম", "Islam"),
    ("সরকার", "Sarkar"),
    ("মন্ডল", "Mondal"),
    ("বেগম", "Begum"),
    ("দাস", "Das"),
];

/// A source of numbers that is the same everywhere.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % bound) as usize
    }
}

/// A list of 400 invented people with one to three records each, in Bangla or Latin letters, numbers missing or with a
/// wrong digit: its rows, and the person of each record.
fn list() -> (Vec<String>, String) {
    let mut chance = Chance(11);
    let (mut rows, mut truth) = (Vec::new(), "record_id,cluster_id\n".to_owned());
    for person in 0..400 {
        let [own, father, mother] = [(); 3].map(|()| (chance.below(12), chance.below(6)));
        let birth = (1940 + chance.below(60), 1 + chance.below(12), 1 + chance.below(28));
        let nid = format!("8719071999{person:03}");
        let union = ["40879071", "40879011", "40879079"][chance.below(3)];
        let sex = chance.below(2) == 0;
        for _ in 0..1 + chance.below(3) {
            let is_latin = chance.below(2) == 1;
            let written = |(given, last): (usize, usize)| {
                let pick = |(bangla, latin): (&'static str, &'static str)| if is_latin { latin } else { bangla };
                format!("{} {}", pick(GIVEN[given]), pick(LAST[last]))
            };
            let nid = match chance.below(4) {
                0 => String::new(),
                1 => format!("{}0", &nid[..12]),
                _ => nid.clone(),
            };
            let id = format!("r{:05}", rows.len());
            let sex = if sex { "নারী" } else { "পুরুষ" };
            rows.push(format!(
                "{id},{},{},{},{}-{:02}-{:02},{sex},{nid},{union}",
                written(own),
                written(father),
                written(mother),
                birth.0,
                birth.1,
                birth.2
            ));
            let _ = writeln!(truth, "{id},p{person}");
        }
    }
    (rows, truth)
}

const HEADINGS: &str = "record_id,name,father_name,mother_name,birth_date,sex,nid,union_code";

fn text(rows: &[String]) -> String {
    format!("{HEADINGS}\n{}\n", rows.join("\n"))
}

/// A folder with the list and its truth.
fn place() -> Place {
    let place = Place::new();
    let (rows, truth) = list();
    place.write("list.csv", &text(&rows));
    place.write("truth.csv", &truth);
    place
}

/// The model of the shipped file with something in it replaced.
fn model(place: &Place, name: &str, from: &str, to: &str) -> String {
    let shipped = crate::dorpon::repository().join("queries/link/beneficiary.toml");
    let shipped = std::fs::read_to_string(shipped).unwrap();
    assert!(shipped.contains(from), "{from}");
    place.write(name, &shipped.replacen(from, to, 1))
}

/// Runs the same command in both languages.
fn both(place: &Place, arguments: &[&str], code: i32) -> [Answer; 2] {
    ["en", "bn"].map(|language| {
        let mut all = vec!["--lang", language];
        all.extend(arguments);
        place.run(&all).must(code)
    })
}

fn names(rows: &[String]) -> BTreeSet<String> {
    let cells = rows
        .iter()
        .flat_map(|row| row.split(',').skip(1).take(3).map(str::to_owned));
    cells.collect()
}

#[test]
fn a_list_is_linked_and_measured_in_both_languages() {
    let place = place();
    let arguments = |out: &'static str| {
        [
            "link",
            "list.csv",
            "--model",
            "beneficiary",
            "--truth",
            "truth.csv",
            "--as-of",
            "2022-06-30",
            "--out",
            out,
        ]
    };
    let english = place.run(&arguments("english")).must(0);
    insta::assert_snapshot!("linked_en", english.stdout);
    let mut bangla = vec!["--lang", "bn"];
    bangla.extend(arguments("bangla"));
    let bangla = place.run(&bangla).must(0);
    insta::assert_snapshot!("linked_bn", bangla.stdout);

    let told = place
        .run(&[
            "--json",
            "link",
            "list.csv",
            "--model",
            "beneficiary",
            "--truth",
            "truth.csv",
            "--out",
            "json",
        ])
        .must(0)
        .json();
    let f1 = told["evaluation"]["clusters"]["f1"]["value"].as_f64().unwrap();
    assert!(f1 > 0.97, "{told}");

    let (rows, _) = list();
    for (folder, title, of_rules) in [
        ("english", "Record linkage", "all rules together"),
        ("bangla", "নথি সংযোজন প্রতিবেদন", "সব নিয়ম মিলিয়ে"),
    ] {
        let document = paper::open(&place.path(folder).join("report.pdf"));
        let pages = paper::tight(&paper::pages(&document).join(" "));
        for wanted in [title, of_rules] {
            assert!(pages.contains(&paper::tight(wanted)), "{folder}: {wanted}\n{pages}");
        }
        for name in names(&rows) {
            assert!(!pages.contains(&paper::tight(&name)), "{folder} names {name}");
        }
    }
}

#[test]
fn what_is_found_is_for_its_owner_and_whole() {
    let place = place();
    place
        .run(&["link", "list.csv", "--model", "beneficiary", "--out", "linked/here"])
        .must(0);
    let files = crate::dorpon::files_below(&place.path("linked"));
    let found: BTreeSet<String> = files
        .iter()
        .map(|file| file.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    let expected = ["clusters.csv", "pairs.parquet", "report.pdf", "weights.toml"];
    assert_eq!(found, expected.map(str::to_owned).into());
    #[cfg(unix)]
    for file in &files {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", file.display());
    }
    let clusters = clusters(&place.path("linked/here"));
    assert_eq!(clusters.len(), list().0.len());
    let weights = std::fs::read_to_string(place.path("linked/here/weights.toml")).unwrap();
    for name in names(&list().0) {
        assert!(!weights.contains(&name), "weights.toml holds {name}");
    }
}

fn clusters(folder: &Path) -> BTreeMap<String, String> {
    let mut reader = csv::Reader::from_path(folder.join("clusters.csv")).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

#[test]
fn threads_and_the_order_of_rows_change_no_byte() {
    let place = place();
    let (mut rows, _) = list();
    rows.reverse();
    place.write("reversed.csv", &text(&rows));
    // Blank rows, as a sheet leaves them behind, are no records.
    place.write("blank.csv", &format!("{}{}", text(&rows), ",,,,,,,\n".repeat(3)));
    for (file, threads, out) in [
        ("list.csv", "1", "one"),
        ("reversed.csv", "4", "four"),
        ("blank.csv", "2", "two"),
    ] {
        place
            .run(&[
                "link",
                file,
                "--model",
                "beneficiary",
                "--threads",
                threads,
                "--out",
                out,
            ])
            .must(0);
    }
    for name in ["clusters.csv", "pairs.parquet", "weights.toml"] {
        let bytes = |folder: &str| std::fs::read(place.path(folder).join(name)).unwrap();
        assert_eq!(bytes("one"), bytes("four"), "{name}");
        assert_eq!(bytes("one"), bytes("two"), "{name}");
    }
    let again = [
        "link",
        "list.csv",
        "--model",
        "beneficiary",
        "--as-of",
        "2022-06-30",
        "--out",
    ];
    for out in ["first", "second"] {
        let mut arguments = again.to_vec();
        arguments.push(out);
        place.run(&arguments).must(0);
    }
    let bytes = |folder: &str| std::fs::read(place.path(folder).join("report.pdf")).unwrap();
    assert_eq!(bytes("first"), bytes("second"));
}

#[test]
fn weights_are_learnt_once_and_used_again() {
    let place = place();
    place
        .run(&["link", "list.csv", "--model", "beneficiary", "--out", "learnt"])
        .must(0);
    let given = [
        "link",
        "list.csv",
        "--model",
        "beneficiary",
        "--weights",
        "learnt/weights.toml",
        "--out",
        "given",
    ];
    place.run(&given).must(0);
    for name in ["clusters.csv", "pairs.parquet"] {
        let bytes = |folder: &str| std::fs::read(place.path(folder).join(name)).unwrap();
        assert_eq!(bytes("learnt"), bytes("given"), "{name}");
    }
    let refused = place
        .run(&[
            "link",
            "list.csv",
            "--model",
            "register_beneficiary",
            "--weights",
            "learnt/weights.toml",
            "--out",
            "x",
        ])
        .must(2);
    assert!(refused.stderr.contains("linkage.weights_invalid"), "{}", refused.stderr);
}

#[test]
fn pairs_are_counted_before_they_are_made() {
    let place = place();
    let counted = both(
        &place,
        &["link", "list.csv", "--model", "beneficiary", "--count-only"],
        0,
    );
    insta::assert_snapshot!("counted_en", counted[0].stdout);
    insta::assert_snapshot!("counted_bn", counted[1].stdout);

    let narrow = model(
        &place,
        "narrow.toml",
        "threshold = 0.9\n",
        "threshold = 0.9\npair_limit = 10\n",
    );
    let counted = place
        .run(&["--json", "link", "list.csv", "--model", &narrow, "--count-only"])
        .must(0)
        .json();
    assert_eq!(counted["is_refused"], true);
    let refused = both(&place, &["link", "list.csv", "--model", &narrow, "--out", "linked"], 2);
    insta::assert_snapshot!("too_many_pairs_en", refused[0].stderr);
    insta::assert_snapshot!("too_many_pairs_bn", refused[1].stderr);
    assert!(!place.path("linked/clusters.csv").exists());
}

#[test]
fn a_pair_is_explained_without_a_word_of_either_record() {
    let place = place();
    // Two records of one person: one in Bangla, one in Latin letters.
    let (rows, truth) = list();
    let person: BTreeMap<&str, &str> = truth.lines().skip(1).filter_map(|line| line.split_once(',')).collect();
    let id = |row: &String| row.split(',').next().unwrap().to_owned();
    let is_latin = |row: &String| row.split(',').nth(1).unwrap().is_ascii();
    let (one, other) = rows
        .windows(2)
        .map(|pair| (id(&pair[0]), id(&pair[1]), is_latin(&pair[0]) != is_latin(&pair[1])))
        .find(|(one, other, differ)| *differ && person[one.as_str()] == person[other.as_str()])
        .map(|(one, other, _)| (one, other))
        .unwrap();
    let explained = both(
        &place,
        &["link", "list.csv", "--model", "beneficiary", "--explain", &one, &other],
        0,
    );
    insta::assert_snapshot!("explained_en", explained[0].stdout);
    insta::assert_snapshot!("explained_bn", explained[1].stdout);
    for name in names(&rows) {
        assert!(!explained.iter().any(|answer| answer.stdout.contains(&name)), "{name}");
    }
    place
        .run(&[
            "link",
            "list.csv",
            "--model",
            "beneficiary",
            "--explain",
            &one,
            "nobody",
        ])
        .must(2);
}

#[test]
fn what_cannot_be_linked_says_why_and_how_to_mend_it() {
    let place = place();
    let wrong_kind = model(
        &place,
        "wrong_kind.toml",
        "kind = \"date\"\ncolumns",
        "kind = \"dates\"\ncolumns",
    );
    let refused = both(&place, &["link", "list.csv", "--model", &wrong_kind, "--out", "x"], 2);
    insta::assert_snapshot!("bad_model_en", refused[0].stderr);
    insta::assert_snapshot!("bad_model_bn", refused[1].stderr);

    let (rows, _) = list();
    let headings = HEADINGS.replace("birth_date", "day");
    let file = place.write("without_date.csv", &format!("{headings}\n{}\n", rows.join("\n")));
    let refused = both(&place, &["link", &file, "--model", "beneficiary", "--out", "x"], 3);
    insta::assert_snapshot!("column_absent_en", refused[0].stderr);
    insta::assert_snapshot!("column_absent_bn", refused[1].stderr);

    let mut twice = rows.clone();
    twice.push(rows[0].clone());
    let file = place.write("twice.csv", &text(&twice));
    let refused = place
        .run(&["link", &file, "--model", "beneficiary", "--out", "x"])
        .must(3);
    assert!(
        refused.stderr.contains("linkage.record_id_repeated"),
        "{}",
        refused.stderr
    );
    for name in names(&rows) {
        assert!(!refused.stderr.contains(&name), "{}", refused.stderr);
    }

    let unknown = place
        .run(&["link", "list.csv", "--model", "beneficiaries", "--out", "x"])
        .must(2);
    assert!(unknown.stderr.contains("register_beneficiary"), "{}", unknown.stderr);
    place.run(&["link", "list.csv", "--model", "beneficiary"]).must(2);
    place
        .run(&["link", "absent.csv", "--model", "beneficiary", "--out", "x"])
        .must(8);
    place
        .run(&["link", "list.csv", "--model", "absent.toml", "--out", "x"])
        .must(2);
    let short = place.write("short.csv", "record_id,cluster_id\nr00000,p0\n");
    place
        .run(&[
            "link",
            "list.csv",
            "--model",
            "beneficiary",
            "--truth",
            &short,
            "--out",
            "x",
        ])
        .must(2);
    let report = crate::dorpon::demo().work(&["report", "operator_linkage"]).must(2);
    assert!(report.stderr.contains("ops.report_of_linkage"), "{}", report.stderr);
}

#[test]
fn a_workspace_replaces_a_model_and_the_run_knows() {
    let place = Place::workspace();
    place.write("list.csv", &text(&list().0));
    let profile = crate::dorpon::repository().join("sample-data/extracts/tala_area_profile_2022.csv");
    let profile = profile.to_str().unwrap();
    place
        .work(&["ingest", "area_profile", profile, "--office", "uno-tala"])
        .must(0);
    let run = |place: &Place| place.work(&["--json", "run", "--as-of", "2022-06-30"]).must(0).json();
    let before = run(&place);

    std::fs::create_dir_all(place.path("work/queries/link")).unwrap();
    model(
        &place,
        "work/queries/link/beneficiary.toml",
        "threshold = 0.9\n",
        "threshold = 0.75\n",
    );
    let linked = place
        .work(&["link", "list.csv", "--model", "beneficiary", "--out", "linked"])
        .must(0);
    assert!(linked.stdout.contains("0.75"), "{}", linked.stdout);
    let after = run(&place);
    assert_ne!(before["run"]["run_id"], after["run"]["run_id"]);
    assert_eq!(after["run"]["overrides"][0], "link/beneficiary.toml");
}

#[test]
fn a_truth_that_is_none_says_what_it_lacks() {
    let place = place();
    let (rows, truth) = list();
    let first = truth.lines().nth(1).unwrap();
    let id = first.split(',').next().unwrap();
    let write = |name: &str, content: String| place.write(name, &content);
    for (file, code, told, exit) in [
        ("absent.csv".to_owned(), "linkage.file_unreadable", "No such file", 8),
        (
            write("blank.csv", truth.replace(first, &format!("{id},"))),
            "linkage.truth_invalid",
            "row 2",
            2,
        ),
        (
            write("two.csv", format!("{truth}{id},somebody else\n")),
            "linkage.truth_contradicts",
            &format!("row {}", rows.len() + 2),
            2,
        ),
        (
            write("short.csv", "record_id,cluster_id\nr00000,p0\n".to_owned()),
            "linkage.truth_incomplete",
            &format!("lacks {} of the {} records", rows.len() - 1, rows.len()),
            2,
        ),
    ] {
        let arguments = [
            "link",
            "list.csv",
            "--model",
            "beneficiary",
            "--truth",
            &file,
            "--out",
            "x",
        ];
        let refused = place.run(&arguments).must(exit);
        assert!(
            refused.stderr.contains(code) && refused.stderr.contains(told),
            "{}",
            refused.stderr
        );
    }
    // The same row twice and a record that is in no file do no harm.
    let more = write("more.csv", format!("{truth}{first}\nnobody,somebody else\n"));
    let measured = |truth: &str| {
        let arguments = [
            "link",
            "list.csv",
            "--model",
            "beneficiary",
            "--truth",
            truth,
            "--out",
            "x",
        ];
        place.run(&arguments).must(0).stdout
    };
    assert_eq!(measured(&more), measured("truth.csv"));
}

#[test]
fn headings_are_read_as_sheets_write_them() {
    let place = place();
    let (rows, _) = list();
    let headings = HEADINGS
        .replace("birth_date", "\"Date of\nBirth\"")
        .replace("nid", "\"NID; or \"\"no\"\"\"");
    let text = format!("\r\n\r\n{headings}\n{}\n", rows.join("\n"));
    place.write("sheet.csv", &text);
    let model = model(&place, "sheet.toml", "\"nid no\"", "\"nid no\", \"nid or no\"");
    let clusters = |file: &str, model: &str, out: &str| {
        place.run(&["link", file, "--model", model, "--out", out]).must(0);
        clusters(&place.path(out))
    };
    assert_eq!(
        clusters("sheet.csv", &model, "sheet"),
        clusters("list.csv", "beneficiary", "list")
    );
    for (name, content) in [("empty.csv", ""), ("blank.csv", "\n \r\n\n")] {
        let file = place.write(name, content);
        let refused = place
            .run(&["link", &file, "--model", "beneficiary", "--out", "x"])
            .must(3);
        assert!(refused.stderr.contains("linkage.table_empty"), "{}", refused.stderr);
    }
    let file = place.write("without_id.csv", &text.replace("record_id", "serial"));
    let refused = both(&place, &["link", &file, "--model", "beneficiary", "--out", "x"], 3);
    for answer in refused {
        assert!(answer.stderr.contains("id_column = […]"), "{}", answer.stderr);
    }
}

#[test]
fn a_record_is_not_explained_against_itself() {
    let place = place();
    let arguments = [
        "link",
        "list.csv",
        "--model",
        "beneficiary",
        "--explain",
        "r00000",
        "r00000",
    ];
    let refused = place.run(&arguments).must(2);
    assert!(refused.stderr.contains("linkage.same_record"), "{}", refused.stderr);
}

#[test]
fn a_list_without_numbers_is_linked_by_names_and_dates() {
    let place = place();
    let (rows, _) = list();
    let without = |places: &[usize]| {
        let keep = |line: &str| {
            let cells = line.split(',').enumerate();
            let kept: Vec<&str> = cells
                .filter(|(place, _)| !places.contains(place))
                .map(|(_, cell)| cell)
                .collect();
            kept.join(",")
        };
        text(&rows).lines().map(|line| keep(line) + "\n").collect::<String>()
    };
    place.write("without_nid.csv", &without(&[6]));
    let arguments = |file: &'static str| {
        [
            "--json",
            "link",
            file,
            "--model",
            "beneficiary",
            "--truth",
            "truth.csv",
            "--out",
            "x",
        ]
    };
    let told = place.run(&arguments("without_nid.csv")).must(0).json();
    let f1 = told["evaluation"]["clusters"]["f1"]["value"].as_f64().unwrap();
    assert!(f1 > 0.95, "{told}");
    // Without parents and sex nothing is left to learn the name and the date from.
    place.write("names_and_dates.csv", &without(&[2, 3, 5, 6]));
    let refused = place.run(&arguments("names_and_dates.csv")).must(2);
    assert!(
        refused.stdout.contains("linkage.nothing_to_train") || refused.stderr.contains("linkage.nothing_to_train"),
        "{}{}",
        refused.stdout,
        refused.stderr
    );
}
