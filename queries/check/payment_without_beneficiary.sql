--! summary.en = "Payments to a beneficiary who is on no list of this run; their taka stay in every sum, under an unknown union."
--! summary.bn = "যে পরিশোধের ভাতাভোগী কোনো তালিকায় নেই; টাকা সব যোগফলে অজানা ইউনিয়নের অধীনে থাকে।"
--! owner = "payment"
--! severity = "warn"
with
payment as (select * from stage.payment),
entry as (select distinct beneficiary_id, programme_code from stage.beneficiary)
select payment.sending_office, payment.payment_id
from payment
left join entry
  on payment.beneficiary_id = entry.beneficiary_id and payment.programme_code = entry.programme_code
where entry.beneficiary_id is null
