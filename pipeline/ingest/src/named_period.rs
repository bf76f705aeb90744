//! Periods that the name of a file mentions.

use dorpon_catalog::extract::PeriodKind;
use dorpon_domain::date_text::{DateRepair, PartOrder, read_date, read_month};
use dorpon_domain::number::ascii_digits;

use crate::period::YEARS;

/// Runs of digits and of everything else, in turn.
fn runs_of(name: &str) -> Vec<&str> {
    name.as_bytes()
        .chunk_by(|one, other| one.is_ascii_digit() == other.is_ascii_digit())
        .scan(0, |start, run| {
            let text = name.get(*start..*start + run.len());
            *start += run.len();
            Some(text.unwrap_or_default())
        })
        .collect()
}

/// Dates in figures whose year comes last, as (year, first, second): `30-06-2022`.
fn dates_in_figures<'a>(runs: &[&'a str]) -> Vec<(&'a str, &'a str, &'a str)> {
    let digits = |run: &str, length: usize| run.len() == length && run.bytes().all(|byte| byte.is_ascii_digit());
    let joint = |run: &str| matches!(run, "-" | "_" | ".");
    let dates = runs.windows(5).filter_map(|parts| match parts {
        [first, one, second, two, year]
            if joint(one) && joint(two) && digits(first, 2) && digits(second, 2) && digits(year, 4) =>
        {
            Some((*year, *first, *second))
        }
        _ => None,
    });
    dates.collect()
}

/// Dates with the month in words: `30 June 2022`, `৩০ জুন ২০২২`, `June 30, 2022`.
fn dates_in_words(runs: &[&str]) -> Vec<String> {
    let is_between = |letter: char| letter.is_whitespace() || matches!(letter, '-' | '_' | '.' | ',' | '(' | ')');
    let is_number = |run: &str| run.bytes().all(|byte| byte.is_ascii_digit());
    let last_word = |run: &str| {
        let word = run.trim_end_matches(is_between).rsplit(is_between).next();
        word.unwrap_or_default().to_owned()
    };
    let date = |day: &str, month: &str, year: &str| {
        if day.len() > 2 || year.len() != 4 || month.is_empty() || !is_number(day) || !is_number(year) {
            return None;
        }
        let reading = read_date(&format!("{day} {month} {year}"), PartOrder::DayFirst, *YEARS.end())?;
        (reading.repair == DateRepair::MonthName).then(|| reading.date.to_string())
    };
    let day_first = runs.windows(3).filter_map(|parts| match parts {
        [day, month, year] => date(day, &last_word(month), year),
        _ => None,
    });
    let month_first = runs.windows(4).filter_map(|parts| match parts {
        [month, day, between, year] if between.chars().all(is_between) => date(day, &last_word(month), year),
        _ => None,
    });
    day_first.chain(month_first).collect()
}

/// A date in a name of which neither figure before the year can be told for the month: as it stands there, with the day
/// first, and with the month first.
pub(crate) fn ambiguous_date(name: &str) -> Option<[String; 3]> {
    let name = ascii_digits(name);
    dates_in_figures(&runs_of(&name))
        .into_iter()
        .find(|(_, first, second)| *first <= "12" && *second <= "12" && first != second)
        .map(|(year, first, second)| {
            [
                format!("{first}-{second}-{year}"),
                format!("{year}-{second}-{first}"),
                format!("{year}-{first}-{second}"),
            ]
        })
}

