//! SQL functions of the field, asked as an analyst asks them.

use crate::dorpon::demo;

#[test]
fn identifiers_are_read_and_classed_in_sql() {
    let sql = "select
        identifier_value('mobile', '+880 1711-234567') as mobile,
        identifier_value('mobile', '০১৭১১২৩৪৫৬৭') as bangla,
        identifier_value('brn', '1979-09-121-66-100145') as brn,
        identifier_value('wallet', '1300000001') as wallet,
        identifier_value('routing_number', '12') as routing,
        identifier_class('mobile', '01711234567') as valid,
        identifier_class('mobile', '0171123456') as short,
        identifier_class('nid', '1111111111') as repeated,
        identifier_class('brn', 'none') as letters,
        identifier_class('nid', null) as nothing,
        identifier_class('passport', '1') as other,
        identifier_value(null, '1') as of_no_kind";
    let answer = demo().work(&["sql", sql, "--format", "json"]).must(0).json();
    let expected = serde_json::json!({
        "mobile": "01711234567", "bangla": "01711234567", "brn": "19790912166100145", "wallet": "01300000001",
        "routing": null, "valid": "valid", "short": "length", "repeated": "repeated_digit", "letters": "absent",
        "nothing": "absent", "other": null, "of_no_kind": null,
    });
    assert_eq!(answer[0], expected);
}
