//! Rows of horizontal bars, shared by the kinds that are made of them.
//!
//! Invariants: zero is on the axis; the labels of the rows, the bars and the values each have a part of the width of
//! their own, so that none can lie over another; a missing value prints as withheld where its bar would begin.

use plotters::style::RGBColor;

use super::data::{Mark, Row};
use super::look::{GRID, INK, RANGED, fill};
use super::scale::Scale;
use super::sheet::{Frame, LINE, Lettering, Sheet, TEXT};
use super::text_measure::TextMeasure;
use super::{MOST_HEIGHT, Picture, Trouble, withheld};

/// The most of the width that labels of rows may take.
const LABEL_PART: f64 = 0.4;
/// Between a label and the bars, and between a bar and its value, in points.
pub(super) const GAP: f64 = 5.0;
/// Height of the labels below the axis, in points.
pub(super) const TICK_ROOM: f64 = 14.0;
/// Height of the title of an axis, in points.
pub(super) const TITLE_ROOM: f64 = 12.0;
/// The least that bars leave free at the right for the label of the last tick, in points.
const LEAST_MARGIN: f64 = 14.0;
/// The least width of the bars, in points.
const LEAST_BARS: f64 = 24.0;
/// Height of a row of one bar, and what it may be pressed to, in points.
const SINGLE: (f64, f64) = (16.0, 9.0);
/// Height of one bar of several, and what it may be pressed to, in points.
const SEVERAL: (f64, f64) = (10.5, 8.6);
/// Between the rows of several bars, and what it may be pressed to, in points.
const BETWEEN: (f64, f64) = (7.0, 3.0);

/// Where the value of a bar is printed.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Values {
    /// In a column at the right edge, so that digits stand below digits.
    Column,
    /// Where the bar ends.
    BarEnd,
}

/// How a block of rows is laid out within a width.
pub(super) struct Layout {
    labels: Vec<Vec<String>>,
    edges: Edges,
    pitch: f64,
    values: Values,
}

/// The parts of the width, in points from the left edge of the sheet.
#[derive(Clone, Copy)]
struct Edges {
    start: f64,
    label_end: f64,
    left: f64,
    right: f64,
    end: f64,
}

impl Edges {
    fn new(picture: &Picture<'_>, rows: &[&Row], (start, end): (f64, f64), values: Values) -> Self {
        let measure = picture.measure;
        let labels = widest(measure, rows.iter().map(|row| row.category.as_str()));
        let label_end = start + labels.min((end - start) * LABEL_PART);
        let marks = || rows.iter().flat_map(|row| &row.marks);
        let value = widest(measure, marks().filter_map(|mark| mark.text.as_deref()));
        let margin = (value + GAP).max(LEAST_MARGIN);
        let negative = values == Values::BarEnd && marks().any(|mark| lower_end(mark) < 0.0);
        let left = label_end + GAP + if negative { margin } else { 0.0 };
        let right = (end - margin).max(left + LEAST_BARS).min(end);
        Self {
            start,
            label_end,
            left: left.min(right - LEAST_BARS),
            right,
            end,
        }
    }
}

impl Layout {
    /// Lays out rows between `start` and `end`, both in points from the left edge of the sheet, with at most `room`
    /// points of height for all of them.
    pub(super) fn new(
        picture: &Picture<'_>,
        rows: &[&Row],
        (start, end): (f64, f64),
        room: f64,
        values: Values,
    ) -> Self {
        let edges = Edges::new(picture, rows, (start, end), values);
        let bars = picture.data.series.len().max(1);
        let lines_of = |most: usize| -> Vec<Vec<String>> {
            let labels = rows.iter();
            labels
                .map(|row| {
                    let room = edges.label_end - edges.start + 0.1;
                    picture.measure.lines(&row.category, TEXT, false, room, most)
                })
                .collect()
        };
        let labels = lines_of(if bars > 2 { 3 } else { 2 });
        let tallest = labels.iter().map(Vec::len).max().unwrap_or(1) as f64;
        let (easy, tight) = pitches(bars);
        let wanted = match picture.chart.height_mm {
            Some(_) => room / rows.len().max(1) as f64,
            None => easy.max(tallest * LINE + 5.0).min(room / rows.len().max(1) as f64),
        };
        let pitch = wanted.max(tight).min((easy * 2.5).max(tallest * LINE + 8.0));
        let lines_in_pitch = (((pitch - 2.0) / LINE).floor() as usize).max(1);
        Self {
            labels: if (tallest as usize) > lines_in_pitch {
                lines_of(lines_in_pitch)
            } else {
                labels
            },
            edges,
            pitch,
            values,
        }
    }

