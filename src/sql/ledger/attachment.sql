-- Attachments: which standards are kept up to date for the rows of which tables.

CREATE TABLE customer_grade_internal.attachment (
	standard        text COLLATE pg_catalog."C" NOT NULL,
	subject         customer_grade_internal.relation_reference NOT NULL,
	key_columns     name[] NOT NULL,
	metrics         customer_grade_internal.relation_reference NOT NULL,
	metrics_made    boolean NOT NULL,
	ledger          customer_grade_internal.relation_reference NOT NULL,
	history         customer_grade_internal.relation_reference NOT NULL,
	grades          customer_grade_internal.relation_reference NOT NULL,
	decisions       customer_grade_internal.relation_reference NOT NULL,
	outbox          customer_grade_internal.relation_reference,
	review_queue    customer_grade_internal.relation_reference NOT NULL,
	time_zone       text NOT NULL,
	version         integer NOT NULL,
	alike           integer[] NOT NULL,
	parameter_set   integer NOT NULL DEFAULT 1,
	layout          integer NOT NULL DEFAULT customer_grade_internal.layout(),
	mirror          name,
	label           name,
	benchmark       text,
	parameters      jsonb NOT NULL DEFAULT '{}',
	approver        customer_grade_internal.role_reference,
	approval_steps  text[],
	step_approvers  customer_grade_internal.role_reference[],
	overrider       customer_grade_internal.role_reference,
	notify          boolean NOT NULL DEFAULT false,
	refusals        text NOT NULL DEFAULT 'keep',
	scores          text NOT NULL DEFAULT 'current',
	keep_metrics    boolean NOT NULL DEFAULT false,
	publish         text NOT NULL DEFAULT 'automatic',
	passed_over     integer,
	waiting         text,
	paused          boolean NOT NULL DEFAULT false,
	reviewed_on     date,
	PRIMARY KEY (standard, subject),
	CONSTRAINT attachment_parameters_check
		CHECK (pg_catalog.jsonb_typeof(parameters) = 'object'),
	CONSTRAINT attachment_mirror_check
		CHECK (mirror <> ALL (key_columns)),
	CONSTRAINT attachment_step_approvers_check
		CHECK (pg_catalog.cardinality(approval_steps) = pg_catalog.cardinality(step_approvers)),
	CONSTRAINT attachment_refusals_check
		CHECK (refusals IN ('keep', 'raise')),
	CONSTRAINT attachment_scores_check
		CHECK (scores IN ('current', 'history')),
	CONSTRAINT attachment_publish_check
		CHECK (publish IN ('automatic', 'by hand'))
);
CREATE INDEX attachment_subject ON customer_grade_internal.attachment (subject);
COMMENT ON INDEX customer_grade_internal.attachment_subject IS 'tells at once that a table is not graded';

COMMENT ON TABLE customer_grade_internal.attachment IS
	'standards attached to tables, with their options; attach(), alter_attachment() and detach() write it';
COMMENT ON COLUMN customer_grade_internal.attachment.standard IS
	'name of the standard';
COMMENT ON COLUMN customer_grade_internal.attachment.subject IS
	'the table whose rows are graded';
COMMENT ON COLUMN customer_grade_internal.attachment.key_columns IS
	'its primary key';
COMMENT ON COLUMN customer_grade_internal.attachment.metrics IS
	'the view (or table) with the metrics of each key';
COMMENT ON COLUMN customer_grade_internal.attachment.metrics_made IS
	'whether attach() made that view; if so, detach() drops it';
COMMENT ON COLUMN customer_grade_internal.attachment.ledger IS
	'the table of the grades in force, one row for each key';
COMMENT ON COLUMN customer_grade_internal.attachment.history IS
	'the table of the periods that have ended';
COMMENT ON COLUMN customer_grade_internal.attachment.grades IS
	'the view of ledger and history together';
COMMENT ON COLUMN customer_grade_internal.attachment.decisions IS
	'the table of human decisions: overrides and approvals';
