//! Numbers that no living person can hold.
//!
//! A NID or birth-registration number carries a six-digit form serial; no union register
//! comes near 999,000 entries. Every number here has serial 999000–999999 (16-digit birth
//! registrations, whose serial has five digits: 99900–99999). Smart-card numbers start with 9990.
//! Mobile and wallet numbers are 01300-000000 to 01300-009999, in a made-up nation 01300-000000 to 01300-999999.

use std::collections::BTreeMap;

/// First digits of every 10-digit number of the block.
pub const SMART_PREFIX: &str = "9990";
/// First digits of every mobile number of the block.
pub const MOBILE_PREFIX: &str = "0130000";
/// Place part (zila, RMO, upazila, union) of a number first registered in Bagerhat, zila 01:
/// the few numbers whose leading zero a spreadsheet can lose.
pub const BAGERHAT_PLACE: &str = "0110811";

/// Hands out each number of the block once.
#[derive(Debug)]
pub struct IdentifierBlock {
    serials: BTreeMap<String, u32>,
    smart_cards: u32,
    mobiles: u32,
    mobile_size: u64,
}

impl Default for IdentifierBlock {
    fn default() -> Self {
        Self::with_mobiles(10_000)
    }
}

impl IdentifierBlock {
    /// The block of a nation, whose people have more mobiles than those of the sample.
    #[must_use]
    pub fn of_nation() -> Self {
        Self::with_mobiles(1_000_000)
    }

    fn with_mobiles(mobile_size: u64) -> Self {
        Self {
            serials: BTreeMap::new(),
            smart_cards: 0,
            mobiles: 0,
            mobile_size,
        }
    }

    /// The place part of a number first registered in a union: its zila, RMO 1, upazila and union. In Tala all begin
    /// with 87190.
    #[must_use]
    pub fn place(union_code: &str) -> String {
        let part = |from: usize| union_code.get(from..from + 2).unwrap_or("00");
        format!("{}1{}{}", part(2), part(4), part(6))
    }

    /// A 13-digit NID; `None` when the block of this place is used up.
    pub fn nid_13(&mut self, place: &str) -> Option<String> {
        let serial = self.serial(format!("nid {place}"))?;
        Some(format!("{place}999{serial:03}"))
    }

    /// A 10-digit smart-card NID.
    pub fn nid_10(&mut self) -> String {
        let drawn = (u64::from(self.smart_cards) * 387_137 + 104_729) % 1_000_000;
        self.smart_cards += 1;
        format!("{SMART_PREFIX}{drawn:06}")
    }

    /// A 17-digit birth-registration number; `None` when the block of this year and place is used up.
    pub fn brn_17(&mut self, birth_year: i16, place: &str) -> Option<String> {
        let serial = self.serial(format!("brn {birth_year} {place}"))?;
        Some(format!("{birth_year:04}{place}999{serial:03}"))
    }

    /// A 16-digit number of the hand-written registers.
    pub fn brn_16(&mut self, birth_year: i16, place: &str) -> Option<String> {
        let serial = self.serial(format!("old brn {birth_year} {place}"))?;
        (serial < 100).then(|| format!("{birth_year:04}{place}999{serial:02}"))
    }

    /// An 11-digit mobile number.
    pub fn mobile(&mut self) -> String {
        let drawn = (u64::from(self.mobiles) * 7_919 + 1_213) % self.mobile_size;
        self.mobiles += 1;
        format!("01300{drawn:06}")
    }

    /// Scattered, so that neighbours in a file do not have neighbouring numbers.
    fn serial(&mut self, key: String) -> Option<u32> {
        let two_digits = key.starts_with("old");
        let used = self.serials.entry(key).or_default();
        let size = if two_digits { 100 } else { 1_000 };
        if *used >= size {
            return None;
        }
        let serial = (*used * 617 + 41) % size;
        *used += 1;
        Some(serial)
    }
}

/// Whether a canonical NID or BRN lies in the documented block.
#[must_use]
pub fn is_in_block(number: &str) -> bool {
    let serial_begins_at = match number.len() {
        10 => return number.starts_with(SMART_PREFIX),
        13 => 7,
        16 | 17 => 11,
        _ => return false,
    };
    let place_is_ours = |place: &str| place.starts_with("87190") || place == BAGERHAT_PLACE;
    number
        .get(serial_begins_at..)
        .is_some_and(|serial| serial.starts_with("999"))
        && number
            .get(serial_begins_at - 7..serial_begins_at)
            .is_some_and(place_is_ours)
}
