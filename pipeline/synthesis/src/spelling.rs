//! How offices spell words of lists, and the names of repairs, findings and reasons.
//!
//! The names are those of `dorpon_domain` and of the ingest; a test of this crate compares them.

/// Bangla digits read as digits.
pub const BANGLA_DIGITS: &str = "bangla_digits";
/// Spaces, hyphens, a leading apostrophe taken out of a number.
pub const SEPARATORS_REMOVED: &str = "separators_removed";
/// A lost leading zero put back.
pub const LOST_ZERO_RESTORED: &str = "lost_zero_restored";
/// The country code 88 taken off.
pub const COUNTRY_CODE_REMOVED: &str = "country_code_removed";
/// 31/12/2021 read as a day.
pub const DAY_FIRST: &str = "day_first";
/// A day with a year of two digits.
pub const TWO_DIGIT_YEAR: &str = "two_digit_year";
/// A spreadsheet's serial number read as a day.
pub const EXCEL_SERIAL: &str = "excel_serial";
/// Text brought into the normal form.
pub const TEXT_FORM: &str = "text_form";

/// Yes or no.
#[must_use]
pub fn flag(flag: bool, is_bangla: bool) -> &'static str {
    match (flag, is_bangla) {
        (true, true) => "হ্যাঁ",
        (false, true) => "না",
        (true, false) => "Yes",
        (false, false) => "No",
    }
}

