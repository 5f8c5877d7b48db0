-- What ledgers, histories, decisions and outboxes must be after transactions of several statements, computed from what
-- the transactions have committed, and nothing else.
--
-- Each transaction leaves notes in model.log: the rows that it has changed, and after each statement what the ledgers
-- say about the customers concerned. What is rolled back takes its notes with it. model.replay() goes through the
-- notes of committed transactions, keeps customers and their standing by rules restated here, and notes in
-- model.difference what differs. model.compare() then looks at all tables as they are.
--
-- The rules. A customer is the same as before the transaction, by whatever keys it has gone since, if its row was
-- never deleted, or if it was deleted and then inserted again under the same key. If that key was another customer's meanwhile,
-- it comes back under the key that it had before the transaction. The grade in force is settled from that before
-- the transaction, or from what the transaction's own last decision or review has left, by the metrics after the last
-- statement that concerns the customer. What then differs from before the transaction ends one period and makes one
-- event.
--
-- Transactions are replayed in the order of their last notes. The notes about a statement are numbered when its
-- customers are locked. So of two transactions that concern the same customer the one that has committed first comes
-- first.

\ir ../include/settle_restated.sql
CREATE SCHEMA model;

-- The attachments of each world are alike: their standards grade by amount, the sum of the customer's own and its orders'.
CREATE TABLE model.variant (
	variant text PRIMARY KEY,	-- the standard, and the prefix of the tables
	statements text NOT NULL,	-- the terms in its text
	terms restated.terms,		-- the same
	keep_a int, keep_b int,		-- values for keeping a grade; null: none
	has_outbox boolean NOT NULL,
	keeps_metrics boolean NOT NULL);
INSERT INTO model.variant
SELECT variant, statements, jsonb_populate_record(NULL::restated.terms, jsonb_build_object('ranked', '{A,B,C}'::text[], 'labels', '{A,B,C}'::text[],
	'promotion', 'immediate', 'promotion_step', false, 'demotion', 'immediate', 'demotion_step', false, 'provisional_since', false,
	'validity_next', false, 'review_from', false, 'approval', ARRAY(SELECT jsonb_object_keys(until)),
	'meanwhile', restated.meanwhile('{A,B,C}', '{A,B,C}', until)) || terms), keep_a, keep_b, has_outbox, keeps_metrics
FROM (VALUES
	('plain', '', '{}'::jsonb, '{}'::jsonb, NULL::int, NULL::int, true, false),
	('held', 'review year end; demotion at review; provisional 20 days;', '{"demotion": "at review", "provisional": "20 days"}', '{}', NULL, NULL, true, true),
	('graced', 'review year end; promotion one step at review; demotion after 5 days; provisional 1 month;',
		'{"promotion": "at review", "promotion_step": true, "demotion_after": "5 days", "provisional": "1 month"}', '{}', NULL, NULL, false, false),
	('kept', 'review year end; demotion one step at review; validity 10 days;',
		'{"demotion": "at review", "demotion_step": true, "validity": "10 days"}', '{}', 80, 30, false, true),
	('approved', 'approval of A until C; demotion after 2 days;', '{"demotion_after": "2 days"}', '{"A": "C"}', NULL, NULL, true, true))
	AS v (variant, statements, terms, until, keep_a, keep_b, has_outbox, keeps_metrics);

CREATE FUNCTION model.grade(amount int, for_a int, for_b int) RETURNS text LANGUAGE sql IMMUTABLE AS
	$$ SELECT CASE WHEN amount >= for_a THEN 'A' WHEN amount >= for_b THEN 'B' ELSE 'C' END $$;

CREATE FUNCTION model.key(region int, id int) RETURNS text LANGUAGE sql IMMUTABLE AS
	$$ SELECT region || '/' || id $$;

-- --------------------------------------------------------------------- notes

-- Not a key, nor an index: transactions must not fail to serialize because of it.
CREATE SEQUENCE model.entries;
CREATE TABLE model.log (
	seq bigint DEFAULT nextval('model.entries'),
	tx bigint DEFAULT txid_current(),
	at timestamptz DEFAULT customer_grade_internal.clock_now(),
	begun timestamptz DEFAULT customer_grade_internal.clock_now(),	-- of a decision or review: before it
	world text,
	entry text,		-- row, INSERT, UPDATE, DELETE or TRUNCATE: of a statement, decision, review
	what text,		-- the table, or the variant
	key text,		-- of a decision
	old jsonb,
	new jsonb,
	seen jsonb);	-- by variant and key: the ledger's row, or when the last period under this key ended

CREATE FUNCTION model.note_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO model.log (world, entry, what, old, new) VALUES (TG_ARGV[0], 'row', TG_ARGV[1],
		CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END, CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END);
	RETURN NULL;
END $$;

