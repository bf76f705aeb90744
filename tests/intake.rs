//! Files come in by themselves, are answered, and every one of them stands in the history; the data dictionary is the
//! contracts' own.

use std::path::Path;

use calamine::{Reader as _, Xlsx, open_workbook};

use crate::dorpon::{Place, repository};

const HEADER: &str = "payment_id,batch_id,beneficiary_id,programme_code,fiscal_year,cycle,amount_taka,provider,wallet_number,ordered_on,status";

/// Payments of which the second has no amount that can be read and the third a wallet that is too short.
fn payments(batch: &str) -> String {
    let rows: Vec<String> = (1..=12)
        .map(|number| {
            let amount = if number == 2 { "?" } else { "1500" };
            let wallet = if number == 3 { "0130" } else { "01300000001" };
            format!("{batch}-{number},{batch},N{number},OAA,2021-22,Q1,{amount},nagad,{wallet},2021-09-25,settled")
        })
        .collect();
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

fn put(place: &Place, name: &str, content: &str) {
    let path = place.path("work/inbox").join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn the_inbox_takes_what_it_knows_and_says_why_it_does_not_take_the_rest() {
    let place = Place::workspace();
    put(&place, "dss/কিস্তি.csv", &payments("A"));
    put(&place, "dss/notes.csv", "one,two\n1,2\n");
    put(&place, "uno-tala/b.csv", &payments("B"));
    put(&place, "uno-tala/.hidden", "x");
    let answer = place.work(&["ingest", "--inbox"]).must(3);
    assert!(answer.stderr.contains("ingest.no_extract_fits"), "{}", answer.stderr);
    assert_eq!(answer.stdout.lines().count(), 2, "{}", answer.stdout);
    let inbox = place.path("work/inbox");
    assert_eq!(names(&inbox.join("dss")), ["done", "refused"]);
    assert_eq!(names(&inbox.join("dss/done")), ["কিস্তি.csv", "কিস্তি.csv.return.xlsx"]);
    assert_eq!(names(&inbox.join("dss/refused")), ["notes.csv", "notes.csv.reason.txt"]);
    assert_eq!(names(&inbox.join("uno-tala")), [".hidden", "done"]);
    let reason = std::fs::read_to_string(inbox.join("dss/refused/notes.csv.reason.txt")).unwrap();
    assert!(reason.contains("করণীয়") && reason.contains("What to do"), "{reason}");

    // Once more: nothing is left to take. The same file again is known, and its name is kept apart.
    place.work(&["ingest", "--inbox"]).must(0);
    put(&place, "dss/কিস্তি.csv", &payments("A"));
    let again = place.work(&["--json", "ingest", "--inbox"]).must(0).json();
    assert_eq!(again["files"][0]["outcome"], "unchanged");
    assert!(names(&inbox.join("dss/done")).contains(&"2-কিস্তি.csv".to_owned()));

    let history = place.work(&["--json", "ingest", "--history"]).must(0).json();
    let files = history["files"].as_array().unwrap();
    let mut outcomes: Vec<&str> = files.iter().map(|file| file["outcome"].as_str().unwrap()).collect();
    // The order of two files that were written in the same moment is that of their names.
    outcomes[..2].sort_unstable();
    assert_eq!(outcomes, ["loaded", "refused", "loaded", "unchanged"]);
    let first = files.iter().find(|file| file["outcome"] == "loaded").unwrap();
    assert_eq!(first["taka"]["received"], "16500.00");
    let words = place.work(&["ingest", "--history"]).must(0).stdout;
    assert!(
        words.contains("12 = 11 + 1 + 0 rows; 16,500.00 = 16,500.00 + 0.00 + 0.00 taka"),
        "{words}"
    );
}

#[test]
fn the_sheet_for_the_sender_holds_the_rows_the_reasons_and_the_remedies() {
    let place = Place::workspace();
    let file = place.write("payments.csv", &payments("A"));
    place.work(&["ingest", "payment", &file, "--office", "g2p"]).must(0);
    let answer = place.work(&["--lang", "bn", "return", &file]).must(0);
    assert!(answer.stdout.contains("২টি সারি"), "{}", answer.stdout);
    let mut book: Xlsx<_> = open_workbook(place.path("payments.csv.return.xlsx")).unwrap();
    let sheet = book.worksheet_range("ফেরত সারি").unwrap();
    let text = |row: u32, column: u32| {
        sheet
            .get_value((row, column))
            .map_or(String::new(), ToString::to_string)
    };
    assert_eq!([text(0, 0), text(0, 2), text(0, 4)], ["সারি", "কারণ", "payment_id"]);
    assert_eq!(
        [text(1, 0), text(1, 1), text(1, 4), text(1, 10)],
        ["৩", "আটক", "A-2", "?"]
    );
    assert!(
        text(1, 2).contains("amount_taka") && text(1, 2).contains("পড়া যাচ্ছে না"),
        "{}",
        text(1, 2)
    );
    assert_eq!([text(2, 0), text(2, 1), text(2, 12)], ["৪", "গৃহীত", "0130"]);
    assert!(!text(2, 3).is_empty());
    assert_eq!(sheet.height(), 3);
    // A file that was never taken is read by what it looks like.
    let other = place.write("other.csv", &payments("B"));
    place.work(&["return", &other, "--out", "sheet.xlsx"]).must(0);
    assert!(place.path("sheet.xlsx").is_file());
}

#[test]
fn a_draft_is_a_contract() {
    let place = Place::workspace();
    let file = place.write(
        "certificates.csv",
        "Certificate No,Holder,Issued on\nC1,a,2022-01-05\nC2,b,2022-02-05\n",
    );
    let draft = place
        .work(&["inspect", &file, "--draft", "--extract", "certificate"])
        .must(0)
        .stdout;
    std::fs::create_dir_all(place.path("work/queries/extracts")).unwrap();
    std::fs::write(place.path("work/queries/extracts/certificate.toml"), draft).unwrap();
    let arguments = ["ingest", "certificate", &file, "--office", "up", "--period", "2022"];
    let answer = place.work(&arguments).must(0);
    assert!(answer.stdout.contains("2 loaded"), "{}", answer.stdout);
}

#[test]
fn the_data_dictionary_is_that_of_the_contracts() {
    let place = Place::new();
    for language in ["bn", "en"] {
        let printed = place.run(&["--lang", language, "dictionary"]).must(0).stdout;
        let file = repository().join(format!("queries/dictionary.{language}.md"));
        let kept = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            printed == kept,
            "{} is not what the contracts say: dorpon --lang {language} dictionary > queries/dictionary.{language}.md",
            file.display()
        );
    }
}

#[test]
fn what_came_before_a_contract_had_a_column_is_still_read() {
    let place = Place::workspace();
    place.write("a.csv", &payments("A"));
    place.work(&["ingest", "payment", "a.csv", "--office", "dss"]).must(0);
    let contract = std::fs::read_to_string(repository().join("queries/extracts/payment.toml")).unwrap();
    let added = [("remark", "text"), ("fee_taka", "taka"), ("told_on", "date")].map(|(name, kind)| {
        format!(
            "\n[[column]]\nname = \"{name}\"\ntype = \"{kind}\"\nclass = \"sensitive\"\n\
             headers = {{ bn = [\"{name} ক\", \"{name} খ\"], en = [\"{name} a\", \"{name} b\"] }}\n\
             bn = \"পরীক্ষা।\"\nen = \"A test.\"\n"
        )
    });
    std::fs::create_dir_all(place.path("work/queries/extracts")).unwrap();
    place.write(
        "work/queries/extracts/payment.toml",
        &format!("{contract}{}", added.concat()),
    );
    let header = format!("{HEADER},remark,fee_taka,told_on");
    let rows: Vec<String> = payments("B")
        .lines()
        .skip(1)
        .map(|row| format!("{row},ok,7.50,2021-10-01"))
        .collect();
    place.write("b.csv", &format!("{header}\n{}\n", rows.join("\n")));
    place.work(&["ingest", "payment", "b.csv", "--office", "dss"]).must(0);
    let model = "--! summary.en = \"A test.\"\n--! summary.bn = \"পরীক্ষা।\"\n--! grain = [\"batch_id\"]\n\
        --! owner = \"test\"\nwith\npayment as (select * from raw.payment)\nselect payment.batch_id, \
        count(payment.remark) as remark_count, sum(payment.fee_taka) as fee_taka, min(payment.told_on) as told_on\n\
        from payment\ngroup by payment.batch_id\norder by payment.batch_id\n";
    std::fs::create_dir_all(place.path("work/queries/stage")).unwrap();
    place.write("work/queries/stage/remark.sql", model);
    place.work(&["run", "--as-of", "2022-06-30"]).must(0);
    let access = ["--layer", "stage", "--purpose", "test", "--officer", "test"];
    let mut arguments = vec!["query", "remark", "--format", "csv"];
    arguments.extend(access);
    assert_eq!(
        place.work(&arguments).must(0).stdout,
        "batch_id,remark_count,fee_taka,told_on\nA,0,,\nB,11,82.50,2021-10-01\n"
    );
}
