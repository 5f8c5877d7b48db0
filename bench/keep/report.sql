-- What it costs to keep grades.

SET search_path = keep, public;
\pset footer off
\pset null ''

CREATE VIEW best AS
SELECT what, way, jit, min(value) AS value, unit FROM timing GROUP BY what, way, jit, unit;

\echo
\echo 'Keeping grades: best of the rounds (latency: of the client, by pgbench; ms: processor time of the backend)'
SELECT what, way, unit, round(max(value) FILTER (WHERE NOT jit), 1) AS "JIT off", round(max(value) FILTER (WHERE jit), 1) AS "JIT on"
FROM best LEFT JOIN way ON name = way
GROUP BY what, way, unit, place ORDER BY what, place NULLS LAST, way;

\echo 'Answers'
SELECT subject, rows, different AS "different answers" FROM answer;

CREATE FUNCTION value(what text, way text, with_jit boolean) RETURNS numeric LANGUAGE sql AS
	$$ SELECT value FROM best AS b WHERE b.what = value.what AND b.way = value.way AND b.jit = with_jit $$;
CREATE FUNCTION ratio(what text, way text, against text, with_jit boolean DEFAULT false) RETURNS numeric LANGUAGE sql AS
	$$ SELECT round(value(what, way, with_jit) / value(what, against, with_jit), 3) $$;
CREATE FUNCTION net_ratio(what text, way text, against text, with_jit boolean DEFAULT false) RETURNS numeric LANGUAGE sql AS
	$$ SELECT round((value(what, way, with_jit) - value(what, 'plain', with_jit)) / (value(what, against, with_jit) - value(what, 'plain', with_jit)), 3) $$;

-- the targets apply to the way that the documentation recommends; the other is shown beside it
INSERT INTO result
SELECT 200 + row_number() OVER (ORDER BY w.place, r.place), 'one order, ' || w.name, r.what,
	CASE WHEN w.recommended OR r.every_way THEN r.target END, r.jit_off, r.jit_on
FROM way AS w, LATERAL (VALUES
	(1, 'client latency / plain insert', 2, false, ratio('latency', w.name, 'plain'), NULL::numeric),
	(2, 'us more in the server', 40, false,
		round(value('one order, any', w.name, false) - value('one order, any', 'plain', false), 1), NULL),
	(3, 'history 100 times as long / usual', 1.1, false,
		round(value('one order, long history', w.name, false) / value('one order, usual history', w.name, false), 2), NULL),
	(4, 'refresh of a materialized view / ours', NULL, false, round(value('one order, any', 'matview', false) / value('one order, any', w.name, false)), NULL)
	) AS r (place, what, target, every_way, jit_off, jit_on)
WHERE w.ours
UNION ALL
SELECT 220 + row_number() OVER (ORDER BY w.place, r.place), 'many orders, ' || w.name, r.what,
	CASE WHEN w.recommended THEN r.target END, r.jit_off, r.jit_on
FROM way AS w, LATERAL (VALUES
	(1, 'time / plain insert', 4, ratio('statement', w.name, 'plain'), ratio('statement', w.name, 'plain', true)),
	(2, 'WAL / plain insert', 6, ratio('WAL', w.name, 'plain'), ratio('WAL', w.name, 'plain', true)),
	(3, 'net time / PL/pgSQL trigger that counts', CASE WHEN :customers < 1000000 THEN 0.5 ELSE 0.7 END,
		net_ratio('statement', w.name, 'counters'), net_ratio('statement', w.name, 'counters', true)),
	(4, 'time / PL/pgSQL trigger that sums again', 0.333, ratio('statement', w.name, 'recompute'), ratio('statement', w.name, 'recompute', true)),
	(5, 'kB more memory for all of them than for half', 64,
		round((value('memory', w.name || ', all', false) - value('memory', w.name || ', half', false)) / 1024), NULL::numeric)
	) AS r (place, what, target, jit_off, jit_on)
WHERE w.ours
UNION ALL
SELECT 240, 'review', 'review() / one SELECT', 1.5, ratio('review', 'review()', 'one SELECT'), ratio('review', 'review()', 'one SELECT', true)
UNION ALL
SELECT 245, 'new customers', 'COPY into an attached table / plain COPY', 3, ratio('COPY', 'attached', 'plain'), NULL
UNION ALL
SELECT 250, 'keeping grades', 'different answers', 0, (SELECT sum(different) FROM answer), NULL;