-- What the ledgers of a world say about customers. An old snapshot may show a row that another session has changed or deleted since, where we
-- have left it as it is, or inserted another one: so a row counts only if we have written it.
CREATE FUNCTION model.see(world text, keys text[]) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	result jsonb;
BEGIN
	EXECUTE format($query$
		SELECT jsonb_object_agg(variant, rows) FROM (
			SELECT v.variant, jsonb_object_agg(k.key, coalesce(
				(SELECT l.stored FROM %1$I.ledgers AS l WHERE l.variant = v.variant AND l.region = k.region AND l.id = k.id AND ($2 OR customer_grade_internal.is_own(l.written))),
				(SELECT jsonb_build_object('gone_at', max(h.valid_to), 'hidden', NOT $2) FROM %1$I.histories AS h
				 WHERE h.variant = v.variant AND h.region = k.region AND h.id = k.id))) AS rows
			FROM model.variant AS v,
				(SELECT key, split_part(key, '/', 1)::int AS region, split_part(key, '/', 2)::int AS id FROM (SELECT DISTINCT unnest($1) AS key) AS d) AS k
			GROUP BY v.variant) AS s
		$query$, world) INTO result USING keys, current_setting('transaction_isolation') = 'read committed';
	RETURN result;
END $$;

-- A command may be several statements, of INSERT ... ON CONFLICT or WITH: its triggers are counted, and its keys gathered until the last one.
CREATE FUNCTION model.open_statements(change int) RETURNS int LANGUAGE sql AS $$
	SELECT set_config('model.open_statements', (coalesce(nullif(current_setting('model.open_statements', true), ''), '0')::int + change)::text, true)::int
$$;
CREATE FUNCTION model.note_command() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM model.open_statements(1);
	RETURN NULL;
END $$;

-- Its name comes after those of customer_grade's triggers, so it runs after them.
CREATE FUNCTION model.note_statement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	is_last boolean := model.open_statements(-1) = 0;
	earlier text := current_setting('model.keys', true);
	keys text[];
BEGIN
	IF TG_OP = 'TRUNCATE' THEN
		EXECUTE format('SELECT array_agg(model.key(region, id)) FROM (SELECT region, id FROM %1$I.histories UNION SELECT region, id FROM %1$I.ledgers) AS k',
			TG_ARGV[0]) INTO keys;
	ELSE
		EXECUTE format('SELECT array_agg(model.key(region, customer_id)) FROM (%s) AS r (region, customer_id)', array_to_string(ARRAY[
				CASE WHEN TG_OP <> 'INSERT' THEN format('SELECT region, %I FROM old_rows', TG_ARGV[2]) END,
				CASE WHEN TG_OP <> 'DELETE' THEN format('SELECT region, %I FROM new_rows', TG_ARGV[2]) END], ' UNION '))
			INTO keys;
	END IF;
	keys := coalesce(nullif(earlier, '')::text[], '{}') || keys;
	PERFORM set_config('model.keys', CASE WHEN is_last THEN '' ELSE keys::text END, true);
	IF is_last AND (keys <> '{}' OR TG_OP = 'TRUNCATE') THEN
		INSERT INTO model.log (world, entry, what, seen) VALUES (TG_ARGV[0], TG_OP, TG_ARGV[1], model.see(TG_ARGV[0], keys));
	END IF;
	RETURN NULL;
END $$;

-- Take a step of a decision; what may not be decided now is left.
CREATE FUNCTION model.decide(world text, variant text, step text, region int, id int, grade text DEFAULT NULL, valid_until date DEFAULT NULL)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	subject regclass := format('%I.customer', world);
	key jsonb := jsonb_build_object('region', region, 'id', id);
	live jsonb;
	begun timestamptz := customer_grade_internal.clock_now();
BEGIN
	BEGIN
		CASE step
			WHEN 'override' THEN PERFORM customer_grade.override(variant, subject, key, grade, 'test', valid_until);
			WHEN 'end_override' THEN PERFORM customer_grade.end_override(variant, subject, key);
			WHEN 'approve' THEN PERFORM customer_grade.approve(variant, subject, key, valid_until => valid_until);
			WHEN 'reject' THEN PERFORM customer_grade.reject(variant, subject, key, valid_until => valid_until);
		END CASE;
	EXCEPTION WHEN unique_violation OR invalid_parameter_value OR object_not_in_prerequisite_state THEN
		RETURN;
	END;
	EXECUTE format('SELECT coalesce(jsonb_agg(d), ''[]'') FROM %I.live_decisions AS d WHERE d.variant = $1 AND d.region = $2 AND d.id = $3', world)
		INTO live USING variant, region, id;
	INSERT INTO model.log (begun, world, entry, what, key, new, seen)
	VALUES (begun, world, 'decision', variant, model.key(region, id), live, model.see(world, ARRAY[model.key(region, id)]));
END $$;

-- Note that customers have been reviewed.
CREATE FUNCTION model.note_review(world text, variant text, keys text[], begun timestamptz DEFAULT customer_grade_internal.clock_now()) RETURNS void LANGUAGE sql AS $$
	INSERT INTO model.log (begun, world, entry, what, new, seen) VALUES (begun, world, 'review', variant, to_jsonb(keys), model.see(world, keys))
