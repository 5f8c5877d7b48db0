-- Customers whose grades depend on their orders, kept in several ways. Each way has its own table of orders,
-- and all tables get the same orders.

SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS customer_grade;
CREATE SCHEMA keep;
SET search_path = keep, public;
CREATE FUNCTION empty_trigger() RETURNS trigger LANGUAGE c AS 'floor';
CREATE FUNCTION processor_ms() RETURNS double precision LANGUAGE c AS 'floor';
CREATE FUNCTION allocated() RETURNS bigint LANGUAGE c AS 'floor';
CREATE TABLE timing (what text, way text, jit boolean, value numeric, unit text);
-- kept: the table with the grades; ours: the extension's, the targets hold for the recommended one
CREATE TABLE way (place int GENERATED ALWAYS AS IDENTITY, name text PRIMARY KEY, orders regclass NOT NULL, kept regclass,
	slow boolean NOT NULL DEFAULT false, ours boolean NOT NULL DEFAULT false, recommended boolean NOT NULL DEFAULT false);

SELECT setseed(0.42), set_config('keep.customers', :'customers', false) \g /dev/null

SELECT customer_grade.define_standard('loyalty', $$
	grades A > B > C > D;
	metric amount number >= 0 unit 'CNY' 'ordered in all';
	grade A when amount >= 20000;
	grade B when amount >= 10000;
	grade C when amount >= 4000;
	grade D otherwise;
$$, '2020-01-01') \g /dev/null
CREATE FUNCTION letter(amount numeric) RETURNS text LANGUAGE sql IMMUTABLE AS
	$$ SELECT CASE WHEN amount >= 20000 THEN 'A' WHEN amount >= 10000 THEN 'B' WHEN amount >= 4000 THEN 'C' ELSE 'D' END $$;

-- Customers 1 to 100 have a history 100 times as long as that of the others.
CREATE UNLOGGED TABLE drawn (customer_id int, amount numeric(12, 2), ordered_on date);
INSERT INTO drawn
SELECT 1 + trunc(:customers * random()), exp(5.5 + random() + random())::numeric(12, 2), date '2024-04-01' + (n * 720 / :orders)::int
FROM generate_series(1::bigint, :orders) AS n;
INSERT INTO drawn
SELECT 1 + n % 100, exp(5.5 + random() + random())::numeric(12, 2), date '2024-04-01' + n % 720
FROM generate_series(1, (10000::bigint * :orders / :customers)::int) AS n;

CREATE PROCEDURE make_way(name text, more_columns text DEFAULT '') LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE TABLE %I (id int PRIMARY KEY, name text %s)', 'customer_' || name, more_columns);
	EXECUTE format('INSERT INTO %I (id, name) SELECT n, ''customer '' || n FROM generate_series(1, current_setting(''keep.customers'')::int) AS n', 'customer_' || name);
	EXECUTE format('CREATE TABLE %I (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id int NOT NULL, '
		'amount numeric(12, 2) NOT NULL, ordered_on date NOT NULL)', 'orders_' || name);
	EXECUTE format('INSERT INTO %I (customer_id, amount, ordered_on) SELECT * FROM drawn', 'orders_' || name);
	EXECUTE format('CREATE INDEX ON %I (customer_id)', 'orders_' || name);
	-- single orders, each a transaction, and how long the server takes for one
	EXECUTE format($f$
		CREATE PROCEDURE %I(customers int[], what text) LANGUAGE plpgsql AS $p$
		DECLARE
			customer int;
			start double precision := keep.processor_ms();
		BEGIN
			FOREACH customer IN ARRAY customers LOOP
				INSERT INTO keep.%I (customer_id, amount, ordered_on) VALUES (customer, 100, '2026-03-30');
				COMMIT;
			END LOOP;
			INSERT INTO keep.timing
			SELECT what, %L, false, 1000 * (keep.processor_ms() - start) / cardinality(customers), 'us'
			WHERE what IS NOT NULL;
		END $p$ $f$, 'one_by_one_' || name, 'orders_' || name, name);
	INSERT INTO way (name, orders) VALUES (name, 'orders_' || name);
END $$;

CALL make_way('plain');

-- a trigger that counts
CALL make_way('counters', ', orders int NOT NULL DEFAULT 0, amount numeric NOT NULL DEFAULT 0, grade text');
UPDATE customer_counters SET orders = t.orders, amount = t.amount, grade = letter(t.amount)
FROM (SELECT customer_id, count(*) AS orders, sum(amount) AS amount FROM orders_counters GROUP BY customer_id) AS t WHERE id = customer_id;
CREATE FUNCTION count_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE keep.customer_counters AS c SET orders = orders + 1, amount = c.amount + NEW.amount,
		grade = CASE WHEN c.amount + NEW.amount >= 20000 THEN 'A' WHEN c.amount + NEW.amount >= 10000 THEN 'B'
			WHEN c.amount + NEW.amount >= 4000 THEN 'C' ELSE 'D' END
	WHERE id = NEW.customer_id;
	RETURN NULL;
END $$;
CREATE TRIGGER count_order AFTER INSERT ON orders_counters FOR EACH ROW EXECUTE FUNCTION count_order();

