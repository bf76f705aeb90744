--! summary.en = "List entries whose identifier stands on two or more register persons whom sex and birth date do not tell apart."
--! summary.bn = "যে ভুক্তির পরিচিতি নম্বর নিবন্ধনের একাধিক ব্যক্তির সঙ্গে মেলে এবং লিঙ্গ ও জন্মতারিখেও আলাদা করা যায় না।"
--! owner = "linkage"
--! severity = "warn"
with
record as (select * from entity.entity_person where method = 'ambiguous')
select record.sending_office, record.record_id, record.programme_code
from record
