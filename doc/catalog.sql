-- Prints doc/catalog.md, from the catalog itself: "make catalog-doc". The Markdown is GitHub's.

\set QUIET on
\pset format unaligned
\pset tuples_only on

\ir markdown.sql

--
-- Words
--

-- Titles are Chinese | English.
CREATE FUNCTION pg_temp.zh(title text) RETURNS text LANGUAGE sql IMMUTABLE AS $function$
	SELECT pg_temp.prose(split_part(title, ' | ', 1))
$function$;
CREATE FUNCTION pg_temp.en(title text) RETURNS text LANGUAGE sql IMMUTABLE AS $function$
	SELECT pg_temp.prose(split_part(title, ' | ', 2))
$function$;

CREATE TEMP TABLE word (code text PRIMARY KEY, zh text);
INSERT INTO word VALUES
	('automotive', '汽车'), ('banking', '银行'), ('call centre', '呼叫中心'), ('credit', '信用'), ('education', '教育'),
	('general', '通用'), ('hotel', '酒店'), ('industry', '工业'), ('manufacturing', '制造'), ('membership', '会员'),
	('pharma', '医药'), ('power', '电力'), ('procurement', '采购'), ('project sales', '项目销售'), ('real estate', '房地产'),
	('retail', '零售'), ('sales', '销售'), ('software', '软件'), ('telecom', '电信'), ('travel', '旅行');

CREATE FUNCTION pg_temp.bilingual(code text) RETURNS text LANGUAGE sql STABLE AS $function$
	SELECT coalesce((SELECT w.zh || ' | ' FROM word AS w WHERE w.code = bilingual.code), '') || replace(code, '_', ' ')
$function$;

CREATE FUNCTION pg_temp.in_words(effective daterange) RETURNS text LANGUAGE sql IMMUTABLE AS $function$
	SELECT CASE WHEN effective = '(,)' THEN '始终 | always' ELSE
		concat_ws(', ', lower(effective) || '起', upper(effective) || '前') || ' | ' ||
		concat_ws(', ', 'from ' || lower(effective), 'before ' || upper(effective)) END
$function$;

--
-- The parts of a standard
--

CREATE FUNCTION pg_temp.facts(c customer_grade.catalog) RETURNS text LANGUAGE sql STABLE AS $function$
	SELECT concat_ws(E'\n',
		'**' || pg_temp.prose(c.title_zh) || '** | **' || pg_temp.prose(c.title_en) || E'**\n',
		'- 行业 | industry: ' || pg_temp.bilingual(c.industry),
		'- 来源 | source: ' || pg_temp.prose(c.origin),
		'- 生效 | effective: ' || pg_temp.in_words(c.effective))
$function$;

CREATE FUNCTION pg_temp.grades(c customer_grade.catalog) RETURNS text LANGUAGE sql STABLE AS $function$
	SELECT pg_temp.section('等级 | Grades',
		string_agg(pg_temp.line(g.rank::text, pg_temp.code(g.grade), pg_temp.zh(g.title), pg_temp.en(g.title)),
			E'\n' ORDER BY g.n),
		'次序 rank', '代码 code', '中文', 'English')
	FROM customer_grade.grades(c.rubric) WITH ORDINALITY AS g(grade, rank, title, n)
$function$;

CREATE FUNCTION pg_temp.metrics(c customer_grade.catalog) RETURNS text LANGUAGE sql STABLE AS $function$
	SELECT pg_temp.section('指标 | Metrics',
		string_agg(pg_temp.line(pg_temp.code(m.name), m.type, pg_temp.code(m.domain), pg_temp.prose(m.unit),
			pg_temp.zh(m.title), pg_temp.en(m.title)), E'\n' ORDER BY m.n),
		'名称 name', '类型 type', '取值 values', '单位 unit', '中文', 'English')
	FROM customer_grade.metrics(c.rubric) WITH ORDINALITY AS m(name, type, domain, unit, title, n)
$function$;

CREATE FUNCTION pg_temp.parameters(c customer_grade.catalog) RETURNS text LANGUAGE sql STABLE AS $function$
	SELECT pg_temp.section('参数 | Parameters',
		string_agg(pg_temp.line(pg_temp.code(p.name), p.type, pg_temp.code(p.domain), pg_temp.code(p.value), pg_temp.code(p.keep),
			pg_temp.code(p.groups), pg_temp.prose(p.unit), pg_temp.zh(p.title), pg_temp.en(p.title)), E'\n' ORDER BY p.n),
		'名称 name', '类型 type', '取值 values', '数值 value', '保级 keep', '分组 per', '单位 unit', '中文', 'English')
	FROM customer_grade.parameters(c.rubric) WITH ORDINALITY AS p(name, type, domain, value, keep, groups, unit, title, n)
