//! A second computation of three figures: a plain loop over the files of `sample-data/extracts`.
//!
//! It knows nothing of the generator, of its truth, of the ingest or of SQL: it has its own
//! small readers for what those files contain and follows the rules of the figures by hand.
//! Two programs that agree by accident to the last person are unlikely. It reads the sample
//! and nothing else: it is no ingest.
//!
//! Each figure is a list of rows, column → text, in the order of its grain. Counts are plain
//! numbers, taka and scores have two decimals, the median one, unknown is empty.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use calamine::{Data, Reader as _};

/// A row of a figure: column → text.
pub type FigureRow = BTreeMap<String, String>;

/// The three figures.
#[derive(Debug)]
pub struct Figures {
    /// coverage_by_union_programme: grain union_code, programme_code, sex.
    pub coverage: Vec<FigureRow>,
    /// payment_by_cycle: grain fiscal_year, cycle, programme_code, union_code.
    pub payment: Vec<FigureRow>,
    /// disaster_priority: grain household_id, in the order of union, ward and rank.
    pub priority: Vec<FigureRow>,
}

const AS_OF: Day = (2022, 6, 30);
const PROGRAMMES: [&str; 3] = ["DAA", "OAA", "WAA"];

/// Computes the figures of `sample-data` in a repository.
pub fn compute(repository: &Path) -> Figures {
    let directory = repository.join("sample-data");
    let mut world = World::default();
    let manifest = std::fs::read_to_string(directory.join("extracts.toml")).expect("the sample has a manifest");
    let mut file = String::new();
    for line in manifest.lines() {
        let Some((key, value)) = line.split_once(" = ") else { continue };
        let value = value.trim_matches('"');
        match key {
            "file" => file = value.to_owned(),
            "extract" => world.read(value, &directory.join(&file)),
            _ => {}
        }
    }
    let humans = world.humans();
    let listed = world.listed(&humans);
    Figures {
        coverage: coverage(&world, &humans, &listed),
        payment: payments(&world),
        priority: priorities(&world, &humans, &listed),
    }
}

// ---------------------------------------------------------------- days

/// Year, month, day.
type Day = (i32, i32, i32);

fn month_length(year: i32, month: i32) -> i32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

fn valid(day: Day) -> Option<Day> {
    ((1..=12).contains(&day.1) && day.2 >= 1 && day.2 <= month_length(day.0, day.1)).then_some(day)
}

fn years_earlier(day: Day, years: i32) -> Day {
    let year = day.0 - years;
    (year, day.1, day.2.min(month_length(year, day.1)))
}

fn next(day: Day) -> Day {
    if day.2 < month_length(day.0, day.1) {
        (day.0, day.1, day.2 + 1)
    } else if day.1 < 12 {
        (day.0, day.1 + 1, 1)
    } else {
        (day.0 + 1, 1, 1)
    }
}

/// Days since a fixed day.
fn number_of(day: Day) -> i64 {
    let (mut count, year) = (0, i64::from(day.0) - 1);
    for month in 1..day.1 {
        count += i64::from(month_length(day.0, month));
    }
    year * 365 + year / 4 - year / 100 + year / 400 + count + i64::from(day.2)
}

fn months_old(born: Day, on: Day) -> i32 {
    12 * (on.0 - born.0) + on.1 - born.1 - i32::from(on.2 < born.2)
}

fn years_old(born: Day, on: Day) -> i32 {
    months_old(born, on).div_euclid(12)
}

// ---------------------------------------------------------------- cells

