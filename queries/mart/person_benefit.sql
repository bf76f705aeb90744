--! summary.en = "One row per person and programme that pays: the person is on a list, active, enrolled at the as-of date."
--! summary.bn = "প্রতি ব্যক্তি ও কর্মসূচির একটি সারি: তারিখের অবস্থায় সক্রিয় তালিকাভুক্তি।"
--! grain = ["person_id", "programme_code"]
--! owner = "programme"
--! person_level = true
--! column.entry_count = { unit = "entries", bn = "তালিকায় ভুক্তির সংখ্যা", en = "Active entries of the person on lists of the programme" }
--! column.list_place_code = { bn = "তালিকায় লেখা ইউনিয়ন ও ওয়ার্ড", en = "Union and ward that the list names, as in mart.area_ancestor" }
--! column.enrolled_on = { bn = "প্রথম তালিকাভুক্তির তারিখ", en = "Earliest enrolment; 1900-01-01 where the list does not say" }
with
entry as (select * from stage.beneficiary where is_active),
person as (select * from entity.entity_person where source = 'beneficiary')
select
  person.person_id,
  entry.programme_code,
  bool_and(person.is_in_register) as is_in_register,
  min(coalesce(entry.enrolled_on, date '1900-01-01')) as enrolled_on,
  count(*) as entry_count,
  min(entry.union_code) as list_union_code,
  min(
    case when entry.union_code is not null then concat(entry.union_code, '-', coalesce(entry.ward_no, 'unknown')) end
  ) as list_place_code,
  min(entry.sex) as list_sex
from entry
inner join person
  on entry.sending_office = person.sending_office and entry.beneficiary_id = person.record_id
  and entry.programme_code = person.programme_code
group by person.person_id, entry.programme_code
order by person.person_id, entry.programme_code
