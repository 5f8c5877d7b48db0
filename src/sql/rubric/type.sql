-- The type rubric: the text of a grading standard, checked on input.

CREATE TYPE customer_grade.rubric;

CREATE FUNCTION customer_grade_internal.rubric_in(cstring) RETURNS customer_grade.rubric
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000
  AS 'MODULE_PATHNAME', 'rubric_in';
COMMENT ON FUNCTION customer_grade_internal.rubric_in(cstring) IS 'text input: checks the rubric; errors name line and column';

CREATE FUNCTION customer_grade_internal.rubric_out(customer_grade.rubric) RETURNS cstring
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
  AS 'MODULE_PATHNAME', 'rubric_out';
COMMENT ON FUNCTION customer_grade_internal.rubric_out(customer_grade.rubric) IS 'text output: the text as the author wrote it';

CREATE FUNCTION customer_grade_internal.rubric_recv(internal) RETURNS customer_grade.rubric
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000
  AS 'MODULE_PATHNAME', 'rubric_recv';
COMMENT ON FUNCTION customer_grade_internal.rubric_recv(internal) IS 'binary input: a version byte and the text';

CREATE FUNCTION customer_grade_internal.rubric_send(customer_grade.rubric) RETURNS bytea
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
  AS 'MODULE_PATHNAME', 'rubric_send';
COMMENT ON FUNCTION customer_grade_internal.rubric_send(customer_grade.rubric) IS 'binary output: a version byte and the text';

CREATE TYPE customer_grade.rubric (
  INPUT = customer_grade_internal.rubric_in,
  OUTPUT = customer_grade_internal.rubric_out,
  RECEIVE = customer_grade_internal.rubric_recv,
  SEND = customer_grade_internal.rubric_send,
  STORAGE = extended
);
COMMENT ON TYPE customer_grade.rubric IS 'the text of one version of a grading standard: grades, metrics, criteria and rules';

CREATE CAST (customer_grade.rubric AS text) WITHOUT FUNCTION AS ASSIGNMENT;
COMMENT ON CAST (customer_grade.rubric AS text) IS 'the text as the author wrote it';

CREATE FUNCTION customer_grade_internal.rubric_to_jsonb(customer_grade.rubric) RETURNS jsonb
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000
AS 'MODULE_PATHNAME', 'rubric_to_jsonb';
COMMENT ON FUNCTION customer_grade_internal.rubric_to_jsonb(customer_grade.rubric) IS
	'a rubric as its statements in order, each with its fields, its text, and the white space and comments before it';

CREATE FUNCTION customer_grade_internal.jsonb_to_rubric(jsonb) RETURNS customer_grade.rubric
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000
AS 'MODULE_PATHNAME', 'jsonb_to_rubric';
COMMENT ON FUNCTION customer_grade_internal.jsonb_to_rubric(jsonb) IS
	'a rubric from its statements: each as its text says where this has the fields given, or none are given; else as its fields say. '
	'Errors name the place: 22023 a field is missing or not what it should be, 42601 and others as of the text';

CREATE CAST (customer_grade.rubric AS jsonb) WITH FUNCTION customer_grade_internal.rubric_to_jsonb(customer_grade.rubric);
COMMENT ON CAST (customer_grade.rubric AS jsonb) IS 'the statements as objects, for programs that edit them; nothing of the text is lost';
CREATE CAST (jsonb AS customer_grade.rubric) WITH FUNCTION customer_grade_internal.jsonb_to_rubric(jsonb);
COMMENT ON CAST (jsonb AS customer_grade.rubric) IS 'the text of statements given as objects';
