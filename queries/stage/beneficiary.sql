--! summary.en = "One row per list entry of the newest beneficiary list of each office; identifiers are keyed hashes."
--! summary.bn = "প্রতিটি কার্যালয়ের সর্বশেষ ভাতাভোগী তালিকার প্রতি ভুক্তিতে একটি সারি; পরিচিতি নম্বর সংকেতায়িত।"
--! grain = ["sending_office", "beneficiary_id", "programme_code"]
--! owner = "programme"
--! person_level = true
--! column.name_bn = { class = "direct", bn = "নাম (বাংলা)", en = "Name in Bangla" }
--! column.name_en = { class = "direct", bn = "নাম (ইংরেজি)", en = "Name in English" }
--! column.identifier_key = { class = "direct", bn = "পরিচিতি নম্বরের সংকেত", en = "Keyed hash of the identifier" }
--! column.identifier_masked = { class = "direct", bn = "পরিচিতি নম্বরের শেষ চার অঙ্ক", en = "Last four digits of the identifier" }
--! column.wallet_key = { class = "direct", bn = "ওয়ালেট নম্বরের সংকেত", en = "Keyed hash of the wallet number" }
--! column.nid_status = { bn = "জাতীয় পরিচয়পত্র যাচাইয়ের ফল", en = "Result of the NID check: verified, mismatch, not_tried; null where the list does not say" }
--! column.has_father_name = { bn = "পিতার নাম আছে কি না", en = "Whether the father's name is given" }
--! column.has_mother_name = { bn = "মাতার নাম আছে কি না", en = "Whether the mother's name is given" }
--! column.listed_on = { bn = "তালিকার তারিখ", en = "Day of the list" }
--! column.is_active = { bn = "তারিখের অবস্থায় সক্রিয় কি না", en = "Active and enrolled at the as-of date" }
with
entry as (select * from raw.beneficiary)
select
  entry.sending_office,
  entry.beneficiary_id,
  entry.programme_code,
  entry.tier,
  entry.name_bn,
  entry.name_en,
  entry.sex,
  entry.birth_date,
  entry.id_type,
  identifier_key(entry.id_type, entry.id_number) as identifier_key,
  identifier_mask(entry.id_number) as identifier_masked,
  identifier_key('wallet', entry.wallet_number) as wallet_key,
  entry.account_holder,
  entry.union_code,
  entry.ward_no,
  entry.nid_status,
  entry.father_name is not null as has_father_name,
  entry.mother_name is not null as has_mother_name,
  entry.enrolled_on,
  entry.status,
  entry.exited_on,
  entry.died_on,
  try_cast(entry.period as date) as listed_on,
  coalesce(entry.status = 'active' and coalesce(entry.enrolled_on <= $as_of, true), false) as is_active
from entry
order by entry.sending_office, entry.beneficiary_id, entry.programme_code
