//! A map: areas shaded by their value in a few classes, those without a value hatched.
//!
//! Invariants: all areas stand on one scale, a degree of longitude shortened as it is in the middle of the map; the
//! classes are the parts of a round scale, so that the legend says what a shade means; a name or figure is printed
//! only where it lies whole within its area, so that nothing lies over another.

use dorpon_domain::language::Language;
use dorpon_domain::number::count_text;
use plotters::style::RGBColor;

use super::data::Row;
use super::look::{INK, NO_VALUE, PAPER, letters_on, shade};
use super::scale::Scale;
use super::sheet::{Lettering, Sheet};
use super::{Body, Key, POINTS_PER_MILLIMETRE, Picture, Trouble, WIDTH, withheld};
use crate::boundary::Corner;

/// The most height where the report asks for none, in points.
const HEIGHT: f64 = 150.0 * POINTS_PER_MILLIMETRE;
/// Kept free at the edges, in points.
const EDGE: f64 = 2.0;
/// The most classes that eyes tell apart.
const MOST_CLASSES: usize = 5;
/// Text sizes that are tried for the labels, in points.
const SIZES: [f64; 3] = [8.0, 7.0, 6.0];
/// Between a label and the boundary around it, in points.
const MARGIN: f64 = 1.2;
/// How many heights of an area are tried for its label.
const HEIGHTS: usize = 15;
/// Most areas that are named in a remark.
const MOST_NAMED: usize = 12;

/// A point on the sheet.
type Point = (f64, f64);

/// An area that has a boundary.
struct Shape<'a> {
    row: &'a Row,
    /// Rings on the sheet.
    rings: Vec<Vec<Point>>,
}

/// Draws the chart of the first series. A table of which no area has a boundary gives a drawing of nothing.
pub(super) fn draw(picture: &Picture<'_>) -> Result<Option<Body>, Trouble> {
    let mut found: Vec<(&Row, Vec<Vec<Corner>>)> = Vec::new();
    let mut absent: Vec<&str> = Vec::new();
    for row in &picture.data.rows {
        match picture.boundaries.rings(&row.area)? {
            Some(rings) => found.push((row, rings)),
            None => absent.push(&row.category),
        }
    }
    if found.is_empty() {
        return Ok(None);
    }
    let (height, shapes) = project(found, picture.height().unwrap_or(HEIGHT));
    let scale = Scale::over(values(picture.data), false, picture.figures(), |parts, _| {
        parts <= MOST_CLASSES
    });
    let classes = scale.ticks.len().saturating_sub(1);
    let part_of = |value: f64| {
        let class = scale.ticks.iter().skip(1).take(classes.saturating_sub(1));
        let class = class.filter(|(tick, _)| value >= *tick).count();
        class as f64 / (classes.max(2) - 1) as f64
    };

    let mut body = Body::new(height);
    let sheet = Sheet::new(&mut body.code, WIDTH, body.height, picture.measure);
    let value = |shape: &Shape<'_>| shape.row.marks.first().and_then(|mark| mark.value);
    for shape in &shapes {
        let color = value(shape).map_or(NO_VALUE, |value| shade(part_of(value)));
        for ring in &shape.rings {
            sheet.polygon(ring, color)?;
            let closed: Vec<Point> = ring.iter().chain(ring.first()).copied().collect();
            sheet.line(&closed, INK, 0.4)?;
        }
    }
    let mut unsaid: Vec<String> = Vec::new();
    for shape in &shapes {
        let color = value(shape).map(|value| letters_on(part_of(value)));
        let is_named = label(picture, &sheet, shape, color)?;
        let text = shape.row.marks.first().and_then(|mark| mark.text.as_deref());
        unsaid.extend(
            text.filter(|_| !is_named)
                .map(|text| format!("{} {text}", shape.row.category)),
        );
    }
    drop(sheet);

    let known = picture
        .data
        .rows
        .iter()
        .filter(|row| row.marks.first().is_some_and(|mark| mark.value.is_some()));
    if known.count() > 0 {
        for (class, pair) in scale.ticks.windows(2).enumerate() {
            if let [(_, low), (_, high)] = pair {
                let part = class as f64 / (classes.max(2) - 1) as f64;
                body.keys.push(Key::Fill(shade(part), format!("{low}–{high}")));
            }
        }
    }
    if shapes.iter().any(|shape| value(shape).is_none()) {
        body.keys
            .push(Key::Fill(NO_VALUE, no_value(picture.language).to_owned()));
    }
    if !unsaid.is_empty() {
        body.notes.push(without_room(&unsaid, picture.language));
    }
    if !absent.is_empty() {
        body.notes.push(without_boundary(&absent, picture.language));
    }
    Ok(Some(body))
}

