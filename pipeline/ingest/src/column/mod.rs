//! Text cells become typed columns: one module for each kind of column.
//!
//! A reader never fails and never drops a row: a cell that cannot be read becomes null and a
//! [`Flaw`]; what was repaired on the way is counted. What a flaw does to its row is decided
//! elsewhere.

mod area;
mod boolean;
mod canonical;
mod category;
mod code;
mod date;
mod identifier;
mod number;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use arrow::array::{Array as _, ArrayRef, Date32Array, StringArray, StringBuilder};
use dorpon_catalog::extract::{Column, ColumnType};
use dorpon_domain::date_text::PartOrder;
use jiff::civil::Date;

use crate::file::FileFacts;
use crate::file::batch::cell;
use crate::period::Period;

/// Codes of flaws; identifiers use the names of their classes.
pub(crate) mod flaw {
    /// A blank cell of a required column.
    pub(crate) const MISSING: &str = "missing";
    /// No number.
    pub(crate) const UNREADABLE_NUMBER: &str = "unreadable_number";
    /// A number outside the contract's range.
    pub(crate) const OUT_OF_RANGE: &str = "out_of_range";
    /// Money below zero where the contract's range begins at zero.
    pub(crate) const NEGATIVE_AMOUNT: &str = "negative_amount";
    /// No date.
    pub(crate) const UNREADABLE_DATE: &str = "unreadable_date";
    /// A date outside the contract's range, such as a birth in the future.
    pub(crate) const DATE_OUT_OF_RANGE: &str = "date_out_of_range";
    /// A value that the contract's list does not have.
    pub(crate) const UNKNOWN_VALUE: &str = "unknown_value";
    /// The word for a sum where a code should stand.
    pub(crate) const TOTAL_WORD: &str = "total_word";
    /// No area code, or one that the reference lacks.
    pub(crate) const UNKNOWN_AREA: &str = "unknown_area";
    /// No programme of that code or name.
    pub(crate) const UNKNOWN_PROGRAMME: &str = "unknown_programme";
    /// No fiscal year.
    pub(crate) const UNREADABLE_FISCAL_YEAR: &str = "unreadable_fiscal_year";
    /// No month, or figures that fit two.
    pub(crate) const UNREADABLE_MONTH: &str = "unreadable_month";
    /// What a spreadsheet writes where a formula fails.
    pub(crate) const SPREADSHEET_ERROR: &str = "spreadsheet_error";
    /// Digits that a spreadsheet has dropped.
    pub(crate) const PRECISION_LOST: &str = "precision_lost";
    /// An identifier whose kind no column says.
    pub(crate) const KIND_UNKNOWN: &str = "kind_unknown";
    /// Bangla in the Bijoy encoding; the text is kept.
    pub(crate) const LEGACY_BIJOY: &str = "legacy_bijoy";
    /// The number of another identifier beside this one; only the first is loaded.
    pub(crate) const SECOND_IDENTIFIER: &str = "second_identifier";
    /// Parts of a whole of which one is blank, or which do not add up to it; none of them is loaded.
    pub(crate) const SHARES_NOT_WHOLE: &str = "shares_not_whole";
    /// Bangla in the Bijoy encoding, converted; what was written stays beside it.
    pub(crate) const BIJOY_CONVERTED: &str = "bijoy_converted";
    /// Letters that a repair has changed; what was written stays beside it.
    pub(crate) const LETTERS_REPAIRED: &str = "letters_repaired";
    /// Letters that were damaged before the file came; the text is kept.
    pub(crate) const DAMAGED_LETTERS: &str = "damaged_letters";
}

/// Kinds of repair that do not come from `dorpon_domain`.
pub(crate) mod repair {
    /// A dash or `N/A` for nothing.
    pub(crate) const BLANK_MARK: &str = "blank_mark";
    /// Bangla digits in a number, code, month or fiscal year.
    pub(crate) const BANGLA_DIGITS: &str = "bangla_digits";
    /// Grouping commas, currency signs and words around a number.
    pub(crate) const NUMBER_FORM: &str = "number_form";
    /// Decimals beyond those that the column keeps.
    pub(crate) const ROUNDED: &str = "rounded";
    /// A per cent sign.
    pub(crate) const PERCENT: &str = "percent";
    /// A leading apostrophe of a spreadsheet.
    pub(crate) const APOSTROPHE: &str = "apostrophe_removed";
    /// `.0` behind a code.
    pub(crate) const DECIMAL_TAIL: &str = "decimal_tail_removed";
    /// Zeros before a number kept as text.
    pub(crate) const LEADING_ZEROS: &str = "leading_zeros_removed";
    /// Another normal form, invisible signs, misplaced vowel signs.
    pub(crate) const TEXT_FORM: &str = "text_form";
    /// Bangla in the Bijoy encoding.
    pub(crate) const BIJOY: &str = "bijoy";
    /// Words around a code.
    pub(crate) const CODE_WORDS: &str = "code_words";
    /// Another way to write a fiscal year.
    pub(crate) const FISCAL_YEAR_FORM: &str = "fiscal_year_form";
    /// Another way to write a month.
    pub(crate) const MONTH_FORM: &str = "month_form";
    /// `BD` before the digits, or spaces within them.
    pub(crate) const AREA_CODE_FORM: &str = "area_code_form";
}

