-- The tables of one world, in the schema :world, partitioned if :by_region says how, and their attachments. :unique: whether one statement may
-- give a customer the key of another that it moves.

CREATE SCHEMA :world;
CREATE TABLE :world.customer (region int, id int, amount int NOT NULL, PRIMARY KEY (region, id) :unique) :by_region;
SELECT format('CREATE TABLE %1$I.customer_%2$s PARTITION OF %1$I.customer FOR VALUES IN (%2$s)', :'world', region)
FROM generate_series(1, 3) AS region WHERE :'by_region' <> '' \gexec
CREATE TABLE :world.orders (id int PRIMARY KEY, region int NOT NULL, customer_id int NOT NULL, amount int NOT NULL);
CREATE INDEX ON :world.orders (region, customer_id);
CREATE VIEW :world.metrics AS
SELECT c.region, c.id, c.amount + coalesce((SELECT sum(o.amount) FROM :world.orders AS o WHERE o.region = c.region AND o.customer_id = c.id), 0) AS amount
FROM :world.customer AS c;

SELECT customer_grade.attach(v.variant, w.customer, w.metrics, outbox => v.has_outbox, keep_metrics => v.keeps_metrics, time_zone => 'UTC',
	prefix => v.variant)
FROM model.variant AS v, (VALUES ((:'world' || '.customer')::regclass, (:'world' || '.metrics')::regclass)) AS w (customer, metrics);
SELECT customer_grade.watch(v.variant, (:'world' || '.customer')::regclass, (:'world' || '.orders')::regclass, 'region', 'customer_id')
FROM model.variant AS v;

-- What the attachments have, all in one.
SELECT format('CREATE VIEW %I.%s AS %s', :'world', t.made, string_agg(format(t.columns, v.variant, :'world'), ' UNION ALL '))
FROM model.variant AS v, (VALUES
	('ledgers', true, 'SELECT %1$L AS variant, region, id, jsonb_strip_nulls(to_jsonb(l) - ''region'' - ''id'' - ''before'' - ''metrics'') AS stored, l.xmin AS written FROM %2$I.%1$s_ledger AS l WHERE state IS NOT NULL'),
	('histories', true, 'SELECT %1$L AS variant, region, id, valid_from, valid_to, cause, jsonb_strip_nulls(to_jsonb(h) - ''region'' - ''id'' - ''metrics'') AS stored FROM %2$I.%1$s_history AS h'),
	('inputs', true, 'SELECT %1$L AS variant, region, id, computed_grade, metrics FROM %2$I.%1$s_ledger WHERE since IS NOT NULL '
		'UNION ALL SELECT %1$L, region, id, computed_grade, metrics FROM %2$I.%1$s_history'),
	('live_decisions', true, 'SELECT %1$L AS variant, region, id, decision_id, decision, grade, status, valid_until FROM %2$I.%1$s_decisions WHERE status IN (''proposed'', ''approved'', ''rejected'')'),
	('events', false, 'SELECT %1$L AS variant, region, id, event_id, old_grade, new_grade, state FROM %2$I.%1$s_outbox')) AS t (made, for_all, columns)
WHERE t.for_all OR v.has_outbox GROUP BY t.made \gexec
-- what a row of ledger or history tells of a period
CREATE FUNCTION :world.kept(stored jsonb) RETURNS jsonb LANGUAGE sql AS
	$$ SELECT jsonb_object_agg(r.key, r.value) FROM jsonb_each(stored) AS r WHERE r.key IN ('grade', 'rank', 'computed_grade', 'computed_rank', 'state', 'since', 'valid_from', 'version', 'parameter_set', 'worse_since', 'falls_on', 'valid_until', 'provisional_until') $$;

SELECT format('CREATE TRIGGER zz_note_row AFTER INSERT OR UPDATE OR DELETE ON %I.%I FOR EACH ROW EXECUTE FUNCTION model.note_row(%1$L, %2$L)', :'world', t)
FROM unnest('{customer,orders}'::text[]) AS t \gexec
SELECT format('CREATE TRIGGER note_%s BEFORE %2$s ON %I.%I FOR EACH STATEMENT EXECUTE FUNCTION model.note_command()', lower(event), event, :'world', t)
FROM unnest('{customer,orders}'::text[]) AS t, unnest('{INSERT,UPDATE,DELETE,TRUNCATE}'::text[]) AS event \gexec
SELECT format('CREATE TRIGGER zz_note_%s AFTER %2$s ON %I.%I %s FOR EACH STATEMENT EXECUTE FUNCTION model.note_statement(%3$L, %4$L, %6$L)',
	lower(e.event), e.event, :'world', t.name, e.rows, t.id)
FROM (VALUES ('customer', 'id'), ('orders', 'customer_id')) AS t (name, id), (VALUES ('INSERT', 'REFERENCING NEW TABLE AS new_rows'),
	('UPDATE', 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows'), ('DELETE', 'REFERENCING OLD TABLE AS old_rows'), ('TRUNCATE', '')) AS e (event, rows) \gexec

INSERT INTO :world.customer SELECT 1 + i % 3, i, i * 17 % 150 FROM generate_series(1, 8) AS i;
INSERT INTO :world.orders SELECT i, 1 + i % 3, i, i * 29 % 60 FROM generate_series(1, 6) AS i;
