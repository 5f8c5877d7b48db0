-- Tables, standards, and the variants that are compared.

SET client_min_messages = warning;
CREATE EXTENSION customer_grade;
CREATE FUNCTION sales_floor(numeric, numeric) RETURNS text LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'floor';
CREATE FUNCTION empty_trigger() RETURNS trigger LANGUAGE c AS 'floor';
CREATE FUNCTION processor_ms() RETURNS double precision LANGUAGE c AS 'floor';
CREATE FUNCTION allocated() RETURNS bigint LANGUAGE c AS 'floor';

SELECT setseed(0.42) \g /dev/null

--
-- Thresholds: the rules of S01, sales opportunities
--
SELECT customer_grade.define_standard('sales', $$
	grades A > B > C > D;
	metric monthly_amount  number >= 0 unit 'CNY/month';
	metric months_to_close number >= 0 unit 'month';
	require monthly_amount, months_to_close;
	grade A when monthly_amount >= 10万 or months_to_close <= 3;
	grade B when monthly_amount >= 5万  or months_to_close <= 6;
	grade C when monthly_amount >= 2万  or months_to_close <= 12;
	grade D otherwise;
$$, '2020-01-01') \g /dev/null

CREATE FUNCTION sales_plpgsql(monthly_amount numeric, months_to_close numeric) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
	IF monthly_amount >= 100000 OR months_to_close <= 3 THEN
		RETURN 'A';
	ELSIF monthly_amount >= 50000 OR months_to_close <= 6 THEN
		RETURN 'B';
	ELSIF monthly_amount >= 20000 OR months_to_close <= 12 THEN
		RETURN 'C';
	END IF;
	RETURN 'D';
END $$;

CREATE UNLOGGED TABLE narrow (id int, name text, monthly_amount numeric(14, 2), months_to_close numeric(5, 1))
	WITH (autovacuum_enabled = off);
-- few customers are large, and few deals close soon: 8 % A, 9 % B, 18 % C, 65 % D
INSERT INTO narrow
SELECT n, 'customer ' || n, exp(8.5 + 1.6 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))::numeric(14, 2),
	round((60 * random())::numeric, 1)
FROM generate_series(1, :rows) AS n;

-- 20 columns; the metrics are number 10 and 20
CREATE UNLOGGED TABLE broad WITH (autovacuum_enabled = off) AS
SELECT id, name, id % 100 AS region, id % 7 AS segment, true AS active, date '2020-01-01' + id % 1000 AS since,
	'street ' || id AS address, id % 90000 AS postcode, NULL::text AS phone, monthly_amount,
	monthly_amount / 2 AS credit, id AS account, now() AS changed_at, 'x'::text AS remark, 5::smallint AS priority,
	0.17::numeric(3, 2) AS discount, id * 3::bigint AS reference, NULL::int AS parent, false AS blocked, months_to_close
FROM narrow;

--
-- A scorecard: the eight criteria of S09, pharmaceutical distributors, and the rest of its points
--
SELECT customer_grade.define_standard('card', $$
	grades A > B > C > D;
	metric amt_m1 number >= 0;
	metric amt_m2 number >= 0;
	metric amt_m3 number >= 0;
	metric amt_m4 number >= 0;
	metric amt_m5 number >= 0;
	metric amt_m6 number >= 0;
	metric quantity            number >= 0;
	metric gross_margin_pct    number <= 100;
	metric collection_status   text in ('normal' > 'over_red_line' > 'over_one_year');
	metric avg_collection_days number >= 0;
	metric problem_limit_days  number > 0;
	metric key_share_pct       number between 0 and 100;
	metric bid_price_breach    boolean;
	metric procurement_mode    text in ('advance_plan' > 'talk_then_platform' > 'other');
	metric rest_score          number between 0 and 10;
	require amt_m1, amt_m2, amt_m3, amt_m4, amt_m5, amt_m6, quantity, gross_margin_pct, collection_status,
		avg_collection_days, problem_limit_days, key_share_pct, bid_price_breach, procurement_mode, rest_score;
	define total  = amt_m1 + amt_m2 + amt_m3 + amt_m4 + amt_m5 + amt_m6;
	define spread = greatest(amt_m1, amt_m2, amt_m3, amt_m4, amt_m5, amt_m6)
		- least(amt_m1, amt_m2, amt_m3, amt_m4, amt_m5, amt_m6);
	criterion amount       max 20 = round(total * 20 / (6 * 400000), 4);
	criterion volume       max 10 = round(quantity * 10 / 60000, 4);
	criterion gross_margin max 12 = floor(gross_margin_pct);
	criterion stability    max 10 = 0 when total = 0, round((total - 6 * spread) * 10 / total, 4) otherwise;
	criterion collection   max 15 = 0 when collection_status = 'over_one_year', 2 when collection_status = 'over_red_line',
		round((problem_limit_days - avg_collection_days) * 15 / problem_limit_days, 4) otherwise;
	criterion key_products max 15 = 15 when key_share_pct >= 60, 12 when key_share_pct >= 55, 9 when key_share_pct >= 50,
		6 when key_share_pct >= 45, 3 when key_share_pct >= 40, 0 otherwise;
	criterion bid_price    max 3  = 0 when bid_price_breach, 3 otherwise;
	criterion procurement  max 5  = 5 when procurement_mode = 'advance_plan', 3 when procurement_mode = 'talk_then_platform', 0 otherwise;
	criterion rest         max 10 = rest_score;
	grade A when score >= 91;
	grade B when score >= 81;
	grade C when score >= 71;
	grade D otherwise;
$$, '2020-01-01') \g /dev/null

