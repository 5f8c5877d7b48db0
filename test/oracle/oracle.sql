-- The oracle of the evaluator: random rubrics over random rows, graded by grade(), score() and
-- rank(), and by the plain SQL that to_sql() prints. Both must give the same answer, display
-- scale included, or fail with the same SQLSTATE.
--
-- A rubric is evaluated in every way its row can come: rewritten by the planner into a call with
-- columns, as a composite value, as jsonb. CALL oracle.run(rubrics, rows) leaves what differs in
-- oracle.difference and the numbers in oracle.outcome; setseed() before it makes a run repeatable.

CREATE SCHEMA oracle;
SET search_path = oracle, public;

CREATE DOMAIN oracle.whole AS integer;
CREATE DOMAIN oracle.amount AS numeric(12, 2);
CREATE TYPE oracle.grade AS ENUM ('poor', 'excellent', 'fair', 'good', 'none');

-- Metrics by type: numbers, ordered values (o...), other text, booleans, dates.
CREATE TABLE oracle.customer (
	id integer PRIMARY KEY,
	i2 smallint, i4 oracle.whole, i8 bigint,
	n0 numeric(9), n2 oracle.amount, n5 numeric(30, 5), n numeric,
	r real, d double precision,
	ot text, ov varchar(12), oc char(12), oe oracle.grade,
	t text, v varchar(12), c char(12),
	b boolean, b2 boolean,
	d1 date, d2 date
);

CREATE TABLE oracle.difference (
	rubric text, parameters jsonb, "row" oracle.customer, way text, part text,
	evaluator text, "sql" text, printed text
);

-- The answers to the rubric at hand, and what came of each rubric.
CREATE UNLOGGED TABLE oracle.answer (id integer, way text, part text, answer text, failed boolean);
CREATE TABLE oracle.outcome (compared bigint, failed bigint);

-- ------------------------------------------------------------------ choosing

CREATE FUNCTION oracle.chance(percent integer) RETURNS boolean
LANGUAGE sql AS 'SELECT random() * 100 < percent';

CREATE FUNCTION oracle.below(n integer) RETURNS integer
LANGUAGE sql AS 'SELECT floor(random() * n)::integer';

CREATE FUNCTION oracle.one_of(VARIADIC choices text[]) RETURNS text
LANGUAGE sql AS 'SELECT choices[1 + oracle.below(cardinality(choices))]';

-- ---------------------------------------------------------------------- rows

-- The numbers that rubrics compare with, and their neighbours.
CREATE FUNCTION oracle.number() RETURNS numeric
LANGUAGE sql AS $$
	SELECT oracle.one_of('0', '0', '0', '1', '-1', '2', '3', '5', '10', '60', '80', '80.5', '100', '99.99', '100.01',
		'0.5', '1.5', '2.5', '-0.5', '-2.5', '0.00005', '1.00005', '0.000049', '99.995', '0.05', '1.10', '2.50',
		'15000', '100000', '99999', '20000', '0.10', '0.0', '3.14159')::numeric
$$;

CREATE FUNCTION oracle.fill(rows integer) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	x oracle.customer;
BEGIN
	TRUNCATE oracle.customer;
	FOR i IN 1 .. rows LOOP
		x := NULL;
		x.id := i;
		x.i2 := CASE WHEN oracle.chance(5) THEN oracle.one_of('32767', '-32768')::smallint
			WHEN oracle.chance(50) THEN trunc(least(oracle.number(), 32767)) ELSE oracle.below(200) - 50 END;
		x.i4 := CASE WHEN oracle.chance(5) THEN oracle.one_of('2147483647', '-2147483648')::integer
			WHEN oracle.chance(50) THEN trunc(oracle.number()) ELSE oracle.below(1000) - 100 END;
		x.i8 := CASE WHEN oracle.chance(10) THEN oracle.one_of('9223372036854775807', '-9223372036854775808', '9007199254740993')::bigint
			WHEN oracle.chance(50) THEN trunc(oracle.number()) ELSE oracle.below(200000) END;
		x.n0 := CASE WHEN oracle.chance(50) THEN trunc(oracle.number()) ELSE oracle.below(150) END;
		x.n2 := CASE WHEN oracle.chance(50) THEN oracle.number() ELSE (random() * 200)::numeric END;
		x.n5 := CASE WHEN oracle.chance(5) THEN oracle.one_of('1234567890123456789012345.67891', '-9999999999999999999999999.99999', '0.00001')::numeric
			WHEN oracle.chance(50) THEN oracle.number() ELSE (random() * 1000)::numeric END;
		x.n := CASE WHEN oracle.chance(8) THEN oracle.one_of('1e30', '-1e20', '1e-20', '12345678901234567890123456789012345678901234567890.123', 'NaN',
				'0.000', '100.000000', '7.000000000000000000000000000000000000000001')::numeric
			WHEN oracle.chance(50) THEN oracle.number() ELSE round((random() * 100)::numeric, oracle.below(12)) END;
		x.r := CASE WHEN oracle.chance(6) THEN oracle.one_of('3e38', '1e-30', '16777217', 'NaN', 'Infinity', '-0')::real
			WHEN oracle.chance(50) THEN oracle.number() ELSE random() * 100 END;
		x.d := CASE WHEN oracle.chance(6) THEN oracle.one_of('1e300', '-1e200', '1e-300', 'NaN', '-Infinity', '-0', '123456789.123456789')::float8
			WHEN oracle.chance(50) THEN oracle.number() ELSE random() * 100 END;
		x.ot := oracle.one_of('excellent', 'good', 'fair', 'poor');
		x.ov := oracle.one_of('excellent', 'good', 'fair', 'poor');
		x.oc := oracle.one_of('excellent', 'good', 'fair', 'poor');
		x.oe := oracle.one_of('excellent', 'good', 'fair', 'poor')::oracle.grade;
		IF oracle.chance(3) THEN
			x.ot := oracle.one_of('gud', 'Good', '', 'good ');
			x.oe := 'none';
		END IF;
		x.t := oracle.one_of('gold', 'silver', '金', 'it''s', 'a\b', '', 'gold ');
		x.v := oracle.one_of('gold', 'silver', '金', 'other');
		x.c := oracle.one_of('gold', 'silver', '金', 'other');
		x.b := oracle.chance(50);
		x.b2 := oracle.chance(50);
		x.d1 := date '2016-04-21' + oracle.below(60) - 30;
		x.d2 := date '2016-04-21' + oracle.below(4) - 2;
		IF oracle.chance(2) THEN
			x.d1 := oracle.one_of('infinity', '-infinity', '5874897-12-31', '4713-11-24 BC')::date;
		END IF;

		-- nulls: none, some, nearly all
		SELECT (jsonb_populate_record(NULL::oracle.customer, jsonb_object_agg(key, value))).* INTO x
		FROM jsonb_each(to_jsonb(x)) CROSS JOIN (SELECT oracle.one_of('0', '10', '10', '30', '90')::integer AS percent) AS nulls
		WHERE key = 'id' OR NOT oracle.chance(percent);
		INSERT INTO oracle.customer SELECT x.*;
	END LOOP;
