--! summary.en = "One row per person and programme: what was paid out in the twelve months up to the as-of date."
--! summary.bn = "প্রতি ব্যক্তি ও কর্মসূচির একটি সারি: তারিখের অবস্থা পর্যন্ত বারো মাসে পরিশোধিত টাকা।"
--! grain = ["person_id", "programme_code"]
--! owner = "payment"
--! person_level = true
--! column.transfer_taka = { class = "sensitive", unit = "taka", bn = "বারো মাসে পরিশোধিত টাকা", en = "Settled in the twelve months up to the as-of date" }
--! column.settled_count = { unit = "payments", bn = "পরিশোধের সংখ্যা", en = "Settled payments" }
with
payment as (select * from stage.payment where status = 'settled'),
-- Two offices may list one number: the person is that of the first.
entry as (
  select record_id as beneficiary_id, programme_code, min(concat(sending_office, '/', person_id)) as owner
  from entity.entity_person
  where source = 'beneficiary'
  group by record_id, programme_code
),
person as (select sending_office, record_id, programme_code, person_id from entity.entity_person where source = 'beneficiary'),
owned as (
  select person.record_id as beneficiary_id, person.programme_code, min(person.person_id) as person_id
  from person
  inner join entry
    on person.record_id = entry.beneficiary_id and person.programme_code = entry.programme_code
    and concat(person.sending_office, '/', person.person_id) = entry.owner
  group by person.record_id, person.programme_code
)
select
  owned.person_id,
  payment.programme_code,
  sum(payment.amount_taka) as transfer_taka,
  count(*) as settled_count
from payment
inner join owned
  on payment.beneficiary_id = owned.beneficiary_id and payment.programme_code = owned.programme_code
where payment.settled_on > years_before($as_of, 1) and payment.settled_on <= $as_of
group by owned.person_id, payment.programme_code
order by owned.person_id, payment.programme_code
