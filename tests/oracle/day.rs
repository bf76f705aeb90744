//! Days of the calendar, by hand.

/// Year, month, day.
pub(super) type Day = (i32, i32, i32);

pub(super) fn month_length(year: i32, month: i32) -> i32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

pub(super) fn valid(day: Day) -> Option<Day> {
    ((1..=12).contains(&day.1) && day.2 >= 1 && day.2 <= month_length(day.0, day.1)).then_some(day)
}

pub(super) fn years_earlier(day: Day, years: i32) -> Day {
    let year = day.0 - years;
    (year, day.1, day.2.min(month_length(year, day.1)))
}

pub(super) fn next(day: Day) -> Day {
    if day.2 < month_length(day.0, day.1) {
        (day.0, day.1, day.2 + 1)
    } else if day.1 < 12 {
        (day.0, day.1 + 1, 1)
    } else {
        (day.0 + 1, 1, 1)
    }
}

/// Days since a fixed day.
pub(super) fn number_of(day: Day) -> i64 {
    let (mut count, year) = (0, i64::from(day.0) - 1);
    for month in 1..day.1 {
        count += i64::from(month_length(day.0, month));
    }
    year * 365 + year / 4 - year / 100 + year / 400 + count + i64::from(day.2)
}

pub(super) fn months_old(born: Day, on: Day) -> i32 {
    12 * (on.0 - born.0) + on.1 - born.1 - i32::from(on.2 < born.2)
}

pub(super) fn years_old(born: Day, on: Day) -> i32 {
    months_old(born, on).div_euclid(12)
}
