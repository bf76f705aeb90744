//! The workbook beside a report: the same tables, one sheet each, to sort and to add up.
//!
//! Invariants: a number is a number and a date is a date, while what is text in the table (names, identifiers, codes)
//! is text in the sheet, and never a formula; a cell of which nothing is known is empty; a number with more digits than
//! a spreadsheet keeps is written as text, so that none is lost; the same tables give the same bytes.

use dorpon_catalog::report::Unit;
use dorpon_domain::language::{Bilingual, Language};
use dorpon_domain::message;
use dorpon_domain::number::count_text;
use dorpon_domain::problem::Problem;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use typst_library::foundations::Str;

use crate::table::{Cell, Table};

/// The Bangla letters of Windows since version 8, where most offices open a workbook. Elsewhere the spreadsheet program
/// takes another font for the letters that it lacks; a font cannot be put into a workbook.
pub(crate) const FONT: &str = "Nirmala UI";

/// The class "sans serif" of OpenDocument and Excel: what kind of font to take where [`FONT`] is absent.
pub(crate) const SANS_SERIF: u8 = 2;

/// Points.
pub(crate) const FONT_SIZE: f64 = 10.0;

/// The number that Excel knows A4 paper by.
pub(crate) const PAPER_A4: u8 = 9;

/// Digits that a spreadsheet keeps of a number.
const EXACT_LIMIT: u128 = 1_000_000_000_000_000;

/// Where numbers are grouped anew.
const LAKH: u32 = 100_000;
const CRORE: u32 = 10_000_000;

/// The longest name of a sheet, in units of UTF-16 as Excel counts.
const SHEET_NAME_LENGTH: usize = 31;

/// The longest title above a printed page; Excel takes 255 units of UTF-16 with its control letters.
const PAGE_TITLE_LENGTH: usize = 120;

/// The narrowest and the widest column, in digits; longer text is wrapped.
const COLUMN_WIDTHS: (f64, f64) = (8.0, 48.0);

/// The widths of the columns of the notes, in digits.
pub(crate) const NOTE_WIDTHS: (f64, f64) = (28.0, 72.0);

/// The height of a line with the marks above and below its letters, in points. Rows of several lines are given their
/// height, as not every program finds it by itself.
pub(crate) const LINE_HEIGHT: f64 = 15.0;

/// What is lost at the end of each line because words are not broken, as a part of the text.
const RAGGED_EDGE: f64 = 0.1;

/// What a Bangla letter takes in digits, on average of the font.
const LETTER_WIDTH: f64 = 1.15;

/// What the margins of a cell take beside its text, in digits.
const CELL_MARGIN: f64 = 2.0;

/// What the button of the filter takes in a heading, in digits.
const FILTER_BUTTON: f64 = 2.5;

/// The width that fits on portrait A4 without becoming small, in digits.
const PORTRAIT_WIDTH: f64 = 100.0;

/// Makes the workbook: a sheet for each table that has a title, in order, then one of notes (what and how much of it).
///
/// # Errors
/// `render.workbook_failed`: more rows or a longer text than a sheet can hold.
pub fn workbook<'a>(
    title: &Bilingual,
    tables: impl IntoIterator<Item = &'a Table>,
    notes: &[(String, String)],
    language: Language,
) -> Result<Vec<u8>, Problem> {
    let notes_name = language.pick("টীকা", "Notes");
    write_book(title.text(language), tables, (notes_name, notes), language)
        .map_err(|error| Problem::new(&message::render::WORKBOOK_FAILED).because(error))
}

