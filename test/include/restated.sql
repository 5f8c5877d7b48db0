-- settle() restated in PL/pgSQL: from the grade that the rubric gives to the grade in force.

CREATE SCHEMA restated;
CREATE TYPE restated.standing AS (
	number int, policy customer_grade_internal.attachment, labels text[], day date, reviewing boolean,
	held text, state text, worse_since date, final_on date, is_new boolean, computed text, kept text,
	override text, override_until date, approved text, approved_until date, rejected text, rejected_until date);

-- the label that stands for a wanted one
CREATE FUNCTION restated.had(label text, c restated.standing) RETURNS text LANGUAGE sql AS $$
	WITH o AS (
		SELECT u.label, u.place, u.place > array_position(c.labels, had.label) AS worse,
			u.label = c.approved AND u.label = ANY ((c.policy).approval) AND c.day <= coalesce(c.approved_until, 'infinity') IS TRUE AS approved,
			NOT coalesce(u.label = ANY ((c.policy).approval), false)
				OR c.day <= coalesce(c.approved_until, 'infinity') AND (u.label = c.approved OR u.place > array_position(c.labels, c.approved)) IS TRUE AS may
		FROM (SELECT * FROM unnest(c.labels) WITH ORDINALITY AS l(label, place) UNION SELECT l, NULL FROM unnest('{none,gold}'::text[]) AS l) AS u
	), named AS (
		SELECT * FROM o WHERE o.label = (c.policy).until_approved AND may AND worse IS NOT FALSE
	)
	SELECT CASE
		WHEN had.label IS NULL OR (SELECT may FROM o WHERE o.label = had.label) THEN had.label
		WHEN EXISTS (SELECT FROM named)
			THEN (SELECT o.label FROM o WHERE o.label = (SELECT label FROM named) OR approved AND worse ORDER BY place NULLS LAST LIMIT 1)
		ELSE (SELECT o.label FROM o WHERE may AND worse ORDER BY place LIMIT 1)
	END
$$;
CREATE FUNCTION restated.settle(c restated.standing) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	p customer_grade.attachment := c.policy;
	overridden boolean := coalesce(c.override IS NOT NULL AND NOT c.day > c.override_until, c.override IS NOT NULL);
	free boolean := NOT coalesce(c.computed = ANY (p.approval), false);
	approved boolean := c.approved IS NOT NULL AND c.day <= coalesce(c.approved_until, 'infinity')
		AND coalesce(c.approved = c.computed OR array_position(c.labels, c.approved) < array_position(c.labels, c.computed), false);
	rejected boolean := c.rejected = c.computed IS TRUE AND c.day <= coalesce(c.rejected_until, 'infinity');
	target text := restated.had(c.computed, c);
	held text := restated.had(c.held, c);
	"from" int := array_position(c.labels, held);
	"to" int;
	since date;
	grace_end timestamp;
	provisional date := CASE WHEN c.is_new AND p.provisional IS NOT NULL THEN ceil(extract(epoch FROM c.day + p.provisional) / 86400)::int + '1970-01-01'::date ELSE c.final_on END;
	due date[] := '{}';
BEGIN
	IF NOT overridden AND c.state <> 'override' THEN
		target := coalesce((SELECT l FROM unnest(c.labels) WITH ORDINALITY AS u(l, place)
			WHERE place >= "from" AND place >= array_position(c.labels, c.kept) AND place < array_position(c.labels, c.computed) AND restated.had(l, c) = l
			ORDER BY place LIMIT 1), target);
	END IF;
	"to" := array_position(c.labels, target);
	IF NOT overridden AND c.state <> 'override' AND "from" IS NOT NULL AND "to" IS NOT NULL THEN
		IF "to" < "from" AND NOT (c.state = 'pending' AND NOT free AND approved) THEN
			target := CASE WHEN p.promotion = 'immediate' THEN target WHEN NOT c.reviewing THEN held WHEN p.promotion = 'at review' THEN target
				ELSE (SELECT l FROM unnest(c.labels) WITH ORDINALITY AS u(l, place)
					WHERE place < "from" AND place >= "to" AND (restated.had(l, c) = l OR place = "to") ORDER BY place DESC LIMIT 1) END;
		ELSIF "to" > "from" THEN
			since := coalesce(least(c.worse_since, c.day), c.day);
			grace_end := since + coalesce(p.grace, '0');
			target := CASE WHEN c.day < grace_end THEN held WHEN p.demotion = 'immediate' THEN target WHEN NOT c.reviewing THEN held
				WHEN p.demotion = 'at review' THEN target
				ELSE (SELECT l FROM unnest(c.labels) WITH ORDINALITY AS u(l, place)
					WHERE place > "from" AND place <= "to" AND (restated.had(l, c) = l OR place = "to") ORDER BY place LIMIT 1) END;
			IF c.day < grace_end AND p.demotion = 'immediate' THEN
				due := due || (ceil(extract(epoch FROM grace_end) / 86400)::int + '1970-01-01'::date);
			END IF;
			IF array_position(c.labels, target) = "to" THEN
				since := NULL;
			END IF;
		END IF;
	END IF;
	IF c.day >= provisional THEN
		provisional := NULL;
	END IF;
	IF NOT free AND approved OR target = ANY (p.approval) AND c.day <= coalesce(c.approved_until, 'infinity')
		AND (c.approved = target OR array_position(c.labels, c.approved) < array_position(c.labels, target)) THEN
		due := due || (c.approved_until + 1);
	END IF;
	IF NOT free AND NOT approved AND rejected THEN
		due := due || (c.rejected_until + 1);
	END IF;
	due := due || provisional || CASE WHEN overridden THEN c.override_until + 1 END;
	IF overridden THEN
		target := c.override;
	END IF;
	RETURN jsonb_build_object('grade', target, 'rank', array_position(c.labels, target),
		'state', CASE WHEN overridden THEN 'override' WHEN NOT free AND NOT approved AND NOT rejected THEN 'pending'
			WHEN provisional IS NOT NULL THEN 'provisional' ELSE 'final' END,
		'worse_since', since, 'final_on', provisional, 'due_on', (SELECT min(d) FROM unnest(due) AS d));
END
$$;
