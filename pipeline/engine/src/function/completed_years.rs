//! `completed_years(born, day)`: completed years of age on a day.

use datafusion::logical_expr::ScalarUDF;
use jiff::civil::Date;

/// The function.
#[must_use]
pub fn function() -> ScalarUDF {
    super::between_days("completed_years", completed_years)
}

/// The greatest n with `born <= day − n years`: whoever is born on 29 February completes a
/// year on 1 March of a common year.
pub(super) fn completed_years(born: Date, day: Date) -> i64 {
    let years = i64::from(day.year()) - i64::from(born.year());
    if (born.month(), born.day()) > (day.month(), day.day()) {
        years - 1
    } else {
        years
    }
}

#[cfg(test)]
mod tests {
    use super::completed_years;
    use jiff::civil::date;

    #[test]
    fn a_birthday_completes_the_year() {
        assert_eq!(completed_years(date(1957, 6, 30), date(2022, 6, 30)), 65);
        assert_eq!(completed_years(date(1957, 7, 1), date(2022, 6, 30)), 64);
        assert_eq!(completed_years(date(2004, 2, 29), date(2022, 2, 28)), 17);
        assert_eq!(completed_years(date(2004, 2, 29), date(2022, 3, 1)), 18);
    }
}