fn plain(cell: &str) -> String {
    let digits = cell.trim().chars().map(|letter| match letter {
        '০'..='৯' => char::from(b'0' + u8::try_from(u32::from(letter) - 0x9E6).unwrap()),
        '\u{A0}' => ' ',
        other => other,
    });
    let joined: String = digits.collect();
    joined.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn day(cell: &str, earliest: Day, latest: Day) -> Option<Day> {
    let cell = plain(cell);
    let parts = |separator: char| -> Vec<i32> { cell.split(separator).filter_map(|part| part.parse().ok()).collect() };
    let read = match (parts('-').as_slice(), parts('/').as_slice(), cell.parse::<i64>()) {
        ([year, month, of_month], _, _) | (_, [of_month, month, year], _) => valid((*year, *month, *of_month)),
        (_, _, Ok(serial)) => {
            // A spreadsheet counts from 30 December 1899.
            let mut found = (1900, 1, 1);
            for _ in 2..serial {
                found = next(found);
            }
            Some(found)
        }
        _ => None,
    };
    read.filter(|read| *read >= earliest && *read <= latest)
}

fn number(cell: &str) -> Option<f64> {
    plain(cell).replace(',', "").parse().ok()
}

fn whole(cell: &str) -> Option<i64> {
    plain(cell).replace(',', "").parse().ok()
}

fn yes(cell: &str) -> Option<bool> {
    match plain(cell).to_lowercase().as_str() {
        "yes" | "হ্যাঁ" => Some(true),
        "no" | "না" => Some(false),
        _ => None,
    }
}

const ZILAS: &str = " 01 03 04 06 09 10 12 13 15 18 19 22 26 27 29 30 32 33 35 36 38 39 41 42 44 46 47 48 49 50 51 52 \
    54 55 56 57 58 59 61 64 65 67 68 69 70 72 73 75 76 77 78 79 81 82 84 85 86 87 88 89 90 91 93 94 ";

fn digits(cell: &str) -> Option<String> {
    let bare: String = plain(cell).chars().filter(|letter| !matches!(letter, ' ' | '-' | '\'')).collect();
    (!bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit())).then_some(bare)
}

/// The number by which two records are compared: a NID of 17 digits without its year.
fn comparable(kind: &str, cell: &str, born: Option<Day>) -> Option<String> {
    let mut number = digits(cell)?;
    if kind == "nid" && number.len() == 12 {
        number.insert(0, '0');
    }
    if number.bytes().all(|byte| byte == number.as_bytes()[0]) {
        return None;
    }
    let with_year = match (kind, number.len()) {
        ("nid", 10) => return Some(format!("nid{number}")),
        ("nid", 13) => false,
        ("nid" | "brn", 17) | ("brn", 16) => true,
        _ => return None,
    };
    let place = if with_year { &number[4..] } else { &number[..] };
    let year: i32 = number[..4].parse().unwrap();
    let year_fits = !with_year || ((1900..=2022).contains(&year) && born.is_none_or(|born| born.0 == year));
    let is_sound = ZILAS.contains(&format!(" {} ", &place[..2]))
        && "123459".contains(&place[2..3])
        && place[7..].bytes().any(|byte| byte != b'0');
    let kept = if kind == "nid" { place } else { &number[..] };
    (is_sound && year_fits).then(|| format!("{kind}{kept}"))
}

fn has_mobile(cell: &str) -> bool {
    let bare: String = plain(cell).chars().filter(char::is_ascii_digit).collect();
    let national = bare.strip_prefix("88").unwrap_or(&bare);
    let national = if national.len() == 10 { format!("0{national}") } else { national.to_owned() };
    national.len() == 11 && national.starts_with("01") && ('3'..='9').contains(&national.chars().nth(2).unwrap_or(' '))
}

fn programme(cell: &str) -> Option<&'static str> {
    match plain(cell).as_str() {
        "OAA" | "বয়স্ক ভাতা" => Some("OAA"),
        "WAA" | "বিধবা ভাতা" => Some("WAA"),
        "DAA" | "প্রতিবন্ধী ভাতা" => Some("DAA"),
        _ => None,
    }
}

/// The English word for a Bangla one; other words stay.
fn word(cell: &str) -> String {
    let cell = plain(cell);
    let english = match cell.as_str() {
        "পুরুষ" => "male",
        "মহিলা" => "female",
        "হিজড়া" => "hijra",
        "খানাপ্রধান" => "head",
        "বিধবা/বিপত্নীক" => "widowed",
        "স্বামী পরিত্যক্তা" => "deserted",
        "জানা নাই" | "টিনের ঘর" => "",
        "গুরুতর" => "severe",
        "অতি গুরুতর" => "very_severe",
        "নেই" => "none",
        "কাঁচা" => "kutcha",
        "ঝুপড়ি" => "jhupri",
        "গৃহহীন" => "homeless",
        "আধাপাকা" => "semi_pucca",
        "চর" => "char",
        "ওপরে" => "on",
        "বাইরে" => "outside",
        "সক্রিয়" => "active",
        "পরিশোধিত" => "settled",
        "ফেরত" => "returned",
        "এনআইডি" => "nid",
        "জন্ম নিবন্ধন" => "brn",
        "১ম কিস্তি" => "Q1",
        "৩য় কিস্তি" | "3য় কিস্তি" => "Q3",
        other => other,
    };
    english.to_owned()
}

fn said(cell: &str) -> Option<String> {
    Some(word(cell)).filter(|word| !word.is_empty())
}

// ---------------------------------------------------------------- files

