-- The report as a page: whole, well-formed, escaped, in two languages, and with the numbers of the report functions.

SELECT coalesce(bool_or(setting LIKE '%--with-libxml%'), false) AS libxml FROM pg_config WHERE name = 'CONFIGURE' \gset
\if :libxml
\else
SELECT '1..0 # SKIP needs a server with libxml';
\q
\endif

\o /dev/null
SET client_min_messages = warning;
CREATE FUNCTION pg_temp.page(standard text, subject text, as_of date DEFAULT NULL, language text DEFAULT 'en', from_date date DEFAULT NULL,
	name_column name DEFAULT NULL, amount_column name DEFAULT NULL) RETURNS xml LANGUAGE sql AS
	$$ SELECT xmlparse(document customer_grade.report_html($1, $2::regclass, $3, $4, $5, $6, $7)) $$;
-- The text of elements and attributes, without markup; of the first, or of all.
CREATE FUNCTION pg_temp.plain(words text) RETURNS text LANGUAGE sql AS
	$$ SELECT replace(replace(replace(replace(words, '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&amp;', '&') $$;
CREATE FUNCTION pg_temp.text(path text, page xml) RETURNS text LANGUAGE sql AS
	$$ SELECT pg_temp.plain((xpath('string(' || path || ')', page))[1]::text) $$;
CREATE FUNCTION pg_temp.texts(path text, page xml) RETURNS text LANGUAGE sql AS
	$$ SELECT string_agg(pg_temp.plain((xpath('string(.)', x))[1]::text), '|' ORDER BY n) FROM unnest(xpath(path, page)) WITH ORDINALITY AS t(x, n) $$;
CREATE FUNCTION pg_temp.number(path text, page xml) RETURNS bigint LANGUAGE sql AS
	$$ SELECT ((xpath('count(' || path || ')', page))[1]::text)::numeric::bigint $$;
CREATE FUNCTION pg_temp.attributes(path text, page xml) RETURNS text LANGUAGE sql AS
	$$ SELECT string_agg(x::text, '|' ORDER BY n) FROM unnest(xpath(path, page)) WITH ORDINALITY AS t(x, n) $$;
-- what is wrong with a page, as a page
CREATE FUNCTION pg_temp.faults(page xml) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(name, ', ') FROM (VALUES
		('svg without title and description', '//svg[not(title[string()]) or not(desc[string()])]'),
		('svg that is neither named nor hidden', '//svg[not(@aria-hidden) and not(@role="img" and @aria-labelledby)]'),
		('reference to nothing', '//*[@aria-labelledby and not(//@id = substring-before(concat(@aria-labelledby, " "), " "))]'),
		('link to nothing', '//a[not(substring(@href, 2) = //@id)]'),
		('id twice', '//*[@id = following::*/@id]'),
		('table without caption', '//table[not(caption[string()])]'),
		('head without scope', '//th[not(@scope)]'),
		('row without a head', '//tbody/tr[not(th)]'),
		('scrolls without a name', '//*[@tabindex and not(@role = "region" and string(@aria-label))]'),
		('heading empty', '//h1[not(string())]|//h2[not(string())]|//h3[not(string())]|//th[not(string()) and ancestor::thead]'),
		('script', '//script'), ('style attribute', '//@style'), ('handler', '//@*[starts-with(name(), "on")]'),
		('something from outside', '//@src|//link|//img|//iframe|//object|//use|//image|//@href[not(starts-with(., "#"))]'),
		('language', '/html[not(@lang="en" or @lang="zh-CN")]')
	) AS rule(name, path) WHERE pg_temp.number(path, page) > 0 $$;
\o
SELECT * FROM no_plan();

--
-- A shop of six, with a past
--
\o /dev/null
SELECT customer_grade.define_standard('sales', $$grades A '重点客户 | key account' > B > C '小客户 | small'; metric amount number >= 0 unit 'CNY' '金额 | amount';
	grade A when amount >= 100; grade B when amount >= 10; grade C otherwise; cap B when amount = 777 '停供 | stopped'; target A = 20%;
	treatment credit_limit for A = 50000 unit 'CNY'; treatment gift for A = '<b>'; provisional 1 month;$$, '2020-01-01', '客户分级 | Sales grades');
SELECT customer_grade.alter_standard('sales', settings => '{"color": {"B": "#</style><script>alert(2)</script>"}}');
CREATE TABLE customer (id int PRIMARY KEY, name text, amount numeric);
SET customer_grade.clock = '2024-01-10 10:00+00';
INSERT INTO customer VALUES (1, 'One', 5), (2, 'Two', 50), (3, 'Three', 500), (4, 'Four', NULL), (5, 'Five', 15);
SELECT customer_grade.attach('sales', 'customer', time_zone => 'UTC');
SET customer_grade.clock = '2024-03-20 10:00+00';
UPDATE customer SET amount = 5000 WHERE id = 1;
UPDATE customer SET amount = 9.5 WHERE id = 2;
INSERT INTO customer VALUES (6, 'Six', 12);
SET customer_grade.clock = '2024-05-31 10:00+00';
CREATE TEMP TABLE page AS SELECT pg_temp.page('sales', 'customer', name_column => 'name', amount_column => 'amount') AS page;
CREATE TEMP TABLE zh AS SELECT pg_temp.page('sales', 'customer', language => 'zh', amount_column => 'amount') AS page;
\o
SELECT is(pg_temp.faults(page), NULL, 'the page has no fault') FROM page;
SELECT is(pg_temp.faults(page), NULL, 'nor has the Chinese one') FROM zh;
SELECT is(pg_temp.texts('//h2', page), 'Distribution|Month by month|Moves between grades|Concentration|Biggest moves|Watchlist|The standard', 'its sections') FROM page;
SELECT is(pg_temp.texts('//h2', page), '等级分布|逐月变化|等级迁移|集中度|变动最大的客户|关注名单|分级标准', 'in Chinese') FROM zh;
SELECT is((pg_temp.text('/html/@lang', p.page), pg_temp.text('//h1', p.page), pg_temp.text('/html/@lang', z.page), pg_temp.text('//h1', z.page))::text,
	'(en,"Sales grades",zh-CN,客户分级)', 'language and title') FROM page AS p, zh AS z;
SELECT is(pg_temp.text('//header/p[2]', page), '2024-05-31, compared with 2024-01-10', 'from the first day with grades, if that is less than a year ago') FROM page;
SELECT is(pg_temp.texts('//dl//dd[@class="figure"]', page), '5|33.3%|▲ 1|▼ 1|1|4', 'key figures') FROM page;
SELECT is(pg_temp.texts('//section[@id="distribution"]//tbody//td[@class="n"]', page),
	(SELECT string_agg(concat_ws('|', d.customers, to_char(100 * d.share, 'FM990.0') || '%', CASE d.grade WHEN 'A' THEN '+13.3' WHEN 'B' THEN '−6.7' WHEN 'C' THEN '−3.3' ELSE '−3.3' END), '|' ORDER BY ordinality)
		FROM customer_grade.distribution('sales', 'customer') WITH ORDINALITY AS d), 'the distribution is that of distribution()') FROM page;
SELECT is(pg_temp.texts('//section[@id="months"]//tbody/tr', page),
	(SELECT string_agg(line, '|' ORDER BY day) FROM (
		SELECT day, day || string_agg(d.customers::text, '' ORDER BY d.ordinality) || sum(d.customers) AS line
		FROM unnest('{2024-01-31,2024-02-29,2024-03-31,2024-04-30,2024-05-31}'::date[]) AS day, customer_grade.distribution('sales', 'customer', day) WITH ORDINALITY AS d
		GROUP BY day) AS l), 'so is every month') FROM page;
SELECT is(pg_temp.number('//section[@id="months"]//svg/rect', page), pg_temp.number('//section[@id="months"]//tbody//td[position() < last() and string() != "0"]', page),
	'a part of a column for each number') FROM page;
SELECT is(pg_temp.texts('//section[@id="migration"]//tbody/tr', page), 'A1= 100.0%1|B1= 50.0%1▼ 50.0%2|C1▲ 100.0%1|not graded1= 100.0%1|New11', 'migration') FROM page;
SELECT is(pg_temp.texts('//section[@id="movers"]//tbody/tr', page), 'Oneid 1C → A2024-03-20update customer|Twoid 2B → C2024-03-20update customer', 'movers by name') FROM page;
SELECT is(pg_temp.texts('//section[@id="movers"]//tbody/tr/th', page), 'id 1|id 2', 'or by key') FROM zh;
SELECT is(pg_temp.texts('//section[@id="concentration"]//tbody/tr', page), 'A33.3%99.3%5,5002,750|B33.3%0.5%2714|C16.7%0.2%1010|–not graded16.7%0.0%00', 'concentration') FROM page;
SELECT matches(pg_temp.text('//section[@id="watchlist"]//tbody', page), 'Close to a better grade showing 1 of 1\s+Twoid 2C → Bamount9\.5 → 10\+5\.3%', 'watchlist') FROM page;
SELECT is(pg_temp.texts('//section[@id="standard"]//table[1]//tr[th[@scope="row"]]', page),
	'Akey accountamount at least 100 CNYcredit limit: 50,000 CNYgift: <b>|Bamount at least 10 CNY|Csmallall other customers|Never better than Bamount equal to 777 CNYstopped|'
	'ReviewNone by the calendar.|Better gradeAt once, when the customer reaches it.|Worse gradeAt once.|'
	'ProbationFor 1 month since the customer is known the grade is provisional and moves at once, up and down.|amountamountnumber >= 0 CNY', 'the standard') FROM page;
SELECT is(pg_temp.text('//pre', page), (SELECT btrim(rubric::text, E'\n') FROM customer_grade.standard WHERE name = 'sales'), 'and its text') FROM page;
SELECT is(pg_temp.text('//head/meta[@http-equiv]/@content', page), format($$default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'$$,
		encode(sha256(convert_to(pg_temp.text('//style', page), 'UTF8')), 'base64')),
	'the policy allows the style sheet and nothing else') FROM page;
SELECT unalike(pg_temp.text('//style', page), '%alert%', 'a color that is none does not get in') FROM page;

SELECT is(pg_temp.faults(p), NULL, 'an earlier day') FROM pg_temp.page('sales', 'customer', '2024-01-31', amount_column => 'amount') AS p;
SELECT is(pg_temp.texts('//h2', p), 'Distribution|Month by month|Moves between grades|Biggest moves|The standard', 'has no sections of which only today is known')
	FROM pg_temp.page('sales', 'customer', '2024-01-31', amount_column => 'amount') AS p;
SELECT is(pg_temp.texts('//dl//dd[@class="figure"]', p), '4|20.0%|▲ 0|▼ 0|1|5', 'and its own figures, five of them provisional') FROM pg_temp.page('sales', 'customer', '2024-01-31') AS p;
SELECT is(pg_temp.faults(p), NULL, 'a day before any grades') FROM pg_temp.page('sales', 'customer', '2019-06-30') AS p;
SELECT is(pg_temp.text('//header/p[2]', p), '2024-03-31, compared with 2024-02-29', 'since another day') FROM pg_temp.page('sales', 'customer', '2024-03-31', from_date => '2024-02-29') AS p;
SELECT is(pg_temp.texts('//section[@id="months"]//tbody//th', p), '2015-12-31|2016-12-31|2017-12-31|2018-12-31|2019-12-31|2020-12-31|2021-12-31|2022-12-31|2023-12-31|2024-05-31', 'a long span by years')
	FROM xmlparse(document '<html><section id="months">' || customer_grade_internal.html_months(customer_grade_internal.grid('2015-01-01', '2024-05-31', 'year'), 'year',
		(SELECT jsonb_agg(d) FROM customer_grade_internal.distribution_days('sales', 'customer', customer_grade_internal.grid('2015-01-01', '2024-05-31', 'year')) AS d),
		(SELECT jsonb_object_agg(word, en) FROM customer_grade_internal.html_words())) || '</section></html>') AS p;
SELECT set_eq($$ SELECT day, grade, rank, title_zh, title_en, color, customers, share, target_share
		FROM customer_grade_internal.distribution_days('sales', 'customer', '{2024-05-31,2023-12-31,2024-01-10,2024-02-29,2024-03-19,2024-03-20,2024-05-31,NULL}') $$,
	$$ SELECT day, grade, rank, title_zh, title_en, color, customers, share, target_share
		FROM unnest('{2023-12-31,2024-01-10,2024-02-29,2024-03-19,2024-03-20,2024-05-31}'::date[]) AS day, customer_grade.distribution('sales', 'customer', day) $$,
	'distribution_days() is distribution() day by day');

SET customer_grade.language = 'zh';
SELECT is((xpath('/html/@lang', xmlparse(document customer_grade.report_html('sales', 'customer'))))[1]::text, 'zh-CN', 'by default, the language of the setting');
RESET customer_grade.language;
SELECT throws_ok($$ SELECT customer_grade.report_html('sales', 'customer', language => 'fr') $$, '22023', 'the report is not available in language "fr"', 'no other language');
SELECT throws_ok($$ SELECT customer_grade.report_html('sales', 'customer', name_column => 'nam') $$, '42703', 'table "public.customer" has no column "nam"', 'no such name');
SELECT throws_ok($$ SELECT customer_grade.report_html('sales', 'customer', amount_column => 'nam') $$, '42703', 'neither "public.customer_sales_metrics" nor "public.customer" has a column "nam"', 'no such amount');
SELECT throws_ok($$ SELECT customer_grade.report_html('other', 'customer') $$, '55000', 'standard "other" is not attached to table "public.customer"', 'nothing of what is not attached');

--
-- Hostile names
--
\o /dev/null
CREATE TEMP TABLE hostile AS SELECT E'<script>alert(1)</script>&amp; "x" ''y'' ]]> <!-- ' || chr(8238) || chr(8294) || chr(1) || chr(133) || '%1$s %s \1 | A<b>' AS words;
CREATE TABLE "<script>alert(1)</script>""'&" ("<k>" text, "k 2" int, "<na""me>" text, "<am'ount>" numeric, PRIMARY KEY ("<k>", "k 2"));
SELECT customer_grade.define_standard('hostile', format($$-- %1$s
	/* <script>alert(1)</script> */ grades "<i>'A&" %2$s > "B]]>" > "C<script>alert(1)</script>"; metric "<am'ount>" number >= 0 unit %2$s %2$s;
	grade "<i>'A&" when "<am'ount>" >= 100 %2$s; grade "B]]>" when "<am'ount>" >= 10; grade "C<script>alert(1)</script>" otherwise; cap "B]]>" when "<am'ount>" < 0 %2$s;
	treatment "<b>&x" = %2$s when "<am'ount>" < 5 and 1 > 0 unit %2$s %2$s; provisional 1 month %2$s;$$,
	translate(words, chr(8238) || chr(8294) || chr(1) || chr(133), ''), '''' || replace(words, '''', '''''') || '''')::customer_grade.rubric, '2020-01-01', words, force => 'its cap never applies') FROM hostile;
SET customer_grade.clock = '2024-01-10 10:00+00';
INSERT INTO "<script>alert(1)</script>""'&" SELECT words || n, n, words, n * 3 FROM hostile, generate_series(1, 40) AS n;
SELECT customer_grade.attach('hostile', '"<script>alert(1)</script>""''&"', time_zone => 'UTC', prefix => 'hostile');
SET customer_grade.clock = '2024-01-15 10:00+00';
UPDATE "<script>alert(1)</script>""'&" SET "<am'ount>" = 121 - "<am'ount>";
CREATE TEMP TABLE bad AS SELECT l AS language, customer_grade.report_html('hostile', '"<script>alert(1)</script>""''&"', language => l,
	name_column => '<na"me>', amount_column => '<am''ount>') AS page FROM unnest('{en,zh}'::text[]) AS l;
\o
SELECT is(pg_temp.faults(xmlparse(document page)), NULL, 'no fault with hostile names, ' || language) FROM bad;
SELECT unalike(page, '%<script%', 'no script, ' || language) FROM bad;
SELECT cmp_ok((SELECT count(*) FROM regexp_matches(page, '&lt;script&gt;alert\(1\)&lt;/script&gt;', 'g')), '>', 50::bigint, 'but the names, as text, ' || language) FROM bad;
SELECT unalike(page, ALL_OF, 'no character that turns the text around or that XML forbids') FROM bad, (VALUES ('%' || chr(8238) || '%'), ('%' || chr(8294) || '%'), ('%' || chr(1) || '%'), ('%' || chr(133) || '%')) AS c(ALL_OF);
SELECT is(pg_temp.text('//h1', xmlparse(document page)), 'A<b>', 'the title as it is written') FROM bad WHERE language = 'en';
SELECT is(pg_temp.text('(//section[@id="movers"]//th[@scope="row"]/bdi)[1]', xmlparse(document page)),
	E'<script>alert(1)</script>&amp; "x" ''y'' ]]> <!-- \uFFFD\uFFFD\uFFFD\uFFFD%1$s %s \\1 | A<b>', 'so is a customer''s name') FROM bad;
SELECT is(pg_temp.number('//*[name() = "i" and not(@class = "c")]|//table//b[not(@class)][not(contains(., "%"))]', xmlparse(document page)), 0::bigint, 'no markup of theirs') FROM bad;

--
-- Small and large
--
\o /dev/null
CREATE TABLE nobody (id int PRIMARY KEY, amount numeric);
SELECT customer_grade.attach('sales', 'nobody');
SELECT customer_grade.define_standard('many', ('grades ' || string_agg('g' || n, ' > ' ORDER BY n) || '; metric amount number; '
	|| string_agg(format('grade g%s when amount = %1$s;', n), ' ' ORDER BY n))::customer_grade.rubric, '2020-01-01', force => 'gaps between the numbers') FROM generate_series(1, 64) AS n;
CREATE TABLE lots (id int PRIMARY KEY, amount int);
SET customer_grade.clock = '2023-05-15 10:00+00';
INSERT INTO lots SELECT n, n % 65 FROM generate_series(1, 650) AS n;
SELECT customer_grade.attach('many', 'lots', time_zone => 'UTC');
SET customer_grade.clock = '2024-05-15 10:00+00';
UPDATE lots SET amount = (amount * id) % 65;
SELECT customer_grade.define_standard('classes', 'grades unranked x, y; metric amount number; grade x when amount > 5; grade y otherwise;', '2020-01-01');
CREATE TABLE one (id int PRIMARY KEY, amount int);
INSERT INTO one VALUES (1, 3);
SELECT customer_grade.attach('classes', 'one', time_zone => 'UTC');
\o
SELECT is(pg_temp.faults(p), NULL, 'nobody at all') FROM pg_temp.page('sales', 'nobody', amount_column => 'amount') AS p;
SELECT is(pg_temp.texts('//dl//dd[@class="figure"]', p), '0|0.0%|▲ 0|▼ 0|0|0', 'is no division by zero') FROM pg_temp.page('sales', 'nobody', amount_column => 'amount') AS p;
SELECT is(pg_temp.faults(p), NULL, 'one customer, grades without ranks') FROM pg_temp.page('classes', 'one', amount_column => 'amount') AS p;
SELECT is(pg_temp.faults(p), NULL, '64 grades') FROM pg_temp.page('many', 'lots', amount_column => 'amount') AS p;
SELECT is(pg_temp.number('//section[@id="migration"]//tr', p), 66::bigint, 'have their matrix') FROM pg_temp.page('many', 'lots') AS p;
\o /dev/null
SELECT customer_grade.define_standard('many', 'grades a > b; metric amount number; grade a when amount > 30; grade b otherwise;', '2024-05-16');
SET customer_grade.clock = '2024-05-20 10:00+00';
CALL customer_grade.publish('many', 'lots');
\o
SELECT is(pg_temp.faults(p), NULL, 'labels of an earlier version') FROM pg_temp.page('many', 'lots') AS p;
SELECT is(pg_temp.texts('//section[@id="distribution"]//tbody/tr[position() < 3]/th', p), 'a|g1', 'stand among those of today by their rank') FROM pg_temp.page('many', 'lots') AS p;

\o /dev/null
SELECT customer_grade.define_standard('many', 'grades a > b; metric amount number; grade a when amount > 30.0; grade b otherwise;', '2024-05-19', force => 'waits');
SELECT customer_grade.define_standard('many', 'grades a > b; metric amount number; grade a when amount > 50; grade b otherwise;', '2024-08-01');
SELECT customer_grade.alter_attachment('many', 'lots', publish => 'by hand');
\o
SELECT is((SELECT count(*) FROM pg_temp.page('many', 'lots') AS p WHERE p::text ~ 'not in force yet'), 0::bigint, 'the next version changes nothing but how a number is written');
SELECT customer_grade.alter_standard('many', version => 3, effective => 'empty') \g /dev/null
SELECT matches(p::text, 'What version 4, which is not in force yet, will change</h3><ul><li>[^<]*amount more than 30; it is now: amount more than 50', 'what the next version will change')
FROM pg_temp.page('many', 'lots') AS p;

--
-- Pieces
--
SELECT is((SELECT array_agg(word) FROM customer_grade_internal.html_words() WHERE en = '' OR zh = '' OR en IS NULL OR zh IS NULL
		OR regexp_replace(en, '[^%]', '', 'g') <> regexp_replace(zh, '[^%]', '', 'g')), NULL, 'every word has both languages');
SELECT is((SELECT count(*) - count(DISTINCT word) FROM customer_grade_internal.html_words()), 0::bigint, 'none is there twice');
SELECT is_empty($$ SELECT proname, m[1] FROM pg_proc, regexp_matches(prosrc, 'words ->> ''([^'']+)''', 'g') AS m
	WHERE proname ~ 'html' AND m[1] NOT LIKE '% ' AND m[1] NOT IN (SELECT word FROM customer_grade_internal.html_words()) $$, 'and none is missing');
SELECT results_eq($$ SELECT customer_grade_internal.html_percent(s), customer_grade_internal.html_change(s), customer_grade_internal.html_number(s * 1e7), customer_grade_internal.html_amount(s * 1e4)
		FROM unnest('{0,0.0004,0.0005,0.5,0.99951,1,-0.25,NULL}'::numeric[]) AS s $$,
	$$ VALUES ('0.0%', '±0.0', '0', '0'), ('&lt;0.1%', '±0.0', '4,000', '4'), ('0.1%', '+0.1', '5,000', '5'), ('50.0%', '+50.0', '5,000,000', '5,000'),
		('&gt;99.9%', '+100.0', '9,995,100', '9,995.1'), ('100.0%', '+100.0', '10,000,000', '10,000'), ('-25.0%', '−25.0', '-2,500,000', '-2,500'), ('–', '–', '–', '–') $$,
	'numbers');
SELECT is((SELECT min(CASE WHEN c.ink = '#ffffff' THEN 1.05 / (l.l + 0.05) ELSE (l.l + 0.05) / 0.05 END) >= 4.5
	FROM generate_series(0, 16777215, 65793 / 3) AS n, unnest('{true,false}'::bool[]) AS dark,
		customer_grade_internal.html_color('#' || lpad(to_hex(n), 6, '0'), dark) AS c, customer_grade_internal.html_luminance(c.fill) AS l(l)), true, 'ink on a color has a contrast of 4.5');
SELECT is((SELECT min((customer_grade_internal.html_luminance(c.fill) + 0.05) / (customer_grade_internal.html_luminance('#11151a') + 0.05)) >= 3
	FROM generate_series(0, 16777215, 65793) AS n, customer_grade_internal.html_color('#' || lpad(to_hex(n), 6, '0'), true) AS c), true, 'a color on dark paper has one of 3');
SELECT is(customer_grade_internal.html_rubric($$grade A when "x'--" >= 1.5万 or x = 'it''s -- <' /* when */ -- when$$),
	'<b class="k">grade</b> A <b class="k">when</b> &quot;x&#39;--&quot; &gt;= <span class="v">1.5万</span> <b class="k">or</b> x = <span class="s">&#39;it&#39;&#39;s -- &lt;&#39;</span> <i class="c">/* when */</i> <i class="c">-- when</i>',
	'a rubric is marked');
\set keywords `sed -n 's/^.*{"\([a-z]*\)", TOK_.*/\1/p' src/rubric/scan.l | tr '\n' ' '`
SELECT cmp_ok(count(*), '>', 30::bigint, 'the keywords are read from the source') FROM regexp_split_to_table(btrim(:'keywords'), ' ') AS k;
SELECT is_empty(format($$ SELECT k FROM regexp_split_to_table(%L, ' ') AS k WHERE customer_grade_internal.html_rubric(upper(k)) <> format('<b class="k">%%s</b>', upper(k)) $$,
	btrim(:'keywords')), 'each of them is marked');

--
-- What waits for people
--
\o /dev/null
SET customer_grade.clock = '2024-05-31 10:00+00';
SELECT customer_grade.define_standard('open', $$grades A > B > C; metric amount number >= 0; grade A when amount >= 100; grade B when amount >= 10;
	grade C when amount < 9; approval of A valid 1 year;$$, '2020-01-01', force => 'a gap for the page to tell of');
CREATE TABLE buyer (id int PRIMARY KEY, name text, amount numeric);
INSERT INTO buyer SELECT n, 'Buyer <' || n || '>', CASE WHEN n <= 10 THEN 500 ELSE 5 END FROM generate_series(1, 12) AS n;
SELECT customer_grade.attach('open', 'buyer', label => 'name', time_zone => 'UTC');
UPDATE buyer SET amount = -1 WHERE id = 12;
\o
SELECT is(replace(pg_temp.attributes('//nav//a/@href', page), '#', ''), pg_temp.attributes('//section/@id', page), 'the contents lead to all sections') FROM pg_temp.page('open', 'buyer') AS page;
SELECT is(pg_temp.texts('//section[@id="approvals"]/p', page), 'Customers whose better grade waits for a decision, 10 in all; those that wait longest come first.', 'who waits for approval is counted')
FROM pg_temp.page('open', 'buyer') AS page;
SELECT is(pg_temp.number('//section[@id="approvals"]//tbody/tr', page) || ' ' || pg_temp.text('//section[@id="approvals"]//tbody/tr[1]', page), '8 Buyer <1>id 1B → A2024-05-31', 'eight are named')
FROM pg_temp.page('open', 'buyer') AS page;
SELECT is(pg_temp.texts('//section[@id="problems"]//tbody/tr', page), 'Buyer <12>id 12value -1 of metric "amount" is outside its domain (>= 0)', 'who cannot be graded, and why')
FROM pg_temp.page('open', 'buyer') AS page;
SELECT matches(pg_temp.texts('//section[@id="findings"]//tbody/tr', page), 'no rule fits where amount', 'what lint finds') FROM pg_temp.page('open', 'buyer') AS page;
SELECT is(pg_temp.faults(page), NULL, 'such a page is whole, too') FROM pg_temp.page('open', 'buyer') AS page;
SELECT is(pg_temp.attributes('//section/@id', page), 'distribution|months|migration|movers|standard', 'nothing of it on a page of an earlier day') FROM pg_temp.page('open', 'buyer', '2024-05-30') AS page;
SELECT is(pg_temp.texts('//header//span[@class="day"]', page), '2024-05-31|2024-05-31', 'no line breaks within a date') FROM pg_temp.page('open', 'buyer') AS page;

SELECT * FROM finish();
