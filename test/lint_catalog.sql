-- lint() of the standards of the catalog: what it finds stands with a reason from the source.

SELECT * FROM no_plan();

CREATE TEMP TABLE found AS
SELECT c.name, c.version, l.severity, l.statement, l.message, l.witness, c.rubric
FROM customer_grade.catalog AS c, customer_grade.lint(c.rubric) AS l;

CREATE TEMP TABLE accepted AS
SELECT c.name, c.version, a.statement, a.message, a.reason
FROM customer_grade.catalog AS c, jsonb_to_recordset(c.accepted) AS a(statement text, message text, reason text);

SELECT is_empty($$ SELECT name, version, statement, message FROM found WHERE severity IN ('error', 'warning') EXCEPT SELECT name, version, statement, message FROM accepted $$,
	'every error and warning has a reason');
SELECT is_empty($$ SELECT name, version, statement, message FROM accepted EXCEPT SELECT name, version, statement, message FROM found WHERE severity IN ('error', 'warning') $$,
	'every reason is that of a finding');
SELECT is_empty($$ SELECT * FROM accepted WHERE coalesce(reason, '') = '' $$, 'no reason is empty');
SELECT is_empty($$ SELECT name, version, statement, message FROM found WHERE severity = 'not analysed' $$, 'all standards are analysed');
SELECT is_empty($$ SELECT name, witness FROM found WHERE message LIKE 'no rule fits%' AND (customer_grade.assess(rubric, witness)).reason IS DISTINCT FROM 'no rule' $$,
	'no rule fits the witnesses of gaps');
SELECT cmp_ok(count(*), '>', 20::bigint, 'there are findings') FROM accepted;

SELECT * FROM finish();