END
$$;

-- An error as assess() tells it.
CREATE FUNCTION oracle.refused(message text, detail text) RETURNS text
LANGUAGE sql AS $$ SELECT 'refused: ' || message || coalesce(' (' || substring(detail FROM '^The domain is: (.*)\.$') || ')', '') $$;

-- --------------------------------------------------------------- expressions
--
-- names: what may be read, {"number": [...], "ordered": [...], "text": ..., "boolean": ..., "date": ...};
-- "column": the numbers that are columns.
-- Expressions that SQL would compute while planning are avoided, since SQL may
-- then fail where nothing is evaluated: no constant divisions, no null
-- operands of operators, no true and false in conditions.

CREATE FUNCTION oracle.name_of(names jsonb, type text) RETURNS text
LANGUAGE sql AS 'SELECT names -> type ->> oracle.below(jsonb_array_length(names -> type))';

CREATE FUNCTION oracle.literal() RETURNS text
LANGUAGE sql AS $$
	SELECT oracle.one_of('0', '1', '2', '3', '5', '10', '60', '80', '80.5', '100', '99.99', '0.5', '1.5', '2.5', '1.00005', '0.00005', '99.995',
		'5%', '10%', '1.10', '2.50', '1.5万', '10万', '2万', '1亿', '-1', '-2.5', '20', '7.000', '16777217', '9007199254740993')
$$;

CREATE FUNCTION oracle.positive_literal() RETURNS text
LANGUAGE sql AS $$
	SELECT oracle.one_of('1', '2', '3', '7', '10', '100', '0.5', '1.5', '2.50', '5%', '1.5万', '0.3', '12.0')
$$;

CREATE FUNCTION oracle.number_expression(names jsonb, depth integer) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	kind integer;
	a text;
	b text;
