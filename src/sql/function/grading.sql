-- Grading: grade(), score(), rank(), assess(), and what the planner makes of them.

CREATE FUNCTION customer_grade_internal.rubric_support(internal)
RETURNS internal
LANGUAGE c STRICT IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'rubric_support';
COMMENT ON FUNCTION customer_grade_internal.rubric_support(internal) IS
'planner support: passes just the columns that a rubric reads instead of the whole row';

CREATE FUNCTION customer_grade.grade(rubric customer_grade.rubric, "row" "any", parameters jsonb DEFAULT NULL)
RETURNS text
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10
SUPPORT customer_grade_internal.rubric_support
AS 'MODULE_PATHNAME', 'rubric_grade';
COMMENT ON FUNCTION customer_grade.grade(customer_grade.rubric, "any", jsonb) IS
	'the grade of a row, a label of the rubric; null when it is not graded (assess() tells why); by the rubric. The row is a row of a '
	'table, a typed ROW(...), jsonb or json; a null row gives null. Errors: 42703 the row lacks a metric, 42804 a metric has an unusable '
	'type, 23514 a value is outside its domain, 22023 a parameter has no value.';

CREATE FUNCTION customer_grade_internal.grade_columns(rubric customer_grade.rubric, parameters jsonb, columns text[],
	row_exists boolean, VARIADIC "values" "any")
RETURNS text
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 2
AS 'MODULE_PATHNAME', 'rubric_grade';
COMMENT ON FUNCTION customer_grade_internal.grade_columns(customer_grade.rubric, jsonb, text[], boolean, "any") IS
'what the planner makes of grade() with a row: the same with the columns named one by one; not meant to be called by hand';

CREATE FUNCTION customer_grade.grade(standard text, "row" "any", parameters jsonb DEFAULT NULL)
RETURNS text
LANGUAGE c STABLE PARALLEL SAFE COST 10
SUPPORT customer_grade_internal.rubric_support
AS 'MODULE_PATHNAME', 'rubric_grade';
COMMENT ON FUNCTION customer_grade.grade(text, "any", jsonb) IS
	'the grade of a row, a label of the rubric; null when it is not graded (assess() tells why); by the version of the standard that is '
	'effective on the evaluation date, as_of(). The row is a row of a table, a typed ROW(...), jsonb or json; a null row gives null. '
	'Errors: 42703 the row lacks a metric, 42804 a metric has an unusable type, 23514 a value is outside its domain, 22023 a parameter '
	'has no value, 42704 no such standard.';

CREATE FUNCTION customer_grade_internal.grade_columns(standard text, parameters jsonb, columns text[], row_exists boolean,
	VARIADIC "values" "any")
RETURNS text
LANGUAGE c STABLE PARALLEL SAFE COST 2
AS 'MODULE_PATHNAME', 'rubric_grade';
COMMENT ON FUNCTION customer_grade_internal.grade_columns(text, jsonb, text[], boolean, "any") IS
'what the planner makes of grade() with a row: the same with the columns named one by one; not meant to be called by hand';

CREATE FUNCTION customer_grade.score(rubric customer_grade.rubric, "row" "any", parameters jsonb DEFAULT NULL)
RETURNS numeric
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10
SUPPORT customer_grade_internal.rubric_support
AS 'MODULE_PATHNAME', 'rubric_score';
COMMENT ON FUNCTION customer_grade.score(customer_grade.rubric, "any", jsonb) IS
	'the score of a row, the sum of weight x points or what score = restates; null when the standard does not apply, or a required '
	'metric or a criterion without a missing amount has no value; by the rubric. The row is a row of a table, a typed ROW(...), jsonb or '
	'json; a null row gives null. Errors: 42703 the row lacks a metric, 42804 a metric has an unusable type, 23514 a value is outside '
	'its domain, 22023 a parameter has no value.';

CREATE FUNCTION customer_grade_internal.score_columns(rubric customer_grade.rubric, parameters jsonb, columns text[],
	row_exists boolean, VARIADIC "values" "any")
RETURNS numeric
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 2
AS 'MODULE_PATHNAME', 'rubric_score';
COMMENT ON FUNCTION customer_grade_internal.score_columns(customer_grade.rubric, jsonb, text[], boolean, "any") IS
'what the planner makes of score() with a row: the same with the columns named one by one; not meant to be called by hand';

