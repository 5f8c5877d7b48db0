-- The order from the computed grade to the grade in force, restated in PL/pgSQL row by row, and random terms for it.

CREATE SCHEMA restated;

-- A random number from 0, the same on every server.
CREATE FUNCTION restated.dice(seed bigint, salt int, sides int) RETURNS int LANGUAGE sql IMMUTABLE AS
	$$ SELECT (hashint8extended(seed, salt) & 1073741823)::int % sides $$;

CREATE TYPE restated.terms AS (
	number int,
	ranked text[], labels text[],
	promotion text, promotion_step boolean,
	demotion text, demotion_step boolean, demotion_after interval,
	validity interval, validity_months int, validity_next boolean,
	provisional interval, provisional_since boolean,
	approval text[], meanwhile jsonb,
	own_review interval, review_from boolean,
	rubric customer_grade.rubric);
CREATE TYPE restated.standing AS (
	number int, terms int, day date, reviewing boolean, is_new boolean,
	held_grade text, held_since date, held_state text, held_worse_since date, held_falls_on date, held_valid_until date,
	held_provisional_until date, held_review_on date,
	computed_grade text, kept_rank smallint, limit_rank smallint, provisional_since date, review_from date,
	override_grade text, override_until date, minimum_grade text, minimum_until date, next_start date,
	approved_grade text, approved_until date, rejected_grade text, rejected_until date);
CREATE TYPE restated.settlement AS (
	grade text, rank smallint, state text, worse_since date, falls_on date, valid_until date, provisional_until date, review_on date,
	due_on date);

-- What is in force for each label under each approval ("": none). until: of the labels that need approval, null: the next worse one.
CREATE FUNCTION restated.meanwhile(ranked text[], labels text[], until jsonb) RETURNS jsonb LANGUAGE sql AS $$
	WITH pair AS (
		SELECT a.approved, l.label, array_position(ranked, l.label) AS rank, array_position(ranked, a.approved) AS approved_rank,
			NOT until ? l.label OR l.label = a.approved OR coalesce(array_position(ranked, a.approved) < array_position(ranked, l.label), false) AS may
		FROM unnest(array_append(labels, '')) AS a(approved), unnest(labels) AS l(label)
	), named AS (
		SELECT p.*, CASE WHEN may THEN label ELSE coalesce(until ->> p.label, (
				SELECT w.label FROM pair AS w WHERE w.approved = p.approved AND w.rank > p.rank AND w.may ORDER BY w.rank LIMIT 1)) END AS instead,
			NOT may AND until ? p.approved AND p.approved_rank > p.rank AS was_approved
		FROM pair AS p
	), stands AS (
		SELECT approved, label, CASE WHEN was_approved AND (array_position(ranked, instead) < approved_rank) IS NOT TRUE THEN approved ELSE instead END AS instead
		FROM named
	)
	SELECT jsonb_object_agg(approved, standing) FROM (SELECT approved, jsonb_object_agg(label, instead) AS standing FROM stands GROUP BY approved) AS a
$$;

-- The first day, counted from an anchor in steps of a span, that is after a day.
CREATE FUNCTION restated.next_own_review(anchor date, span interval, after date) RETURNS date LANGUAGE sql IMMUTABLE AS $$
	SELECT min((anchor + k * span)::date)
	FROM generate_series(1, greatest((after - anchor) / (28 * extract(month FROM span)::int + extract(day FROM span)::int), 0) + 2) AS k
	WHERE (anchor + k * span)::date > after
$$;

CREATE FUNCTION restated.term_end(t restated.terms, day date) RETURNS date LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
	RETURN CASE WHEN t.validity IS NOT NULL THEN day + t.validity
		ELSE make_date(extract(year FROM day)::int, 1, 1) + make_interval(months => t.validity_months
			* ((extract(month FROM day)::int + t.validity_months - 1) / t.validity_months + t.validity_next::int)) - interval '1 day' END;