/// Texts in a name that may be periods, in the form that `parse` reads.
pub(crate) fn mentions(kind: PeriodKind, name: &str) -> Vec<String> {
    let runs = runs_of(name);
    let digits = |run: &str, length: usize| run.len() == length && run.bytes().all(|byte| byte.is_ascii_digit());
    let joint = |run: &str| matches!(run, "-" | "_" | ".");
    match kind {
        PeriodKind::Year => runs
            .iter()
            .filter(|run| digits(run, 4))
            .map(|run| (*run).to_owned())
            .collect(),
        PeriodKind::Date => {
            let whole = runs
                .iter()
                .filter(|run| digits(run, 8))
                .filter_map(|run| Some(format!("{}-{}-{}", run.get(..4)?, run.get(4..6)?, run.get(6..)?)));
            let parted = dates_in_figures(&runs).into_iter().map(|(year, first, second)| {
                // The greater of the two is the day; of two that may both be months neither is read.
                if second > "12" && year.len() == 4 {
                    format!("{year}-{first}-{second}")
                } else {
                    format!("{year}-{second}-{first}")
                }
            });
            let year_first = runs.windows(5).filter_map(|parts| match parts {
                [year, first, month, second, day]
                    if joint(first) && joint(second) && digits(year, 4) && digits(month, 2) && digits(day, 2) =>
                {
                    Some(format!("{year}-{month}-{day}"))
                }
                _ => None,
            });
            whole
                .chain(parted)
                .chain(year_first)
                .chain(dates_in_words(&runs))
                .collect()
        }
        PeriodKind::Month => months(&runs),
        PeriodKind::FiscalYear => runs
            .windows(3)
            .enumerate()
            .filter_map(|(start, parts)| match parts {
                [year, joint_run, next]
                    if joint(joint_run) && digits(year, 4) && !is_part_of_a_date(&runs, start, joint_run) =>
                {
                    Some(format!("{year}-{next}"))
                }
                _ => None,
            })
            .collect(),
        PeriodKind::FiscalQuarter | PeriodKind::FiscalCycle => runs
            .windows(5)
            .filter_map(|parts| match parts {
                [year, first, next, letter, number] if joint(first) && digits(year, 4) => {
                    let letter = letter.trim_matches(['-', '_', '.', ' ']).to_ascii_uppercase();
                    let number = number.trim_start_matches('0');
                    match letter.as_str() {
                        "Q" => Some(format!("{year}-{next}-Q{number}")),
                        "M" => Some(format!("{year}-{next}-M{number:0>2}")),
                        _ => None,
                    }
                }
                _ => None,
            })
            .collect(),
    }
}

/// Months among the runs of a name: `2022-06`, `06_2022`, `202206`, `June 2022`, `জুন-২০২২`.
fn months(runs: &[&str]) -> Vec<String> {
    let is_year = |run: &str| run.len() == 4 && run.bytes().all(|byte| byte.is_ascii_digit());
    let is_month = |run: &str| run.len() == 2 && run.bytes().all(|byte| byte.is_ascii_digit());
    let joint = |run: &str| matches!(run, "-" | "_" | ".");
    let compact = runs.iter().filter(|run| run.len() == 6).copied().map(str::to_owned);
    let parted = runs.windows(3).enumerate().filter_map(|(start, parts)| match parts {
        [one, between, two] if joint(between) && !is_part_of_a_date(runs, start, between) => {
            if is_year(one) && is_month(two) {
                Some(format!("{one}-{two}"))
            } else if is_month(one) && is_year(two) {
                Some(format!("{two}-{one}"))
            } else {
                None
            }
        }
        _ => None,
    });
    let is_between_words = |letter: char| letter.is_whitespace() || matches!(letter, '-' | '_' | '.' | ',' | '(' | ')');
    let named = runs.windows(2).filter_map(|pair| match pair {
        [before, year] if is_year(year) => {
            let word = before
                .trim_end_matches(is_between_words)
                .rsplit(is_between_words)
                .next()?;
            Some(format!("{word} {year}"))
        }
        [year, behind] if is_year(year) => {
            let word = behind
                .trim_start_matches(is_between_words)
                .split(is_between_words)
                .next()?;
            Some(format!("{word} {year}"))
        }
        _ => None,
    });
    compact
        .chain(parted)
        .chain(named)
        .filter_map(|text| read_month(&text))
        .map(|month| month.to_string())
        .collect()
}

/// Whether the three runs from a place on are joined to two further digits in the same way: the
/// day on which a file was made says nothing of its month.
fn is_part_of_a_date(runs: &[&str], start: usize, joint: &str) -> bool {
    let is_pair =
        |run: Option<&&str>| run.is_some_and(|run| run.len() == 2 && run.bytes().all(|byte| byte.is_ascii_digit()));
    let is_joint = |run: Option<&&str>| run.is_some_and(|run| *run == joint);
    let behind = is_joint(runs.get(start + 3)) && is_pair(runs.get(start + 4));
    let before = start >= 2 && is_joint(runs.get(start - 1)) && is_pair(runs.get(start - 2));
    behind || before
}
