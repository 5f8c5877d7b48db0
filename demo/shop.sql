-- A small wholesale shop: 5,000 customers, two years of orders (2023 and 2024) and the
-- sales department's opportunities. Everything is computed from numbers, so the shop is
-- the same on every machine and on every day.

CREATE SCHEMA shop;
SET search_path = shop;

-- A number in [0, 1) for the nth thing of a kind: it looks random and never changes.
CREATE FUNCTION dice(kind text, n bigint) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT (('x' || substr(md5(kind || n), 1, 8))::bit(32)::bigint) / 4294967296.0 $$;

CREATE FUNCTION pick(kind text, n bigint, VARIADIC choices text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT choices[1 + floor(dice(kind, n) * array_length(choices, 1))] $$;

-- The standards read the columns from payment on.
CREATE TABLE customer (
	id              integer PRIMARY KEY,
	name            text NOT NULL,
	channel         text NOT NULL,
	joined_on       date NOT NULL,
	payment         text,
	orders_year     integer,
	revenue_year    numeric(12, 2),
	last_order_on   date,
	pipeline_amount numeric(12, 2),
	months_to_close integer
);

CREATE TABLE orders (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	customer_id integer NOT NULL REFERENCES customer,
	ordered_on  date NOT NULL,
	amount      numeric(12, 2) NOT NULL
);

CREATE TABLE opportunity (
	id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	customer_id integer NOT NULL REFERENCES customer,
	amount      numeric(12, 2) NOT NULL,
	closes_on   date NOT NULL
);

INSERT INTO customer (id, name, channel, joined_on, payment)
SELECT n,
	pick('city', n, '广州', '上海', '成都', '青岛', '哈尔滨', 'Hong Kong ', 'Singapore ')
		|| pick('word', n, '恒通', '远航', '明德', '万象', 'Lotus ', 'Harbour ', 'Jade ')
		|| pick('trade', n, '食品', '贸易', '茶业', 'Trading', 'Foods'),
	pick('channel', n, 'online', 'agent', 'agent', 'direct'),
	date '2018-01-01' + (dice('joined', n) * 2540)::integer,
	CASE WHEN dice('payment', n) < 0.80 THEN 'prompt'
		WHEN dice('payment', n) < 0.93 THEN 'late'
		WHEN dice('payment', n) < 0.98 THEN 'overdue' END
FROM generate_series(1, 5000) AS n;

-- A few customers buy a lot, many buy little, some have not bought yet.
INSERT INTO orders (customer_id, ordered_on, amount)
SELECT o.customer_id, o.ordered_on, o.amount
FROM (
	SELECT c.id AS customer_id,
		date '2023-01-01' + (dice('day', c.id * 1000 + i) * 730)::integer AS ordered_on,
		round(750 / (dice('size', c.id) + 0.03) * (0.5 + dice('amount', c.id * 1000 + i)), 2) AS amount
	FROM customer AS c,
		generate_series(1, (dice('orders', c.id) * dice('more', c.id) * 44)::integer) AS i
) AS o
JOIN customer AS c ON c.id = o.customer_id AND o.ordered_on >= c.joined_on
ORDER BY o.ordered_on, o.customer_id, o.amount;

INSERT INTO opportunity (customer_id, amount, closes_on)
SELECT id, round(5000 + 200000 * dice('deal', id) * dice('deal size', id), -2),
	date '2025-01-01' + (dice('closes', id) * 400)::integer
FROM customer
WHERE dice('opportunity', id) < 0.12
ORDER BY id;

CREATE INDEX ON orders (customer_id, ordered_on);

-- What the standard reads, as of the first of January 2025.
UPDATE customer AS c
SET orders_year = o.orders_year, revenue_year = o.revenue_year, last_order_on = o.last_order_on
FROM (
	SELECT customer_id, max(ordered_on) AS last_order_on,
		count(*) FILTER (WHERE ordered_on >= date '2024-01-01') AS orders_year,
		coalesce(sum(amount) FILTER (WHERE ordered_on >= date '2024-01-01'), 0) AS revenue_year
	FROM orders
	GROUP BY customer_id
) AS o
WHERE o.customer_id = c.id;

UPDATE customer AS c
SET pipeline_amount = p.amount,
	months_to_close = extract(year FROM age(p.closes_on, date '2025-01-01')) * 12
		+ extract(month FROM age(p.closes_on, date '2025-01-01'))
FROM opportunity AS p
WHERE p.customer_id = c.id;

VACUUM ANALYZE customer, orders, opportunity;