CREATE FUNCTION customer_grade.score(standard text, "row" "any", parameters jsonb DEFAULT NULL)
RETURNS numeric
LANGUAGE c STABLE PARALLEL SAFE COST 10
SUPPORT customer_grade_internal.rubric_support
AS 'MODULE_PATHNAME', 'rubric_score';
COMMENT ON FUNCTION customer_grade.score(text, "any", jsonb) IS
	'the score of a row, the sum of weight x points or what score = restates; null when the standard does not apply, or a required '
	'metric or a criterion without a missing amount has no value; by the version of the standard that is effective on the evaluation '
	'date, as_of(). The row is a row of a table, a typed ROW(...), jsonb or json; a null row gives null. Errors: 42703 the row lacks a '
	'metric, 42804 a metric has an unusable type, 23514 a value is outside its domain, 22023 a parameter has no value, 42704 no such '
	'standard.';

CREATE FUNCTION customer_grade_internal.score_columns(standard text, parameters jsonb, columns text[], row_exists boolean,
	VARIADIC "values" "any")
RETURNS numeric
LANGUAGE c STABLE PARALLEL SAFE COST 2
AS 'MODULE_PATHNAME', 'rubric_score';
COMMENT ON FUNCTION customer_grade_internal.score_columns(text, jsonb, text[], boolean, "any") IS
'what the planner makes of score() with a row: the same with the columns named one by one; not meant to be called by hand';

CREATE FUNCTION customer_grade.rank(rubric customer_grade.rubric, "row" "any", parameters jsonb DEFAULT NULL)
RETURNS smallint
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10
SUPPORT customer_grade_internal.rubric_support
AS 'MODULE_PATHNAME', 'rubric_rank';
COMMENT ON FUNCTION customer_grade.rank(customer_grade.rubric, "any", jsonb) IS
	'the rank of the grade of a row, 1 is the best; null when it is not graded or its grade has no rank; by the rubric. The row is a row '
	'of a table, a typed ROW(...), jsonb or json; a null row gives null. Errors: 42703 the row lacks a metric, 42804 a metric has an '
	'unusable type, 23514 a value is outside its domain, 22023 a parameter has no value.';

CREATE FUNCTION customer_grade_internal.rank_columns(rubric customer_grade.rubric, parameters jsonb, columns text[],
	row_exists boolean, VARIADIC "values" "any")
RETURNS smallint
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 2
AS 'MODULE_PATHNAME', 'rubric_rank';
COMMENT ON FUNCTION customer_grade_internal.rank_columns(customer_grade.rubric, jsonb, text[], boolean, "any") IS
'what the planner makes of rank() with a row: the same with the columns named one by one; not meant to be called by hand';

CREATE FUNCTION customer_grade.rank(standard text, "row" "any", parameters jsonb DEFAULT NULL)
RETURNS smallint
LANGUAGE c STABLE PARALLEL SAFE COST 10
SUPPORT customer_grade_internal.rubric_support
AS 'MODULE_PATHNAME', 'rubric_rank';
COMMENT ON FUNCTION customer_grade.rank(text, "any", jsonb) IS
	'the rank of the grade of a row, 1 is the best; null when it is not graded or its grade has no rank; by the version of the standard '
	'that is effective on the evaluation date, as_of(). The row is a row of a table, a typed ROW(...), jsonb or json; a null row gives '
	'null. Errors: 42703 the row lacks a metric, 42804 a metric has an unusable type, 23514 a value is outside its domain, 22023 a '
	'parameter has no value, 42704 no such standard.';

CREATE FUNCTION customer_grade_internal.rank_columns(standard text, parameters jsonb, columns text[], row_exists boolean,
	VARIADIC "values" "any")
RETURNS smallint
LANGUAGE c STABLE PARALLEL SAFE COST 2
AS 'MODULE_PATHNAME', 'rubric_rank';
COMMENT ON FUNCTION customer_grade_internal.rank_columns(text, jsonb, text[], boolean, "any") IS
'what the planner makes of rank() with a row: the same with the columns named one by one; not meant to be called by hand';

CREATE FUNCTION customer_grade.assess(rubric customer_grade.rubric, "row" "any", parameters jsonb DEFAULT NULL,
	OUT grade text, OUT rank smallint, OUT score numeric, OUT rule integer,
	OUT adjusted text, OUT reason text)