END
$$;

CREATE FUNCTION restated.settle(t restated.terms, s restated.standing) RETURNS restated.settlement LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
	r restated.settlement;
	has_validity CONSTANT boolean := t.validity IS NOT NULL OR t.validity_months IS NOT NULL;
	instead CONSTANT jsonb := coalesce(t.meanwhile -> CASE WHEN coalesce(s.approved_until >= s.day, true) THEN s.approved_grade END, t.meanwhile -> '');
	minimum CONSTANT int := CASE WHEN coalesce(s.minimum_until >= s.day, true) THEN array_position(t.ranked, s.minimum_grade) END;
	asks CONSTANT boolean := coalesce(s.computed_grade = ANY (t.approval), false);
	approved CONSTANT boolean := asks AND coalesce(instead ->> s.computed_grade = s.computed_grade, false);
	rejected CONSTANT boolean := coalesce(s.rejected_grade = s.computed_grade AND coalesce(s.rejected_until >= s.day, true), false);
	probation_from date;
	probation_to date;
	on_probation boolean;
	probation_ended boolean;
	held text := coalesce(instead ->> s.held_grade, CASE WHEN instead ? s.held_grade THEN NULL ELSE s.held_grade END);
	own boolean;
	lost boolean;
	target text := coalesce(instead ->> s.computed_grade, CASE WHEN instead ? s.computed_grade THEN NULL ELSE s.computed_grade END);
	-- a label without rank that stands in for a grade is worse than all
	earned CONSTANT int := coalesce(array_position(t.ranked, target), CASE WHEN s.computed_grade = ANY (t.ranked) THEN 99 END);
	by_minimum CONSTANT boolean := s.held_state = 'override' AND coalesce(s.held_grade = t.ranked[minimum], false);
	at_once boolean;
	"from" int;
	"to" int := array_position(t.ranked, target);
	"now" int;
	announced boolean;
	found_worse boolean;
	since date;
	falls date;
	changed boolean;
	anchor date;