BEGIN
	IF depth <= 0 OR oracle.chance(25) THEN
		RETURN CASE WHEN oracle.chance(75) THEN oracle.name_of(names, 'number') ELSE oracle.literal() END;
	END IF;
	kind := oracle.below(42);
	a := oracle.number_expression(names, depth - 1);
	b := oracle.number_expression(names, depth - 1);
	RETURN CASE
		WHEN kind <= 2 THEN format('%s + %s', a, b)
		WHEN kind <= 4 THEN format('%s - %s', a, b)
		WHEN kind <= 6 THEN format('(%s) * %s', a, b)
		WHEN kind = 7 THEN format('(%s) / %s', a, oracle.positive_literal())
		WHEN kind = 8 THEN format('(%s) / %s', a, oracle.name_of(names, 'column'))
		WHEN kind = 9 THEN format('(%s) / nullif(%s, 0)', a, oracle.name_of(names, 'column'))
		WHEN kind = 10 THEN format('-(%s)', a)
		WHEN kind = 11 THEN format('%s(%s)', oracle.one_of('abs', 'ceil', 'floor', 'round', 'trunc'), a)
		WHEN kind <= 13 THEN format('%s(%s, %s)', oracle.one_of('round', 'trunc'), a, oracle.one_of('0', '1', '2', '4', '-1', '2.5', 'least(i2, 3)'))
		WHEN kind <= 15 THEN format('%s(%s, %s)', oracle.one_of('least', 'greatest'), a, b)
		WHEN kind = 16 THEN format('%s(%s, %s, %s)', oracle.one_of('least', 'greatest'), a, oracle.literal(), b)
		WHEN kind <= 18 THEN format('coalesce(%s, %s)', oracle.number_that_reads_row(names, depth - 1), b)
		WHEN kind = 19 THEN format('nullif(%s, %s)', oracle.name_of(names, 'column'), b)
		WHEN kind = 20 THEN format('case when %s then %s else %s end', oracle.condition(names, depth - 1), a, b)
		WHEN kind = 21 THEN format('case when %s then %s when %s then %s end', oracle.condition(names, depth - 1), a,
			oracle.condition(names, 0), b)
		WHEN kind = 22 THEN format('case %s when %s then %s when %s then %s else %s end', oracle.name_of(names, 'column'),
			oracle.literal(), a, oracle.literal(), oracle.literal(), b)
		WHEN kind = 23 THEN format('(%s - %s)', oracle.date_expression(names), oracle.one_of(oracle.date_literal(),
			format('coalesce(%s, %s)', oracle.name_of(names, 'date'), oracle.date_literal())))
		WHEN kind = 24 THEN format('ln(%s)', CASE WHEN oracle.chance(70) THEN format('abs(%s) + 1', oracle.name_of(names, 'column'))
			ELSE oracle.name_of(names, 'column') END)
		WHEN kind = 25 THEN format('sqrt(%s)', CASE WHEN oracle.chance(70) THEN format('abs(%s)', oracle.name_of(names, 'column'))
			ELSE oracle.name_of(names, 'column') END)
		WHEN kind = 26 THEN format('exp(least(%s, 10) / 10)', oracle.name_of(names, 'column'))
		WHEN kind = 27 THEN format('power(least(abs(%s), 1000), %s)', oracle.name_of(names, 'column'), oracle.one_of('2', '0.5', '3', '1.5'))
		-- beyond what numeric, double precision or integer can hold
		WHEN kind = 28 THEN format('exp(%s * 1万)', oracle.name_of(names, 'column'))
		WHEN kind = 29 THEN format('(%s) * exp(least(%s, 700))', a, oracle.name_of(names, 'column'))
		WHEN kind = 30 THEN format('power(10, %s * 1000)', oracle.name_of(names, 'column'))
		WHEN kind = 31 THEN format('%s(%s, %s * 1亿)', oracle.one_of('round', 'trunc'), a, oracle.name_of(names, 'column'))
		WHEN kind = 32 THEN format('power(%s, %s)', oracle.name_of(names, 'column'), oracle.one_of('2', '0.5', '-1'))
		WHEN kind = 33 THEN format('mod(%s, %s)', a, oracle.one_of(oracle.positive_literal(), oracle.name_of(names, 'column'), '-3'))
		WHEN kind = 34 THEN format('log10(%s)', CASE WHEN oracle.chance(70) THEN format('abs(%s) + 1', oracle.name_of(names, 'column'))
			ELSE oracle.name_of(names, 'column') END)
		WHEN kind <= 36 THEN format('length(%s)', oracle.text_expression(names))
		WHEN kind <= 38 THEN format('%s(%s)', oracle.one_of('year', 'month', 'day'), oracle.finite_date(names))
		WHEN kind = 39 THEN format('%s(%s, %s)', oracle.one_of('months_between', 'years_between'), oracle.finite_date(names), oracle.finite_date(names))
		WHEN kind = 40 THEN format('(%s - (%s))', oracle.date_literal(), oracle.finite_date(names))
		ELSE format('%s(%s + length(%s))', oracle.one_of('abs', 'floor'), a, oracle.text_expression(names))
	END;
END
$$;

CREATE FUNCTION oracle.date_literal() RETURNS text
LANGUAGE sql AS $$ SELECT format('date %L', oracle.one_of('2016-04-20', '2016-04-21', '2016-04-22', '2016-05-01')) $$;

-- SQL gives an infinite date an infinite year, and no month.
CREATE FUNCTION oracle.finite_date(names jsonb) RETURNS text
LANGUAGE sql AS $$
	SELECT CASE oracle.below(3)
		WHEN 0 THEN format('d2 %s %s', oracle.one_of('+', '-'), oracle.one_of('1 day', '3 weeks', '1 month', '1 quarter', '11 months', '2 years', '45 days'))
		WHEN 1 THEN format('least(greatest(%s, date ''1999-02-28''), date ''2101-12-31'') %s %s months', oracle.name_of(names, 'date'),
			oracle.one_of('+', '-'), oracle.one_of('1', '13', 'least(abs(i2), 500)'))
		ELSE 'd2'
	END
$$;

CREATE FUNCTION oracle.date_expression(names jsonb) RETURNS text
LANGUAGE sql AS $$
	SELECT CASE oracle.below(9)
		WHEN 6 THEN format('%s %s %s', oracle.name_of(names, 'date'), oracle.one_of('+', '-'),
			oracle.one_of('30 days', '2 weeks', '1 month', '6 months', '1 half-year', '3 years', '1.5 days', '0.4 years'))
		WHEN 7 THEN format('%s %s %s%s', oracle.name_of(names, 'date'), oracle.one_of('+', '-'), oracle.name_of(names, 'column'),
			-- without a unit, an undeclared name is a number
			CASE WHEN names ? 'ordered' AND oracle.chance(30) THEN '' ELSE oracle.one_of(' days', ' months', ' years') END)
		WHEN 8 THEN oracle.finite_date(names)
		WHEN 0 THEN oracle.date_literal()
		WHEN 1 THEN format('%s(%s, %s)', oracle.one_of('least', 'greatest'), oracle.name_of(names, 'date'), oracle.date_literal())
		WHEN 2 THEN format('coalesce(%s, %s)', oracle.name_of(names, 'date'), oracle.date_literal())
		ELSE oracle.name_of(names, 'date')
	END