CREATE UNLOGGED TABLE partner (
	id int, amt_m1 numeric(14, 2), amt_m2 numeric(14, 2), amt_m3 numeric(14, 2), amt_m4 numeric(14, 2), amt_m5 numeric(14, 2),
	amt_m6 numeric(14, 2), quantity int, gross_margin_pct numeric(5, 2), collection_status text, avg_collection_days numeric(5, 1),
	problem_limit_days int, key_share_pct numeric(5, 2), bid_price_breach boolean, procurement_mode text, rest_score numeric(4, 1))
	WITH (autovacuum_enabled = off);
INSERT INTO partner
SELECT n, (size * (0.85 + random() * 0.3))::numeric(14, 2), (size * (0.85 + random() * 0.3))::numeric(14, 2),
	(size * (0.85 + random() * 0.3))::numeric(14, 2), (size * (0.85 + random() * 0.3))::numeric(14, 2),
	(size * (0.85 + random() * 0.3))::numeric(14, 2), (size * (0.85 + random() * 0.3))::numeric(14, 2),
	size / 7, (random() * 20 - 2)::numeric(5, 2),
	CASE WHEN random() < 0.9 THEN 'normal' WHEN random() < 0.8 THEN 'over_red_line' ELSE 'over_one_year' END,
	(random() * 70)::numeric(5, 1), 90, (random() * 100)::numeric(5, 2), random() < 0.1,
	(ARRAY['advance_plan', 'talk_then_platform', 'other'])[1 + floor(random() * 3)], (random() * 10)::numeric(4, 1)
FROM (SELECT n, random() * 400000 AS size FROM generate_series(1, :rows) AS n) AS drawn;

CREATE FUNCTION card_plpgsql(p partner) RETURNS numeric LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
	total  numeric := p.amt_m1 + p.amt_m2 + p.amt_m3 + p.amt_m4 + p.amt_m5 + p.amt_m6;
	spread numeric := greatest(p.amt_m1, p.amt_m2, p.amt_m3, p.amt_m4, p.amt_m5, p.amt_m6)
		- least(p.amt_m1, p.amt_m2, p.amt_m3, p.amt_m4, p.amt_m5, p.amt_m6);
	points numeric;
	score  numeric;
BEGIN
	score := least(greatest(round(total * 20 / (6 * 400000), 4), 0), 20);
	score := score + least(greatest(round(p.quantity::numeric * 10 / 60000, 4), 0), 10);
	score := score + least(greatest(floor(p.gross_margin_pct), 0), 12);
	IF total <> 0 THEN
		score := score + least(greatest(round((total - 6 * spread) * 10 / total, 4), 0), 10);
	END IF;
	IF p.collection_status = 'over_one_year' THEN
		points := 0;
	ELSIF p.collection_status = 'over_red_line' THEN
		points := 2;
	ELSE
		points := least(greatest(round((p.problem_limit_days - p.avg_collection_days) * 15 / p.problem_limit_days, 4), 0), 15);
	END IF;
	score := score + points;
	IF p.key_share_pct >= 60 THEN
		points := 15;
	ELSIF p.key_share_pct >= 55 THEN
		points := 12;
	ELSIF p.key_share_pct >= 50 THEN
		points := 9;
	ELSIF p.key_share_pct >= 45 THEN
		points := 6;
	ELSIF p.key_share_pct >= 40 THEN
		points := 3;
	ELSE
		points := 0;
	END IF;
	score := score + points;
	IF NOT p.bid_price_breach THEN
		score := score + 3;
	END IF;
	IF p.procurement_mode = 'advance_plan' THEN
		score := score + 5;
	ELSIF p.procurement_mode = 'talk_then_platform' THEN
		score := score + 3;
	END IF;
	RETURN score + p.rest_score;
