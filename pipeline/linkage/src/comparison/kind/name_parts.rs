//! A given and a last name in two columns, which clerks swap, leave out and mistype.

use super::{Comparison, Kind, PairCache, Setting, Term, TermTable, at};
use crate::column::{Column, ColumnKind, Letters, Values};
use crate::dictionary::NULL;
use crate::record::Records;
use crate::similarity::{edits, jaro_winkler};

/// `name_parts`: the given and the last name, two columns of the kind `text`. The limit is the Jaro-Winkler similarity
/// of names that are alike (0.88). See [`Comparison::levels`] for the levels: which parts are equal, alike, missing.
pub static KIND: Kind = Kind {
    name: "name_parts",
    column_count: 2..=2,
    column_kinds: &[ColumnKind::Text],
    prepare,
};

const LEVELS: [&str; 13] = [
    "equal",
    "swapped",
    "equal_and_similar",
    "both_similar",
    "last_equal_given_missing",
    "given_equal_last_missing",
    "crossed_part_missing",
    "similar_part_missing",
    "last_equal",
    "given_equal",
    "one_similar",
    "different_part_missing",
    "different",
];

struct NameParts<'a> {
    places: [usize; 2],
    columns: [Option<&'a Column>; 2],
    letters: [Option<&'a Letters>; 2],
    /// The number of each given name as a last name, 0 for none; and the other way round.
    crossed: [Vec<u32>; 2],
    alike: f64,
}

fn prepare<'a>(setting: &Setting<'_>, records: &'a Records) -> Box<dyn Comparison + 'a> {
    let places = [setting.place(0), setting.place(1)];
    let columns = places.map(|place| records.columns.get(place));
    let letters = columns.map(|column| match column.map(|column| &column.values) {
        Some(Values::Letters(letters)) => Some(letters),
        _ => None,
    });
    let crossing = |from: Option<&Column>, into: Option<&Column>| {
        let into: std::collections::HashMap<&str, u32> = into
            .into_iter()
            .flat_map(|column| column.dictionary.texts().zip(1..))
            .collect();
        let numbers = from.into_iter().flat_map(|column| column.dictionary.texts());
        std::iter::once(NULL)
            .chain(numbers.map(|text| into.get(text).copied().unwrap_or(NULL)))
            .collect()
    };
    let [given, last] = columns;
    Box::new(NameParts {
        places,
        columns,
        letters,
        crossed: [crossing(given, last), crossing(last, given)],
        alike: setting.limits(&[0.88]).first().copied().unwrap_or(0.88),
    })
}

/// How alike one part of two names is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Part {
    Missing,
    Equal,
    Similar,
    Different,
}

impl Part {
    fn number(self) -> u8 {
        match self {
            Self::Missing => 0,
            Self::Equal => 1,
            Self::Similar => 2,
            Self::Different => 3,
        }
    }
}

impl NameParts<'_> {
    fn part(&self, part: usize, left: u32, right: u32, cache: Option<&mut PairCache>) -> Part {
        if left == NULL || right == NULL {
            return Part::Missing;
        }
        if left == right {
            return Part::Equal;
        }
        let compute = || {
            let letters = self.letters.get(part).copied().flatten();
            let (one, other) = match letters {
                Some(letters) => (letters.get(left), letters.get(right)),
                None => return Part::Different.number(),
            };
            let slip = one.len().min(other.len()) >= 3 && edits(one, other, 1) <= 1;
            let is_like = slip || jaro_winkler(one, other) >= self.alike || is_begun(one, other);
            if is_like {
                Part::Similar.number()
            } else {
                Part::Different.number()
            }
        };
        let found = match cache {
            Some(cache) => cache.get(left, right, compute),
            None => compute(),
        };
        if found == Part::Similar.number() {
            Part::Similar
        } else {
            Part::Different
        }
    }

    /// The given name of one as the last name of the other, by the numbers of the last names.
    fn as_last(&self, given: u32) -> u32 {
        self.crossed
            .first()
            .and_then(|crossed| crossed.get(given as usize))
            .copied()
            .unwrap_or(NULL)
    }
}

/// A short form: an initial, Rob of Robert.
fn is_begun(one: &[u32], other: &[u32]) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    !short.is_empty() && short.len() != 2 && long.starts_with(short)
}

impl Comparison for NameParts<'_> {
    fn levels(&self) -> Vec<String> {
        LEVELS.map(str::to_owned).into()
    }

    fn compare(&self, left: &[u32], right: &[u32], caches: &mut [PairCache]) -> u8 {
        let [given_place, last_place] = self.places;
        let (given, last) = (at(left, given_place), at(left, last_place));
        let (other_given, other_last) = (at(right, given_place), at(right, last_place));
        if (given == NULL && last == NULL) || (other_given == NULL && other_last == NULL) {
            return 0;
        }
        let (given_cache, last_cache) = match caches {
            [given, last] => (Some(given), Some(last)),
            _ => (None, None),
        };
        let given_part = self.part(0, given, other_given, given_cache);
        let last_part = self.part(1, last, other_last, last_cache);
        // How many of the two crossings are equal: mine as the other's last, the other's as mine.
        let crossings = usize::from(other_last != NULL && self.as_last(given) == other_last)
            + usize::from(last != NULL && self.as_last(other_given) == last);
        let any_missing = given_part == Part::Missing || last_part == Part::Missing;
        match (given_part, last_part) {
            (Part::Equal, Part::Equal) => 1,
            _ if crossings == 2 => 2,
            (Part::Equal, Part::Similar) | (Part::Similar, Part::Equal) => 3,
            (Part::Similar, Part::Similar) => 4,
            (Part::Missing, Part::Equal) => 5,
            (Part::Equal, Part::Missing) => 6,
            _ if crossings == 1 && any_missing => 7,
            (Part::Missing, Part::Similar) | (Part::Similar, Part::Missing) => 8,
            (_, Part::Equal) => 9,
            (Part::Equal, _) => 10,
            (Part::Similar, _) | (_, Part::Similar) => 11,
            _ if crossings == 1 => 11,
            // The given name of one and the last name of the other: nothing to compare.
            (Part::Missing, Part::Missing) => 0,
            _ if any_missing => 12,
            _ => 13,
        }
    }

    fn cache_count(&self) -> usize {
        2
    }

    fn term_tables(&self) -> Vec<TermTable<'_>> {
        let [given, last] = self.columns;
        let mut tables = super::value_terms(given);
        tables.extend(super::value_terms(last));
        tables
    }

    fn terms(&self, level: u8, left: &[u32], right: &[u32]) -> [Option<Term>; 2] {
        let [given_place, last_place] = self.places;
        let given = Term {
            table: 0,
            left: at(left, given_place),
            right: at(right, given_place),
        };
        let last = Term {
            table: 1,
            left: at(left, last_place),
            right: at(right, last_place),
        };
        let both = |term: Term| (term.left != NULL && term.right != NULL).then_some(term);
        match level {
            1..=4 => [both(given), both(last)],
            5 | 9 => [None, both(last)],
            6 | 10 => [both(given), None],
            _ => [None, None],
        }
    }
}