BEGIN
	r.due_on := s.next_start;

	-- probation
	IF t.provisional_since THEN
		probation_from := s.provisional_since;
		probation_to := (probation_from + t.provisional)::date - 1;
	ELSIF t.provisional IS NOT NULL THEN
		probation_from := s.day;
		probation_to := CASE WHEN s.is_new THEN (s.day + t.provisional)::date - 1 ELSE s.held_provisional_until END;
	END IF;
	on_probation := coalesce(s.day BETWEEN probation_from AND probation_to, false);
	probation_ended := s.held_provisional_until IS NOT NULL AND (t.provisional IS NULL OR coalesce(s.day > probation_to, false));
	IF on_probation THEN
		r.provisional_until := probation_to;
		r.due_on := least(r.due_on, probation_to + 1);
	ELSIF probation_from > s.day THEN
		r.due_on := least(r.due_on, probation_from);
	END IF;

	IF s.override_grade IS NOT NULL AND coalesce(s.override_until >= s.day, true) THEN
		-- 1
		r.grade := s.override_grade;
		r.state := 'override';
		r.due_on := least(r.due_on, s.override_until + 1);
	ELSE
		-- 2
		IF s.limit_rank > array_position(t.ranked, held) THEN
			held := instead ->> t.ranked[s.limit_rank];
		END IF;
		own := held IS NOT DISTINCT FROM s.held_grade;
		IF s.held_grade = t.ranked[minimum] THEN
			held := s.held_grade;
		END IF;
		lost := held IS DISTINCT FROM s.held_grade;
		r.valid_until := CASE WHEN NOT lost THEN s.held_valid_until END;
		"from" := array_position(t.ranked, held);
		-- 4
		at_once := probation_ended OR s.held_state = 'override' AND NOT by_minimum;
		IF minimum IS NOT NULL AND earned IS NOT NULL THEN
			"from" := CASE WHEN "from" IS NOT NULL THEN least("from", minimum) END;
			"to" := least("to", minimum);
		END IF;
		at_once := at_once OR on_probation;
		-- 5
		IF NOT at_once AND NOT by_minimum AND "to" > "from" AND s.kept_rank IS NOT NULL THEN
			"to" := least("to", array_position(t.ranked, instead ->> t.ranked[greatest("from", s.kept_rank)]));
		END IF;
		-- who has no term of validity yet, and whose fall is not announced
		announced := s.held_falls_on IS NOT NULL AND NOT lost AND coalesce("to" > "from", false)
			AND (t.demotion = 'immediate' OR t.demotion = 'at review' AND t.demotion_after IS NOT NULL);
		IF has_validity AND r.valid_until IS NULL AND NOT announced THEN
			r.valid_until := restated.term_end(t, s.day);
		END IF;
		-- 3, 4, 6
		"now" := "to";
		IF "from" IS NOT NULL AND "to" IS NOT NULL AND NOT at_once THEN
			IF "to" < "from" AND NOT (s.held_state = 'pending' AND approved) THEN
				-- 7
				IF t.promotion = 'never' OR t.promotion = 'at review' AND NOT s.reviewing THEN
					"now" := "from";
				ELSIF t.promotion_step THEN
					SELECT max(g) INTO "now" FROM generate_series("to", "from" - 1) AS g WHERE g = "to" OR instead ->> t.ranked[g] = t.ranked[g];
				END IF;
			ELSIF "to" > "from" THEN
				-- 8
				since := CASE WHEN lost THEN s.day ELSE least(s.held_worse_since, s.day) END;
				found_worse := s.reviewing AND (r.valid_until IS NULL OR s.day >= r.valid_until);
				IF t.demotion = 'never' THEN
					since := NULL;
				ELSIF t.demotion = 'immediate' THEN
					falls := greatest(since + coalesce(t.demotion_after, '0'), r.valid_until + 1);
				ELSIF t.demotion_after IS NULL THEN
					falls := CASE WHEN found_worse THEN s.day END;
				ELSIF announced OR found_worse THEN
					since := CASE WHEN announced THEN since ELSE s.day END;
					falls := greatest((since + t.demotion_after)::date + 1, r.valid_until + 1);
				END IF;
				IF falls <= s.day AND t.demotion_step THEN
					SELECT min(g) INTO "now" FROM generate_series("from" + 1, "to") AS g WHERE g = "to" OR instead ->> t.ranked[g] = t.ranked[g];
					IF t.demotion = 'immediate' THEN
						since := s.day;
						falls := s.day + coalesce(t.demotion_after, '0');
					ELSE
						falls := NULL;
					END IF;
				ELSIF falls > s.day IS NOT FALSE THEN
					"now" := "from";
				END IF;
				IF "now" < "to" THEN
					r.worse_since := since;
					r.falls_on := falls;
				END IF;
			END IF;
		END IF;
		r.grade := CASE WHEN "to" IS NULL THEN target ELSE t.ranked["now"] END;

		-- the state
		r.state := CASE
			WHEN "now" = minimum AND earned > minimum
				AND NOT (s.held_grade = t.ranked[minimum] AND s.held_state <> 'override' AND own AND NOT at_once) IS TRUE THEN 'override'
			WHEN asks AND NOT approved AND NOT rejected THEN 'pending'
			WHEN on_probation THEN 'provisional'
			ELSE 'final' END;

		-- 9
		IF "now" IS NULL OR on_probation OR r.state = 'override' THEN
			r.valid_until := NULL;
		ELSIF r.grade IS DISTINCT FROM s.held_grade OR at_once THEN
			r.valid_until := CASE WHEN has_validity THEN restated.term_end(t, s.day) END;
			r.falls_on := CASE WHEN r.falls_on IS NOT NULL THEN greatest(r.falls_on, r.valid_until + 1) END;
		ELSIF NOT has_validity THEN
			r.valid_until := CASE WHEN s.day <= r.valid_until THEN r.valid_until END;
		ELSIF "to" <= "now" THEN
			WHILE s.day > r.valid_until OR s.day = r.valid_until AND s.reviewing AND t.demotion = 'at review' LOOP
				r.valid_until := greatest(restated.term_end(t, r.valid_until),
					CASE WHEN restated.term_end(t, r.valid_until) = r.valid_until THEN restated.term_end(t, r.valid_until + 1) END);
			END LOOP;
		END IF;

		-- what time alone changes
		r.due_on := least(r.due_on, r.falls_on);
		IF NOT has_validity OR "to" <= "now" THEN
			r.due_on := least(r.due_on, r.valid_until + 1);
		END IF;
		IF minimum IS NOT NULL AND earned = 99 OR "now" = minimum AND (earned > minimum OR s.limit_rank > minimum OR (instead ->> t.ranked[minimum] = t.ranked[minimum]) IS NOT TRUE) THEN
			r.due_on := least(r.due_on, s.minimum_until + 1);
		END IF;
		IF r.state <> 'override' THEN
			IF approved OR r.grade = ANY (t.approval) AND instead ->> r.grade = r.grade
				OR target = ANY (t.approval) AND (t.meanwhile -> '' ->> s.computed_grade = ANY (t.ranked)) IS NOT TRUE THEN
				r.due_on := least(r.due_on, s.approved_until + 1);
			END IF;
			IF asks AND rejected AND NOT approved THEN
				r.due_on := least(r.due_on, s.rejected_until + 1);
			END IF;
		END IF;
	END IF;
	r.rank := array_position(t.ranked, r.grade);

	-- own reviews
	IF t.own_review IS NOT NULL THEN
		changed := s.is_new OR r.grade IS DISTINCT FROM s.held_grade;
		anchor := CASE WHEN t.review_from THEN s.review_from WHEN r.grade IS NULL THEN NULL WHEN changed THEN s.day ELSE s.held_since END;
		IF anchor IS NOT NULL THEN
			r.review_on := s.held_review_on;
			IF restated.next_own_review(anchor, t.own_review, r.review_on - 1) = r.review_on IS NOT TRUE OR s.reviewing AND r.review_on <= s.day THEN
				r.review_on := restated.next_own_review(anchor, t.own_review, CASE WHEN s.reviewing THEN s.day ELSE s.day - 1 END);
			END IF;
			r.due_on := least(r.due_on, r.review_on + 1);
		END IF;
	END IF;
	RETURN r;
