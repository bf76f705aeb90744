//! Files as offices export them: one style per file, single cells spoilt on purpose, and beside
//! each row what a correct ingest does with it.

use jiff::civil::Date;

use crate::spelling;

/// What a column holds before an office writes it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Value {
    /// Nothing is known.
    Blank,
    /// A name or another text.
    Text(String),
    /// A key or a code, written as it is in every style.
    Code(String),
    /// A whole number.
    Integer(i64),
    /// Thousandths.
    Milli(i64),
    /// Millionths.
    Micro(i64),
    /// A day.
    Day(Date),
    /// Yes or no.
    Flag(bool),
    /// A word of a list: canonical, and as a Bangla office writes it.
    Word(&'static str, &'static str),
    /// A NID, birth registration, mobile, wallet or routing number.
    Number(String),
    /// Another text of digits: a ward, an area code, a fiscal year, a percentage.
    Digits(String),
}

impl Value {
    /// A text, or blank.
    #[must_use]
    pub fn text(text: Option<&str>) -> Self {
        text.map_or(Self::Blank, |text| Self::Text(text.to_owned()))
    }

    /// A code, or blank.
    #[must_use]
    pub fn code(code: Option<&str>) -> Self {
        code.map_or(Self::Blank, |code| Self::Code(code.to_owned()))
    }

    /// A whole number, or blank.
    #[must_use]
    pub fn integer(number: Option<i64>) -> Self {
        number.map_or(Self::Blank, Self::Integer)
    }

    /// Thousandths, or blank.
    #[must_use]
    pub fn milli(number: Option<i64>) -> Self {
        number.map_or(Self::Blank, Self::Milli)
    }

    /// Millionths, or blank.
    #[must_use]
    pub fn micro(number: Option<i64>) -> Self {
        number.map_or(Self::Blank, Self::Micro)
    }

    /// A day, or blank.
    #[must_use]
    pub fn day(day: Option<Date>) -> Self {
        day.map_or(Self::Blank, Self::Day)
    }

    /// Yes, no, or blank.
    #[must_use]
    pub fn flag(flag: Option<bool>) -> Self {
        flag.map_or(Self::Blank, Self::Flag)
    }

    /// A word of the list of `column`, or blank.
    #[must_use]
    pub fn word(column: &str, word: Option<&'static str>) -> Self {
        word.map_or(Self::Blank, |word| {
            Self::Word(word, spelling::bangla_word(column, word))
        })
    }

    /// A text of digits, or blank.
    #[must_use]
    pub fn digits(text: Option<&str>) -> Self {
        text.map_or(Self::Blank, |text| Self::Digits(text.to_owned()))
    }

    /// An identifier, or blank.
    #[must_use]
    pub fn number(number: Option<&str>) -> Self {
        number.map_or(Self::Blank, |number| Self::Number(number.to_owned()))
    }
}

/// How an office writes a day.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DateForm {
    /// 2022-01-31.
    YearFirst,
    /// 31/01/2022.
    Slashes,
    /// A spreadsheet's own day.
    Spreadsheet,
}

/// How an office writes everything that it does not write wrongly.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Words and yes/no in Bangla.
    pub is_bangla: bool,
    /// Digits in Bangla.
    pub has_bangla_digits: bool,
    /// Days.
    pub date_form: DateForm,
}

/// A cell as it stands in the file.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Blank,
    /// Text.
    Text(String),
    /// A number, in a spreadsheet; its usual text elsewhere.
    Number(f64),
    /// A spreadsheet's day.
    Day(Date),
}

/// A cell with what ingest has to say about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// What stands in the file.
    pub cell: Cell,
    /// Repairs, by the names of the ledger.
    pub repairs: Vec<&'static str>,
    /// The code of the finding, when the value is lost.
    pub finding: Option<&'static str>,
}

impl Written {
    /// A text that ingest repairs.
    #[must_use]
    pub fn repaired(text: impl Into<String>, repairs: &[&'static str]) -> Self {
        Self {
            cell: Cell::Text(text.into()),
            repairs: repairs.to_vec(),
            finding: None,
        }
    }

    /// A text that costs the value.
    #[must_use]
    pub fn lost(text: impl Into<String>, finding: &'static str) -> Self {
        Self {
            cell: Cell::Text(text.into()),
            repairs: Vec::new(),
            finding: Some(finding),
        }
    }

    fn plain(cell: Cell) -> Self {
        Self {
            cell,
            repairs: Vec::new(),
            finding: None,
        }
    }
}

/// A row of an extract: its cells that are written otherwise.
pub trait Row {
    /// Cells that are written otherwise than the style would.
    fn written(&self) -> &std::collections::BTreeMap<&'static str, Written>;
}

/// A column of a file.
pub struct Column<R> {
    /// Canonical name.
    pub name: &'static str,
    /// The header in this file.
    pub header: &'static str,
    /// The value of a row.
    pub value: fn(&R) -> Value,
}

/// What ingest does with a row.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Fate {
    /// Loaded.
    Loaded,
    /// Put aside, with the reason.
    Quarantined(&'static str),
    /// A repetition of a row of the same file.
    Duplicate,
    /// Not a row of data.
    Empty,
}

/// A row of a file with its fate.
#[derive(Clone, Debug)]
pub struct Line {
    /// One per column.
    pub cells: Vec<Written>,
    /// What becomes of it.
    pub fate: Fate,
    /// Taka that the row carries, where the extract balances taka.
    pub taka: i64,
}

/// How the file is stored.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// Text with a separator, in UTF-8.
    Text {
        /// Comma or tabulator.
        separator: u8,
        /// Begins with U+FEFF.
        has_byte_order_mark: bool,
    },
    /// A workbook of one sheet: title, empty row, headers.
    Workbook {
        /// The title in the first row.
        title: &'static str,
    },
}