$function$;

CREATE FUNCTION pg_temp.criteria(c customer_grade.catalog) RETURNS text LANGUAGE sql STABLE AS $function$
	SELECT pg_temp.section('评分项 | Criteria',
		string_agg(pg_temp.line(pg_temp.code(k.name), pg_temp.code(k.weight), pg_temp.code(k.max), pg_temp.code(k.missing),
			pg_temp.code(k.points), pg_temp.zh(k.title), pg_temp.en(k.title)), E'\n' ORDER BY k.n),
		'名称 name', '权重 weight', '上限 max', '缺失 missing', '分值 points', '中文', 'English')
	FROM customer_grade.criteria(c.rubric) WITH ORDINALITY AS k(name, weight, max, missing, points, title, n)
$function$;

CREATE FUNCTION pg_temp.rules(c customer_grade.catalog) RETURNS text LANGUAGE sql STABLE AS $function$
	SELECT pg_temp.section('规则 | Rules',
		string_agg(pg_temp.line(r.ordinal::text, r.kind, pg_temp.code(r.grade), pg_temp.code(r.condition),
			pg_temp.zh(r.title), pg_temp.en(r.title)), E'\n' ORDER BY r.n),
		'序号 no.', '类别 kind', '等级 grade', '条件 condition', '中文', 'English')
	FROM customer_grade.rules(c.rubric) WITH ORDINALITY AS r(ordinal, kind, grade, condition, title, n)
$function$;

CREATE FUNCTION pg_temp.terms(c customer_grade.catalog) RETURNS text LANGUAGE sql STABLE AS $function$
	SELECT pg_temp.section('复评与变动 | Reviews and changes',
		string_agg(pg_temp.line(t.statement, pg_temp.code(t.grade), pg_temp.code(t.value), pg_temp.zh(t.title), pg_temp.en(t.title)),
			E'\n' ORDER BY t.n),
		'条款 term', '等级 grade', '内容 value', '中文', 'English')
	FROM customer_grade.terms(c.rubric) WITH ORDINALITY AS t(statement, grade, value, title, line, n)
$function$;

-- What lint() tells of it, and why that stands.
CREATE FUNCTION pg_temp.findings(c customer_grade.catalog) RETURNS text LANGUAGE sql STABLE AS $function$
	SELECT pg_temp.section('检查结果 | Findings of lint()',
		string_agg(pg_temp.line(l.severity, pg_temp.code(regexp_replace(l.statement, '\s+', ' ', 'g')), pg_temp.prose(l.message),
			pg_temp.prose(a.reason)), E'\n' ORDER BY l.n),
		'类别 severity', '语句 statement', '发现 finding', '理由 reason')
	FROM customer_grade.lint(c.rubric) WITH ORDINALITY AS l(severity, line, statement, message, witness, n)
	LEFT JOIN jsonb_to_recordset(c.accepted) AS a(statement text, message text, reason text) USING (statement, message)
	WHERE l.severity IN ('error', 'warning')
$function$;

-- One version of a standard. The rubric itself has what no table above shows: its definitions and comments.
CREATE FUNCTION pg_temp.version(c customer_grade.catalog) RETURNS text LANGUAGE sql STABLE AS $function$
	SELECT concat_ws(E'\n\n', pg_temp.facts(c), pg_temp.grades(c), pg_temp.metrics(c), pg_temp.parameters(c),
		pg_temp.criteria(c), pg_temp.rules(c), pg_temp.terms(c), pg_temp.findings(c), '**解读 | Readings** ' || pg_temp.prose(c.remarks),
		'<details><summary>规则全文 | The rubric</summary>', pg_temp.code_block(c.rubric::text), '</details>')
$function$;

-- What the grades get, in the order of the grades of the last version.
CREATE FUNCTION pg_temp.treatments(standard text) RETURNS text LANGUAGE sql STABLE AS $function$
	SELECT pg_temp.section('待遇 | Treatments',
		string_agg(pg_temp.line(t.grades, pg_temp.code(t.name), pg_temp.prose(t.value),
			pg_temp.prose(t.unit), pg_temp.code(t.condition), pg_temp.zh(t.title), pg_temp.en(t.title)),
			E'\n' ORDER BY t.best, t.name COLLATE "C", t.place, t.value COLLATE "C"),
		'等级 grade', '名称 name', '内容 value', '单位 unit', '条件 condition', '中文', 'English')
	FROM (
		SELECT t.name, t.value, t.unit, t.condition, t.title, min(g.n) AS best, min(t.place) AS place,
			CASE WHEN count(*) = last.grades THEN '所有 every'
				ELSE string_agg(pg_temp.code(t.grade), ', ' ORDER BY g.n) END AS grades
		FROM (
				SELECT c.rubric, (SELECT count(*) FROM customer_grade.grades(c.rubric)) AS grades
				FROM customer_grade.catalog AS c WHERE c.name = treatments.standard ORDER BY c.version DESC LIMIT 1) AS last
			CROSS JOIN customer_grade.treatments(last.rubric) AS t
			JOIN customer_grade.grades(last.rubric) WITH ORDINALITY AS g(grade, rank, title, n) ON g.grade = t.grade
		GROUP BY last.grades, t.name, t.value, t.unit, t.condition, t.title
	) AS t
