//! Two series back to back with their categories between them, the first row at the bottom as age groups are drawn.
//!
//! Invariants: both sides have one scale and are equally wide; a value below zero has no bar and is printed.

use plotters::style::RGBColor;

use super::bars::{GAP, TICK_ROOM, TITLE_ROOM, axis_title, widest};
use super::data::Mark;
use super::look::{GRID, INK, fill};
use super::scale::Scale;
use super::sheet::{Frame, LINE, Lettering, Sheet, TEXT};
use super::{Body, MOST_HEIGHT, Picture, Trouble, WIDTH, withheld};

/// Height of a row: wanted, least and most, in points.
const ROW: (f64, f64, f64) = (15.0, 9.0, 30.0);
/// The part of a row that its bar takes.
const BAR_PART: f64 = 0.76;
/// Height of the names of the sides, in points.
const HEAD: f64 = 15.0;
/// The most of the width that categories may take.
const LABEL_PART: f64 = 0.4;
/// The least width of the bars of a side, in points.
const LEAST_BARS: f64 = 20.0;

/// One side: which way its bars run.
struct Side {
    series: usize,
    frame: Frame,
    leftwards: bool,
    color: RGBColor,
}

/// Draws the chart; a series alone is the right side.
pub(super) fn draw(picture: &Picture<'_>) -> Result<Body, Trouble> {
    let (measure, data) = (picture.measure, picture.data);
    if data.series.len() > 2 {
        return Err(Trouble::Unfit("a pyramid has two series".to_owned()));
    }
    let title = if picture.axis_title().is_empty() {
        0.0
    } else {
        TITLE_ROOM
    };
    let beside = HEAD + TICK_ROOM + title;
    let room = picture.height().unwrap_or(MOST_HEIGHT) - beside;
    let shown = data.rows.len().min(((room / ROW.1).floor() as usize).max(1));
    let rows = &data.rows[..shown];
    let label_room = widest(measure, rows.iter().map(|row| row.category.as_str())).min(WIDTH * LABEL_PART);
    let possible = room / shown.max(1) as f64;
    let lines_of = |most: usize| -> Vec<Vec<String>> {
        rows.iter()
            .map(|row| measure.lines(&row.category, TEXT, false, label_room + 0.1, most))
            .collect()
    };
    let wrapped = lines_of(2);
    let tallest = wrapped.iter().map(Vec::len).max().unwrap_or(1) as f64;
    let wanted = match picture.height() {
        Some(_) => possible.min(ROW.2),
        None => possible.min(ROW.0.max(tallest * LINE + 3.0)),
    };
    let pitch = wanted.max(ROW.1);
    let labels = if pitch - 2.0 < tallest * LINE {
        lines_of(1)
    } else {
        wrapped
    };
    let marks = rows.iter().flat_map(|row| &row.marks);
    let texts = marks.map(|mark| mark.text.as_deref().unwrap_or(withheld(picture.language)));
    let value_room = widest(measure, texts) + GAP;
    let half = (WIDTH - label_room) / 2.0 - GAP;
    let bars = (half - value_room).max(LEAST_BARS);
    let scale = Scale::over(
        data.values().map(|value| value.max(0.0)),
        true,
        picture.figures(),
        |parts, ticks| {
            let label = widest(measure, ticks.iter().map(|(_, label)| label.as_str()));
            bars / parts as f64 >= label + 9.0
        },
    );

    let mut body = Body::new(beside + pitch * shown as f64);
    let sheet = Sheet::new(&mut body.code, WIDTH, body.height, measure);
    let bottom = HEAD + pitch * shown as f64;
    let frame = |left: f64| Frame {
        left,
        top: HEAD,
        right: left + bars,
        bottom,
    };
    let right = Side {
        series: data.series.len().saturating_sub(1),
        frame: frame(WIDTH - half),
        leftwards: false,
        color: fill(1),
    };
    let left = Side {
        series: 0,
        frame: frame(half - bars),
        leftwards: true,
        color: fill(0),
    };
    let sides = if data.series.len() == 2 {
        vec![left, right]
    } else {
        vec![right]
    };
    for side in &sides {
        draw_side(picture, &sheet, side, shown, &scale)?;
    }
    for (place, label) in labels.iter().enumerate() {
        let y = bottom - (place as f64 + 0.5) * pitch;
        sheet.lines((WIDTH / 2.0, y), label, Lettering::center())?;
    }
    axis_title(&sheet, picture, (0.0, WIDTH), bottom + TICK_ROOM)?;
    drop(sheet);
    body.left_out = data.rows.len() - shown;
    Ok(body)
}

fn draw_side(
    picture: &Picture<'_>,
    sheet: &Sheet<'_>,
    side: &Side,
    shown: usize,
    scale: &Scale,
) -> Result<(), Trouble> {
    let frame = side.frame;
    let range = if side.leftwards {
        scale.range.end..scale.range.start
    } else {
        scale.range.clone()
    };
    let panel = sheet.panel(frame, range, shown.max(1) as f64..0.0);
    for (value, label) in &scale.ticks {
        let (x, _) = panel.place(*value, 0.0);
        sheet.line(&[(x, frame.top), (x, frame.bottom + 2.0)], GRID, 0.5)?;
        let half = picture.measure.width(label, TEXT, false) / 2.0;
        let x = x.min(WIDTH - half).max(half);
        sheet.label((x, frame.bottom + 4.5), label, Lettering::center().below().quiet())?;
    }
    let (zero, _) = panel.place(0.0, 0.0);
    let name = picture.data.series.get(side.series).map_or("", String::as_str);
    let name = picture.measure.shortened(name, TEXT, true, frame.right - frame.left);
    let outwards = if side.leftwards {
        Lettering::right()
    } else {
        Lettering::left()
    };
    sheet.label((zero, 5.0), &name, outwards.bold())?;
    let inset = (1.0 - BAR_PART) / 2.0;
    let step = if side.leftwards { -3.0 } else { 3.0 };
    for (place, row) in picture.data.rows.iter().take(shown).enumerate() {
        let middle = place as f64 + 0.5;
        let Some(Mark {
            value: Some(value),
            text: Some(text),
            range,
            ..
        }) = row.marks.get(side.series)
        else {
            let (x, y) = panel.place(0.0, middle);
            sheet.label((x + step, y), withheld(picture.language), outwards.quiet())?;
            continue;
        };
        let length = value.max(0.0);
        panel.bar(
            (0.0, place as f64 + inset),
            (length, place as f64 + 1.0 - inset),
            side.color,
        )?;
        let mut end = length;
        if let Some((low, high)) = range {
            end = end.max(*high);
            sheet.whisker(panel.place(low.max(0.0), middle), panel.place(high.max(0.0), middle))?;
        }
        let (x, y) = panel.place(end, middle);
        sheet.label((x + step, y), text, outwards)?;
    }
    sheet.line(&[(zero, frame.top), (zero, frame.bottom)], INK, 0.7)
}
