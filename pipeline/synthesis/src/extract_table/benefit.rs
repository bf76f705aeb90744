//! Lists of beneficiaries, and payments.

use super::{Heading, heading};
use crate::allowance::Entry;
use crate::family::Sex;
use crate::office_file::Value;
use crate::payment::Payment;
use crate::spelling;

/// Columns of `beneficiary`.
#[must_use]
pub fn beneficiary() -> Vec<Heading<Entry>> {
    type E = Entry;
    vec![
        heading(
            "beneficiary_id",
            "ভাতাভোগীর আইডি",
            "mis id",
            |row: &E| Value::Code(row.beneficiary_id.clone()),
        ),
        heading("programme_code", "ভাতার নাম", "scheme", |row: &E| {
            programme(row.programme)
        }),
        heading(
            "name_bn",
            "ভাতাভোগীর নাম",
            "name (bangla)",
            |row: &E| Value::text(row.name_bn.as_deref()),
        ),
        heading(
            "name_en",
            "নাম (ইংরেজি)",
            "name (english)",
            |row: &E| Value::text(row.name_en.as_deref()),
        ),
        heading(
            "father_name",
            "পিতার নাম",
            "father's name",
            |row: &E| Value::text(row.father_name.as_deref()),
        ),
        heading(
            "mother_name",
            "মাতার নাম",
            "mother's name",
            |row: &E| Value::text(row.mother_name.as_deref()),
        ),
        heading(
            "spouse_name",
            "স্বামী/স্ত্রীর নাম",
            "spouse's name",
            |row: &E| Value::text(row.spouse_name.as_deref()),
        ),
        heading("sex", "লিঙ্গ", "gender", |row: &E| {
            Value::word("sex", row.sex.map(Sex::name))
        }),
        heading(
            "birth_date",
            "জন্ম তারিখ",
            "date of birth",
            |row: &E| Value::day(row.birth_date),
        ),
        heading(
            "id_type",
            "পরিচয়পত্রের ধরন",
            "type of id",
            |row: &E| Value::word("id_type", row.id_type),
        ),
        heading(
            "id_number",
            "পরিচয়পত্র নম্বর",
            "id no",
            |row: &E| Value::number(row.id_number.as_deref()),
        ),
        heading(
            "nid_status",
            "এনআইডি যাচাই",
            "nid verification",
            |row: &E| Value::word("nid_status", row.nid_status),
        ),
        heading("mobile", "মোবাইল নং", "mobile no", |row: &E| {
            Value::number(row.mobile.as_deref())
        }),
        heading(
            "wallet_provider",
            "ওয়ালেট সেবাদাতা",
            "mfs provider",
            |row: &E| Value::word("wallet_provider", row.wallet_provider),
        ),
        heading(
            "wallet_number",
            "ওয়ালেট নম্বর",
            "wallet no",
            |row: &E| Value::number(row.wallet_number.as_deref()),
        ),
        heading(
            "account_holder",
            "হিসাবধারী",
            "account owner",
            |row: &E| Value::word("account_holder", row.account_holder),
        ),
        heading(
            "bank_routing_no",
            "রাউটিং নম্বর",
            "routing number",
            |row: &E| Value::number(row.bank_routing_no.as_deref()),
        ),
        heading(
            "union_code",
            "ইউনিয়ন কোড",
            "union geocode",
            |row: &E| Value::digits(row.union_code.as_deref()),
        ),
        heading("ward_no", "ওয়ার্ড নং", "ward", |row: &E| {
            Value::digits(row.ward_no.as_deref())
        }),
        heading(
            "enrolled_on",
            "তালিকাভুক্তির তারিখ",
            "enrolment date",
            |row: &E| Value::day(row.enrolled_on),
        ),
        heading("status", "অবস্থা", "current status", |row: &E| {
            Value::word("status", row.status)
        }),
        heading(
            "exited_on",
            "বাতিলের তারিখ",
            "exit date",
            |row: &E| Value::day(row.exited_on),
        ),
        heading(
            "exit_reason",
            "বাতিলের কারণ",
            "reason for exit",
            |row: &E| Value::text(row.exit_reason),
        ),
        heading(
            "died_on",
            "মৃত্যুর তারিখ",
            "date of death",
            |row: &E| Value::day(row.died_on),
        ),
    ]
}

fn programme(code: &'static str) -> Value {
    Value::Word(code, spelling::bangla_word("programme_code", code))
}

/// Columns of `payment`.
#[must_use]
pub fn payment() -> Vec<Heading<Payment>> {
    type P = Payment;
    vec![
        heading(
            "payment_id",
            "পরিশোধ নম্বর",
            "payment no",
            |row: &P| Value::Code(row.payment_id.clone()),
        ),
        heading("batch_id", "ব্যাচ নম্বর", "batch no", |row: &P| {
            Value::Code(row.batch_id.to_owned())
        }),
        heading(
            "beneficiary_id",
            "ভাতাভোগীর আইডি",
            "mis id",
            |row: &P| Value::Code(row.beneficiary_id.clone()),
        ),
        heading(
            "programme_code",
            "ভাতার ধরন",
            "allowance type",
            |row: &P| programme(row.programme),
        ),
        heading("fiscal_year", "অর্থবছর", "financial year", |row: &P| {
            Value::Digits(row.fiscal_year.clone())
        }),
        heading("cycle", "কিস্তি", "cycle", |row: &P| {
            Value::word("cycle", Some(row.cycle))
        }),
        heading("months_covered", "কত মাসের", "no of months", |row: &P| {
            Value::Integer(row.months_covered)
        }),
        heading(
            "amount_taka",
            "টাকার পরিমাণ",
            "amount (taka)",
            |row: &P| Value::Integer(row.amount_taka),
        ),
        heading(
            "channel",
            "পরিশোধের মাধ্যম",
            "payment channel",
            |row: &P| Value::word("channel", Some(row.channel)),
        ),
        heading("provider", "সেবাদাতা", "mfs provider", |row: &P| {
            Value::word("provider", Some(row.provider))
        }),
        heading(
            "wallet_number",
            "ওয়ালেট নম্বর",
            "wallet no",
            |row: &P| Value::number(row.wallet_number.as_deref()),
        ),
        heading("due_on", "প্রদেয় তারিখ", "due date", |row: &P| Value::day(row.due_on)),
        heading(
            "ordered_on",
            "আদেশের তারিখ",
            "payment order date",
            |row: &P| Value::Day(row.ordered_on),
        ),
        heading(
            "settled_on",
            "পরিশোধের তারিখ",
            "settlement date",
            |row: &P| Value::day(row.settled_on),
        ),
        heading(
            "credited_on",
            "জমার তারিখ",
            "credit date",
            |row: &P| Value::day(row.credited_on),
        ),
        heading(
            "returned_on",
            "ফেরতের তারিখ",
            "return date",
            |row: &P| Value::day(row.returned_on),
        ),
        heading(
            "status",
            "পরিশোধের অবস্থা",
            "payment status",
            |row: &P| Value::word("status", Some(row.status)),
        ),
        heading(
            "return_reason",
            "ফেরতের কারণ",
            "reason for return",
            |row: &P| Value::text(row.return_reason),
        ),
        heading(
            "reissue_of",
            "যে পরিশোধের পুনঃপ্রদান",
            "reissue of payment",
            |row: &P| Value::code(row.reissue_of.as_deref()),
        ),
    ]
}
