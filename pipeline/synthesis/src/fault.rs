//! Faults of typing and export, planted cell by cell.
//!
//! A fault that ingest repairs leaves the record as it is. A fault that costs the value sets
//! the record's field to `None`: the truth is told of what can be known from the files.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::allowance::{Entry, Office};
use crate::office_file::{Cell, Row, Written, bangla_digits, slashes};
use crate::payment::Payment;
use crate::randomness::Dice;
use crate::register::{Household, Person, WrittenCells};
use crate::spelling;

/// A row whose cells can be written otherwise.
pub trait Spoilable: Row {
    /// The cells that are written otherwise.
    fn written_mut(&mut self) -> &mut WrittenCells;
}

impl Spoilable for Household {
    fn written_mut(&mut self) -> &mut WrittenCells {
        &mut self.written
    }
}

impl Spoilable for Person {
    fn written_mut(&mut self) -> &mut WrittenCells {
        &mut self.written
    }
}

impl Spoilable for Entry {
    fn written_mut(&mut self) -> &mut WrittenCells {
        &mut self.written
    }
}

impl Spoilable for Payment {
    fn written_mut(&mut self) -> &mut WrittenCells {
        &mut self.written
    }
}

/// Spoils `count` cells of a column, in rows for which `spoil` has an answer and whose cell is whole.
fn plant<R: Spoilable>(
    dice: &mut Dice,
    rows: &mut [R],
    column: &'static str,
    count: usize,
    mut spoil: impl FnMut(&mut R) -> Option<Written>,
) {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    dice.shuffle(&mut order);
    let mut planted = 0;
    for position in order {
        if planted == count {
            return;
        }
        let Some(row) = rows.get_mut(position) else { continue };
        if row.written().contains_key(column) {
            continue;
        }
        if let Some(written) = spoil(row) {
            row.written_mut().insert(column, written);
            planted += 1;
        }
    }
}

/// An empty cell where the contract wants a value.
fn blank(finding: &'static str) -> Written {
    Written {
        cell: Cell::Blank,
        repairs: Vec::new(),
        finding: Some(finding),
    }
}

/// 8719071 999041.
fn spaced(number: &str) -> Option<String> {
    let half = number.len() / 2;
    Some(format!("{} {}", number.get(..half)?, number.get(half..)?))
}

/// 8719071-999041.
fn hyphened(number: &str) -> Option<String> {
    let half = number.len().saturating_sub(6);
    Some(format!("{}-{}", number.get(..half)?, number.get(half..)?))
}

fn repaired(text: Option<String>, repair: &'static str) -> Option<Written> {
    text.map(|text| Written::repaired(text, &[repair]))
}

/// Days since 30 December 1899, as a spreadsheet counts them.
fn serial(day: Date) -> Option<i32> {
    let zero = Date::new(1899, 12, 30).ok()?;
    zero.until(day).ok().map(|span| span.get_days())
}

