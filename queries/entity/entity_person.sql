--! summary.en = "One row per record (register person or list entry): which person it speaks of, found by NID and BRN."
--! summary.bn = "প্রতিটি নথির (নিবন্ধিত ব্যক্তি বা তালিকার ভুক্তি) একটি সারি: কোন ব্যক্তির নথি, জাতীয় পরিচয়পত্র ও জন্মনিবন্ধন নম্বর দিয়ে নির্ণীত।"
--! grain = ["source", "sending_office", "record_id", "programme_code"]
--! owner = "linkage"
--! person_level = true
--! column.method = { bn = "কীভাবে নির্ণীত", en = "How it was found: register, identifier, identifier_and_birth_date, ambiguous, none" }
--! check = ["person_id is not null"]
with
register as (select * from stage.person),
entry as (select * from stage.beneficiary),
-- Two records of one person: an identifier, the sex, the birth date and the name all agree.
same_nid as (
  select nid_key, sex, birth_date, name_key, min(concat(sending_office, '/', person_record_id)) as anchor
  from register
  where nid_key is not null and birth_date is not null
  group by nid_key, sex, birth_date, name_key
),
same_brn as (
  select brn_key, sex, birth_date, name_key, min(concat(sending_office, '/', person_record_id)) as anchor
  from register
  where brn_key is not null and birth_date is not null
  group by brn_key, sex, birth_date, name_key
),
register_person as (
  select
    register.sending_office,
    register.person_record_id,
    register.nid_key,
    register.brn_key,
    register.sex,
    register.birth_date,
    concat('register/', least(
      coalesce(same_nid.anchor, concat(register.sending_office, '/', register.person_record_id)),
      coalesce(same_brn.anchor, concat(register.sending_office, '/', register.person_record_id))
    )) as person_id
  from register
  left join same_nid
    on register.nid_key = same_nid.nid_key and register.sex = same_nid.sex
    and register.birth_date = same_nid.birth_date and register.name_key = same_nid.name_key
  left join same_brn
    on register.brn_key = same_brn.brn_key and register.sex = same_brn.sex
    and register.birth_date = same_brn.birth_date and register.name_key = same_brn.name_key
),
register_identifier as (
  select distinct nid_key as identifier_key, person_id, sex, birth_date from register_person where nid_key is not null
  union
  select distinct brn_key as identifier_key, person_id, sex, birth_date from register_person where brn_key is not null
),
candidate as (
  select
    entry.sending_office,
    entry.beneficiary_id,
    entry.programme_code,
    register_identifier.person_id,
    coalesce(
      entry.sex = register_identifier.sex and entry.birth_date = register_identifier.birth_date, false
    ) as is_alike
  from entry
  inner join register_identifier on entry.identifier_key = register_identifier.identifier_key
),
candidate_count as (
  select
    sending_office,
    beneficiary_id,
    programme_code,
    count(distinct person_id) as candidates,
    min(person_id) as only_candidate,
    count(distinct case when is_alike then person_id end) as alike_candidates,
    min(case when is_alike then person_id end) as only_alike_candidate
  from candidate
  group by sending_office, beneficiary_id, programme_code
),
entry_person as (
  select
    entry.sending_office,
    entry.beneficiary_id,
    entry.programme_code,
    case
      when found.candidates = 1 then found.only_candidate
      when found.alike_candidates = 1 then found.only_alike_candidate
    end as register_person_id,
    case
      when found.candidates = 1 then 'identifier'
      when found.alike_candidates = 1 then 'identifier_and_birth_date'
      when found.candidates > 1 then 'ambiguous'
      else 'none'
    end as method,
    case
      when entry.identifier_key is not null then concat('list/', entry.identifier_key)
      else concat('list/', entry.sending_office, '/', entry.beneficiary_id, '/', entry.programme_code)
    end as own_person_id
  from entry
  left join candidate_count as found
    on entry.sending_office = found.sending_office and entry.beneficiary_id = found.beneficiary_id
    and entry.programme_code = found.programme_code
),
record as (
  select
    'census_person' as source,
    sending_office,
    person_record_id as record_id,
    '' as programme_code,
    person_id,
    true as is_in_register,
    'register' as method
  from register_person
  union all
  select
    'beneficiary' as source,
    sending_office,
    beneficiary_id as record_id,
    programme_code,
    coalesce(register_person_id, own_person_id) as person_id,
    register_person_id is not null as is_in_register,
    method
  from entry_person
)
select
  record.source,
  record.sending_office,
  record.record_id,
  record.programme_code,
  record.person_id,
  record.is_in_register,
  record.method
from record
order by record.source, record.sending_office, record.record_id, record.programme_code
