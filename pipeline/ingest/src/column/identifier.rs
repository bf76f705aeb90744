//! Numbers that name persons, wallets and banks: canonical digits, a class, and the raw cell
//! where it is not the value.

use std::sync::Arc;

use arrow::array::{Array as _, Date32Array, StringArray, StringBuilder};
use dorpon_catalog::extract::ColumnType;
use dorpon_domain::identifier::wallet::WalletProvider;
use dorpon_domain::identifier::{BirthContext, IdentifierClass, Reading, brn, mobile, nid, routing, wallet};
use jiff::ToSpan as _;
use jiff::civil::date;

use super::{Beside, Cells, ColumnRead, Notes, ReadCells, flaw};

pub(super) struct IdentifierReader {
    column_type: ColumnType,
    as_of_year: i16,
}

impl IdentifierReader {
    pub(super) fn new(column_type: ColumnType, as_of_year: i16) -> Self {
        Self {
            column_type,
            as_of_year,
        }
    }

    /// `None` where the kind of the number is not known.
    fn read_cell(&self, cell: &str, beside: &Beside<'_>, position: usize) -> Option<Reading> {
        let context = || BirthContext {
            birth_year: birth_year(beside.birth_dates, position),
            as_of_year: self.as_of_year,
        };
        Some(match self.column_type {
            ColumnType::Nid => nid::read(cell, context()),
            ColumnType::Brn => brn::read(cell, context()),
            ColumnType::Mobile => mobile::read(cell),
            ColumnType::Wallet => {
                let provider = text_at(beside.providers, position)
                    .map(WalletProvider::parse)
                    .unwrap_or_default();
                wallet::read(cell, provider)
            }
            ColumnType::RoutingNumber => routing::read(cell),
            _ => match text_at(beside.id_types, position) {
                Some("nid") => nid::read(cell, context()),
                Some("brn") => brn::read(cell, context()),
                _ => return None,
            },
        })
    }
}

impl ReadCells for IdentifierReader {
    fn read(&self, cells: &Cells<'_>, beside: &Beside<'_>) -> ColumnRead {
        let mut notes = Notes::default();
        let (mut values, mut classes, mut raws) = (cells.builder(), cells.builder(), StringBuilder::new());
        for (position, cell) in cells.filled() {
            let Some(cell) = cell else {
                values.append_null();
                classes.append_value(IdentifierClass::Absent.name());
                raws.append_null();
                continue;
            };
            let Some(reading) = self.read_cell(cell, beside, position) else {
                notes.flaw(position, flaw::KIND_UNKNOWN);
                values.append_null();
                classes.append_value(flaw::KIND_UNKNOWN);
                raws.append_value(cell);
                continue;
            };
            for repair in &reading.repairs {
                notes.repair(position, repair.name());
            }
            if !matches!(reading.class, IdentifierClass::Valid | IdentifierClass::Absent) {
                notes.flaw(position, reading.class.name());
            }
            classes.append_value(reading.class.name());
            raws.append_option((reading.value.as_deref() != Some(cell)).then_some(cell));
            values.append_option(reading.value);
        }
        let identifier = Some((classes.finish(), raws.finish()));
        ColumnRead {
            identifier,
            ..ColumnRead::new(Arc::new(values.finish()), notes)
        }
    }
}

fn birth_year(dates: Option<&Date32Array>, position: usize) -> Option<i16> {
    let dates = dates.filter(|dates| position < dates.len() && dates.is_valid(position))?;
    date(1970, 1, 1)
        .checked_add(dates.value(position).days())
        .ok()
        .map(|day| day.year())
}

fn text_at(texts: Option<&StringArray>, position: usize) -> Option<&str> {
    let texts = texts.filter(|texts| position < texts.len() && texts.is_valid(position))?;
    Some(texts.value(position))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::super::sample::{codes, read_beside, read_cells, texts};
    use super::*;

    fn classes(read: &ColumnRead) -> Vec<&str> {
        read.identifier.as_ref().unwrap().0.iter().map(Option::unwrap).collect()
    }

    fn raws(read: &ColumnRead) -> Vec<Option<&str>> {
        read.identifier.as_ref().unwrap().1.iter().collect()
    }

    #[test]
    fn mobiles_are_repaired_and_kept_raw() {
        let read = read_cells(
            "type = \"mobile\"",
            &["01300000001", "+880 1300-000001", "0130000", ""],
            None,
        );
        let valid = Some("01300000001".to_owned());
        assert_eq!(texts(&read), [valid.clone(), valid, None, None]);
        assert_eq!(classes(&read), ["valid", "valid", "length", "absent"]);
        assert_eq!(raws(&read), [None, Some("+880 1300-000001"), Some("0130000"), None]);
        assert_eq!(codes(&read), [(2, "length")]);
    }

    #[test]
    fn a_birth_year_must_agree() {
        let births = Date32Array::from(vec![Some(-7_305), Some(0), None]);
        let number = "19508719079999901";
        let beside = Beside {
            birth_dates: Some(&births),
            ..Beside::default()
        };
        let read = read_beside("type = \"nid\"", &[number, number, number], None, &beside);
        // 1970-01-01 less 7,305 days is 1950-01-01.
        assert_eq!(classes(&read), ["valid", "year_mismatch", "valid"]);
        assert_eq!(codes(&read), [(1, "year_mismatch")]);
    }

    #[test]
    fn a_number_of_unknown_kind_is_not_guessed() {
        let kinds = StringArray::from(vec![Some("nid"), None, Some("brn")]);
        let beside = Beside {
            id_types: Some(&kinds),
            ..Beside::default()
        };
        let read = read_beside(
            "type = \"id_number\"\nid_type_column = \"t\"",
            &["8719079999901", "8719079999901", "8719079999901"],
            None,
            &beside,
        );
        assert_eq!(classes(&read), ["valid", "kind_unknown", "length"]);
    }
}
