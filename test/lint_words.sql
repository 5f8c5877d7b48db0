-- lint(): what the words of a rubric tell, and its terms. Each mistake, and what looks like one and is none.

SELECT * FROM no_plan();

-- The findings of a rubric whose messages match, with what they are about.
CREATE FUNCTION pg_temp.told(rubric text, pattern text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(l.severity || ': ' || l.message, '; ' ORDER BY l.severity, l.message) FROM customer_grade.lint(rubric::customer_grade.rubric) AS l
	WHERE l.message ~ pattern
$$;

--
-- Names that nothing reads
--
SELECT results_eq($$ SELECT severity, line, statement, message FROM customer_grade.lint('grades A > B;
	metric a number; metric b number; metric c number; metric d text; metric e number;
	parameter p = 1; parameter q = top(c, 20%); parameter r = 2; parameter s = r;
	define f = a + 1; define g = b + 1;
	grade A when f > q and s > 0; grade B otherwise; review month end; treatment t when d = ''x'';'::customer_grade.rubric) WHERE message ~ 'used' $$,
	$$ VALUES ('notice', 2, 'metric b number', 'metric "b" is not used'), ('notice', 2, 'metric e number', 'metric "e" is not used'),
		('notice', 3, 'parameter p = 1', 'parameter "p" is not used'), ('notice', 4, 'define g = b + 1', 'define "g" is not used') $$,
	'names that nothing reads, with their statements');
SELECT is(pg_temp.told('grades A > B; metric d date; metric region text; metric x number; parameter cut = top(x, 20% per region); grade A when x >= cut; grade B otherwise; review every 1 year from d; provisional 1 month;', 'used'),
	NULL, 'terms, treatments and the population read them as well');

--
-- Percentages
--
SELECT is(pg_temp.told('grades A > B; metric share number between 0 and 100 unit ''%''; grade A when share >= 60%; grade B otherwise;', 'points'),
	'warning: 60% is 0.6, but "share" counts percentage points', '60% beside percentage points');
SELECT is(pg_temp.told('grades A > B; metric s number unit ''%''; parameter p = 5%; define t = abs(s); grade A when p <= t; grade B when t between 1% and 100; grade B when s - 3% > 0 or s in (7, 8%);', 'points'),
	'warning: 1% is 0.01, but "s" counts percentage points; warning: 3% is 0.03, but "s" counts percentage points; warning: 5% is 0.05, but "s" counts percentage points; warning: 8% is 0.08, but "s" counts percentage points',
	'... also a parameter, a range, a list, a sum');
SELECT is(pg_temp.told('grades A > B; metric s number unit ''%''; grade A when s > 5% or s < -5% or 5% = s; grade B otherwise;', 'points'),
	'warning: -5% is -0.05, but "s" counts percentage points; warning: 5% is 0.05, but "s" counts percentage points', '... once in a statement');
SELECT is(pg_temp.told('grades A > B; metric s number between 0 and 1 unit ''%''; metric n number between 0 and 100; metric m number >= 0; metric p number between 0 and 100% unit ''%'';
	grade A when s >= 60% and n >= 60 and n > 0% and m > 50% and p > 30%; grade B when n >= 10% * m;', 'points'),
	NULL, 'parts of 1 are compared with percentages, other scales multiplied by them');

--
-- Weights
--
SELECT is(pg_temp.told('metric a number; metric b number; criterion x weight 30% = a; criterion y weight 60.5% = b;', 'weights'),
	'warning: weights add up to 90.5%, not to 100%', 'weights in percent that are not all');
SELECT is(pg_temp.told('metric a number; metric b number; criterion x weight 70% = a; criterion y weight 60% = b;', 'weights'),
	'warning: weights add up to 130%, not to 100%', '... or more than that');
SELECT is(pg_temp.told(text, 'weights'), NULL, text) FROM (VALUES
	('metric a number; metric b number; criterion x weight 40% = a; criterion y weight 60% = b;'),
	('metric a number; metric b number; criterion x weight 40% = a; criterion y = b;'),
	('metric a number; metric b number; criterion x weight 3 = a; criterion y weight 60% = b;'),
	('parameter w = 30%; metric a number; metric b number; criterion x weight w = a; criterion y weight 60% = b;')) AS t(text);

--
-- Null and greatest() or least()
--
SELECT is(pg_temp.told('grades A > B; metric a number; metric b number; grade A when greatest(a, b) > 5; grade B otherwise;', 'null'),
	'warning: greatest() passes over null, and "a", "b" may be null', 'either may be missing');
SELECT is(pg_temp.told('metric a number; define d = a / 100; criterion x = least(d, 10);', 'null'),
	'warning: least() passes over null, and "a" may be null', 'a missing metric gets the most');
SELECT is(pg_temp.told('metric a number; criterion x = a; score = least(score, 100);', 'null'),
	'warning: least() passes over null, and "a" may be null', '... in the score, too');
SELECT is(pg_temp.told('grades A > B; metric a number; metric b number; require a; grade A when greatest(a, coalesce(b, a), case when b > 0 then b end) > 5; grade B otherwise;', 'null'),
	NULL, 'what is required, or replaced, or tested, is there');
SELECT is(pg_temp.told('grades A > B; metric a number;' || text, 'null'), NULL, text) FROM (VALUES
	('grade A when least(a, 2 * a) > 5; grade B otherwise;'), ('grade A when least(a) > 5; grade B otherwise;'),
	('scope when a > 0; grade A when least(a, 5) > 4; grade B otherwise;'), ('require a; grade A when least(a, 5) > 4; grade B otherwise;'),
	('grade A when a > 100; grade A when least(a, 5) > 4; grade B otherwise;'),
	('grade A when a is not null and least(a, 5) > 4; grade B otherwise;'), ('grade A when a is null or least(a, 5) > 4; grade B otherwise;'),
	('grade A when case when a is null then 0 else least(a, 5) end > 4; grade B otherwise;'),
	('criterion c missing 0 = a; grade A when least(score, 5) > 4; grade B otherwise;')) AS t(text);

--
-- Divisions
--
SELECT is(pg_temp.told('grades A > B; metric a number; metric b number; grade A when a / b > 5; grade B otherwise;', 'zero'),
	'warning: division by "b", which may be zero', 'division by a metric');
SELECT is(pg_temp.told('grades A > B; metric a number >= 0; metric b number >= 0; define t = a + b; define r = a / t; grade A when r > 5 and r < 9; grade B when a / coalesce(nullif(b, 0), 0) > 1;', 'zero'),
	'warning: division by "coalesce(nullif(b, 0), 0)", which may be zero; warning: division by "t", which may be zero', '... by a define, once, and by a default of 0');
SELECT is(pg_temp.told('grades A > B; metric a number; metric b number;' || text, 'zero'), NULL, text) FROM (VALUES
	('grade A when a / nullif(b, 0) > 5; grade B otherwise;'), ('grade A when b <> 0 and a / b > 5; grade B otherwise;'),
	('grade A when b = 0 or a / b > 5; grade B otherwise;'), ('scope when b > 0; grade A when a / b > 5; grade B otherwise;'),
	('define r = a / b; grade B when b = 0; grade A when r > 5; grade B otherwise;'),
	('grade A when case when b > 0 then a / b else 0 end > 5; grade B otherwise;'),
	('grade A when case b when 0 then 0 else a / b end > 5; grade B otherwise;'),
	('grade A when case when b = 0 or b is null then 0 else a / -b end > 5; grade B otherwise;'),
	('grade A when b not in (0, 1) and a / (b * 2) > 5; grade B otherwise;'), ('grade A when b between 1 and 9 and a / abs(b) > 5; grade B otherwise;'),
	('grade A when a / greatest(b, 1) > 5; grade B otherwise;'), ('parameter p number = 7; grade A when a / p > 5; grade B otherwise;'),
	('parameter p number; grade A when a / p > 5; grade B otherwise;'), ('grade A when not b <= 0 and a / b > 5; grade B otherwise;'),
	('criterion c = 0 when b = 0, a / b otherwise; grade A when score > 5; grade B otherwise;')) AS t(text);
SELECT is(pg_temp.told('metric a number; metric b number' || domain || '; score = a / b;', 'zero'), wanted, 'b' || domain) FROM (VALUES
	(' > 0', NULL), (' between 1 and 5', NULL), (' in (1, 2)', NULL), (' < 0', NULL), (' >= 0', 'warning: division by "b", which may be zero'),
	(' in (0, 1)', 'warning: division by "b", which may be zero')) AS t(domain, wanted);

--
-- The order of cut-offs
--
SELECT is(pg_temp.told('grades A > B > C; metric x number; parameter cut_a = 10; parameter cut_b = 20; grade A when x >= cut_a; grade B when cut_b <= x; grade C otherwise;', '(below|above)'),
	'warning: parameter "cut_a" of grade "A" is below "cut_b" of grade "B"', 'defaults out of order');
SELECT is(pg_temp.told('grades A > B > C; metric x number; parameter cut_a = 30; parameter cut_b = 20; grade A when x < cut_a; grade B when x < cut_b; grade C otherwise;', '(below|above)'),
	'warning: parameter "cut_a" of grade "A" is above "cut_b" of grade "B"', '... where less is better');
SELECT is(pg_temp.told('grades A > B > C; metric x number; parameter cut_a = top(x, 50%); parameter cut_b = top(x, 20%); grade A when x >= cut_a; grade B when x >= cut_b; grade C otherwise; review month end;', '(below|above)'),
	'warning: parameter "cut_a" of grade "A" is below "cut_b" of grade "B"', '... and shares of the population');
SELECT is(pg_temp.told('grades A > B > C; metric x number; metric y number;' || text, '(below|above)'), NULL, text) FROM (VALUES
	('parameter cut_a = 20; parameter cut_b = 10; grade A when x >= cut_a; grade B when x >= cut_b; grade C otherwise;'),
	('parameter cut_a = 10; parameter cut_b = 20; grade A when x >= cut_a; grade B when y >= cut_b; grade C otherwise;'),
	('parameter cut_a = 10; parameter cut_b = 20; grade A when x >= cut_a; grade B when x < cut_b; grade C otherwise;'),
	('parameter cut_a = top(x, 20%); parameter cut_b = top(x, 50%); grade A when x >= cut_a; grade B when x >= cut_b; grade C otherwise; review month end;'),
	('parameter cut_a = quantile(x, 0.8); parameter cut_b = quantile(x, 0.5); grade A when x >= cut_a; grade B when x >= cut_b; grade C otherwise; review month end;')) AS t(text);

--
-- Terms: how grades move
--
CREATE FUNCTION pg_temp.terms(text text, pattern text) RETURNS text LANGUAGE sql AS $$
	SELECT pg_temp.told('grades A > B > C, none; metric x number; metric d date; parameter cut = 100; grade A when x >= cut; grade B when x >= 10; grade C otherwise;' || text, pattern)
$$;
SELECT is(pg_temp.terms('review month end; demotion 60 days after review;', 'span'), 'warning: the span is longer than the time between two reviews', 'a span longer than that between reviews');
SELECT is(pg_temp.terms('review yearly 03-31, 09-30 after 9 months;', 'held'), 'warning: a review is held after the day of the next one', 'a review after the next');
SELECT is(pg_temp.terms('review quarter end; promotion at review; demotion at review; validity 2 months;', 'validity'),
	'warning: validity has no effect: it is shorter than the time between two reviews', 'a term shorter than that');
SELECT is(pg_temp.terms('demotion never; validity 2 months;', 'validity'), 'warning: validity has no effect: demotion is never', 'nobody falls anyway');
SELECT is(pg_temp.terms('cap B when x > 1000 at once;', 'once'), 'warning: "at once" has no effect: demotion is immediate', 'nothing holds a grade anyway');
SELECT is(pg_temp.terms('review every 1 year from d; provisional 3 months since d;', '(from|since)'),
	'warning: from "d", which is not required; warning: since "d", which is not required', 'dates that may be missing');
SELECT is(pg_temp.terms('provisional 3 months;', 'since'), 'notice: without "since" everybody is provisional from the day of attach()', 'provisional from the first day');
SELECT is(pg_temp.terms('override within 3 ranks;', 'within'), 'warning: "within" has no effect: there are no more ranks than that', 'as many ranks as there are');
SELECT is(pg_temp.terms(text, '(span|held|validity|once|from|since|within)'), NULL, text) FROM (VALUES
	('review month end after 5 days; demotion 30 days after review;'), ('review quarter end; demotion at review; validity 2 months;'),
	('review quarter end; promotion at review; demotion at review; validity 3 months;'), ('validity 2 months;'), ('demotion after 60 days;'),
	('cap B when x > 1000 at once; validity 1 year;'), ('cap B when x > 1000 at once; demotion after 30 days;'), ('cap B when x > 1000;'),
	('require d; review every 1 year from d; provisional 3 months since d;'), ('override within 1 rank;')) AS t(text);

--
-- Terms: cut-offs
--
CREATE FUNCTION pg_temp.cuts(text text, pattern text) RETURNS text LANGUAGE sql AS $$
	SELECT pg_temp.told('grades A > B > C; metric x number >= 0; ' || text, pattern)
$$;
SELECT is(pg_temp.cuts('parameter cut = top(x, 20%); define f = tile(x, 5); grade A when x >= cut; grade B when f > 2; grade C otherwise;', 'renews'),
	'warning: nothing renews parameter "cut": there is no review; warning: nothing renews tile(x, 5): there is no review', 'cut-offs that nothing takes again');
SELECT is(pg_temp.cuts('parameter cut = 5 keep top(x, 20%); grade A when x >= cut; grade B otherwise; review every 1 year;', 'renews'),
	'warning: nothing renews parameter "cut": reviews are each customer''s own', '... by common reviews');
SELECT is(pg_temp.cuts('parameter cut = top(x, 20%); grade A when x >= cut; grade B otherwise; review month end;', 'renews'), NULL, '... and those that one takes');
SELECT results_eq($$ SELECT severity, message, witness FROM customer_grade.lint('grades A > B; metric x number; parameter cut = 100 keep 120; grade A when x >= cut; grade B otherwise;'::customer_grade.rubric) WHERE message ~ 'keep' $$,
	$$ VALUES ('warning', 'keep of parameter "cut" is stricter than its value', '{"x": 100}'::jsonb) $$, 'keep is stricter, and for whom');
SELECT results_eq($$ SELECT message, witness FROM customer_grade.lint('grades A > B; metric x number; parameter cut = 100 keep 80; grade A when x < cut; grade B otherwise;'::customer_grade.rubric) WHERE message ~ 'keep' $$,
	$$ VALUES ('keep of parameter "cut" is stricter than its value', '{"x": 80}'::jsonb) $$, '... where less is better');
SELECT is((SELECT array_agg(customer_grade.grade('grades A > B; metric x number; parameter cut = 100; grade A when x >= cut; grade B otherwise;'::customer_grade.rubric, '{"x": 100}'::jsonb, p::jsonb) ORDER BY p)
	FROM (VALUES ('{"cut": 120}'), ('{}')) AS p(p)), '{B,A}', 'the witness has a worse grade by it');
SELECT is(pg_temp.cuts('parameter cut = top(x, 20%) keep 1.1 * cut; grade A when x >= cut; grade B otherwise; review month end;', 'keep'),
	NULL, 'a cut-off that may be 0 may be the same times 1.1');
SELECT is(pg_temp.told('grades A > B; metric x number > 0; parameter cut = top(x, 20%) keep 1.1 * cut; grade A when x >= cut; grade B otherwise; review month end;', 'keep'),
	'warning: keep of parameter "cut" is stricter than its value', '... above 0 it is stricter');
SELECT is(pg_temp.cuts('parameter cut = 100 keep 100.0; grade A when x >= cut; grade B otherwise;', 'keep'), 'warning: keep of parameter "cut" has no effect: it is the value', 'keep that is the value');
SELECT is(pg_temp.cuts('parameter cut = 100 keep 90; grade A when x >= cut; grade B otherwise; demotion never;', 'keep'),
	'warning: keep of parameter "cut" has no effect: demotion is never', 'keep where nobody falls');
SELECT is(pg_temp.cuts(text, 'keep'), NULL, text) FROM (VALUES
	('parameter cut = 100 keep 90; grade A when x >= cut; grade B otherwise;'), ('parameter cut = 100 keep 90% * cut; grade A when x >= cut; grade B otherwise;'),
	('parameter cut = 100 keep 120; grade A when x <= cut; grade B otherwise;'), ('parameter cut = 100 keep 120; grade A when x >= cut or x = 7; grade B otherwise;')) AS t(text);
SELECT is(pg_temp.cuts('parameter a = top(x, 20%); parameter b = top(x, 60%); grade A when x >= a; grade B when x >= b; grade C otherwise; review month end; target A = 20%, B = 30%, C = 50%;', 'target'),
	'notice: the target of grade "B" and better is 50%, its cut-off gives them 60%', 'targets and cut-offs that differ');
SELECT is(pg_temp.cuts('parameter a = top(x, 20%); parameter b = top(x, 50%); grade A when x >= a; grade B when x >= b; grade C otherwise; review month end;' || target, 'target'),
	NULL, target) FROM unnest('{"target A = 20%, B = 30%, C = 50%;","target B = 40%;"}'::text[]) AS target;

--
-- Terms: labels and treatments
--
SELECT is(pg_temp.told('grades A > B > C; metric x number; grade A when x > 5; grade C otherwise; approval of A, B until C; target B = 20%; treatment t for B, A = ''v'';', 'which no rule gives'),
	'warning: approval of "B", which no rule gives; warning: target of "B", which no rule gives; warning: treatment "t" for "B", which no rule gives', 'labels that no rule gives');
SELECT is(pg_temp.told(text, 'which no rule gives'), NULL, text) FROM (VALUES
	('grades A > B > C; metric x number; grade A when x > 5; grade C otherwise; cap B when x > 7; approval of A, B; target B = 20%; treatment t for B = ''v'';'),
	('grades A > B > C; metric x number; grade A when x > 5; grade C otherwise; approval of A until B; treatment t for B = ''v''; treatment u = 1; approval of C;')) AS t(text);
SELECT is(pg_temp.terms('treatment visit_interval for A = 2 unit ''fortnight''; treatment payment_term for A = 30; treatment answer for A = 2 unit ''blink'';', '(worklist)'),
	'warning: no worklist understands unit "fortnight" of treatment "visit_interval"; warning: treatment "payment_term" is a number without a unit of time, so worklists pass over it', 'units that no worklist understands');
SELECT is(pg_temp.terms('treatment visit_interval = 2 unit ''' || unit || ''';', 'worklist'), NULL, unit) FROM unnest('{week,Weeks, working day ,time/month,个月,half-year}'::text[]) AS unit;
SELECT is(pg_temp.terms('treatment visit_interval = ''regular'';', 'worklist'), NULL, 'a word asks for no visit');
SELECT is(pg_temp.terms('treatment t for A, C = ''v''; treatment u for A = ''v''; treatment visit_interval for A = 1 unit ''week'';', 'is not for'),
	'notice: treatment "t" is not for "B"; notice: treatment "visit_interval" is not for "B", "C"', 'grades that get less than worse ones, and whom nobody visits');
SELECT is(pg_temp.terms('treatment t = ''v''; treatment u for A, B = ''v''; treatment w for none = ''v''; treatment visit_interval for A, B, C = 1 unit ''week'';', 'is not for'), NULL, 'privileges, and all that get the same');
SELECT is(pg_temp.terms('treatment credit_limit for A = 5; treatment credit_limit for B = 7; treatment visit_interval for A = 3 unit ''week''; treatment visit_interval for B = 2 unit ''week'';
	treatment d for A = 3; treatment d for B = 1; treatment d for C = 2;', '(less|more) for'),
	'notice: treatment "credit_limit" is more for grade "B" than for "A"; notice: treatment "d" is more for grade "C" than for "B"; notice: treatment "visit_interval" is less for grade "B" than for "A"',
	'numbers against the order of the grades');
SELECT is(pg_temp.terms('treatment credit_limit for A = 7; treatment credit_limit for B = 7; treatment visit_interval for A = 3 unit ''time/year''; treatment visit_interval for B = 2 unit ''time/year'';
	treatment d for A = 3; treatment d for B = 4; treatment d for C = 5; treatment e for A = 1 unit ''week''; treatment e for B = 1 unit ''day''; treatment e for C = 2 unit ''week'';', '(less|more) for'), NULL, '... and with it');
SELECT is(pg_temp.terms('treatment fee for A = 3 unit ''CNY''; treatment fee for B = 2 unit ''EUR''; treatment v for A = 1 unit ''week''; treatment v for B = 1 unit ''month'';', 'unit'),
	'notice: treatment "fee" has unit "EUR" here and "CNY" elsewhere', 'one name, two units');
SELECT is(pg_temp.terms('treatment t for A = 3 when x >= 5, 4 when x > 5, 5 when x < 2;', '(alternative)'),
	'warning: alternative "when x > 5" of treatment "t" cannot be reached; warning: the alternatives of treatment "t" leave a gap between 2 and 5', 'alternatives that are covered, or leave a gap');
SELECT is(pg_temp.terms('treatment t for A = 3 when x > 5, 5 when x < 5;', 'alternative'), 'warning: the alternatives of treatment "t" leave a gap between 5 and 5', '... a slip of < and <=');
SELECT is(pg_temp.terms(text, 'alternative'), NULL, text) FROM (VALUES
	('treatment t for A = 3 when x >= 5, 4 when x > 3, 5 when x <= 3;'), ('treatment t for A = 3 when x >= 5, 4 when x > 3;'),
	('treatment t for A = 3 when x >= 5, 4 when x < 3, 0 otherwise;'), ('treatment t for A = 3 when x >= 5, 4 when d > date ''2020-01-01'';')) AS t(text);

--
-- Nothing of this is said of the catalog without reason: no condition asks for the date since which these are provisional.
--
SELECT results_eq($$ SELECT DISTINCT c.name, l.message FROM customer_grade.catalog AS c, customer_grade.lint(c.rubric) AS l
	WHERE l.severity = 'warning' AND l.message ~ '(points$|not to 100%|passes over null|division by|parameter .* is (below|above)|renews|keep of|no effect|span is longer|a review is held|which is not required|worklist|which no rule gives|alternative.* of treatment)'
	ORDER BY 1 $$,
	$$ VALUES ('manufacturer_abc' COLLATE "C", 'since "first_order_on", which is not required'),
		('supplier_scorecard', 'since "first_delivery_on", which is not required') $$, 'the catalog');

--
-- By name, and null
--
SET client_min_messages = warning;
SELECT customer_grade.define_standard('x', 'grades A > B; metric a number; metric b number; grade A when a > 5; grade B otherwise;', '2020-01-01') \g /dev/null
SELECT is((SELECT string_agg(message, ', ') FROM customer_grade.lint('x') WHERE severity = 'notice' AND message ~ 'used'), 'metric "b" is not used', 'lint() of the version in force');
SELECT is_empty($$ SELECT * FROM customer_grade.lint(NULL::customer_grade.rubric) $$, 'of null nothing is found');
SELECT * FROM finish();
