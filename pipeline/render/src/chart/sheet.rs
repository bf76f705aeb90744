//! The sheet that the kinds draw on: points on the paper, and panels with axes of their own.
//!
//! Invariants: plotters maps every value to its place; what is given in points lies within the sheet.

use std::convert::Infallible;
use std::ops::Range;

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::DrawingAreaErrorKind;
use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::prelude::{Cartesian2d, DrawingArea, IntoDrawingArea};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};

use super::Trouble;
use super::backend::{TypstBackend, UNITS_PER_POINT};
use super::look::{INK, PAPER, QUIET};
use super::text_measure::TextMeasure;

/// Size of all text in a drawing, in points.
pub(super) const TEXT: f64 = 8.0;
/// From one line of a label to the next, in points.
pub(super) const LINE: f64 = 10.0;
/// Half the length of the caps of a whisker, in points.
const CAP: f64 = 2.2;

impl From<DrawingAreaErrorKind<Infallible>> for Trouble {
    fn from(error: DrawingAreaErrorKind<Infallible>) -> Self {
        Self::Unfit(error.to_string())
    }
}

/// A rectangle on the sheet, in points from its upper left corner.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// Left edge.
    pub(super) left: f64,
    /// Upper edge.
    pub(super) top: f64,
    /// Right edge.
    pub(super) right: f64,
    /// Lower edge.
    pub(super) bottom: f64,
}

/// How a label is set.
#[derive(Clone, Copy)]
pub(super) struct Lettering {
    horizontal: HPos,
    vertical: VPos,
    bold: bool,
    size: f64,
    color: RGBColor,
}

impl Lettering {
    /// Begins at its point, at half its height.
    pub(super) fn left() -> Self {
        Self {
            horizontal: HPos::Left,
            vertical: VPos::Center,
            bold: false,
            size: TEXT,
            color: INK,
        }
    }

    /// Ends at its point.
    pub(super) fn right() -> Self {
        Self {
            horizontal: HPos::Right,
            ..Self::left()
        }
    }

    /// Stands over its point.
    pub(super) fn center() -> Self {
        Self {
            horizontal: HPos::Center,
            ..Self::left()
        }
    }

    /// Hangs below its point.
    pub(super) fn below(self) -> Self {
        Self {
            vertical: VPos::Top,
            ..self
        }
    }

    /// Stands on its point.
    pub(super) fn above(self) -> Self {
        Self {
            vertical: VPos::Bottom,
            ..self
        }
    }

    /// Bold.
    pub(super) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// In the colour of remarks.
    pub(super) fn quiet(self) -> Self {
        self.colored(QUIET)
    }

    /// In a colour.
    pub(super) fn colored(self, color: RGBColor) -> Self {
        Self { color, ..self }
    }

    /// At a size in points.
    pub(super) fn sized(self, size: f64) -> Self {
        Self { size, ..self }
    }
}

/// A sheet in points.
pub(super) struct Sheet<'a> {
    area: DrawingArea<TypstBackend<'a>, Shift>,
}

impl<'a> Sheet<'a> {
    /// A sheet of this size in points, written behind what `code` holds.
    pub(super) fn new(code: &'a mut String, width: f64, height: f64, measure: &'a TextMeasure) -> Self {
        let size = (units(width).unsigned_abs(), units(height).unsigned_abs());
        Self {
            area: TypstBackend::new(code, size, measure).into_drawing_area(),
        }
    }