END
$$;

-- Random terms, each with the statements that say the same.
CREATE TABLE restated.random_terms OF restated.terms;
INSERT INTO restated.random_terms
SELECT number, ranked, labels,
	promotion, promotion_step AND promotion = 'at review', demotion, demotion_step, demotion_after::interval,
	CASE WHEN validity !~ 'to' THEN validity::interval END,
	CASE WHEN validity ~ 'month$' THEN 1 WHEN validity ~ 'quarter' THEN 3 WHEN validity ~ 'half' THEN 6 WHEN validity ~ 'year$' THEN 12 END,
	validity ~ 'next', provisional::interval, provisional IS NOT NULL AND provisional_since,
	ARRAY(SELECT jsonb_object_keys(until)), restated.meanwhile(ranked, labels, until),
	own_review::interval, review_from,
	('grades ' || array_to_string(ranked, ' > ') || ', none, vip; metric x number; metric joined_on date; metric first_on date; '
		|| (SELECT string_agg(format('grade %s when x = %s; ', label, place), '' ORDER BY place) FROM unnest(labels) WITH ORDINALITY AS l(label, place))
		|| CASE WHEN own_review IS NULL THEN 'review month end; '
			ELSE format('review every %s%s; ', own_review, CASE WHEN review_from THEN ' from joined_on' END) END
		|| format('promotion %s%s; ', CASE WHEN promotion_step AND promotion = 'at review' THEN 'one step ' END, promotion)
		|| format('demotion %s%s; ', CASE WHEN demotion_step THEN 'one step ' END, CASE
			WHEN demotion = 'at review' AND demotion_after IS NOT NULL THEN demotion_after || ' after review'
			WHEN demotion_after IS NOT NULL THEN 'after ' || demotion_after
			WHEN demotion_step AND demotion = 'immediate' THEN '' ELSE demotion END)
		|| coalesce('validity ' || validity || '; ', '')
		|| coalesce('provisional ' || provisional || CASE WHEN provisional_since THEN ' since first_on' ELSE '' END || '; ', '')
		|| approval)::customer_grade.rubric
