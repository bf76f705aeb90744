--! summary.en = "Payments that two files hold with the same number, beneficiary, cycle and amount: one of the files was sent under a wrong office or batch, and its taka would count twice."
--! summary.bn = "যে পরিশোধ দুটি ফাইলে একই নম্বর, ভাতাভোগী, কিস্তি ও টাকায় আছে: একটি ফাইল ভুল কার্যালয় বা ব্যাচের নামে এসেছে, টাকা দুইবার গণনা হতো।"
--! owner = "payment"
with
payment as (select * from stage.payment)
select
  payment.payment_id,
  payment.beneficiary_id,
  payment.programme_code,
  payment.fiscal_year,
  payment.cycle,
  payment.amount_taka,
  count(*) as times,
  concat(
    min(payment.sending_office), '/', payment.fiscal_year, '-', payment.cycle, ', ',
    max(payment.sending_office), '/', payment.fiscal_year, '-', payment.cycle
  ) as found_in
from payment
group by
  payment.payment_id,
  payment.beneficiary_id,
  payment.programme_code,
  payment.fiscal_year,
  payment.cycle,
  payment.amount_taka
having count(*) > 1
