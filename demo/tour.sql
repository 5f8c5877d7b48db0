-- A guided tour of customer_grade; "make demo" runs it on a throw-away server.

\set ON_ERROR_STOP on
\pset pager off
\pset footer off
\pset null '-'
\pset linestyle unicode

\echo
\echo '━━━ 1. A shop'
\echo
\echo '5,000 customers, two years of orders, and the opportunities that sales works on.'
\echo
\ir shop.sql
CREATE EXTENSION customer_grade;

\set ECHO queries

SELECT (SELECT count(*) FROM customer) AS customers, count(*) AS orders, min(ordered_on) AS first,
	max(ordered_on) AS last, sum(amount) AS revenue, (SELECT count(*) FROM opportunity) AS opportunities
FROM orders;

SELECT * FROM customer WHERE id IN (7, 45, 82, 202) ORDER BY id;

\echo '━━━ 2. A standard is a text'
\echo
\echo 'People can read it. The database checks it when it is entered, and keeps its versions,'
\echo 'each with the dates on which it is in force. Here are the version of 2023 and its successor'
\echo 'of July 2024, which asks for more and punishes unpaid invoices. 10万 is 100,000.'
\echo

SELECT customer_grade.define_standard('key_account', $$
  grades A '重点客户 | key account' > B '优质客户 | good' > C '普通客户 | regular' > D '零散客户 | occasional';

  metric orders_year     number >= 0 unit 'order' '近一年订单 | orders of the last twelve months';
  metric revenue_year    number >= 0 unit 'CNY'   '近一年销售额 | revenue of the last twelve months';
  metric pipeline_amount number >= 0 unit 'CNY'   '在谈金额 | opportunity';
  metric months_to_close number >= 0 unit 'month' '预计成交期 | months until it closes';

  require revenue_year, orders_year;
  define deal_soon = months_to_close <= 3;    -- null where there is no opportunity

  grade A when revenue_year >= 8万 or (pipeline_amount >= 10万 and deal_soon) is true;
  grade B when revenue_year >= 2万 or (pipeline_amount >=  5万 and deal_soon) is true;
  grade C when orders_year >= 2;
  grade D otherwise;
$$, effective_from => '2023-01-01', title => 'Key accounts');

SELECT customer_grade.define_standard('key_account', $$
  grades A '重点客户 | key account' > B '优质客户 | good' > C '普通客户 | regular' > D '零散客户 | occasional';

  metric orders_year     number >= 0 unit 'order' '近一年订单 | orders of the last twelve months';
  metric revenue_year    number >= 0 unit 'CNY'   '近一年销售额 | revenue of the last twelve months';
  metric pipeline_amount number >= 0 unit 'CNY'   '在谈金额 | opportunity';
  metric months_to_close number >= 0 unit 'month' '预计成交期 | months until it closes';
  metric payment         text in ('prompt' > 'late' > 'overdue') '回款 | payment';

  require revenue_year, orders_year;
  define deal_soon = months_to_close <= 3;    -- null where there is no opportunity

  grade A when revenue_year >= 10万 or (pipeline_amount >= 10万 and deal_soon) is true;
  grade B when revenue_year >= 3万  or (pipeline_amount >=  5万 and deal_soon) is true;
  grade C when revenue_year >= 2000 and orders_year >= 2;
  grade D otherwise;
  cap C when (payment = 'overdue') is true '有逾期款 | an invoice is overdue';
$$, effective_from => '2024-07-01', title => 'Key accounts');

SELECT name, version, effective, title FROM customer_grade.standard ORDER BY name, version;

\echo 'A typo is refused:'
\echo
\set ON_ERROR_STOP off
\set VERBOSITY default
SELECT 'grades A > B;
metric revenue_year number;
grade A when revenu_year >= 10万;
grade B otherwise;'::customer_grade.rubric;
\set ON_ERROR_STOP on

\echo
\echo '━━━ 3. Everybody gets a grade'
\echo
\echo 'The shop''s calendar stands still on the first of January 2025.'
\echo

SET customer_grade.as_of = '2025-01-01';

CREATE VIEW graded AS
SELECT c.id, c.name, c.revenue_year, a.grade, a.rank, a.rule, a.adjusted, a.reason
FROM customer AS c, customer_grade.assess('key_account', c) AS a;

SELECT coalesce(grade, 'not graded') AS grade, count(*) AS customers,
	round(100 * sum(revenue_year) / sum(sum(revenue_year)) OVER (), 1) AS "% revenue",
	repeat('█', (60 * count(*) / sum(count(*)) OVER ())::integer) AS share
FROM graded
GROUP BY graded.grade, rank
ORDER BY rank NULLS LAST;

\echo 'Customers that have never ordered do not drop into the lowest grade: they are not graded,'
\echo 'and the reason says why.'
\echo

SELECT reason, count(*) FROM graded WHERE grade IS NULL GROUP BY reason ORDER BY reason;

\echo '━━━ 4. Why?'
\echo
\echo 'The biggest customer below B. explain() shows each step: what was read, which rules were'
\echo 'tried, what the caps did. (Its columns title and expression are left out here.)'
\echo

\set ECHO none
SELECT id FROM graded WHERE grade > 'B' ORDER BY revenue_year DESC LIMIT 1
\gset customer_
\set ECHO queries

SELECT id, name, revenue_year, grade, adjusted FROM graded WHERE id = :customer_id;

SELECT step, kind, e.name, value, outcome
FROM customer AS c, customer_grade.explain('key_account', c) AS e
WHERE c.id = :customer_id
ORDER BY step;

