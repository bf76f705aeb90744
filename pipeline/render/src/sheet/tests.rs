//! The workbook as a spreadsheet program finds it.

#![allow(clippy::unwrap_used)]

use std::io::Cursor;
use std::time::Instant;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use jiff::civil::date;

use super::*;
use crate::table::Column;

fn both(bn: &str, en: &str) -> Bilingual {
    Bilingual {
        bn: bn.to_owned(),
        en: en.to_owned(),
    }
}

fn column(name: &str, bn: &str, unit: Unit) -> Column {
    Column {
        name: name.to_owned(),
        heading: both(bn, name),
        unit,
    }
}

fn table() -> Table {
    Table {
        title: Some(both("উপজেলা: তালিকা/২", "Upazila list")),
        columns: vec![
            column("household_id", "খানার পরিচিতি", Unit::Number),
            column("person_count", "ব্যক্তির সংখ্যা", Unit::Persons),
            column("paid_taka", "পরিশোধিত টাকা", Unit::Taka),
            column("covered_share", "আওতার হার", Unit::Share),
            column("born_on", "জন্মতারিখ", Unit::Number),
            column("has_card", "কার্ড আছে", Unit::Number),
            column("reasons", "কারণ", Unit::Number),
        ],
        rows: vec![
            vec![
                Cell::Text("00123".to_owned()),
                Cell::Integer(1_234_567),
                Cell::Decimal {
                    mantissa: 123_456_750,
                    scale: 2,
                },
                Cell::Decimal {
                    mantissa: 857,
                    scale: 3,
                },
                Cell::Date(date(1950, 2, 28)),
                Cell::Boolean(true),
                Cell::List(vec![Cell::Text("বয়স".to_owned()), Cell::Text("আয়".to_owned())]),
            ],
            vec![
                Cell::Text("=1+1".to_owned()),
                Cell::Integer(-9_007_199_254_740_993),
                Cell::Missing,
                Cell::Missing,
                Cell::Date(date(1850, 1, 1)),
                Cell::Boolean(false),
                Cell::Missing,
            ],
        ],
    }
}

fn make(tables: &[Table], language: Language) -> Vec<u8> {
    let notes = [("উৎস".to_owned(), "@নমুনা".to_owned())];
    workbook(&both("প্রতিবেদন & সারণি", "Report"), tables, &notes, language).unwrap()
}

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

#[test]
fn cells_keep_their_types() {
    let mut book = open(make(&[table()], Language::Bangla));
    assert_eq!(book.sheet_names(), ["উপজেলা তালিকা ২", "টীকা"]);
    let sheet = book.worksheet_range("উপজেলা তালিকা ২").unwrap();
    assert_eq!(sheet.get_size(), (3, 7));
    let text = |text: &str| Some(Data::String(text.to_owned()));
    let at = |row, column| sheet.get_value((row, column)).cloned();
    assert_eq!(at(0, 1), text("ব্যক্তির সংখ্যা"));
    assert_eq!(at(1, 0), text("00123"));
    assert_eq!(at(1, 1), Some(Data::Float(1_234_567.0)));
    assert_eq!(at(1, 2), Some(Data::Float(1_234_567.5)));
    assert_eq!(at(1, 3), Some(Data::Float(0.857)));
    let born = at(1, 4).unwrap();
    assert!(
        matches!(&born, Data::DateTime(day) if day.to_ymd_hms_milli() == (1950, 2, 28, 0, 0, 0, 0)),
        "{born:?}"
    );
    assert_eq!(at(1, 5), text("হ্যাঁ"));
    assert_eq!(at(1, 6), text("বয়স; আয়"));
    assert_eq!(at(2, 1), text("-৯,০০,৭১,৯৯,২৫,৪৭,৪০,৯৯৩"));
    assert_eq!(at(2, 2), Some(Data::Empty));
    assert_eq!(at(2, 4), text("০১/০১/১৮৫০ খ্রিঃ"));
    assert_eq!(at(2, 5), text("না"));
}

