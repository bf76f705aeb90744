//! A line per series over ordered categories.
//!
//! Invariants: a missing value breaks its line and is never bridged; every value is a marker, so that one between two
//! gaps is seen; labels of categories that would touch are left out evenly, the first one never.

use super::bars::{GAP, TICK_ROOM, widest};
use super::data::Mark;
use super::look::{GRID, INK, line};
use super::scale::Scale;
use super::sheet::{Frame, LINE, Lettering, Panel, Sheet, TEXT};
use super::{Body, Key, Picture, Trouble, WIDTH};

/// Height of the drawing if the report does not say, in points.
const HEIGHT: f64 = 190.0;
/// The least height of the part with the lines, in points.
const LEAST_LINES: f64 = 60.0;
/// Lines of a category label.
const LABEL_LINES: usize = 3;
/// Width of a line, in points.
const STROKE: f64 = 1.4;
/// How many values are printed at their points at most, if there is one series.
const MOST_PRINTED: usize = 14;
/// Above the lines, for a value printed over the highest point, in points.
const HEAD_ROOM: f64 = 12.0;

/// Draws the chart.
pub(super) fn draw(picture: &Picture<'_>) -> Result<Body, Trouble> {
    let (measure, data) = (picture.measure, picture.data);
    let title = picture.axis_title();
    let title_room = if title.is_empty() { 0.0 } else { 14.0 };
    let count = data.rows.len();
    let texts = || {
        data.rows
            .iter()
            .flat_map(|row| &row.marks)
            .filter_map(|mark| mark.text.as_deref())
    };
    let value_room = widest(measure, texts());

    let lines_height = |body: f64| (body - title_room - HEAD_ROOM - TICK_ROOM).max(LEAST_LINES);
    let guess = lines_height(picture.height().unwrap_or(HEIGHT));
    let scale = Scale::over(data.values(), false, picture.figures(), |parts, _| {
        guess / parts as f64 >= 20.0
    });
    let tick_room = widest(measure, scale.ticks.iter().map(|(_, label)| label.as_str()));
    let left = (tick_room + GAP + 3.0).min(WIDTH * 0.6);
    let several = data.series.len() > 1;
    let right = (WIDTH - if several { value_room + 2.0 * GAP } else { 10.0 }).max(left + 40.0);

    let slot = (right - left) / count.max(1) as f64;
    let every = label_step(picture, slot);
    let labels: Vec<Vec<String>> = data
        .rows
        .iter()
        .step_by(every)
        .map(|row| measure.lines(&row.category, TEXT, false, slot * every as f64 - 4.0, LABEL_LINES))
        .collect();
    let label_lines = labels.iter().map(Vec::len).max().unwrap_or(1) as f64;
    let beside = title_room + HEAD_ROOM + TICK_ROOM + (label_lines - 1.0) * LINE;
    let height = picture
        .height()
        .unwrap_or(HEIGHT + (label_lines - 1.0) * LINE)
        .max(beside + LEAST_LINES);

    let mut body = Body::new(height);
    let sheet = Sheet::new(&mut body.code, WIDTH, height, measure);
    let frame = Frame {
        left,
        top: title_room + HEAD_ROOM,
        right,
        bottom: height - TICK_ROOM - (label_lines - 1.0) * LINE,
    };
    let panel = sheet.panel(frame, 0.0..count.max(1) as f64, scale.range.end..scale.range.start);
    if !title.is_empty() {
        let title = measure.shortened(&title, TEXT, false, WIDTH);
        sheet.label((0.0, 5.0), &title, Lettering::left())?;
    }
    for (value, label) in &scale.ticks {
        let (_, y) = panel.place(0.0, *value);
        let (color, width) = if *value == 0.0 { (INK, 0.7) } else { (GRID, 0.5) };
        sheet.line(&[(left, y), (right, y)], color, width)?;
        sheet.label((left - GAP, y), label, Lettering::right().quiet())?;
    }
    for (place, label) in labels.iter().enumerate() {
        let (x, _) = panel.place((place * every) as f64 + 0.5, scale.range.start);
        sheet.line(&[(x, frame.bottom), (x, frame.bottom + 2.5)], INK, 0.5)?;
        let middle = frame.bottom + 5.0 + TEXT * 0.35 + (label.len() as f64 - 1.0) * LINE / 2.0;
        let half = widest(measure, label.iter().map(String::as_str)) / 2.0;
        sheet.lines((x.min(WIDTH - half).max(half), middle), label, Lettering::center())?;
    }
    for series in 0..data.series.len() {
        draw_series(picture, &sheet, &panel, series)?;
    }
    if several {
        print_last(picture, &sheet, &panel, right, frame)?;
    } else if count <= MOST_PRINTED && value_room + 4.0 <= slot {
        for (place, row) in data.rows.iter().enumerate() {
            if let [mark] = &row.marks[..] {
                print_over(&sheet, &panel, place, mark)?;
            }
        }
    }
    drop(sheet);
    let names = data.series.iter().enumerate();
    body.keys = names
        .map(|(place, name)| Key::Line(place, line(place), name.clone()))
        .collect();
    if data.has_range() {
        body.keys.push(Key::whisker(picture.language));
    }
    if data
        .rows
        .iter()
        .flat_map(|row| &row.marks)
        .any(|mark| mark.value.is_none())
    {
        let gap = picture.language.pick("ফাঁকা স্থান: মান অপ্রকাশিত", "gap: value withheld");
        body.notes.push(gap.to_owned());
    }
    Ok(body)
}

