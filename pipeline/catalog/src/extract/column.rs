//! The columns of a contract: their types, how offices head them, what their cells may hold.

use std::collections::BTreeMap;

use dorpon_domain::date_text::{PartOrder, read_date};
use dorpon_domain::number::parse_decimal;
use dorpon_domain::personal_data::PersonalDataClass;
use jiff::civil::Date;
use serde::Deserialize;

use super::PERIOD_END;

/// What a missing or unreadable value does.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnBad {
    /// The row stays, the value is null, a finding is raised.
    #[default]
    Null,
    /// The row is quarantined: an unreadable cell always, a blank one where the column is required.
    Quarantine,
}

/// What an area code that the reference lacks does.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownArea {
    /// Null with a finding.
    #[default]
    Null,
    /// Kept: the file itself says what the area is.
    Keep,
}

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// Free text.
    Text,
    /// A number or sign that is never counted with.
    Code,
    /// A whole number.
    Integer,
    /// A number with up to three decimals.
    Decimal,
    /// Money.
    Taka,
    /// A share, 1 being all.
    Share,
    /// A coordinate.
    Degree,
    /// Yes or no.
    Boolean,
    /// A day.
    Date,
    /// A month.
    Month,
    /// One of the values of a list.
    Category,
    /// National identity number.
    Nid,
    /// Birth registration number.
    Brn,
    /// National identity or birth registration number, as a column beside it says.
    IdNumber,
    /// Mobile number.
    Mobile,
    /// Wallet or account number.
    Wallet,
    /// Bank routing number.
    RoutingNumber,
    /// BBS code of an area.
    AreaCode,
    /// Code of a programme, or one of the values of a list.
    ProgrammeCode,
    /// Fiscal year.
    FiscalYear,
}

impl ColumnType {
    /// The name used in contracts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Code => "code",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Taka => "taka",
            Self::Share => "share",
            Self::Degree => "degree",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Month => "month",
            Self::Category => "category",
            Self::Nid => "nid",
            Self::Brn => "brn",
            Self::IdNumber => "id_number",
            Self::Mobile => "mobile",
            Self::Wallet => "wallet",
            Self::RoutingNumber => "routing_number",
            Self::AreaCode => "area_code",
            Self::ProgrammeCode => "programme_code",
            Self::FiscalYear => "fiscal_year",
        }
    }

    /// How the raw table stores it.
    #[must_use]
    pub fn raw(self) -> RawType {
        match self {
            Self::Integer => RawType::Integer,
            Self::Decimal | Self::Taka | Self::Share | Self::Degree => {
                let (precision, scale) = self.precision_and_scale().unwrap_or((18, 3));
                RawType::Decimal { precision, scale }
            }
            Self::Boolean => RawType::Boolean,
            Self::Date => RawType::Date,
            _ => RawType::Text,
        }
    }

    /// Digits in all and after the point, for the decimal types.
    #[must_use]
    pub fn precision_and_scale(self) -> Option<(u8, i8)> {
        match self {
            Self::Decimal => Some((18, 3)),
            Self::Taka => Some((18, 2)),
            Self::Share => Some((9, 6)),
            Self::Degree => Some((10, 6)),
            _ => None,
        }
    }

    /// Whether the raw table keeps a class and the raw cell beside the value.
    #[must_use]
    pub fn is_identifier(self) -> bool {
        matches!(
            self,
            Self::Nid | Self::Brn | Self::IdNumber | Self::Mobile | Self::Wallet | Self::RoutingNumber
        )
    }

    /// Whether its cells are counted with.
    #[must_use]
    pub fn is_number(self) -> bool {
        self == Self::Integer || self.precision_and_scale().is_some()
    }
}

/// The type of a column of the raw table.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RawType {
    /// UTF-8 text.
    Text,
    /// 64-bit whole number.
    Integer,
    /// 128-bit decimal.
    Decimal {
        /// Digits in all.
        precision: u8,
        /// Digits after the point.
        scale: i8,
    },
    /// True or false.
    Boolean,
    /// Day.
    Date,
}

/// A column of the raw table.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RawColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    pub raw_type: RawType,
    /// Its class of personal data.
    pub class: PersonalDataClass,
}

