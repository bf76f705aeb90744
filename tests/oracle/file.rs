//! The files of the sample as records: rows that a wrong key, amount or day spoils are left out.

use std::collections::BTreeMap;
use std::path::Path;

use calamine::{Data, Reader as _};

use super::cell::{day, has_mobile, number, plain, programme, said, whole, word, yes};
use super::day::Day;

/// The rows of a file below its header, each as header → cell.
pub(super) fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let name = path.to_string_lossy();
    let mut table: Vec<Vec<String>> = if name.ends_with(".xlsx") {
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).expect("the workbook opens");
        let sheet = book
            .worksheet_range_at(0)
            .expect("it has a sheet")
            .expect("the sheet is readable");
        sheet.rows().map(|row| row.iter().map(cell_text).collect()).collect()
    } else {
        let text = std::fs::read_to_string(path).expect("the file is UTF-8");
        let separator = if name.ends_with(".tsv") { b'\t' } else { b',' };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
        reader
            .records()
            .map(|row| row.expect("a CSV row").iter().map(str::to_owned).collect())
            .collect()
    };
    // The header is the first row with more than one filled cell.
    let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.trim().is_empty()).count();
    let header = table.iter().position(|row| filled(row) > 1).expect("a header");
    let body = table.split_off(header + 1);
    let header = table.pop().expect("a header");
    body.into_iter()
        .filter(|row| filled(row) > 0)
        .map(|row| header.iter().cloned().zip(row).collect())
        .collect()
}

pub(super) fn cell_text(cell: &Data) -> String {
    match cell {
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year}-{month}-{day}")
        }
        // A spreadsheet keeps fifteen digits.
        Data::Float(number) if number.abs() >= 1e15 => format!("{number:E}"),
        other => other.to_string(),
    }
}

/// One row of the files, by the headers of either language.
pub(super) struct Line<'a>(&'a BTreeMap<String, String>);

impl Line<'_> {
    pub(super) fn get(&self, bangla: &str, english: &str) -> &str {
        self.0
            .get(bangla)
            .or_else(|| self.0.get(english))
            .map_or("", String::as_str)
    }
}

