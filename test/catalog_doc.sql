-- doc/catalog.md is what "make catalog-doc" would write now.

SELECT plan(1);

\set written `echo "$CLUSTER_DIR/catalog.md"`
\o :written
\ir ../doc/catalog.sql
\o

\set difference `diff -u doc/catalog.md "$CLUSTER_DIR/catalog.md" 2>&1 | head -n 30`
SELECT is(:'difference'::text, '', 'doc/catalog.md is fresh; if not: run make catalog-doc');

SELECT * FROM finish();
