//! The value axis: a range of round numbers and its ticks.
//!
//! Invariants: the range is finite and not empty, whatever the values; a tick is an exact decimal, printed as the cells
//! are.

use std::ops::Range;

use dorpon_catalog::report::Unit;
use dorpon_domain::language::Language;
use dorpon_domain::number;

/// One crore as a power of ten.
const CRORE: u32 = 7;
/// One lakh as a power of ten.
const LAKH: u32 = 5;

/// An axis that need not begin at zero does so all the same if the smallest value is below this part of the largest:
/// cut off higher up, it would make a small change look large.
const FROM_ZERO_BELOW: f64 = 0.8;

/// How many parts an axis is cut into, tried in this order until the labels fit.
const PARTS: [f64; 7] = [8.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0];

/// A value axis.
pub(super) struct Scale {
    /// The values at its ends.
    pub(super) range: Range<f64>,
    /// Its ticks, in order, with their labels.
    pub(super) ticks: Vec<(f64, String)>,
}

/// What the numbers of an axis are.
#[derive(Clone, Copy)]
pub(super) struct Figures {
    /// How they read.
    pub(super) unit: Unit,
    /// The language.
    pub(super) language: Language,
    /// Whether all of them are whole.
    pub(super) whole: bool,
}

/// A step between ticks: `factor * 10^power`.
#[derive(Clone, Copy)]
struct Step {
    factor: i128,
    power: i32,
}

impl Scale {
    /// A scale over the values, with zero on it if `from_zero` or if the values come near to it. `fits` says whether
    /// that many parts with these labels have room.
    pub(super) fn over(
        values: impl Iterator<Item = f64>,
        from_zero: bool,
        figures: Figures,
        fits: impl Fn(usize, &[(f64, String)]) -> bool,
    ) -> Self {
        let (mut low, mut high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        if low > high {
            (low, high) = (0.0, 0.0);
        }
        if from_zero
            || (low >= 0.0) != (high >= 0.0)
            || low.abs().min(high.abs()) < low.abs().max(high.abs()) * FROM_ZERO_BELOW
        {
            (low, high) = (low.min(0.0), high.max(0.0));
        }
        if high - low <= high.abs().max(low.abs()) * 1e-9 {
            // One value only: an axis from zero to it, or to one.
            (low, high) = (low.min(0.0), high.max(0.0));
            if low == high {
                high = 1.0;
            }
        }
        let scales = PARTS.iter().map(|parts| Self::cut(low, high, *parts, figures));
        let mut last = None;
        for scale in scales {
            if fits(scale.ticks.len().saturating_sub(1).max(1), &scale.ticks) {
                return scale;
            }
            last = Some(scale);
        }
        // Not even two labels fit: zero alone says where the bars begin.
        let range = last.map_or(0.0..1.0, |scale| scale.range);
        let zero = figures.tick(0, Step { factor: 1, power: 0 });
        Self {
            ticks: if range.contains(&0.0) {
                vec![(0.0, zero)]
            } else {
                Vec::new()
            },
            range,
        }
    }

    fn cut(low: f64, high: f64, parts: f64, figures: Figures) -> Self {
        let step = Step::over((high - low) / parts, figures);
        let size = step.size();
        let first = (low / size + 1e-6).floor() as i64;
        let last = ((high / size - 1e-6).ceil() as i64).max(first + 1);
        let ticks = (first..=last).map(|count| (count as f64 * size, figures.tick(count, step)));
        Self {
            range: first as f64 * size..last as f64 * size,
            ticks: ticks.collect(),
        }
    }
}

impl Step {
    /// The smallest of 1, 2, 5 times a power of ten that is no smaller than `least`.
    fn over(least: f64, figures: Figures) -> Self {
        let power = least.log10().floor() as i32;
        let leading = least / 10_f64.powi(power);
        let (factor, power) = match leading {
            leading if leading <= 1.000_001 => (1, power),
            leading if leading <= 2.000_001 => (2, power),
            leading if leading <= 5.000_001 => (5, power),
            _ => (1, power + 1),
        };
        if figures.whole && figures.unit != Unit::Share && power < 0 {
            return Self { factor: 1, power: 0 };
        }
        Self { factor, power }
    }

