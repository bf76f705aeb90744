--! summary.en = "List entries under an identifier of the register that is another person's by name, birth date and place."
--! summary.bn = "যে ভুক্তির পরিচিতি নম্বর নিবন্ধনে আছে, কিন্তু নাম, জন্মতারিখ ও এলাকা অনুযায়ী তা অন্য ব্যক্তির।"
--! owner = "linkage"
--! severity = "warn"
with
entity as (select * from entity.entity_person),
register as (select * from stage.person),
entry as (select * from stage.beneficiary),
register_identifier as (
  select nid_key as identifier_key, entity.person_id
  from register
  inner join entity
    on entity.source = 'census_person' and register.sending_office = entity.sending_office
    and register.person_record_id = entity.record_id
  where nid_key is not null
  union
  select brn_key as identifier_key, entity.person_id
  from register
  inner join entity
    on entity.source = 'census_person' and register.sending_office = entity.sending_office
    and register.person_record_id = entity.record_id
  where brn_key is not null
)
select entry.sending_office, entry.beneficiary_id, entry.programme_code
from entry
inner join entity
  on entity.source = 'beneficiary' and entry.sending_office = entity.sending_office
  and entry.beneficiary_id = entity.record_id and entry.programme_code = entity.programme_code
inner join register_identifier on entry.identifier_key = register_identifier.identifier_key
group by entry.sending_office, entry.beneficiary_id, entry.programme_code
having not bool_or(register_identifier.person_id = entity.person_id)
