--! summary.en = "One row per payment or list entry and what is wrong with it: another amount than the rate, paid after death or exit, on no list, a cycle without an order, a wallet that others use."
--! summary.bn = "প্রতি পরিশোধ বা তালিকাভুক্তি ও তার অসংগতির একটি সারি: হারের সঙ্গে টাকা মেলে না, মৃত্যু বা বাতিলের পর পরিশোধ, কোনো তালিকায় নেই, আদেশহীন কিস্তি, অন্যের ব্যবহৃত ওয়ালেট।"
--! grain = ["exception", "sending_office", "record_id", "programme_code", "fiscal_year", "cycle"]
--! owner = "payment"
--! person_level = true
--! column.exception = { bn = "অসংগতির ধরন", en = "rate_differs, rate_cannot_tell, paid_after_death, cycle_after_death, paid_after_exit, cycle_after_exit, on_no_list, missed_cycle, wallet_breach, wallet_family, wallet_cannot_tell" }
--! column.record_id = { bn = "পরিশোধ নম্বর, অথবা ভাতাভোগীর নম্বর", en = "Payment number; of a missed cycle or a wallet the beneficiary's number" }
--! column.exception_taka = { class = "sensitive", unit = "taka", bn = "সংশ্লিষ্ট টাকা", en = "Amount of the payment" }
--! column.difference_taka = { class = "sensitive", unit = "taka", bn = "হারের চেয়ে বেশি বা কম", en = "Amount minus rate times months, where it differs" }
with
payment as (select * from mart.payment_profile),
entry as (select * from stage.beneficiary where is_active),
wallet as (select * from mart.shared_wallet),
flagged as (
  select
    flag.exception,
    payment.sending_office,
    payment.payment_id as record_id,
    payment.programme_code,
    payment.fiscal_year,
    payment.cycle,
    payment.place_code,
    payment.amount_taka as exception_taka,
    case when flag.exception = 'rate_differs' then payment.amount_taka - payment.expected_taka end as difference_taka
  from payment
  cross join (
    values
    ('rate_differs'), ('rate_cannot_tell'), ('paid_after_death'), ('cycle_after_death'), ('paid_after_exit'),
    ('cycle_after_exit'), ('on_no_list')
  ) as flag (exception)
  where case flag.exception
    when 'rate_differs' then payment.rate_result = 'differs'
    when 'rate_cannot_tell' then payment.rate_result = 'cannot_tell'
    when 'paid_after_death' then payment.settled_on > payment.died_on
    when 'cycle_after_death' then payment.status = 'settled' and payment.cycle_begins_on > payment.died_on
    when 'paid_after_exit' then payment.settled_on > payment.exited_on
    when 'cycle_after_exit' then payment.status = 'settled' and payment.cycle_begins_on > payment.exited_on
    else not payment.is_on_list
  end
),
cycle as (
  select distinct programme_code, fiscal_year, cycle, cycle_begins_on
  from payment
  where cycle_begins_on is not null
),
ordered as (select distinct beneficiary_id, programme_code, fiscal_year, cycle from payment),
-- Who was on the list before a cycle began that the programme paid to others, and got no order of it.
missed as (
  select
    'missed_cycle' as exception,
    entry.sending_office,
    entry.beneficiary_id as record_id,
    entry.programme_code,
    cycle.fiscal_year,
    cycle.cycle,
    coalesce(
      case when entry.union_code is not null then concat(entry.union_code, '-', coalesce(entry.ward_no, 'unknown')) end,
      'unknown'
    ) as place_code
  from entry
  inner join cycle on entry.programme_code = cycle.programme_code and entry.enrolled_on <= cycle.cycle_begins_on
  left join ordered
    on entry.beneficiary_id = ordered.beneficiary_id and entry.programme_code = ordered.programme_code
    and cycle.fiscal_year = ordered.fiscal_year and cycle.cycle = ordered.cycle
  where ordered.beneficiary_id is null
),
begun as (select cast(date_part('year', $as_of - interval '6 months') as int) as year),
found as (
  select exception, sending_office, record_id, programme_code, fiscal_year, cycle, place_code, exception_taka,
    difference_taka
  from flagged
  union all
  select exception, sending_office, record_id, programme_code, fiscal_year, cycle, place_code,
    cast(null as decimal(18, 2)), cast(null as decimal(18, 2))
  from missed
  union all
  select
    concat('wallet_', wallet.result),
    wallet.sending_office,
    wallet.beneficiary_id,
    wallet.programme_code,
    concat(cast(begun.year as varchar), '-', right(cast(begun.year + 1 as varchar), 2)),
    'all',
    wallet.place_code,
    cast(null as decimal(18, 2)),
    cast(null as decimal(18, 2))
  from wallet
  cross join begun
)
select
  found.exception,
  found.sending_office,
  found.record_id,
  found.programme_code,
  found.fiscal_year,
  found.cycle,
  found.place_code,
  found.exception_taka,
  found.difference_taka
from found
order by
  found.exception,
  found.sending_office,
  found.record_id,
  found.programme_code,
  found.fiscal_year,
  found.cycle
