-- The report page of a generated shop; "make report" writes it to build/report.html. The shop of
-- shop.sql gets a past: customers and orders arrive month by month while the clock moves, so
-- that every customer has the history that it would have had.

\set ON_ERROR_STOP on
\set QUIET on
\pset format unaligned
\pset tuples_only on
SET client_min_messages = warning;

\ir shop.sql
CREATE EXTENSION customer_grade;

-- The past begins in 2023.
CREATE TABLE later_customer AS SELECT * FROM customer WHERE joined_on >= date '2023-01-01';
CREATE TABLE later_orders AS SELECT * FROM orders;
TRUNCATE orders, opportunity;
DELETE FROM customer WHERE joined_on >= date '2023-01-01';

-- What a customer did in the year before the evaluation date; null if it has never ordered.
CREATE VIEW figures AS
SELECT c.id, c.payment, o.orders_year, o.revenue_year
FROM customer AS c LEFT JOIN LATERAL (
	SELECT count(*) FILTER (WHERE y.recent) AS orders_year, coalesce(sum(y.amount) FILTER (WHERE y.recent), 0) AS revenue_year
	FROM (SELECT amount, ordered_on > customer_grade.as_of() - 365 AS recent FROM orders WHERE customer_id = c.id) AS y
	HAVING count(*) > 0
) AS o ON true;

SELECT customer_grade.define_standard('key_account', $$
  -- Which customers sales visits, and how often. Agreed with finance on 2022-11-30.
  grades A '重点客户 | key account' > B '优质客户 | good' > C '普通客户 | regular' > D '零散客户 | occasional';

  metric orders_year  number >= 0 unit 'order' '近一年订单 | orders of the last twelve months';
  metric revenue_year number >= 0 unit 'CNY'   '近一年销售额 | revenue of the last twelve months';
  metric payment      text in ('prompt' > 'late' > 'overdue') '回款 | payment';

  require orders_year, revenue_year;

  grade A when revenue_year >= 10万;
  grade B when revenue_year >= 3万;
  grade C when revenue_year >= 2000 and orders_year >= 2 '两单以上 | two orders or more';
  grade D otherwise;
  cap C when (payment = 'overdue') is true '有逾期款 | an invoice is overdue';
  target A = 3%, B = 10%;
  provisional 2 months '新客户先试行 | new customers are on trial';
  treatment visit_interval for A = 14 unit 'day';
  treatment visit_interval for B = 30 unit 'day';
  treatment visit_interval for C = 90 unit 'day';
  treatment payment_term for A = 60 unit 'day';
  treatment payment_term for B = 30 unit 'day';
  treatment credit_limit for A = 20万 unit 'CNY';
  treatment credit_limit for B = 5万 unit 'CNY';
$$, effective_from => '2023-01-01', title => '重点客户分级 | Key accounts') \g /dev/null

-- Orders are entered in the evening of the month's last day; then all customers are reviewed.
SET customer_grade.clock = '2023-01-01 08:00+00';
SELECT customer_grade.attach('key_account', 'customer', 'figures', time_zone => 'UTC') \g /dev/null
SELECT customer_grade.watch('key_account', 'customer', 'orders', 'customer_id') \g /dev/null
DO $$
DECLARE
	month date;
BEGIN
	FOR month IN SELECT generate_series(date '2023-01-01', '2024-12-01', '1 month') LOOP
		PERFORM set_config('customer_grade.clock', (month + interval '1 month' - interval '6 hours') || '+00', false);
		INSERT INTO customer
		SELECT * FROM later_customer AS c WHERE c.joined_on >= month AND c.joined_on < month + interval '1 month';
		INSERT INTO orders (customer_id, ordered_on, amount)
		SELECT o.customer_id, o.ordered_on, o.amount FROM later_orders AS o
		WHERE o.ordered_on >= month AND o.ordered_on < month + interval '1 month';
		PERFORM set_config('customer_grade.clock', (month + interval '1 month' - interval '5 hours') || '+00', false);
		CALL customer_grade.review('key_account', 'customer');
	END LOOP;
END
$$;

SET customer_grade.clock = '2024-12-31 20:00+00';
SELECT customer_grade.override('key_account', 'customer', to_jsonb(id), 'B', 'contract signed', '2025-01-31')
FROM (SELECT id FROM figures JOIN customer_key_account_ledger USING (id) WHERE grade = 'C' ORDER BY revenue_year DESC, id LIMIT 3) AS c \g /dev/null
ANALYZE;

-- "-v language=zh" writes it in Chinese
\if :{?language}
\else
\set language en
\endif
SELECT customer_grade.report_html('key_account', 'customer', language => :'language', name_column => 'name', amount_column => 'revenue_year');