/// Faults of the person files. `protected`: records whose identity other tests rest on.
pub fn spoil_persons(dice: &mut Dice, persons: &mut [Person], protected: &BTreeSet<String>, is_workbook: bool) {
    let scale = if is_workbook { 4 } else { 1 };
    // A spreadsheet took the zero for nothing.
    plant(dice, persons, "nid", usize::MAX, |row| {
        let nid = row.nid.clone().filter(|nid| nid.len() == 13 && nid.starts_with("01"))?;
        repaired(nid.get(1..).map(str::to_owned), spelling::LOST_ZERO_RESTORED)
    });
    plant(dice, persons, "nid", 2 * scale, |row| {
        repaired(spaced(row.nid.as_deref()?), spelling::SEPARATORS_REMOVED)
    });
    plant(dice, persons, "nid", 2 * scale, |row| {
        repaired(hyphened(row.nid.as_deref()?), spelling::SEPARATORS_REMOVED)
    });
    plant(dice, persons, "nid", 2 * scale, |row| {
        repaired(
            row.nid.as_deref().map(|nid| format!("'{nid}")),
            spelling::SEPARATORS_REMOVED,
        )
    });
    if is_workbook {
        plant(dice, persons, "nid", 9, |row| {
            repaired(row.nid.as_deref().map(bangla_digits), spelling::BANGLA_DIGITS)
        });
        plant(dice, persons, "brn", 7, |row| {
            repaired(row.brn.as_deref().map(bangla_digits), spelling::BANGLA_DIGITS)
        });
    }
    lose_identifiers(dice, persons, protected, is_workbook);
    plant(dice, persons, "mobile", 2 * scale, |row| {
        repaired(
            row.mobile.as_deref().map(|mobile| format!("88{mobile}")),
            spelling::COUNTRY_CODE_REMOVED,
        )
    });
    plant(dice, persons, "mobile", 3 * scale, |row| {
        repaired(
            row.mobile.as_deref()?.get(1..).map(str::to_owned),
            spelling::LOST_ZERO_RESTORED,
        )
    });
    plant(dice, persons, "mobile", scale, |row| {
        row.mobile.take()?.get(..9).map(|short| Written::lost(short, "length"))
    });
    plant(dice, persons, "mobile", 1, |row| {
        let mobile = row.mobile.take()?;
        mobile
            .get(3..)
            .map(|rest| Written::lost(format!("011{rest}"), "prefix"))
    });
    spoil_births(dice, persons, protected, is_workbook);
    spoil_texts(dice, persons, protected, scale);
    if is_workbook {
        plant(dice, persons, "sex", 1, |row| {
            if protected.contains(&row.person_id) {
                return None;
            }
            row.sex.take().map(|_| blank(spelling::MISSING))
        });
    }
    plant(dice, persons, "marital_status", scale.min(2), |row| {
        row.marital_status
            .take()
            .map(|_| Written::lost("জানা নাই", spelling::UNKNOWN_VALUE))
    });
    plant(dice, persons, "yearly_income_taka", scale.min(2), |row| {
        row.yearly_income_taka
            .take()
            .map(|_| Written::lost("পাঁচ হাজার", spelling::UNREADABLE_NUMBER))
    });
}

fn lose_identifiers(dice: &mut Dice, persons: &mut [Person], protected: &BTreeSet<String>, is_workbook: bool) {
    let mut lose = |column: &'static str, count: usize, spoil: &dyn Fn(&Person) -> Option<Written>| {
        plant(dice, persons, column, count, |row| {
            if protected.contains(&row.person_id) {
                return None;
            }
            let written = spoil(row)?;
            if column == "nid" {
                row.nid = None;
            } else {
                row.brn = None;
            }
            Some(written)
        });
    };
    let of_length = |row: &Person, length: usize| row.nid.clone().filter(|nid| nid.len() == length);
    // One digit left out.
    lose("nid", 2, &|row| {
        let nid = of_length(row, 17)?;
        Some(Written::lost(format!("{}{}", nid.get(..9)?, nid.get(10..)?), "length"))
    });
    lose("nid", 1, &|row| {
        of_length(row, 13).map(|_| Written::lost("1111111111111", "repeated_digit"))
    });
    lose("nid", 1, &|row| {
        let nid = of_length(row, 13)?;
        Some(Written::lost(format!("98{}", nid.get(2..)?), "zila"))
    });
    lose("nid", 1, &|row| {
        let nid = of_length(row, 13)?;
        Some(Written::lost(format!("877{}", nid.get(3..)?), "rmo"))
    });
    lose("nid", 1, &|row| {
        let nid = of_length(row, 13)?;
        Some(Written::lost(format!("{}000000", nid.get(..7)?), "serial"))
    });
    // The birth year of somebody ten years older.
    lose("nid", if is_workbook { 3 } else { 1 }, &|row| {
        let nid = of_length(row, 17)?;
        let year = row.birth_date?.year() - 10;
        Some(Written::lost(format!("{year:04}{}", nid.get(4..)?), "year_mismatch"))
    });
    lose("brn", 1, &|row| {
        row.brn.as_ref()?.get(..15).map(|short| Written::lost(short, "length"))
    });
    if is_workbook {
        lose("nid", 3, &|row| {
            let number: f64 = of_length(row, 17)?.parse().ok()?;
            Some(Written {
                cell: Cell::Number(number),
                repairs: Vec::new(),
                finding: Some(spelling::PRECISION_LOST),
            })
        });
        lose("brn", 2, &|row| {
            let number: f64 = row.brn.clone().filter(|brn| brn.len() == 17)?.parse().ok()?;
            Some(Written {
                cell: Cell::Number(number),
                repairs: Vec::new(),
                finding: Some(spelling::PRECISION_LOST),
            })
        });
        lose("nid", 2, &|row| {
            row.nid.as_ref().map(|_| Written::lost("আবেদন করা হয়েছে", "characters"))
        });
    }
}

