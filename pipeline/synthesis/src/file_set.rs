//! The files of the offices: who sends what, in which style, and which rows in it are bad.

use crate::allowance::{Entry, Office};
use crate::extract_table::{self, columns};
use crate::office_file::{Cell, DateForm, Fate, Format, Line, OfficeFile, Row, Style, Written, cells, lines};
use crate::payment::Payment;
use crate::problem::SampleError;
use crate::register::Person;
use crate::sample::Sample;
use crate::spelling;

const LATIN: Style = Style {
    is_bangla: false,
    has_bangla_digits: false,
    date_form: DateForm::YearFirst,
};
const LATIN_SLASHES: Style = Style {
    date_form: DateForm::Slashes,
    ..LATIN
};
const BANGLA: Style = Style {
    is_bangla: true,
    has_bangla_digits: true,
    date_form: DateForm::Slashes,
};
const BANGLA_WORKBOOK: Style = Style {
    is_bangla: true,
    has_bangla_digits: false,
    date_form: DateForm::Spreadsheet,
};

const COMMA: Format = Format::Text {
    separator: b',',
    has_byte_order_mark: false,
};

struct Label {
    file: &'static str,
    extract: &'static str,
    office: &'static str,
    period: &'static str,
    format: Format,
}

fn office_file<R: Row>(label: Label, rows: &[R], headings: Vec<extract_table::Heading<R>>, style: Style) -> OfficeFile {
    let columns = columns(headings, style.is_bangla);
    OfficeFile {
        file: label.file.to_owned(),
        extract: label.extract,
        office: label.office.to_owned(),
        period: label.period.to_owned(),
        format: label.format,
        columns: columns.iter().map(|column| column.name).collect(),
        headers: columns.iter().map(|column| column.header).collect(),
        lines: lines(rows, &columns, style),
    }
}

/// Writes every record into the file of its office, with the bad rows that come with it.
///
/// # Errors
/// When nobody could tell the order of day and month in a file.
pub fn files(sample: &Sample) -> Result<Vec<OfficeFile>, SampleError> {
    let mut files = Vec::new();
    let registers = [
        (
            (
                "nagarghata_household_2022.csv",
                Format::Text {
                    separator: b',',
                    has_byte_order_mark: true,
                },
                LATIN_SLASHES,
            ),
            (
                "nagarghata_person_2022.xlsx",
                Format::Workbook {
                    title: "২নং নগরঘাটা ইউনিয়ন, ৮নং ওয়ার্ড: টোটাল কমিউনিটি ম্যানেজমেন্ট সিস্টেম, জানুয়ারি ২০২২",
                },
                BANGLA_WORKBOOK,
            ),
            "up-nagarghata",
        ),
        (
            ("dhandia_household_2022.csv", COMMA, BANGLA),
            ("dhandia_person_2022.csv", COMMA, BANGLA),
            "up-dhandia",
        ),
        (
            ("sarulia_household_2022.csv", COMMA, LATIN),
            (
                "sarulia_person_2022.tsv",
                Format::Text {
                    separator: b'\t',
                    has_byte_order_mark: false,
                },
                LATIN,
            ),
            "up-sarulia",
        ),
    ];
    for (position, (ward, (household, person, office))) in sample.wards.iter().zip(registers).enumerate() {
        let label = |file, extract, format| Label {
            file,
            extract,
            office,
            period: "2022",
            format,
        };
        let (file, format, style) = household;
        let label_household = label(file, "census_household", format);
        files.push(office_file(
            label_household,
            &ward.households,
            extract_table::household(),
            style,
        ));
        let (file, format, style) = person;
        let mut persons = office_file(
            label(file, "census_person", format),
            &ward.persons,
            extract_table::person(),
            style,
        );
        if position == 0 {
            add_bad_persons(&mut persons, &ward.persons, style);
        }
        files.push(persons);
    }
    let label = |file, extract, office| Label {
        file,
        extract,
        office,
        period: "2022",
        format: COMMA,
    };
    let style = Style {
        date_form: DateForm::YearFirst,
        has_bangla_digits: false,
        ..BANGLA
    };
    let shelter_label = label("tala_shelter_2022.csv", "shelter", "pio-tala");
    files.push(office_file(
        shelter_label,
        &sample.shelters,
        extract_table::shelter(),
        style,
    ));
    let area_label = label("tala_area_profile_2022.csv", "area_profile", "uno-tala");
    files.push(office_file(
        area_label,
        &sample.profiles,
        extract_table::area_profile(),
        LATIN,
    ));
    files.extend(list_files(sample));
    files.extend(payment_files(sample));
    for file in &mut files {
        // What a spreadsheet leaves behind when it saves a table as text.
        let blank = Written {
            cell: Cell::Blank,
            repairs: Vec::new(),
            finding: None,
        };
        file.lines.push(Line {
            cells: vec![blank; file.columns.len()],
            fate: Fate::Empty,
            taka: 0,
        });
    }
    files.iter().try_for_each(check_day_order)?;
    Ok(files)
}

