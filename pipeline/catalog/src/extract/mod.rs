//! The contract of one incoming file, `queries/extracts/<extract>.toml`: which columns it
//! has, how offices head them, what their cells may hold, and what a bad cell does.
//!
//! A contract that parses is whole: every column it names exists, no two columns claim one
//! heading, ranges and values fit their types. Reading a file by a contract is the business
//! of ingest.

mod check;
mod column;

use dorpon_domain::language::Bilingual;
use dorpon_domain::number::parse_decimal;
use dorpon_domain::personal_data::PersonalDataClass;
use dorpon_domain::problem::Problem;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use toml::Spanned;

pub use self::column::{
    Column, ColumnType, Header, Headers, OnBad, QualifiedHeader, RawColumn, RawType, SumHeader, UnknownArea,
};

use self::check::Checker;
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
