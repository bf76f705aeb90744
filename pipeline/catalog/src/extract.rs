//! The contract of one incoming file, `queries/extracts/<extract>.toml`: which columns it
//! has, how offices head them, what their cells may hold, and what a bad cell does.
//!
//! A contract that parses is whole: every column it names exists, no two columns claim one
//! heading, ranges and values fit their types. Reading a file by a contract is the business
//! of ingest.

use std::collections::BTreeMap;

use dorpon_domain::date_text::{PartOrder, read_date};
use dorpon_domain::language::Bilingual;
use dorpon_domain::message::catalog_extract as message;
use dorpon_domain::number::parse_decimal;
use dorpon_domain::personal_data::PersonalDataClass;
use dorpon_domain::problem::{Place, Problem};
use dorpon_domain::text::fold_header;
use jiff::civil::Date;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use toml::Spanned;

use crate::front_matter::invalid;
use crate::unpivot::Unpivot;

/// The upper bound of a date range that means the last day of the file's period.
pub const PERIOD_END: &str = "period_end";

/// One incoming file.
#[derive(Clone, Debug)]
pub struct ExtractContract {
    /// Name: the file's and the raw table's.
    pub extract: String,
    /// Short name in both languages.
    pub title: Bilingual,
    /// What the file is and what one row of it is.
    pub description: Bilingual,
    /// Whether rows speak of single persons or households: every column is encrypted then.
    pub person_level: bool,
    /// How the period of a file is written.
    pub period: PeriodKind,
    /// Columns beyond office and period that name the slice; each is constant in a file.
    pub slice: Vec<String>,
    /// Which slices a run reads.
    pub selection: Selection,
    /// The columns that together are unique in a file.
    pub key: Vec<String>,
    /// Groups of columns; a row that has none of a group is quarantined.
    pub require_any: Vec<Vec<String>>,
    /// The column whose sum the ledger balances.
    pub taka_column: Option<String>,
    /// How a wide table becomes long.
    pub unpivot: Option<Unpivot>,
    /// Columns that are the parts of a whole.
    pub shares_of_total: Vec<SharesOfTotal>,
    /// Quarantined rows per million that a file may have before it is refused whole.
    pub quarantine_per_million: u32,
    /// Days after which the newest file counts as late.
    pub freshness_days: u32,
    /// The columns, in the order of the raw table.
    pub columns: Vec<Column>,
    /// SHA-256 of the contract's text, in lower hex.
    pub hash: String,
}

/// Columns that are the parts of a whole: where one is blank or they do not add up to 1, none of them is known.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharesOfTotal {
    /// The columns, each of type `share`.
    pub columns: Vec<String>,
    /// How far from 1 the sum may be, a decimal.
    pub tolerance: String,
}

impl SharesOfTotal {
    /// The tolerance at the scale of a share.
    #[must_use]
    pub fn tolerance(&self) -> i128 {
        let scale = ColumnType::Share.precision_and_scale().map_or(0, |(_, scale)| scale);
        parse_decimal(&self.tolerance, scale.unsigned_abs().into()).unwrap_or_default()
    }
}

/// How a period is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    /// `2022`.
    Year,
    /// `2022-06-30`.
    Date,
    /// `2022-06`.
    Month,
    /// `2021-22`.
    FiscalYear,
    /// `2021-22-Q1`, Q1 being July to September.
    FiscalQuarter,
    /// `2021-22-Q1`, `2021-22-M01` or `2021-22-once`.
    FiscalCycle,
}

impl PeriodKind {
    /// A period of this kind, for messages.
    #[must_use]
    pub fn example(self) -> &'static str {
        match self {
            Self::Year => "2022",
            Self::Date => "2022-06-30",
            Self::Month => "2022-06",
            Self::FiscalYear => "2021-22",
            Self::FiscalQuarter | Self::FiscalCycle => "2021-22-Q1",
        }
    }
}

/// Which slices a run reads.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// All slices up to the as-of date.
    All,
    /// Per office, the latest slice at or before the as-of date.
    Latest,
}

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

    fn with_values(&self) -> bool {
        matches!(
            self.column_type,
            ColumnType::Category | ColumnType::Boolean | ColumnType::ProgrammeCode
        )
    }
}