fn list_files(sample: &Sample) -> Vec<OfficeFile> {
    let of = |office: Office| -> Vec<Entry> {
        sample
            .entries
            .iter()
            .filter(|entry| entry.office == office)
            .cloned()
            .collect()
    };
    let label = |file, office| Label {
        file,
        extract: "beneficiary",
        office,
        period: "2022-06-30",
        format: COMMA,
    };
    let rows = of(Office::SocialServices);
    let list = extract_table::beneficiary;
    let mut first = office_file(
        label("tala_dss_beneficiary_2022-06-30.csv", "dss-tala"),
        &rows,
        list(),
        BANGLA,
    );
    if let Some(row) = rows.get(11) {
        let mut bad = row.clone();
        bad.beneficiary_id = "D879090001".to_owned();
        bad.written.insert(
            "programme_code",
            Written::lost("মুক্তিযোদ্ধা সম্মানী ভাতা", spelling::UNKNOWN_PROGRAMME),
        );
        insert(
            &mut first,
            40,
            cells(&bad, &columns(list(), true), BANGLA),
            spelling::UNKNOWN_PROGRAMME,
            0,
        );
        let mut bad = row.clone();
        bad.written.insert(
            "beneficiary_id",
            Written {
                cell: Cell::Blank,
                repairs: Vec::new(),
                finding: None,
            },
        );
        insert(
            &mut first,
            77,
            cells(&bad, &columns(list(), true), BANGLA),
            spelling::MISSING_KEY,
            0,
        );
    }
    repeat_line(&mut first, 15);
    let rows = of(Office::PaymentSystem);
    let mut second = office_file(label("g2p_beneficiary_2022-06-30.csv", "g2p"), &rows, list(), LATIN);
    if let Some(row) = rows.get(20) {
        let mut bad = row.clone();
        bad.beneficiary_id = "G879090001".to_owned();
        bad.name_bn = None;
        bad.name_en = None;
        bad.id_number = None;
        bad.written.clear();
        insert(
            &mut second,
            30,
            cells(&bad, &columns(list(), false), LATIN),
            spelling::NOBODY,
            0,
        );
    }
    vec![first, second]
}

fn payment_files(sample: &Sample) -> Vec<OfficeFile> {
    let labels = [
        ("payment_2021-22_Q1.csv", "2021-22-Q1", LATIN),
        ("payment_2021-22_Q2.csv", "2021-22-Q2", LATIN_SLASHES),
        ("payment_2021-22_Q3.csv", "2021-22-Q3", BANGLA),
        ("payment_2021-22_Q4.csv", "2021-22-Q4", LATIN),
    ];
    let mut files = Vec::new();
    for (quarter, (batch, (file, period, style))) in sample.payments.iter().zip(labels).enumerate() {
        let label = Label {
            file,
            extract: "payment",
            office: "g2p",
            period,
            format: COMMA,
        };
        let mut made = office_file(label, batch, extract_table::payment(), style);
        for (line, payment) in made.lines.iter_mut().zip(batch) {
            line.taka = payment.amount_taka;
        }
        if let Some(model) = batch.get(60) {
            add_bad_payments(&mut made, model, quarter, style);
        }
        files.push(made);
    }
    files
}