$$;

CREATE FUNCTION oracle.ordered_literal() RETURNS text
LANGUAGE sql AS $$ SELECT quote_literal(oracle.one_of('excellent', 'good', 'fair', 'poor')) $$;

CREATE FUNCTION oracle.ordered_expression(names jsonb, depth integer) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	a text;
	b text;
BEGIN
	IF depth <= 0 OR oracle.chance(50) THEN
		RETURN oracle.name_of(names, 'ordered');
	END IF;
	a := oracle.ordered_expression(names, depth - 1);
	b := oracle.ordered_expression(names, depth - 1);
	RETURN CASE oracle.below(6)
		WHEN 0 THEN format('least(%s, %s)', a, b)
		WHEN 1 THEN format('greatest(%s, %s, %s)', a, oracle.ordered_literal(), b)
		WHEN 2 THEN format('coalesce(ot, %s)', b)
		WHEN 3 THEN format('coalesce(oe, %s)', oracle.ordered_literal())
		WHEN 4 THEN format('nullif(%s, %s)', a, oracle.ordered_literal())
		ELSE format('case when %s then %s else %s end', oracle.condition(names, 0), a, b)
	END;
END
$$;

CREATE FUNCTION oracle.text_expression(names jsonb) RETURNS text
LANGUAGE sql AS $$
	SELECT CASE oracle.below(9)
		WHEN 6 THEN format('lower(%s)', oracle.name_of(names, 'text'))
		WHEN 7 THEN format('(%s || %s)', oracle.name_of(names, 'text'), oracle.one_of('''x''', '''金''', oracle.name_of(names, 'text')))
		WHEN 8 THEN format('lower(%s || ''ÄB'' || %s)', oracle.name_of(names, 'text'), oracle.name_of(names, 'text'))
		WHEN 0 THEN format('coalesce(%s, %L)', oracle.name_of(names, 'text'), 'gold')
		WHEN 1 THEN format('nullif(%s, %L)', oracle.name_of(names, 'text'), 'other')
		WHEN 2 THEN format('case %1$s when %2$L then %3$L else %1$s end', oracle.name_of(names, 'text'), 'gold', 'silver')
		ELSE oracle.name_of(names, 'text')
	END
$$;

CREATE FUNCTION oracle.text_literal() RETURNS text
LANGUAGE sql AS $$
	SELECT '''' || replace(oracle.one_of('gold', 'silver', '金', 'it''s', 'a\b', '', 'other'), '''', '''''') || ''''
$$;

-- Does it read a row? If not, SQL computes it while planning.
CREATE FUNCTION oracle.reads_row(expression text) RETURNS boolean
LANGUAGE sql AS $$
	SELECT regexp_replace(expression, '''[^'']*''', '''''', 'g') ~ '\m(i2|i4|i8|n0|n2|n5|n|r|d|ot|ov|oc|oe|t|v|c|b|b2|d1|d2|x1|x2|y|score|by_t|half|by_b|tl|tg)\M'
$$;

CREATE FUNCTION oracle.number_that_reads_row(names jsonb, depth integer) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	LOOP
		result := oracle.number_expression(names, depth);
		EXIT WHEN oracle.reads_row(result);
	END LOOP;
	RETURN result;
END
$$;

CREATE FUNCTION oracle.any_comparison(names jsonb, depth integer) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	operator text := oracle.one_of('>=', '>', '<=', '<', '=', '<>');
	x text;
