-- Standards that give a score and no grade are attached like others: the ledger is one of scores.
SET client_min_messages = warning;
SELECT * FROM no_plan();

SELECT customer_grade.define_standard('points', 'metric spend number >= 0; criterion size max 100 = spend / 10;', '2020-01-01') \g /dev/null
CREATE TABLE guest (id int PRIMARY KEY, spend numeric);
INSERT INTO guest VALUES (1, 500), (2, NULL);
SELECT lives_ok($$ SELECT customer_grade.attach('points', 'guest', time_zone => 'UTC') $$, 'attached');
SELECT throws_ok($$ SELECT customer_grade.define_standard('points', 'metric spend number >= 0; criterion size max 100 = spend / 10; approval;', '2020-01-02') $$, '42601', 'the rubric has no grades',
	'no grade can need approval');
UPDATE guest SET spend = 700 WHERE id = 1;
INSERT INTO guest VALUES (3, 9000);
SELECT results_eq($$ SELECT id, grade, rank, score, computed_grade, state FROM guest_points_ledger ORDER BY id $$,
	$$ VALUES (1, NULL::text, NULL::smallint, 70.0000000000000000, NULL::text, 'final'), (2, NULL, NULL, NULL, NULL, 'final'), (3, NULL, NULL, 100, NULL, 'final') $$,
	'scores follow the rows');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('points', 'guest') $$, 'and are right');
CALL customer_grade.review('points', 'guest');
DELETE FROM guest WHERE id = 3;
SELECT is((SELECT string_agg(concat_ws(' ', id, cause, score), ', ' ORDER BY id) FROM guest_points_history), '3 deleted', 'who leaves leaves no score, unless scores are kept');
SELECT ok((SELECT count(*) > 0 FROM customer_grade.assessment_form('points', 'guest', '1') WHERE section_en = 'criterion'), 'a form');
SELECT isnt_empty($$ SELECT * FROM customer_grade.distribution('points', 'guest') $$, 'reports know no grade');

-- those of the catalog
CREATE TABLE scored AS SELECT c.name FROM customer_grade.catalog AS c
WHERE NOT EXISTS (SELECT FROM customer_grade.grades(c.rubric)) GROUP BY c.name;
SELECT cmp_ok(count(*), '>=', 5::bigint, 'the catalog has such standards') FROM scored;
CREATE FUNCTION pg_temp.attach_adopted(standard text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	PERFORM customer_grade.adopt(standard);
	EXECUTE format('CREATE TABLE %I (id int PRIMARY KEY, %s)', standard, (
		SELECT string_agg(format('%I %s', m.name, CASE m.type WHEN 'number' THEN 'numeric' ELSE m.type END), ', ') FROM customer_grade.metrics(standard) AS m));
	EXECUTE format('INSERT INTO %I VALUES (1)', standard);
	RETURN customer_grade.attach(standard, standard::regclass, parameters => (
		SELECT coalesce(jsonb_object_agg(p.name, CASE p.type WHEN 'number' THEN to_jsonb(1) ELSE to_jsonb(substring(p.domain FROM '''(.*?)''')) END), '{}') FROM customer_grade.parameters(standard) AS p WHERE p.value IS NULL)) IS NOT NULL;
END $$;
SELECT ok(pg_temp.attach_adopted(name), 'attached: ' || name) FROM scored ORDER BY name;
SELECT is_empty($$ SELECT v.* FROM scored AS s, customer_grade.verify(s.name, s.name::regclass) AS v $$, 'all of them verified');

SELECT * FROM finish();
