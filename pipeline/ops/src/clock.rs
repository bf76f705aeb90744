//! The one place that asks what time it is. Figures never depend on it.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Now, as RFC 3339 in the time of Dhaka: `2026-11-22T08:30:00+06:00`.
#[must_use]
pub fn now() -> String {
    let dhaka = TimeZone::get("Asia/Dhaka").unwrap_or(TimeZone::UTC);
    Timestamp::now()
        .to_zoned(dhaka)
        .strftime("%Y-%m-%dT%H:%M:%S%:z")
        .to_string()
}