BEGIN
	IF oracle.chance(60) THEN
		x := oracle.number_that_reads_row(names, CASE WHEN oracle.chance(50) THEN 0 ELSE depth END);
		RETURN CASE oracle.below(10)
			WHEN 0 THEN format('%s %s %s', x, operator, oracle.number_expression(names, depth))
			WHEN 1 THEN format('%s between %s and %s', x, oracle.literal(), oracle.number_expression(names, 0))
			WHEN 2 THEN format('%s not between %s and %s', x, oracle.number_expression(names, 0), oracle.literal())
			WHEN 3 THEN format('%s in (%s, %s, %s)', x, oracle.literal(), oracle.literal(), oracle.literal())
			WHEN 4 THEN format('%s not in (%s, %s)', x, oracle.literal(), oracle.number_expression(names, 1))
			WHEN 5 THEN format('%s is %snull', oracle.name_of(names, 'number'), oracle.one_of('', 'not '))
			WHEN 6 THEN format('%s in (%s)', x, oracle.literal())
			ELSE format('%s %s %s', x, operator, oracle.literal())
		END;
	END IF;
	IF oracle.chance(20) THEN
		RETURN CASE oracle.below(4)
			WHEN 0 THEN format('%s %s %s', oracle.text_expression(names), operator, oracle.text_literal())
			WHEN 1 THEN format('%s %s %s and %s', oracle.text_expression(names), oracle.one_of('between', 'not between'), oracle.text_literal(), oracle.text_literal())
			WHEN 2 THEN format('%s %s %s', oracle.text_expression(names), operator, oracle.text_expression(names))
			ELSE format('%s %s ''%s''', oracle.text_expression(names), oracle.one_of('like', 'not like'),
				oracle.one_of('%', '', '_', 'g%', '%d', '%ol%', '_o%', 'a\%', '%\\%', 's_lv__', '金', '_', '__', '%金%金', '%l%l%', 'a\b'))
		END;
	END IF;
	RETURN CASE oracle.below(CASE WHEN names ? 'ordered' THEN 14 ELSE 9 END)
		WHEN 0 THEN oracle.name_of(names, 'boolean')
		WHEN 1 THEN format('%s %s %s', oracle.name_of(names, 'boolean'), oracle.one_of('=', '<>'), oracle.name_of(names, 'boolean'))
		WHEN 2 THEN format('%s = %s', oracle.name_of(names, 'boolean'), oracle.one_of('true', 'false'))
		WHEN 3 THEN format('%s %s %s', oracle.date_expression(names), operator, oracle.date_expression(names))
		WHEN 4 THEN format('%s between %s and %s', oracle.name_of(names, 'date'), oracle.date_literal(), oracle.date_literal())
		WHEN 5 THEN format('%s %s %s', oracle.text_expression(names), oracle.one_of('=', '<>'), oracle.text_literal())
		WHEN 6 THEN format('%s %s (%s, %s)', oracle.name_of(names, 'text'), oracle.one_of('in', 'not in'), oracle.text_literal(), oracle.text_literal())
		WHEN 7 THEN format('%s is %snull', oracle.name_of(names, oracle.one_of('text', 'boolean', 'date')), oracle.one_of('', 'not '))
		WHEN 8 THEN format('%s = %s', oracle.text_expression(names), oracle.text_expression(names))
		WHEN 9 THEN format('%s %s (%s, %s)', oracle.ordered_expression(names, 1), oracle.one_of('in', 'not in'), oracle.ordered_literal(), oracle.ordered_literal())
		WHEN 10 THEN format('%s %s %s and %s', oracle.ordered_expression(names, 1), oracle.one_of('between', 'not between'),
			oracle.ordered_literal(), oracle.ordered_literal())
		WHEN 11 THEN format('%s %s %s', oracle.ordered_expression(names, 2), operator, oracle.ordered_expression(names, 1))
		WHEN 12 THEN format('%s %s %s', oracle.ordered_literal(), operator, oracle.name_of(names, 'ordered'))
		ELSE format('%s %s %s', oracle.ordered_expression(names, 1), operator, oracle.ordered_literal())
	END;
END
$$;

CREATE FUNCTION oracle.comparison(names jsonb, depth integer) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	LOOP
		result := oracle.any_comparison(names, depth);
		EXIT WHEN oracle.reads_row(result);
	END LOOP;
	RETURN result;
END
$$;

CREATE FUNCTION oracle.condition(names jsonb, depth integer) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	a text;
	b text;
BEGIN
	IF depth <= 0 OR oracle.chance(40) THEN
		RETURN oracle.comparison(names, depth);
	END IF;
	a := oracle.condition(names, depth - 1);
	b := oracle.condition(names, depth - 1);
	RETURN CASE oracle.below(13)
		WHEN 0 THEN format('not (%s)', a)
		WHEN 1 THEN format('(%s) is %strue', a, oracle.one_of('', 'not '))
		WHEN 2 THEN format('(%s) is %sfalse', a, oracle.one_of('', 'not '))
		WHEN 3 THEN format('(%s) is %snull', a, oracle.one_of('', 'not '))
		WHEN 4 THEN format('(%s or %s) is true', a, b)
		WHEN 5 THEN format('case when %s then %s else %s end', oracle.comparison(names, 0), a, b)
		WHEN 6 THEN format('coalesce(%s, %s)', a, b)
		WHEN 7 THEN format('(%s) = (%s)', a, b)
		WHEN 8 THEN format('(%s or %s) and %s', a, b, oracle.comparison(names, 0))
		WHEN 9 THEN format('%s or %s or %s', a, b, oracle.comparison(names, 0))
		ELSE format('%s %s %s', a, oracle.one_of('and', 'or'), b)
	END;
END
$$;

-- ------------------------------------------------------------------- rubrics

CREATE FUNCTION oracle.amount(names jsonb) RETURNS text
LANGUAGE sql AS $$
	SELECT CASE WHEN oracle.chance(65) THEN oracle.positive_literal()
		WHEN oracle.chance(50) THEN oracle.name_of(names, 'column')
		WHEN oracle.chance(50) THEN format('(%s + %s)', oracle.name_of(names, 'column'), oracle.positive_literal())
		ELSE format('(%s / %s)', oracle.positive_literal(), oracle.name_of(names, 'column')) END
$$;