    /// Height of all rows, in points.
    pub(super) fn height(&self) -> f64 {
        self.pitch * self.labels.len() as f64
    }

    /// Edges of the bars, in points.
    pub(super) fn bars(&self) -> (f64, f64) {
        (self.edges.left, self.edges.right)
    }

    /// Edges of the whole, in points.
    pub(super) fn edges(&self) -> (f64, f64) {
        (self.edges.start, self.edges.end)
    }

    /// Height of a row, in points.
    pub(super) fn pitch(&self) -> f64 {
        self.pitch
    }

    /// Makes every row this high, in points; no less than it is.
    pub(super) fn set_pitch(&mut self, pitch: f64) {
        self.pitch = self.pitch.max(pitch);
    }

    /// Parts the width as all these rows need it, so that blocks beside each other look alike.
    pub(super) fn align(&mut self, picture: &Picture<'_>, rows: &[&Row]) {
        self.edges = Edges::new(picture, rows, self.edges(), self.values);
    }

    /// Draws grid, rows and axis from `top` down.
    ///
    /// The labels of the axis take `TICK_ROOM` below the rows.
    pub(super) fn draw(
        &self,
        sheet: &Sheet<'_>,
        picture: &Picture<'_>,
        rows: &[&Row],
        scale: &Scale,
        top: f64,
    ) -> Result<(), Trouble> {
        let frame = Frame {
            left: self.edges.left,
            top,
            right: self.edges.right,
            bottom: top + self.height(),
        };
        let panel = sheet.panel(frame, scale.range.clone(), 0.0..(rows.len() as f64).max(1.0));
        for (value, label) in &scale.ticks {
            let (x, _) = panel.place(*value, 0.0);
            sheet.line(&[(x, frame.top), (x, frame.bottom + 2.0)], GRID, 0.5)?;
            let half = picture.measure.width(label, TEXT, false) / 2.0;
            let x = x.min(self.edges.end - half).max(half);
            sheet.label((x, frame.bottom + 4.5), label, Lettering::center().below().quiet())?;
        }
        let bars = picture.data.series.len().max(1) as f64;
        let (easy, tight) = if bars > 1.0 { BETWEEN } else { (5.0, 2.0) };
        let gap = (self.pitch / pitches(bars as usize).0 * easy).clamp(tight, self.pitch * 0.36) / self.pitch;
        for (place, (row, label)) in rows.iter().zip(&self.labels).enumerate() {
            let middle = place as f64 + 0.5;
            let (_, y) = panel.place(0.0, middle);
            sheet.lines((self.edges.label_end, y), label, Lettering::right())?;
            let thickness = (1.0 - gap) / bars;
            for (series, mark) in row.marks.iter().enumerate() {
                let upper = place as f64 + gap / 2.0 + series as f64 * thickness;
                let (zero, y) = panel.place(0.0, upper + thickness / 2.0);
                let Some(value) = mark.value else {
                    sheet.label((zero + 3.0, y), withheld(picture.language), Lettering::left().quiet())?;
                    continue;
                };
                // A sliver of paper parts the bars of one row.
                let inset = if bars > 1.0 { 0.03 * thickness } else { 0.0 };
                panel.bar(
                    (0.0, upper + inset),
                    (value, upper + thickness - inset),
                    bar_color(mark, series, row.marks.len()),
                )?;
                if let Some((low, high)) = mark.range {
                    sheet.whisker((panel.place(low, 0.0).0, y), (panel.place(high, 0.0).0, y))?;
                }
                let text = mark.text.as_deref().unwrap_or_default();
                match self.values {
                    Values::Column => sheet.label((self.edges.end, y), text, Lettering::right())?,
                    Values::BarEnd if value < 0.0 => {
                        let x = panel.place(lower_end(mark), 0.0).0 - 3.0;
                        sheet.label((x, y), text, Lettering::right())?;
                    }
                    Values::BarEnd => {
                        let x = panel.place(upper_end(mark), 0.0).0 + 3.0;
                        sheet.label((x, y), text, Lettering::left())?;
                    }
                }
            }
        }
        if scale.range.contains(&0.0) || scale.range.end == 0.0 {
            let (x, _) = panel.place(0.0, 0.0);
            sheet.line(&[(x, frame.top), (x, frame.bottom)], INK, 0.7)?;
        }
        Ok(())
    }
}

