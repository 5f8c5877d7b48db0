-- doc/reference.md is what "make reference-doc" would write now, and doc/reference.sql knows every function.

SELECT plan(3);

\set written `echo "$CLUSTER_DIR/reference.md"`
\o :written
\ir ../doc/reference.sql
\o

SELECT is_empty('SELECT name FROM unlisted ORDER BY 1', 'every function is in a list of doc/reference.sql');
SELECT is_empty('SELECT name FROM listed_in_vain ORDER BY 1', '... and every name there is a function');

\set difference `diff -u doc/reference.md "$CLUSTER_DIR/reference.md" 2>&1 | head -n 30`
SELECT is(:'difference'::text, '', 'doc/reference.md is fresh; if not: run make reference-doc');

SELECT * FROM finish();