COMMENT ON COLUMN customer_grade_internal.attachment.outbox IS
	'the table of grade changes for other programs; null: none';
COMMENT ON COLUMN customer_grade_internal.attachment.review_queue IS
	'the table of the customers that an open review still has to grade';
COMMENT ON COLUMN customer_grade_internal.attachment.time_zone IS
	'the time zone that decides the evaluation date';
COMMENT ON COLUMN customer_grade_internal.attachment.version IS
	'the version in force: the one by which all customers are graded, whatever the date; publish() puts another one in force';
COMMENT ON COLUMN customer_grade_internal.attachment.alike IS
	'the version in force and those that differ from it in terms, targets and treatments only: the customers that one of them has graded '
	'are graded right';
COMMENT ON COLUMN customer_grade_internal.attachment.parameter_set IS
	'number of the parameter set in force';
COMMENT ON COLUMN customer_grade_internal.attachment.layout IS
	'layout of ledger and history, counted from 1';
COMMENT ON COLUMN customer_grade_internal.attachment.mirror IS
	'column of the subject that repeats the grade in force; null: none';
COMMENT ON COLUMN customer_grade_internal.attachment.label IS
	'column of the subject that names the customer, shown beside the key in reports; null: none';
COMMENT ON COLUMN customer_grade_internal.attachment.benchmark IS
	'query that returns one row with values of parameters, one per column; it runs at attach() and at each review, and its values are '
	'frozen in between; null: none';
COMMENT ON COLUMN customer_grade_internal.attachment.parameters IS
	'values of parameters; those of the benchmark take precedence';
COMMENT ON COLUMN customer_grade_internal.attachment.approver IS
	'role whose members approve; null: the owner of the subject, unless each step has a role';
COMMENT ON COLUMN customer_grade_internal.attachment.approval_steps IS
	'steps of approvals that have a role of their own; null: one role for all';
COMMENT ON COLUMN customer_grade_internal.attachment.step_approvers IS
	'the roles of these steps, in the same order';
COMMENT ON COLUMN customer_grade_internal.attachment.overrider IS
	'role whose members override grades; null: the owner of the subject';
COMMENT ON COLUMN customer_grade_internal.attachment.notify IS
	'whether transactions that add events to the outbox notify listeners of the channel customer_grade; such transactions commit one '
	'after the other';
COMMENT ON COLUMN customer_grade_internal.attachment.refusals IS
	'what happens to a customer that the rubric refuses, such as for a value outside its domain: keep its grade and tell the problem, or '
	'raise an error';
COMMENT ON COLUMN customer_grade_internal.attachment.scores IS
	'current: the ledger has scores, past days have none; history: each change of a score ends a period, so that past days have theirs';
COMMENT ON COLUMN customer_grade_internal.attachment.keep_metrics IS
	'whether ledger and history keep, for each period, the metrics and parameters of the grading that began it; explain_customer() '
	'explains past days from them';
COMMENT ON COLUMN customer_grade_internal.attachment.publish IS
	'who puts a version in force that has taken effect: automatic: run_due_reviews(); by hand: publish() only';
COMMENT ON COLUMN customer_grade_internal.attachment.passed_over IS
	'the version that was effective when publish() put another one in force: run_due_reviews() does not publish it; null: none';
COMMENT ON COLUMN customer_grade_internal.attachment.waiting IS
	'why run_due_reviews() could not publish the version that is effective; null: nothing waits';
COMMENT ON COLUMN customer_grade_internal.attachment.paused IS
	'whether statements grade nobody for now, such as while rows are loaded; what they change is graded when the pause ends';
COMMENT ON COLUMN customer_grade_internal.attachment.reviewed_on IS
	'evaluation date of the last completed review; null: none yet';
SELECT customer_grade_internal.make_registry_view('attachment', 'customer_grade_internal.may_see(r.standard, r.subject)');
