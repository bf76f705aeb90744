--! summary.en = "How old each source is, one row per extract and sending office: newest period, days since it ended, whether it is late, rows received and what became of them."
--! summary.bn = "কোন উৎস কত পুরোনো: প্রতি ফাইলধরন ও প্রেরণকারী কার্যালয়ের একটি সারি; সর্বশেষ সময়কাল, তার পর কত দিন, বিলম্বিত কি না, প্রাপ্ত সারি ও তার পরিণতি।"
--! grain = ["extract", "sending_office"]
--! owner = "intake"
--! column.newest_period = { bn = "সর্বশেষ সময়কাল", en = "Newest period" }
--! column.newest_on = { bn = "সর্বশেষ সময়কালের শেষ দিন", en = "Last day of the newest period" }
--! column.age_days = { unit = "days", bn = "কত দিন পুরোনো", en = "Days from that day to the as-of date; below zero where the period has not ended" }
--! column.freshness_days = { unit = "days", bn = "যত দিনের বেশি পুরোনো হলে বিলম্বিত", en = "Days after which the extract is late" }
--! column.is_late = { bn = "বিলম্বিত কি না", en = "Whether it is older than that" }
--! column.file_count = { unit = "files", bn = "ফাইলের সংখ্যা", en = "Files that the run reads" }
--! column.received_count = { unit = "rows", bn = "প্রাপ্ত সারি", en = "Rows received" }
--! column.loaded_count = { unit = "rows", bn = "গৃহীত সারি", en = "Rows loaded" }
--! column.quarantined_count = { unit = "rows", bn = "আটক সারি", en = "Rows put aside" }
--! column.duplicate_count = { unit = "rows", bn = "পুনরাবৃত্ত সারি", en = "Rows that repeat another" }
--! formula.age_days = { bn = "হিসাবের তারিখ − সর্বশেষ সময়কালের শেষ দিন", en = "as-of date − last day of the newest period" }
--! check = ["received_count = loaded_count + quarantined_count + duplicate_count"]
--! release.counts = ["received_count", "loaded_count", "quarantined_count", "duplicate_count"]
--! release.minimum = 10
--! release.equation = ["received_count = loaded_count + quarantined_count + duplicate_count"]
--! release.plain = ["newest_period", "newest_on", "age_days", "freshness_days", "is_late", "file_count"]
with
ledger as (select * from stage.ledger)
select
  ledger.extract,
  ledger.sending_office,
  max(ledger.period) as newest_period,
  max(ledger.period_ends_on) as newest_on,
  cast($as_of - max(ledger.period_ends_on) as bigint) as age_days,
  max(ledger.freshness_days) as freshness_days,
  cast($as_of - max(ledger.period_ends_on) as bigint) > max(ledger.freshness_days) as is_late,
  count(*) as file_count,
  sum(ledger.received_count) as received_count,
  sum(ledger.loaded_count) as loaded_count,
  sum(ledger.quarantined_count) as quarantined_count,
  sum(ledger.duplicate_count) as duplicate_count
from ledger
group by ledger.extract, ledger.sending_office
order by ledger.extract, ledger.sending_office
