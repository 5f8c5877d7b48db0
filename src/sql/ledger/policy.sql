-- Policy: from the grade that the rubric gives to the grade in force.

CREATE FUNCTION customer_grade_internal.settle(
	policy customer_grade_internal.attachment, labels text[], day date, reviewing boolean,
	held_grade text, held_state text, held_worse_since date, held_final_on date, is_new boolean,
	computed_grade text, computed_rank smallint, kept_rank smallint,
	override_grade text, override_until date, approved_grade text, approved_until date, rejected_grade text, rejected_until date,
	OUT grade text, OUT rank smallint, OUT state text, OUT worse_since date, OUT final_on date, OUT due_on date)
LANGUAGE C IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'settle';
COMMENT ON FUNCTION customer_grade_internal.settle(customer_grade_internal.attachment, text[], date, boolean, text, text, date,
	date, boolean,
	text, smallint, smallint, text, date, text, date, text, date) IS
	'the grade in force on a day, from the policy of an attachment, the ranked labels (best first), what was in force before, what the '
	'rubric gives (kept_rank: with the keep values), and what people have decided; due_on is the next day on which time alone '
	'changes something';

CREATE FUNCTION customer_grade_internal.first_day_after(day date, span interval) RETURNS date
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'first_day_after';
COMMENT ON FUNCTION customer_grade_internal.first_day_after(date, interval) IS
	'the first day that is not before a day plus an interval: the day on which a grace or a provisional time has ended';