fn values(data: &super::data::Data) -> impl Iterator<Item = f64> {
    data.rows.iter().filter_map(|row| row.marks.first()?.value)
}

/// Every ring on the sheet, in the middle of it, and the height that they take. Large areas come first, so that an
/// area within another lies over it.
fn project(found: Vec<(&Row, Vec<Vec<Corner>>)>, most_height: f64) -> (f64, Vec<Shape<'_>>) {
    let corners = || found.iter().flat_map(|(_, rings)| rings.iter().flatten());
    let middle = {
        let (low, high) = extent(corners().map(|corner| f64::from(corner.1)));
        (low + high) / 2.0
    };
    let shortening = (middle / 10_000.0).to_radians().cos().max(0.01);
    let flat = |corner: &Corner| (f64::from(corner.0) * shortening, -f64::from(corner.1));
    let (left, right) = extent(corners().map(|corner| flat(corner).0));
    let (top, bottom) = extent(corners().map(|corner| flat(corner).1));
    let (wide, high) = ((right - left).max(1.0), (bottom - top).max(1.0));
    let factor = ((WIDTH - 2.0 * EDGE) / wide).min((most_height - 2.0 * EDGE) / high);
    let inset = (WIDTH - wide * factor) / 2.0;
    let place = |corner: &Corner| {
        let (x, y) = flat(corner);
        (inset + (x - left) * factor, EDGE + (y - top) * factor)
    };
    let mut shapes = Vec::with_capacity(found.len());
    for (row, rings) in &found {
        let rings = rings.iter().map(|ring| ring.iter().map(place).collect()).collect();
        shapes.push(Shape { row, rings });
    }
    let size = |shape: &Shape<'_>| {
        let (left, right) = extent(shape.rings.iter().flatten().map(|point| point.0));
        let (top, bottom) = extent(shape.rings.iter().flatten().map(|point| point.1));
        (right - left) * (bottom - top)
    };
    shapes.sort_by(|one, other| size(other).total_cmp(&size(one)));
    (high * factor + 2.0 * EDGE, shapes)
}

fn extent(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    })
}

/// Name and figure within the area: both, or the figure alone, or the name where there is no figure. Says whether an area
/// with a figure got its name.
fn label(
    picture: &Picture<'_>,
    sheet: &Sheet<'_>,
    shape: &Shape<'_>,
    color: Option<RGBColor>,
) -> Result<bool, Trouble> {
    let name = shape.row.category.as_str();
    let text = shape.row.marks.first().and_then(|mark| mark.text.as_deref());
    let both: Vec<&str> = std::iter::once(name).chain(text).collect();
    let alone = text.as_slice();
    for lines in [both.as_slice(), alone] {
        if lines.is_empty() {
            continue;
        }
        for size in SIZES {
            let width = lines.iter().map(|line| picture.measure.width(line, size, false));
            let width = width.fold(0.0, f64::max) + 2.0 * MARGIN;
            let pitch = size * 1.2;
            let height = pitch * lines.len() as f64;
            let Some((x, y)) = shape.rings.iter().find_map(|ring| room(ring, width, height)) else {
                continue;
            };
            if color.is_none() {
                // Letters over a hatch cannot be read.
                let (half, high) = (width / 2.0, height / 2.0);
                let corners = [
                    (x - half, y - high),
                    (x + half, y - high),
                    (x + half, y + high),
                    (x - half, y + high),
                ];
                sheet.polygon(&corners, PAPER)?;
            }
            let lettering = Lettering::center().sized(size).colored(color.unwrap_or(INK));
            let first = y - pitch * (lines.len() as f64 - 1.0) / 2.0;
            for (count, line) in lines.iter().enumerate() {
                let lettering = if Some(*line) == text {
                    lettering.bold()
                } else {
                    lettering
                };
                sheet.label((x, first + count as f64 * pitch), line, lettering)?;
            }
            return Ok(lines.len() == both.len());
        }
    }
    Ok(false)
}