fn spoil_births(dice: &mut Dice, persons: &mut [Person], protected: &BTreeSet<String>, is_workbook: bool) {
    if is_workbook {
        plant(dice, persons, "birth_date", 14, |row| {
            let day = row.birth_date.filter(|day| day.day() > 12)?;
            Some(Written::repaired(slashes(day), &[spelling::DAY_FIRST]))
        });
        plant(dice, persons, "birth_date", 8, |row| {
            let day = row.birth_date?;
            Some(Written::repaired(bangla_digits(&slashes(day)), &[spelling::DAY_FIRST]))
        });
        plant(dice, persons, "birth_date", 6, |row| {
            let number = serial(row.birth_date.filter(|day| day.year() > 1930)?)?;
            let cell = Cell::Number(f64::from(number));
            Some(Written {
                cell,
                repairs: vec![spelling::EXCEL_SERIAL],
                finding: None,
            })
        });
    }
    let mut lose = |count: usize, spoil: &dyn Fn(Date) -> Written| {
        plant(dice, persons, "birth_date", count, |row| {
            // A NID that contradicts the birth date would be sound without it.
            let has_contradiction = row.written.get("nid").is_some_and(|written| written.finding.is_some());
            if has_contradiction || protected.contains(&row.person_id) {
                return None;
            }
            row.birth_date.take().map(spoil)
        });
    };
    // A day that can be read, but on which nobody can have been born.
    let beyond = |text: String| Written {
        cell: Cell::Text(text),
        repairs: vec![spelling::DAY_FIRST],
        finding: Some(spelling::DATE_OUT_OF_RANGE),
    };
    lose(2, &|day| {
        beyond(format!(
            "{:02}/{:02}/{}",
            day.day().clamp(13, 28),
            day.month(),
            2_030 + day.year() % 60
        ))
    });
    lose(1, &|day| {
        beyond(format!(
            "{:02}/{:02}/{}",
            day.day().clamp(13, 28),
            day.month(),
            1_800 + day.year() % 80
        ))
    });
    if is_workbook {
        lose(2, &|_| Written::lost("অজানা", spelling::UNREADABLE_DATE));
    }
}

