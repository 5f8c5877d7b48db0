-- Reviews: all customers graded again as of a date, without blocking writers.
--
-- A review takes these steps, each in a transaction of its own. Its row in the log says which
-- one comes next, so a review goes on where it stopped, and several sessions may work on it:
--
--   opening   evaluate the benchmark, freeze a new parameter set and put it in force, and with it the version to be published
--   waiting   until transactions that still write by the old ones have ended, as CREATE INDEX CONCURRENTLY does
--   scanning  put the customers that differ on the review queue: a query, no lock
--   running   in batches: lock in key order, recompute, write
--
-- A review that cannot be opened, because its parameters lack a value, for instance, ends as failed, and the old set stays in
-- force; so ends one that has refused every customer.
--
-- A customer for which the metrics view raises an error fails its batch. The batch is halved until
-- that customer is found; its row of the ledger says why, and all others are graded.

CREATE TABLE customer_grade_internal.review (
	id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	standard      text COLLATE pg_catalog."C" NOT NULL,
	subject       customer_grade_internal.relation_reference NOT NULL,
	kind          text NOT NULL,
	as_of         date NOT NULL,
	version       integer,
	parameter_set integer,
	status        text NOT NULL DEFAULT 'opening',
	total         bigint,
	done          bigint NOT NULL DEFAULT 0,
	changed       bigint NOT NULL DEFAULT 0,
	refused       bigint NOT NULL DEFAULT 0,
	scanned       boolean,
	forced        text,
	problem       text,
	started_at    timestamp with time zone NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	finished_at   timestamp with time zone,
	started_by    text NOT NULL DEFAULT pg_catalog.pg_get_userbyid(customer_grade_internal.caller()),
	CONSTRAINT review_kind_check CHECK (kind IN ('attach', 'review', 'publish', 'due', 'forget', 'prune')),
	CONSTRAINT review_status_check
		CHECK (status IN ('opening', 'waiting', 'scanning', 'running', 'done', 'failed', 'cancelled')),
	CONSTRAINT review_finished_at_check
		CHECK ((status IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL))
);
COMMENT ON TABLE customer_grade_internal.review IS
	'log of the reviews of all attachments; review(), publish() and run_due_reviews() write it';
COMMENT ON COLUMN customer_grade_internal.review.id IS 'number of the review';
COMMENT ON COLUMN customer_grade_internal.review.standard IS 'name of the standard';
COMMENT ON COLUMN customer_grade_internal.review.subject IS 'the table whose rows are graded';
COMMENT ON COLUMN customer_grade_internal.review.kind IS
	'review: all customers, with a new benchmark; publish: all customers, by a new version; due: customers with something due; attach: '
	'the first grading; forget, prune: no review, but what forget_customer() or prune_history() has erased';
COMMENT ON COLUMN customer_grade_internal.review.as_of IS 'the evaluation date';
COMMENT ON COLUMN customer_grade_internal.review.version IS
	'the version that it grades by: the one in force; of a publish the one that it puts in force';
COMMENT ON COLUMN customer_grade_internal.review.parameter_set IS 'number of the parameter set that it has frozen';
COMMENT ON COLUMN customer_grade_internal.review.status IS
	'the step that comes next: opening (benchmark), waiting (for writers), scanning (which customers differ), running (regrading them); '
	'or done, failed, cancelled';
COMMENT ON COLUMN customer_grade_internal.review.total IS 'customers on the review queue; null: not known yet';
COMMENT ON COLUMN customer_grade_internal.review.done IS 'how many of these are done';
COMMENT ON COLUMN customer_grade_internal.review.changed IS 'how many of these were written to the ledger';
COMMENT ON COLUMN customer_grade_internal.review.refused IS
	'how many customers could not be graded then; problems() lists those that cannot be graded now';
COMMENT ON COLUMN customer_grade_internal.review.scanned IS
	'true: only customers that differ are on the review queue; false: the scan has met one that cannot be graded, so all are on it, and '
	'each batch finds out which of its customers differ';