#[test]
fn what_looks_like_a_formula_is_text() {
    let mut table = table();
    table.columns.truncate(1);
    let dangerous = [
        "=1+1",
        "+8801700000000",
        "-2",
        "@SUM(A1)",
        "=HYPERLINK(\"http://x\")",
        "http://example.org",
    ];
    table.rows = dangerous
        .iter()
        .map(|text| vec![Cell::Text((*text).to_owned())])
        .collect();
    let mut book = open(make(&[table], Language::English));
    assert!(book.worksheet_formula("Upazila list").unwrap().is_empty());
    let sheet = book.worksheet_range("Upazila list").unwrap();
    for (row, text) in (1..).zip(dangerous) {
        assert_eq!(sheet.get_value((row, 0)), Some(&Data::String(text.to_owned())));
    }
    let notes = book.worksheet_range("Notes").unwrap();
    assert_eq!(notes.get_value((1, 1)), Some(&Data::String("@নমুনা".to_owned())));
}

#[test]
fn the_same_tables_give_the_same_bytes() {
    assert_eq!(make(&[table()], Language::Bangla), make(&[table()], Language::Bangla));
}

#[test]
fn tables_without_a_title_have_no_sheet_and_empty_ones_have() {
    let mut untitled = table();
    untitled.title = None;
    let mut empty = table();
    empty.rows.clear();
    let book = open(make(&[untitled, empty.clone(), empty], Language::English));
    assert_eq!(book.sheet_names(), ["Upazila list", "Upazila list (2)", "Notes"]);
    assert_eq!(open(make(&[], Language::Bangla)).sheet_names(), ["টীকা"]);
}

#[test]
fn names_of_sheets_are_short_and_whole() {
    let mut taken = Vec::new();
    let long = "ইউনিয়নভিত্তিক ঘূর্ণিঝড় আশ্রয়কেন্দ্রের ধারণক্ষমতা ও প্রয়োজন";
    let first = sheet_name(long, &mut taken, Language::Bangla);
    let second = sheet_name(long, &mut taken, Language::Bangla);
    for name in [&first, &second] {
        assert!(name.encode_utf16().count() <= SHEET_NAME_LENGTH, "{name}");
    }
    assert!(
        long.starts_with(&first) && second.ends_with(" (২)"),
        "{first}, {second}"
    );
    assert_eq!(cut("শক্তি", 3), "শ", "a conjunct is not cut in two");
    assert_eq!(sheet_name("[History]", &mut taken, Language::English), "Table");
    assert_eq!(sheet_name("''", &mut taken, Language::English), "Table (2)");
}

#[test]
fn numbers_are_grouped_by_lakh_and_crore() {
    let looks = Styles::new().numbers(Unit::Taka, 0);
    let code = |value: f64| format!("{:?}", looks.of(value));
    let conditions = r"[>=10000000]##\\,##\\,##\\,##0;[>=100000]##\\,##\\,##0;##,##0";
    assert!(code(0.0).contains(conditions), "{}", code(0.0));
    assert!(
        code(-10_000_000.0).contains(r###""##\\,##\\,##\\,##0""###),
        "{}",
        code(-10_000_000.0)
    );
    assert!(code(-100_000.0).contains(r###""##\\,##\\,##0""###));
    assert!(code(-99_999.0).contains(r###""##,##0""###));
    let mut table = table();
    assert_eq!(decimals(&table, 2), 2);
    table.rows[0][2] = Cell::Decimal {
        mantissa: 50_000,
        scale: 2,
    };
    assert_eq!(decimals(&table, 2), 0);
}

#[test]
fn a_list_of_five_thousand_rows_is_made_quickly() {
    let mut long = table();
    long.rows = (0..2_500).flat_map(|_| table().rows).collect();
    let start = Instant::now();
    let bytes = make(&[long], Language::Bangla);
    assert!(bytes.len() > 10_000);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    eprintln!("5,000 rows: {:?}", start.elapsed());
}