RETURNS record
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10
SUPPORT customer_grade_internal.rubric_support
AS 'MODULE_PATHNAME', 'rubric_assess';
COMMENT ON FUNCTION customer_grade.assess(customer_grade.rubric, "any", jsonb) IS
	'one row: grade, rank, score, the number of the rule that decided, what adjusted the grade (cap, floor), and why there is no grade; '
	'by the rubric. The row is a row of a table, a typed ROW(...), jsonb or json; a null row gives null. Errors: 42703 the row lacks a '
	'metric, 42804 a metric has an unusable type, 23514 a value is outside its domain, 22023 a parameter has no value.';

CREATE FUNCTION customer_grade_internal.assess_columns(rubric customer_grade.rubric, parameters jsonb, columns text[],
	row_exists boolean, VARIADIC "values" "any",
	OUT grade text, OUT rank smallint, OUT score numeric, OUT rule integer,
	OUT adjusted text, OUT reason text)
RETURNS record
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 2
AS 'MODULE_PATHNAME', 'rubric_assess';
COMMENT ON FUNCTION customer_grade_internal.assess_columns(customer_grade.rubric, jsonb, text[], boolean, "any") IS
'what the planner makes of assess() with a row: the same with the columns named one by one; not meant to be called by hand';

CREATE FUNCTION customer_grade.assess(standard text, "row" "any", parameters jsonb DEFAULT NULL,
	OUT grade text, OUT rank smallint, OUT score numeric, OUT rule integer,
	OUT adjusted text, OUT reason text)
RETURNS record
LANGUAGE c STABLE PARALLEL SAFE COST 10
SUPPORT customer_grade_internal.rubric_support
AS 'MODULE_PATHNAME', 'rubric_assess';
COMMENT ON FUNCTION customer_grade.assess(text, "any", jsonb) IS
	'one row: grade, rank, score, the number of the rule that decided, what adjusted the grade (cap, floor), and why there is no grade; '
	'by the version of the standard that is effective on the evaluation date, as_of(). The row is a row of a table, a typed ROW(...), '
	'jsonb or json; a null row gives null. Errors: 42703 the row lacks a metric, 42804 a metric has an unusable type, 23514 a value is '
	'outside its domain, 22023 a parameter has no value, 42704 no such standard.';

CREATE FUNCTION customer_grade_internal.assess_columns(standard text, parameters jsonb, columns text[], row_exists boolean,
	VARIADIC "values" "any",
	OUT grade text, OUT rank smallint, OUT score numeric, OUT rule integer,
	OUT adjusted text, OUT reason text)
RETURNS record
LANGUAGE c STABLE PARALLEL SAFE COST 2
AS 'MODULE_PATHNAME', 'rubric_assess';
COMMENT ON FUNCTION customer_grade_internal.assess_columns(text, jsonb, text[], boolean, "any") IS
'what the planner makes of assess() with a row: the same with the columns named one by one; not meant to be called by hand';

CREATE FUNCTION customer_grade.explain(rubric customer_grade.rubric, "row" "any", parameters jsonb DEFAULT NULL)
RETURNS TABLE (step integer, kind text, name text, title text, expression text, value text, outcome text)
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 100 ROWS 20
AS 'MODULE_PATHNAME', 'rubric_explain';
COMMENT ON FUNCTION customer_grade.explain(customer_grade.rubric, "any", jsonb) IS
	'how a row comes to its grade, one row per step in the order of evaluation: the metrics and parameters, each define, criterion, '
	'rule, floor and cap that was looked at, with what it read and what it came to, and the result; by the rubric';

CREATE FUNCTION customer_grade.explain(standard text, "row" "any", parameters jsonb DEFAULT NULL)
RETURNS TABLE (step integer, kind text, name text, title text, expression text, value text, outcome text)
LANGUAGE c STABLE PARALLEL SAFE COST 100 ROWS 20
AS 'MODULE_PATHNAME', 'rubric_explain';
COMMENT ON FUNCTION customer_grade.explain(text, "any", jsonb) IS
	'how a row comes to its grade, one row per step in the order of evaluation: the metrics and parameters, each define, criterion, '
	'rule, floor and cap that was looked at, with what it read and what it came to, and the result; by the version of the standard that '
	'is effective on the evaluation date, as_of()';