/// The rows of a file below its header, each as header → cell.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let name = path.to_string_lossy();
    let mut table: Vec<Vec<String>> = if name.ends_with(".xlsx") {
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).expect("the workbook opens");
        let sheet = book.worksheet_range_at(0).expect("it has a sheet").expect("the sheet is readable");
        sheet.rows().map(|row| row.iter().map(cell_text).collect()).collect()
    } else {
        let text = std::fs::read_to_string(path).expect("the file is UTF-8");
        let separator = if name.ends_with(".tsv") { b'\t' } else { b',' };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
        reader.records().map(|row| row.expect("a CSV row").iter().map(str::to_owned).collect()).collect()
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

fn cell_text(cell: &Data) -> String {
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
struct Line<'a>(&'a BTreeMap<String, String>);

impl Line<'_> {
    fn get(&self, bangla: &str, english: &str) -> &str {
        self.0.get(bangla).or_else(|| self.0.get(english)).map_or("", String::as_str)
    }
}

/// Leaves out rows without key and rows whose key has another content elsewhere; of equal rows one stays.
fn sound(rows: Vec<BTreeMap<String, String>>, key: impl Fn(&Line<'_>) -> String) -> Vec<BTreeMap<String, String>> {
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
struct World {
    homes: BTreeMap<String, Home>,
    folk: Vec<Folk>,
    entries: Vec<ListRow>,
    orders: Vec<Order>,
}

struct Home {
    union: Option<String>,
    ward: String,
    head: String,
    settlement: Option<String>,
    house: Option<String>,
    embankment: Option<String>,
    land: [Option<f64>; 2],
    income: Option<i64>,
    ground: Option<f64>,
    water: [Option<i64>; 2],
    shelter: Option<i64>,
    surges: Option<i64>,
    radio: Option<bool>,
    mobile: bool,
    surveyed: Option<Day>,
}

struct Folk {
    id: String,
    home: String,
    name: String,
    sex: Option<String>,
    birth: Option<Day>,
    age: Option<i64>,
    numbers: Vec<String>,
    relation: String,
    married: Option<String>,
    income: Option<i64>,
    employed: Option<bool>,
    pension: Option<bool>,
    disability: Option<String>,
    severity: Option<String>,
    pregnant: Option<bool>,
    illness: Option<String>,
    mobile: bool,
    died: Option<Day>,
}

struct ListRow {
    id: String,
    programme: &'static str,
    number: Option<String>,
    sex: Option<String>,
    birth: Option<Day>,
    union: Option<String>,
    enrolled: Option<Day>,
    active: bool,
}

struct Order {
    beneficiary: String,
    programme: &'static str,
    year: String,
    cycle: String,
    taka: i64,
    status: String,
    ordered: Day,
    settled: Option<Day>,
    again: bool,
}

/// The unions of Tala, all that the sample needs of the reference.
fn union(cell: &str) -> Option<String> {
    let code = plain(cell);
    let known = ["11", "15", "23", "31", "39", "47", "55", "63", "71", "79", "87", "94"];
    known.iter().any(|union| code == format!("408790{union}")).then_some(code)
}

const LONG_AGO: Day = (1880, 1, 1);
const FAR_AHEAD: Day = (2099, 12, 31);
const END_OF_2022: Day = (2022, 12, 31);

impl World {
    fn read(&mut self, extract: &str, path: &Path) {
        match extract {
            "census_household" => self.read_homes(path),
            "census_person" => self.read_folk(path),
            "beneficiary" => self.read_entries(path),
            "payment" => self.read_orders(path),
            _ => {}
        }
    }

    fn read_homes(&mut self, path: &Path) {
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

    fn read_folk(&mut self, path: &Path) {
        for row in sound(rows(path), |line| line.get("ব্যক্তি নম্বর", "person no").to_owned()) {
            let line = Line(&row);
            let (nid, brn) =
                (line.get("জাতীয় পরিচয়পত্র নম্বর", "nid no"), line.get("জন্ম নিবন্ধন নম্বর", "birth registration no"));
            let name = plain(line.get("নাম (বাংলা)", "name (bangla)"));
            if name.is_empty() && line.get("নাম (ইংরেজি)", "name (english)").is_empty() && nid.is_empty() && brn.is_empty() {
                continue;
            }
            let birth = day(line.get("জন্ম তারিখ", "date of birth"), LONG_AGO, END_OF_2022);
            let numbers = [comparable("nid", nid, birth), comparable("brn", brn, birth)];
            self.folk.push(Folk {
                id: plain(line.get("ব্যক্তি নম্বর", "person no")),
                home: plain(line.get("খানা নম্বর", "household no")),
                name,
                sex: said(line.get("লিঙ্গ", "gender")),
                birth,
                age: whole(line.get("বয়স (বছর)", "age (years)")),
                numbers: numbers.into_iter().flatten().collect(),
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

    fn read_entries(&mut self, path: &Path) {
        for row in sound(rows(path), |line| line.get("ভাতাভোগীর আইডি", "mis id").to_owned()) {
            let line = Line(&row);
            let number = line.get("পরিচয়পত্র নম্বর", "id no");
            let nameless =
                line.get("ভাতাভোগীর নাম", "name (bangla)").is_empty() && line.get("নাম (ইংরেজি)", "name (english)").is_empty();
            let Some(programme) = programme(line.get("ভাতার নাম", "scheme")) else { continue };
            if nameless && number.is_empty() {
                continue;
            }
            let birth = day(line.get("জন্ম তারিখ", "date of birth"), LONG_AGO, AS_OF);
            let kind = word(line.get("পরিচয়পত্রের ধরন", "type of id"));
            self.entries.push(ListRow {
                id: plain(line.get("ভাতাভোগীর আইডি", "mis id")),
                programme,
                number: comparable(&kind, number, birth),
                sex: said(line.get("লিঙ্গ", "gender")),
                birth,
                union: union(line.get("ইউনিয়ন কোড", "union geocode")),
                enrolled: day(line.get("তালিকাভুক্তির তারিখ", "enrolment date"), (1990, 1, 1), FAR_AHEAD),
                active: word(line.get("অবস্থা", "current status")) == "active",
            });
        }
    }

    fn read_orders(&mut self, path: &Path) {
        for row in sound(rows(path), |line| line.get("পরিশোধ নম্বর", "payment no").to_owned()) {
            let line = Line(&row);
            let on = |bangla: &str, english: &str| day(line.get(bangla, english), (1997, 7, 1), FAR_AHEAD);
            let taka = whole(line.get("টাকার পরিমাণ", "amount (taka)")).filter(|taka| *taka >= 0);
            let programme = programme(line.get("ভাতার ধরন", "allowance type"));
            let (Some(taka), Some(programme), Some(ordered)) = (taka, programme, on("আদেশের তারিখ", "payment order date"))
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
                settled: on("পরিশোধের তারিখ", "settlement date"),
                again: !line.get("যে পরিশোধের পুনঃপ্রদান", "reissue of payment").trim().is_empty(),
            });
        }
    }

    /// Groups the records of the register by person: lists of positions, the smallest number first.
    fn humans(&self) -> Vec<Vec<usize>> {
        let mut humans: Vec<Vec<usize>> = Vec::new();
        let mut place: BTreeMap<(&str, &str, Day, &str), usize> = BTreeMap::new();
        for (position, folk) in self.folk.iter().enumerate() {
            let keys: Vec<_> = match (&folk.sex, folk.birth) {
                (Some(sex), Some(birth)) if !folk.name.is_empty() => {
                    folk.numbers.iter().map(|number| (number.as_str(), sex.as_str(), birth, folk.name.as_str())).collect()
                }
                _ => Vec::new(),
            };
            let human = keys.iter().find_map(|key| place.get(key).copied()).unwrap_or(humans.len());
            if human == humans.len() {
                humans.push(Vec::new());
            }
            humans[human].push(position);
            for key in keys {
                place.entry(key).or_insert(human);
            }
        }
        humans
    }

    /// Of each active row: the human it belongs to, or whose else it is.
    fn listed(&self, humans: &[Vec<usize>]) -> Vec<(Owner, &ListRow)> {
        let mut human_of: Vec<usize> = vec![0; self.folk.len()];
        for (human, records) in humans.iter().enumerate() {
            for record in records {
                human_of[*record] = human;
            }
        }
        let mut holders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (position, folk) in self.folk.iter().enumerate() {
            for number in &folk.numbers {
                holders.entry(number).or_default().push(position);
            }
        }
        let mut listed = Vec::new();
        for entry in &self.entries {
            if !entry.active || entry.enrolled.is_some_and(|day| day > AS_OF) {
                continue;
            }
            let records = entry.number.as_deref().and_then(|number| holders.get(number)).cloned().unwrap_or_default();
            let all: BTreeSet<usize> = records.iter().map(|record| human_of[*record]).collect();
            let alike: BTreeSet<usize> = records
                .iter()
                .filter(|record| {
                    let folk = &self.folk[**record];
                    folk.sex.is_some() && folk.sex == entry.sex && folk.birth.is_some() && folk.birth == entry.birth
                })
                .map(|record| human_of[*record])
                .collect();
            let only = [&all, &alike].into_iter().find(|humans| humans.len() == 1).and_then(BTreeSet::first);
            let owner = match (only, &entry.number) {
                (Some(human), _) => Owner::Human(*human),
                (None, Some(number)) => Owner::Number(number.clone()),
                (None, None) => Owner::Number(format!("row {}", entry.id)),
            };
            listed.push((owner, entry));
        }
        listed
    }

    /// First and last day on which somebody can have been born.
    fn born(&self, folk: &Folk) -> Option<[Day; 2]> {
        if let Some(day) = folk.birth {
            return Some([day, day]);
        }
        let surveyed = self.homes.get(&folk.home)?.surveyed?;
        let age = i32::try_from(folk.age?).ok()?;
        Some([next(years_earlier(surveyed, age + 1)), years_earlier(surveyed, age)])
    }

    /// What a question about the age in months says: an answer only if both ends of the window agree.
    fn of_age(&self, folk: &Folk, question: impl Fn(i32) -> bool) -> Option<bool> {
        let [first, last] = self.born(folk)?.map(|day| question(months_old(day, AS_OF)));
        (first == last).then_some(first)
    }
}

fn lives(folk: &Folk) -> bool {
    folk.died.is_none_or(|day| day > AS_OF)
}

#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Owner {
    Human(usize),
    Number(String),
}

// ---------------------------------------------------------------- coverage

fn coverage(world: &World, humans: &[Vec<usize>], listed: &[(Owner, &ListRow)]) -> Vec<FigureRow> {
    // Columns: eligible on the list, eligible not, unclear on the list, unclear not, not eligible, not in the register.
    let mut counts: BTreeMap<(String, String, String), [u64; 6]> = BTreeMap::new();
    let mut unions: BTreeSet<String> = BTreeSet::new();
    for (human, records) in humans.iter().enumerate() {
        let folk = &world.folk[records[0]];
        let union = world.homes.get(&folk.home).and_then(|home| home.union.clone()).unwrap_or("unknown".to_owned());
        unions.insert(union.clone());
        let sex = folk.sex.clone().unwrap_or("unknown".to_owned());
        let enrolled = |programme: &str| {
            listed
                .iter()
                .filter(|(owner, entry)| *owner == Owner::Human(human) && entry.programme == programme)
                .map(|(_, entry)| entry.enrolled.unwrap_or((0, 0, 0)))
                .min()
        };
        for programme in PROGRAMMES {
            let own = enrolled(programme);
            let others_come_first = PROGRAMMES.iter().filter(|other| **other != programme).any(|other| {
                match (enrolled(other), own) {
                    (Some(_), None) => true,
                    (Some(theirs), Some(own)) => theirs < own || (theirs == own && *other < programme),
                    (None, _) => false,
                }
            });
            let column = match (verdict(world, folk, programme, others_come_first), own.is_some()) {
                ('y', true) => 0,
                ('y', false) => 1,
                ('?', true) => 2,
                ('?', false) => 3,
                (_, true) => 4,
                _ => continue,
            };
            counts.entry((union.clone(), programme.to_owned(), sex.clone())).or_default()[column] += 1;
        }
    }
    let strangers: BTreeSet<(&Owner, &str)> = listed
        .iter()
        .filter(|(owner, _)| matches!(owner, Owner::Number(_)))
        .map(|(owner, entry)| (owner, entry.programme))
        .collect();
    for (owner, programme) in strangers {
        let rows = || listed.iter().filter(|(of, entry)| of == owner && entry.programme == programme).map(|(_, entry)| entry);
        let union = rows().filter_map(|entry| entry.union.clone()).min().unwrap_or("unknown".to_owned());
        let sex = rows().filter_map(|entry| entry.sex.clone()).min().unwrap_or("unknown".to_owned());
        unions.insert(union.clone());
        counts.entry((union, programme.to_owned(), sex)).or_default()[5] += 1;
    }
    for union in unions {
        for programme in PROGRAMMES {
            for sex in ["female", "male"] {
                counts.entry((union.clone(), programme.to_owned(), sex.to_owned())).or_default();
            }
        }
    }
    let row = |((union, programme, sex), [covered, missing, unclear, unclear_out, wrong, stranger]): (_, [u64; 6])| {
        figure([
            ("union_code", union),
            ("programme_code", programme),
            ("sex", sex),
            ("eligible_count", (covered + missing).to_string()),
            ("covered_count", covered.to_string()),
            ("missing_count", missing.to_string()),
            ("cannot_tell_count", (unclear + unclear_out).to_string()),
            ("cannot_tell_covered_count", unclear.to_string()),
            ("cannot_tell_not_covered_count", unclear_out.to_string()),
            ("listed_count", (covered + unclear + wrong + stranger).to_string()),
            ("listed_not_eligible_count", wrong.to_string()),
            ("listed_not_in_register_count", stranger.to_string()),
        ])
    };
    counts.into_iter().map(row).collect()
}

fn figure<const N: usize>(cells: [(&str, String); N]) -> FigureRow {
    cells.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
}

/// y, n or ?.
fn verdict(world: &World, folk: &Folk, programme: &str, others_come_first: bool) -> char {
    let household: Vec<&Folk> = world.folk.iter().filter(|other| other.home == folk.home && lives(other)).collect();
    let pension = if household.iter().any(|member| member.pension == Some(true)) {
        Some(false)
    } else if household.iter().any(|member| member.pension.is_none()) {
        None
    } else {
        Some(true)
    };
    let home = world.homes.get(&folk.home);
    let born_by = |cut: Day| {
        let [first, last] = world.born(folk)?;
        if last <= cut {
            Some(true)
        } else if first > cut {
            Some(false)
        } else {
            None
        }
    };
    let mut hard = vec![
        Some(lives(folk)),
        home.map(|_| true),
        folk.employed.map(|employed| !employed),
        pension,
        Some(!others_come_first),
    ];
    let income;
    match programme {
        "OAA" => {
            hard.push(match folk.sex.as_deref() {
                Some("male") => born_by((1956, 6, 1)),
                Some("female") => born_by((1959, 6, 1)),
                _ => None,
            });
            income = folk.income.map(|taka| taka <= 10_000);
        }
        "WAA" => {
            hard.push(folk.sex.as_ref().map(|sex| sex == "female"));
            hard.push(born_by(years_earlier(AS_OF, 18)));
            hard.push(folk.married.as_ref().map(|status| status == "widowed" || status == "deserted"));
            income = folk.income.map(|taka| taka <= 12_000);
        }
        _ => {
            hard.push(born_by(years_earlier(AS_OF, 6)));
            hard.push(folk.disability.as_ref().map(|kind| kind != "none"));
            let members = i64::try_from(household.len()).unwrap();
            income = home
                .and_then(|home| home.income)
                .filter(|_| members > 0)
                .map(|monthly| monthly as f64 * 12.0 / members as f64 <= 36_000.0);
        }
    }
    if hard.contains(&Some(false)) {
        'n'
    } else if hard.contains(&None) || income != Some(true) {
        '?'
    } else {
        'y'
    }
}

// ---------------------------------------------------------------- payments

fn payments(world: &World) -> Vec<FigureRow> {
    let mut groups: BTreeMap<[String; 4], Vec<&Order>> = BTreeMap::new();
    for order in &world.orders {
        let union = world
            .entries
            .iter()
            .find(|entry| entry.id == order.beneficiary && entry.programme == order.programme)
            .and_then(|entry| entry.union.clone())
            .unwrap_or("unknown".to_owned());
        let key = [order.year.clone(), order.cycle.clone(), order.programme.to_owned(), union];
        groups.entry(key).or_default().push(order);
    }
    let mut figures = Vec::new();
    for ([year, cycle, programme, union], orders) in groups {
        let with = |wanted: &str| -> Vec<&Order> {
            orders
                .iter()
                .copied()
                .filter(|order| match wanted {
                    "pending" => order.status != "settled" && order.status != "returned",
                    status => order.status == status,
                })
                .collect()
        };
        let taka = |orders: &[&Order]| format!("{}.00", orders.iter().map(|order| order.taka).sum::<i64>());
        let (settled, returned, pending) = (with("settled"), with("returned"), with("pending"));
        let mut waits: Vec<i64> = settled
            .iter()
            .filter_map(|order| Some(number_of(order.settled?) - number_of(order.ordered)))
            .collect();
        waits.sort_unstable();
        let median = match waits.len() {
            0 => String::new(),
            odd if odd % 2 == 1 => format!("{}.0", waits[odd / 2]),
            even => format!("{:.1}", (waits[even / 2 - 1] + waits[even / 2]) as f64 / 2.0),
        };
        figures.push(figure([
            ("fiscal_year", year),
            ("cycle", cycle),
            ("programme_code", programme),
            ("union_code", union),
            ("ordered_count", orders.len().to_string()),
            ("settled_count", settled.len().to_string()),
            ("returned_count", returned.len().to_string()),
            ("pending_count", pending.len().to_string()),
            ("reissued_count", orders.iter().filter(|order| order.again).count().to_string()),
            ("ordered_taka", taka(&orders)),
            ("settled_taka", taka(&settled)),
            ("returned_taka", taka(&returned)),
            ("pending_taka", taka(&pending)),
            ("settle_days_median", median),
        ]));
    }
    figures
}

// ---------------------------------------------------------------- priority

#[derive(Default)]
struct Tally {
    points: i64,
    open: BTreeSet<&'static str>,
}

impl Tally {
    fn ask(&mut self, name: &'static str, points: i64, answer: Option<bool>) {
        match answer {
            None => {
                self.open.insert(name);
            }
            Some(yes) => self.points += if yes { points } else { 0 },
        }
    }

    fn capped(&self) -> i64 {
        self.points.min(10)
    }
}

/// Whether somebody fulfils a question: yes if one surely does, no if all surely do not.
fn somebody(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let answers: BTreeSet<Option<bool>> = answers.collect();
    if answers.contains(&Some(true)) {
        Some(true)
    } else if answers.contains(&None) {
        None
    } else {
        Some(false)
    }
}

fn all_of(answers: &[Option<bool>]) -> Option<bool> {
    somebody(answers.iter().map(|answer| answer.map(|yes| !yes))).map(|yes| !yes)
}

fn severely_disabled(folk: &Folk) -> Option<bool> {
    if folk.disability.as_deref() == Some("none") {
        return Some(false);
    }
    folk.disability.as_ref()?;
    folk.severity.as_ref().map(|severity| severity.ends_with("severe"))
}

fn priorities(world: &World, humans: &[Vec<usize>], listed: &[(Owner, &ListRow)]) -> Vec<FigureRow> {
    let mut with_benefit: BTreeSet<&str> = BTreeSet::new();
    for (owner, _) in listed {
        if let Owner::Human(human) = owner {
            with_benefit.extend(humans[*human].iter().map(|record| world.folk[*record].id.as_str()));
        }
    }
    let names: BTreeSet<&String> = world.homes.keys().chain(world.folk.iter().map(|folk| &folk.home)).collect();
    // Sorted as the list is printed: what comes first is smaller.
    let mut ranked: Vec<(Vec<i64>, FigureRow)> = Vec::new();
    let mut places: BTreeSet<(Option<String>, Option<String>)> = BTreeSet::new();
    for name in names {
        let home = world.homes.get(name);
        let living: Vec<&Folk> = world.folk.iter().filter(|folk| folk.home == *name && lives(folk)).collect();
        let exposure = exposure(home);
        let vulnerability = vulnerability(world, &living);
        let coping = coping(world, home, &living, &with_benefit);
        let [e, v, c] = [&exposure, &vulnerability, &coping].map(Tally::capped);
        let product = e * v * c;
        let open: BTreeSet<_> = [exposure.open, vulnerability.open, coping.open].into_iter().flatten().collect();
        let union = home.and_then(|home| home.union.clone());
        let ward = home.map(|home| home.ward.clone());
        places.insert((union.clone(), ward.clone()));
        let count = |holds: &dyn Fn(&Folk) -> bool| living.iter().filter(|folk| holds(folk)).count() as i64;
        let oldest = living.iter().filter_map(|folk| world.born(folk)).map(|[_, last]| years_old(last, AS_OF)).max();
        ranked.push((
            vec![
                -product,
                -e,
                -count(&|folk| folk.disability.as_ref().is_some_and(|kind| kind != "none")),
                oldest.map_or(1, |age| -i64::from(age)),
                -count(&|folk| folk.pregnant == Some(true)),
                -count(&|folk| world.of_age(folk, |months| months < 60) == Some(true)),
            ],
            figure([
                ("household_id", name.clone()),
                ("union_code", union.unwrap_or_default()),
                ("ward_no", ward.unwrap_or_default()),
                ("exposure", e.to_string()),
                ("vulnerability", v.to_string()),
                ("coping", c.to_string()),
                ("priority_product", product.to_string()),
                ("score", format!("{:.2}", (product as f64).cbrt())),
                ("unknown_factor_count", open.len().to_string()),
            ]),
        ));
    }
    let mut figures = Vec::new();
    for (union, ward) in places {
        let (union, ward) = (union.unwrap_or_default(), ward.unwrap_or_default());
        let mut here: Vec<_> =
            ranked.iter().filter(|(_, row)| row["union_code"] == union && row["ward_no"] == ward).cloned().collect();
        here.sort_by(|one, other| one.0.cmp(&other.0).then(one.1["household_id"].cmp(&other.1["household_id"])));
        for (rank, (_, mut row)) in (1..).zip(here) {
            row.insert("priority_rank".to_owned(), i32::to_string(&rank));
            figures.push(row);
        }
    }
    figures
}

fn exposure(home: Option<&Home>) -> Tally {
    let mut tally = Tally::default();
    let is = |text: Option<&String>, words: &[&str]| text.map(|text| words.contains(&text.as_str()));
    let embankment = home.and_then(|home| home.embankment.as_ref());
    tally.ask("embankment", 4, is(embankment, &["outside", "on"]));
    let water = home.and_then(|home| home.water.iter().flatten().min());
    tally.ask("water", 3, water.map(|metres| *metres <= 1_000));
    let house = home.and_then(|home| home.house.as_ref());
    tally.ask("weak house", 3, is(house, &["kutcha", "jhupri", "homeless"]));
    tally.ask("semi-pucca house", 1, is(house, &["semi_pucca"]));
    tally.ask("ground", 2, home.and_then(|home| home.ground).map(|metres| metres < 0.0));
    let settlement = home.and_then(|home| home.settlement.as_ref());
    tally.ask("settlement", 2, is(settlement, &["char", "island"]));
    tally.ask("surges", 1, home.and_then(|home| home.surges).map(|count| count > 0));
    tally
}

fn vulnerability(world: &World, living: &[&Folk]) -> Tally {
    let mut tally = Tally::default();
    for folk in living {
        let severe = severely_disabled(folk);
        tally.ask("severe disability", 4, severe);
        let any = folk.disability.as_ref().map(|kind| kind != "none");
        tally.ask("other disability", 3, if severe == Some(true) { Some(false) } else { any });
        tally.ask("eighty", 3, world.of_age(folk, |months| months >= 80 * 12));
        tally.ask("sixty", 2, world.of_age(folk, |months| (60 * 12..80 * 12).contains(&months)));
        let infant = world.of_age(folk, |months| months < 6);
        tally.ask("pregnant or infant", 3, somebody([folk.pregnant, infant].into_iter()));
        let small = world.of_age(folk, |months| (6..60).contains(&months));
        tally.ask("under five", 2, all_of(&[small, folk.pregnant.map(|yes| !yes)]));
        tally.ask("illness", 2, folk.illness.as_ref().map(|illness| illness != "none"));
    }
    let alone = match living {
        [only] => world.of_age(only, |months| months >= 60 * 12),
        _ => Some(false),
    };
    tally.ask("alone", 2, alone);
    tally
}

fn coping(world: &World, home: Option<&Home>, living: &[&Folk], with_benefit: &BTreeSet<&str>) -> Tally {
    let mut tally = Tally::default();
    let no = |answer: Option<bool>| answer.map(|yes| !yes);
    let able = living.iter().map(|folk| {
        let of_age = world.of_age(folk, |months| (18 * 12..60 * 12).contains(&months));
        all_of(&[of_age, no(severely_disabled(folk))])
    });
    tally.ask("able adult", 3, no(somebody(able)));
    let man = living.iter().map(|folk| {
        let is_man = folk.sex.as_ref().map(|sex| sex == "male");
        all_of(&[is_man, world.of_age(folk, |months| months >= 18 * 12)])
    });
    let named = home.and_then(|home| world.folk.iter().find(|folk| folk.id == home.head));
    let head = named.or_else(|| living.iter().copied().find(|folk| folk.relation == "head"));
    let is_woman = head.and_then(|folk| folk.sex.as_ref()).map(|sex| sex == "female");
    tally.ask("woman heads", 2, all_of(&[is_woman, no(somebody(man))]));
    let members = i64::try_from(living.len()).unwrap();
    let income = home.and_then(|home| home.income).filter(|_| members > 0);
    tally.ask("income", 2, income.map(|taka| (taka as f64) / (members as f64) < 2_000.0));
    let land = home.and_then(|home| Some(home.land[0]? + home.land[1]?));
    tally.ask("land", 1, land.map(|decimals| decimals < 4.9995));
    let mobile = home.is_some_and(|home| home.mobile) || living.iter().any(|folk| folk.mobile);
    tally.ask("mobile or radio", 1, all_of(&[Some(!mobile), no(home.and_then(|home| home.radio))]));
    tally.ask("shelter", 2, home.and_then(|home| home.shelter).map(|metres| metres > 1_500));
    tally.ask("benefit", 1, Some(!living.iter().any(|folk| with_benefit.contains(folk.id.as_str()))));
    tally
}
