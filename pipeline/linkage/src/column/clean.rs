//! How a cell becomes a value, by the kind of its column.

use dorpon_domain::number::ascii_digits;
use dorpon_domain::text::{fold_header, fold_name, normalise};
use hashbrown::{HashMap, HashSet};

use super::{ColumnKind, DateValue};
use crate::model::ColumnModel;
use crate::personal_name::PersonalName;

/// Cleans the cells of one column.
#[derive(Debug)]
pub struct Cleaner {
    kind: ColumnKind,
    /// Folded word to the value that it means.
    words: HashMap<String, String>,
    ignored: HashSet<String>,
}

impl Cleaner {
    /// The cleaner of a column of a model.
    #[must_use]
    pub fn new(kind: ColumnKind, model: &ColumnModel) -> Self {
        let mut words = HashMap::new();
        for (value, spellings) in &model.values {
            for spelling in spellings.iter().chain([value]) {
                words.insert(fold_header(spelling), value.clone());
            }
        }
        let mut cleaner = Self {
            kind,
            words,
            ignored: HashSet::new(),
        };
        cleaner.ignored = model.ignore.iter().filter_map(|text| cleaner.clean(text)).collect();
        cleaner
    }

    /// The value of a cell, `None` for one that says nothing. Cleaning a value again changes nothing.
    #[must_use]
    pub fn clean(&self, cell: &str) -> Option<String> {
        let cleaned = match self.kind {
            ColumnKind::Text => settled(cell, fold_name),
            ColumnKind::Name => settled(cell, |text| PersonalName::read(text).spelling()),
            ColumnKind::Date => DateValue::read(cell)?.clean(),
            ColumnKind::Identifier => identifier(cell)?,
            ColumnKind::Nid => {
                let digits = identifier(cell)?;
                let born = digits.len().checked_sub(13).filter(|_| digits.len() == 17);
                digits.get(born.unwrap_or(0)..).unwrap_or_default().to_owned()
            }
            ColumnKind::Mobile => mobile(cell)?,
            ColumnKind::Code => ascii_digits(normalise(cell).trim()).to_uppercase(),
            ColumnKind::Category => {
                let folded = settled(cell, fold_header);
                self.words.get(&folded).cloned().unwrap_or(folded)
            }
            ColumnKind::Number => number(cell)?,
            ColumnKind::Email => {
                let address = normalise(cell).trim().to_lowercase();
                if address.contains('@') { address } else { return None }
            }
        };
        let says_nothing = cleaned.is_empty()
            || matches!(cleaned.as_str(), "null" | "n a" | "none")
            || self.ignored.contains(&cleaned);
        (!says_nothing).then_some(cleaned)
    }
}

/// Folds until nothing changes: a sign that goes can bring two others together.
fn settled(cell: &str, fold: impl Fn(&str) -> String) -> String {
    let mut current = fold(cell);
    // What is dropped between two signs can leave a text that is not in its normal form.
    if normalise(&current) == current {
        return current;
    }
    loop {
        let next = fold(&current);
        if next.len() >= current.len() && next != current {
            // Not shorter and not the same: two forms that fold into each other; the smaller one stands for both.
            return next.min(current);
        }
        if next == current {
            return current;
        }
        current = next;
    }
}

/// Letters and digits only. One digit repeated is a placeholder.
fn identifier(cell: &str) -> Option<String> {
    let mut kept: String = ascii_digits(cell)
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect();
    // A number cell of a sheet: 123.0.
    if let Some((whole, "0")) = cell.trim().split_once('.')
        && whole.bytes().all(|byte| byte.is_ascii_digit())
    {
        kept.pop();
    }
    let mut letters = kept.chars();
    let first = letters.next()?;
    let repeated = letters.all(|letter| letter == first);
    (!repeated).then_some(kept)
}

/// The ten digits behind country code and zero; of a number of another length its digits.
fn mobile(cell: &str) -> Option<String> {
    let digits = identifier(cell)?;
    let mut rest = digits.as_str();
    for (prefix, length) in [("00880", 15), ("880", 13), ("88", 13), ("0", 11)] {
        if rest.len() == length {
            rest = rest.strip_prefix(prefix).unwrap_or(rest);
        }
    }
    (rest.len() >= 7).then(|| rest.to_owned())
}

fn number(cell: &str) -> Option<String> {
    let plain: String = ascii_digits(cell)
        .chars()
        .filter(|letter| !matches!(letter, ',' | ' '))
        .collect();
    let value: f64 = plain.trim().parse().ok()?;
    value.is_finite().then(|| value.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;

    use super::*;

    fn cleaner(kind: &str) -> Cleaner {
        let text = format!("kind = \"{kind}\"\nvalues.male = [\"M\", \"পুরুষ\"]\nignore = [\"9999999\"]");
        Cleaner::new(ColumnKind::parse(kind).unwrap(), &toml::from_str(&text).unwrap())
    }

    #[test]
    fn cells_mean_what_an_officer_reads() {
        for (kind, cell, value) in [
            ("text", " O'Connor  Street ", Some("o connor street")),
            ("name", "মোছাঃ রহিমা খাতুন", Some("রহিমা খাতুন")),
            ("date", "৩১/১২/১৯৭০", Some("1970-12-31")),
            ("date", "19701231", Some("1970-12-31")),
            ("date", "1970", Some("1970")),
            ("date", "soon", None),
            ("identifier", "12-34 ৫", Some("12345")),
            ("identifier", "0000000", None),
            ("identifier", "99 99 999", None),
            ("nid", "19568719071999001", Some("8719071999001")),
            ("mobile", "+880 1712-345678", Some("1712345678")),
            ("mobile", "০১৭১২৩৪৫৬৭৮", Some("1712345678")),
            ("mobile", "1712345678", Some("1712345678")),
            ("code", " ৪০৮৭ ", Some("4087")),
            ("category", "পুরুষ", Some("male")),
            ("category", "m", Some("male")),
            ("category", "Other", Some("other")),
            ("category", "ো ো", Some("ো")),
            ("number", "১,২০০.৫০", Some("1200.5")),
            ("email", "A@B.c", Some("a@b.c")),
            ("email", "none", None),
        ] {
            assert_eq!(cleaner(kind).clean(cell).as_deref(), value, "{kind} {cell}");
        }
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once(cell in "[ a-zA-Z0-9মোঃরহিমা্য়১২.:/+@-]{0,18}") {
            for kind in ["text", "name", "date", "identifier", "nid", "mobile", "code", "category", "number", "email"] {
                let cleaner = cleaner(kind);
                if let Some(value) = cleaner.clean(&cell) {
                    let again = cleaner.clean(&value);
                    prop_assert_eq!(again.as_deref(), Some(value.as_str()), "{}", kind);
                }
            }
        }
    }
}
