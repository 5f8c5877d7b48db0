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