fn write_book<'a>(
    title: &str,
    tables: impl IntoIterator<Item = &'a Table>,
    (notes_name, notes): (&str, &[(String, String)]),
    language: Language,
) -> Result<Vec<u8>, XlsxError> {
    let styles = Styles::new();
    let mut book = Workbook::new();
    book.set_properties(&properties(title)?);
    let mut names = Vec::new();
    for table in tables {
        let Some(name) = &table.title else { continue };
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(name.text(language), &mut names, language))?;
        fill(sheet, table, &styles, language)?;
        set_page(sheet, title, language)?;
    }
    let sheet = book.add_worksheet();
    sheet.set_name(sheet_name(notes_name, &mut names, language))?;
    fill_notes(sheet, notes, &styles, language)?;
    set_page(sheet, title, language)?;
    book.save_to_buffer()
}

/// The looks of cells that are the same in all sheets.
struct Styles {
    heading: Format,
    text: Format,
    quoted: Format,
    date: Format,
    number: Format,
}

impl Styles {
    fn new() -> Self {
        let base = Format::new()
            .set_font_name(FONT)
            .set_font_family(SANS_SERIF)
            .set_font_size(FONT_SIZE)
            .set_align(FormatAlign::Top);
        let heading = base
            .clone()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter)
            .set_background_color(Color::RGB(0xE8_EEF4))
            .set_border_bottom(FormatBorder::Thin);
        let text = base.clone().set_text_wrap();
        Self {
            heading,
            quoted: text.clone().set_quote_prefix(),
            text,
            // To the left as text is: a date beside a text would run into it.
            date: base.clone().set_num_format("dd/mm/yyyy").set_align(FormatAlign::Left),
            number: base,
        }
    }

    /// The looks of a column's numbers, which has so many decimals.
    fn numbers(&self, unit: Unit, decimals: usize) -> NumberStyles {
        let format = |code: &str| self.number.clone().set_num_format(code);
        if unit == Unit::Share {
            let percent = format("0.0%");
            return NumberStyles {
                from_zero: percent.clone(),
                below_zero: [percent.clone(), percent.clone(), percent],
            };
        }
        let fraction = match decimals {
            0 => String::new(),
            some => format!(".{}", "0".repeat(some)),
        };
        let crore = format!(r"##\,##\,##\,##0{fraction}");
        let lakh = format!(r"##\,##\,##0{fraction}");
        let less = format!("##,##0{fraction}");
        NumberStyles {
            from_zero: format(&format!("[>={CRORE}]{crore};[>={LAKH}]{lakh};{less}")),
            below_zero: [format(&crore), format(&lakh), format(&less)],
        }
    }
}

/// The looks of a column's numbers, grouped by lakh and crore.
struct NumberStyles {
    from_zero: Format,
    /// By size: crores, lakhs, less. One format with conditions would do for Excel, but programs do not agree on who
    /// writes the minus sign under a condition; without one, all of them do.
    below_zero: [Format; 3],
}

impl NumberStyles {
    fn of(&self, value: f64) -> &Format {
        let [crore, lakh, less] = &self.below_zero;
        if value >= 0.0 {
            &self.from_zero
        } else if value <= -f64::from(CRORE) {
            crore
        } else if value <= -f64::from(LAKH) {
            lakh
        } else {
            less
        }
    }
}

/// What the file says of itself. The date is fixed: nothing in a workbook depends on when it was made.
pub(crate) fn properties(title: &str) -> Result<DocProperties, XlsxError> {
    Ok(DocProperties::new()
        .set_title(title)
        .set_author(concat!("Dorpon ", env!("CARGO_PKG_VERSION")))
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?))
}

