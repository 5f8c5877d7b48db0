-- Grading: grade(), score(), rank(), assess(), and the functions that the planner replaces them by.

CREATE FUNCTION customer_grade_internal.rubric_support(internal)
RETURNS internal
LANGUAGE c STRICT IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'rubric_support';
COMMENT ON FUNCTION customer_grade_internal.rubric_support(internal) IS
'planner support: passes only the columns that a rubric reads instead of the whole row';

CREATE FUNCTION customer_grade.grade(rubric customer_grade.rubric, input "any", parameters jsonb DEFAULT NULL)
RETURNS text
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10
SUPPORT customer_grade_internal.rubric_support
AS 'MODULE_PATHNAME', 'rubric_grade';
COMMENT ON FUNCTION customer_grade.grade(customer_grade.rubric, "any", jsonb) IS
	'the grade of a row, a label of the rubric; null if it is not graded (assess() tells why). The input is a row of a table, a typed '
	'ROW(...), jsonb or json; null if the input is null. Errors: 42703 the input lacks a metric, 42804 the type of a column does not fit '
	'its metric, 23514 a value is outside its domain, 22023 a parameter has no value.';

CREATE FUNCTION customer_grade_internal.grade_columns(rubric customer_grade.rubric, parameters jsonb, columns text[],
	row_exists boolean, VARIADIC inputs "any")
RETURNS text
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 2
AS 'MODULE_PATHNAME', 'rubric_grade';
COMMENT ON FUNCTION customer_grade_internal.grade_columns(customer_grade.rubric, jsonb, text[], boolean, "any") IS
'the planner replaces grade() with a whole row by this, which gets only the columns needed; not to be called by hand';

CREATE FUNCTION customer_grade.grade(standard text, input "any", parameters jsonb DEFAULT NULL)
RETURNS text
LANGUAGE c STABLE PARALLEL SAFE COST 10
SUPPORT customer_grade_internal.rubric_support
AS 'MODULE_PATHNAME', 'rubric_grade';
COMMENT ON FUNCTION customer_grade.grade(text, "any", jsonb) IS
	'the grade of a row by the version of the standard in force on the evaluation date, as_of(); null if it is not graded (assess() '
	'tells why). The input is a row of a table, a typed ROW(...), jsonb or json; null if the input is null. Errors: 42703 the input '
	'lacks a metric, 42804 the type of a column does not fit its metric, 23514 a value is outside its domain, 22023 a parameter has no '
	'value, 42704 no such standard.';

CREATE FUNCTION customer_grade_internal.grade_columns(standard text, parameters jsonb, columns text[],
	row_exists boolean, VARIADIC inputs "any")
RETURNS text
LANGUAGE c STABLE PARALLEL SAFE COST 2
AS 'MODULE_PATHNAME', 'rubric_grade';
COMMENT ON FUNCTION customer_grade_internal.grade_columns(text, jsonb, text[], boolean, "any") IS
'the planner replaces grade() with a whole row by this, which gets only the columns needed; not to be called by hand';

CREATE FUNCTION customer_grade.score(rubric customer_grade.rubric, input "any", parameters jsonb DEFAULT NULL)
RETURNS numeric
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10
SUPPORT customer_grade_internal.rubric_support
AS 'MODULE_PATHNAME', 'rubric_score';
COMMENT ON FUNCTION customer_grade.score(customer_grade.rubric, "any", jsonb) IS
	'the score of a row: the sum of weight x points, or the result of score = if the rubric has it. Null if the standard does not apply, '
	'or if a required metric or a criterion without a missing amount has no value. The input is a row of a table, a typed ROW(...), '
	'jsonb or json; null if the input is null. Errors: 42703 the input lacks a metric, 42804 the type of a column does not fit its '
	'metric, 23514 a value is outside its domain, 22023 a parameter has no value.';

CREATE FUNCTION customer_grade_internal.score_columns(rubric customer_grade.rubric, parameters jsonb, columns text[],
	row_exists boolean, VARIADIC inputs "any")
RETURNS numeric
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 2
AS 'MODULE_PATHNAME', 'rubric_score';
COMMENT ON FUNCTION customer_grade_internal.score_columns(customer_grade.rubric, jsonb, text[], boolean, "any") IS
'the planner replaces score() with a whole row by this, which gets only the columns needed; not to be called by hand';

