-- A guided tour of customer_grade; "make demo" runs it on a throw-away server and has it write
-- the report page to the file that the variable "page" names.

\set ON_ERROR_STOP on
\pset pager off
\pset footer off
\pset null '-'
\pset linestyle unicode
SET client_min_messages = warning;

\echo
\echo '━━━ 1. A standard is a text'
\echo
\echo 'A wholesale shop has 5,000 customers and two years of orders. This is whom it calls a key account, when'
\echo 'that is reviewed, and what the customer gets. 10万 is 100,000.'
\echo
\ir shop.sql
CREATE EXTENSION customer_grade;

-- What a customer did in the twelve months before the day that is asked for; null if it has never ordered.
CREATE VIEW figures AS
SELECT c.id, c.name, c.payment, o.orders, o.revenue
FROM customer AS c LEFT JOIN LATERAL (
	SELECT count(*) FILTER (WHERE y.recent) AS orders, coalesce(sum(y.amount) FILTER (WHERE y.recent), 0) AS revenue
	FROM (SELECT amount, ordered_on > customer_grade.as_of() - 365 AS recent FROM orders WHERE customer_id = c.id) AS y
	HAVING count(*) > 0
) AS o ON true;

-- The shop's clock stands still on the third of January 2025.
SET customer_grade.clock = '2025-01-03 10:00+00';
SET customer_grade.as_of = '2025-01-03';

\set ECHO queries
\o /dev/null
SELECT customer_grade.define_standard('key_account', $$
  grades A 'key account' > B 'good' > C 'regular' > D 'occasional';

  metric orders  number >= 0 unit 'order' 'orders of twelve months';
  metric revenue number >= 0 unit 'CNY'   'revenue of twelve months';
  metric payment text in ('prompt' > 'late' > 'overdue') 'how it pays';
  require orders, revenue;

  grade A when revenue >= 10万;
  grade B when revenue >= 3万;
  grade C when revenue >= 2000 and orders >= 2;
  grade D otherwise;
  cap C when (payment = 'overdue') is true 'an invoice is overdue';

  review month end;
  promotion immediate;
  demotion at review;
  treatment visit_interval for A = 2 unit 'week';
$$, title => 'Key accounts');
\o

\echo
\echo 'A typo is refused:'
\echo
\set ON_ERROR_STOP off
SELECT 'grades A > B; metric revenue number; grade A when revenu >= 10万; grade B otherwise;'::customer_grade.rubric;
\set ON_ERROR_STOP on

\echo
\echo '━━━ 2. Everybody is graded, and stays graded'
\echo
\echo 'attach() makes a ledger and a history. From now on, each order regrades its customer in its own transaction.'
\echo 'Customers that have never ordered do not drop into the lowest grade: they are not graded.'
\echo
\o /dev/null
SELECT customer_grade.attach('key_account', 'customer', 'figures', prefix => 'account', time_zone => 'UTC');
SELECT customer_grade.watch('key_account', 'customer', 'orders', 'customer_id');
\o

SELECT grade, title_en, customers, share, bar FROM customer_grade.distribution('key_account', 'customer');

\echo '━━━ 3. Why?'
\echo
\echo 'The biggest customer below B:'
\echo
\set ECHO none
SELECT id FROM account_ledger JOIN figures USING (id) WHERE grade > 'B' ORDER BY revenue DESC LIMIT 1
\gset big_
SELECT id FROM account_ledger JOIN figures USING (id) WHERE grade = 'B' AND payment = 'prompt' AND revenue < 99000 ORDER BY revenue DESC LIMIT 1
\gset near_
SELECT id FROM account_ledger JOIN figures USING (id) WHERE grade = 'D' AND payment = 'prompt' ORDER BY revenue DESC LIMIT 1
\gset small_
\set ECHO queries
SELECT kind, name, value, outcome FROM customer_grade.explain_customer('key_account', 'customer', :big_id) ORDER BY step;

\echo '━━━ 4. An order moves a customer, and history keeps what was'
\echo
\set ECHO none
SET customer_grade.clock = '2025-01-03 15:30+00';
\set ECHO queries
INSERT INTO orders (customer_id, ordered_on, amount) VALUES (:near_id, '2025-01-03', 9000);

SELECT id, grade, valid_from, valid_to, cause FROM account_grades WHERE id = :near_id ORDER BY valid_from;

\echo '━━━ 5. What would make a customer better?'
\echo
\echo 'The smallest changes that give a better grade. Each has been graded before it is shown.'
\echo
SELECT f.id, metric, value, bound, needed, difference, grade, cap
FROM figures AS f, customer_grade.advise('key_account', f) WHERE f.id IN (:big_id, :small_id) ORDER BY 1, way;

\echo '━━━ 6. A review demotes'
\echo
\echo 'A month later, some customers'' good orders are more than a year old. They keep their grade until the review of 31 January.'
\echo
\set ECHO none
SET customer_grade.clock = '2025-01-31 20:00+00';
SET customer_grade.as_of = '2025-01-31';
\set ECHO queries
CALL customer_grade.review('key_account', 'customer');

SELECT grade_from, grade_to, direction, customers
FROM customer_grade.migration('key_account', 'customer', '2025-01-03') WHERE direction IN ('better', 'worse');

\echo '━━━ 7. A new version: mistakes and impact are seen before it is published'
\echo
\echo 'Sales drafts another version. lint() finds who would get no grade at all:'
\echo
CREATE TEMP TABLE draft (standard customer_grade.rubric);
INSERT INTO draft VALUES ($$
  grades A 'key account' > B 'good' > C 'regular' > D 'occasional';
  metric orders number >= 0; metric revenue number >= 0;
  require orders, revenue;
  grade A when revenue > 12万;
  grade B when revenue >= 3万 and revenue < 12万;
  grade C when revenue >= 2000 and revenue < 3万 and orders >= 2;
  grade D when orders < 2 or revenue < 2000;
  review month end; demotion at review;
$$);

SELECT severity, line, message, witness FROM draft, customer_grade.lint(standard);

\echo 'Without that gap, and as the customers are today, it would change this:'
\echo
\set ECHO none
UPDATE draft SET standard = replace(standard::text, 'revenue > 12', 'revenue >= 12')::customer_grade.rubric;
\set ECHO queries
SELECT grade, grade_to, direction, customers
FROM customer_grade.impact_matrix('key_account', 'customer', (SELECT standard FROM draft)) WHERE direction <> 'same';

\echo '━━━ 8. Whom to call'
\echo
SELECT c.id, c.name, w.grade, w.reason, w.grade_to, w.value, w.threshold
FROM customer_grade.watchlist('key_account', 'customer', within => 0.01) AS w
JOIN customer AS c ON c.id = (w.key ->> 'id')::int WHERE w.reason = 'near better' ORDER BY w.threshold DESC, c.id LIMIT 5;

\set ECHO none
\if :{?page}
\echo '━━━ 9. A page for everybody'
\echo
\pset format unaligned
\pset tuples_only on
\o :page
SELECT customer_grade.report_html('key_account', 'customer', name_column => 'name', amount_column => 'revenue');
\o
\echo 'The report page of this shop:' :page
\endif
\echo
\echo 'The server of this tour is removed now. README.md tells how to install customer_grade on yours; doc/tutorial.md'
\echo 'takes you through all of this step by step; "make report" writes the page of a shop with two years of history.'