/// Leaves out rows without key and rows whose key has another content elsewhere; of equal rows one stays.
pub(super) fn sound(
    rows: Vec<BTreeMap<String, String>>,
    key: impl Fn(&Line<'_>) -> String,
) -> Vec<BTreeMap<String, String>> {
    let mut contents: BTreeMap<String, Vec<BTreeMap<String, String>>> = BTreeMap::new();
    for row in rows {
        let key = key(&Line(&row));
        let known = contents.entry(key).or_default();
        if !known.contains(&row) {
            known.push(row);
        }
    }
    contents
        .into_iter()
        .filter(|(key, rows)| !key.trim().is_empty() && rows.len() == 1)
        .flat_map(|(_, rows)| rows)
        .collect()
}

#[derive(Default)]
pub(super) struct World {
    /// By extract and record: the person it speaks of.
    pub(super) person_of: BTreeMap<(String, String), String>,
    pub(super) homes: BTreeMap<String, Home>,
    pub(super) folk: Vec<Folk>,
    pub(super) entries: Vec<ListRow>,
    pub(super) orders: Vec<Order>,
}

pub(super) struct Home {
    pub(super) union: Option<String>,
    pub(super) ward: String,
    pub(super) head: String,
    pub(super) settlement: Option<String>,
    pub(super) house: Option<String>,
    pub(super) embankment: Option<String>,
    pub(super) land: [Option<f64>; 2],
    pub(super) income: Option<i64>,
    pub(super) ground: Option<f64>,
    pub(super) water: [Option<i64>; 2],
    pub(super) shelter: Option<i64>,
    pub(super) surges: Option<i64>,
    pub(super) radio: Option<bool>,
    pub(super) mobile: bool,
    pub(super) surveyed: Option<Day>,
}

pub(super) struct Folk {
    pub(super) id: String,
    pub(super) home: String,
    pub(super) sex: Option<String>,
    pub(super) birth: Option<Day>,
    pub(super) age: Option<i64>,
    pub(super) relation: String,
    pub(super) married: Option<String>,
    pub(super) income: Option<i64>,
    pub(super) employed: Option<bool>,
    pub(super) pension: Option<bool>,
    pub(super) disability: Option<String>,
    pub(super) severity: Option<String>,
    pub(super) pregnant: Option<bool>,
    pub(super) illness: Option<String>,
    pub(super) mobile: bool,
    pub(super) died: Option<Day>,
}

pub(super) struct ListRow {
    pub(super) id: String,
    pub(super) programme: &'static str,
    pub(super) sex: Option<String>,
    pub(super) union: Option<String>,
    pub(super) enrolled: Option<Day>,
    pub(super) active: bool,
}

pub(super) struct Order {
    pub(super) beneficiary: String,
    pub(super) programme: &'static str,
    pub(super) year: String,
    pub(super) cycle: String,
    pub(super) taka: i64,
    pub(super) status: String,
    pub(super) ordered: Day,
    pub(super) due: Option<Day>,
    pub(super) settled: Option<Day>,
    pub(super) again: bool,
    pub(super) number: String,
    pub(super) again_of: String,
}

/// The unions of Tala, all that the sample needs of the reference.
pub(super) fn union(cell: &str) -> Option<String> {
    let code = plain(cell);
    let known = ["11", "15", "23", "31", "39", "47", "55", "63", "71", "79", "87", "94"];
    known
        .iter()
        .any(|union| code == format!("408790{union}"))
        .then_some(code)
}

pub(super) const LONG_AGO: Day = (1880, 1, 1);
pub(super) const FAR_AHEAD: Day = (2099, 12, 31);
pub(super) const END_OF_2022: Day = (2022, 12, 31);

impl World {
    pub(super) fn read(&mut self, extract: &str, path: &Path) {
        match extract {
            "census_household" => self.read_homes(path),
            "census_person" => self.read_folk(path),
            "beneficiary" => self.read_entries(path),
            "payment" => self.read_orders(path),
            _ => {}
        }
    }

    pub(super) fn read_homes(&mut self, path: &Path) {
        for row in sound(rows(path), |line| line.get("খানা নম্বর", "household no").to_owned()) {
            let line = Line(&row);
            // A distance below zero is none.
            let metres = |bangla: &str, english: &str| whole(line.get(bangla, english)).filter(|metres| *metres >= 0);
            let home = Home {
                union: union(line.get("ইউনিয়ন কোড", "union geocode")),
                ward: plain(line.get("ওয়ার্ড নং", "ward")),
                head: plain(line.get("খানাপ্রধানের আইডি", "household head id")),
                settlement: said(line.get("বসতির ধরন", "type of settlement")),
                house: said(line.get("ঘরের ধরন", "type of house")),
                embankment: said(line.get("বাঁধের কোন পাশে", "embankment")),
                land: [
                    number(line.get("বসতভিটা (শতাংশ)", "homestead land (decimal)")),
                    number(line.get("জমি (শতাংশ)", "cultivable land (decimal)")),
                ],
                income: whole(line.get("মাসিক আয় (টাকা)", "monthly income")),
                ground: number(line.get("জলোচ্ছ্বাসের ওপরে ভূমির উচ্চতা (মিটার)", "ground above surge (m)")),
                water: [
                    metres("সমুদ্রের দূরত্ব (মিটার)", "sea distance (m)"),
                    metres("জোয়ারের নদীর দূরত্ব (মিটার)", "tidal river distance (m)"),
                ],
                shelter: metres("আশ্রয়কেন্দ্রের দূরত্ব (মিটার)", "shelter distance (m)"),
                surges: whole(line.get("জলোচ্ছ্বাসে ক্ষতির সংখ্যা", "surge damages")),
                radio: yes(line.get("রেডিও আছে", "radio")),
                mobile: has_mobile(line.get("মোবাইল নম্বর", "mobile no")),
                surveyed: day(line.get("জরিপের তারিখ", "survey date"), (1990, 1, 1), END_OF_2022),
            };
            self.homes.insert(plain(line.get("খানা নম্বর", "household no")), home);
        }
    }

    pub(super) fn read_folk(&mut self, path: &Path) {
        for row in sound(rows(path), |line| line.get("ব্যক্তি নম্বর", "person no").to_owned()) {
            let line = Line(&row);
            let (nid, brn) = (
                line.get("জাতীয় পরিচয়পত্র নম্বর", "nid no"),
                line.get("জন্ম নিবন্ধন নম্বর", "birth registration no"),
            );
            let name = plain(line.get("নাম (বাংলা)", "name (bangla)"));
            if name.is_empty()
                && line.get("নাম (ইংরেজি)", "name (english)").is_empty()
                && nid.is_empty()
                && brn.is_empty()
            {
                continue;
            }
            let birth = day(line.get("জন্ম তারিখ", "date of birth"), LONG_AGO, END_OF_2022);
            self.folk.push(Folk {
                id: plain(line.get("ব্যক্তি নম্বর", "person no")),
                home: plain(line.get("খানা নম্বর", "household no")),
                sex: said(line.get("লিঙ্গ", "gender")),
                birth,
                age: whole(line.get("বয়স (বছর)", "age (years)")),
                relation: word(line.get("খানাপ্রধানের সঙ্গে সম্পর্ক", "relationship to head")),
                married: said(line.get("বৈবাহিক অবস্থা", "marital")),
                income: whole(line.get("বার্ষিক আয় (টাকা)", "yearly income")),
                employed: yes(line.get("সরকারি চাকরিজীবী", "government employee")),
                pension: yes(line.get("পেনশন পান", "pension")),
                disability: said(line.get("প্রতিবন্ধিতার ধরন", "type of disability")),
                severity: said(line.get("প্রতিবন্ধিতার মাত্রা", "severity of disability")),
                pregnant: yes(line.get("গর্ভবতী", "pregnant")),
                illness: said(line.get("দীর্ঘমেয়াদি রোগ", "chronic disease")),
                mobile: has_mobile(line.get("মোবাইল নম্বর", "mobile no")),
                died: day(line.get("মৃত্যুর তারিখ", "date of death"), LONG_AGO, FAR_AHEAD),
            });
        }
        self.folk.sort_by(|one, other| one.id.cmp(&other.id));
    }

    pub(super) fn read_entries(&mut self, path: &Path) {
        for row in sound(rows(path), |line| line.get("ভাতাভোগীর আইডি", "mis id").to_owned()) {
            let line = Line(&row);
            let number = line.get("পরিচয়পত্র নম্বর", "id no");
            let nameless = line.get("ভাতাভোগীর নাম", "name (bangla)").is_empty()
                && line.get("নাম (ইংরেজি)", "name (english)").is_empty();
            let Some(programme) = programme(line.get("ভাতার নাম", "scheme")) else {
                continue;
            };
            if nameless && number.is_empty() {
                continue;
            }
            self.entries.push(ListRow {
                id: plain(line.get("ভাতাভোগীর আইডি", "mis id")),
                programme,
                sex: said(line.get("লিঙ্গ", "gender")),
                union: union(line.get("ইউনিয়ন কোড", "union geocode")),
                enrolled: day(line.get("তালিকাভুক্তির তারিখ", "enrolment date"), (1990, 1, 1), FAR_AHEAD),
                active: word(line.get("অবস্থা", "current status")) == "active",
            });
        }
    }

    pub(super) fn read_orders(&mut self, path: &Path) {
        for row in sound(rows(path), |line| line.get("পরিশোধ নম্বর", "payment no").to_owned()) {
            let line = Line(&row);
            let on = |bangla: &str, english: &str| day(line.get(bangla, english), (1997, 7, 1), FAR_AHEAD);
            let taka = whole(line.get("টাকার পরিমাণ", "amount (taka)")).filter(|taka| *taka >= 0);
            let programme = programme(line.get("ভাতার ধরন", "allowance type"));
            let (Some(taka), Some(programme), Some(ordered)) =
                (taka, programme, on("আদেশের তারিখ", "payment order date"))
            else {
                continue;
            };
            self.orders.push(Order {
                beneficiary: plain(line.get("ভাতাভোগীর আইডি", "mis id")),
                programme,
                year: plain(line.get("অর্থবছর", "financial year")),
                cycle: word(line.get("কিস্তি", "cycle")),
                taka,
                status: word(line.get("পরিশোধের অবস্থা", "payment status")),
                ordered,
                due: on("প্রদেয় তারিখ", "due date"),
                settled: on("পরিশোধের তারিখ", "settlement date"),
                again: !line.get("যে পরিশোধের পুনঃপ্রদান", "reissue of payment").trim().is_empty(),
                number: plain(line.get("পরিশোধ নম্বর", "payment no")),
                again_of: plain(line.get("যে পরিশোধের পুনঃপ্রদান", "reissue of payment")),
            });
        }
    }
}
