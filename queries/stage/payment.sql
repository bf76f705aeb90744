--! summary.en = "One row per payment order of every batch up to the as-of date."
--! summary.bn = "তারিখের অবস্থা পর্যন্ত সব ব্যাচের প্রতি পরিশোধাদেশে একটি সারি।"
--! grain = ["sending_office", "payment_id"]
--! owner = "payment"
--! person_level = true
--! column.amount_taka = { class = "sensitive", unit = "taka", bn = "টাকার পরিমাণ", en = "Amount" }
--! column.wallet_key = { class = "direct", bn = "ওয়ালেট নম্বরের সংকেত", en = "Keyed hash of the wallet number" }
--! column.return_reason_written = { class = "direct", bn = "ফেরতের কারণ, কার্যালয় যেভাবে লিখেছে; নাম বা নম্বর থাকতে পারে", en = "Reason for return in the words of the office, which may hold names or numbers" }
with
payment as (select * from raw.payment)
select
  payment.sending_office,
  payment.payment_id,
  payment.batch_id,
  payment.beneficiary_id,
  payment.programme_code,
  payment.tier,
  payment.fiscal_year,
  payment.cycle,
  payment.months_covered,
  payment.amount_taka,
  payment.channel,
  payment.provider,
  identifier_key('wallet', payment.wallet_number) as wallet_key,
  payment.due_on,
  payment.ordered_on,
  payment.settled_on,
  payment.returned_on,
  payment.status,
  payment.return_reason as return_reason_written,
  payment.reissue_of
from payment
order by payment.sending_office, payment.payment_id