END $$;
CREATE FUNCTION card_plpgsql_grade(p partner) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
	score numeric := card_plpgsql(p);
BEGIN
	IF score >= 91 THEN
		RETURN 'A';
	ELSIF score >= 81 THEN
		RETURN 'B';
	ELSIF score >= 71 THEN
		RETURN 'C';
	END IF;
	RETURN 'D';
END $$;

-- OFFSET 0 prevents flattening, so that total, spread and score are computed once although they are read several times
CREATE VIEW card_sql AS
SELECT id, score,
	CASE WHEN score >= 91 THEN 'A' WHEN score >= 81 THEN 'B' WHEN score >= 71 THEN 'C' ELSE 'D' END AS grade
FROM (SELECT id,
		least(greatest(round(total * 20 / (6 * 400000), 4), 0), 20)
		+ least(greatest(round(quantity::numeric * 10 / 60000, 4), 0), 10)
		+ least(greatest(floor(gross_margin_pct), 0), 12)
		+ CASE WHEN total = 0 THEN 0 ELSE least(greatest(round((total - 6 * spread) * 10 / total, 4), 0), 10) END
		+ CASE collection_status WHEN 'over_one_year' THEN 0 WHEN 'over_red_line' THEN 2
			ELSE least(greatest(round((problem_limit_days - avg_collection_days) * 15 / problem_limit_days, 4), 0), 15) END
		+ CASE WHEN key_share_pct >= 60 THEN 15::numeric WHEN key_share_pct >= 55 THEN 12 WHEN key_share_pct >= 50 THEN 9
			WHEN key_share_pct >= 45 THEN 6 WHEN key_share_pct >= 40 THEN 3 ELSE 0 END
		+ CASE WHEN bid_price_breach THEN 0::numeric ELSE 3 END
		+ CASE procurement_mode WHEN 'advance_plan' THEN 5::numeric WHEN 'talk_then_platform' THEN 3 ELSE 0 END
		+ rest_score AS score
	FROM (SELECT *, amt_m1 + amt_m2 + amt_m3 + amt_m4 + amt_m5 + amt_m6 AS total,
			greatest(amt_m1, amt_m2, amt_m3, amt_m4, amt_m5, amt_m6) - least(amt_m1, amt_m2, amt_m3, amt_m4, amt_m5, amt_m6) AS spread
		FROM partner OFFSET 0) AS summed OFFSET 0) AS scored;

--
-- Tables that keep the grade of their rows
--
CREATE UNLOGGED TABLE kept_plain (id int, name text, monthly_amount numeric(14, 2), months_to_close numeric(5, 1), grade text)
	WITH (autovacuum_enabled = off);
CREATE UNLOGGED TABLE kept_empty (LIKE kept_plain) WITH (autovacuum_enabled = off);
CREATE UNLOGGED TABLE kept_grade_row (LIKE kept_plain) WITH (autovacuum_enabled = off);
CREATE UNLOGGED TABLE kept_plpgsql (LIKE kept_plain) WITH (autovacuum_enabled = off);
CREATE UNLOGGED TABLE kept_generated (id int, name text, monthly_amount numeric(14, 2), months_to_close numeric(5, 1),
	grade text GENERATED ALWAYS AS (
		CASE WHEN monthly_amount >= 100000 OR months_to_close <= 3 THEN 'A'
			WHEN monthly_amount >= 50000 OR months_to_close <= 6 THEN 'B'
			WHEN monthly_amount >= 20000 OR months_to_close <= 12 THEN 'C' ELSE 'D' END) STORED)
	WITH (autovacuum_enabled = off);

CREATE TRIGGER grade BEFORE INSERT OR UPDATE ON kept_empty FOR EACH ROW EXECUTE FUNCTION empty_trigger();
CREATE TRIGGER grade BEFORE INSERT OR UPDATE ON kept_grade_row FOR EACH ROW
	EXECUTE FUNCTION customer_grade.grade_row('sales', 'grade');
CREATE FUNCTION plpgsql_trigger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.grade := CASE WHEN NEW.monthly_amount >= 100000 OR NEW.months_to_close <= 3 THEN 'A'
		WHEN NEW.monthly_amount >= 50000 OR NEW.months_to_close <= 6 THEN 'B'
		WHEN NEW.monthly_amount >= 20000 OR NEW.months_to_close <= 12 THEN 'C' ELSE 'D' END;
	RETURN NEW;
END $$;
CREATE TRIGGER grade BEFORE INSERT OR UPDATE ON kept_plpgsql FOR EACH ROW EXECUTE FUNCTION plpgsql_trigger();

VACUUM (ANALYZE) narrow, broad, partner;
CHECKPOINT;