fn iso_date(text: &str) -> Option<Date> {
    read_date(text, PartOrder::DayFirst, 2099).map(|reading| reading.date)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContractFile {
    extract: String,
    title: Bilingual,
    description: Bilingual,
    person_level: bool,
    period: PeriodKind,
    #[serde(default)]
    slice: Vec<String>,
    selection: Selection,
    key: Vec<String>,
    #[serde(default)]
    require_any: Vec<Vec<String>>,
    #[serde(default)]
    taka_column: Option<String>,
    #[serde(default)]
    unpivot: Option<Unpivot>,
    #[serde(default)]
    shares_of_total: Vec<SharesOfTotal>,
    #[serde(default = "one_fifth")]
    quarantine_share_maximum: String,
    freshness_days: u32,
    column: Vec<Spanned<Column>>,
}

fn one_fifth() -> String {
    "0.20".to_owned()
}

impl ExtractContract {
    /// Reads and checks a contract file.
    ///
    /// # Errors
    /// `catalog.file_invalid` where the TOML does not have the form; a problem of
    /// `catalog_extract` where the contract contradicts itself. Both name file and line.
    pub fn parse(file_name: &str, text: &str) -> Result<Self, Problem> {
        let file: ContractFile = toml::from_str(text).map_err(|error| invalid(file_name, text, &error))?;
        let checker = Checker {
            file_name,
            text,
            columns: &file.column,
        };
        checker.check(&file)?;
        let quarantine_per_million = checker.share_maximum(&file.quarantine_share_maximum)?;
        let columns: Vec<Column> = file.column.into_iter().map(Spanned::into_inner).collect();
        let mut unpivot = file.unpivot;
        if let Some(unpivot) = &mut unpivot {
            unpivot.prepare(&columns);
        }
        Ok(Self {
            extract: file.extract,
            title: file.title,
            description: file.description,
            person_level: file.person_level,
            period: file.period,
            slice: file.slice,
            selection: file.selection,
            key: file.key,
            require_any: file.require_any,
            taka_column: file.taka_column,
            unpivot,
            shares_of_total: file.shares_of_total,
            quarantine_per_million,
            freshness_days: file.freshness_days,
            columns,
            hash: Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect(),
        })
    }

    /// The column of that name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Position of the column of that name.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The columns of the raw table: `source_row`, then the contract's, and after each
    /// identifier its `_class` and `_raw`.
    #[must_use]
    pub fn raw_columns(&self) -> Vec<RawColumn> {
        let mut raw = vec![RawColumn {
            name: "source_row".to_owned(),
            raw_type: RawType::Integer,
            class: PersonalDataClass::None,
        }];
        for column in &self.columns {
            raw.push(RawColumn {
                name: column.name.clone(),
                raw_type: column.column_type.raw(),
                class: column.class,
            });
            if column.column_type.is_identifier() {
                raw.push(RawColumn {
                    name: format!("{}_class", column.name),
                    raw_type: RawType::Text,
                    class: PersonalDataClass::Indirect,
                });
                raw.push(RawColumn {
                    name: format!("{}_raw", column.name),
                    raw_type: RawType::Text,
                    class: PersonalDataClass::Direct,
                });
            }
        }
        raw
    }
}

struct Checker<'a> {
    file_name: &'a str,
    text: &'a str,
    columns: &'a [Spanned<Column>],
}

