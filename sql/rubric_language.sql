-- What the rubric language takes: every statement, and how it reads names, numbers, labels and types.
SET search_path = customer_grade, public;
CREATE TABLE text_kept (id integer GENERATED ALWAYS AS IDENTITY, rubric rubric);
\pset format unaligned

-- The text comes back as its author wrote it, comments and all.
INSERT INTO text_kept (rubric) VALUES ($$
  -- 销售客户等级划分标准
  grades A '重点' > B > C > D;       /* best /* first */ */
  metric monthly_amount  number >= 0 unit 'CNY/month' '预计月度成交金额';
  metric months_to_close number >= 0 unit 'month'     '预计成交期';
  require monthly_amount, months_to_close;
  grade A when monthly_amount >= 10万 or months_to_close <= 3;
  grade B when monthly_amount >= 5万  or months_to_close <= 6;
  grade C when monthly_amount >= 2万  or months_to_close <= 12;
  GRADE D Otherwise;
$$) RETURNING rubric;

-- Every statement, domain, kind of expression and function.
INSERT INTO text_kept (rubric) VALUES ($$
grades A 'best' > "b" '二级' > 3 > 丁级, none 'not a class', X;
metric amount number >= 0 unit 'CNY/month' '预计月度成交金额';
metric months between 0 and 1.5万 'it''s months';
metric pct < 100% unit '%';
metric big <= 1.5万亿;
metric low number > -1;
metric credit text in ('excellent' > 'good' > 'fair' > 'bad') 'credit';
metric backup in ('excellent' > 'good' > 'fair' > 'bad');
metric region text in ('north', 'south', '东北');
metric vip boolean;
metric since date >= date '2016-04-21' 'since';
metric code in (-1, 2, 3.50);
metric "Quoted ""Name""" text;
metric 金额 number;
metric plain;
parameter as_of date = date '2024-02-29';
parameter cut number between 0 and 100 = 60 unit 'points' 'cut-off';
parameter w > -1 = -0.5;
parameter open;
define rate = amount / nullif(months, 0);
define worst = least(credit, backup, 'good');
define days = as_of - since;
scope when since >= date '2016-04-21' and days > 30 'trial';
scope when (vip or not vip) is not null;
require amount or months, credit, rate;
criterion sales weight w max 20 missing -1 'sales' = amount * 2 + power(2, 3) - -1;
criterion pay weight (w + 1) max cut missing (0) = 10 when credit >= 'good' 'paid', 5 when credit in ('fair', 'bad'), 0 otherwise 'late';
criterion amount = case region when 'north' then 1 when 'south' then 2 else null end;
criterion cased = case when vip then abs(-1) when vip is false then ceil(1.2) + floor(2.7) end when true;
score = round(score / 2, 1) + trunc(+amount) - ln(exp(1)) * sqrt(4) + round(plain) + trunc(plain, open);
floor "b" when vip is true 'vips';
grade A when score >= 80 and worst > 'fair' or rate between 1 and 5 'first';
grade "b" when amount not in (1, 2) and months not between 3 and 4 and 金额 <> 5 and pct != 6;
grade 3 when "Quoted ""Name""" = 'x' or coalesce(credit, 'bad') = 'bad' is not true;
grade 丁级 when greatest(code, 1, null) = 3 and region is not null and (vip = true) is not false;
grade none when days < 0 and big <= low and code is null and vip <> false;
grade X otherwise 'rest';
cap 3 when credit = 'bad' or nullif(credit, 'good') is null 'bad credit';
$$);

-- Windows line ends, tabs, no space where none is needed
INSERT INTO text_kept (rubric) VALUES (E'grades A>B;\r\ngrade\tA when(x>=1)and(y<2)or-x>-3;--end\r\ngrade B otherwise;');

