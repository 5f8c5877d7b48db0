-- Decimals compute what numeric computes: value, display scale, rounding, error.
-- The comparisons are made in C, by the module of test/decimal.

\o /dev/null
CREATE FUNCTION decimal_selftest(seed int, rounds int) RETURNS bigint
	LANGUAGE c STRICT AS 'decimal_selftest';
CREATE FUNCTION decimal_edges() RETURNS bigint
	LANGUAGE c AS 'decimal_selftest';
CREATE FUNCTION decimal_copy(numeric) RETURNS numeric
	LANGUAGE c STRICT AS 'decimal_selftest';

-- toasted inline, compressed and out of line
CREATE TABLE stored (compressed numeric, external numeric);
ALTER TABLE stored ALTER compressed SET STORAGE extended, ALTER external SET STORAGE external;
INSERT INTO stored
SELECT n::numeric, n::numeric
FROM (VALUES ('0'), ('0.00'), ('-0.005'), ('1234.50'), ('99999999999999999999999999999999999999'), ('NaN'),
	(repeat('1234', 2000)), (repeat('123456789', 3000) || '.5'), (repeat('31415926', 5) || '.00')) AS v (n);
\o

SELECT plan(11);

SELECT cmp_ok(decimal_selftest(seed, 1000), '>', 100000::bigint, 'random operations, seed ' || seed)
FROM generate_series(1, 8) AS seed;

SELECT cmp_ok(decimal_edges(), '>', 10000::bigint, 'numbers of up to 131072 digits, where numeric overflows');

SELECT is_empty(
	'SELECT compressed FROM stored WHERE decimal_copy(compressed)::text <> compressed::text',
	'decimals read numerics stored inline, short and compressed');
SELECT is_empty(
	'SELECT external FROM stored WHERE decimal_copy(external)::text <> external::text',
	'decimals read numerics stored out of line');

SELECT * FROM finish();
