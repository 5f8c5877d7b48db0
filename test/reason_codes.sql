-- Reason codes of scorecards that other projects have published, with the lists that their tests expect: see the README.md of
-- the directory, which is no part of this project; without it there is nothing to test.

\if :{?conformance_dir}
\setenv DIR :conformance_dir
\else
\echo 1..0 # SKIP there is no directory with the cases of others
\quit
\endif

BEGIN;
SELECT plan(3);
CREATE TEMP TABLE attribute (model_file text, model_name text, initial_score numeric, use_reason_codes boolean, algorithm text, characteristic text,
	baseline_score numeric, attribute_no int, predicate text, partial_score text, complex_partial_score text, reason_code text);
CREATE TEMP TABLE cases (case_id text, model_file text, model_name text, inputs jsonb, expected_score numeric, reason_1 text, reason_2 text, reason_3 text,
	reasons_checked int, source text, note text, cross_check_score text, cross_check_reasons text);
\copy attribute FROM PROGRAM 'cat "$DIR"/pmml_scorecard/scorecard_tables.csv' CSV HEADER
\copy cases FROM PROGRAM 'cat "$DIR"/pmml_scorecard/cases.csv' CSV HEADER

-- Its words in ours; what is not known does not apply.
CREATE FUNCTION pg_temp.condition(predicate text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	word text[];
BEGIN
	FOREACH word SLICE 1 IN ARRAY '{{notEqual,<>},{equal,=},{lessOrEqual,<=},{lessThan,<},{greaterOrEqual,>=},{greaterThan,>},{isMissing,is null},{TRUE,true},{FALSE,false}}'::text[] LOOP
		predicate := regexp_replace(predicate, '\m' || word[1] || '\M', word[2], 'g');
	END LOOP;
	predicate := regexp_replace(predicate, '(=|<>) (?!true|false)([A-Za-z]\w*)', '\1 ''\2''', 'g');
	predicate := regexp_replace(predicate, '(\w+ = ''\w+'') xor (\w+ = ''\w+'')', '(\1) <> (\2)');
	predicate := regexp_replace(predicate, 'isIn \((\w+) (\w+)\)', 'in (''\1'', ''\2'')');
	predicate := regexp_replace(predicate, '\m([A-Za-z]\w*) (=|<>|<=|<|>=|>|is null|in \()', '"\1" \2', 'g');
	RETURN format('(%s) is true', predicate);
END
$$;
CREATE TEMP TABLE model AS
	SELECT a.model_file, a.model_name, a.algorithm, jsonb_object_agg(a.characteristic, a.baseline) AS baseline,
		(SELECT string_agg(format('metric "%s" %s; ', k.key, k.type), '') FROM (
			SELECT DISTINCT j.key, CASE jsonb_typeof(j.value) WHEN 'string' THEN 'text' ELSE jsonb_typeof(j.value) END
			FROM cases AS c, jsonb_each(c.inputs) AS j WHERE c.model_file = a.model_file AND coalesce(c.model_name, a.model_name) = a.model_name) AS k(key, type))
		|| string_agg(format('criterion "%s" missing 0 = %s; ', a.characteristic, a.alternatives), '' ORDER BY a.place) || format('score = score + (%s);', a.initial_score) AS rubric
	FROM (
		SELECT model_file, model_name, algorithm, initial_score, characteristic, max(baseline_score) AS baseline, min(row) AS place,
			string_agg(format('%s when %s%s', coalesce(complex_partial_score, partial_score), pg_temp.condition(predicate), ' ' || quote_literal(reason_code)), ', ' ORDER BY attribute_no) AS alternatives
		FROM (SELECT *, row_number() OVER () AS row FROM attribute) AS r
		GROUP BY model_file, model_name, algorithm, initial_score, characteristic
	) AS a
	GROUP BY a.model_file, a.model_name, a.algorithm, a.initial_score;
CREATE TEMP TABLE given AS
	SELECT c.*, m.rubric, customer_grade.score(m.rubric::customer_grade.rubric, c.inputs) AS score,
		ARRAY(SELECT r.reason FROM customer_grade.reasons(m.rubric::customer_grade.rubric, c.inputs, m.baseline) AS r,
				LATERAL (SELECT CASE m.algorithm WHEN 'pointsAbove' THEN -r.lost ELSE r.lost END AS lost) AS l
			WHERE l.lost > 0 ORDER BY l.lost DESC, r.place) AS reasons
	FROM cases AS c JOIN model AS m ON m.model_file = c.model_file AND m.model_name = coalesce(c.model_name, m.model_name);

SELECT is(count(*), 60::bigint, 'sixty cases') FROM given;
SELECT is_empty($$ SELECT case_id, expected_score, score FROM given WHERE abs(score - expected_score) > 1e-9 * abs(expected_score) $$, 'scores');
SELECT results_eq($$ SELECT count(*), count(*) FILTER (WHERE reasons[1 : reasons_checked] = array_remove(ARRAY[reason_1, reason_2, reason_3], NULL)) FROM given WHERE reasons_checked > 0 $$,
	'VALUES (55::bigint, 55::bigint)', 'all lists of reasons');
SELECT diag(format('%s: expected %s, %s, %s, have %s', case_id, reason_1, reason_2, reason_3, reasons)) FROM given
WHERE reasons_checked > 0 AND reasons[1 : reasons_checked] <> array_remove(ARRAY[reason_1, reason_2, reason_3], NULL);

SELECT * FROM finish();
ROLLBACK;
