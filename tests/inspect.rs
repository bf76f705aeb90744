//! What `inspect` and `return` show of a file: nothing of a person, one truth about what would become of it, and in
//! Bangla no English.

use crate::dorpon::Place;

const HEAD: &str = "beneficiary_id,programme_code,name_bn,sex,union_code,enrolled_on,status\n";

fn list(rows: &[&str]) -> String {
    format!("{HEAD}{}\n", rows.join("\n"))
}

#[test]
fn the_first_person_of_a_list_without_a_header_is_not_shown() {
    let place = Place::workspace();
    let people = "P-1,রহিমা খাতুন,1956-01-05,female\nP-2,করিম শেখ,1950-03-05,male\nP-3,জমিলা,1951-03-05,female\n";
    let file = place.write("people.csv", people);
    for arguments in [
        vec!["inspect", &file],
        vec!["inspect", &file, "--extract", "beneficiary"],
    ] {
        let shown = place.work(&arguments).must(0).stdout;
        assert!(!shown.contains("রহিমা") && !shown.contains("1956"), "{shown}");
        assert!(
            shown.contains("none was found") && shown.contains("3 filled"),
            "{shown}"
        );
    }
    let refused = place
        .work(&["inspect", &file, "--draft", "--extract", "people"])
        .must(3);
    assert!(
        refused.stderr.contains("[ops.draft_without_header]"),
        "{}",
        refused.stderr
    );
    assert!(!refused.stderr.contains("রহিমা"), "{}", refused.stderr);
    assert_eq!(refused.stdout, "");
}

#[test]
fn a_value_in_a_wrong_column_is_masked() {
    let place = Place::workspace();
    let rows = [
        "B1,OAA,আমেনা,রহিমা খাতুন,40879071,2019-07-01,active",
        "B2,OAA,সখিনা,female,40879071,2019-07-02,active",
    ];
    let file = place.write("list 2022-06-30.csv", &list(&rows));
    let shown = place.work(&["inspect", &file]).must(0).stdout;
    assert!(!shown.contains("রহিমা খাতুন"), "{shown}");
    assert!(shown.contains("female ×1") && shown.contains("OAA ×2"), "{shown}");
}

#[test]
fn a_number_of_a_person_in_the_batch_column_is_masked() {
    let place = Place::workspace();
    let head = "payment_id,batch_id,beneficiary_id,programme_code,fiscal_year,cycle,amount_taka,provider,wallet_number,ordered_on,status";
    let row = |number: u8| {
        format!("P{number},0171123456{number},N1,OAA,2021-22,Q1,1500,nagad,01300000001,2021-09-25,settled")
    };
    let file = place.write("payments.csv", &format!("{head}\n{}\n{}\n", row(1), row(2)));
    let refused = place.work(&["ingest", "payment", &file, "--office", "g2p"]).must(3);
    assert!(refused.stderr.contains("[ingest.slice_mixed]"), "{}", refused.stderr);
    assert!(!refused.stderr.contains("0171"), "{}", refused.stderr);
    assert_eq!(refused.stdout, "");
}

#[cfg(unix)]
#[test]
fn a_line_end_in_a_file_name_makes_no_line() {
    let place = Place::workspace();
    let file = place.write("a\nerror: gone.csv", "one,two\n1,2\n");
    let shown = place.work(&["inspect", &file]).must(0).stdout;
    assert!(shown.starts_with("file: a error: gone.csv\n"), "{shown}");
    let refused = place
        .work(&["ingest", "beneficiary", &file, "--office", "o"])
        .must(3)
        .stderr;
    assert!(!refused.contains("\nerror: gone"), "{refused}");
    let history = place.work(&["ingest", "--history"]).must(0).stdout;
    assert!(history.contains("a error: gone.csv"), "{history}");
}

#[test]
fn inspect_says_what_ingest_does() {
    let place = Place::workspace();
    let good = "B1,OAA,আমেনা,female,40879071,2019-07-01,active";
    // Nothing names the period.
    let file = place.write("list.csv", &list(&[good]));
    let shown = place.work(&["inspect", &file]).must(0).stdout;
    assert!(
        !shown.contains("loaded") && shown.contains("--period 2022-06-30"),
        "{shown}"
    );
    let shown = place.work(&["inspect", &file, "--period", "2022-06-30"]).must(0).stdout;
    assert!(shown.contains("1 loaded") && !shown.contains("refuse"), "{shown}");
    // So many bad rows that the file is refused.
    let file = place.write(
        "bad 2022-06-30.csv",
        &list(&[good, &good.replace("B1", ""), &good.replace("B1", "")]),
    );
    let shown = place.work(&["inspect", &file]).must(0).stdout;
    assert!(
        !shown.contains("loaded,") && shown.contains("would refuse it"),
        "{shown}"
    );
    assert!(
        shown.contains("the number that tells this row from all others is missing: 2"),
        "{shown}"
    );
    let answer = place.work(&["--json", "inspect", &file]).must(0).json();
    assert!(
        answer["preview"]["rows"].is_null() && answer["preview"]["rows_received"] == 3,
        "{answer}"
    );
    // A row that only adds up is no data.
    let file = place.write("total 2022-06-30.csv", &list(&[good, ",,মোট,,,,"]));
    let answer = place.work(&["--json", "inspect", &file]).must(0).json();
    assert_eq!(answer["preview"]["set_aside"][0], 3, "{answer}");
    assert_eq!(
        (&answer["profiled_rows"], &answer["columns"][2]["filled"]),
        (&1.into(), &1.into())
    );
}

