--! summary.en = "One row per record (register person, list entry or service given): which person it speaks of, found by record linkage."
--! summary.bn = "প্রতিটি নথির (নিবন্ধিত ব্যক্তি, তালিকার ভুক্তি বা প্রদত্ত সেবা) একটি সারি: কোন ব্যক্তির নথি, নথি সংযোজনের মাধ্যমে নির্ণীত।"
--! grain = ["source", "sending_office", "record_id", "programme_code"]
--! owner = "linkage"
--! person_level = true
--! column.record_id = { bn = "নথির নম্বর", en = "Number of the record; of a service its fiscal year stands before it" }
--! column.method = { bn = "কীভাবে নির্ণীত", en = "How the record came to the person: identifier (an NID or BRN is the same), name (names, dates and places), alone (no other record)" }
--! column.match_probability = { bn = "মিলের সম্ভাবনা", en = "Highest match probability between the record and another one of the person; null where it stands alone" }
--! check = ["person_id is not null", "method is not null"]
with
record_person as (select * from entity.record_person),
register as (select sending_office, person_record_id from stage.person),
entry as (select sending_office, beneficiary_id, programme_code from stage.beneficiary),
service as (select sending_office, service_record_id from stage.service),
record as (
  select
    'census_person' as source,
    sending_office,
    person_record_id as record_id,
    '' as programme_code,
    concat('census_person/', sending_office, '/', person_record_id) as linked_id
  from register
  union all
  select
    'beneficiary' as source,
    sending_office,
    beneficiary_id as record_id,
    programme_code,
    concat('beneficiary/', sending_office, '/', beneficiary_id, '/', programme_code) as linked_id
  from entry
  union all
  select
    'service_record' as source,
    sending_office,
    service_record_id as record_id,
    '' as programme_code,
    concat('service_record/', sending_office, '/', service_record_id) as linked_id
  from service
),
linked as (
  select
    record.source,
    record.sending_office,
    record.record_id,
    record.programme_code,
    record_person.person_id,
    record_person.method,
    record_person.match_probability
  from record
  left join record_person on record.linked_id = record_person.record_id
),
registered as (
  select person_id, bool_or(source = 'census_person') as is_in_register
  from linked
  group by person_id
)
select
  linked.source,
  linked.sending_office,
  linked.record_id,
  linked.programme_code,
  linked.person_id,
  registered.is_in_register,
  linked.method,
  linked.match_probability
from linked
left join registered on linked.person_id = registered.person_id
order by linked.source, linked.sending_office, linked.record_id, linked.programme_code