FROM (
	SELECT number, ranked, labels, promotion, promotion_step, demotion, demotion_after, validity, provisional, provisional_since, own_review, review_from,
		demotion_step AND demotion <> 'never' AND NOT (demotion = 'immediate' AND demotion_after IS NULL AND validity IS NULL) AS demotion_step,
		(approval ->> 0) AS approval, (approval -> 1) AS until
	FROM (
		SELECT g.number, ranked, ranked || '{none,vip}'::text[] AS labels,
			('{immediate,at review,at review,never}'::text[])[1 + restated.dice(g.number, 1, 4)] AS promotion, restated.dice(g.number, 2, 2) = 0 AS promotion_step,
			demotion, restated.dice(g.number, 4, 2) = 0 AS demotion_step,
			CASE WHEN demotion <> 'never' THEN ('{NULL,NULL,5 days,1 month,6 weeks}'::text[])[1 + restated.dice(g.number, 5, 5)] END AS demotion_after,
			('{NULL,NULL,NULL,20 days,2 months,1 year,to end of month,to end of quarter,to end of half-year,to end of next year,to end of next month}'::text[])[1 + restated.dice(g.number, 6, 11)] AS validity,
			('{NULL,NULL,10 days,1 month}'::text[])[1 + restated.dice(g.number, 7, 4)] AS provisional, restated.dice(g.number, 8, 2) = 0 AS provisional_since,
			('{NULL,NULL,10 days,1 month,3 months}'::text[])[1 + restated.dice(g.number, 9, 5)] AS own_review, restated.dice(g.number, 10, 2) = 0 AS review_from,
			('[["", {}], ["", {}], ["approval of A;", {"A": null}], ["approval of A until C valid 1 year;", {"A": "C"}], ["approval of A, B;", {"A": null, "B": null}],
				["approval of B; approval of A until C;", {"A": "C", "B": null}], ["approval of A, C until none;", {"A": "none", "C": "none"}],
				["approval of vip until none; approval of B;", {"vip": "none", "B": null}], ["approval of vip;", {"vip": null}]]'::jsonb)
				-> restated.dice(g.number, 11, 9) AS approval
		FROM generate_series(1, 120) AS g(number),
			LATERAL (SELECT CASE WHEN restated.dice(g.number, 12, 4) = 0 THEN '{A,B,C}' ELSE '{A,B,C,D}' END::text[] AS ranked) AS l,
			LATERAL (SELECT ('{immediate,immediate,at review,at review,at review,never}'::text[])[1 + restated.dice(g.number, 3, 6)] AS demotion) AS d
	) AS c
) AS p;
-- without "of", every ranked label
UPDATE restated.random_terms SET rubric = (replace(rubric::text, 'approval of A, B;', '') || 'approval until none;')::customer_grade.rubric,
	approval = ranked, meanwhile = restated.meanwhile(ranked, labels, (SELECT jsonb_object_agg(label, 'none') FROM unnest(ranked) AS label))
WHERE rubric::text ~ 'approval of A, B;' AND number % 2 = 0;