fn fill(sheet: &mut Worksheet, table: &Table, styles: &Styles, language: Language) -> Result<(), XlsxError> {
    let mut total_width = 0.0;
    let mut lines = vec![1.0_f64; table.rows.len() + 1];
    for (index, column) in table.columns.iter().enumerate() {
        let place = column_number(index)?;
        let heading = column.heading.text(language);
        write_text(sheet, 0, place, heading, &styles.heading, &styles.heading)?;
        let longest_word = heading.split_whitespace().map(width).fold(0.0, f64::max);
        let mut widest = longest_word + FILTER_BUTTON;
        let mut widths = vec![width(heading) + FILTER_BUTTON];
        let numbers = styles.numbers(column.unit, decimals(table, index));
        for (row, cells) in (1..).zip(&table.rows) {
            let cell = cells.get(index).unwrap_or(&Cell::Missing);
            write_cell(sheet, (row, place), cell, column.unit, styles, &numbers, language)?;
            let text_width = cell.text(column.unit, language).as_deref().map_or(0.0, width);
            widest = widest.max(text_width);
            widths.push(text_width);
        }
        let (narrowest, broadest) = COLUMN_WIDTHS;
        let column_width = (widest + CELL_MARGIN).clamp(narrowest, broadest);
        sheet.set_column_width(place, column_width)?;
        total_width += column_width;
        for (most, text_width) in lines.iter_mut().zip(widths) {
            *most = most.max(line_count(text_width, column_width));
        }
    }
    for (row, count) in (0..).zip(lines) {
        if count > 1.0 {
            sheet.set_row_height(row, count * LINE_HEIGHT)?;
        }
    }
    if let Some(last) = table.columns.len().checked_sub(1) {
        let rows = u32::try_from(table.rows.len()).map_err(|_| XlsxError::RowColumnLimitError)?;
        sheet.autofilter(0, 0, rows, column_number(last)?)?;
    }
    if total_width > PORTRAIT_WIDTH {
        sheet.set_landscape();
    }
    Ok(())
}

fn fill_notes(
    sheet: &mut Worksheet,
    notes: &[(String, String)],
    styles: &Styles,
    language: Language,
) -> Result<(), XlsxError> {
    let headings = [language.pick("বিষয়", "Item"), language.pick("বিবরণ", "Note")];
    let rows = notes.iter().map(|(item, note)| [item.as_str(), note.as_str()]);
    let (item_width, note_width) = NOTE_WIDTHS;
    for (row, texts) in (0..).zip(std::iter::once(headings).chain(rows)) {
        let [item, note] = texts.map(width);
        let lines = line_count(item, item_width).max(line_count(note, note_width));
        sheet.set_row_height(row, lines * LINE_HEIGHT)?;
        for (column, text) in (0..).zip(texts) {
            if row == 0 {
                write_text(sheet, row, column, text, &styles.heading, &styles.heading)?;
            } else {
                write_text(sheet, row, column, text, &styles.text, &styles.quoted)?;
            }
        }
    }
    sheet.set_column_width(0, item_width)?.set_column_width(1, note_width)?;
    Ok(())
}

/// How a sheet scrolls and prints.
fn set_page(sheet: &mut Worksheet, title: &str, language: Language) -> Result<(), XlsxError> {
    // An ampersand begins a control letter in the lines above and below a page.
    let title = cut(title, PAGE_TITLE_LENGTH).replace('&', "&&");
    sheet
        .set_freeze_panes(1, 0)?
        .set_repeat_rows(0, 0)?
        .set_paper_size(PAPER_A4)
        .set_print_fit_to_pages(1, 0)
        .set_header(format!("&L{title}"))
        .set_footer(language.pick("&Cপৃষ্ঠা &P / &N", "&CPage &P of &N"));
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    unit: Unit,
    styles: &Styles,
    numbers: &NumberStyles,
    language: Language,
) -> Result<(), XlsxError> {
    let number = match cell {
        Cell::Integer(number) => Some((i128::from(*number), 0)),
        Cell::Decimal { mantissa, scale } => Some((*mantissa, *scale)),
        _ => None,
    };
    if let (Some((mantissa, _)), Some(value)) = (number, cell.measure())
        && mantissa.unsigned_abs() < EXACT_LIMIT
    {
        sheet.write_number_with_format(row, column, value, numbers.of(value))?;
        return Ok(());
    }
    if let Cell::Date(date) = cell
        && let Ok(year) = u16::try_from(date.year())
        && let Ok(day) = ExcelDateTime::from_ymd(year, date.month().unsigned_abs(), date.day().unsigned_abs())
    {
        sheet.write_datetime_with_format(row, column, &day, &styles.date)?;
        return Ok(());
    }
    match cell.text(unit, language) {
        Some(text) => write_text(sheet, row, column, &text, &styles.text, &styles.quoted),
        None => Ok(()),
    }
}

