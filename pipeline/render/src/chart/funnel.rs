//! Stages that each keep a part of the one before: centred bars, the value of each stage and its part of the one before.

use super::bars::{GAP, widest};
use super::data::{Mark, ratio};
use super::look::{FLOW, fill};
use super::sheet::{Frame, LINE, Lettering, Sheet, TEXT};
use super::{Body, MOST_HEIGHT, Picture, Trouble, WIDTH, withheld};
use dorpon_catalog::report::Unit;

/// Height of a stage with what flows to the next: wanted, least and most, in points.
const STAGE: (f64, f64, f64) = (30.0, 14.0, 60.0);
/// The part of a stage that its bar takes.
const BAR_PART: f64 = 0.58;
/// Height of the headings of the columns, in points.
const HEAD: f64 = 14.0;
/// The most of the width that names of stages may take.
const LABEL_PART: f64 = 0.4;
/// The least width of the bars, in points.
const LEAST_BARS: f64 = 40.0;
/// Between two funnels, in points.
const BETWEEN: f64 = 10.0;

/// Draws the chart; several series are several funnels below each other, each under its name.
pub(super) fn draw(picture: &Picture<'_>) -> Result<Body, Trouble> {
    let funnels = picture.data.series.len().max(1);
    let room = picture.height().unwrap_or(MOST_HEIGHT) / funnels as f64 - HEAD - BETWEEN;
    let count = picture.data.rows.len();
    let shown = count.min(((room / STAGE.1).floor() as usize).max(1));
    let possible = room / shown.max(1) as f64;
    let pitch = match picture.height() {
        Some(_) => possible.min(STAGE.2),
        None => possible.min(STAGE.0),
    }
    .max(STAGE.1);
    let each = HEAD + pitch * shown as f64;
    let mut body = Body::new(each * funnels as f64 + BETWEEN * (funnels as f64 - 1.0));
    let sheet = Sheet::new(&mut body.code, WIDTH, body.height, picture.measure);
    for series in 0..funnels {
        funnel(picture, &sheet, series, shown, series as f64 * (each + BETWEEN), pitch)?;
    }
    drop(sheet);
    body.left_out = count - shown;
    Ok(body)
}

fn funnel(
    picture: &Picture<'_>,
    sheet: &Sheet<'_>,
    series: usize,
    shown: usize,
    top: f64,
    pitch: f64,
) -> Result<(), Trouble> {
    let (measure, language) = (picture.measure, picture.language);
    let rows = &picture.data.rows[..shown];
    let marks: Vec<&Mark> = rows.iter().filter_map(|row| row.marks.get(series)).collect();
    let name = picture.data.series.get(series).map_or("", String::as_str);
    let parts: Vec<String> = marks
        .iter()
        .enumerate()
        .map(|(place, mark)| {
            let before = place.checked_sub(1).and_then(|before| marks.get(before));
            let part = before.and_then(|before| ratio(&mark.cell, &before.cell));
            let text = part.and_then(|part| part.text(Unit::Share, language));
            text.unwrap_or_else(|| if place == 0 { String::new() } else { "—".to_owned() })
        })
        .collect();
    let part_head = language.pick("আগের ধাপের তুলনায়", "of the stage before");
    let label_room = widest(measure, rows.iter().map(|row| row.category.as_str())).min(WIDTH * LABEL_PART);
    let value_texts = marks
        .iter()
        .map(|mark| mark.text.as_deref().unwrap_or(withheld(language)));
    let value_room = widest(measure, value_texts);
    let part_room = measure
        .width(part_head, TEXT, false)
        .max(widest(measure, parts.iter().map(String::as_str)));
    let left = label_room + 2.0 * GAP;
    let part_edge = WIDTH;
    let value_edge = part_edge - part_room - 3.0 * GAP;
    let right = (value_edge - value_room - 2.0 * GAP).max(left + LEAST_BARS).min(WIDTH);
    let largest = marks.iter().filter_map(|mark| mark.value).fold(0.0, f64::max);
    let scale = if largest > 0.0 { largest } else { 1.0 };
    let height = pitch * shown.max(1) as f64;
    let frame = Frame {
        left,
        top: top + HEAD,
        right,
        bottom: top + HEAD + height,
    };
    let panel = sheet.panel(frame, -scale..scale, 0.0..shown.max(1) as f64);
    sheet.label((part_edge, top + 5.0), part_head, Lettering::right().quiet())?;
    let name = measure.shortened(name, TEXT, true, value_edge);
    sheet.label((0.0, top + 5.0), &name, Lettering::left().bold())?;
    let inset = (1.0 - BAR_PART) / 2.0;
    let half = |mark: &Mark| mark.value.map(|value| value.max(0.0));
    for (place, pair) in marks.windows(2).enumerate() {
        if let (Some(upper), Some(lower)) = (half(pair[0]), half(pair[1])) {
            let (from, to) = (place as f64 + 1.0 - inset, place as f64 + 1.0 + inset);
            let corners = [
                panel.place(-upper, from),
                panel.place(upper, from),
                panel.place(lower, to),
                panel.place(-lower, to),
            ];
            sheet.polygon(&corners, FLOW)?;
        }
    }
    let label_lines = ((pitch / LINE).floor() as usize).clamp(1, 3);
    for (place, ((row, mark), part)) in rows.iter().zip(&marks).zip(&parts).enumerate() {
        let (center, y) = panel.place(0.0, place as f64 + 0.5);
        let label = measure.lines(&row.category, TEXT, false, label_room + 0.1, label_lines);
        sheet.lines((0.0, y), &label, Lettering::left())?;
        match (half(mark), &mark.text) {
            (Some(value), Some(text)) => {
                let (from, to) = (place as f64 + inset, place as f64 + 1.0 - inset);
                panel.bar((-value, from), (value, to), fill(0))?;
                sheet.label((value_edge, y), text, Lettering::right())?;
                sheet.label((part_edge, y), part, Lettering::right().quiet())?;
            }
            _ => sheet.label((center, y), withheld(language), Lettering::center().quiet())?,
        }
    }
    Ok(())
}
