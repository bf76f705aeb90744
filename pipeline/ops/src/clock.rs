//! The one place that asks what time it is. Figures never depend on it.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The day it is in Dhaka.
#[must_use]
pub fn today() -> Date {
    Timestamp::now().to_zoned(dhaka()).date()
}

fn dhaka() -> TimeZone {
    TimeZone::get("Asia/Dhaka").unwrap_or(TimeZone::UTC)
}

/// Now, as RFC 3339 in the time of Dhaka: `2026-11-22T08:30:00+06:00`.
#[must_use]
pub fn now() -> String {
    Timestamp::now()
        .to_zoned(dhaka())
        .strftime("%Y-%m-%dT%H:%M:%S%:z")
        .to_string()
}