/// A cell that is not as the contract wants it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Flaw {
    /// Position in the batch.
    pub(crate) position: u32,
    /// Why.
    pub(crate) code: &'static str,
    /// The value is kept as written.
    pub(crate) kept: bool,
}

/// A column of a batch, read.
#[derive(Clone, Debug)]
pub(crate) struct ColumnRead {
    /// The values, in the type of the raw table.
    pub(crate) values: ArrayRef,
    /// Identifiers: the class of each, and the raw cell where it is not the value.
    pub(crate) identifier: Option<(StringArray, StringArray)>,
    /// In order of position.
    pub(crate) flaws: Vec<Flaw>,
    /// Position and kind, in order of position.
    pub(crate) repairs: Vec<(u32, &'static str)>,
    /// Money: what each cell says at scale 2, also where the contract refuses it.
    pub(crate) amounts: Vec<Option<i128>>,
}

impl ColumnRead {
    fn new(values: ArrayRef, notes: Notes) -> Self {
        Self {
            values,
            identifier: None,
            flaws: notes.flaws,
            repairs: notes.repairs,
            amounts: Vec::new(),
        }
    }

    /// Whether a cell is not as the contract wants it.
    pub(crate) fn is_flawed(&self, position: usize) -> bool {
        let wanted = narrow(position);
        self.flaws.binary_search_by_key(&wanted, |flaw| flaw.position).is_ok()
    }
}

impl ColumnRead {
    /// Adds a remark on a value that is kept.
    pub(crate) fn remark(&mut self, position: usize, code: &'static str) {
        let position = narrow(position);
        let place = self.flaws.partition_point(|flaw| flaw.position <= position);
        self.flaws.insert(
            place,
            Flaw {
                position,
                code,
                kept: true,
            },
        );
    }
}

/// What a reader remarks on the way.
#[derive(Debug, Default)]
struct Notes {
    flaws: Vec<Flaw>,
    repairs: Vec<(u32, &'static str)>,
}

impl Notes {
    fn flaw(&mut self, position: usize, code: &'static str) {
        self.flaws.push(Flaw {
            position: narrow(position),
            code,
            kept: false,
        });
    }

    fn kept(&mut self, position: usize, code: &'static str) {
        self.flaws.push(Flaw {
            position: narrow(position),
            code,
            kept: true,
        });
    }

    fn repair(&mut self, position: usize, kind: &'static str) {
        self.repairs.push((narrow(position), kind));
    }
}

/// Positions within a batch are small.
fn narrow(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// What readers must know besides the column.
#[derive(Clone, Copy)]
pub(crate) struct Settings<'a> {
    /// Last day of the file's period.
    pub(crate) period_end: Date,
    /// Programmes by folded spelling.
    pub(crate) programme_spellings: &'a BTreeMap<String, String>,
    /// Codes of the reference.
    pub(crate) known_areas: &'a BTreeSet<String>,
    /// Whether the file counts its days from 1904.
    pub(crate) counts_from_1904: bool,
}

impl<'a> Settings<'a> {
    /// For a file whose period is not known yet.
    pub(crate) fn of(
        facts: &FileFacts,
        programme_spellings: &'a BTreeMap<String, String>,
        known_areas: &'a BTreeSet<String>,
    ) -> Self {
        Self {
            period_end: Period::open().last_day,
            programme_spellings,
            known_areas,
            counts_from_1904: facts.counts_from_1904,
        }
    }
}

/// Columns of the same rows that a reader needs, already read.
#[derive(Clone, Copy, Default)]
pub(crate) struct Beside<'a> {
    pub(crate) birth_dates: Option<&'a Date32Array>,
    pub(crate) id_types: Option<&'a StringArray>,
    pub(crate) providers: Option<&'a StringArray>,
}

/// The cells of a contract column: one column of the file, or the parts of a sum.
pub(crate) struct Cells<'a> {
    pub(crate) parts: Vec<&'a StringArray>,
    /// At the scale of [`crate::header::FACTOR_SCALE`].
    pub(crate) factor: Option<i128>,
}

