-- Parameter sets and sources of attachments.

CREATE TABLE customer_grade_internal.parameter_set (
	standard   text COLLATE pg_catalog."C" NOT NULL,
	subject    customer_grade_internal.relation_reference NOT NULL,
	number     integer NOT NULL,
	parameters jsonb NOT NULL,
	taken      text[] NOT NULL DEFAULT '{}',
	population bigint,
	frozen_at  timestamp with time zone NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	PRIMARY KEY (standard, subject, number),
	CONSTRAINT parameter_set_parameters_check
		CHECK (pg_catalog.jsonb_typeof(parameters) = 'object')
);
COMMENT ON TABLE customer_grade_internal.parameter_set IS
	'the parameter values that attachments grade with, frozen and numbered; attach() and reviews add sets';
COMMENT ON COLUMN customer_grade_internal.parameter_set.standard IS 'name of the standard';
COMMENT ON COLUMN customer_grade_internal.parameter_set.subject IS 'the table whose rows are graded';
COMMENT ON COLUMN customer_grade_internal.parameter_set.number IS 'number of the set, counted from 1';
COMMENT ON COLUMN customer_grade_internal.parameter_set.parameters IS
	'the values by name: from outside, and as taken from the population, such as {"cut": 9, "cut keep": 8, "by_region": {"north": 7}, '
	'"tile(x, 5)": [1, 2, 4, 9]}';
COMMENT ON COLUMN customer_grade_internal.parameter_set.taken IS 'the names of those that were taken from the population';
COMMENT ON COLUMN customer_grade_internal.parameter_set.population IS
	'how many customers the population had when some were taken last; null: none is';
COMMENT ON COLUMN customer_grade_internal.parameter_set.frozen_at IS 'when the values were frozen';
SELECT customer_grade_internal.make_registry_view('parameter_set', 'customer_grade_internal.may_see(r.standard, r.subject)');

CREATE FUNCTION customer_grade_internal.with_as_of(rubric customer_grade.rubric, parameters jsonb, day date) RETURNS jsonb
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'parameters_with_as_of';
COMMENT ON FUNCTION customer_grade_internal.with_as_of(customer_grade.rubric, jsonb, date) IS
	'parameters to grade by a text: a date parameter as_of has the value of a day, unless they give it one';

CREATE TABLE customer_grade_internal.source (
	standard    text COLLATE pg_catalog."C" NOT NULL,
	subject     customer_grade_internal.relation_reference NOT NULL,
	source      customer_grade_internal.relation_reference NOT NULL,
	customer_columns name[] NOT NULL,
	mapping     text,
	PRIMARY KEY (standard, subject, source)
);
CREATE INDEX source_source ON customer_grade_internal.source (source);
COMMENT ON INDEX customer_grade_internal.source_source IS 'tells at once that a table is not watched';

COMMENT ON TABLE customer_grade_internal.source IS
	'tables whose rows change a customer''s metrics; watch(), watch_through() and unwatch() write it';
COMMENT ON COLUMN customer_grade_internal.source.standard IS 'name of the standard';
COMMENT ON COLUMN customer_grade_internal.source.subject IS 'the table whose rows are graded';
COMMENT ON COLUMN customer_grade_internal.source.source IS 'the table that is watched';
COMMENT ON COLUMN customer_grade_internal.source.customer_columns IS
	'its columns that hold the key of the subject, in the order of that key; with a mapping: its own key columns';
COMMENT ON COLUMN customer_grade_internal.source.mapping IS
	'query that returns the key of the watched table, then the key of the subject; null: customer_columns hold the subject''s key';
SELECT customer_grade_internal.make_registry_view('source', 'customer_grade_internal.may_see(r.standard, r.subject)');

-- A table that is gone is not dumped: its number could be that of any table where the dump is restored.
SELECT pg_catalog.pg_extension_config_dump('customer_grade_internal.attachment',
	'WHERE EXISTS (SELECT FROM pg_catalog.pg_class AS c WHERE c.oid = subject)');
SELECT pg_catalog.pg_extension_config_dump('customer_grade_internal.parameter_set',
	'WHERE EXISTS (SELECT FROM pg_catalog.pg_class AS c WHERE c.oid = subject)');
SELECT pg_catalog.pg_extension_config_dump('customer_grade_internal.source',
	'WHERE EXISTS (SELECT FROM pg_catalog.pg_class AS c WHERE c.oid = subject)');