#[test]
fn a_day_and_month_that_may_be_swapped_in_a_file_name_are_asked_for() {
    let place = Place::workspace();
    let content = list(&["B1,OAA,আমেনা,female,40879071,2019-07-01,active"]);
    let file = place.write("list_01-02-2022.csv", &content);
    let refused = place
        .work(&["ingest", "beneficiary", &file, "--office", "dss"])
        .must(2)
        .stderr;
    assert!(refused.contains("may be 2022-02-01 or 2022-01-02"), "{refused}");
    let shown = place.work(&["inspect", &file]).must(0).stdout;
    assert!(
        shown.contains("may be 2022-02-01 or 2022-01-02") && !shown.contains("loaded"),
        "{shown}"
    );
    let file = place.write("তালিকা ৩০ জুন ২০২২.csv", &content);
    let taken = place
        .work(&["ingest", "beneficiary", &file, "--office", "dss"])
        .must(0)
        .stdout;
    assert!(taken.contains("2022-06-30"), "{taken}");
}

#[test]
fn bangla_is_bangla() {
    let place = Place::workspace();
    let good = "B1,OAA,আমেনা,female,40879071,01/13/2019,active";
    let rows = [
        good,
        &good.replace("B1", "B2"),
        &good.replace("B1", ""),
        &good.replace("B1", " "),
    ];
    let file = place.write("list 2022-06-30.csv", &list(&rows));
    let shown = place.work(&["--lang", "bn", "inspect", &file]).must(0).stdout;
    for english in ["[text]", "[integer]", "month_first", "missing_key", "blank"] {
        assert!(!shown.contains(english), "{english}: {shown}");
    }
    assert!(
        shown.contains("[পূর্ণসংখ্যা]") && shown.contains("আগে মাস লেখা তারিখ"),
        "{shown}"
    );
    let arguments = ["--lang", "bn", "ingest", "beneficiary", &file, "--office", "dss"];
    let refused = place.work(&arguments).must(3).stderr;
    assert!(
        !refused.contains("missing_key") && refused.contains("সেটি নেই (২)"),
        "{refused}"
    );
    let wrong = place
        .work(&["--lang", "bn", "ingest", "payment", "x.csv"])
        .must(2)
        .stderr;
    assert!(wrong.starts_with("ত্রুটি: কমান্ড লাইনে নেই: --office <CODE>"), "{wrong}");
    let absent = place.work(&["--lang", "bn", "inspect", "no.csv"]).must(8).stderr;
    assert!(
        absent.contains("এমন কোনো ফাইল বা ফোল্ডার নেই") && !absent.contains("os error"),
        "{absent}"
    );
}

#[test]
fn a_file_whose_dates_read_both_ways_can_be_looked_at_and_returned() {
    let place = Place::workspace();
    let rows = [
        "B1,OAA,আমেনা,female,40879071,01/02/2019,active",
        "B2,OAA,সখিনা,F?,40879071,03/04/2019,active",
    ];
    let file = place.write("list 2022-06-30.csv", &list(&rows));
    let shown = place.work(&["inspect", &file]).must(0).stdout;
    assert!(shown.contains("--date-order"), "{shown}");
    place.work(&["return", &file]).must(3);
    let order = ["--date-order", "day"];
    let shown = place.work(&[&["inspect", &file], &order[..]].concat()).must(0).stdout;
    assert!(shown.contains("2 loaded"), "{shown}");
    place.work(&[&["return", &file], &order[..]].concat()).must(0);
    assert!(place.path("list 2022-06-30.csv.return.xlsx").is_file());
}

#[test]
fn a_sheet_is_written_over_no_file() {
    let place = Place::workspace();
    let content = list(&["B1,OAA,আমেনা,F?,40879071,2019-07-01,active"]);
    let file = place.write("list 2022-06-30.csv", &content);
    let refused = place.work(&["return", &file, "--out", &file]).must(2);
    assert!(refused.stderr.contains("[ops.output_exists]"), "{}", refused.stderr);
    assert_eq!(std::fs::read_to_string(place.path(&file)).unwrap(), content);
    place.work(&["return", &file, "--out", "new.xlsx"]).must(0);
}