/// The scale of bars that many points wide.
pub(super) fn bar_scale(picture: &Picture<'_>, width: f64) -> Scale {
    Scale::over(picture.data.values(), true, picture.figures(), |parts, ticks| {
        let label = widest(picture.measure, ticks.iter().map(|(_, label)| label.as_str()));
        width / parts as f64 >= label + 9.0
    })
}

/// How many rows of bars fit into a height, in points.
pub(super) fn rows_that_fit(picture: &Picture<'_>, room: f64) -> usize {
    ((room / pitches(picture.data.series.len().max(1)).1).floor() as usize).max(1)
}

/// Height that is left for rows on a sheet, in points, when this much is needed beside them.
pub(super) fn room_for_rows(picture: &Picture<'_>, beside: f64) -> f64 {
    (picture.height().unwrap_or(MOST_HEIGHT) - beside).max(LINE)
}

/// The width of the widest text, in points.
pub(super) fn widest<'a>(measure: &TextMeasure, texts: impl Iterator<Item = &'a str>) -> f64 {
    texts.map(|text| measure.width(text, TEXT, false)).fold(0.0, f64::max)
}

/// The axis title below the bars, if there is one.
pub(super) fn axis_title(
    sheet: &Sheet<'_>,
    picture: &Picture<'_>,
    (left, right): (f64, f64),
    top: f64,
) -> Result<(), Trouble> {
    let title = picture.axis_title();
    if title.is_empty() {
        return Ok(());
    }
    let title = picture.measure.shortened(&title, TEXT, false, super::WIDTH);
    let half = picture.measure.width(&title, TEXT, false) / 2.0;
    let x = f64::midpoint(left, right).min(super::WIDTH - half).max(half);
    sheet.label((x, top + 3.0), &title, Lettering::center().below())
}

/// Height of a row of that many bars: the wanted and the least.
fn pitches(bars: usize) -> (f64, f64) {
    match bars {
        0 | 1 => SINGLE,
        bars => (bars as f64 * SEVERAL.0 + BETWEEN.0, bars as f64 * SEVERAL.1 + BETWEEN.1),
    }
}

fn bar_color(mark: &Mark, series: usize, count: usize) -> RGBColor {
    if count == 1 && mark.range.is_some() {
        RANGED
    } else {
        fill(series)
    }
}

fn lower_end(mark: &Mark) -> f64 {
    let value = mark.value.unwrap_or(0.0);
    mark.range.map_or(value, |(low, _)| low.min(value))
}

fn upper_end(mark: &Mark) -> f64 {
    let value = mark.value.unwrap_or(0.0).max(0.0);
    mark.range.map_or(value, |(_, high)| high.max(value))
}