-- The stored text is the text; it casts to text, implicitly on assignment only.
SELECT id, length(rubric::text), md5(rubric::text) FROM text_kept ORDER BY id;
CREATE TEMP TABLE assigned AS SELECT NULL::text AS t WHERE false;
INSERT INTO assigned SELECT rubric FROM text_kept;
SELECT count(*) FROM assigned JOIN text_kept ON t = rubric::text;
\set VERBOSITY terse
SELECT upper(rubric) FROM text_kept;
\set VERBOSITY default

-- Binary: a version byte and the text
SELECT customer_grade_internal.rubric_send('score = 1;'::rubric);
COPY text_kept (rubric) FROM PROGRAM $$printf 'PGCOPY\n\377\r\n\000\000\000\000\000\000\000\000\000\000\001\000\000\000\013\001score = 2;\377\377'$$ (FORMAT binary);
SELECT rubric FROM text_kept ORDER BY id DESC LIMIT 1;
\set VERBOSITY sqlstate
\set SHOW_CONTEXT never
COPY text_kept (rubric) FROM PROGRAM $$printf 'PGCOPY\n\377\r\n\000\000\000\000\000\000\000\000\000\000\001\000\000\000\013\002score = 2;\377\377'$$ (FORMAT binary);
\set VERBOSITY default
COPY text_kept (rubric) FROM PROGRAM $$printf 'PGCOPY\n\377\r\n\000\000\000\000\000\000\000\000\000\000\001\000\000\000\012\001score = ;\377\377'$$ (FORMAT binary);
COPY text_kept (rubric) FROM PROGRAM $$printf 'PGCOPY\n\377\r\n\000\000\000\000\000\000\000\000\000\000\001\000\000\000\013\001score\000= 2;\377\377'$$ (FORMAT binary);

-- Numbers keep their decimals; a suffix moves the point, % is 1/100.
SELECT n, score(('score = ' || n || ';')::rubric, '{}')
FROM unnest(ARRAY['0', '007', '2.50', '00.10', '5%', '12.5%', '100%', '0.05%', '10万', '1.5万', '2.50万', '1.23456万',
  '10萬', '3亿', '3億', '0.5亿', '1.5万亿', '2萬億', '-5', '- 5', '+5', '- -5', '-0', '-0.00', '-5%']) WITH ORDINALITY AS u (n, i)
ORDER BY i;
SELECT score(('score = ' || repeat('9', 1000) || ';')::rubric, '{}') = repeat('9', 1000)::numeric AS longest;

