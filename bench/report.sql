-- The table of targets.

\pset footer off
SET max_parallel_workers_per_gather = 0;
SET jit_above_cost = 0;
\pset null ''

CREATE VIEW best AS
SELECT subject, variant, jit, min(ms) AS ms,
	min(ms) - (SELECT min(b.ms) FROM timing AS b
		WHERE b.subject = t.subject AND b.jit = t.jit AND b.variant IN ('scan', 'plain insert')) AS net
FROM timing AS t
GROUP BY subject, variant, jit;

CREATE TABLE target (id int GENERATED ALWAYS AS IDENTITY, subject text, variant text, against text, target numeric);
INSERT INTO target (subject, variant, against, target)
SELECT t, variant, against, target
FROM unnest('{narrow,broad}'::text[]) AS t, (VALUES
	('grade(rubric, row)', 'CASE', 0.2), ('grade(name, row)', 'CASE', 0.2),
	('grade(rubric, row)', 'C by hand', 1.5), ('grade(name, row)', 'C by hand', 1.5),
	('not rewritten', 'CASE', 2)) AS v (variant, against, target);
INSERT INTO target (subject, variant, against, target) VALUES
	('card', 'grade(rubric, row)', 'SQL', 0.2), ('card', 'grade(name, row)', 'SQL', 0.2),
	('card', 'score(), grade()', 'SQL, score too', NULL),
	('card', 'grade(rubric, row)', 'PL/pgSQL', 0.05), ('card', 'grade(name, row)', 'PL/pgSQL', 0.05),
	('trigger', 'grade_row()', 'PL/pgSQL', 0.35), ('trigger', 'grade_row()', 'generated column', 1),
	('trigger', 'grade_row()', 'empty C trigger', NULL);

CREATE TABLE titles (subject text, title text);
INSERT INTO titles VALUES ('narrow', 'thresholds, 4 columns'), ('broad', 'thresholds, 20 columns'),
	('card', 'scorecard, S09'), ('trigger', 'BEFORE row trigger');

\echo
\echo 'Settings'
SELECT string_agg(name || ' = ' || current_setting(name), ', ' ORDER BY name) AS settings
FROM unnest('{fsync,jit_above_cost,jit_inline_above_cost,jit_optimize_above_cost,max_parallel_workers_per_gather,
	server_version,shared_buffers,work_mem}'::text[]) AS name;

\echo 'Processor milliseconds, best of the rounds; net of the scan or the plain insert; nanoseconds a row, net'
SELECT title AS subject, variant,
	max(ms) FILTER (WHERE NOT jit) AS "JIT off", max(net) FILTER (WHERE NOT jit) AS "net",
	round(max(net * 1e6 / rows) FILTER (WHERE NOT jit)) AS "ns/row",
	max(ms) FILTER (WHERE jit) AS "JIT on", max(net) FILTER (WHERE jit) AS "net",
	round(max(net * 1e6 / rows) FILTER (WHERE jit)) AS "ns/row"
FROM best JOIN titles USING (subject) JOIN variant USING (subject, variant) JOIN difference USING (subject)
GROUP BY title, variant, variant.ctid ORDER BY variant.ctid;

\echo 'Answers'
SELECT title AS subject, rows, different AS "different answers" FROM difference JOIN titles USING (subject);

\echo 'Memory of the backend at the last row, in bytes'
SELECT what, min(bytes) FILTER (WHERE rows = 100000) AS "100,000 rows", max(bytes) FILTER (WHERE rows > 100000) AS "all rows"
FROM memory GROUP BY what ORDER BY what;

INSERT INTO result
SELECT t.id, title, t.variant || ' / ' || t.against, t.target,
	max(round(v.net / nullif(a.net, 0), 3)) FILTER (WHERE NOT v.jit), max(round(v.net / nullif(a.net, 0), 3)) FILTER (WHERE v.jit)
FROM target AS t JOIN titles USING (subject)
	JOIN best AS v ON v.subject = t.subject AND v.variant = t.variant
	JOIN best AS a ON a.subject = t.subject AND a.variant = t.against AND a.jit = v.jit
GROUP BY t.id, title, t.variant, t.against, t.target
UNION ALL
SELECT 100, 'answers', 'different ones', 0, sum(different), NULL FROM difference
UNION ALL
SELECT 101, 'memory', 'kB more at the last of all rows than of 100,000', 64, round(max(growth) / 1024), NULL
FROM (SELECT max(bytes) - min(bytes) AS growth FROM memory GROUP BY what) AS m;