    fn size(self) -> f64 {
        self.factor as f64 * 10_f64.powi(self.power)
    }
}

impl Figures {
    /// The label at `count` steps.
    fn tick(self, count: i64, step: Step) -> String {
        let mantissa = i128::from(count).saturating_mul(step.factor);
        let percent = if self.unit == Unit::Share { 2 } else { 0 };
        let power = step.power + percent;
        let decimal = |mantissa: i128, power: i32| match u32::try_from(power) {
            Ok(power) => {
                let factor = 10_i128.checked_pow(power).unwrap_or(i128::MAX);
                number::decimal_text(mantissa.saturating_mul(factor), 0, self.language)
            }
            Err(_) => number::decimal_text(mantissa, power.unsigned_abs(), self.language),
        };
        match self.unit {
            Unit::Share => format!("{}%", decimal(mantissa, power)),
            _ if mantissa == 0 => decimal(0, 0),
            Unit::Taka => {
                let sign = self.language.pick("৳", "Tk");
                let (power, word) = self.large(power, LAKH);
                format!("{sign} {}{word}", decimal(mantissa, power))
            }
            Unit::Number | Unit::Persons | Unit::Households | Unit::Days => {
                let (power, word) = self.large(power, CRORE);
                format!("{}{word}", decimal(mantissa, power))
            }
        }
    }

    /// The power of ten that is left when steps of a lakh or crore are said in words, from `least` up.
    fn large(self, power: i32, least: u32) -> (i32, &'static str) {
        let reaches = |word: u32| power >= word.cast_signed();
        if reaches(CRORE) {
            (power - CRORE.cast_signed(), self.language.pick(" কোটি", " crore"))
        } else if least <= LAKH && reaches(LAKH) {
            (power - LAKH.cast_signed(), self.language.pick(" লক্ষ", " lakh"))
        } else {
            (power, "")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(values: &[f64], unit: Unit, language: Language) -> Vec<String> {
        let figures = Figures {
            unit,
            language,
            whole: unit != Unit::Share,
        };
        let scale = Scale::over(values.iter().copied(), true, figures, |parts, _| parts <= 5);
        assert!(scale.range.end > scale.range.start && scale.range.end.is_finite());
        scale.ticks.into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn ticks_are_round_and_bangla() {
        assert_eq!(
            labels(&[0.93], Unit::Share, Language::Bangla),
            ["০%", "২০%", "৪০%", "৬০%", "৮০%", "১০০%"]
        );
        assert_eq!(labels(&[180_000.0], Unit::Persons, Language::Bangla)[1], "৫০,০০০");
        assert_eq!(labels(&[44_000_000.0], Unit::Taka, Language::Bangla)[1], "৳ ১ কোটি");
        assert_eq!(labels(&[900_000.0], Unit::Taka, Language::English)[1], "Tk 2 lakh");
        assert_eq!(labels(&[0.012], Unit::Share, Language::English)[1], "0.5%");
        assert_eq!(
            labels(&[-3.0, 2.0], Unit::Number, Language::English),
            ["-3", "-2", "-1", "0", "1", "2"]
        );
    }

    #[test]
    fn odd_values_give_a_range() {
        assert_eq!(labels(&[], Unit::Number, Language::English), ["0", "1"]);
        assert_eq!(labels(&[0.0, 0.0], Unit::Persons, Language::English), ["0", "1"]);
        for value in [1.7e38, -1.7e38, 9.2e18, 1e-12, -0.3] {
            labels(&[value], Unit::Number, Language::Bangla);
            labels(&[value], Unit::Share, Language::Bangla);
            labels(&[value], Unit::Taka, Language::English);
        }
    }
}