    /// A part of the sheet with axes of its own; either range may run backwards.
    pub(super) fn panel(&self, frame: Frame, horizontal: Range<f64>, vertical: Range<f64>) -> Panel<'a> {
        let pixels = (
            units(frame.left)..units(frame.right),
            units(frame.top)..units(frame.bottom),
        );
        Panel {
            area: self
                .area
                .apply_coord_spec(Cartesian2d::new(horizontal, vertical, pixels)),
        }
    }

    /// One line of text.
    pub(super) fn label(&self, (x, y): (f64, f64), text: &str, lettering: Lettering) -> Result<(), Trouble> {
        let style = if lettering.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        let font = FontDesc::new(FontFamily::SansSerif, lettering.size * UNITS_PER_POINT, style);
        let style = TextStyle::from(font)
            .color(&lettering.color)
            .pos(Pos::new(lettering.horizontal, lettering.vertical));
        Ok(self.area.draw_text(text, &style, (units(x), units(y)))?)
    }

    /// Lines of text, centred on the point from top to bottom.
    pub(super) fn lines(&self, (x, y): (f64, f64), lines: &[String], lettering: Lettering) -> Result<(), Trouble> {
        let first = y - (lines.len() as f64 - 1.0) * LINE / 2.0;
        for (count, line) in lines.iter().enumerate() {
            self.label((x, first + count as f64 * LINE), line, lettering)?;
        }
        Ok(())
    }

    /// A line, in points wide.
    pub(super) fn line(&self, points: &[(f64, f64)], color: RGBColor, width: f64) -> Result<(), Trouble> {
        let points: Vec<(i32, i32)> = points.iter().map(|(x, y)| (units(*x), units(*y))).collect();
        Ok(self.area.draw(&PathElement::new(points, stroke(color, width)))?)
    }

    /// A filled rectangle.
    pub(super) fn rectangle(&self, frame: Frame, color: RGBColor) -> Result<(), Trouble> {
        let corners = [
            (units(frame.left), units(frame.top)),
            (units(frame.right), units(frame.bottom)),
        ];
        Ok(self.area.draw(&Rectangle::new(corners, color.filled()))?)
    }

    /// A filled polygon.
    pub(super) fn polygon(&self, corners: &[(f64, f64)], color: RGBColor) -> Result<(), Trouble> {
        let corners: Vec<(i32, i32)> = corners.iter().map(|(x, y)| (units(*x), units(*y))).collect();
        Ok(self.area.draw(&Polygon::new(corners, color.filled()))?)
    }

    /// The marker of a series at a point: each has its shape.
    pub(super) fn marker(&self, (x, y): (f64, f64), series: usize, color: RGBColor) -> Result<(), Trouble> {
        let half = 1.9;
        let square = Frame {
            left: x - half,
            top: y - half,
            right: x + half,
            bottom: y + half,
        };
        match series % 4 {
            0 => Ok(self
                .area
                .draw(&Circle::new((units(x), units(y)), units(half + 0.2), color.filled()))?),
            1 => self.rectangle(square, color),
            2 => self.polygon(
                &[
                    (x, y - half - 0.7),
                    (x + half + 0.4, y + half),
                    (x - half - 0.4, y + half),
                ],
                color,
            ),
            _ => {
                self.rectangle(square, PAPER)?;
                let corners = [
                    (units(square.left), units(square.top)),
                    (units(square.right), units(square.bottom)),
                ];
                Ok(self.area.draw(&Rectangle::new(corners, stroke(color, 0.9)))?)
            }
        }
    }

    /// A range over a bar or point: from end to end with caps, with a halo so that it shows on dark and light.
    pub(super) fn whisker(&self, from: (f64, f64), to: (f64, f64)) -> Result<(), Trouble> {
        let (across, along) = if from.1 == to.1 { (0.0, CAP) } else { (CAP, 0.0) };
        for (color, width) in [(PAPER, 2.6), (INK, 1.0)] {
            self.line(&[from, to], color, width)?;
            for end in [from, to] {
                let cap = [(end.0 - across, end.1 - along), (end.0 + across, end.1 + along)];
                self.line(&cap, color, width)?;
            }
        }
        Ok(())
    }
}

/// A part of the sheet with axes of its own.
pub(super) struct Panel<'a> {
    area: DrawingArea<TypstBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>,
}

impl Panel<'_> {
    /// Where a place on the axes is on the sheet, in points.
    pub(super) fn place(&self, horizontal: f64, vertical: f64) -> (f64, f64) {
        let (x, y) = self.area.map_coordinate(&(horizontal, vertical));
        (f64::from(x) / UNITS_PER_POINT, f64::from(y) / UNITS_PER_POINT)
    }

    /// A bar between two places on the axes.
    pub(super) fn bar(&self, from: (f64, f64), to: (f64, f64), color: RGBColor) -> Result<(), Trouble> {
        Ok(self.area.draw(&Rectangle::new([from, to], color.filled()))?)
    }

    /// A line through places on the axes, in points wide.
    pub(super) fn line(&self, places: &[(f64, f64)], color: RGBColor, width: f64) -> Result<(), Trouble> {
        Ok(self
            .area
            .draw(&PathElement::new(places.to_vec(), stroke(color, width)))?)
    }
}

/// Points as units of plotters; a float outside of `i32` is cut at its bounds and one that is no number is 0.
fn units(points: f64) -> i32 {
    (points * UNITS_PER_POINT).round() as i32
}

fn stroke(color: RGBColor, width: f64) -> ShapeStyle {
    color.stroke_width(units(width).unsigned_abs())
}