$function$;

--
-- The document
--

\qecho '# 现成的标准 | The catalog'
\qecho
\qecho '这些标准随扩展一起安装；`adopt()` 把其中一个连同所有版本复制为您自己的标准，系列名则复制整个系列。'
\qecho '本文件由 `make catalog-doc` 从目录生成，请勿手工修改。'
\qecho
\qecho 'These standards ship with the extension; `adopt()` makes one of them yours, with all its versions; the name of a family copies'
\qecho 'all its standards. This file is written by `make catalog-doc` from the catalog itself: do not edit it.'
\qecho
\qecho '```sql'
\qecho 'SELECT customer_grade.adopt(\'sales_opportunity_abcd\');'
\qecho '```'
\qecho
\qecho '## 目录 | Contents'
\qecho

SELECT pg_temp.section('数目 | Counts',
	string_agg(pg_temp.line(
		CASE WHEN i.industry IS NULL THEN '合计 total'
			ELSE '[' || replace(pg_temp.bilingual(i.industry), ' | ', ' ') || '](' ||
				pg_temp.anchor(pg_temp.bilingual(i.industry)) || ')' END,
		i.families::text, i.standards::text, i.versions::text, i.treatments::text),
		E'\n' ORDER BY i.industry COLLATE "C" NULLS LAST),
	'行业 industry', '系列 families', '标准 standards', '版本 versions', '待遇 treatments') || E'\n'
FROM (
	SELECT c.industry, count(DISTINCT c.family) AS families, count(DISTINCT c.name) AS standards, count(*) AS versions,
		sum((SELECT count(*) FROM (SELECT DISTINCT t.name, t.value, t.condition, t.unit, t.title
			FROM customer_grade.catalog_treatment AS t WHERE t.standard = c.name AND t.version = c.version AND c.version = 1) AS t)) AS treatments
	FROM customer_grade.catalog AS c
	GROUP BY ROLLUP (c.industry)) AS i;

-- The standards of a family stand below its name, unless there is only one.
WITH standard AS (
	SELECT DISTINCT ON (c.name) c.industry, c.family, c.name,
		'[' || c.name || '](' || pg_temp.anchor(c.name) || ') ' || pg_temp.prose(c.title_zh) || ' | ' || pg_temp.prose(c.title_en) AS entry
	FROM customer_grade.catalog AS c
	ORDER BY c.name, c.version DESC
), family AS (
	SELECT industry, family,
		CASE WHEN count(*) = 1 THEN '  - ' || min(entry)
			ELSE '  - ' || pg_temp.code(family) || ' (' || count(*) || E')\n' ||
				string_agg('    - ' || entry, E'\n' ORDER BY name) END AS entry
	FROM standard
	GROUP BY industry, family
)
SELECT string_agg('- ' || pg_temp.bilingual(i.industry) || E'\n' || i.entries, E'\n' ORDER BY i.industry COLLATE "C") || E'\n'
FROM (
	SELECT industry, string_agg(entry, E'\n' ORDER BY family COLLATE "C") AS entries
	FROM family
	GROUP BY industry) AS i;

SELECT concat_ws(E'\n\n',
	CASE WHEN row_number() OVER (PARTITION BY s.industry COLLATE "C" ORDER BY s.family COLLATE "C", s.name) = 1
		THEN '## ' || pg_temp.bilingual(s.industry) END,
	'### ' || s.name,
	s.versions,
	pg_temp.treatments(s.name)) || E'\n'
FROM (
	SELECT c.name, min(c.family) AS family, min(c.industry) AS industry,
		string_agg(CASE WHEN of_several THEN '#### ' || c.name || ' 版本 | version ' || c.version || E'\n\n' ELSE '' END ||
			pg_temp.version(c.catalog), E'\n\n' ORDER BY c.version) AS versions
	FROM (SELECT catalog, catalog.*, count(*) OVER (PARTITION BY name) > 1 AS of_several FROM customer_grade.catalog) AS c
	GROUP BY c.name) AS s
ORDER BY s.industry COLLATE "C", s.family COLLATE "C", s.name;
