--! summary.en = "One row per list entry whose wallet other people's entries name too: a breach, a family's wallet in a guardian's hands, or not to be told."
--! summary.bn = "অন্যের সঙ্গে একই ওয়ালেট লেখা প্রতি তালিকাভুক্তির একটি সারি: নিয়মভঙ্গ, অভিভাবকের হাতে পরিবারের ওয়ালেট, নাকি নির্ণয় করা যায়নি।"
--! grain = ["sending_office", "beneficiary_id", "programme_code"]
--! owner = "payment"
--! person_level = true
--! column.wallet_key = { class = "direct", bn = "ওয়ালেট নম্বরের সংকেত", en = "Keyed hash of the wallet number" }
--! column.person_count = { unit = "persons", bn = "ওয়ালেটে যত ব্যক্তি", en = "Persons whose entries name the wallet" }
--! column.result = { bn = "breach নিয়মভঙ্গ, family পরিবারের ওয়ালেট, cannot_tell নির্ণয় করা যায়নি", en = "family: all of one household, and all but one in the hands of a guardian or nominee; breach: of two households, or two who say it is their own; cannot_tell: household or holder not known" }
--! check = ["result in ('breach', 'family', 'cannot_tell')", "person_count > 1"]
with
entry as (select * from stage.beneficiary where is_active and wallet_key is not null),
person as (select * from entity.entity_person where source = 'beneficiary'),
register as (select person_id, concat(sending_office, '/', household_id) as home from mart.person_profile),
holder as (
  select
    entry.sending_office,
    entry.beneficiary_id,
    entry.programme_code,
    entry.wallet_key,
    entry.account_holder,
    coalesce(
      case when entry.union_code is not null then concat(entry.union_code, '-', coalesce(entry.ward_no, 'unknown')) end,
      'unknown'
    ) as place_code,
    person.person_id,
    register.home
  from entry
  inner join person
    on entry.sending_office = person.sending_office and entry.beneficiary_id = person.record_id
    and entry.programme_code = person.programme_code
  left join register on person.person_id = register.person_id
),
-- One person's two allowances may go to one wallet.
owner as (
  select
    wallet_key,
    person_id,
    min(home) as home,
    bool_or(account_holder = 'self') as is_own,
    bool_or(account_holder is null) as is_holder_unknown
  from holder
  group by wallet_key, person_id
),
wallet as (
  select
    wallet_key,
    count(*) as person_count,
    count(distinct home) as home_count,
    count(home) as known_home_count,
    count(*) filter (where is_own) as own_count,
    count(*) filter (where is_holder_unknown) as unknown_holder_count
  from owner
  group by wallet_key
  having count(*) > 1
)
select
  holder.sending_office,
  holder.beneficiary_id,
  holder.programme_code,
  holder.wallet_key,
  holder.place_code,
  wallet.person_count,
  case
    when wallet.home_count > 1 or wallet.own_count > 1 then 'breach'
    when wallet.known_home_count < wallet.person_count or wallet.unknown_holder_count > 0 then 'cannot_tell'
    else 'family'
  end as result
from holder
inner join wallet on holder.wallet_key = wallet.wallet_key
order by holder.sending_office, holder.beneficiary_id, holder.programme_code
