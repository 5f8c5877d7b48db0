-- The tables of one world, in the schema :world; customer, orders and payment are partitioned if :by_id says how.
-- What a grade depends on: the customer's own row, orders (watched), payments (tracked), and a rate (watched through a
-- query). The standard "own" reads the customer's row only.

CREATE SCHEMA :world;
CREATE TABLE :world.rate (id int PRIMARY KEY, factor int NOT NULL);
CREATE TABLE :world.customer (id int PRIMARY KEY, amount int NOT NULL, rate_id int, own_grade text) :by_id;
CREATE TABLE :world.orders (id int PRIMARY KEY, customer_id int, amount int NOT NULL) :by_id;
CREATE TABLE :world.payment (id int PRIMARY KEY,
	customer_id int REFERENCES :world.customer ON UPDATE CASCADE ON DELETE CASCADE, amount int NOT NULL, paid_on date) :by_id;
SELECT format('CREATE TABLE %1$I.%2$I_%3$s PARTITION OF %1$I.%2$I FOR VALUES FROM (%4$s) TO (%5$s)', :'world', t, p, low, high)
FROM unnest(ARRAY['customer', 'orders', 'payment']) AS t, (VALUES (1, 'minvalue', '4'), (2, '4', '7'), (3, '7', 'maxvalue')) AS p (p, low, high)
WHERE :'by_id' <> '' \gexec
CREATE INDEX ON :world.orders (customer_id);
CREATE INDEX ON :world.payment (customer_id, paid_on);
INSERT INTO :world.rate SELECT i, i FROM generate_series(1, 3) AS i;
INSERT INTO :world.customer SELECT i, i * 10, 1 + i % 3 FROM generate_series(1, 8) AS i;
INSERT INTO :world.orders SELECT i, 1 + i % 8, i FROM generate_series(1, 10) AS i;
INSERT INTO :world.payment SELECT i, 1 + i % 8, i, date '2020-01-01' + i * 20 FROM generate_series(1, 10) AS i;

SELECT format('%I.customer', :'world') AS customer, format('%I.payment', :'world') AS payment, :'by_id' <> '' AS is_partitioned \gset
SELECT customer_grade.track(:'customer', :'payment', 'customer_id', 'paid_on', 'amount', months => 3);
CREATE VIEW :world.metrics AS
SELECT c.id, (c.amount + coalesce((SELECT sum(o.amount) FROM :world.orders AS o WHERE o.customer_id = c.id), 0)
		+ coalesce(customer_grade.sum_amount(a.series), 0)) * coalesce(r.factor, 1) AS amount
FROM :world.customer AS c LEFT JOIN :world.customer_payment_activity AS a ON a.id = c.id LEFT JOIN :world.rate AS r ON r.id = c.rate_id;
SELECT customer_grade.attach('total', :'customer', format('%I.metrics', :'world'));
SELECT customer_grade.attach('own', :'customer', mirror => CASE WHEN NOT :'is_partitioned' THEN 'own_grade' END);
SELECT customer_grade.watch('total', :'customer', format('%I.orders', :'world'), 'customer_id');
SELECT customer_grade.watch_through('total', :'customer', format('%I.rate', :'world'), ARRAY['id'],
	format('SELECT rate_id, id FROM %I.customer', :'world'));
-- events regrade by themselves in one world, by the activity that is made of them in the other
SELECT CASE WHEN NOT :'is_partitioned' THEN customer_grade.watch('total', :'customer', :'payment', 'customer_id')
	ELSE customer_grade.watch('total', :'customer', format('%I.customer_payment_activity', :'world'), 'id') END;

-- What the ledgers must say, in plain SQL.
CREATE VIEW :world.expected AS
SELECT s.standard, s.id, CASE WHEN s.amount >= 100 THEN 'A' WHEN s.amount >= 40 THEN 'B' ELSE 'C' END AS grade
FROM (
	SELECT 'own' AS standard, c.id, c.amount FROM :world.customer AS c
	UNION ALL
	SELECT 'total', c.id, (c.amount + coalesce((SELECT sum(o.amount) FROM :world.orders AS o WHERE o.customer_id = c.id), 0)
		+ coalesce((SELECT sum(p.amount) FROM :world.payment AS p WHERE p.customer_id = c.id AND p.paid_on IS NOT NULL), 0))
		* coalesce((SELECT r.factor FROM :world.rate AS r WHERE r.id = c.rate_id), 1)
	FROM :world.customer AS c) AS s;
CREATE VIEW :world.difference AS
SELECT 'ledger of ' || standard AS what, id::text AS key, l.grade AS stored, e.grade AS expected
FROM :world.expected AS e FULL JOIN (
	SELECT 'own' AS standard, id, grade FROM :world.customer_own_ledger
	UNION ALL SELECT 'total', id, grade FROM :world.customer_total_ledger) AS l USING (standard, id)
WHERE l.grade IS DISTINCT FROM e.grade
UNION ALL
SELECT 'mirror', id::text, c.own_grade, l.grade FROM :world.customer AS c LEFT JOIN :world.customer_own_ledger AS l USING (id)
WHERE NOT :'is_partitioned' AND c.own_grade IS DISTINCT FROM l.grade
UNION ALL
SELECT 'verify ' || s, v.key::text, v.stored_grade, v.grade
FROM unnest(ARRAY['own', 'total']) AS s, customer_grade.verify(s, :'customer') AS v
UNION ALL
SELECT 'verify_activity', v.key::text, v.stored::text, v.series::text FROM customer_grade.verify_activity(:'customer', :'payment') AS v;

-- Users' triggers, before ours in the order of their names and after them. A statement on a partition fires only its own.
SELECT format('CREATE TRIGGER %s_hook_%s_%s_%s %2$s %3$s ON %5$s FOR EACH %4$s EXECUTE FUNCTION hook(%6$L)', place, timing, event, level,
	relation, concat_ws('_', t, timing, event, level, place))
FROM unnest(ARRAY['customer', 'orders', 'payment', 'rate']) AS t, unnest(ARRAY['before', 'after']) AS timing,
	unnest(ARRAY['insert', 'update', 'delete', 'truncate']) AS event, unnest(ARRAY['row', 'statement']) AS level,
	unnest(ARRAY['a', 'z']) AS place, LATERAL (
		SELECT i.relation FROM (
			SELECT format('%I.%I', :'world', t)::regclass AS relation
			UNION SELECT inhrelid FROM pg_inherits WHERE inhparent = format('%I.%I', :'world', t)::regclass AND level = 'statement') AS i) AS r
WHERE event <> 'truncate' OR level = 'statement' \gexec
-- when grades and activities change, and at the end of the transaction
SELECT format('CREATE %s TRIGGER zz_hook_%s AFTER %2$s ON %I.%I %s FOR EACH ROW EXECUTE FUNCTION hook(%L)', kind, event, :'world', relation,
	moment, concat_ws('_', t, 'after', event, 'end'))
FROM (VALUES ('ledger', 'customer_total_ledger', '', ''), ('activity', 'customer_payment_activity', '', ''),
		('customer', 'customer', 'CONSTRAINT', 'DEFERRABLE INITIALLY DEFERRED')) AS o (t, relation, kind, moment),
	unnest(ARRAY['insert', 'update', 'delete']) AS event \gexec