impl Cells<'_> {
    fn len(&self) -> usize {
        self.parts.first().map_or(0, |part| part.len())
    }

    /// A builder with room for all cells.
    fn builder(&self) -> StringBuilder {
        let bytes = self.parts.first().map_or(0, |part| {
            let ends = part.value_offsets();
            let length = ends.last().copied().unwrap_or(0) - ends.first().copied().unwrap_or(0);
            usize::try_from(length).unwrap_or(0)
        });
        StringBuilder::with_capacity(self.len(), bytes)
    }

    /// The cells of the first part, trimmed; `None` for a blank one.
    fn filled(&self) -> impl Iterator<Item = (usize, Option<&str>)> {
        (0..self.len()).map(|position| (position, filled(cell(self.parts.first().copied(), position))))
    }

    /// Whether nothing is written at a position.
    pub(crate) fn is_blank(&self, position: usize) -> bool {
        self.parts
            .iter()
            .all(|part| filled(cell(Some(part), position)).is_none())
    }

    /// Whether a position is blank or holds only what programs leave where a formula fails or letters are lost.
    pub(crate) fn says_nothing(&self, position: usize) -> bool {
        self.parts.iter().all(|part| {
            filled(cell(Some(part), position)).is_none_or(|text| is_spreadsheet_error(text) || is_lost(text))
        })
    }

    /// What is written at a position, for findings.
    pub(crate) fn raw(&self, position: usize) -> String {
        let parts: Vec<&str> = self.parts.iter().map(|part| cell(Some(part), position)).collect();
        parts.join(" + ")
    }
}

/// A cell that says something, without the blanks around it and without the `="…"` by which a sheet keeps digits as text.
pub(crate) fn filled(cell: &str) -> Option<&str> {
    let trimmed = trimmed(cell);
    let guarded = trimmed
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .filter(|inside| !inside.contains('"'));
    let trimmed = guarded.map_or(trimmed, str::trim);
    (!trimmed.is_empty() && !is_blank_mark(trimmed)).then_some(trimmed)
}

/// A cell without the blanks around it; most cells have none.
pub(crate) fn trimmed(cell: &str) -> &str {
    match (cell.as_bytes().first(), cell.as_bytes().last()) {
        (Some(first), Some(last)) if first.is_ascii_graphic() && last.is_ascii_graphic() => cell,
        _ => cell.trim(),
    }
}

/// What a spreadsheet shows where a formula fails.
pub(crate) fn is_spreadsheet_error(cell: &str) -> bool {
    cell.starts_with('#')
        && matches!(
            cell,
            "#REF!" | "#NAME?" | "#VALUE!" | "#DIV/0!" | "#NUM!" | "#NULL!" | "#SPILL!" | "#CALC!"
        )
}

/// Whether only the signs are left that programs write for letters which their encoding lacks.
pub(crate) fn is_lost(cell: &str) -> bool {
    let is_sign = |letter: char| matches!(letter, '?' | '□' | '\u{FFFD}');
    cell.starts_with(is_sign)
        && cell.chars().all(|letter| is_sign(letter) || letter == ' ')
        && cell.chars().filter(|letter| is_sign(*letter)).count() >= 2
}

/// Signs that people and programs write for nothing.
fn is_blank_mark(trimmed: &str) -> bool {
    trimmed.len() <= 6
        && matches!(
            trimmed,
            "-" | "--" | "---" | "–" | "—" | "N/A" | "n/a" | "#N/A" | "NULL" | "null" | "Null" | "nil" | "NIL" | "\\N"
        )
}

/// Reads the cells of one column.
pub(crate) trait ReadCells {
    fn read(&self, cells: &Cells<'_>, beside: &Beside<'_>) -> ColumnRead;
}

/// The reader of a column.
pub(crate) fn reader(
    column: &Column,
    order: PartOrder,
    is_below_bijoy: bool,
    settings: &Settings<'_>,
) -> Box<dyn ReadCells> {
    match column.column_type {
        ColumnType::Text => Box::new(text::TextReader { is_below_bijoy }),
        ColumnType::Code => Box::new(code::CodeReader::new(column)),
        ColumnType::Integer | ColumnType::Decimal | ColumnType::Taka | ColumnType::Share | ColumnType::Degree => {
            Box::new(number::NumberReader::new(column))
        }
        ColumnType::Boolean => Box::new(boolean::BooleanReader::new(column)),
        ColumnType::Date => Box::new(date::DateReader::new(column, order, settings)),
        ColumnType::Month => Box::new(canonical::CanonicalReader::month()),
        ColumnType::Category => Box::new(category::CategoryReader::new(column)),
        ColumnType::Nid
        | ColumnType::Brn
        | ColumnType::IdNumber
        | ColumnType::Mobile
        | ColumnType::Wallet
        | ColumnType::RoutingNumber => Box::new(identifier::IdentifierReader::new(
            column.column_type,
            settings.period_end.year(),
        )),
        ColumnType::AreaCode => Box::new(area::AreaReader::new(column, settings.known_areas)),
        ColumnType::ProgrammeCode => Box::new(category::CategoryReader::programme(
            column,
            settings.programme_spellings,
        )),
        ColumnType::FiscalYear => Box::new(canonical::CanonicalReader::fiscal_year()),
    }
}

