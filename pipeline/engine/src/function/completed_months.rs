//! `completed_months(born, day)`: completed months of age on a day.

use datafusion::logical_expr::ScalarUDF;
use jiff::civil::Date;

/// The function.
#[must_use]
pub fn function() -> ScalarUDF {
    super::between_days("completed_months", completed_months)
}

fn completed_months(born: Date, day: Date) -> i64 {
    let months =
        (i64::from(day.year()) - i64::from(born.year())) * 12 + i64::from(day.month()) - i64::from(born.month());
    if born.day() > day.day() { months - 1 } else { months }
}

#[cfg(test)]
mod tests {
    use super::completed_months;
    use jiff::civil::date;

    #[test]
    fn half_a_year_is_six_months() {
        assert_eq!(completed_months(date(2021, 12, 30), date(2022, 6, 30)), 6);
        assert_eq!(completed_months(date(2021, 12, 31), date(2022, 6, 30)), 5);
    }
}