CREATE FUNCTION customer_grade.score(standard text, input "any", parameters jsonb DEFAULT NULL)
RETURNS numeric
LANGUAGE c STABLE PARALLEL SAFE COST 10
SUPPORT customer_grade_internal.rubric_support
AS 'MODULE_PATHNAME', 'rubric_score';
COMMENT ON FUNCTION customer_grade.score(text, "any", jsonb) IS
	'the score of a row by the version of the standard in force on the evaluation date, as_of(): the sum of weight x points, or the '
	'result of score = if the rubric has it. Null if the standard does not apply, or if a required metric or a criterion without a '
	'missing amount has no value. The input is a row of a table, a typed ROW(...), jsonb or json; null if the input is null. Errors: '
	'42703 the input lacks a metric, 42804 the type of a column does not fit its metric, 23514 a value is outside its domain, 22023 a '
	'parameter has no value, 42704 no such standard.';

CREATE FUNCTION customer_grade_internal.score_columns(standard text, parameters jsonb, columns text[],
	row_exists boolean, VARIADIC inputs "any")
RETURNS numeric
LANGUAGE c STABLE PARALLEL SAFE COST 2
AS 'MODULE_PATHNAME', 'rubric_score';
COMMENT ON FUNCTION customer_grade_internal.score_columns(text, jsonb, text[], boolean, "any") IS
'the planner replaces score() with a whole row by this, which gets only the columns needed; not to be called by hand';

CREATE FUNCTION customer_grade.rank(rubric customer_grade.rubric, input "any", parameters jsonb DEFAULT NULL)
RETURNS smallint
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10
SUPPORT customer_grade_internal.rubric_support
AS 'MODULE_PATHNAME', 'rubric_rank';
COMMENT ON FUNCTION customer_grade.rank(customer_grade.rubric, "any", jsonb) IS
	'the rank of the grade of a row, 1 is the best; null if it is not graded or its grade has no rank. The input is a row of a table, a '
	'typed ROW(...), jsonb or json; null if the input is null. Errors: 42703 the input lacks a metric, 42804 the type of a column does '
	'not fit its metric, 23514 a value is outside its domain, 22023 a parameter has no value.';

CREATE FUNCTION customer_grade_internal.rank_columns(rubric customer_grade.rubric, parameters jsonb, columns text[],
	row_exists boolean, VARIADIC inputs "any")
RETURNS smallint
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 2
AS 'MODULE_PATHNAME', 'rubric_rank';
COMMENT ON FUNCTION customer_grade_internal.rank_columns(customer_grade.rubric, jsonb, text[], boolean, "any") IS
'the planner replaces rank() with a whole row by this, which gets only the columns needed; not to be called by hand';

CREATE FUNCTION customer_grade.rank(standard text, input "any", parameters jsonb DEFAULT NULL)
RETURNS smallint
LANGUAGE c STABLE PARALLEL SAFE COST 10
SUPPORT customer_grade_internal.rubric_support
AS 'MODULE_PATHNAME', 'rubric_rank';
COMMENT ON FUNCTION customer_grade.rank(text, "any", jsonb) IS
	'the rank of the grade of a row by the version of the standard in force on the evaluation date, as_of(), 1 is the best; null if it '
	'is not graded or its grade has no rank. The input is a row of a table, a typed ROW(...), jsonb or json; null if the input is null. '
	'Errors: 42703 the input lacks a metric, 42804 the type of a column does not fit its metric, 23514 a value is outside its domain, '
	'22023 a parameter has no value, 42704 no such standard.';

CREATE FUNCTION customer_grade_internal.rank_columns(standard text, parameters jsonb, columns text[],
	row_exists boolean, VARIADIC inputs "any")
RETURNS smallint
LANGUAGE c STABLE PARALLEL SAFE COST 2
AS 'MODULE_PATHNAME', 'rubric_rank';
COMMENT ON FUNCTION customer_grade_internal.rank_columns(text, jsonb, text[], boolean, "any") IS
'the planner replaces rank() with a whole row by this, which gets only the columns needed; not to be called by hand';

CREATE FUNCTION customer_grade.assess(rubric customer_grade.rubric, input "any", parameters jsonb DEFAULT NULL,
	OUT grade text, OUT rank smallint, OUT score numeric, OUT rule integer,
	OUT adjusted text, OUT reason text)