/// Reads a column and remarks what every column has: marks for nothing, blanks where the
/// contract wants a value.
pub(crate) fn read(column: &Column, reader: &dyn ReadCells, cells: &Cells<'_>, beside: &Beside<'_>) -> ColumnRead {
    let mut read = reader.read(cells, beside);
    for part in &cells.parts {
        let offsets = part.value_offsets();
        for (position, ends) in offsets.windows(2).enumerate() {
            // Only short cells can be marks: most cells are passed without a look.
            if let [start, end] = ends
                && (1..=8).contains(&(end - start))
                && is_blank_mark(trimmed(part.value(position)))
            {
                read.repairs.push((narrow(position), repair::BLANK_MARK));
            }
        }
    }
    if column.required && !column.blank_is_value && read.values.null_count() > 0 {
        for position in (0..cells.len()).filter(|position| read.values.is_null(*position)) {
            if cells.is_blank(position) {
                read.flaws.push(Flaw {
                    position: narrow(position),
                    code: flaw::MISSING,
                    kept: false,
                });
            }
        }
        read.flaws.sort_by_key(|flaw| flaw.position);
    }
    read
}

/// Helpers of the readers' tests.
#[cfg(test)]
mod sample {
    #![allow(clippy::panic, clippy::unwrap_used)]
    use super::*;

    /// Reads cells by a column that is described in TOML, without `name`, `class`, `bn`, `en`.
    pub(super) fn read_cells(description: &str, cells: &[&str], factor: Option<i128>) -> ColumnRead {
        read_beside(description, cells, factor, &Beside::default())
    }

    pub(super) fn read_beside(
        description: &str,
        cells: &[&str],
        factor: Option<i128>,
        beside: &Beside<'_>,
    ) -> ColumnRead {
        let text = format!("name = \"x\"\nclass = \"none\"\nbn = \"x\"\nen = \"x\"\n{description}");
        let column: Column = toml::from_str(&text).unwrap();
        let programmes = BTreeMap::from([("oaa".to_owned(), "OAA".to_owned())]);
        let areas = BTreeSet::from(["40879071".to_owned()]);
        let settings = Settings {
            period_end: jiff::civil::date(2022, 12, 31),
            programme_spellings: &programmes,
            known_areas: &areas,
            counts_from_1904: false,
        };
        let reader = reader(&column, PartOrder::DayFirst, false, &settings);
        let array = StringArray::from(cells.to_vec());
        read(
            &column,
            reader.as_ref(),
            &Cells {
                parts: vec![&array],
                factor,
            },
            beside,
        )
    }

    pub(super) fn texts(read: &ColumnRead) -> Vec<Option<String>> {
        let array = read
            .values
            .as_any()
            .downcast_ref::<StringArray>()
            .map(|array| array.iter().map(|value| value.map(str::to_owned)).collect());
        array.unwrap_or_default()
    }

    pub(super) fn codes(read: &ColumnRead) -> Vec<(u32, &'static str)> {
        read.flaws.iter().map(|flaw| (flaw.position, flaw.code)).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::sample::{codes, read_cells, texts};
    use super::*;

    #[test]
    fn marks_for_nothing_are_blank_and_counted() {
        let read = read_cells("type = \"text\"\nrequired = true", &["ক", " - ", "", "N/A", "না"], None);
        assert_eq!(texts(&read), [Some("ক".into()), None, None, None, Some("না".into())]);
        assert_eq!(read.repairs, [(1, repair::BLANK_MARK), (3, repair::BLANK_MARK)]);
        assert_eq!(codes(&read), [(1, "missing"), (2, "missing"), (3, "missing")]);
    }

    #[test]
    fn a_blank_that_is_a_value_is_not_missing() {
        let read = read_cells(
            "type = \"integer\"\nrequired = true\nblank_is_value = true",
            &["64", "", "x"],
            None,
        );
        assert_eq!(codes(&read), [(2, flaw::UNREADABLE_NUMBER)]);
    }
}
