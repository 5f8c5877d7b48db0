-- The terms of a rubric: the grade in force of a customer, and the days of reviews.

CREATE FUNCTION customer_grade_internal.settle(
	terms customer_grade.rubric, day date, reviewing boolean, is_new boolean,
	held_grade text, held_since date, held_state text, held_worse_since date, held_falls_on date, held_valid_until date,
	held_provisional_until date, held_review_on date,
	computed_grade text, kept_rank smallint, limit_rank smallint, provisional_since date, review_from date,
	override_grade text, override_until date, minimum_grade text, minimum_until date, next_start date,
	approved_grade text, approved_until date, rejected_grade text, rejected_until date,
	changes_on date DEFAULT NULL,
	OUT grade text, OUT rank smallint, OUT state text, OUT worse_since date, OUT falls_on date, OUT valid_until date,
	OUT provisional_until date, OUT review_on date, OUT due_on date)
LANGUAGE C IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'settle_customer';
COMMENT ON FUNCTION customer_grade_internal.settle(customer_grade.rubric, date, boolean, boolean, text, date, text, date, date, date,
	date, date, text, smallint, smallint, date, date, text, date, text, date, date, text, date, text, date, date) IS
	'the grade in force on a day by the terms of a rubric. held_...: what is in force until now (held_since: the day from which the '
	'customer has that grade; changes_on: the day from which it would have another one, null: day); computed_grade: what the row '
	'earns, or has earned last if the rubric refuses it; kept_rank: the same with the keep values; limit_rank: of the caps at once that '
	'are true, the worst; provisional_since, review_from: the dates that the '
	'terms name. Decisions hold up to their last day, null: without end; next_start: when the next one that is still to begin does. A null '
	'grade, rank or decision: there is none; a null date: it never comes; a null state: final; a null flag: false. falls_on: when a '
	'worse grade that waits comes, null: at a review; review_on: the next own review, held the day after; due_on: the next day on '
	'which time alone changes something. Errors: 22004 no terms or day, 22023 an infinite day, a rank that there is not, an unknown state';

CREATE FUNCTION customer_grade_internal.next_review_day(terms customer_grade.rubric, day date) RETURNS date
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'next_review_day';
COMMENT ON FUNCTION customer_grade_internal.next_review_day(customer_grade.rubric, date) IS
	'the day of the first common review after a day; null: the terms have none';

CREATE FUNCTION customer_grade_internal.due_review_day(terms customer_grade.rubric, reviewed_on date, today date) RETURNS date
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'due_review_day';
COMMENT ON FUNCTION customer_grade_internal.due_review_day(customer_grade.rubric, date, date) IS
	'the day as of which a common review is to be held today, if the last one was as of reviewed_on; of several that were missed the last '
	'one; null: there is none';

CREATE FUNCTION customer_grade_internal.due_own_review_day(terms customer_grade.rubric, counts_from date, review_on date, today date)
RETURNS date
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'due_own_review_day';
COMMENT ON FUNCTION customer_grade_internal.due_own_review_day(customer_grade.rubric, date, date, date) IS
	'the day as of which a customer is to be reviewed today by itself: its reviews count from a date, and the next one was planned for '
	'review_on; of several that were missed the last one; null: there is none';

CREATE FUNCTION customer_grade_internal.grade_alike(a customer_grade.rubric, b customer_grade.rubric) RETURNS boolean
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'grade_alike';
COMMENT ON FUNCTION customer_grade_internal.grade_alike(customer_grade.rubric, customer_grade.rubric) IS
	'do two rubrics give every row the same grade because they differ in terms, targets and treatments only?';

CREATE FUNCTION customer_grade_internal.settling_inputs(rubric customer_grade.rubric, input anyelement, parameters jsonb,
	OUT limit_rank smallint, OUT provisional_since date, OUT review_from date)
LANGUAGE C IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'rubric_settling_inputs';
CREATE FUNCTION customer_grade_internal.settling_inputs(standard text, input anyelement, parameters jsonb,
	OUT limit_rank smallint, OUT provisional_since date, OUT review_from date)
LANGUAGE C STABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'rubric_settling_inputs';
COMMENT ON FUNCTION customer_grade_internal.settling_inputs(customer_grade.rubric, anyelement, jsonb) IS
	'what settle() reads of a row: the rank of the worst cap at once that is true, and the dates that "since" and "from" name. A row that '
	'the rubric refuses has none of them';
COMMENT ON FUNCTION customer_grade_internal.settling_inputs(text, anyelement, jsonb) IS
	'the same by a standard''s version in force';
