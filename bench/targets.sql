-- The table of targets, of all parts that have run.

\echo 'Targets: ratios of net times, and what has a unit'
\pset footer off
\pset null ''
SELECT subject, what, target, jit_off AS "JIT off", jit_on AS "JIT on",
	CASE WHEN target IS NULL OR coalesce(jit_off, jit_on) IS NULL THEN '' WHEN greatest(jit_off, jit_on) <= target THEN 'met' ELSE 'NOT MET' END AS result
FROM result ORDER BY place;