$$;

-- Review those customers whose ids are in a range, as one batch of review() does.
CREATE FUNCTION model.review(world text, variant text, low int, high int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	begun timestamptz := customer_grade_internal.clock_now();
BEGIN
	PERFORM customer_grade_internal.regrade_keys(variant, format('%I.customer', world),
		format('SELECT region, id FROM generate_series(1, 3) AS region, generate_series(%s, %s) AS id', low, high), NULL, true, 'review');
	PERFORM model.note_review(world, variant,
		ARRAY(SELECT model.key(region, id) FROM generate_series(1, 3) AS region, generate_series(low, high) AS id), begun);
END $$;

-- -------------------------------------------------------------------- replay

-- The customers that are there, and those that the transaction at hand has deleted.
CREATE TABLE model.customer (
	identity int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	world text NOT NULL,
	key text,			-- null: deleted
	amount int,
	key_before text,	-- the transaction; null: it was not there
	key_deleted text,	-- the last key, under which it was deleted
	deleted_by bigint);	-- the entry
CREATE INDEX ON model.customer (key);
CREATE TABLE model.orders (world text, id int, key text, amount int, PRIMARY KEY (world, id));
CREATE INDEX ON model.orders (key);
CREATE TABLE model.decision (
	identity int, variant text, decision_id bigint, decision text, grade text, status text, valid_until date, PRIMARY KEY (variant, identity, decision_id));

-- How a customer stood before the transaction.
CREATE TABLE model.standing (
	identity int, variant text, grade text, computed text, state text, worse_since date, falls_on date, valid_until date, provisional_until date,
	stored jsonb NOT NULL,	-- the ledger's row
	PRIMARY KEY (identity, variant));
-- The customers whom the transaction at hand concerns.
CREATE TABLE model.concerned (
	identity int, variant text,
	-- what is settled from
	is_new boolean, held text, held_state text, held_worse_since date, held_falls_on date, held_valid_until date, held_provisional_until date,
	-- how it stands now; no grade: deleted
	grade text, computed text, state text, worse_since date, falls_on date, valid_until date, provisional_until date, seen jsonb,
	first_at timestamptz, last_at timestamptz, PRIMARY KEY (identity, variant));
CREATE TABLE model.pending (LIKE model.log);	-- rows whose statement has not ended
CREATE TABLE model.moved (former text, present text, amount int);	-- keys before and after a statement; null: not there

CREATE TABLE model.history (
	identity int, world text, variant text, key text, stored jsonb, valid_from timestamptz,
	valid_to timestamptz,	-- null: not known
	is_last boolean,		-- the customer was deleted
	ended_by bigint,		-- the transaction
	stays boolean DEFAULT false);	-- under an earlier key, as the later one was another customer's then
CREATE INDEX ON model.history (key);
CREATE INDEX ON model.history (identity);
-- periods that follow a customer to another key
CREATE TABLE model.following (identity int, variant text, valid_from timestamptz, valid_to timestamptz, target text);
CREATE TABLE model.event (
	number bigint GENERATED ALWAYS AS IDENTITY, world text, variant text, key text, old_grade text, new_grade text, state text);
CREATE TABLE model.difference (
	number bigint GENERATED ALWAYS AS IDENTITY, tx bigint, world text, variant text, key text, what text, expected text, found text);
CREATE TABLE model.replayed (transactions bigint, evaluations bigint);
INSERT INTO model.replayed VALUES (0, 0);

CREATE FUNCTION model.differs(tx bigint, world text, variant text, key text, what text, expected anyelement, found anyelement) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO model.difference (tx, world, variant, key, what, expected, found)
	SELECT tx, world, variant, key, what, expected::text, found::text WHERE expected IS DISTINCT FROM found
$$;

-- Settle a customer that an entry concerns, and compare.
CREATE FUNCTION model.evaluate(e model.log, customer model.customer, v model.variant, is_review boolean, leaves_base boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	now model.concerned;
	shown jsonb := e.seen -> v.variant -> coalesce(customer.key, customer.key_deleted);
	-- the clock may be real, and the day over
	day date := CASE WHEN shown ->> 'evaluated_on' = ((e.at - interval '10 minutes')::date)::text THEN (e.at - interval '10 minutes')::date ELSE e.at::date END;
	evaluated_on date := day;
	amount int := customer.amount + coalesce((SELECT sum(o.amount) FROM model.orders AS o WHERE o.world = e.world AND o.key = customer.key), 0);
	s restated.standing;
	settled restated.settlement;
	stated jsonb;
BEGIN
	IF (shown ->> 'hidden')::boolean AND customer.key IS NOT NULL THEN
		shown := (SELECT b.stored FROM model.standing AS b WHERE b.identity = customer.identity AND b.variant = v.variant);
	END IF;
	INSERT INTO model.concerned (identity, variant, is_new, held, held_state, held_worse_since, held_falls_on, held_valid_until, held_provisional_until,
		first_at)
	SELECT customer.identity, v.variant, b.identity IS NULL, b.grade, coalesce(b.state, 'final'), b.worse_since, b.falls_on, b.valid_until,
		b.provisional_until, e.at
	FROM (VALUES (1)) AS one LEFT JOIN model.standing AS b ON b.identity = customer.identity AND b.variant = v.variant
	ON CONFLICT DO NOTHING;
	UPDATE model.concerned AS c SET first_at = least(c.first_at, e.begun, (SELECT min(p.at) FROM model.pending AS p)), last_at = greatest(c.last_at, e.at)
	WHERE c.identity = customer.identity AND c.variant = v.variant RETURNING * INTO now;
	UPDATE model.replayed SET evaluations = evaluations + 1;

	IF customer.key IS NULL THEN
		UPDATE model.concerned AS c SET grade = NULL, computed = NULL, state = NULL, seen = shown
		WHERE c.identity = customer.identity AND c.variant = v.variant;
		IF NOT EXISTS (SELECT FROM model.customer AS o WHERE o.world = e.world AND o.key = customer.key_deleted) THEN
			PERFORM model.differs(e.tx, e.world, v.variant, customer.key_deleted, 'deleted', NULL, shown ->> 'grade');
		END IF;
		RETURN;
	END IF;

	s.day := day;
	s.reviewing := is_review;
	s.is_new := now.is_new;
	s.held_grade := now.held;
	s.held_state := now.held_state;
	s.held_worse_since := now.held_worse_since;
	s.held_falls_on := now.held_falls_on;
	s.held_valid_until := now.held_valid_until;
	s.held_provisional_until := now.held_provisional_until;
	s.computed_grade := model.grade(amount, 100, 40);
	s.kept_rank := array_position('{A,B,C}'::text[], CASE WHEN v.keep_a IS NOT NULL THEN model.grade(amount, v.keep_a, v.keep_b) END);
	SELECT d.grade, d.valid_until INTO s.override_grade, s.override_until FROM model.decision AS d
	WHERE d.identity = customer.identity AND d.variant = v.variant AND d.decision = 'override' AND d.status = 'approved';
	SELECT d.grade, d.valid_until INTO s.approved_grade, s.approved_until FROM model.decision AS d
	WHERE d.identity = customer.identity AND d.variant = v.variant AND d.decision = 'approval' AND d.status = 'approved';
	SELECT d.grade, d.valid_until INTO s.rejected_grade, s.rejected_until FROM model.decision AS d
	WHERE d.identity = customer.identity AND d.variant = v.variant AND d.decision = 'approval' AND d.status = 'rejected';
	-- a review may leave customers whom it does not change as they are
	IF is_review AND shown ->> 'evaluated_on' = (SELECT b.stored ->> 'evaluated_on' FROM model.standing AS b WHERE b.identity = customer.identity AND b.variant = v.variant) THEN
		evaluated_on := (shown ->> 'evaluated_on')::date;
	END IF;
	settled := restated.settle(v.terms, s);
	stated := to_jsonb(settled);
	PERFORM model.differs(e.tx, e.world, v.variant, customer.key, 'after ' || e.entry || ' ' || e.what,
		jsonb_strip_nulls(stated || jsonb_build_object('computed_grade', s.computed_grade, 'score', amount, 'evaluated_on', evaluated_on)),
		(SELECT jsonb_object_agg(r.key, r.value) FROM jsonb_each(shown) AS r
		 WHERE r.key IN ('grade', 'rank', 'state', 'worse_since', 'falls_on', 'valid_until', 'provisional_until', 'due_on', 'computed_grade', 'score', 'evaluated_on')));
	UPDATE model.concerned AS c SET grade = settled.grade, computed = s.computed_grade, state = settled.state, worse_since = settled.worse_since,
		falls_on = settled.falls_on, valid_until = settled.valid_until, provisional_until = settled.provisional_until, seen = coalesce(shown, '{}')
	WHERE c.identity = customer.identity AND c.variant = v.variant;
	IF leaves_base THEN
		UPDATE model.concerned AS c SET held = c.grade, held_state = c.state, held_worse_since = c.worse_since, held_falls_on = c.falls_on,
			held_valid_until = c.valid_until, held_provisional_until = c.provisional_until, is_new = false
		WHERE c.identity = customer.identity AND c.variant = v.variant;
	END IF;
END $$;

-- The rows that a statement has changed.
CREATE FUNCTION model.replay_orders(e model.log) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	IF e.entry = 'TRUNCATE' AND e.what = 'orders' THEN
		DELETE FROM model.orders AS o WHERE o.world = e.world;
	END IF;
	DELETE FROM model.orders AS o USING model.pending AS p
	WHERE p.what = 'orders' AND o.world = e.world AND o.id = (p.old ->> 'id')::int;
	INSERT INTO model.orders
	SELECT e.world, (p.new ->> 'id')::int, model.key((p.new ->> 'region')::int, (p.new ->> 'customer_id')::int), (p.new ->> 'amount')::int
	FROM model.pending AS p WHERE p.what = 'orders' AND p.new IS NOT NULL;
END $$;

-- Customers by their keys before and after a statement. Returns those that it has deleted.
CREATE FUNCTION model.replay_customers(e model.log) RETURNS int[] LANGUAGE plpgsql AS $$
DECLARE
	deleted int[];
BEGIN
	DELETE FROM model.moved;
	INSERT INTO model.moved
	WITH changed AS (
		SELECT model.key((p.old ->> 'region')::int, (p.old ->> 'id')::int) AS former, (p.old ->> 'id')::int AS former_id,
			model.key((p.new ->> 'region')::int, (p.new ->> 'id')::int) AS present, (p.new ->> 'id')::int AS present_id, (p.new ->> 'amount')::int AS amount
		FROM model.pending AS p WHERE p.what = 'customer'
	), gone AS (
		SELECT c.former, c.former_id, count(*) OVER (PARTITION BY c.former_id) AS alike, count(*) OVER () AS number FROM changed AS c WHERE c.present IS NULL
	), come AS (
		SELECT c.present, c.present_id, c.amount, count(*) OVER (PARTITION BY c.present_id) AS alike, count(*) OVER () AS number FROM changed AS c WHERE c.former IS NULL
	)
	SELECT c.former, c.present, c.amount FROM changed AS c
	UNION ALL
	-- from partition to partition: the only one, or the only one of its id
	SELECT g.former, c.present, c.amount FROM gone AS g, come AS c
	WHERE e.entry = 'UPDATE' AND (g.number = 1 AND c.number = 1 OR g.former_id = c.present_id AND g.alike = 1 AND c.alike = 1)
	UNION ALL
	-- deleted and inserted by the same command
	SELECT g.former, c.present, c.amount FROM gone AS g JOIN come AS c ON c.present = g.former;
	DELETE FROM model.moved AS m WHERE (m.former IS NULL OR m.present IS NULL)
		AND EXISTS (SELECT FROM model.moved AS o WHERE o.former IS NOT NULL AND o.present IS NOT NULL AND (o.former = m.former OR o.present = m.present));

	WITH gone AS (
		UPDATE model.customer AS c SET key = NULL, key_deleted = c.key, deleted_by = e.seq
		WHERE c.world = e.world AND c.key IS NOT NULL
			AND (e.entry = 'TRUNCATE' AND e.what = 'customer' OR c.key IN (SELECT m.former FROM model.moved AS m WHERE m.present IS NULL))
		RETURNING c.identity
	) SELECT array_agg(g.identity) INTO deleted FROM gone AS g;
	UPDATE model.customer AS c SET key = m.present, amount = m.amount FROM model.moved AS m WHERE c.world = e.world AND c.key = m.former;
	UPDATE model.customer AS c SET key_deleted = c.key_before FROM model.moved AS m
	WHERE c.world = e.world AND c.key IS NULL AND c.key_before IS NOT NULL AND c.key_deleted = m.present AND m.former IS NOT NULL;
	WITH back AS (
		UPDATE model.customer AS c SET key = m.present, amount = m.amount
		FROM model.moved AS m WHERE c.world = e.world AND c.key IS NULL AND m.former IS NULL AND c.key_before IS NOT NULL AND c.key_deleted = m.present
			AND NOT EXISTS (SELECT FROM model.customer AS o WHERE o.world = e.world AND o.key IS NULL AND o.key_before IS NOT NULL AND o.key_deleted = m.present AND o.deleted_by > c.deleted_by)
		RETURNING c.key
	)
	INSERT INTO model.customer (world, key, amount)
	SELECT e.world, m.present, m.amount FROM model.moved AS m WHERE m.former IS NULL AND m.present NOT IN (SELECT b.key FROM back AS b);
	RETURN deleted;
END $$;

CREATE FUNCTION model.end_statement(e model.log) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	deleted int[];
	keys text[] := ARRAY(
		SELECT model.key((r.image ->> 'region')::int, (r.image ->> CASE p.what WHEN 'orders' THEN 'customer_id' ELSE 'id' END)::int)
		FROM model.pending AS p, unnest(ARRAY[p.old, p.new]) AS r(image) WHERE r.image IS NOT NULL);
BEGIN
	PERFORM model.replay_orders(e);
	deleted := model.replay_customers(e);
	PERFORM model.evaluate(e, c, v, false, false)
	FROM model.customer AS c, model.variant AS v
	WHERE c.world = e.world AND (c.key = ANY (keys) OR c.identity = ANY (deleted) OR c.key IS NULL AND c.key_deleted = ANY (keys) OR e.entry = 'TRUNCATE' AND c.key IS NOT NULL);
	DELETE FROM model.pending;
END $$;

CREATE FUNCTION model.end_decision(e model.log) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	customer model.customer;
BEGIN
	SELECT * INTO customer FROM model.customer AS c WHERE c.world = e.world AND c.key = e.key;
	DELETE FROM model.decision AS d WHERE d.identity = customer.identity AND d.variant = e.what;
	INSERT INTO model.decision
	SELECT customer.identity, e.what, d.* FROM jsonb_to_recordset(e.new) AS d(decision_id bigint, decision text, grade text, status text, valid_until date);
	PERFORM model.evaluate(e, customer, v, false, true) FROM model.variant AS v WHERE v.variant = e.what;
END $$;

-- A period ends where grade, computed grade or state change, or a demotion begins or ends to wait.
CREATE FUNCTION model.ends(former model.standing, present model.concerned) RETURNS boolean LANGUAGE sql AS $$
	SELECT (former.grade, former.computed, former.state, former.worse_since IS NULL)
		IS DISTINCT FROM (present.grade, present.computed, present.state, present.worse_since IS NULL)
$$;

-- Histories follow customers to other keys, but for periods in which other customers had these keys. What was left once stays.
-- A period in force is cut.
CREATE FUNCTION model.renumber(number bigint, of_world text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	moving int[] := ARRAY(SELECT c.identity FROM model.customer AS c WHERE c.world = of_world AND c.key <> c.key_before);
	added int[] := ARRAY(SELECT c.identity FROM model.customer AS c WHERE c.world = of_world AND c.key_before IS NULL);
	cut record;
	changed boolean;
BEGIN
	IF moving = '{}' THEN
		RETURN;
	END IF;
	DELETE FROM model.following;
	INSERT INTO model.following
	SELECT h.identity, h.variant, h.valid_from, h.valid_to, c.key
	FROM model.history AS h JOIN model.customer AS c USING (identity) WHERE c.identity = ANY (moving) AND h.key = c.key_before AND NOT h.stays;
	LOOP
		DELETE FROM model.following AS f WHERE EXISTS (
			SELECT FROM model.history AS h
			WHERE h.world = of_world AND h.variant = f.variant AND h.key = f.target AND h.identity <> f.identity AND h.valid_to > f.valid_from
				AND NOT EXISTS (SELECT FROM model.following AS o WHERE o.identity = h.identity AND o.variant = h.variant AND o.valid_from = h.valid_from));
		changed := FOUND;
		FOR cut IN
			SELECT c.identity, c.key_before, s.variant, s.stored, (s.stored ->> 'valid_from')::timestamptz AS began, e.ended
			FROM model.customer AS c JOIN model.standing AS s USING (identity), LATERAL (
				SELECT max(h.valid_to) AS ended FROM model.history AS h
				WHERE h.world = of_world AND h.variant = s.variant AND h.key = c.key AND h.identity <> c.identity
					AND NOT EXISTS (SELECT FROM model.following AS o WHERE o.identity = h.identity AND o.variant = h.variant AND o.valid_from = h.valid_from)) AS e
			WHERE c.identity = ANY (moving || added) AND (s.stored ->> 'valid_from')::timestamptz < e.ended
		LOOP
			changed := true;
			UPDATE model.history AS h SET valid_to = cut.ended
			WHERE h.identity = cut.identity AND h.variant = cut.variant AND h.valid_to = cut.began AND h.ended_by = number;
			IF NOT FOUND AND cut.key_before IS NOT NULL THEN
				INSERT INTO model.history
				VALUES (cut.identity, of_world, cut.variant, cut.key_before, cut.stored, cut.began, cut.ended, false, number);
			END IF;
			UPDATE model.standing AS s SET stored = s.stored || jsonb_build_object('valid_from', cut.ended)
				|| CASE WHEN cut.key_before IS NULL THEN jsonb_build_object('since', cut.ended) ELSE '{}' END
			WHERE s.identity = cut.identity AND s.variant = cut.variant;
		END LOOP;
		EXIT WHEN NOT changed;
	END LOOP;
	UPDATE model.history AS h SET stays = true FROM model.customer AS c
	WHERE c.identity = h.identity AND c.identity = ANY (moving) AND h.key = c.key_before;
	UPDATE model.history AS h SET key = f.target, stays = false FROM model.following AS f
	WHERE f.identity = h.identity AND f.variant = h.variant AND f.valid_from = h.valid_from;
END $$;

CREATE FUNCTION model.end_customer(tx bigint, c model.customer, present model.concerned, has_outbox boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	former model.standing;
	is_there boolean := present.grade IS NOT NULL;
	was_there boolean;
	began timestamptz := present.seen ->> 'valid_from';
	former_began timestamptz;
	-- ends of periods under its keys, before which none begins there
	bound timestamptz := (SELECT max(coalesce(h.valid_to, h.valid_from)) FROM model.history AS h
		WHERE h.world = c.world AND h.variant = present.variant);
	gone_at timestamptz;
BEGIN
	SELECT * INTO former FROM model.standing AS s WHERE s.identity = c.identity AND s.variant = present.variant;
	was_there := FOUND;
	former_began := former.stored ->> 'valid_from';
	bound := greatest(bound, former_began);
	IF has_outbox AND former.grade IS DISTINCT FROM present.grade THEN
		INSERT INTO model.event (world, variant, key, old_grade, new_grade, state)
		VALUES (c.world, present.variant, coalesce(c.key, c.key_before), former.grade, present.grade, present.state);
	END IF;
	IF was_there AND NOT is_there THEN
		-- it stays under the key that it had before
		EXECUTE format('SELECT h.valid_to FROM %I.histories AS h WHERE h.variant = $1 AND model.key(h.region, h.id) = $2 AND h.valid_from = $3', c.world)
			INTO gone_at USING present.variant, c.key_before, former_began;
		INSERT INTO model.history VALUES (c.identity, c.world, present.variant, c.key_before, former.stored, former_began, gone_at, true, tx);
		DELETE FROM model.standing AS s WHERE s.identity = c.identity AND s.variant = present.variant;
		DELETE FROM model.decision AS d WHERE d.identity = c.identity AND d.variant = present.variant;
	END IF;
	IF NOT is_there THEN
		RETURN;
	END IF;

	IF was_there AND NOT model.ends(former, present) THEN
		PERFORM model.differs(tx, c.world, present.variant, c.key, 'valid_from of an unchanged customer', former_began, began);
	ELSE
		IF was_there THEN
			INSERT INTO model.history VALUES (c.identity, c.world, present.variant, c.key_before, former.stored, former_began, began, false, tx);
		END IF;
		IF (began > former_began) IS FALSE OR began < present.first_at OR began > greatest(present.last_at, bound + interval '1 ms') OR began IS NULL THEN
			PERFORM model.differs(tx, c.world, present.variant, c.key, 'begin of the period', format('from %s to %s, or just after %s', present.first_at, present.last_at, bound), began::text);
		END IF;
	END IF;
	IF was_there AND former.grade = present.grade THEN
		PERFORM model.differs(tx, c.world, present.variant, c.key, 'since, of the same grade', former.stored ->> 'since', present.seen ->> 'since');
	ELSIF ((present.seen ->> 'since')::timestamptz > coalesce(former_began, '-infinity') AND (present.seen ->> 'since')::timestamptz <= began) IS NOT TRUE THEN
		PERFORM model.differs(tx, c.world, present.variant, c.key, 'since, of another grade', began::text, present.seen ->> 'since');
	END IF;
	INSERT INTO model.standing
	VALUES (c.identity, present.variant, present.grade, present.computed, present.state, present.worse_since, present.falls_on, present.valid_until,
		present.provisional_until, present.seen)
	ON CONFLICT (identity, variant) DO UPDATE SET grade = excluded.grade, computed = excluded.computed, state = excluded.state,
		worse_since = excluded.worse_since, falls_on = excluded.falls_on, valid_until = excluded.valid_until,
		provisional_until = excluded.provisional_until, stored = excluded.stored;
END $$;

CREATE FUNCTION model.replay_transaction(number bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	e model.log;
BEGIN
	DELETE FROM model.concerned;
	FOR e IN SELECT * FROM model.log AS l WHERE l.tx = number ORDER BY l.seq LOOP
		CASE e.entry
			WHEN 'row' THEN INSERT INTO model.pending SELECT e.*;
			WHEN 'decision' THEN PERFORM model.end_decision(e);
			WHEN 'review' THEN
				PERFORM model.evaluate(e, c, v, true, true) FROM model.customer AS c, model.variant AS v
				WHERE c.world = e.world AND e.new ? c.key AND v.variant = e.what;
			ELSE PERFORM model.end_statement(e);
		END CASE;
	END LOOP;
	-- those that are gone first
	PERFORM model.end_customer(number, c, n, v.has_outbox) FROM (
		SELECT c, n, v FROM model.concerned AS n JOIN model.customer AS c USING (identity) JOIN model.variant AS v USING (variant)
		ORDER BY c.key IS NOT NULL, n.identity, n.variant OFFSET 0) AS s, LATERAL (SELECT (s.c).*) AS c, LATERAL (SELECT (s.n).*) AS n, LATERAL (SELECT (s.v).*) AS v;
	PERFORM model.renumber(number, e.world);
	DELETE FROM model.customer AS c WHERE c.world = e.world AND c.key IS NULL;
	UPDATE model.customer AS c SET key_before = c.key WHERE c.world = e.world AND c.key IS DISTINCT FROM c.key_before;
	UPDATE model.replayed SET transactions = transactions + 1;
END $$;

-- Replay what has been committed and not been replayed.
CREATE FUNCTION model.replay() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM model.replay_transaction(t.tx) FROM (SELECT l.tx FROM model.log AS l GROUP BY l.tx ORDER BY max(l.seq) OFFSET 0) AS t;
	-- what differs can be looked into
	DELETE FROM model.log AS l WHERE l.tx NOT IN (SELECT d.tx FROM model.difference AS d WHERE d.tx IS NOT NULL);
END $$;

-- ------------------------------------------------------------------- compare

-- What differs between a world as it is and as it must be.
CREATE FUNCTION model.compare(world text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE replace(replace($query$
		INSERT INTO model.difference (world, variant, key, what, expected, found)
		SELECT {world}, variant, key, 'ledger', s.stored::text, l.stored::text
		FROM (SELECT variant, c.key, s.stored FROM model.standing AS s JOIN model.customer AS c USING (identity) WHERE c.world = {world}) AS s
			FULL JOIN (SELECT variant, model.key(region, id) AS key, stored FROM {schema}.ledgers) AS l USING (variant, key)
		WHERE s.stored - 'evaluated_on' IS DISTINCT FROM l.stored - 'evaluated_on'
		UNION ALL
		SELECT {world}, variant, key, 'history', (h.kept || jsonb_build_object('valid_to', h.valid_to, 'last', h.is_last, 'stays', h.stays))::text, found::text
		FROM (SELECT variant, key, valid_from, valid_to, is_last, stays, {schema}.kept(stored) AS kept FROM model.history WHERE world = {world}) AS h
			FULL JOIN (SELECT variant, model.key(region, id) AS key, valid_from, valid_to, {schema}.kept(stored) AS kept, cause, stored AS found FROM {schema}.histories) AS a
			USING (variant, key, valid_from)
		WHERE h.kept IS DISTINCT FROM a.kept OR h.valid_to <> a.valid_to OR NOT h.stays AND h.is_last <> (a.cause = 'deleted')
		UNION ALL
		SELECT {world}, variant, key, 'periods', format('from %s to %s, %s', valid_from, valid_to, cause), 'next from ' || next
		FROM (SELECT variant, model.key(region, id) AS key, valid_from, valid_to, cause,
				lead(valid_from) OVER (PARTITION BY variant, region, id ORDER BY valid_from) AS next
			FROM (SELECT variant, region, id, valid_from, valid_to, cause FROM {schema}.histories
				UNION ALL SELECT variant, region, id, (stored ->> 'valid_from')::timestamptz, NULL, NULL FROM {schema}.ledgers) AS p) AS n
		WHERE valid_to <= valid_from OR next < valid_to OR next > valid_to AND cause NOT IN ('deleted', 'renumbered') OR valid_to IS NULL AND next IS NOT NULL
		UNION ALL
		SELECT {world}, variant, key, 'decisions', d.live::text, a.live::text
		FROM (SELECT variant, c.key, array_agg((d.decision_id, d.grade, d.status, d.valid_until)::text ORDER BY d.decision_id) AS live
				FROM model.decision AS d JOIN model.customer AS c USING (identity) WHERE c.world = {world} GROUP BY variant, c.key) AS d
			FULL JOIN (SELECT variant, model.key(region, id) AS key, array_agg((decision_id, grade, status, valid_until)::text ORDER BY decision_id) AS live
				FROM {schema}.live_decisions GROUP BY variant, region, id) AS a USING (variant, key)
		WHERE d.live IS DISTINCT FROM a.live
		UNION ALL
		SELECT {world}, variant, key, 'events', e.events::text, a.events::text
		FROM (SELECT variant, key, array_agg((old_grade, new_grade, state)::text ORDER BY number) AS events
				FROM model.event WHERE world = {world} GROUP BY variant, key) AS e
			FULL JOIN (SELECT variant, model.key(region, id) AS key, array_agg((old_grade, new_grade, state)::text ORDER BY event_id) AS events
				FROM {schema}.events GROUP BY variant, region, id) AS a USING (variant, key)
		WHERE e.events IS DISTINCT FROM a.events
		UNION ALL
		-- inputs give the grade that was computed from them
		SELECT {world}, variant, model.key(region, id), 'inputs', computed_grade, metrics::text FROM {schema}.inputs JOIN model.variant AS v USING (variant)
		WHERE CASE WHEN v.keeps_metrics THEN model.grade((metrics ->> 'amount')::int, 100, 40) IS DISTINCT FROM computed_grade ELSE metrics IS NOT NULL END
		$query$, '{world}', quote_literal(world)), '{schema}', quote_ident(world));
END $$;

CREATE FUNCTION model.verify(world text) RETURNS void LANGUAGE sql AS $$
	INSERT INTO model.difference (world, variant, key, what, expected, found)
	SELECT world, v.variant, w.key::text, 'verify', w.grade, w.stored_grade
	FROM model.variant AS v, customer_grade.verify(v.variant, format('%I.customer', world)::regclass) AS w
$$;
