//! The workbook that goes back to the sender of a file: its rows as they came, bad cells coloured, what is wrong and what
//! to do beside them.
//!
//! Invariants: every cell of the file is text, as it came, and never a formula; a colour never says anything that the
//! words beside it do not say too.

use std::collections::BTreeSet;

use dorpon_domain::language::Language;
use dorpon_domain::message;
use dorpon_domain::number::bangla_digits;
use dorpon_domain::problem::Problem;
use dorpon_domain::return_sheet::leading_headings;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::sheet::{FONT, FONT_SIZE, LINE_HEIGHT, NOTE_WIDTHS, PAPER_A4, SANS_SERIF, properties};

/// Columns before those of the file: row number, what became of the row, reason, remedy.
const LEADING: u16 = 4;

/// Their widths, in digits.
const LEADING_WIDTHS: [f64; LEADING as usize] = [8.0, 14.0, 44.0, 44.0];

/// The width of a column of the file, in digits.
const WIDTH: f64 = 18.0;

/// Letters of a reason that fit on a line of its column.
const LETTERS_OF_A_LINE: usize = 36;

/// Most lines of a row: a spreadsheet has no higher ones.
const MOST_LINES: u16 = 25;

/// Most columns of the file that a sheet takes.
const MOST_COLUMNS: usize = 1000;

/// A row of the sheet.
pub struct ReturnSheetRow {
    /// Its number in the file.
    pub row: i64,
    /// Whether it was held back.
    pub is_held_back: bool,
    /// What is wrong, a line for each thing.
    pub reason: String,
    /// What to do, a line for each thing.
    pub remedy: String,
    /// Its cells as they came.
    pub cells: Vec<String>,
    /// Positions of the cells at fault.
    pub bad_cells: BTreeSet<usize>,
}

/// Makes the workbook: the rows, and a sheet of notes (what and its value).
///
/// # Errors
/// `render.workbook_failed`.
pub fn return_sheet(
    title: &str,
    headings: &[String],
    rows: &[ReturnSheetRow],
    notes: &[(String, String)],
    language: Language,
) -> Result<Vec<u8>, Problem> {
    write_book(title, headings, rows, notes, language)
        .map_err(|error| Problem::new(&message::render::WORKBOOK_FAILED).because(error))
}

fn write_book(
    title: &str,
    headings: &[String],
    rows: &[ReturnSheetRow],
    notes: &[(String, String)],
    language: Language,
) -> Result<Vec<u8>, XlsxError> {
    let base = Format::new()
        .set_font_name(FONT)
        .set_font_family(SANS_SERIF)
        .set_font_size(FONT_SIZE)
        .set_align(FormatAlign::Top)
        .set_text_wrap();
    let heading = base
        .clone()
        .set_bold()
        .set_background_color(Color::RGB(0xE8_EEF4))
        .set_border_bottom(FormatBorder::Thin);
    // Text, so that a corrected number keeps its zeros when the sheet comes back.
    let cell = base.clone().set_num_format("@");
    let bad = cell
        .clone()
        .set_bold()
        .set_background_color(Color::RGB(0xFF_E699))
        .set_border(FormatBorder::Medium);
    let mut book = Workbook::new();
    book.set_properties(&properties(title)?);
    let sheet = book.add_worksheet();
    sheet.set_name(language.pick("ফেরত সারি", "Returned rows"))?;
    let leading = leading_headings(language);
    let headings = headings.iter().take(MOST_COLUMNS).map(|text| text.trim());
    for (column, text) in (0_u16..).zip(leading.into_iter().chain(headings)) {
        sheet.write_string_with_format(0, column, text, &heading)?;
        let width = LEADING_WIDTHS.get(usize::from(column)).copied().unwrap_or(WIDTH);
        sheet.set_column_width(column, width)?;
    }
    for (line, row) in (1_u32..).zip(rows) {
        let number = match language {
            Language::Bangla => bangla_digits(&row.row.to_string()),
            Language::English => row.row.to_string(),
        };
        let state = if row.is_held_back {
            language.pick("আটক", "held back")
        } else {
            language.pick("গৃহীত", "taken")
        };
        for (column, text) in (0_u16..).zip([number.as_str(), state, &row.reason, &row.remedy]) {
            sheet.write_string_with_format(line, column, text, &base)?;
        }
        let lines = lines_of(&row.reason).max(lines_of(&row.remedy));
        sheet.set_row_height(line, LINE_HEIGHT * f64::from(lines))?;
        for (position, text) in row.cells.iter().take(MOST_COLUMNS).enumerate() {
            let column = u16::try_from(position).unwrap_or(u16::MAX).saturating_add(LEADING);
            let format = if row.bad_cells.contains(&position) { &bad } else { &cell };
            if text.is_empty() {
                sheet.write_blank(line, column, format)?;
            } else {
                sheet.write_string_with_format(line, column, shortened(text), format)?;
            }
        }
    }
    sheet.set_freeze_panes(1, LEADING)?;
    set_page(sheet, title)?;
    let sheet = book.add_worksheet();
    sheet.set_name(language.pick("টীকা", "Notes"))?;
    for (line, (what, value)) in (0_u32..).zip(notes) {
        sheet.write_string_with_format(line, 0, what, &heading)?;
        sheet.write_string_with_format(line, 1, value, &base)?;
    }
    sheet.set_column_width(0, NOTE_WIDTHS.0)?;
    sheet.set_column_width(1, NOTE_WIDTHS.1)?;
    set_page(sheet, title)?;
    book.save_to_buffer()
}

/// Lines that a reason or remedy takes in its column; not every program finds the height of a row by itself.
fn lines_of(text: &str) -> u16 {
    let lines = text
        .lines()
        .map(|line| line.chars().count().div_ceil(LETTERS_OF_A_LINE).max(1));
    u16::try_from(lines.sum::<usize>())
        .unwrap_or(u16::MAX)
        .clamp(1, MOST_LINES)
}

/// A sheet takes 32,767 letters in a cell.
fn shortened(text: &str) -> &str {
    match text.char_indices().nth(32_000) {
        Some((end, _)) => text.get(..end).unwrap_or_default(),
        None => text,
    }
}

fn set_page(sheet: &mut Worksheet, title: &str) -> Result<(), XlsxError> {
    sheet.set_paper_size(PAPER_A4);
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    let title: String = title.chars().filter(|letter| *letter != '&').take(120).collect();
    sheet.set_header(format!("&L{title}&R&P / &N"));
    Ok(())
}
