//! People of old age, estimated from a published profile.

use crate::area::AreaProfile;

/// People of 65 and over and 0.6 of the women of 60–64, women being half; `None` when the bands
/// are blank or do not sum to 100 ± 1 per cent. Rounded half up.
#[must_use]
pub fn estimated_old_age(profile: &AreaProfile) -> Option<i64> {
    let bands: Vec<i64> = profile.bands.iter().copied().collect::<Option<_>>()?;
    let sum: i64 = bands.iter().sum();
    if bands.len() != 10 || !(990..=1_010).contains(&sum) {
        return None;
    }
    let (from_60, from_65) = (bands.get(8)?, bands.get(9)?);
    // Shares are thousandths; 0.6 × 0.5 = 3 / 10.
    let ten_thousandths = profile.population * (from_65 * 10 + from_60 * 3);
    Some((ten_thousandths + 5_000).div_euclid(10_000))
}
