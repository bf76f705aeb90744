//! Categories by series, each cell shaded by its value and printing it.
//!
//! Invariants: one range of shades for all cells, so that a shade means the same in each; letters on a dark shade are
//! white; a number is never cut: where it does not fit at the least text size, the cells are shaded only.

use super::bars::{GAP, widest};
use super::data::Mark;
use super::look::{PAPER, letters_on, shade};
use super::sheet::{Frame, LINE, Lettering, Sheet, TEXT};
use super::{Body, Key, MOST_HEIGHT, Picture, Trouble, WIDTH, withheld};

/// Height of a row: wanted, least and most, in points.
const ROW: (f64, f64, f64) = (16.0, 9.0, 40.0);
/// Between two cells, in points.
const SEAM: f64 = 1.0;
/// The most of the width that categories may take.
const LABEL_PART: f64 = 0.4;
/// Lines of a heading.
const HEAD_LINES: usize = 3;
/// Text sizes that are tried for the values, in points.
const SIZES: [f64; 3] = [TEXT, 7.0, 6.0];

/// Draws the chart.
pub(super) fn draw(picture: &Picture<'_>) -> Result<Body, Trouble> {
    let (measure, data) = (picture.measure, picture.data);
    let columns = data.series.len().max(1);
    let label_room = widest(measure, data.rows.iter().map(|row| row.category.as_str())).min(WIDTH * LABEL_PART);
    let left = label_room + GAP;
    let cell = (WIDTH - left) / columns as f64;
    let heads: Vec<Vec<String>> = data
        .series
        .iter()
        .map(|name| measure.lines(name, TEXT, true, cell - 4.0, HEAD_LINES))
        .collect();
    let head_lines = heads.iter().map(Vec::len).max().unwrap_or(1) as f64;
    let head = head_lines * LINE + 4.0;
    let room = picture.height().unwrap_or(MOST_HEIGHT) - head;
    let shown = data.rows.len().min(((room / ROW.1).floor() as usize).max(1));
    let rows = &data.rows[..shown];
    let lines_of = |most: usize| -> Vec<Vec<String>> {
        rows.iter()
            .map(|row| measure.lines(&row.category, TEXT, false, label_room + 0.1, most))
            .collect()
    };
    let wrapped = lines_of(2);
    let tallest = wrapped.iter().map(Vec::len).max().unwrap_or(1);
    let possible = room / shown.max(1) as f64;
    let wanted = match picture.height() {
        Some(_) => possible.min(ROW.2),
        None => possible.min(ROW.0.max(tallest as f64 * LINE + 4.0)),
    };
    let pitch = wanted.max(ROW.1);
    let labels = if pitch - 2.0 < tallest as f64 * LINE {
        lines_of(1)
    } else {
        wrapped
    };

    let mut body = Body::new(head + pitch * shown as f64);
    let sheet = Sheet::new(&mut body.code, WIDTH, body.height, measure);
    for (column, lines) in heads.iter().enumerate() {
        let x = left + (column as f64 + 0.5) * cell;
        let middle = head - 4.0 - lines.len() as f64 * LINE / 2.0;
        sheet.lines((x, middle), lines, Lettering::center().bold())?;
    }
    let marks = || rows.iter().flat_map(|row| &row.marks);
    let texts = || marks().map(|mark| mark.text.as_deref().unwrap_or(withheld(picture.language)));
    let text_width = |size: f64| widest(measure, texts()) * size / TEXT;
    let size = SIZES.into_iter().find(|size| text_width(*size) + 4.0 <= cell);
    let (lowest, highest) = extremes(marks());
    let part_of = |value: f64| match (lowest, highest) {
        // Halved first, so that the span of the largest floats is finite.
        (Some((low, _)), Some((high, _))) if high > low => (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0),
        _ => 0.35,
    };
    for (place, (row, label)) in rows.iter().zip(&labels).enumerate() {
        let top = head + place as f64 * pitch;
        sheet.lines((0.0, top + pitch / 2.0), label, Lettering::left())?;
        for (column, mark) in row.marks.iter().enumerate() {
            let frame = Frame {
                left: left + column as f64 * cell,
                top,
                right: left + (column as f64 + 1.0) * cell - SEAM,
                bottom: top + pitch - SEAM,
            };
            draw_cell(picture, &sheet, frame, mark, mark.value.map(part_of), size, text_width)?;
        }
    }
    drop(sheet);
    if let (Some((from, low)), Some((to, high))) = (lowest, highest)
        && from < to
    {
        let lowest = picture.language.pick("সর্বনিম্ন", "lowest");
        let highest = picture.language.pick("সর্বোচ্চ", "highest");
        body.keys = vec![
            Key::Fill(shade(0.0), format!("{lowest}: {low}")),
            Key::Fill(shade(1.0), format!("{highest}: {high}")),
        ];
    }
    body.left_out = data.rows.len() - shown;
    Ok(body)
}

fn draw_cell(
    picture: &Picture<'_>,
    sheet: &Sheet<'_>,
    frame: Frame,
    mark: &Mark,
    part: Option<f64>,
    size: Option<f64>,
    text_width: impl Fn(f64) -> f64,
) -> Result<(), Trouble> {
    let (x, y) = (
        f64::midpoint(frame.left, frame.right),
        f64::midpoint(frame.top, frame.bottom),
    );
    match (part, &mark.text) {
        (Some(part), Some(text)) => {
            sheet.rectangle(frame, shade(part))?;
            if let Some(size) = size {
                // Right-aligned within a column in the middle of the cell: digits stand below digits.
                let edge = x + text_width(size) / 2.0;
                let lettering = Lettering::right().sized(size).colored(letters_on(part));
                sheet.label((edge, y), text, lettering)?;
            }
        }
        _ => {
            sheet.rectangle(frame, PAPER)?;
            if let Some(size) = size {
                let lettering = Lettering::center().sized(size).quiet();
                sheet.label((x, y), withheld(picture.language), lettering)?;
            }
        }
    }
    Ok(())
}

type Extreme<'a> = Option<(f64, &'a str)>;

/// The lowest and the highest value with their texts.
fn extremes<'a>(marks: impl Iterator<Item = &'a Mark>) -> (Extreme<'a>, Extreme<'a>) {
    let (mut lowest, mut highest): (Extreme<'a>, Extreme<'a>) = (None, None);
    for mark in marks {
        if let (Some(value), Some(text)) = (mark.value, mark.text.as_deref()) {
            if lowest.is_none_or(|(known, _)| value < known) {
                lowest = Some((value, text));
            }
            if highest.is_none_or(|(known, _)| value > known) {
                highest = Some((value, text));
            }
        }
    }
    (lowest, highest)
}
