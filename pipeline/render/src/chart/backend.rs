//! A drawing backend of plotters that writes typst code: one call of a helper of `/template/chart.typ` a line.
//!
//! Invariants: one unit of plotters is a tenth of a point, so that its whole numbers do not show in print; colours are
//! written as hexadecimal and the template decides which of them are hatched or dashed; texts are string literals with
//! everything escaped that could end them, so that data never becomes code.

use std::convert::Infallible;
use std::fmt::Write;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle, FontTransform,
};

use super::text_measure::{LETTER_HEIGHT, TextMeasure};

/// Units of plotters in a point.
pub(super) const UNITS_PER_POINT: f64 = 10.0;

/// What the box of a label is wider than its text, so that typst never breaks a line that was measured as one.
const LABEL_SLACK: f64 = 1.25;

type Outcome = Result<(), DrawingErrorKind<Infallible>>;

/// Writes what plotters draws as typst code.
pub(super) struct TypstBackend<'a> {
    code: &'a mut String,
    size: (u32, u32),
    measure: &'a TextMeasure,
}

impl<'a> TypstBackend<'a> {
    /// A sheet of this size in units, written behind what `code` already holds.
    pub(super) fn new(code: &'a mut String, size: (u32, u32), measure: &'a TextMeasure) -> Self {
        Self { code, size, measure }
    }

    fn call(&mut self, call: std::fmt::Arguments<'_>) {
        // Writing into a string cannot fail.
        let _ = writeln!(self.code, "  {call}");
    }

    fn points(path: impl IntoIterator<Item = BackendCoord>) -> String {
        let mut list = String::new();
        for (x, y) in path {
            let _ = write!(list, "({}, {}), ", points(x), points(y));
        }
        list
    }
}

impl DrawingBackend for TypstBackend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Outcome {
        Ok(())
    }

    fn present(&mut self) -> Outcome {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Outcome {
        if color.alpha > 0.0 {
            let (x, y, color) = (points(x), points(y), hexadecimal(color));
            self.call(format_args!("rectangle({x}, {y}, 0.1, 0.1, fill: {color})"));
        }
        Ok(())
    }

    fn draw_line<S: plotters_backend::BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Outcome {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: plotters_backend::BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Outcome {
        if style.color().alpha > 0.0 {
            let (x, y) = (points(upper_left.0), points(upper_left.1));
            let width = points(bottom_right.0 - upper_left.0);
            let height = points(bottom_right.1 - upper_left.1);
            let look = shape_look(style, fill);
            self.call(format_args!("rectangle({x}, {y}, {width}, {height}, {look})"));
        }
        Ok(())
    }

    fn draw_path<S: plotters_backend::BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Outcome {
        let path: Vec<BackendCoord> = path.into_iter().collect();
        if style.color().alpha > 0.0 && path.len() > 1 {
            let (width, color) = (stroke_points(style), hexadecimal(style.color()));
            match path[..] {
                [(x1, y1), (x2, y2)] => {
                    let (x1, y1, x2, y2) = (points(x1), points(y1), points(x2), points(y2));
                    self.call(format_args!("line({x1}, {y1}, {x2}, {y2}, {width}, {color})"));
                }
                _ => {
                    let list = Self::points(path);
                    self.call(format_args!("polyline(({list}), {width}, {color})"));
                }
            }
        }
        Ok(())
    }

    fn draw_circle<S: plotters_backend::BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Outcome {
        if style.color().alpha > 0.0 {
            let (x, y, look) = (points(center.0), points(center.1), shape_look(style, fill));
            let radius = f64::from(radius) / UNITS_PER_POINT;
            self.call(format_args!("circle({x}, {y}, {radius:.1}, {look})"));
        }
        Ok(())
    }

    fn fill_polygon<S: plotters_backend::BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Outcome {
        if style.color().alpha > 0.0 {
            let (list, color) = (Self::points(corners), hexadecimal(style.color()));
            self.call(format_args!("polygon(({list}), fill: {color})"));
        }
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, y): BackendCoord) -> Outcome {
        if style.color().alpha <= 0.0 || text.is_empty() {
            return Ok(());
        }
        let size = style.size() / UNITS_PER_POINT;
        let bold = matches!(style.style(), FontStyle::Bold);
        let room = self.measure.width(text, size, bold) * LABEL_SLACK + size;
        let horizontal = match style.anchor().h_pos {
            HPos::Left => "left",
            HPos::Center => "center",
            HPos::Right => "right",
        };
        let vertical = match style.anchor().v_pos {
            VPos::Top => "top",
            VPos::Center => "horizon",
            VPos::Bottom => "bottom",
        };
        let turn = match style.transform() {
            FontTransform::None => 0,
            FontTransform::Rotate90 => 90,
            FontTransform::Rotate180 => 180,
            FontTransform::Rotate270 => 270,
        };
        let weight = if bold { "bold" } else { "regular" };
        let (x, y, color, text) = (points(x), points(y), hexadecimal(style.color()), literal(text));
        self.call(format_args!(
            "label({x}, {y}, {room:.1}, {horizontal}, {vertical}, {turn}, {size:.1}, \"{weight}\", {color}, {text})"
        ));
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let size = style.size() / UNITS_PER_POINT;
        let bold = matches!(style.style(), FontStyle::Bold);
        let width = self.measure.width(text, size, bold) * UNITS_PER_POINT;
        let height = size * LETTER_HEIGHT * UNITS_PER_POINT;
        // Both are finite and not negative.
        let (width, height) = (width.ceil() as u32, height.ceil() as u32);
        Ok(match style.transform() {
            FontTransform::None | FontTransform::Rotate180 => (width, height),
            FontTransform::Rotate90 | FontTransform::Rotate270 => (height, width),
        })
    }
}

/// Units as points with one decimal.
fn points(units: i32) -> String {
    format!("{:.1}", f64::from(units) / UNITS_PER_POINT)
}

fn stroke_points<S: plotters_backend::BackendStyle>(style: &S) -> String {
    format!("{:.1}", f64::from(style.stroke_width()) / UNITS_PER_POINT)
}

/// A colour as a string literal of typst.
fn hexadecimal(color: BackendColor) -> String {
    let (red, green, blue) = color.rgb;
    format!("\"{red:02x}{green:02x}{blue:02x}\"")
}

fn shape_look<S: plotters_backend::BackendStyle>(style: &S, fill: bool) -> String {
    let color = hexadecimal(style.color());
    if fill {
        format!("fill: {color}")
    } else {
        format!("stroke: {color}, width: {}", stroke_points(style))
    }
}

/// A text as a string literal of typst code.
pub(super) fn literal(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '\\' => quoted.push_str("\\\\"),
            '"' => quoted.push_str("\\\""),
            letter if letter.is_control() || is_invisible(letter) => {
                let _ = write!(quoted, "\\u{{{:x}}}", u32::from(letter));
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// Line separators, marks of direction and other letters without a shape; the joiners of Bangla are not among them.
pub(super) fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'
            ..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
    )
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn a_literal_cannot_be_left() {
        assert_eq!(literal("ক \"]) #panic(\"x\") \\"), r#""ক \"]) #panic(\"x\") \\""#);
        assert_eq!(literal("a\nb\u{202e}\u{0}"), r#""a\u{a}b\u{202e}\u{0}""#);
        assert_eq!(literal("ক্\u{200d}ষ"), "\"ক্\u{200d}ষ\"");
    }
}