/// The middle of a place within a ring that is so wide and high: the one with most room beside it, of several heights.
fn room(ring: &[Point], width: f64, height: f64) -> Option<Point> {
    let (top, bottom) = extent(ring.iter().map(|point| point.1));
    let free = bottom - top - height;
    if free < 0.0 {
        return None;
    }
    let mut best: Option<(f64, Point)> = None;
    for step in 0..HEIGHTS {
        let y = top + height / 2.0 + free * (step as f64 + 0.5) / HEIGHTS as f64;
        // An area may narrow anywhere along the letters.
        let cuts = [-0.5, -0.25, 0.0, 0.25, 0.5].map(|part| inside(ring, y + part * height));
        let Some(spans) = cuts.into_iter().reduce(|one, other| common(&one, &other)) else {
            continue;
        };
        for (from, to) in spans {
            // The middle of the area is preferred to an edge with hardly more room.
            let off_centre = (y - (top + bottom) / 2.0).abs();
            let merit = (to - from) - 0.6 * off_centre;
            if to - from >= width && best.is_none_or(|(known, _)| merit > known) {
                best = Some((merit, ((from + to) / 2.0, y)));
            }
        }
    }
    best.map(|(_, place)| place)
}

/// The spans of a line at this height that lie within the ring, from left to right.
fn inside(ring: &[Point], y: f64) -> Vec<(f64, f64)> {
    let edges = ring.iter().zip(ring.iter().skip(1).chain(ring.first()));
    let mut crossings: Vec<f64> = edges
        .filter(|(from, to)| (from.1 > y) != (to.1 > y))
        .map(|(from, to)| from.0 + (y - from.1) / (to.1 - from.1) * (to.0 - from.0))
        .collect();
    crossings.sort_by(f64::total_cmp);
    crossings.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
}

/// What two lists of spans have in common.
fn common(one: &[(f64, f64)], other: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let pairs = one.iter().flat_map(|a| other.iter().map(move |b| (a, b)));
    pairs
        .map(|(a, b)| (a.0.max(b.0), a.1.min(b.1)))
        .filter(|(from, to)| from < to)
        .collect()
}

fn no_value(language: Language) -> String {
    let unsaid = language.pick("তথ্য নেই বা", "no data or");
    format!("{unsaid} {}", withheld(language))
}

/// The areas that no boundary file holds.
fn without_boundary(names: &[&str], language: Language) -> String {
    let count = count_text(i64::try_from(names.len()).unwrap_or(i64::MAX), language);
    let said = enumeration(names);
    match language {
        Language::Bangla => format!("সীমানা জানা নেই, তাই মানচিত্রে আসেনি: {count}টি এলাকা ({said})"),
        Language::English => format!("not on the map, for their boundary is not known: {count} ({said})"),
    }
}

/// The areas too small for their name, with their figure.
fn without_room(figures: &[String], language: Language) -> String {
    let said = enumeration(figures);
    let label = language.pick("মানচিত্রে নাম লেখার জায়গা নেই", "no room for the name on the map");
    format!("{label}: {said}")
}

fn enumeration(names: &[impl AsRef<str>]) -> String {
    let said: Vec<&str> = names.iter().take(MOST_NAMED).map(AsRef::as_ref).collect();
    let more = if names.len() > MOST_NAMED { " …" } else { "" };
    format!("{}{more}", said.join(", "))
}

#[cfg(test)]
mod tests {
    use super::{inside, room};

    /// A U of which the middle is open above.
    const U: [(f64, f64); 8] = [
        (0.0, 0.0),
        (10.0, 0.0),
        (10.0, 20.0),
        (30.0, 20.0),
        (30.0, 0.0),
        (40.0, 0.0),
        (40.0, 40.0),
        (0.0, 40.0),
    ];

    #[test]
    fn a_line_through_both_arms_has_two_spans() {
        assert_eq!(inside(&U, 10.0), [(0.0, 10.0), (30.0, 40.0)]);
        assert_eq!(inside(&U, 30.0), [(0.0, 40.0)]);
        assert!(inside(&U, 41.0).is_empty());
    }

    #[test]
    fn a_label_lies_where_the_area_holds_all_of_it() {
        let (x, y) = room(&U, 30.0, 8.0).unwrap_or_default();
        assert!((x - 20.0).abs() < 1e-9 && (24.0..=36.0).contains(&y), "{x} {y}");
        assert!(room(&U, 41.0, 8.0).is_none());
        assert!(room(&U, 5.0, 50.0).is_none());
    }
}