COMMENT ON COLUMN customer_grade_internal.review.forced IS
	'the reason for publishing the version whatever check_version() finds; null: it has found nothing';
COMMENT ON COLUMN customer_grade_internal.review.problem IS 'the error that stopped it last, or why it has failed';
COMMENT ON COLUMN customer_grade_internal.review.started_at IS 'when it was opened';
COMMENT ON COLUMN customer_grade_internal.review.finished_at IS 'when it ended; null: it is open';
COMMENT ON COLUMN customer_grade_internal.review.started_by IS 'the role that opened it';
SELECT customer_grade_internal.make_registry_view('review', 'customer_grade_internal.may_see(r.standard, r.subject)');

COMMENT ON SEQUENCE customer_grade_internal.review_id_seq IS 'numbers of reviews';

CREATE UNIQUE INDEX review_open ON customer_grade_internal.review (standard, subject) WHERE finished_at IS NULL;
COMMENT ON INDEX customer_grade_internal.review_open IS 'one open review for each attachment';

SELECT pg_catalog.pg_extension_config_dump('customer_grade_internal.review',
	'WHERE EXISTS (SELECT FROM pg_catalog.pg_class AS c WHERE c.oid = subject)');
SELECT pg_catalog.pg_extension_config_dump('customer_grade_internal.review_id_seq', '');

CREATE TRIGGER attachment_check BEFORE INSERT OR UPDATE OR DELETE ON customer_grade_internal.review
	FOR EACH ROW EXECUTE FUNCTION customer_grade_internal.attachment_check();
COMMENT ON TRIGGER attachment_check ON customer_grade_internal.review IS 'only the owner of the subject writes';

-- What several sessions that work on a review change at the same time.

CREATE FUNCTION customer_grade_internal.registry_lock_review(review bigint) RETURNS customer_grade_internal.review
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	result customer_grade_internal.review;
BEGIN
	SELECT * INTO result FROM customer_grade_internal.review AS r WHERE r.id = registry_lock_review.review;
	PERFORM customer_grade_internal.check_owner(result.subject);
	SELECT * INTO result FROM customer_grade_internal.review AS r WHERE r.id = registry_lock_review.review FOR UPDATE;
	RETURN result;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_lock_review(bigint) IS
	'body of lock_review()';

CREATE FUNCTION customer_grade_internal.lock_review(review bigint) RETURNS customer_grade_internal.review
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade_internal.lock_review(bigint) IS
	'let no other session change a review until the transaction ends; returns it as it is then. For the owner of the subject';

CREATE FUNCTION customer_grade_internal.registry_count_review(review bigint, done bigint, changed bigint, refused bigint) RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	UPDATE customer_grade_internal.review AS r
	SET done = r.done + registry_count_review.done, changed = r.changed + registry_count_review.changed,
		refused = r.refused + registry_count_review.refused, problem = NULL
	WHERE r.id = registry_count_review.review AND r.finished_at IS NULL
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_count_review(bigint, bigint, bigint, bigint) IS
	'body of count_review()';

CREATE FUNCTION customer_grade_internal.count_review(review bigint, done bigint, changed bigint, refused bigint) RETURNS void
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade_internal.count_review(bigint, bigint, bigint, bigint) IS
	'add the customers of a batch to what an open review has done. For the owner of the subject';

CREATE FUNCTION customer_grade_internal.registry_end_review(review bigint, status text) RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	UPDATE customer_grade_internal.review AS r
	SET status = registry_end_review.status, finished_at = clock_timestamp(),
		problem = CASE WHEN registry_end_review.status <> 'done' THEN r.problem END
	WHERE r.id = registry_end_review.review AND r.finished_at IS NULL;
	RETURN FOUND;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_end_review(bigint, text) IS
	'body of end_review()';

CREATE FUNCTION customer_grade_internal.end_review(review bigint, status text) RETURNS boolean
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade_internal.end_review(bigint, text) IS
	'end an open review as done, failed or cancelled; false: it has ended already. For the owner of the subject';