/// The lines and markers of one series.
fn draw_series(picture: &Picture<'_>, sheet: &Sheet<'_>, panel: &Panel<'_>, series: usize) -> Result<(), Trouble> {
    let color = line(series);
    let mut run: Vec<(f64, f64)> = Vec::new();
    let points: Vec<Option<(f64, f64)>> = picture
        .data
        .rows
        .iter()
        .enumerate()
        .map(|(place, row)| {
            let value = row.marks.get(series)?.value?;
            Some((place as f64 + 0.5, value))
        })
        .collect();
    for point in points.iter().chain([&None]) {
        match point {
            Some(point) => run.push(*point),
            None => {
                if run.len() > 1 {
                    panel.line(&run, color, STROKE)?;
                }
                run.clear();
            }
        }
    }
    for (place, row) in picture.data.rows.iter().enumerate() {
        if let Some((low, high)) = row.marks.get(series).and_then(|mark| mark.range) {
            let horizontal = place as f64 + 0.5;
            sheet.whisker(panel.place(horizontal, low), panel.place(horizontal, high))?;
        }
    }
    for (horizontal, value) in points.into_iter().flatten() {
        sheet.marker(panel.place(horizontal, value), series, color)?;
    }
    Ok(())
}

/// A value over its point.
fn print_over(sheet: &Sheet<'_>, panel: &Panel<'_>, place: usize, mark: &Mark) -> Result<(), Trouble> {
    let (Some(value), Some(text)) = (mark.value, &mark.text) else {
        return Ok(());
    };
    let top = mark.range.map_or(value, |(_, high)| high.max(value));
    let (x, y) = panel.place(place as f64 + 0.5, top);
    sheet.label((x, y - 4.5), text, Lettering::center().above())
}

/// The last value of each series, right of its line and pushed apart so that none lies over another.
fn print_last(
    picture: &Picture<'_>,
    sheet: &Sheet<'_>,
    panel: &Panel<'_>,
    right: f64,
    frame: Frame,
) -> Result<(), Trouble> {
    let rows = &picture.data.rows;
    let mut ends: Vec<(f64, &str, usize)> = Vec::new();
    for series in 0..picture.data.series.len() {
        if let Some(Mark {
            value: Some(value),
            text: Some(text),
            ..
        }) = rows.last().and_then(|row| row.marks.get(series))
        {
            ends.push((panel.place(0.0, *value).1, text, series));
        }
    }
    ends.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut lowest = f64::NEG_INFINITY;
    for end in &mut ends {
        end.0 = end.0.max(lowest + LINE);
        lowest = end.0;
    }
    // What was pushed below the frame is pushed back up, from the lowest one.
    let mut highest = frame.bottom;
    for end in ends.iter_mut().rev() {
        end.0 = end.0.min(highest);
        highest = end.0 - LINE;
    }
    for (y, text, series) in ends {
        if y >= TEXT / 2.0 {
            sheet.label((right + 2.0, y), text, Lettering::left().colored(line(series)))?;
        }
    }
    Ok(())
}

/// Of how many categories one is labelled: all, if their labels fit into their slots in a few lines.
fn label_step(picture: &Picture<'_>, slot: f64) -> usize {
    let rows = &picture.data.rows;
    let longest_word = widest(
        picture.measure,
        rows.iter().flat_map(|row| row.category.split_whitespace()),
    )
    .min(90.0);
    let needed = longest_word + 6.0;
    ((needed / slot).ceil() as usize).clamp(1, rows.len().max(1))
}