CREATE FUNCTION oracle.criterion(name text, names jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	points text := '';
	alternatives integer := oracle.below(5);
BEGIN
	IF alternatives = 0 THEN
		points := oracle.number_expression(names, 3);
	ELSE
		FOR i IN 1 .. alternatives LOOP
			points := points || CASE WHEN i > 1 THEN ', ' ELSE '' END ||
				format('%s when %s%s', CASE WHEN oracle.chance(70) THEN oracle.literal() ELSE oracle.number_expression(names, 2) END,
					oracle.condition(names, 1), CASE WHEN i % 2 = 0 THEN ' ' || quote_literal('why') END);
		END LOOP;
		IF oracle.chance(60) THEN
			points := points || format(', %s otherwise ''else''', CASE WHEN oracle.chance(70) THEN oracle.literal() ELSE oracle.number_expression(names, 1) END);
		END IF;
	END IF;
	RETURN format('criterion %s%s%s%s = %s;', name,
		CASE WHEN oracle.chance(60) THEN ' weight ' || oracle.amount(names) END,
		CASE WHEN oracle.chance(60) THEN ' max ' || oracle.amount(names) END,
		CASE WHEN oracle.chance(40) THEN ' missing ' || CASE WHEN oracle.chance(50) THEN oracle.literal() ELSE oracle.amount(names) END END,
		points);
END
$$;

CREATE FUNCTION oracle.rubric(OUT rubric text, OUT parameters jsonb)
LANGUAGE plpgsql AS $$
DECLARE
	declared boolean := oracle.chance(80);
	numbers text[];
	names jsonb;
	with_score jsonb;		-- names, score among them
	head text := '';
	body text := '';
	name text;
	type text;
	declaration text;
	labels text[] := CASE WHEN oracle.chance(80) THEN '{A,B,C,D}' ELSE '{5,4,3,2,1}' END;
	ranked boolean := oracle.chance(92);
	scored boolean := oracle.chance(60);
	graded boolean := oracle.chance(90) OR NOT scored;
BEGIN
	numbers := ARRAY (SELECT n FROM unnest('{i2,i4,i8,n0,n2,n5,n,r,d}'::text[]) AS n ORDER BY random() LIMIT 2 + oracle.below(4));
	IF oracle.chance(50) THEN		-- without double precision every step is exact
		numbers := ARRAY (SELECT n FROM unnest(numbers) AS n WHERE n NOT IN ('r', 'd')) || 'n2'::text;
	END IF;
	names := jsonb_build_object('number', to_jsonb(numbers), 'column', to_jsonb(numbers),
		'ordered', '["ot", "ov", "oc", "oe"]'::jsonb, 'text', '["t", "v", "c"]'::jsonb,
		'boolean', '["b", "b2"]'::jsonb, 'date', '["d1", "d2"]'::jsonb);
	IF NOT declared THEN
		-- no ordered values; and text whose type nothing tells cannot be printed for every type of column
		names := (names - 'ordered') || '{"text": ["coalesce(t, ''gold'')", "nullif(v, ''other'')"]}';
	END IF;

	parameters := '{}';
	IF oracle.chance(40) THEN
		head := head || E'parameter cut number = 2.50;\n';
		names := jsonb_insert(names, '{number, -1}', '"cut"', true);
	END IF;
	IF oracle.chance(40) THEN
		head := head || E'parameter share number between 0 and 10万;\n';
		names := jsonb_insert(names, '{number, -1}', '"share"', true);
		parameters := jsonb_build_object('share', oracle.one_of('0', '1.10', '100', '0.5', '12345.678')::numeric);
	END IF;
	FOR name, type, declaration IN VALUES
		('p_text', 'text', 'text = ''gold'''), ('p_boolean', 'boolean', 'boolean = true'), ('p_date', 'date', 'date = date ''2016-04-21'''),
		('p_ordered', 'ordered', 'text in (''excellent'' > ''good'' > ''fair'' > ''poor'') = ''fair''')
	LOOP
		IF oracle.chance(15) AND names ? type THEN
			head := head || format(E'parameter %s %s;\n', name, declaration);
			names := jsonb_insert(names, ARRAY [type, '-1'], to_jsonb(name), true);
		END IF;
	END LOOP;
	IF oracle.chance(30) THEN
		parameters := parameters || '{"p_text": "金", "p_boolean": false, "p_date": "2016-04-22", "p_ordered": "good"}';
	END IF;
	FOR i IN 1 .. oracle.below(3) LOOP
		name := 'x' || i;
		body := body || format(E'define %s = %s;\n', name, oracle.number_that_reads_row(names, 2));
		names := jsonb_insert(names, '{number, -1}', to_jsonb(name), true);
	END LOOP;
	IF oracle.chance(30) THEN
		body := body || format(E'define y = %s;\n', oracle.condition(names, 1));
		names := jsonb_insert(names, '{boolean, -1}', '"y"', true);
	END IF;

	IF oracle.chance(25) THEN
		body := body || format(E'scope when %s;\n', oracle.condition(names, 1));
	END IF;
	IF oracle.chance(40) THEN
		body := body || format(E'require %s%s%s;\n', oracle.name_of(names, 'number'),
			CASE WHEN oracle.chance(40) THEN ' or ' || oracle.name_of(names, 'column') END,
			CASE WHEN oracle.chance(50) THEN ', ' || oracle.name_of(names, 'date') END);
	END IF;
	IF declared AND oracle.chance(40) THEN
		-- what is taken from the population; its values are given
		body := body || format(E'parameter pop = top(%s, 20%%) keep 90%% * pop;\nparameter by_t = sum(i4 per t);\nparameter half = by_t / 2 + pop;\n'
			'parameter by_b = count(c per b, c);\ndefine tl = tile(%1$s, 4);\ndefine tg = tile(%2$s, 3 per b);\n',
			oracle.name_of(names, 'column'), oracle.name_of(names, 'column'));
		parameters := parameters || jsonb_build_object('pop', oracle.number() + 0.5, 'by_b', jsonb_build_object(
				'true', jsonb_build_object('gold', oracle.number(), 'silver', NULL, '金', oracle.below(5)), 'false', jsonb_build_object('other', 7.50)),
			'by_t', CASE oracle.below(4) WHEN 0 THEN to_jsonb(oracle.number())
				ELSE jsonb_build_object('gold', oracle.number(), 'silver', oracle.below(100), 'it''s', NULL, 'a\b', 80, '', 12.50) END,
			substring(body FROM 'define tl = (tile[^;]*);'), CASE oracle.below(5) WHEN 0 THEN '[0, 0, 0]'::jsonb ELSE '[0.5, 60, 100]' END,
			substring(body FROM 'define tg = (tile[^;]*);'), jsonb_build_object('true', '[10, 99.99]'::jsonb, 'false', CASE WHEN oracle.chance(70) THEN '[-1, 80]'::jsonb END));
		names := jsonb_set(names, '{number}', names -> 'number' || '["pop", "by_t", "half", "by_b", "tl", "tg"]');
	END IF;
	with_score := names;
	IF scored THEN
		FOR i IN 1 .. 1 + oracle.below(4) LOOP
			body := body || oracle.criterion('k' || i, names) || E'\n';
		END LOOP;
		with_score := jsonb_insert(names, '{number, -1}', '"score"', true);
		IF oracle.chance(30) THEN
			body := body || format(E'score = score + %s;\n', oracle.number_expression(
				jsonb_set(with_score, '{number}', with_score -> 'number' || '["score", "score", "score"]'), 2));
		END IF;
		with_score := jsonb_set(with_score, '{number}', with_score -> 'number' || '["score", "score", "score"]');
	END IF;

	IF graded THEN
		head := format(E'grades %s%s;\n', CASE WHEN ranked THEN array_to_string(labels, ' > ') ELSE 'unranked ' || array_to_string(labels, ', ') END,
			CASE WHEN oracle.chance(40) THEN ', none, other' END) || head;
		FOR i IN 1 .. cardinality(labels) - oracle.below(2) LOOP
			body := body || format(E'grade %s when %s;\n', labels[i], oracle.condition(with_score, 2));
		END LOOP;
		IF oracle.chance(25) AND head LIKE '%none%' THEN
			body := body || format(E'grade none when %s;\n', oracle.condition(with_score, 1));
		END IF;
		IF oracle.chance(60) THEN
			body := body || format(E'grade %s otherwise;\n', labels[cardinality(labels)]);
		END IF;
		IF ranked AND oracle.chance(40) THEN
			FOR i IN 1 .. 1 + oracle.below(5) LOOP
				body := body || format(E'%s %s when %s;\n', oracle.one_of('cap', 'floor'), oracle.one_of(VARIADIC labels),
					oracle.condition(with_score, 1));
			END LOOP;
		END IF;
	END IF;

	IF declared THEN
		SELECT string_agg(format(E'metric %s %s;\n', n.name, n.declaration), '') || head INTO head
		FROM (VALUES
			('i2', oracle.one_of('number', 'number >= -30000', 'number in (0, 1, 2, 3, 5, 10, 60, 80, 100)')),
			('i4', oracle.one_of('number', '', 'number < 1000000', 'in (-100 to 60, 100, 500 to 2147483647)')),
			('i8', oracle.one_of('number', 'number > -1', 'number between -100 and 100000000')),
			('n0', oracle.one_of('number', 'number <= 100000')),
			('n2', oracle.one_of('number', 'number in (-2.5 to 80.5, 99.99 to 100.01, 150)', 'number >= 0', 'number between -0.5 and 15000.00')),
			('n5', oracle.one_of('number', 'number')),
			('n', oracle.one_of('number', 'number >= -1')),
			('r', oracle.one_of('number', 'number >= 0', 'number <= 99.99', 'number in (0, 0.1, 1.5)')),
			('d', oracle.one_of('number', 'number in (-1 to 0.05, 60 to 100)', 'number between 0 and 1000', 'number > 0.05')),
			('ot', 'text in (''excellent'' > ''good'' > ''fair'' > ''poor'')'),
			('ov', 'text in (''excellent'' > ''good'' > ''fair'' > ''poor'')'),
			('oc', 'text in (''excellent'' > ''good'' > ''fair'' > ''poor'')'),
			('oe', 'in (''excellent'' > ''good'' > ''fair'' > ''poor'')'),
			('t', 'text'),
			('v', oracle.one_of('text', 'text')),
			('c', 'text'),
			('b', oracle.one_of('boolean', 'boolean in (true, false)')),
			('b2', 'boolean'),
			('d1', oracle.one_of('date', 'date >= date ''2000-01-01''',
				'date in (date ''2016-01-01'' to date ''2016-04-20'', date ''2016-05-01'' to date ''2016-12-31'')')),
			('d2', 'date')) AS n (name, declaration)
		WHERE body ~ ('\m' || n.name || '\M');
	END IF;
	rubric := concat(head, body);
END
$$;

-- ---------------------------------------------------------------- comparison

-- What the evaluator and the printed SQL answer for each row, each in its own block: the answer,
-- or the SQLSTATE. PL/pgSQL passes the row as a value, which the planner does not rewrite.
CREATE FUNCTION oracle.prepare(rubric text, parameters jsonb, parts text[], json_too boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	blocks text := '';
	block record;
	check_sql text := customer_grade.to_sql(rubric::customer_grade.rubric, 'x', parameters, 'check');
BEGIN
	FOR block IN
		SELECT way, part, CASE way
				WHEN 'sql' THEN format('CASE WHEN (%s) IS FALSE THEN ''23514'' ELSE (%s)::text END', check_sql,
					customer_grade.to_sql(rubric::customer_grade.rubric, 'x', parameters, part))
				WHEN 'row' THEN format('customer_grade.%s(%L::customer_grade.rubric, x, %L::jsonb)::text', part, rubric, parameters)
				ELSE format('customer_grade.%s(%L::customer_grade.rubric, to_jsonb(x), %L::jsonb)::text', part, rubric, parameters)
			END AS expression
		FROM unnest('{sql,row,json}'::text[]) AS way, unnest(parts) AS part
		WHERE json_too OR way <> 'json'
	LOOP
		blocks := blocks || format($f$
			id := x.id; way := %L; part := %L;
			BEGIN
				answer := %s;
				failed := answer = '23514';
			EXCEPTION WHEN OTHERS THEN
				answer := SQLSTATE;
				failed := true;
			END;
			RETURN NEXT;
			$f$, block.way, block.part, block.expression);
	END LOOP;
	EXECUTE format($f$
		CREATE OR REPLACE FUNCTION oracle.answers(x oracle.customer)
		RETURNS TABLE (id integer, way text, part text, answer text, failed boolean)
		LANGUAGE plpgsql AS %L $f$, 'BEGIN ' || blocks || ' END');
END
$$;

-- Evaluates one rubric over all rows in all ways; returns the number of comparisons.
CREATE FUNCTION oracle.compare(rubric text, parameters jsonb) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	-- in JSON numbers are never double precision, character(n) keeps its blanks, and a metric
	-- without a type from a declaration or its use is a number
	json_too boolean := rubric ~ '\mmetric\M' AND rubric !~ '\m(r|d|oc|c)\M';
	parts text[] := CASE WHEN rubric ~ '\mgrades\M' THEN '{grade,rank}' ELSE '{}' END::text[] ||
		CASE WHEN rubric ~ '\mcriterion\M' THEN '{score}' ELSE '{}' END::text[];
	compared bigint;
	part_name text;
	call text;
	failed_id integer;
	its_answer text;
BEGIN
	PERFORM oracle.prepare(rubric, parameters, parts, json_too);
	DELETE FROM oracle.answer;
	INSERT INTO oracle.answer SELECT a.* FROM oracle.customer AS x, oracle.answers(x) AS a;
	-- nor has JSON NaN, or dates whose year does not have four digits
	DELETE FROM oracle.answer WHERE way = 'json' AND id IN
		(SELECT id FROM oracle.customer WHERE n = 'NaN' OR d1 NOT BETWEEN '0001-01-01' AND '9999-12-31');

	-- rewritten by the planner: all rows that do not fail at once, the others one by one
	FOREACH part_name IN ARRAY parts LOOP
		call := format('customer_grade.%s(%L::customer_grade.rubric, x, %L::jsonb)::text', part_name, rubric, parameters);
		BEGIN
			EXECUTE format('INSERT INTO oracle.answer SELECT x.id, ''columns'', %L, %s, false FROM oracle.customer AS x
				WHERE x.id NOT IN (SELECT id FROM oracle.answer WHERE failed AND part = %1$L AND way = ''sql'')', part_name, call);
		EXCEPTION WHEN OTHERS THEN
			INSERT INTO oracle.answer SELECT id, 'columns', part_name, 'all of them: ' || SQLSTATE, true
			FROM oracle.customer LIMIT 1;
		END;
		EXECUTE format('PREPARE oracle_call(integer) AS SELECT %s FROM oracle.customer AS x WHERE x.id = $1', call);
		FOR failed_id IN SELECT a.id FROM oracle.answer AS a WHERE a.failed AND a.part = part_name AND a.way = 'sql' LOOP
			BEGIN
				EXECUTE format('EXECUTE oracle_call(%s)', failed_id) INTO its_answer;
			EXCEPTION WHEN OTHERS THEN
				its_answer := SQLSTATE;
			END;
			INSERT INTO oracle.answer VALUES (failed_id, 'columns', part_name, its_answer, true);
		END LOOP;
		DEALLOCATE oracle_call;
	END LOOP;

	INSERT INTO oracle.difference
	SELECT rubric, parameters, x, a.way, a.part, a.answer, s.answer,
		customer_grade.to_sql(rubric::customer_grade.rubric, 'x', parameters, a.part)
	FROM oracle.answer AS a
	JOIN oracle.answer AS s ON s.id = a.id AND s.part = a.part AND s.way = 'sql'
	JOIN oracle.customer AS x ON x.id = a.id
	WHERE a.way <> 'sql' AND a.answer IS DISTINCT FROM s.answer;

	SELECT count(*) INTO compared FROM oracle.answer WHERE way <> 'sql';
	RETURN compared;
END
$$;

-- Commits after each rubric: a transaction would keep all of them in memory.
CREATE PROCEDURE oracle.run(rubrics integer, rows integer)
LANGUAGE plpgsql AS $$
DECLARE
	made record;
	number_compared bigint;
BEGIN
	-- a plan made for the values of one row would compute, and fail, while planning
	SET plan_cache_mode = force_generic_plan;
	FOR i IN 1 .. rubrics LOOP
		IF i % 20 = 1 THEN
			PERFORM oracle.fill(rows);
		END IF;
		made := oracle.rubric();
		number_compared := oracle.compare(made.rubric, made.parameters);
		INSERT INTO oracle.outcome SELECT number_compared, count(*)
		FROM oracle.answer AS a WHERE a.way = 'sql' AND a.failed;
		COMMIT;
	END LOOP;
END
$$;