RETURNS record
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10
SUPPORT customer_grade_internal.rubric_support
AS 'MODULE_PATHNAME', 'rubric_assess';
COMMENT ON FUNCTION customer_grade.assess(customer_grade.rubric, "any", jsonb) IS
	'the whole result for a row, as one row: grade, rank, score, the number of the rule that decided, what adjusted the grade (cap or '
	'floor), and the reason if there is no grade. A fault in the values of a row or of parameters is a reason, too: refused: ..., with '
	'the sentence of the error that grade() raises. The input is a row of a table, a typed ROW(...), jsonb or json. '
	'Errors: 42703 the input lacks a metric, 42804 the type of a column does not fit its metric.';

CREATE FUNCTION customer_grade_internal.assess_columns(rubric customer_grade.rubric, parameters jsonb, columns text[],
	row_exists boolean, VARIADIC inputs "any",
	OUT grade text, OUT rank smallint, OUT score numeric, OUT rule integer,
	OUT adjusted text, OUT reason text)
RETURNS record
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 2
AS 'MODULE_PATHNAME', 'rubric_assess';
COMMENT ON FUNCTION customer_grade_internal.assess_columns(customer_grade.rubric, jsonb, text[], boolean, "any") IS
'the planner replaces assess() with a whole row by this, which gets only the columns needed; not to be called by hand';

CREATE FUNCTION customer_grade.assess(standard text, input "any", parameters jsonb DEFAULT NULL,
	OUT grade text, OUT rank smallint, OUT score numeric, OUT rule integer,
	OUT adjusted text, OUT reason text)
RETURNS record
LANGUAGE c STABLE PARALLEL SAFE COST 10
SUPPORT customer_grade_internal.rubric_support
AS 'MODULE_PATHNAME', 'rubric_assess';
COMMENT ON FUNCTION customer_grade.assess(text, "any", jsonb) IS
	'the whole result for a row by the version of the standard in force on the evaluation date, as_of(), as one row: grade, rank, score, '
	'the number of the rule that decided, what adjusted the grade (cap or floor), and the reason if there is no grade. A fault in the '
	'values of a row or of parameters is a reason, too: refused: ..., with the sentence of the error that grade() raises. The input is a '
	'row of a table, a typed ROW(...), jsonb or json. Errors: 42703 the input lacks a metric, 42804 the type of a column does not fit '
	'its metric, 42704 no such standard.';

CREATE FUNCTION customer_grade_internal.assess_columns(standard text, parameters jsonb, columns text[],
	row_exists boolean, VARIADIC inputs "any",
	OUT grade text, OUT rank smallint, OUT score numeric, OUT rule integer,
	OUT adjusted text, OUT reason text)
RETURNS record
LANGUAGE c STABLE PARALLEL SAFE COST 2
AS 'MODULE_PATHNAME', 'rubric_assess';
COMMENT ON FUNCTION customer_grade_internal.assess_columns(text, jsonb, text[], boolean, "any") IS
'the planner replaces assess() with a whole row by this, which gets only the columns needed; not to be called by hand';

CREATE FUNCTION customer_grade.explain(rubric customer_grade.rubric, input "any", parameters jsonb DEFAULT NULL)
RETURNS TABLE (step integer, kind text, name text, title text, expression text, value text, outcome text)
LANGUAGE c STABLE PARALLEL SAFE COST 100 ROWS 20
AS 'MODULE_PATHNAME', 'rubric_explain';
COMMENT ON FUNCTION customer_grade.explain(customer_grade.rubric, "any", jsonb) IS
	'how a row gets its grade, one row per step in the order of evaluation: the metrics and parameters, then each define, criterion, '
	'rule, floor and cap that was evaluated, with the values it read and its outcome, and the result; its expression is a sentence in the '
	'language of the setting customer_grade.language: why not the next better grade, and where most points are lost. Errors: as assess()';

CREATE FUNCTION customer_grade.explain(standard text, input "any", parameters jsonb DEFAULT NULL)
RETURNS TABLE (step integer, kind text, name text, title text, expression text, value text, outcome text)
LANGUAGE c STABLE PARALLEL SAFE COST 100 ROWS 20
AS 'MODULE_PATHNAME', 'rubric_explain';
COMMENT ON FUNCTION customer_grade.explain(text, "any", jsonb) IS
	'how a row gets its grade by the version of the standard in force on the evaluation date, as_of(), one row per step in the order of '
	'evaluation: the metrics and parameters, then each define, criterion, rule, floor and cap that was evaluated, with the values it '
	'read and its outcome, and the result; its expression is a sentence in the language of the setting customer_grade.language: why not '
	'the next better grade, and where most points are lost. Errors: as assess()';
