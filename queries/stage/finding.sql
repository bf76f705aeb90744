--! summary.en = "One row per file, kind, column and code: cells that were repaired, values that were lost, rows that were quarantined."
--! summary.bn = "প্রতি ফাইল, ধরন, কলাম ও কারণের একটি সারি: মেরামত করা ঘর, বাদ দেওয়া মান ও আটক সারি।"
--! grain = ["extract", "sending_office", "period", "batch", "finding_kind", "column_name", "finding_code"]
--! owner = "intake"
--! column.finding_kind = { bn = "ধরন: finding পর্যবেক্ষণ, repair মেরামত, quarantine আটক", en = "finding (the value became unknown), repair or quarantine (the row was put aside)" }
--! column.column_name = { bn = "কলাম; আটক সারির বেলায় ফাঁকা", en = "Column; empty for a quarantined row" }
with
finding as (select * from raw.finding)
select
  finding.extract,
  finding.sending_office,
  finding.period,
  finding.batch,
  finding.finding_kind,
  finding.column_name,
  finding.finding_code,
  finding.cell_count
from finding
order by
  finding.extract,
  finding.sending_office,
  finding.period,
  finding.batch,
  finding.finding_kind,
  finding.column_name,
  finding.finding_code