-- a trigger that sums up the customer's orders again
CALL make_way('recompute', ', grade text');
UPDATE customer_recompute SET grade = letter(t.amount)
FROM (SELECT customer_id, sum(amount) AS amount FROM orders_recompute GROUP BY customer_id) AS t WHERE id = customer_id;
CREATE FUNCTION sum_orders() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	total numeric := (SELECT sum(amount) FROM keep.orders_recompute WHERE customer_id = NEW.customer_id);
BEGIN
	UPDATE keep.customer_recompute
	SET grade = CASE WHEN total >= 20000 THEN 'A' WHEN total >= 10000 THEN 'B' WHEN total >= 4000 THEN 'C' ELSE 'D' END
	WHERE id = NEW.customer_id;
	RETURN NULL;
END $$;
CREATE TRIGGER sum_orders AFTER INSERT ON orders_recompute FOR EACH ROW EXECUTE FUNCTION sum_orders();

UPDATE way SET kept = 'customer_counters' WHERE name = 'counters';
UPDATE way SET kept = 'customer_recompute', slow = true WHERE name = 'recompute';

-- attached; the metric is a sum over the customer's orders, or comes from the activity that track() keeps
CALL make_way('by_sum');
CREATE VIEW metrics_by_sum AS
SELECT c.id, coalesce((SELECT sum(o.amount) FROM orders_by_sum AS o WHERE o.customer_id = c.id), 0) AS amount FROM customer_by_sum AS c;
CALL make_way('by_activity');
SELECT customer_grade.track('customer_by_activity', 'orders_by_activity', '{customer_id}'::name[], 'ordered_on', 'amount', prefix => 'tracked') \g /dev/null
CREATE VIEW metrics_by_activity AS
SELECT c.id, coalesce(customer_grade.sum_amount(a.series), 0) AS amount FROM customer_by_activity AS c LEFT JOIN tracked_activity AS a USING (id);

-- everything again after each order: a materialized view
CREATE MATERIALIZED VIEW totals AS
SELECT customer_id, sum(amount) AS amount, letter(sum(amount)) AS grade FROM orders_plain GROUP BY customer_id;

-- many orders in one statement: at full scale 100,000 orders of 79,000 customers
CREATE UNLOGGED TABLE batch (customer_id int, amount numeric(12, 2), ordered_on date);
INSERT INTO batch
SELECT 1 + trunc(greatest(1, :customers / 200000) * trunc(least(:customers, 200000) * random())), 100, '2026-03-30'
FROM generate_series(1, least(100000, :customers / 2));

-- customers with their metrics in their own rows, for the review
SELECT customer_grade.define_standard('account', $$
	grades A > B > C > D;
	metric monthly_amount  number >= 0 unit 'CNY/month';
	metric months_to_close number >= 0 unit 'month';
	require monthly_amount, months_to_close;
	grade A when monthly_amount >= 10万 or months_to_close <= 3;
	grade B when monthly_amount >= 5万  or months_to_close <= 6;
	grade C when monthly_amount >= 2万  or months_to_close <= 12;
	grade D otherwise;
$$, '2020-01-01') \g /dev/null
CREATE TABLE account (id int PRIMARY KEY, name text, monthly_amount numeric(14, 2), months_to_close numeric(5, 1));
INSERT INTO account
SELECT n, 'account ' || n, exp(8.5 + 1.6 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))::numeric(14, 2),
	round((60 * random())::numeric, 1)
FROM generate_series(1, 2 * :customers) AS n;

-- customers that come all at once
CREATE TABLE arrival_plain (LIKE account INCLUDING ALL);
CREATE TABLE arrival_attached (LIKE account INCLUDING ALL);

VACUUM (ANALYZE);

CREATE PROCEDURE attach(subject text, statement text) LANGUAGE plpgsql AS $$
DECLARE
	start double precision := processor_ms();
BEGIN
	EXECUTE statement;
	INSERT INTO timing VALUES ('attach()', subject, false, processor_ms() - start, 'ms');
END $$;
CALL attach('account', $$ SELECT customer_grade.attach('account', 'account', prefix => 'account') $$);
CALL attach('arrival', $$ SELECT customer_grade.attach('account', 'arrival_attached', prefix => 'arrival') $$);
CALL attach('by_sum', $$ SELECT customer_grade.attach('loyalty', 'customer_by_sum', 'metrics_by_sum', prefix => 'by_sum') $$);
CALL attach('by_activity', $$ SELECT customer_grade.attach('loyalty', 'customer_by_activity', 'metrics_by_activity', prefix => 'by_activity') $$);
SELECT customer_grade.watch('loyalty', 'customer_by_sum', 'orders_by_sum', 'customer_id') \g /dev/null
SELECT customer_grade.watch('loyalty', 'customer_by_activity', 'tracked_activity', 'id') \g /dev/null
UPDATE way SET ours = true, recommended = name = 'by_activity', kept = (name || '_ledger')::regclass WHERE name LIKE 'by\_%';
VACUUM (ANALYZE) by_sum_ledger, by_activity_ledger, account_ledger;
CHECKPOINT;