impl Checker<'_> {
    fn check(&self, file: &ContractFile) -> Result<(), Problem> {
        let stem = self
            .file_name
            .rsplit('/')
            .next()
            .and_then(|name| name.strip_suffix(".toml"));
        if stem.is_some_and(|stem| stem != file.extract) {
            return Err(self
                .at_field(&message::NAME_DIFFERS, "extract")
                .with("extract", &file.extract));
        }
        if file.key.is_empty() {
            return Err(self.at_field(&message::KEY_EMPTY, "key"));
        }
        for (field, names) in [("key", &file.key), ("slice", &file.slice)] {
            for name in names {
                self.named(field, name)?;
            }
        }
        for spanned in self.columns {
            let column = spanned.get_ref();
            let is_key = file.key.contains(&column.name);
            if is_key && !column.required && !column.blank_is_value {
                return Err(self
                    .at_field(&message::KEY_NOT_REQUIRED, "key")
                    .with("column", &column.name));
            }
            if column.blank_is_value && !is_key {
                return Err(self.at_column(&message::BLANK_VALUE_NOT_KEY, spanned));
            }
        }
        let may_all_be_blank = |name: &String| self.named("key", name).is_ok_and(|column| column.blank_is_value);
        if file.key.iter().all(may_all_be_blank) {
            return Err(self.at_field(&message::KEY_ALL_BLANK, "key"));
        }
        for name in file.require_any.iter().flatten() {
            self.named("require_any", name)?;
        }
        if let Some(name) = &file.taka_column {
            let column = self.named("taka_column", name)?;
            if column.column_type != ColumnType::Taka {
                return Err(self
                    .at_field(&message::TAKA_COLUMN_TYPE, "taka_column")
                    .with("column", name));
            }
        }
        if let Some(unpivot) = &file.unpivot {
            self.named("value", &unpivot.value)?;
            for name in unpivot.named_columns() {
                self.named("[unpivot]", name)?;
            }
        }
        for whole in &file.shares_of_total {
            for name in &whole.columns {
                if self.named("[[shares_of_total]]", name)?.column_type != ColumnType::Share {
                    return Err(self
                        .at_field(&message::SHARE_COLUMN_TYPE, "columns")
                        .with("column", name));
                }
            }
            if parse_decimal(&whole.tolerance, 6).is_none_or(|tolerance| tolerance < 0) {
                return Err(self
                    .at_field(&message::SHARE_INVALID, "tolerance")
                    .with("field", "tolerance")
                    .with("value", &whole.tolerance));
            }
        }
        self.check_headings()?;
        self.columns.iter().try_for_each(|column| self.check_column(column))
    }

    fn share_maximum(&self, text: &str) -> Result<u32, Problem> {
        parse_decimal(text, 6)
            .and_then(|share| u32::try_from(share).ok())
            .filter(|share| *share <= 1_000_000)
            .ok_or_else(|| {
                self.at_field(&message::SHARE_INVALID, "quarantine_share_maximum")
                    .with("field", "quarantine_share_maximum")
                    .with("value", text)
            })
    }

    fn check_headings(&self) -> Result<(), Problem> {
        let mut owners: BTreeMap<String, &str> = BTreeMap::new();
        for spanned in self.columns {
            let column = spanned.get_ref();
            if self
                .columns
                .iter()
                .filter(|other| other.get_ref().name == column.name)
                .count()
                > 1
            {
                return Err(self.at_column(&message::COLUMN_REPEATED, spanned));
            }
            let names = column.all_headers().flat_map(Header::names);
            for name in std::iter::once(column.name.as_str()).chain(names) {
                let folded = fold_header(name);
                if folded.is_empty() {
                    return Err(self.at_column(&message::HEADING_EMPTY, spanned).with("heading", name));
                }
                match owners.insert(folded, &column.name) {
                    Some(owner) if owner != column.name => {
                        return Err(self
                            .at_column(&message::HEADING_SHARED, spanned)
                            .with("heading", name)
                            .with("other", owner));
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn check_column(&self, spanned: &Spanned<Column>) -> Result<(), Problem> {
        let column = spanned.get_ref();
        if column.column_type == ColumnType::Category && column.values.is_empty() {
            return Err(self.at_column(&message::VALUES_MISSING, spanned));
        }
        let boolean_only = column.column_type != ColumnType::Boolean
            || column.values.keys().all(|value| value == "true" || value == "false");
        if (!column.values.is_empty() && !column.with_values()) || !boolean_only {
            return Err(self.at_column(&message::VALUES_UNEXPECTED, spanned));
        }
        let mut spellings: BTreeMap<String, &str> = BTreeMap::new();
        for (value, written) in &column.values {
            for spelling in written.iter().chain(std::iter::once(value)) {
                match spellings.insert(fold_header(spelling), value) {
                    Some(other) if other != value => {
                        return Err(self
                            .at_column(&message::VALUE_SHARED, spanned)
                            .with("spelling", spelling)
                            .with("first", other)
                            .with("second", value));
                    }
                    _ => {}
                }
            }
        }
        if column.range.is_some() && !Self::range_fits(column) {
            return Err(self.at_column(&message::RANGE_INVALID, spanned));
        }
        for header in column.all_headers() {
            let factor_fits = header
                .multiply()
                .is_none_or(|factor| column.column_type.is_number() && parse_decimal(factor, 6).is_some_and(|f| f > 0));
            let sum_fits =
                !matches!(header, Header::Sum(sum) if sum.sum_of.len() < 2 || !column.column_type.is_number());
            let kind_fits = match header {
                Header::Qualified(QualifiedHeader {
                    id_type: Some(kind), ..
                }) => column.column_type == ColumnType::IdNumber && (kind == "nid" || kind == "brn"),
                _ => true,
            };
            if !(factor_fits && sum_fits && kind_fits) {
                return Err(self
                    .at_column(&message::HEADING_INVALID, spanned)
                    .with("heading", header.names().join(", ")));
            }
        }
        let references = [
            (
                &column.id_type_column,
                "id_type_column",
                column.column_type == ColumnType::IdNumber,
            ),
            (
                &column.birth_date_column,
                "birth_date_column",
                column.column_type.is_identifier(),
            ),
            (
                &column.provider_column,
                "provider_column",
                column.column_type == ColumnType::Wallet,
            ),
        ];
        for (reference, field, fits) in references {
            let Some(name) = reference else { continue };
            let wanted = if field == "birth_date_column" {
                ColumnType::Date
            } else {
                ColumnType::Category
            };
            let target = self.columns.iter().find(|other| other.get_ref().name == *name);
            if !fits || target.is_none_or(|target| target.get_ref().column_type != wanted) {
                return Err(self
                    .at_column(&message::REFERENCE_INVALID, spanned)
                    .with("field", field)
                    .with("name", name));
            }
        }
        if column.column_type == ColumnType::IdNumber && column.id_type_column.is_none() {
            return Err(self
                .at_column(&message::REFERENCE_INVALID, spanned)
                .with("field", "id_type_column")
                .with("name", ""));
        }
        Ok(())
    }

    fn range_fits(column: &Column) -> bool {
        match column.column_type {
            ColumnType::Date => column.date_range(Date::MAX).is_some_and(|(low, high)| low <= high),
            _ => column.number_range().is_some_and(|(low, high)| low <= high),
        }
    }

    fn named(&self, field: &'static str, name: &str) -> Result<&Column, Problem> {
        self.columns
            .iter()
            .map(Spanned::get_ref)
            .find(|column| column.name == name)
            .ok_or_else(|| {
                self.at_field(&message::COLUMN_UNKNOWN, field)
                    .with("field", field)
                    .with("column", name)
            })
    }

    fn at_field(&self, text: &'static dorpon_domain::message::Message, field: &str) -> Problem {
        let row = self
            .text
            .lines()
            .position(|line| {
                line.strip_prefix(field)
                    .is_some_and(|rest| rest.trim_start().starts_with('='))
            })
            .map(|position| position as u64 + 1);
        self.place(text, row)
    }

    fn at_column(&self, text: &'static dorpon_domain::message::Message, column: &Spanned<Column>) -> Problem {
        let before = self.text.get(..column.span().start).unwrap_or_default();
        let row = before.bytes().filter(|byte| *byte == b'\n').count() as u64 + 1;
        self.place(text, Some(row)).with("column", &column.get_ref().name)
    }

    fn place(&self, text: &'static dorpon_domain::message::Message, row: Option<u64>) -> Problem {
        Problem::new(text).with("path", self.file_name).at(Place {
            file: self.file_name.to_owned(),
            row,
            column: None,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    const SMALL: &str = r#"extract = "small"
title = { bn = "ছোট", en = "Small" }
description = { bn = "ছোট", en = "Small" }
person_level = true
period = "year"
selection = "all"
key = ["id"]
freshness_days = 1

[[column]]
name = "id"
type = "code"
required = true
class = "indirect"
bn = "ক"
en = "a"

[[column]]
name = "nid"
type = "nid"
class = "direct"
headers = { bn = ["এনআইডি"], en = ["national id"] }
bn = "ক"
en = "a"

[[column]]
name = "part_share"
type = "share"
class = "none"
range = ["0", "1"]
headers = { en = [{ name = "pct", multiply = "0.01" }, { sum_of = ["pct a", "pct b"], multiply = "0.01" }] }
bn = "ক"
en = "a"
"#;

    fn code_and_row(text: &str) -> (&'static str, Option<u64>) {
        let problem = ExtractContract::parse("extracts/small.toml", text).unwrap_err();
        (problem.code(), problem.place().unwrap().row)
    }

    #[test]
    fn identifiers_bring_class_and_raw() {
        let contract = ExtractContract::parse("extracts/small.toml", SMALL).unwrap();
        let names: Vec<_> = contract.raw_columns().into_iter().map(|column| column.name).collect();
        assert_eq!(names, ["source_row", "id", "nid", "nid_class", "nid_raw", "part_share"]);
        assert_eq!(contract.quarantine_per_million, 200_000);
        assert_eq!(contract.columns[2].number_range(), Some((0, 1_000_000)));
    }

    #[test]
    fn errors_name_the_line() {
        assert_eq!(
            code_and_row(&SMALL.replace("[\"id\"]", "[\"it\"]")),
            ("catalog_extract.column_unknown", Some(7))
        );
        assert_eq!(
            code_and_row(&SMALL.replace("national id", "id")),
            ("catalog_extract.heading_shared", Some(18))
        );
        assert_eq!(
            code_and_row(&SMALL.replace("[\"0\", \"1\"]", "[\"2\", \"1\"]")),
            ("catalog_extract.range_invalid", Some(26))
        );
        assert_eq!(
            code_and_row(&SMALL.replace("type = \"nid\"", "type = \"category\"")),
            ("catalog_extract.values_missing", Some(18))
        );
        assert_eq!(
            code_and_row(&SMALL.replace("type = \"nid\"", "type = \"number\"")).0,
            "catalog.file_invalid"
        );
        assert_eq!(
            code_and_row(&SMALL.replace("freshness_days", "freshness")).0,
            "catalog.file_invalid"
        );
    }

    #[test]
    fn a_blank_may_be_a_value_of_the_key() {
        let with_two = |first: &str, second: &str| {
            SMALL
                .replace("[\"id\"]", "[\"id\", \"part_share\"]")
                .replace("required = true", first)
                .replace("type = \"share\"", &format!("type = \"share\"\n{second}"))
        };
        let contract = ExtractContract::parse(
            "extracts/small.toml",
            &with_two("required = true", "blank_is_value = true"),
        )
        .unwrap();
        assert!(contract.columns[2].blank_is_value && !contract.columns[2].required);
        assert_eq!(
            code_and_row(&with_two("required = true", "")),
            ("catalog_extract.key_not_required", Some(7))
        );
        assert_eq!(
            code_and_row(&with_two("blank_is_value = true", "blank_is_value = true")),
            ("catalog_extract.key_all_blank", Some(7))
        );
        assert_eq!(
            code_and_row(&SMALL.replace("type = \"nid\"", "type = \"nid\"\nblank_is_value = true")),
            ("catalog_extract.blank_value_not_key", Some(18))
        );
    }

    #[test]
    fn programme_codes_may_list_what_stands_for_a_programme() {
        let listed = "type = \"programme_code\"\nvalues = { office_cost = [\"office cost\"] }";
        let contract = ExtractContract::parse("extracts/small.toml", &SMALL.replace("type = \"nid\"", listed)).unwrap();
        assert_eq!(contract.columns[1].values.len(), 1);
        assert_eq!(
            code_and_row(&SMALL.replace("type = \"nid\"", &listed.replace("programme_code", "month"))),
            ("catalog_extract.values_unexpected", Some(18))
        );
    }

    #[test]
    fn periods_and_months_have_names() {
        for (name, kind, example) in [
            ("year", PeriodKind::Year, "2022"),
            ("date", PeriodKind::Date, "2022-06-30"),
            ("month", PeriodKind::Month, "2022-06"),
            ("fiscal_year", PeriodKind::FiscalYear, "2021-22"),
            ("fiscal_quarter", PeriodKind::FiscalQuarter, "2021-22-Q1"),
            ("fiscal_cycle", PeriodKind::FiscalCycle, "2021-22-Q1"),
        ] {
            let text = SMALL.replace("period = \"year\"", &format!("period = \"{name}\""));
            let contract = ExtractContract::parse("extracts/small.toml", &text).unwrap();
            assert_eq!((contract.period, contract.period.example()), (kind, example));
        }
        let text = SMALL.replace("type = \"nid\"", "type = \"month\"");
        let contract = ExtractContract::parse("extracts/small.toml", &text).unwrap();
        assert_eq!(contract.columns[1].column_type.name(), "month");
        assert_eq!(contract.columns[1].column_type.raw(), RawType::Text);
    }

    #[test]
    fn shipped_contracts_parse() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../queries/extracts");
        let mut count = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("extracts/{}", path.file_name().unwrap().to_string_lossy());
            let text = std::fs::read_to_string(&path).unwrap();
            if let Err(problem) = ExtractContract::parse(&name, &text) {
                panic!("{name}: {problem} {:?} {:?}", problem.place(), problem.arguments());
            }
            count += 1;
        }
        assert!(count >= 23);
    }
}