fn spoil_texts(dice: &mut Dice, persons: &mut [Person], protected: &BTreeSet<String>, scale: usize) {
    let mut respell = |column: &'static str, count: usize, spoil: &dyn Fn(&str) -> Option<String>| {
        plant(dice, persons, column, count, |row| {
            if protected.contains(&row.person_id) {
                return None;
            }
            let name = match column {
                "name_bn" => row.name_bn.as_deref(),
                _ => row.father_name.as_deref(),
            }?;
            Some(Written::repaired(spoil(name)?, &[spelling::TEXT_FORM]))
        });
    };
    // A space that does not break, two spaces, a letter in its composed form, a dot after the vowel, a stray joiner.
    respell("name_bn", 2 * scale, &|name| {
        name.contains(' ').then(|| name.replacen(' ', "\u{A0}", 1))
    });
    respell("name_bn", scale, &|name| {
        name.contains(' ').then(|| name.replacen(' ', "  ", 1))
    });
    respell("name_bn", scale, &|name| {
        name.contains("\u{9AF}\u{9BC}")
            .then(|| name.replace("\u{9AF}\u{9BC}", "\u{9DF}"))
    });
    respell("name_bn", scale, &|name| {
        name.contains("\u{9BC}\u{9BE}")
            .then(|| name.replacen("\u{9BC}\u{9BE}", "\u{9BE}\u{9BC}", 1))
    });
    respell("father_name", scale, &|name| {
        name.contains('আ').then(|| name.replacen('আ', "\u{985}\u{9BE}", 1))
    });
    respell("father_name", scale, &|name| {
        name.contains(' ').then(|| name.replacen(' ', "\u{A0}", 1))
    });
}

/// Faults of a household file.
pub fn spoil_households(dice: &mut Dice, households: &mut [Household], is_large: bool) {
    let scale = if is_large { 3 } else { 1 };
    plant(dice, households, "mobile", 2 * scale, |row| {
        let mobile = row.mobile.as_deref()?;
        Some(Written::repaired(
            format!("+880 {}-{}", mobile.get(1..5)?, mobile.get(5..)?),
            &[spelling::SEPARATORS_REMOVED, spelling::COUNTRY_CODE_REMOVED],
        ))
    });
    plant(dice, households, "mobile", 2 * scale, |row| {
        repaired(
            row.mobile.as_deref()?.get(1..).map(str::to_owned),
            spelling::LOST_ZERO_RESTORED,
        )
    });
    plant(dice, households, "mobile", scale, |row| {
        row.mobile.take()?.get(..10).map(|short| Written::lost(short, "length"))
    });
    plant(dice, households, "village_name", 2 * scale, |row| {
        let village = row.village_name.as_deref()?;
        Some(if village.contains(' ') {
            Written::repaired(village.replacen(' ', "\u{A0}", 1), &[spelling::TEXT_FORM])
        } else {
            // Spaces around a cell are no part of it: nothing to repair.
            Written::repaired(format!("{village}\u{A0}"), &[])
        })
    });
    plant(dice, households, "house_type", 1, |row| {
        row.house_type
            .take()
            .map(|_| Written::lost("টিনের ঘর", spelling::UNKNOWN_VALUE))
    });
    plant(dice, households, "monthly_income_taka", 1, |row| {
        row.monthly_income_taka
            .take()
            .map(|_| Written::lost("বলতে চান না", spelling::UNREADABLE_NUMBER))
    });
    plant(dice, households, "ground_above_surge_m", 1, |row| {
        row.ground_above_surge_m
            .take()
            .map(|_| Written::lost("মাপা হয়নি", spelling::UNREADABLE_NUMBER))
    });
    plant(dice, households, "tidal_river_distance_m", 1, |row| {
        row.tidal_river_distance_m
            .take()
            .map(|_| Written::lost("-150", spelling::OUT_OF_RANGE))
    });
}

