--! summary.en = "One row per payment order: its list entry, when it was due, how late it was, whether it was paid again, and whether the amount is rate times months."
--! summary.bn = "প্রতি পরিশোধাদেশের একটি সারি: তালিকার কোন ভুক্তির, কবে প্রদেয় ছিল, কত দিন বিলম্ব, পুনরায় পরিশোধিত কি না, এবং টাকা হার × মাসের সমান কি না।"
--! grain = ["sending_office", "payment_id"]
--! owner = "payment"
--! person_level = true
--! column.place_code = { bn = "তালিকায় লেখা ইউনিয়ন ও ওয়ার্ড", en = "Union and ward of the list entry; unknown where the beneficiary is on no list" }
--! column.is_on_list = { bn = "ভাতাভোগী কোনো তালিকায় আছেন কি না", en = "Whether the beneficiary is on a list of the programme" }
--! column.payment_due_on = { bn = "প্রদেয় তারিখ; লেখা না থাকলে কিস্তির শেষ দিন ও কর্মসূচির নির্ধারিত দিন", en = "Due day; where the file does not say the last day of the cycle and the programme's due days" }
--! column.late_days = { unit = "days", bn = "বিলম্বের দিন", en = "Days from the due day to settlement; below zero where it was early" }
--! column.is_paid_again = { bn = "ফেরতের পর পুনরায় পরিশোধিত কি না", en = "Of a returned payment whether another order that pays it again was settled" }
--! column.expected_taka = { class = "sensitive", unit = "taka", bn = "হার অনুযায়ী টাকা", en = "Rate of the fiscal year and tier times the months" }
--! column.rate_result = { bn = "হারের সঙ্গে মেলে কি না: as_rated মেলে, differs মেলে না, cannot_tell নির্ণয় করা যায়নি", en = "as_rated, differs or cannot_tell (months, tier or rate not known, or the rate announced only)" }
--! column.return_reason = { bn = "ফেরতের কারণের কোড (reference.return_reason); তালিকায় না থাকলে other, লেখা না থাকলে unknown, ফেরত না হলে খালি", en = "Code of the reason for return (reference.return_reason): other where no spelling fits, unknown where none is written, null unless returned" }
--! column.return_reason_written = { class = "direct", bn = "ফেরতের কারণ, কার্যালয় যেভাবে লিখেছে; নাম বা নম্বর থাকতে পারে", en = "Reason for return in the words of the office, which may hold names or numbers" }
--! column.provider = { bn = "সেবাদাতার কোড; চুক্তির তালিকায় না থাকলে other, লেখা না থাকলে unknown", en = "Code of the provider: other where the contract does not know it, unknown where none is written" }
--! column.provider_written = { class = "direct", bn = "সেবাদাতা, কার্যালয় যেভাবে লিখেছে", en = "Provider in the words of the office, which may hold anything" }
--! column.amount_taka = { class = "sensitive", unit = "taka", bn = "টাকার পরিমাণ", en = "Amount" }
--! check = ["rate_result in ('as_rated', 'differs', 'cannot_tell')", "late_days is null or status = 'settled'", "(return_reason is not null) = (status = 'returned')", "return_reason is null or regexp_like(return_reason, '^[a-z_]+$')"]
with
payment as (select * from stage.payment),
programme as (select programme_code, due_days from reference.programme),
rate as (select * from reference.programme_rate where status = 'paid'),
-- Letters and digits alone are compared. A spelling under two codes would double a payment, which the grain forbids.
reason as (
  select distinct regexp_replace(lower(spelling), '[^\p{L}\p{M}\p{N}]', '', 'g') as spelling_key, return_reason
  from reference.return_reason
),
entry as (
  select
    beneficiary_id,
    programme_code,
    coalesce(
      min(case when union_code is not null then concat(union_code, '-', coalesce(ward_no, 'unknown')) end), 'unknown'
    ) as place_code,
    min(tier) as tier,
    min(case when status = 'exited' then exited_on end) as exited_on,
    min(died_on) as died_on
  from stage.beneficiary
  group by beneficiary_id, programme_code
),
registered_death as (
  select listed.record_id as beneficiary_id, listed.programme_code, min(register.died_on) as died_on
  from entity.entity_person as listed
  inner join entity.entity_person as known on listed.person_id = known.person_id and known.source = 'census_person'
  inner join stage.person as register
    on known.sending_office = register.sending_office and known.record_id = register.person_record_id
  where listed.source = 'beneficiary' and register.died_on is not null
  group by listed.record_id, listed.programme_code
),
-- A reissue that bounced may have been paid again itself.
again as (
  select second.reissue_of as payment_id
  from payment as second
  where second.reissue_of is not null and second.status = 'settled'
  union
  select second.reissue_of as payment_id
  from payment as second
  inner join payment as third on second.payment_id = third.reissue_of
  where second.reissue_of is not null and third.status = 'settled'
),
single_tier as (
  select programme_code, fiscal_year, min(tier) as tier
  from rate
  group by programme_code, fiscal_year
  having count(*) = 1
),
-- An open category holds what an office wrote where the contract knows no such value.
known_provider as (
  select replace(code, 'provider: ', '') as provider
  from reference.word
  where word_kind = 'value' and extract = 'payment' and starts_with(code, 'provider: ')
),
-- Months of the fiscal year, July the first: how many have passed when the cycle begins and when it ends.
timed as (
  select
    payment.*,
    nullif(regexp_replace(lower(payment.return_reason_written), '[^\p{L}\p{M}\p{N}]', '', 'g'), '') as spelling_key,
    cast(left(payment.fiscal_year, 4) as int) as begun_year,
    case
      when left(payment.cycle, 1) = 'Q' then (cast(right(payment.cycle, 1) as int) - 1) * 3
      when left(payment.cycle, 1) = 'M' then cast(right(payment.cycle, 2) as int) - 1
    end as months_before,
    case
      when left(payment.cycle, 1) = 'Q' then cast(right(payment.cycle, 1) as int) * 3
      when left(payment.cycle, 1) = 'M' then cast(right(payment.cycle, 2) as int)
    end as months_after
  from payment
),
dated as (
  select
    timed.*,
    make_date(begun_year + (6 + months_before) / 12, (6 + months_before) % 12 + 1, 1) as cycle_begins_on,
    cast(
      make_date(begun_year + (6 + months_after) / 12, (6 + months_after) % 12 + 1, 1) - interval '1 day' as date
    ) as cycle_ends_on
  from timed
),
joined as (
  select
    dated.*,
    entry.beneficiary_id is not null as is_on_list,
    coalesce(entry.place_code, 'unknown') as place_code,
    entry.exited_on,
    least(entry.died_on, registered_death.died_on) as died_on,
    again.payment_id is not null as is_paid_again,
    case
      when dated.spelling_key is null then 'unknown'
      else coalesce(reason.return_reason, 'other')
    end as return_reason,
    case
      when dated.provider is null then 'unknown'
      else coalesce(known_provider.provider, 'other')
    end as provider_code,
    coalesce(
      dated.due_on, cast(cast(cast(dated.cycle_ends_on as int) + programme.due_days as int) as date)
    ) as payment_due_on,
    coalesce(dated.tier, entry.tier, single_tier.tier) as rate_tier
  from dated
  left join entry on dated.beneficiary_id = entry.beneficiary_id and dated.programme_code = entry.programme_code
  left join registered_death
    on dated.beneficiary_id = registered_death.beneficiary_id
    and dated.programme_code = registered_death.programme_code
  left join reason on dated.spelling_key = reason.spelling_key
  left join known_provider on dated.provider = known_provider.provider
  left join again on dated.payment_id = again.payment_id
  left join programme on dated.programme_code = programme.programme_code
  left join single_tier
    on dated.programme_code = single_tier.programme_code and dated.fiscal_year = single_tier.fiscal_year
),
rated as (
  select
    joined.*,
    case
      when rate.basis = 'payment' then rate.payment_taka
      when rate.basis = 'month' then rate.monthly_taka * joined.months_covered
    end as expected_taka
  from joined
  left join rate
    on joined.programme_code = rate.programme_code and joined.fiscal_year = rate.fiscal_year
    and joined.rate_tier = rate.tier
)
select
  rated.sending_office,
  rated.payment_id,
  rated.beneficiary_id,
  rated.programme_code,
  rated.place_code,
  rated.is_on_list,
  rated.fiscal_year,
  rated.cycle,
  rated.cycle_begins_on,
  rated.cycle_ends_on,
  coalesce(rated.channel, 'unknown') as channel,
  rated.provider_code as provider,
  rated.provider as provider_written,
  coalesce(rated.status, 'pending') as status,
  case when rated.status = 'returned' then rated.return_reason end as return_reason,
  rated.return_reason_written,
  rated.ordered_on,
  rated.settled_on,
  rated.payment_due_on,
  case when rated.status = 'settled' then cast(rated.settled_on - rated.payment_due_on as bigint) end as late_days,
  rated.reissue_of is not null as is_reissue,
  rated.status = 'returned' and rated.is_paid_again as is_paid_again,
  rated.amount_taka,
  rated.months_covered,
  rated.rate_tier,
  rated.expected_taka,
  case
    when rated.expected_taka is null then 'cannot_tell'
    when rated.amount_taka = rated.expected_taka then 'as_rated'
    else 'differs'
  end as rate_result,
  rated.died_on,
  rated.exited_on
from rated
order by rated.sending_office, rated.payment_id
