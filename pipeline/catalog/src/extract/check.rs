//! What in a contract contradicts itself, with the line that says so.

use std::collections::BTreeMap;

use dorpon_domain::message::catalog_extract as message;
use dorpon_domain::number::parse_decimal;
use dorpon_domain::problem::{Place, Problem};
use dorpon_domain::text::fold_header;
use jiff::civil::Date;
use toml::Spanned;

use super::{Column, ColumnType, ContractFile, Header, QualifiedHeader};

/// Looks for contradictions in a contract that has the form of one.
pub(super) struct Checker<'a> {
    pub(super) file_name: &'a str,
    pub(super) text: &'a str,
    pub(super) columns: &'a [Spanned<Column>],
}

impl Checker<'_> {
    pub(super) fn check(&self, file: &ContractFile) -> Result<(), Problem> {
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

    pub(super) fn share_maximum(&self, text: &str) -> Result<u32, Problem> {
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