\echo '━━━ 5. Kept up to date by a trigger'
\echo
\echo 'The customer''s row has a column for its grade. An order changes the row, and a trigger'
\echo 'updates the grade.'
\echo

ALTER TABLE customer ADD COLUMN grade text;

CREATE TRIGGER grade BEFORE INSERT OR UPDATE ON customer FOR EACH ROW
	EXECUTE FUNCTION customer_grade.grade_row('key_account', 'grade');

CREATE FUNCTION order_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE customer
	SET orders_year = coalesce(orders_year, 0) + 1,
		revenue_year = coalesce(revenue_year, 0) + NEW.amount,
		last_order_on = NEW.ordered_on
	WHERE id = NEW.customer_id;
	RETURN NULL;
END
$$;

CREATE TRIGGER order_counts AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION order_counts();

UPDATE customer SET id = id;    -- the first time: grade all customers

SELECT id, name, orders_year, revenue_year, grade FROM customer WHERE id IN (45, 202) ORDER BY id;

INSERT INTO orders (customer_id, ordered_on, amount) VALUES (45, '2025-01-01', 480), (202, '2025-01-01', 25000);

SELECT id, name, orders_year, revenue_year, grade FROM customer WHERE id IN (45, 202) ORDER BY id;

\echo '━━━ 6. A scorecard of 100 points'
\echo
\echo 'Points, maximums and cut-offs. The highest revenue is a parameter, which comes from outside.'
\echo

SELECT customer_grade.define_standard('loyalty', $$
  grades gold '金 | gold' > silver '银 | silver' > bronze '铜 | bronze';

  metric channel       text in ('direct', 'agent', 'online');
  metric orders_year   number >= 0;
  metric revenue_year  number >= 0;
  metric last_order_on date;
  metric payment       text in ('prompt' > 'late' > 'overdue');
  parameter as_of date;                     -- the evaluation date
  parameter top_revenue number > 0 unit 'CNY' 'highest revenue of a customer';

  criterion revenue   max 40 '销售额 | revenue'   = round(40 * sqrt(revenue_year / top_revenue), 1);
  criterion frequency max 20 '频率 | frequency'   = orders_year;
  criterion recency   max 20 '最近 | recency'     = 20 when as_of - last_order_on <= 30,
                                                    10 when as_of - last_order_on <= 90, 0 otherwise;
  criterion payment   max 15 missing 5 '回款 | payment' = 15 when payment = 'prompt', 8 when payment = 'late', 0 otherwise;
  criterion channel   max 5 '渠道 | channel'      = 5 when channel = 'direct', 3 when channel = 'agent', 0 otherwise;

  grade gold   when score >= 70;
  grade silver when score >= 45;
  grade bronze otherwise;
$$, effective_from => '2023-01-01');

SELECT jsonb_build_object('top_revenue', max(revenue_year)) AS parameters FROM customer;

\set ECHO none
SELECT jsonb_build_object('top_revenue', max(revenue_year)) AS parameters FROM customer
\gset
\set ECHO queries

SELECT coalesce(a.grade, 'not graded') AS grade, count(*) AS customers, round(avg(a.score), 1) AS "average score",
	repeat('█', (60 * count(*) / sum(count(*)) OVER ())::integer) AS share
FROM customer AS c, customer_grade.assess('loyalty', c, :'parameters') AS a
GROUP BY a.grade, a.rank
ORDER BY a.rank NULLS LAST;

SELECT c.name, a.score, a.grade
FROM customer AS c, customer_grade.assess('loyalty', c, :'parameters') AS a
WHERE a.score IS NOT NULL
ORDER BY a.score DESC, c.id
LIMIT 5;

SELECT step, kind, e.name, value, outcome
FROM customer AS c, customer_grade.explain('loyalty', c, :'parameters') AS e
WHERE c.id = 202
ORDER BY step;

\echo '━━━ 7. What it was, and what if'
\echo
\echo 'For an earlier date, the version of that date answers:'
\echo

SET customer_grade.as_of = '2024-06-30';
SELECT grade, count(*) FROM graded GROUP BY grade, rank ORDER BY rank NULLS LAST;
SET customer_grade.as_of = '2025-01-01';

\echo
\echo 'You can also compare two versions. Which customers moved when version 2 replaced version 1?'
\echo

SELECT coalesce(customer_grade.grade(v1.rubric, c), '-') AS "version 1",
	coalesce(customer_grade.grade(v2.rubric, c), '-') AS "version 2", count(*)
FROM customer AS c, customer_grade.standard AS v1, customer_grade.standard AS v2
WHERE v1.name = 'key_account' AND v1.version = 1 AND v2.name = 'key_account' AND v2.version = 2
GROUP BY 1, 2
ORDER BY 1, 2
\crosstabview "version 1" "version 2" count

\echo
\echo '━━━ 8. No lock-in'
\echo
\echo 'Here is the same standard as plain SQL, for a server without the extension:'
\echo

\pset format unaligned
\pset tuples_only on
SELECT customer_grade.to_sql('key_account', 'c');
\pset format aligned
\pset tuples_only off

\echo
\echo 'And ready-made standards to begin with:'
\echo

SELECT name, version, title_en, effective FROM customer_grade.catalog ORDER BY name, version;

\echo 'The server of this tour is removed now. README.md tells how to install customer_grade on yours,'
\echo 'and doc/tutorial.md shows how to keep a table graded. "make report" writes a report page.'
\echo
