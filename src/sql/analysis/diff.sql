-- diff(): what another text of a standard changes, in words.

CREATE FUNCTION customer_grade_internal.row_words(form text, heads text[], cells text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT CASE WHEN heads IS NOT NULL THEN
		coalesce(string_agg(CASE WHEN form IN ('table', 'matrix') THEN c.head || ' ' ELSE '' END || c.cell, '; ' ORDER BY c.n), '') END
	FROM unnest(heads, cells) WITH ORDINALITY AS c(head, cell, n)
	WHERE c.n > 1 AND c.cell IS NOT NULL
$function$;
COMMENT ON FUNCTION customer_grade_internal.row_words(text, text[], text[]) IS
	'a row of a description in one text, without its name; null: there is no row';

CREATE FUNCTION customer_grade_internal.plain_cells(rubric customer_grade.rubric, language text)
RETURNS TABLE (place integer, cells text[])
LANGUAGE C STABLE PARALLEL SAFE ROWS 50
AS 'MODULE_PATHNAME', 'rubric_plain_cells';
COMMENT ON FUNCTION customer_grade_internal.plain_cells(customer_grade.rubric, text) IS
	'the cells of description() with numbers as their values, however they are written: 0.30 and 30% as 0.3';

-- Cells are compared by section, key of the row and head of the column, their numbers by value. What a row is called is
-- compared in tables only: elsewhere
-- it repeats what a table says.
CREATE FUNCTION customer_grade_internal.changes(old customer_grade.rubric, new customer_grade.rubric, language text)
RETURNS TABLE (place numeric, part text, statement text, field text, kind text, old_words text, new_words text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 20
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH line AS (
		SELECT coalesce(b.place, a.place + 0.5) AS place, coalesce(b.section, a.section) AS section, coalesce(b.heading, a.heading) AS heading,
			coalesce(b.form, a.form) AS form, coalesce(b.key, a.key) AS key, a.place AS old_place, b.place AS new_place,
			coalesce(b.cells[1], a.cells[1]) AS name, a.cells AS old_cells, b.cells AS new_cells, a.heads AS old_heads, b.heads AS new_heads,
			a.plain AS old_plain, b.plain AS new_plain
		FROM (
			SELECT d.*, p.cells AS plain FROM customer_grade_internal.description(old, language) AS d
				JOIN customer_grade_internal.plain_cells(old, language) AS p USING (place)
		) AS a FULL JOIN (
			SELECT d.*, p.cells AS plain FROM customer_grade_internal.description(new, language) AS d
				JOIN customer_grade_internal.plain_cells(new, language) AS p USING (place)
		) AS b USING (section, key)
	), cell AS (
		SELECT l.*, coalesce(b.n, a.n) AS n, coalesce(b.head, a.head) AS head, a.words AS old_words, b.words AS new_words
		FROM line AS l, LATERAL (
				SELECT * FROM unnest(l.old_heads, l.old_cells, l.old_plain) WITH ORDINALITY AS a(head, words, plain, n)
				WHERE a.n > 1 OR l.form = 'table') AS a
			FULL JOIN LATERAL (
				SELECT * FROM unnest(l.new_heads, l.new_cells, l.new_plain) WITH ORDINALITY AS b(head, words, plain, n)
				WHERE b.n > 1 OR l.form = 'table') AS b
			ON a.head = b.head AND (a.n = 1) = (b.n = 1)
		WHERE a.plain IS DISTINCT FROM b.plain
	)
	SELECT l.place, l.heading, l.name, NULL, CASE WHEN l.new_place IS NULL THEN 'removed' ELSE 'added' END,
		customer_grade_internal.row_words(l.form, l.old_heads, l.old_cells), customer_grade_internal.row_words(l.form, l.new_heads, l.new_cells)
	FROM line AS l
	WHERE l.old_place IS NULL OR l.new_place IS NULL
	UNION ALL
	SELECT c.place + c.n / 10000.0, c.heading, c.name, c.head,
		CASE WHEN c.old_words IS NULL THEN 'added' WHEN c.new_words IS NULL THEN 'removed' ELSE 'changed' END, c.old_words, c.new_words
	FROM cell AS c
	WHERE c.old_place IS NOT NULL AND c.new_place IS NOT NULL
	UNION ALL
	SELECT max(l.place) + 0.9, l.heading, l.heading, NULL, 'changed',
		string_agg(l.name, ', ' ORDER BY l.old_place), string_agg(l.name, ', ' ORDER BY l.new_place)
	FROM line AS l
	WHERE l.form = 'steps' AND l.old_place IS NOT NULL AND l.new_place IS NOT NULL
	GROUP BY l.heading
	HAVING array_agg(l.key ORDER BY l.old_place) <> array_agg(l.key ORDER BY l.new_place)
$function$;
COMMENT ON FUNCTION customer_grade_internal.changes(customer_grade.rubric, customer_grade.rubric, text) IS
	'what another rubric changes, in words: cells and rows of its description; the order of rules has neither row nor field';

CREATE FUNCTION customer_grade_internal.change_sentence(language text, part text, statement text, field text, old text, new text)
RETURNS text
LANGUAGE C STABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'change_sentence';
COMMENT ON FUNCTION customer_grade_internal.change_sentence(text, text, text, text, text, text) IS
	'a change in one sentence; without a field: a whole row is added or removed, or the order of the rows is another';

-- The lines of words in one.
CREATE FUNCTION customer_grade_internal.one_line(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT regexp_replace(regexp_replace(words, E'([:：])\\n\\t*', E'\\1 ', 'g'), E'\\n\\t*', '; ', 'g')
$function$;
COMMENT ON FUNCTION customer_grade_internal.one_line(text) IS
	'words of several lines in one';

CREATE FUNCTION customer_grade.diff(old_rubric customer_grade.rubric, new_rubric customer_grade.rubric, language text DEFAULT NULL)
RETURNS TABLE (part text, statement text, field text, kind text, old text, new text, sentence text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 20
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT c.part, c.statement, c.field, c.kind, l.old, l.new,
		customer_grade_internal.change_sentence(diff.language, c.part, c.statement, c.field, l.old, l.new)
	FROM customer_grade_internal.changes(diff.old_rubric, diff.new_rubric, diff.language) AS c,
		LATERAL (SELECT customer_grade_internal.one_line(c.old_words) AS old, customer_grade_internal.one_line(c.new_words) AS new) AS l
	ORDER BY c.place
$function$;
COMMENT ON FUNCTION customer_grade.diff(customer_grade.rubric, customer_grade.rubric, text) IS
	'what the second rubric changes, in the words of describe(), numbers being compared by value: part and statement concerned, '
	'the field of it (null: all of it, or the '
	'order of all statements of the part), kind (added, removed, changed), the words before and after, and a sentence. No rows: both say '
	'the same. language: en or zh; default: the setting customer_grade.language, or else en. Error: 22023 no such language';

CREATE FUNCTION customer_grade.diff(standard text, old_version integer, new_version integer, language text DEFAULT NULL)
RETURNS TABLE (part text, statement text, field text, kind text, old text, new text, sentence text)
LANGUAGE plpgsql STABLE ROWS 20
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	PERFORM customer_grade_internal.check_version_exists(diff.standard, diff.old_version);
	PERFORM customer_grade_internal.check_version_exists(diff.standard, diff.new_version);
	RETURN QUERY SELECT d.* FROM customer_grade.diff(customer_grade_internal.rubric_of(diff.standard, diff.old_version),
		customer_grade_internal.rubric_of(diff.standard, diff.new_version), diff.language) AS d;
END
$function$;
COMMENT ON FUNCTION customer_grade.diff(text, integer, integer, text) IS
	'what a version of a standard changes, compared with another: the rows of diff() for their rubrics. Errors: 42704 no such version, '
	'22004 a version is null, 22023 no such language';
