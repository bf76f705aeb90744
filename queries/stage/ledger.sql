--! summary.en = "One row per file that the run reads: rows received, loaded, quarantined and duplicate, and the last day its period speaks for."
--! summary.bn = "হিসাবে ব্যবহৃত প্রতি ফাইলের একটি সারি: প্রাপ্ত, গৃহীত, আটক ও পুনরাবৃত্ত সারি এবং সময়কালের শেষ দিন।"
--! grain = ["extract", "sending_office", "period", "batch"]
--! owner = "intake"
--! column.batch = { bn = "ব্যাচ; না থাকলে ফাঁকা", en = "Batch; empty where there is none" }
--! column.period_ends_on = { bn = "সময়কালের শেষ দিন", en = "Last day that the period speaks for" }
--! column.freshness_days = { unit = "days", bn = "যত দিনের বেশি পুরোনো হলে বিলম্বিত", en = "Days after which the extract is late" }
--! check = ["received_count = loaded_count + quarantined_count + duplicate_count"]
with
ledger as (select * from raw.ledger)
select
  ledger.extract,
  ledger.sending_office,
  ledger.period,
  ledger.batch,
  ledger.period_ends_on,
  ledger.freshness_days,
  ledger.received_count,
  ledger.loaded_count,
  ledger.quarantined_count,
  ledger.duplicate_count
from ledger
order by ledger.extract, ledger.sending_office, ledger.period, ledger.batch