-- Names fold to lower case, quoted names do not, any script is a name; metrics come in the order of first use.
SELECT name FROM metrics('score = Amount + amount + "Amount" + 金额 + été + _x1 + "two words" + "quo""te" + "date";'::rubric);
-- Any word that is not reserved can be a name.
SELECT name FROM metrics('score = grades + metric + parameter + define + scope + require + criterion + grade + cap + floor
  + unit + weight + max + missing + number + text + boolean + abs + least + in_ + Otherwise1;'::rubric);
SELECT score('metric floor; metric number number; metric weight; metric max; metric missing;
  criterion max weight weight max max missing missing = floor(floor) * number;'::rubric,
  '{"floor": 2.5, "number": 3, "weight": 4, "max": 5, "missing": 0}'::jsonb);

-- Labels keep their case and may be digits or quoted; after the comma they have no rank.
SELECT grade, rank, title FROM grades($$grades Gold 'g' > gold > "优 秀" > 3 > 02 > GRADE, "none" 'in no class', 甲;
  grade "gold" when true;$$::rubric);
SELECT grade, rank, title FROM grades('grades unranked current ''now'', past, none; grade past otherwise;'::rubric);
SELECT grade, rank FROM grades('grades unranked > unranked2, unranked3; grade unranked otherwise;'::rubric);

-- A rubric without metrics takes its names from the row; their types show from how they are used.
SELECT name, type FROM metrics($$
  define b_define = null;
  scope when b1 and not b2 or (b3 is true) or b4 = false;
  require any1 or any2;
  criterion c = abs(n1) when t1 = 'x' or t2 in ('a', t3) or t3 <> t4, -n2 when d1 > date '2020-01-31' and d1 - d2 > 3, n3 otherwise;
  score = score + n4 + case when d3 - d1 between n5 and n6 then coalesce(n7, n8) end;
  grades A;
  grade A when coalesce(b5, b6) and case t4 when t5 then b7 else b_define end and n9 = n10 and n11 = n9 and n10 > score;
  cap A when any1 is null and any3 = any4;
  floor A when least(d4, d5) > d1 and greatest(n12, null) > 1 and nullif(t6, t1) is not null and n12 - n13 > 0;
$$::rubric);

-- A metric without type has that of its domain, else number; so has a parameter, from its default, too.
SELECT name, type, domain FROM metrics($$metric a; metric b in ('x', 'y'); metric c in ('x' > 'y'); metric d > date '2000-02-29';
  metric e in (true, false); metric f between -1 and 1; score = 1;$$::rubric);
SELECT name, type, domain, value FROM parameters($$parameter a; parameter b = 'x'; parameter c = date '2000-01-01';
  parameter d = true; parameter e in ('x' > 'y') = 'y'; parameter f < 3 = -2.50; parameter g >= 1 = 100%; score = 1;$$::rubric);

-- Ordered values: literals take the order of what stands beside them; equal lists go together, others are text.
SELECT grade($$metric a in ('x' > 'y' > 'z'); metric b in ('x' > 'y' > 'z'); metric other in ('z' > 'x'); metric note text;
  grades yes, no;
  grade yes when a > 'z' and 'x' >= a and a in ('x', 'y') and a between 'z' and 'x' and a <= b and least(a, b, 'y') = 'y'
    and greatest('z', b) = 'x' and coalesce(a, 'z') > 'z' and nullif(a, 'x') < 'x' and case when true then a else 'z' end >= 'y'
    and case a when 'x' then 1 when 'y' then 2 end = 2 and a = note and coalesce(a, 'none') = note
    and coalesce(a, other) <> 'x' and case 'y' when a then note end = 'y';
  grade no otherwise;$$::rubric, '{"a": "y", "b": "x", "other": "z", "note": "y"}'::jsonb);

-- Limits that are kept
CREATE FUNCTION takes(t text) RETURNS integer LANGUAGE sql AS 'SELECT length(t::customer_grade.rubric::text)';
SELECT takes('score = ' || repeat('(', 200) || 'x' || repeat(')', 200) || ';') AS nesting,
  takes('score = ' || repeat('- ', 200) || 'x;') AS signs,
  takes('score = x' || repeat('+1', 1999) || ';') AS chain,
  takes('grades A; grade A when x' || repeat(' or x and x', 50000) || ';') AS conditions,
  takes('score = x;' || repeat(' ', 1024 * 1024 - 10)) AS bytes;
SELECT takes('grades ' || string_agg('g' || n, ' > ') || '; grade g1 otherwise;') AS grades FROM generate_series(1, 64) n;
SELECT takes(string_agg('metric m' || n || ';', '') || 'score = 1;') AS metrics,
  takes('score = ' || string_agg('m' || n, '+') || ';') AS undeclared,
  takes(string_agg('criterion m' || n || ' = 1;', '')) AS criteria,
  takes('metric a in (' || string_agg(n::text, ', ') || '); score = a;') AS "values"
FROM generate_series(1, 1000) n;

-- The type
SELECT typlen, typbyval, typalign, typstorage, typcategory, obj_description(oid, 'pg_type') FROM pg_type WHERE oid = 'rubric'::regtype;
SELECT castcontext, castmethod FROM pg_cast WHERE castsource = 'rubric'::regtype AND casttarget = 'text'::regtype;
DROP TABLE text_kept;
DROP FUNCTION takes;