/// Writes text as text. What a spreadsheet would take for a formula is marked besides, so that it stays text when
/// somebody edits the cell.
fn write_text(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    plain: &Format,
    quoted: &Format,
) -> Result<(), XlsxError> {
    let like_a_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let style = if like_a_formula { quoted } else { plain };
    sheet.write_string_with_format(row, column, text, style)?;
    Ok(())
}

/// How many decimals the numbers of a column show: for money two, or none where all are whole taka.
fn decimals(table: &Table, column: usize) -> usize {
    let cells = || table.rows.iter().filter_map(|row| row.get(column));
    let scales = cells().filter_map(|cell| match cell {
        Cell::Decimal { mantissa, scale } => Some((*mantissa, *scale)),
        _ => None,
    });
    if table
        .columns
        .get(column)
        .is_some_and(|column| column.unit == Unit::Taka)
    {
        let in_part =
            |(mantissa, scale): (i128, u32)| 10_i128.checked_pow(scale).is_some_and(|one| mantissa % one != 0);
        return if scales.into_iter().any(in_part) { 2 } else { 0 };
    }
    let scale = scales.map(|(_, scale)| scale).max().unwrap_or(0);
    usize::try_from(scale).unwrap_or(0)
}

fn column_number(index: usize) -> Result<u16, XlsxError> {
    u16::try_from(index).map_err(|_| XlsxError::RowColumnLimitError)
}

/// A name that Excel accepts and no sheet before has.
fn sheet_name(title: &str, taken: &mut Vec<String>, language: Language) -> String {
    let allowed = title.replace(|letter: char| letter.is_control() || r"[]:*?/\".contains(letter), " ");
    let mut base = allowed.split_whitespace().collect::<Vec<_>>().join(" ");
    base = base.trim_matches(['\'', ' ']).to_owned();
    // Excel keeps this name for itself.
    if base.is_empty() || base.eq_ignore_ascii_case("history") {
        base = language.pick("সারণি", "Table").to_owned();
    }
    let mut name = cut(&base, SHEET_NAME_LENGTH);
    let mut copy = 2;
    while taken.contains(&name.to_lowercase()) {
        let ending = format!(" ({})", count_text(copy, language));
        name = cut(&base, SHEET_NAME_LENGTH - ending.chars().count()) + &ending;
        copy += 1;
    }
    taken.push(name.to_lowercase());
    name
}

/// The beginning of a text, at most `limit` units of UTF-16, never within a letter that a reader sees as one.
fn cut(text: &str, limit: usize) -> String {
    let mut rest = limit;
    let mut kept = String::new();
    for letter in letters(text) {
        match rest.checked_sub(letter.encode_utf16().count()) {
            Some(left) => rest = left,
            None => break,
        }
        kept.push_str(&letter);
    }
    kept.trim_end_matches(['\'', ' ']).to_owned()
}

/// The letters of a text as readers see them: ক্ষ্ম is one.
fn letters(text: &str) -> impl Iterator<Item = Str> {
    let clusters = Str::from(text).clusters();
    clusters.into_iter().filter_map(|letter| letter.cast::<Str>().ok())
}

/// How wide a text is, in digits.
fn width(text: &str) -> f64 {
    if text.is_ascii() {
        text.len() as f64
    } else {
        letters(text).count() as f64 * LETTER_WIDTH
    }
}

/// How many lines a text takes in a column, both measured in digits.
fn line_count(text_width: f64, column_width: f64) -> f64 {
    let line = column_width - CELL_MARGIN;
    if text_width <= line {
        1.0
    } else {
        (text_width * (1.0 + RAGGED_EDGE) / line).ceil()
    }
}

#[cfg(test)]
mod tests;
