//! A finished result, as a report prints it: columns with headings and units, rows of cells.
//!
//! It knows no engine: whoever has a result puts it into this form. Every chart, table, sheet and sentence of a
//! report is made of the same tables, so that they cannot disagree.

use dorpon_catalog::report::Unit;
use dorpon_domain::language::{Bilingual, Language};
use dorpon_domain::number;
use jiff::civil::Date;

/// One result: all rows are as long as `columns`.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// What it shows, where it has a sheet of its own in the workbook.
    pub title: Option<Bilingual>,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Its rows, in order.
    pub rows: Vec<Vec<Cell>>,
}

/// One column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name in the query.
    pub name: String,
    /// Its heading.
    pub heading: Bilingual,
    /// How its numbers read.
    pub unit: Unit,
}

/// One cell.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum Cell {
    /// Nothing is known.
    #[default]
    Missing,
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// `mantissa / 10^scale`.
    Decimal {
        /// All digits.
        mantissa: i128,
        /// How many of them are decimals.
        scale: u32,
    },
    /// A date.
    Date(Date),
    /// Yes or no.
    Boolean(bool),
    /// Several cells of one kind.
    List(Vec<Cell>),
}

impl Table {
    /// The position of a column.
    #[must_use]
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| known.name == column)
    }
}

impl Cell {
    /// The cell as a float for the geometry of a chart, never for a printed figure.
    #[must_use]
    pub fn measure(&self) -> Option<f64> {
        match self {
            Self::Integer(number) => Some(*number as f64),
            Self::Decimal { mantissa, scale } => Some(*mantissa as f64 / 10_f64.powi(i32::try_from(*scale).ok()?)),
            _ => None,
        }
    }

    /// The cell in ASCII digits without groups, as a machine reads it; empty where nothing is known.
    #[must_use]
    pub fn plain_text(&self, language: Language) -> String {
        match self {
            Self::Missing => String::new(),
            Self::Integer(number) => number.to_string(),
            Self::Decimal { mantissa, scale } => decimal_literal(*mantissa, *scale),
            Self::Date(date) => date.to_string(),
            Self::List(cells) => {
                let texts: Vec<String> = cells.iter().map(|cell| cell.plain_text(language)).collect();
                texts.join("; ")
            }
            Self::Text(_) | Self::Boolean(_) => self.text(Unit::Number, language).unwrap_or_default(),
        }
    }

    /// The cell as a reader sees it; `None` where nothing is known.
    #[must_use]
    pub fn text(&self, unit: Unit, language: Language) -> Option<String> {
        let (mantissa, scale) = match self {
            Self::Missing => return None,
            Self::Text(text) => return Some(text.clone()),
            Self::Boolean(value) => {
                let (bn, en) = if *value {
                    ("হ্যাঁ", "yes")
                } else {
                    ("না", "no")
                };
                return Some(language.pick(bn, en).to_owned());
            }
            Self::Date(date) => return Some(dorpon_domain::calendar::gregorian_short(*date, language)),
            Self::List(cells) => {
                let texts: Vec<String> = cells.iter().filter_map(|cell| cell.text(unit, language)).collect();
                return Some(texts.join("; "));
            }
            Self::Integer(number) => (i128::from(*number), 0),
            Self::Decimal { mantissa, scale } => (*mantissa, *scale),
        };
        Some(match unit {
            Unit::Share => number::share_text(mantissa, scale, language),
            Unit::Taka => number::taka_text(mantissa, scale, language),
            Unit::Number | Unit::Persons | Unit::Households | Unit::Days => {
                number::decimal_text(mantissa, scale, language)
            }
        })
    }
}

/// A decimal in ASCII digits with all its decimals.
pub(crate) fn decimal_literal(mantissa: i128, scale: u32) -> String {
    let digits = format!("{:0>width$}", mantissa.unsigned_abs(), width = scale as usize + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
    let sign = if mantissa < 0 { "-" } else { "" };
    let point = if scale == 0 { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}