fn add_bad_payments(file: &mut OfficeFile, model: &Payment, quarter: usize, style: Style) {
    let headings = || columns(extract_table::payment(), style.is_bangla);
    let mut add = |position: usize, number: usize, reason: &'static str, taka: i64, change: &dyn Fn(&mut Payment)| {
        let mut bad = model.clone();
        bad.payment_id = format!("{}9{number:04}", model.batch_id);
        bad.written.clear();
        change(&mut bad);
        insert(file, position, cells(&bad, &headings(), style), reason, taka);
    };
    match quarter {
        0 => {
            add(25, 1, spelling::UNREADABLE_AMOUNT, 0, &|row| {
                row.written
                    .insert("amount_taka", Written::lost("####", spelling::UNREADABLE_NUMBER));
            });
            add(90, 2, spelling::UNKNOWN_PROGRAMME, model.amount_taka, &|row| {
                row.written.insert(
                    "programme_code",
                    Written::lost("Freedom fighter honorarium", spelling::UNKNOWN_PROGRAMME),
                );
            });
            repeat_line(file, 33);
            repeat_line(file, 120);
        }
        1 => {
            add(48, 1, spelling::NEGATIVE_AMOUNT, -model.amount_taka, &|row| {
                row.amount_taka = -row.amount_taka
            });
            add(70, 3, spelling::KEY_CONFLICT, model.amount_taka, &|_| {});
            add(110, 3, spelling::KEY_CONFLICT, model.amount_taka + 500, &|row| {
                row.amount_taka += 500
            });
        }
        2 => {
            add(15, 1, spelling::MISSING_KEY, model.amount_taka, &|row| {
                row.payment_id.clear()
            });
        }
        _ => {
            add(52, 1, spelling::UNREADABLE_DATE, model.amount_taka, &|row| {
                row.written
                    .insert("ordered_on", Written::lost("জুন মাসে", spelling::UNREADABLE_DATE));
            });
            repeat_line(file, 61);
        }
    }
}

/// Rows of the first register that are put aside, and two that are there twice.
fn add_bad_persons(file: &mut OfficeFile, persons: &[Person], style: Style) {
    let headings = || columns(extract_table::person(), style.is_bangla);
    let Some(model) = persons.get(200) else { return };
    let mut bad = model.clone();
    bad.written.clear();
    bad.person_id.clear();
    insert(file, 310, cells(&bad, &headings(), style), spelling::MISSING_KEY, 0);
    let mut bad = model.clone();
    bad.written.clear();
    bad.person_id = "NGR8-9001-01".to_owned();
    bad.name_bn = None;
    bad.name_en = None;
    bad.nid = None;
    bad.brn = None;
    insert(file, 700, cells(&bad, &headings(), style), spelling::NOBODY, 0);
    for age in [31, 38] {
        let mut bad = model.clone();
        bad.written.clear();
        bad.person_id = "NGR8-9002-01".to_owned();
        bad.nid = None;
        bad.brn = None;
        bad.birth_date = None;
        bad.age_years = Some(age);
        insert(
            file,
            1_200 + usize::try_from(age).unwrap_or(0),
            cells(&bad, &headings(), style),
            spelling::KEY_CONFLICT,
            0,
        );
    }
    repeat_line(file, 450);
    repeat_line(file, 1_500);
}

fn insert(file: &mut OfficeFile, position: usize, cells: Vec<Written>, reason: &'static str, taka: i64) {
    let place = position.min(file.lines.len());
    file.lines.insert(
        place,
        Line {
            cells,
            fate: Fate::Quarantined(reason),
            taka,
        },
    );
}

/// Puts a loaded line a second time, 25 rows further down.
fn repeat_line(file: &mut OfficeFile, from: usize) {
    if let Some(line) = file.lines.get(from).filter(|line| line.fate == Fate::Loaded) {
        let copy = Line {
            fate: Fate::Duplicate,
            ..line.clone()
        };
        let place = (from + 25).min(file.lines.len());
        file.lines.insert(place, copy);
    }
}

/// A file with days as figures must hold one that can only be read day first; else no reader
/// can tell 3 May from 5 March.
fn check_day_order(file: &OfficeFile) -> Result<(), SampleError> {
    let mut figures = file
        .lines
        .iter()
        .flat_map(|line| &line.cells)
        .filter(|written| written.repairs.contains(&spelling::DAY_FIRST))
        .filter_map(|written| match &written.cell {
            Cell::Text(text) => Some(dorpon_domain::number::ascii_digits(text)),
            _ => None,
        })
        .peekable();
    let has_figures = figures.peek().is_some();
    let is_certain = figures.any(|text| {
        text.get(..2)
            .and_then(|day| day.parse::<u8>().ok())
            .is_some_and(|day| day > 12)
    });
    if has_figures && !is_certain {
        return Err(SampleError::Input(format!(
            "{}: days can be read day first and month first",
            file.file
        )));
    }
    Ok(())
}