/// One column of a contract.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Name in the raw table; also a heading that is always understood.
    pub name: String,
    /// What its cells are.
    #[serde(rename = "type")]
    pub column_type: ColumnType,
    /// Whether the file must have it. A blank cell of a required column is a finding.
    #[serde(default)]
    pub required: bool,
    /// What a missing or unreadable value does; key columns always quarantine.
    #[serde(default)]
    pub on_bad: OnBad,
    /// Key column: a blank cell is one of its values, such as an age band without an upper end.
    #[serde(default)]
    pub blank_is_value: bool,
    /// Class of personal data.
    pub class: PersonalDataClass,
    /// Unit, for the data dictionary.
    #[serde(default)]
    pub unit: Option<String>,
    /// Category: canonical value → spellings. Boolean: further spellings of `true` and `false`.
    /// Programme code: what may stand in its place, such as the running costs of an office.
    #[serde(default)]
    pub values: BTreeMap<String, Vec<String>>,
    /// Category: a value outside the list is kept as written.
    #[serde(default)]
    pub open: bool,
    /// Smallest and greatest value, both allowed. The second of a date may be `period_end`.
    #[serde(default)]
    pub range: Option<(String, String)>,
    /// How offices head it, besides its own name.
    #[serde(default)]
    pub headers: Headers,
    /// Bangla description.
    pub bn: String,
    /// English description.
    pub en: String,
    /// `id_number`: the column that says `nid` or `brn`.
    #[serde(default)]
    pub id_type_column: Option<String>,
    /// Identifiers that carry a birth year: the column it must agree with.
    #[serde(default)]
    pub birth_date_column: Option<String>,
    /// `wallet`: the column that names the provider.
    #[serde(default)]
    pub provider_column: Option<String>,
    /// `code`: a count kept as text, `08` is `8`.
    #[serde(default)]
    pub strip_leading_zeros: bool,
    /// `code`: words around the code that say nothing, such as `নং` and `ওয়ার্ড` around `৮`.
    #[serde(default)]
    pub without_words: Vec<String>,
    /// `area_code`: the numbers of digits that a code may have, where not every level of area is meant.
    #[serde(default)]
    pub digits: Vec<usize>,
    /// `area_code`: what a code that the reference lacks does.
    #[serde(default)]
    pub unknown_area: UnknownArea,
}

/// Headings by language.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Headers {
    /// Bangla headings.
    #[serde(default)]
    pub bn: Vec<Header>,
    /// English headings.
    #[serde(default)]
    pub en: Vec<Header>,
}

/// One heading, and what it says of the cells below it.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Header {
    /// A heading over cells in the column's own unit.
    Plain(String),
    /// A heading over cells in another unit or of one kind of identifier.
    Qualified(QualifiedHeader),
    /// Headings whose cells are added.
    Sum(SumHeader),
}

/// A heading over cells that are to be converted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualifiedHeader {
    /// The heading.
    pub name: String,
    /// Factor into the column's own unit, a decimal: `0.01` for percentages.
    #[serde(default)]
    pub multiply: Option<String>,
    /// The kind of identifier that the heading promises; used where the file has no column for it.
    #[serde(default)]
    pub id_type: Option<String>,
    /// Headings beside which it means something else: the code of a district beside that of an upazila.
    #[serde(default)]
    pub unless: Vec<String>,
}

/// Several headings whose cells are added; a blank part makes the sum blank.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SumHeader {
    /// The headings.
    pub sum_of: Vec<String>,
    /// Factor into the column's own unit.
    #[serde(default)]
    pub multiply: Option<String>,
}

impl Header {
    /// The headings it names: one, or the parts of a sum.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Plain(name) => vec![name],
            Self::Qualified(header) => vec![&header.name],
            Self::Sum(header) => header.sum_of.iter().map(String::as_str).collect(),
        }
    }

    /// The factor, if any.
    #[must_use]
    pub fn multiply(&self) -> Option<&str> {
        match self {
            Self::Plain(_) => None,
            Self::Qualified(header) => header.multiply.as_deref(),
            Self::Sum(header) => header.multiply.as_deref(),
        }
    }
}

impl Column {
    /// All headings of both languages.
    pub fn all_headers(&self) -> impl Iterator<Item = &Header> {
        self.headers.bn.iter().chain(&self.headers.en)
    }

    /// The numeric range at the scale of the type (0 for whole numbers).
    #[must_use]
    pub fn number_range(&self) -> Option<(i128, i128)> {
        let scale = if self.column_type == ColumnType::Integer {
            0
        } else {
            u32::try_from(self.column_type.precision_and_scale()?.1).ok()?
        };
        let (low, high) = self.range.as_ref()?;
        Some((parse_decimal(low, scale)?, parse_decimal(high, scale)?))
    }

    /// The range of dates; `period_end` is filled in.
    #[must_use]
    pub fn date_range(&self, period_end: Date) -> Option<(Date, Date)> {
        if self.column_type != ColumnType::Date {
            return None;
        }
        let (low, high) = self.range.as_ref()?;
        let high = if high == PERIOD_END {
            period_end
        } else {
            iso_date(high)?
        };
        Some((iso_date(low)?, high))
    }

    pub(super) fn with_values(&self) -> bool {
        matches!(
            self.column_type,
            ColumnType::Category | ColumnType::Boolean | ColumnType::ProgrammeCode
        )
    }
}

fn iso_date(text: &str) -> Option<Date> {
    read_date(text, PartOrder::DayFirst, 2099).map(|reading| reading.date)
}
