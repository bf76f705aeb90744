--! summary.en = "One row per service that a department gave to a person; identifiers are keyed hashes."
--! summary.bn = "কোনো দপ্তর কোনো ব্যক্তিকে যে সেবা দিয়েছে তার প্রতিটির একটি সারি; পরিচিতি নম্বর সংকেতায়িত।"
--! grain = ["sending_office", "service_record_id"]
--! owner = "services"
--! person_level = true
--! column.service_record_id = { bn = "অর্থবছর ও সেবা নম্বর", en = "Fiscal year and number of the service given" }
--! column.name_bn = { class = "direct", bn = "নাম", en = "Name of the person who received it" }
--! column.identifier_key = { class = "direct", bn = "পরিচিতি নম্বরের সংকেত", en = "Keyed hash of the identifier" }
--! column.value_taka = { unit = "taka", bn = "মূল্য", en = "Worth of what was given" }
with
record as (select * from raw.service_record)
select
  record.sending_office,
  concat(record.period, '/', record.service_id) as service_record_id,
  record.name_bn,
  identifier_key(record.id_type, record.id_number) as identifier_key,
  record.department,
  record.service_code,
  record.given_on,
  record.value_taka,
  record.union_code
from record
order by record.sending_office, record.period, record.service_id