/// A word of a column's list as a Bangla office writes it.
#[must_use]
pub fn bangla_word(column: &str, word: &'static str) -> &'static str {
    match (column, word) {
        ("community", "none") => "সাধারণ",
        ("embankment_side", "none") => "বাঁধ নেই",
        ("disability_type", "other") | ("chronic_illness", "other") => "অন্যান্য",
        (_, "none") => "নেই",
        ("provider" | "wallet_provider", "tap") => "ট্যাপ",
        (_, "male") => "পুরুষ",
        (_, "female") => "মহিলা",
        (_, "hijra") => "হিজড়া",
        (_, "head") => "খানাপ্রধান",
        (_, "spouse") => "স্বামী/স্ত্রী",
        (_, "child") => "সন্তান",
        (_, "child_in_law") => "পুত্রবধূ",
        (_, "parent") => "পিতা/মাতা",
        (_, "sibling") => "ভাই/বোন",
        (_, "grandchild") => "নাতি/নাতনি",
        (_, "never_married") => "অবিবাহিত",
        (_, "married") => "বিবাহিত",
        (_, "widowed") => "বিধবা/বিপত্নীক",
        (_, "deserted") => "স্বামী পরিত্যক্তা",
        (_, "separated") => "পৃথক",
        (_, "divorced") => "তালাকপ্রাপ্ত",
        (_, "physical") => "শারীরিক",
        (_, "visual") => "দৃষ্টি",
        (_, "hearing") => "শ্রবণ",
        (_, "speech") => "বাক",
        (_, "intellectual") => "বুদ্ধি",
        (_, "psychosocial") => "মানসিক",
        (_, "cerebral_palsy") => "সেরিব্রাল পালসি",
        (_, "multiple") => "বহুমাত্রিক",
        (_, "mild") => "মৃদু",
        (_, "moderate") => "মাঝারি",
        (_, "severe") => "গুরুতর",
        (_, "very_severe") => "অতি গুরুতর",
        (_, "hypertension") => "উচ্চ রক্তচাপ",
        (_, "diabetes") => "ডায়াবেটিস",
        (_, "asthma") => "হাঁপানি",
        (_, "heart") => "হৃদরোগ",
        (_, "kidney") => "কিডনি রোগ",
        (_, "stroke") => "স্ট্রোক",
        (_, "indigenous") => "ক্ষুদ্র নৃগোষ্ঠী",
        (_, "mainland") => "মূল ভূখণ্ড",
        (_, "char") => "চর",
        (_, "slum") => "বস্তি",
        (_, "pucca") => "পাকা",
        (_, "semi_pucca") => "আধাপাকা",
        (_, "kutcha") => "কাঁচা",
        (_, "jhupri") => "ঝুপড়ি",
        (_, "homeless") => "গৃহহীন",
        (_, "tubewell") => "নলকূপ",
        (_, "pond_sand_filter") => "পিএসএফ",
        (_, "rainwater") => "বৃষ্টির পানি",
        (_, "pond") => "পুকুর",
        (_, "sanitary") => "স্বাস্থ্যসম্মত",
        (_, "non_sanitary") => "অস্বাস্থ্যকর",
        (_, "shared") => "যৌথ",
        (_, "inside") => "ভেতরে",
        (_, "on") => "ওপরে",
        (_, "outside") => "বাইরে",
        (_, "nid") => "এনআইডি",
        (_, "brn") => "জন্ম নিবন্ধন",
        (_, "verified") => "যাচাইকৃত",
        (_, "mismatch") => "অমিল",
        (_, "not_tried") => "যাচাই হয়নি",
        (_, "bkash") => "বিকাশ",
        (_, "nagad") => "নগদ",
        (_, "rocket") => "রকেট",
        (_, "bank_asia") => "ব্যাংক এশিয়া",
        (_, "self") => "নিজ",
        (_, "guardian") => "অভিভাবক",
        (_, "nominee") => "নমিনি",
        (_, "applied") => "আবেদিত",
        (_, "waiting") => "অপেক্ষমাণ",
        (_, "active") => "সক্রিয়",
        (_, "suspended") => "স্থগিত",
        (_, "deceased") => "মৃত",
        (_, "exited") => "বাতিল",
        (_, "mfs") => "মোবাইল ব্যাংকিং",
        (_, "agent_bank") => "এজেন্ট ব্যাংকিং",
        (_, "settled") => "পরিশোধিত",
        (_, "returned") => "ফেরত",
        (_, "pending") => "প্রক্রিয়াধীন",
        (_, "OAA") => "বয়স্ক ভাতা",
        (_, "WAA") => "বিধবা ভাতা",
        (_, "DAA") => "প্রতিবন্ধী ভাতা",
        (_, "Q1") => "১ম কিস্তি",
        (_, "Q2") => "২য় কিস্তি",
        (_, "Q3") => "৩য় কিস্তি",
        (_, "Q4") => "৪র্থ কিস্তি",
        (_, other) => other,
    }
}

/// A blank cell of a required column.
pub const MISSING: &str = "missing";
/// A word that the column's list does not know.
pub const UNKNOWN_VALUE: &str = "unknown_value";
/// A cell that is no number.
pub const UNREADABLE_NUMBER: &str = "unreadable_number";
/// A cell that is no day.
pub const UNREADABLE_DATE: &str = "unreadable_date";
/// A number outside the column's range.
pub const OUT_OF_RANGE: &str = "out_of_range";
/// A day outside the column's range.
pub const DATE_OUT_OF_RANGE: &str = "date_out_of_range";
/// An area code that the reference lacks.
pub const UNKNOWN_AREA: &str = "unknown_area";
/// A number whose kind no column says.
pub const KIND_UNKNOWN: &str = "kind_unknown";
/// Digits that a spreadsheet has dropped.
pub const PRECISION_LOST: &str = "precision_lost";
/// A row without its key.
pub const MISSING_KEY: &str = "missing_key";
/// One key with two contents.
pub const KEY_CONFLICT: &str = "key_conflict";
/// A programme that no alias names.
pub const UNKNOWN_PROGRAMME: &str = "unknown_programme";
/// An amount that is no number.
pub const UNREADABLE_AMOUNT: &str = "unreadable_amount";
/// An amount below 0.
pub const NEGATIVE_AMOUNT: &str = "negative_amount";
/// A row with neither name nor identifier.
pub const NOBODY: &str = "no_name_no_identifier";