/// Faults of the two lists.
pub fn spoil_entries(dice: &mut Dice, entries: &mut [Entry], lost_zero_per_mille: usize, wrong_per_mille: usize) {
    let of_office = |entries: &[Entry], office: Office| entries.iter().filter(|entry| entry.office == office).count();
    let zeros = of_office(entries, Office::SocialServices) * lost_zero_per_mille / 1_000;
    plant(dice, entries, "mobile", zeros, |row| {
        let mobile = row.mobile.as_deref().filter(|_| row.office == Office::SocialServices)?;
        let text = bangla_digits(mobile.get(1..)?);
        Some(Written::repaired(
            text,
            &[spelling::BANGLA_DIGITS, spelling::LOST_ZERO_RESTORED],
        ))
    });
    plant(dice, entries, "bank_routing_no", 3, |row| {
        let routing = row
            .bank_routing_no
            .as_deref()
            .filter(|_| row.office == Office::PaymentSystem)?;
        repaired(routing.get(1..).map(str::to_owned), spelling::LOST_ZERO_RESTORED)
    });
    plant(dice, entries, "id_number", 40, |row| {
        let number = row
            .id_number
            .as_deref()
            .filter(|_| row.office == Office::PaymentSystem)?;
        Some(Written::repaired(format!("'{number}"), &[spelling::SEPARATORS_REMOVED]))
    });
    plant(dice, entries, "id_number", 8, |row| {
        let number = row
            .id_number
            .as_deref()
            .filter(|_| row.office == Office::PaymentSystem)?;
        repaired(spaced(number), spelling::SEPARATORS_REMOVED)
    });
    let wrong = entries.len() * wrong_per_mille / 2_000;
    let mut kind = 0_usize;
    plant(dice, entries, "id_number", wrong, |row| {
        let number = row.id_number.clone().filter(|number| number.len() >= 13)?;
        let is_nid = row.id_type == Some("nid");
        let written = match kind % 4 {
            0 if number.len() == 17 && is_nid => {
                Written::lost(format!("{}E+16", scientific(&number)?), spelling::PRECISION_LOST)
            }
            1 if is_nid => Written::lost(format!("{}{}", number.get(..3)?, number.get(5..)?), "length"),
            2 if number.len() == 17 => {
                let year = row.birth_date?.year() - 7;
                Written::lost(format!("{year:04}{}", number.get(4..)?), "year_mismatch")
            }
            3 if is_nid => Written::lost("0000000000", "repeated_digit"),
            _ => return None,
        };
        kind += 1;
        row.id_number = None;
        Some(written)
    });
    plant(dice, entries, "birth_date", 1, |row| {
        let can_lose = row.office == Office::PaymentSystem && !row.written.contains_key("id_number");
        row.birth_date.take_if(|_| can_lose)?;
        Some(Written::lost("2049-12-31", spelling::DATE_OUT_OF_RANGE))
    });
    plant(dice, entries, "wallet_number", 4, |row| {
        let number = row.wallet_number.take_if(|number| number.len() == 11)?;
        number.get(..10).map(|short| Written::lost(short, "length"))
    });
    plant(dice, entries, "sex", 1, |row| {
        row.sex.take().map(|_| blank(spelling::MISSING))
    });
    plant(dice, entries, "id_number", 2, |row| {
        row.id_type.take_if(|_| row.office == Office::PaymentSystem)?;
        let number = row.id_number.take();
        number.map(|number| Written::lost(number, spelling::KIND_UNKNOWN))
    });
    plant(dice, entries, "union_code", 1, |row| {
        row.union_code
            .take()
            .map(|_| Written::lost("40879999", spelling::UNKNOWN_AREA))
    });
    plant(dice, entries, "name_bn", 12, |row| {
        let name = row.name_bn.as_deref()?;
        name.contains(' ')
            .then(|| Written::repaired(name.replacen(' ', "\u{A0}", 1), &[spelling::TEXT_FORM]))
    });
}

/// 19568719071999041 as 1.96.
fn scientific(number: &str) -> Option<String> {
    Some(format!("{}.{}", number.get(..1)?, number.get(1..3)?))
}

/// Faults of a batch of payments that do not cost a row.
pub fn spoil_payments(dice: &mut Dice, payments: &mut [Payment]) {
    plant(dice, payments, "wallet_number", 6, |row| {
        let wallet = row.wallet_number.as_deref().filter(|number| number.len() == 11)?;
        Some(Written::repaired(
            format!("88{wallet}"),
            &[spelling::COUNTRY_CODE_REMOVED],
        ))
    });
    plant(dice, payments, "wallet_number", 1, |row| {
        let wallet = row.wallet_number.take_if(|number| number.len() == 11)?;
        wallet.get(..8).map(|short| Written::lost(short, "length"))
    });
}