/// One file of an office.
#[derive(Clone, Debug)]
pub struct OfficeFile {
    /// Its name.
    pub file: String,
    /// The extract it holds.
    pub extract: &'static str,
    /// Who sends it.
    pub office: String,
    /// The period it speaks for.
    pub period: String,
    /// How it is stored.
    pub format: Format,
    /// Canonical column names, in the order of the file.
    pub columns: Vec<&'static str>,
    /// Headers, in the order of the file.
    pub headers: Vec<&'static str>,
    /// The rows.
    pub lines: Vec<Line>,
}

impl OfficeFile {
    /// Number of the sheet's row in which the first line stands, counted from 1.
    #[must_use]
    pub fn first_row(&self) -> usize {
        match self.format {
            Format::Text { .. } => 2,
            Format::Workbook { .. } => 4,
        }
    }
}

/// Writes the rows of an extract in the style of one office.
pub fn lines<R: Row>(rows: &[R], columns: &[Column<R>], style: Style) -> Vec<Line> {
    rows.iter()
        .map(|row| Line {
            cells: cells(row, columns, style),
            fate: Fate::Loaded,
            taka: 0,
        })
        .collect()
}

/// Writes one row.
pub fn cells<R: Row>(row: &R, columns: &[Column<R>], style: Style) -> Vec<Written> {
    columns
        .iter()
        .map(|column| {
            row.written()
                .get(column.name)
                .cloned()
                .unwrap_or_else(|| write((column.value)(row), style))
        })
        .collect()
}

/// Writes one value in the style of an office.
#[must_use]
pub fn write(value: Value, style: Style) -> Written {
    let digits = |text: String| match style.has_bangla_digits {
        true => Written::repaired(bangla_digits(&text), &[spelling::BANGLA_DIGITS]),
        false => Written::plain(Cell::Text(text)),
    };
    match value {
        Value::Blank => Written::plain(Cell::Blank),
        Value::Text(text) | Value::Code(text) => Written::plain(Cell::Text(text)),
        Value::Digits(text) | Value::Number(text) => digits(text),
        Value::Integer(number) => digits(number.to_string()),
        Value::Milli(number) => digits(scaled(number, 3)),
        Value::Micro(number) => digits(scaled(number, 6)),
        Value::Flag(flag) => Written::plain(Cell::Text(spelling::flag(flag, style.is_bangla).to_owned())),
        Value::Word(word, bangla) => Written::plain(Cell::Text(if style.is_bangla { bangla } else { word }.to_owned())),
        Value::Day(day) => write_day(day, style),
    }
}

fn write_day(day: Date, style: Style) -> Written {
    let text = match style.date_form {
        DateForm::YearFirst => format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day()),
        DateForm::Slashes => slashes(day),
        DateForm::Spreadsheet => return Written::plain(Cell::Day(day)),
    };
    let is_year_first = style.date_form == DateForm::YearFirst;
    match (style.has_bangla_digits, is_year_first) {
        (true, true) => Written::repaired(bangla_digits(&text), &[spelling::BANGLA_DIGITS]),
        (true, false) => Written::repaired(bangla_digits(&text), &[spelling::DAY_FIRST]),
        (false, false) => Written::repaired(text, &[spelling::DAY_FIRST]),
        (false, true) => Written::plain(Cell::Text(text)),
    }
}

/// 31/01/2022.
#[must_use]
pub fn slashes(day: Date) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

/// ASCII digits as Bangla digits.
#[must_use]
pub fn bangla_digits(text: &str) -> String {
    text.chars()
        .map(|letter| match letter.to_digit(10) {
            Some(digit) => char::from_u32(0x09E6 + digit).unwrap_or(letter),
            None => letter,
        })
        .collect()
}

/// A decimal number without superfluous zeros.
#[must_use]
pub fn scaled(number: i64, decimals: u32) -> String {
    let unit = 10_i64.pow(decimals);
    let sign = if number < 0 { "-" } else { "" };
    let whole = number.abs() / unit;
    let part = number.abs() % unit;
    if part == 0 {
        return format!("{sign}{whole}");
    }
    let width = usize::try_from(decimals).unwrap_or(0);
    let digits = format!("{part:0width$}");
    format!("{sign}{whole}.{}", digits.trim_end_matches('0'))
}
