//! The books of one file: what was received is what was loaded, held back or there already, in rows and in taka.
//!
//! Invariant: a balance that does not add up cannot be made, nor read from a sidecar.

use dorpon_domain::message::lake as message;
use dorpon_domain::problem::Problem;
use serde::{Deserialize, Serialize};

/// Rows of a file: `received = loaded + quarantined + duplicate`, always.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "UncheckedRows")]
pub struct RowBalance {
    received: u64,
    loaded: u64,
    quarantined: u64,
    duplicate: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UncheckedRows {
    received: u64,
    loaded: u64,
    quarantined: u64,
    duplicate: u64,
}

impl TryFrom<UncheckedRows> for RowBalance {
    type Error = Problem;

    fn try_from(rows: UncheckedRows) -> Result<Self, Problem> {
        Self::new(rows.received, rows.loaded, rows.quarantined, rows.duplicate)
    }
}

impl RowBalance {
    /// Balanced counts.
    ///
    /// # Errors
    /// `lake.slice_unbalanced`.
    pub fn new(received: u64, loaded: u64, quarantined: u64, duplicate: u64) -> Result<Self, Problem> {
        let sum = loaded
            .checked_add(quarantined)
            .and_then(|sum| sum.checked_add(duplicate));
        if sum != Some(received) {
            return Err(unbalanced(
                "rows",
                [received, loaded, quarantined, duplicate].map(|count| count.to_string()),
            ));
        }
        Ok(Self {
            received,
            loaded,
            quarantined,
            duplicate,
        })
    }

    /// Data rows of the file.
    #[must_use]
    pub fn received(&self) -> u64 {
        self.received
    }

    /// Rows in `data.parquet`.
    #[must_use]
    pub fn loaded(&self) -> u64 {
        self.loaded
    }

    /// Rows in `quarantine.parquet`.
    #[must_use]
    pub fn quarantined(&self) -> u64 {
        self.quarantined
    }

    /// Rows that repeat a loaded one to the last cell.
    #[must_use]
    pub fn duplicate(&self) -> u64 {
        self.duplicate
    }
}

/// Taka of a file, as decimal text: `received = loaded + quarantined + duplicate`, always.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "UncheckedTaka")]
pub struct TakaBalance {
    received: String,
    loaded: String,
    quarantined: String,
    duplicate: String,
    unreadable: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UncheckedTaka {
    received: String,
    loaded: String,
    quarantined: String,
    duplicate: String,
    unreadable: u64,
}

impl TryFrom<UncheckedTaka> for TakaBalance {
    type Error = Problem;

    fn try_from(taka: UncheckedTaka) -> Result<Self, Problem> {
        Self::new(
            &taka.received,
            &taka.loaded,
            &taka.quarantined,
            &taka.duplicate,
            taka.unreadable,
        )
    }
}

impl TakaBalance {
    /// Balanced sums; `unreadable` counts the rows whose amount could not be read and is
    /// in none of the sums.
    ///
    /// # Errors
    /// `lake.slice_unbalanced`, also for a text that is no decimal number.
    pub fn new(
        received: &str,
        loaded: &str,
        quarantined: &str,
        duplicate: &str,
        unreadable: u64,
    ) -> Result<Self, Problem> {
        let texts = [received, loaded, quarantined, duplicate];
        let balanced = match texts.map(taka) {
            [Some(received), Some(loaded), Some(quarantined), Some(duplicate)] => {
                loaded
                    .checked_add(quarantined)
                    .and_then(|sum| sum.checked_add(duplicate))
                    == Some(received)
            }
            _ => false,
        };
        if !balanced {
            return Err(unbalanced("taka", texts.map(str::to_owned)));
        }
        let [received, loaded, quarantined, duplicate] = texts.map(str::to_owned);
        Ok(Self {
            received,
            loaded,
            quarantined,
            duplicate,
            unreadable,
        })
    }

    /// Sum of all readable amounts.
    #[must_use]
    pub fn received(&self) -> &str {
        &self.received
    }

    /// Sum over loaded rows.
    #[must_use]
    pub fn loaded(&self) -> &str {
        &self.loaded
    }

    /// Sum over quarantined rows.
    #[must_use]
    pub fn quarantined(&self) -> &str {
        &self.quarantined
    }

    /// Sum over duplicate rows.
    #[must_use]
    pub fn duplicate(&self) -> &str {
        &self.duplicate
    }

    /// Rows whose amount could not be read.
    #[must_use]
    pub fn unreadable(&self) -> u64 {
        self.unreadable
    }
}

/// Millionths of a taka.
fn taka(text: &str) -> Option<i128> {
    const PLACES: usize = 6;
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 30 || fraction.len() > PLACES || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let value: i128 = format!("{whole}{fraction:0<PLACES$}").parse().ok()?;
    Some(if negative { -value } else { value })
}

fn unbalanced(measure: &str, [received, loaded, quarantined, duplicate]: [String; 4]) -> Problem {
    Problem::new(&message::SLICE_UNBALANCED)
        .with("measure", measure)
        .with("received", received)
        .with("loaded", loaded)
        .with("quarantined", quarantined)
        .with("duplicate", duplicate)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    #[test]
    fn what_does_not_add_up_is_refused() {
        for (received, loaded, quarantined, duplicate) in [(10, 7, 2, 0), (1, u64::MAX, 2, 0), (0, 1, 0, 0)] {
            let problem = RowBalance::new(received, loaded, quarantined, duplicate).unwrap_err();
            assert_eq!((problem.code(), problem.exit()), ("lake.slice_unbalanced", 1));
        }
        assert!(TakaBalance::new("10.00", "7", "3.0", "0.000000", 0).is_ok());
        assert!(TakaBalance::new("-1.50", "-2", "0.50", "0", 0).is_ok());
        for bad in ["10.01", "1e1", "", "10,0", "১০", "10.0000001", "+10", ".5", "--1"] {
            assert!(TakaBalance::new(bad, "7", "3", "0", 0).is_err(), "{bad}");
        }
        let text = serde_json::to_string(&RowBalance::new(3, 1, 1, 1).unwrap()).unwrap();
        assert!(serde_json::from_str::<RowBalance>(&text).is_ok());
        assert!(serde_json::from_str::<RowBalance>(&text.replace('3', "4")).is_err());
    }
}
