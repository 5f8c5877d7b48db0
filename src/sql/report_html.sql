-- The report as one HTML page, for people without a BI tool: report_html().
--
-- The charts are SVG written here, and no chart library is bundled. A library would need script: the page
-- could then no longer forbid all script by its content security policy, would be blank in mail previews
-- and where scripts are off, print what a canvas gives, and be a megabyte of somebody else's code in a database
-- extension. Bars, columns and one curve are a few rectangles: what has to be good is the numbers, the type
-- and the words, and those are ours in any case.
--
-- Rules of the house: every figure comes from a report function (report.sql); every text from outside
-- goes through html_escape(); the page is HTML and well-formed XML at once; there is no style attribute,
-- as the policy allows the one style sheet only; the columns' widths are percentages, so that a phone gets
-- narrower charts and not smaller letters.

-- Words. %1$s and so on are filled by format().
CREATE FUNCTION customer_grade.html_words() RETURNS TABLE (word text, en text, zh text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	VALUES
	('lang', 'en', 'zh-CN'),
	('report', 'Grading report', '客户分级报告'),
	('skip', 'Skip to the figures', '跳到数据'),
	('period', '%1$s, compared with %2$s', '%1$s，对比 %2$s'),
	('of', 'standard %1$s, version %2$s · table %3$s', '标准 %1$s 第 %2$s 版 · 表 %3$s'),
	('graded', 'Customers graded', '已分级客户'),
	('of all', 'of %1$s customers', '共 %1$s 名客户'),
	('of customers', '%1$s of all customers', '占全部客户的 %1$s'),
	('top share', 'Share of grade %1$s', '%1$s 级占比'),
	('from', '%1$s before', '此前 %1$s'),
	('moved up', 'Moved up', '升级'),
	('moved down', 'Moved down', '降级'),
	('in period', '%1$s of those graded before', '占此前已分级的 %1$s'),
	('not graded', 'Not graded', '未评级'),
	('no grade', 'not graded', '未评级'),
	('open', 'Not yet final', '未最终确定'),
	('states', '%1$s provisional, %2$s pending, %3$s overrides', '暂定 %1$s，待审批 %2$s，人工调整 %3$s'),
	('distribution', 'Distribution', '等级分布'),
	('distribution lead', '%1$s of %2$s customers are in the best grade, %3$s.', '%2$s 名客户中有 %1$s 名处于最高等级 %3$s。'),
	('distribution caption', 'Customers by grade on %1$s; change in percentage points since %2$s', '%1$s 各等级客户数；变化为自 %2$s 以来的百分点'),
	('target mark', '; the mark on a bar is the target', '；条上标记为目标'),
	('grade', 'Grade', '等级'),
	('customers', 'Customers', '客户数'),
	('share', 'Share', '占比'),
	('target', 'Target', '目标'),
	('change', 'Change', '变化'),
	('months', 'Month by month', '逐月变化'),
	('months lead', 'Customers at the end of each month: the best grade at the bottom, hatched those not graded.', '各月末客户数：最高等级在最下方，斜线为未评级。'),
	('months caption', 'Customers by grade at the end of each month', '各月末各等级客户数'),
	('months text', 'Stacked columns from %1$s to %2$s; the numbers are in the table below.', '堆叠柱形图，%1$s 至 %2$s；数字见下表。'),
	('numbers', 'Show the numbers', '显示数字'),
	('period end', 'Month', '月份'),
	('total', 'Total', '合计'),
	('migration', 'Who moved where', '等级迁移'),
	('migration lead', 'Rows are the grade on %1$s, columns the grade on %2$s.', '行为 %1$s 的等级，列为 %2$s 的等级。'),
	('stayed share', ' %1$s stayed where they were.', '%1$s 保持不变。'),
	('migration caption', 'Customers by grade on %1$s (rows) and %2$s (columns), with the share of the row', '按 %1$s（行）与 %2$s（列）等级统计的客户数及占该行的比例'),
	('from to', 'From ↓ to →', '从 ↓ 到 →'),
	('stayed', 'same grade', '等级不变'),
	('up', 'moved up', '升级'),
	('down', 'moved down', '降级'),
	('new', 'New', '新增'),
	('gone', 'Gone', '已流失'),
	('movers', 'Biggest moves', '变动最大的客户'),
	('movers lead', 'The customers that moved furthest since %1$s.', '自 %1$s 以来等级变动最大的客户。'),
	('movers up caption', 'Customers that moved up', '升级的客户'),
	('movers down caption', 'Customers that moved down', '降级的客户'),
	('shown', 'showing %1$s of %2$s', '显示 %2$s 中的 %1$s'),
	('customer', 'Customer', '客户'),
	('move', 'Move', '变动'),
	('when', 'When and why', '时间与原因'),
	('none up', 'Nobody moved up.', '没有客户升级。'),
	('none down', 'Nobody moved down.', '没有客户降级。'),
	('concentration', 'Concentration', '集中度'),
	('concentration lead', '%1$s of the customers, grade %2$s, bring %3$s of %4$s.', '%2$s 级客户占 %1$s，贡献 %4$s 的 %3$s。'),
	('concentration caption', 'Share of customers and of %1$s by grade', '各等级客户数与 %1$s 的占比'),
	('concentration text', 'Cumulated share of %1$s over the cumulated share of customers, best grade first; the dashed line is an equal share. The numbers are in the table.', '按最高等级在先累计的 %1$s 占比与客户占比；虚线为均等分布。数字见表。'),
	('share of customers', 'Share of customers', '客户占比'),
	('amount', 'Amount', '金额'),
	('sum', 'Sum', '合计'),
	('average', 'Average', '平均'),
	('gini', 'Gini coefficient %1$s: 0 is everybody alike, 1 is one customer bringing all.', '基尼系数 %1$s：0 表示完全均等，1 表示全部来自一名客户。'),
	('watchlist', 'Watchlist', '关注名单'),
	('watchlist lead', 'Customers whose grade may change soon, the nearest of each kind.', '等级可能即将变化的客户，每类列出最近的几位。'),
	('watchlist caption', 'Customers to watch', '需关注的客户'),
	('why', 'What decides', '决定因素'),
	('due', 'Date or distance', '日期或差距'),
	('nothing', 'Nobody to watch.', '暂无需要关注的客户。'),
	('near better', 'Close to a better grade', '接近升级'),
	('near worse', 'Close to a worse grade', '接近降级'),
	('near other', 'Close to another grade', '接近其他等级'),
	('near graded', 'Close to being graded', '接近可评级'),
	('near no longer graded', 'Close to being not graded', '接近不可评级'),
	('demotion waits', 'Demotion waits', '等待降级'),
	('promotion waits', 'Promotion waits', '等待升级'),
	('approval awaited', 'Approval awaited', '等待审批'),
	('provisional ends', 'Provisional grade ends', '暂定等级到期'),
	('override ends', 'Override ends', '人工调整到期'),
	('approval ends', 'Approval ends', '审批到期'),
	('standard', 'The standard', '分级标准'),
	('standard lead', 'Grades are tried from the best to the last; the first whose condition is true applies.', '从最高等级起依次判断，第一个条件成立的等级生效。'),
	('standard caption', 'Grades, their conditions and what they get', '各等级、条件与待遇'),
	('condition', 'Condition', '条件'),
	('gets', 'Gets', '待遇'),
	('otherwise', 'everybody else', '其余客户'),
	('before', 'Before and after the grades', '分级前后'),
	('rule', 'Rule', '规则'),
	('scope', 'Applies when', '适用范围'),
	('require', 'Requires', '必填'),
	('floor', 'Never worse than', '不低于'),
	('cap', 'Never better than', '不高于'),
	('metrics', 'Metrics', '指标'),
	('metric', 'Metric', '指标'),
	('meaning', 'Meaning', '含义'),
	('values', 'Values', '取值'),
	('criteria', 'Points', '评分项'),
	('criterion', 'Criterion', '评分项'),
	('weight', 'Weight', '权重'),
	('max', 'Most', '上限'),
	('computed', 'Points', '得分'),
	('text', 'Text of the standard', '标准原文'),
	('treatment visit_interval', 'visit interval', '拜访间隔'),
	('treatment credit_limit', 'credit limit', '信用额度'),
	('treatment payment_term', 'payment term', '账期'),
	('treatment service_level', 'service level', '服务级别'),
	('treatment price', 'price', '价格'),
	('treatment priority', 'priority', '优先级'),
	('unit day', 'days', '天'),
	('unit month', 'months', '个月'),
	('footer', 'Made by customer_grade on %1$s', '由 customer_grade 生成于 %1$s')
$function$;
COMMENT ON FUNCTION customer_grade.html_words() IS
	'all words of report_html(), in English and in Chinese';

--
-- Pieces
--

-- What XML forbids, and what would turn the direction of the text around it, becomes U+FFFD.
CREATE FUNCTION customer_grade.html_escape(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT replace(replace(replace(replace(replace(
		regexp_replace(words, '[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]', U&'\FFFD', 'g'),
		'&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&#39;')
$function$;
COMMENT ON FUNCTION customer_grade.html_escape(text) IS
	'text as the content of an element or attribute of HTML and XML';

CREATE FUNCTION customer_grade.html_number(number numeric) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(to_char(number, 'FM999,999,999,999,999,999,999,990'), '–')
$function$;
COMMENT ON FUNCTION customer_grade.html_number(numeric) IS
	'a number without decimals, thousands divided; a dash for null';

CREATE FUNCTION customer_grade.html_amount(number numeric) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(rtrim(rtrim(to_char(number, 'FM999,999,999,999,999,999,999,990.0099'), '0'), '.'), '–')
$function$;
COMMENT ON FUNCTION customer_grade.html_amount(numeric) IS
	'a number with the decimals it has, four at most';

CREATE FUNCTION customer_grade.html_percent(share numeric) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT CASE
		WHEN share IS NULL THEN '–'
		WHEN share > 0 AND share < 0.0005 THEN '&lt;0.1%'
		WHEN share > 0.9995 AND share < 1 THEN '&gt;99.9%'
		ELSE to_char(100 * share, 'FM999,990.0') || '%' END
$function$;
COMMENT ON FUNCTION customer_grade.html_percent(numeric) IS
	'a share as a percentage; a small one is not shown as none, a dash for null';

-- Grades are told apart by their label; colour helps: one ramp over the ranks, grey for the rest.
CREATE FUNCTION customer_grade.html_grade_class(grade text, rank smallint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT CASE WHEN grade IS NULL THEN 'gn' WHEN rank IS NULL THEN 'gu' ELSE 'g' || rank END
$function$;
COMMENT ON FUNCTION customer_grade.html_grade_class(text, smallint) IS
	'the class that colours a grade: g1 is the best, gu a label beside the scale, gn not graded';

CREATE FUNCTION customer_grade.html_chip(grade text, rank smallint, words jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('<bdi class="chip %s">%s</bdi>', customer_grade.html_grade_class(grade, rank),
		coalesce(customer_grade.html_escape(grade),
			format('<span aria-hidden="true">–</span><span class="unseen">%s</span>', words ->> 'no grade')))
$function$;
COMMENT ON FUNCTION customer_grade.html_chip(text, smallint, jsonb) IS
	'a grade as a label on its colour';

CREATE FUNCTION customer_grade.html_bar(class text, share numeric, title text, target numeric DEFAULT NULL) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('<svg class="bar" width="100%%" height="12" aria-hidden="true"><title>%s</title><desc>%1$s</desc>'
		'<rect class="track" width="100%%" height="12" rx="2"/><rect class="%s" width="%s%%" height="12" rx="2"/>%s</svg>',
		title, class, round(100 * coalesce(share, 0), 2),
		CASE WHEN target IS NOT NULL THEN format('<rect class="mark" x="%s%%" y="-2" width="2" height="16"/>', round(100 * target, 2)) END)
$function$;
COMMENT ON FUNCTION customer_grade.html_bar(text, numeric, text, numeric) IS
	'a bar for a share beside its number, with a mark at the target; the title is HTML';

CREATE FUNCTION customer_grade.html_section(id text, body text, words jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format(E'<section id="%s" aria-labelledby="%1$s-title">\n<h2 id="%1$s-title">%s</h2>\n%s\n</section>\n',
		id, words ->> id, body)
$function$;
COMMENT ON FUNCTION customer_grade.html_section(text, text, jsonb) IS
	'a section under its heading';

-- A table that is too wide scrolls by itself, those that may well be with the keyboard too; the page never does.
CREATE FUNCTION customer_grade.html_table(class text, caption text, head text, body text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format(E'<div class="scroll"%5$s><table class="%2$s">\n<caption>%1$s</caption>\n'
		'<thead><tr>%3$s</tr></thead>\n<tbody>\n%4$s\n</tbody></table></div>', caption, class, head, body,
		CASE WHEN class IN ('matrix', 'plain') THEN format(' role="region" tabindex="0" aria-label="%s"', caption) END)
$function$;
COMMENT ON FUNCTION customer_grade.html_table(text, text, text, text) IS
	'a table with its caption; all parts are HTML. Without rows: null';

CREATE FUNCTION customer_grade.html_head(VARIADIC cells text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- a column of numbers is marked by a #
	SELECT string_agg(format('<th scope="col"%s>%s</th>', CASE WHEN c.cell LIKE '#%' THEN ' class="n"' END, ltrim(c.cell, '#')), ''
		ORDER BY c.ordinality)
	FROM unnest(cells) WITH ORDINALITY AS c(cell, ordinality)
	WHERE c.cell IS NOT NULL
$function$;
COMMENT ON FUNCTION customer_grade.html_head(text[]) IS
	'the head of a table; # before a word: a column of numbers';

--
-- Colour and type
--

CREATE FUNCTION customer_grade.html_luminance(colour text) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT sum(c.weight * CASE WHEN c.value <= 0.04045 THEN c.value / 12.92 ELSE power((c.value + 0.055) / 1.055, 2.4) END)
	FROM (
		SELECT w.weight, get_byte(decode(substr(colour, 2), 'hex'), w.channel) / 255.0::double precision AS value
		FROM (VALUES (0, 0.2126), (1, 0.7152), (2, 0.0722)) AS w(channel, weight)
	) AS c
$function$;
COMMENT ON FUNCTION customer_grade.html_luminance(text) IS
	'relative luminance of a colour #rrggbb, as WCAG 2 defines it: 0 is black, 1 white';

-- On dark paper a dark colour is mixed with white until it stands out three to one; the ink on a
-- colour, black or white, has a contrast of at least 4.5.
CREATE FUNCTION customer_grade.html_colour(colour text, dark boolean, OUT fill text, OUT ink text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT m.fill, CASE WHEN customer_grade.html_luminance(m.fill) <= 0.179 THEN '#ffffff' ELSE '#000000' END
	FROM (
		SELECT w.white, '#' || string_agg(lpad(to_hex(v.value + (255 - v.value) * w.white / 20), 2, '0'), '' ORDER BY v.channel) AS fill
		FROM generate_series(0, CASE WHEN dark THEN 19 ELSE 0 END) AS w(white),
			(SELECT c.channel, get_byte(decode(substr(CASE WHEN colour ~ '^#[0-9A-Fa-f]{6}$' THEN colour ELSE '#bbbbbb' END, 2), 'hex'), c.channel) AS value
				FROM generate_series(0, 2) AS c(channel)) AS v
		GROUP BY w.white
	) AS m
	ORDER BY customer_grade.html_luminance(m.fill) < 0.125 AND dark, m.white
	LIMIT 1
$function$;
COMMENT ON FUNCTION customer_grade.html_colour(text, boolean) IS
	'a colour #rrggbb for light or dark paper, and the ink that is read on it';

-- Light and dark, phone and paper. Classes g1, g2, ... are the ranks of the standard.
CREATE FUNCTION customer_grade.html_style(standard text, as_of date) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH colours AS (
		SELECT string_agg(format('--g%1$s:%2$s;--i%1$s:%3$s;', s.rank, light.fill, light.ink), '' ORDER BY s.rank) AS light,
			string_agg(format('--g%1$s:%2$s;--i%1$s:%3$s;', s.rank, dark.fill, dark.ink), '' ORDER BY s.rank) AS dark,
			string_agg(format('.chip.g%s{background:var(--g%1$s);color:var(--i%1$s)}.g%1$s{fill:var(--g%1$s)}', s.rank), '' ORDER BY s.rank) AS classes
		FROM customer_grade.grade_scale(html_style.standard, html_style.as_of) AS s,
			customer_grade.html_colour(s.colour, false) AS light, customer_grade.html_colour(s.colour, true) AS dark
		WHERE s.rank IS NOT NULL
	)
	SELECT format($css$
:root{color-scheme:light dark;--paper:#fff;--soft:#f3f5f7;--ink:#15191e;--quiet:#57606a;--line:#dfe3e8;--up:#006d77;--up-tint:0,125,140;--down:#a04000;--down-tint:208,104,20;--same-tint:87,96,106;--accent:#1f5c99;--grey:#8b8f96;%1$s}
@media screen and (prefers-color-scheme:dark){:root{--paper:#11151a;--soft:#1b2128;--ink:#e8ebee;--quiet:#9ba6b1;--line:#2c343d;--up:#5ec8d2;--up-tint:60,180,195;--down:#f2a365;--down-tint:235,140,60;--same-tint:155,166,177;--accent:#8cc1ee;--grey:#7c858f;%2$s}}
*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC",sans-serif;-webkit-text-size-adjust:100%%;text-size-adjust:100%%}
body{margin:0 auto;max-width:74rem;padding:2.5rem 1.5rem 3rem}
h1{font-size:2.125rem;line-height:1.2;letter-spacing:-.02em;font-weight:650;margin:.25rem 0 .5rem;overflow-wrap:anywhere}
h2{font-size:1.25rem;line-height:1.3;letter-spacing:-.01em;font-weight:650;margin:0 0 .25rem}
h3{font-size:1rem;font-weight:650;margin:1.75rem 0 .25rem}
.two h3{margin-top:.25rem}
p{margin:0;overflow-wrap:anywhere}
a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:3px;border-radius:2px}
.skip,.unseen,caption{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:.5rem}
.bars caption,.matrix caption{position:static}
.eyebrow{color:var(--quiet);font-size:.875rem;font-weight:600}
.quiet,.lead,.sub{color:var(--quiet)}
h3 .quiet{font-weight:400}
.lead{margin-bottom:1rem;max-width:46rem}
section{margin-top:3rem;min-width:0;scroll-margin-top:1rem}
.kpis{display:grid;grid-template-columns:repeat(6,1fr);gap:1.5rem 0;margin:1.75rem 0 0;padding:1.25rem 0;border:solid var(--line);border-width:1px 0}
.kpis>div{padding:0 1.25rem;border-left:1px solid var(--line)}
.kpis>div:first-child{padding-left:0;border-left:0}
.kpis dt{color:var(--quiet);font-size:.875rem;line-height:1.35}
.kpis dd{margin:0}
.kpis .figure{font-size:1.875rem;line-height:1.3;font-weight:650;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.kpis .figure span{font-size:.75em}
.kpis .note{color:var(--quiet);font-size:.8125rem;line-height:1.4}
.pair,.two{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 3.5rem}
.pair>.full{grid-column:1/-1}
table{border-collapse:collapse;width:100%%;font-variant-numeric:tabular-nums;font-size:.9375rem}
caption{text-align:left;color:var(--quiet);font-size:.8125rem;padding:0 0 .5rem}
th,td{padding:.5rem .75rem .5rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th:last-child,td:last-child{padding-right:0}
thead th{color:var(--quiet);font-size:.8125rem;font-weight:600;vertical-align:bottom;overflow-wrap:normal}
tbody th{font-weight:400}
.n{text-align:right;white-space:nowrap}
.wide{width:100%%;min-width:4.5rem}
.scroll{overflow-x:auto}
.sub{display:block;font-size:.8125rem}
.up{color:var(--up)}.down{color:var(--down)}
.chip{display:inline-block;width:max-content;min-width:1.75rem;max-width:9rem;padding:0 .4375rem;border-radius:.25rem;background:var(--grey);color:#0b1118;text-align:center;font-size:.875rem;line-height:1.5rem;font-weight:650;overflow-wrap:anywhere}
rect{fill:var(--grey)}
%3$s
.chip.gn{background:none;border:1px dashed var(--grey);color:var(--quiet);font-weight:400;font-size:.8125rem;line-height:1.375rem}
rect.gn{fill:url(#hatch)}
.paper{fill:var(--paper)}
.defs{position:absolute}
svg{display:block;max-width:100%%;overflow:visible}
text{font-size:12px;fill:var(--quiet);font-variant-numeric:tabular-nums}
.strong{fill:var(--ink);font-weight:650}
.strong .share{fill:var(--quiet);font-weight:400}
.bar{margin-top:.375rem}
.track{fill:var(--soft)}.mark{fill:var(--ink)}.amount{fill:var(--quiet)}
.chart{margin:0;padding:0 5rem 0 2.75rem;overflow:hidden}
.grid{fill:none;stroke:var(--line)}
.curve-box{margin:0 0 1rem}
.curve{fill:none;stroke:var(--accent);stroke-width:2.5;stroke-linejoin:round}
.under{fill:var(--accent);opacity:.1}
.equal{stroke:var(--quiet);stroke-dasharray:4 4}
.dot{fill:var(--paper);stroke:var(--accent);stroke-width:2.5}
figcaption{color:var(--quiet);font-size:.8125rem;margin-top:.25rem}
details{margin-top:.75rem}
summary{cursor:pointer;color:var(--accent);font-size:.9375rem}
details[open] summary{margin-bottom:.75rem}
.matrix{border-collapse:separate;border-spacing:2px;font-size:.875rem}
.matrix th,.matrix td{border:0;padding:.4375rem .375rem;text-align:center;vertical-align:middle;overflow-wrap:normal}
.matrix tr>th:first-child{text-align:left;padding-left:0}
.matrix td{border-radius:.25rem;min-width:3.5rem;line-height:1.3}
.matrix small{display:block;font-size:.75rem;white-space:nowrap}
.key{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;margin:.75rem 0 0;padding:0;font-size:.8125rem;color:var(--quiet)}
.key b{display:inline-block;width:1.25rem;text-align:center;border-radius:.1875rem;margin-right:.375rem;color:var(--ink);font-weight:400}
%4$s
.step{white-space:nowrap}
.moves td:last-child{min-width:7rem}
.group th{font-weight:650;padding-top:1.25rem}
.group .quiet{font-weight:400}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.8125rem;line-height:1.6}
code{overflow-wrap:anywhere}
pre{margin:0;padding:1rem;background:var(--soft);border-radius:.375rem;white-space:pre-wrap;overflow-wrap:anywhere;tab-size:2}
.k{color:var(--accent);font-weight:600}.s{color:var(--up)}.c{color:var(--quiet);font-style:italic}.v{color:var(--down)}
footer{margin-top:3.5rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--quiet);font-size:.8125rem}
@media (max-width:60rem){
.pair,.two{grid-template-columns:minmax(0,1fr)}
.kpis{grid-template-columns:repeat(3,1fr)}
.kpis>div:nth-child(3n+1){padding-left:0;border-left:0}
}
@media (max-width:36rem){
body{padding:1.5rem 1rem 2rem}
h1{font-size:1.75rem}
section{margin-top:2.5rem}
.kpis{grid-template-columns:repeat(2,1fr)}
.kpis>div,.kpis>div:nth-child(3n+1){padding:0 .5rem 0 1rem;border-left:1px solid var(--line)}
.kpis>div:nth-child(odd){padding-left:0;border-left:0}
.kpis .figure{font-size:1.625rem}
.chart{padding:0 4.5rem 0 2.5rem}
.chip{max-width:6.5rem}
.minor,.targets th:nth-child(5),.target{display:none}
.curve-box text{font-size:17px}
.watch thead{position:absolute;left:-999rem}
.watch tr{display:grid;grid-template-columns:1fr auto;gap:.125rem .75rem;padding:.5rem 0;border-bottom:1px solid var(--line)}
.watch .group{display:block;padding-top:1.25rem}
.watch td,.watch th{display:block;padding:0;border:0}
.watch td:nth-child(2){order:1;text-align:right}.watch td:nth-child(3){order:2}.watch td:nth-child(4){order:3}
th,td{padding-right:.5rem}
.matrix td,.matrix th{padding:.375rem .25rem}
.stack thead{position:absolute;left:-999rem}
.stack tr{display:grid;gap:.25rem;padding:.75rem 0;border-bottom:1px solid var(--line)}
.stack td,.stack th{display:block;width:auto;padding:0;border:0;text-align:left}
}
@media (max-width:22rem){
.curve-box text{font-size:20px}
}
@media print{
html{font-size:11px}
body{max-width:none;padding:0}
summary,.skip{display:none}
section{margin-top:2rem}
.scroll{overflow:visible}
.pair,.two{grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 2rem}
text{font-size:9px}
.minor{display:none}
footer{margin-top:2rem}
figure,tr,.kpis{break-inside:avoid}
h2,h3,.lead,caption,.group{break-after:avoid}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
details::details-content{display:block;content-visibility:visible;height:auto}
}
@page{margin:16mm 14mm}
$css$,
		colours.light, colours.dark, colours.classes,
		-- the tints of the heat map
		(SELECT string_agg(format('.%1$s%2$s{background:rgba(var(--%1$s-tint),%3$s)}', kind, level, round(0.06 + 0.11 * level, 2)), '' ORDER BY kind, level)
		FROM unnest(ARRAY['up', 'down', 'same']) AS kind, generate_series(0, 4) AS level))
	FROM colours
$function$;
COMMENT ON FUNCTION customer_grade.html_style(text, date) IS
	'the style sheet of report_html() with the colours of a standard''s grades';

--
-- Sections
--

-- Names of the customers of a few rows: the column of the subject that holds them, looked up by key.
CREATE FUNCTION customer_grade.html_customer(attachment customer_grade.attachment, key jsonb, name_column name) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	id text := (SELECT string_agg(format('%s %s', k.name, key ->> k.name), ', ' ORDER BY k.ordinality)
		FROM unnest(attachment.key_columns) WITH ORDINALITY AS k(name, ordinality));
	name text;
BEGIN
	IF name_column IS NOT NULL THEN
		EXECUTE format('SELECT s.%I::text FROM jsonb_populate_record(NULL::%s, $1) AS k JOIN %2$s AS s ON %s',
			name_column, attachment.subject,
			customer_grade.key_match(attachment.key_columns, 's', attachment.key_columns, 'k'))
		INTO name USING key;
	END IF;
	RETURN format('<bdi>%s</bdi>', customer_grade.html_escape(coalesce(name, id)))
		|| coalesce(format('<span class="sub"><bdi>%s</bdi></span>', CASE WHEN name IS NOT NULL THEN customer_grade.html_escape(id) END), '');
END
$function$;
COMMENT ON FUNCTION customer_grade.html_customer(customer_grade.attachment, jsonb, name) IS
	'a customer by name and key';

CREATE FUNCTION customer_grade.html_change(change numeric) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT CASE WHEN change IS NULL THEN '–' WHEN round(100 * change, 1) = 0 THEN '±0.0'
		ELSE CASE WHEN change > 0 THEN '+' ELSE '−' END || to_char(abs(100 * change), 'FM990.0') END
$function$;
COMMENT ON FUNCTION customer_grade.html_change(numeric) IS
	'the difference of two shares in percentage points';

-- What several sections read is computed once and handed to them as jsonb: series is
-- distribution_days(), moves is migration().
CREATE FUNCTION customer_grade.html_figures(attachment customer_grade.attachment, from_date date, as_of date, series jsonb, moves jsonb, words jsonb) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	now record;
	best record;
	moved record;
	state record;
BEGIN
	SELECT coalesce(sum(d.customers), 0) AS customers, coalesce(sum(d.customers) FILTER (WHERE d.grade IS NOT NULL), 0) AS graded
	INTO now
	FROM jsonb_to_recordset(series) AS d(day date, grade text, customers bigint) WHERE d.day = as_of;
	SELECT d.grade, d.share, b.share AS share_before INTO best
	FROM jsonb_to_recordset(series) AS d(day date, grade text, rank smallint, share numeric)
		LEFT JOIN jsonb_to_recordset(series) AS b(day date, grade text, share numeric) ON b.day = from_date AND b.grade = d.grade
	WHERE d.day = as_of ORDER BY d.rank LIMIT 1;
	SELECT coalesce(sum(m.customers) FILTER (WHERE m.direction = 'better'), 0) AS up,
		coalesce(sum(m.customers) FILTER (WHERE m.direction = 'worse'), 0) AS down,
		sum(m.customers) FILTER (WHERE m.grade_from IS NOT NULL AND m.grade_to IS NOT NULL) AS both_times
	INTO moved
	FROM jsonb_to_recordset(moves) AS m(grade_from text, grade_to text, direction text, customers bigint);
	EXECUTE format('SELECT count(*) FILTER (WHERE g.state = ''provisional'') AS provisional, count(*) FILTER (WHERE g.state = ''pending'') AS pending, '
		'count(*) FILTER (WHERE g.state = ''override'') AS overrides FROM %s AS g WHERE customer_grade.held_at(g.valid_from, g.valid_to, $1)', attachment.grades)
	INTO state USING customer_grade.closing(attachment, as_of);

	RETURN (
		SELECT format(E'<dl class="kpis">\n%s</dl>\n', string_agg(format(
			'<div><dt>%s</dt><dd class="figure">%s</dd><dd class="note">%s</dd></div>' || E'\n', k.label, k.figure, k.note), '' ORDER BY k.place))
		FROM (VALUES
			(1, words ->> 'graded', customer_grade.html_number(now.graded), format(words ->> 'of all', customer_grade.html_number(now.customers))),
			(2, format(words ->> 'top share', customer_grade.html_escape(best.grade)), customer_grade.html_percent(best.share),
				format(words ->> 'from', customer_grade.html_percent(best.share_before))),
			(3, words ->> 'moved up', format('<span class="up" aria-hidden="true">▲</span> %s', customer_grade.html_number(moved.up)),
				CASE WHEN moved.both_times > 0 THEN format(words ->> 'in period', customer_grade.html_percent(moved.up / moved.both_times)) END),
			(4, words ->> 'moved down', format('<span class="down" aria-hidden="true">▼</span> %s', customer_grade.html_number(moved.down)),
				CASE WHEN moved.both_times > 0 THEN format(words ->> 'in period', customer_grade.html_percent(moved.down / moved.both_times)) END),
			(5, words ->> 'not graded', customer_grade.html_number(now.customers - now.graded),
				CASE WHEN now.customers > 0 THEN format(words ->> 'of customers', customer_grade.html_percent((now.customers - now.graded) / now.customers)) END),
			(6, words ->> 'open', customer_grade.html_number(state.provisional + state.pending + state.overrides),
				format(words ->> 'states', customer_grade.html_number(state.provisional), customer_grade.html_number(state.pending),
					customer_grade.html_number(state.overrides)))
		) AS k(place, label, figure, note));
END
$function$;
COMMENT ON FUNCTION customer_grade.html_figures(customer_grade.attachment, date, date, jsonb, jsonb, jsonb) IS
	'the key figures at the head of the report';

CREATE FUNCTION customer_grade.html_distribution(from_date date, as_of date, series jsonb, words jsonb) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('<p class="lead">%s</p>', format(words ->> 'distribution lead',
			customer_grade.html_number((array_agg(d.customers ORDER BY d.rank))[1]), customer_grade.html_number(sum(d.customers)),
			customer_grade.html_chip((array_agg(d.grade ORDER BY d.rank))[1], min(d.rank), words)))
		|| customer_grade.html_table(CASE WHEN bool_or(d.targets) THEN 'bars targets' ELSE 'bars' END, format(words ->> 'distribution caption', as_of, from_date)
				|| CASE WHEN bool_or(d.targets) THEN words ->> 'target mark' ELSE '' END,
			customer_grade.html_head(words ->> 'grade', words ->> 'meaning', '#' || (words ->> 'customers'), '#' || (words ->> 'share'),
				CASE WHEN bool_or(d.targets) THEN '#' || (words ->> 'target') END, '#' || (words ->> 'change')),
			string_agg(format('<tr><th scope="row">%s</th><td class="wide">%s%s</td><td class="n">%s</td><td class="n">%s</td>%s<td class="n">%s</td></tr>',
				customer_grade.html_chip(d.grade, d.rank, words),
				CASE WHEN d.title IS DISTINCT FROM d.grade THEN '<bdi>' || customer_grade.html_escape(d.title) || '</bdi>' END,
				customer_grade.html_bar(customer_grade.html_grade_class(d.grade, d.rank), d.share, customer_grade.html_percent(d.share), d.target_share),
				customer_grade.html_number(d.customers), customer_grade.html_percent(d.share),
				CASE WHEN d.targets THEN '<td class="n target">' || customer_grade.html_percent(d.target_share) || '</td>' END,
				customer_grade.html_change(d.change)), E'\n' ORDER BY d.place))
	FROM (
		SELECT t.*, CASE words ->> 'lang' WHEN 'en' THEN t.title_en ELSE t.title_zh END AS title,
			t.share - f.share AS change, bool_or(t.target_share IS NOT NULL) OVER () AS targets
		FROM jsonb_to_recordset(series) AS t(day date, place integer, grade text, rank smallint, title_zh text, title_en text, customers bigint,
				share numeric, target_share numeric)
			LEFT JOIN jsonb_to_recordset(series) AS f(day date, grade text, share numeric)
				ON f.day = from_date AND coalesce('=' || f.grade, '') = coalesce('=' || t.grade, '')
		WHERE t.day = as_of
	) AS d
$function$;
COMMENT ON FUNCTION customer_grade.html_distribution(date, date, jsonb, jsonb) IS
	'section: customers by grade, as a table with bars';

-- Columns stacked from the best grade up; labels stand beside the last column, apart from each other.
CREATE FUNCTION customer_grade.html_months(days date[], every text, series jsonb, words jsonb) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	height constant numeric := 240;	-- of the plot, in pixels
	stack jsonb;
	ceiling numeric;
	step numeric;
	lines text;
	ticks text;
	columns text;
	labels text;
	heads text;
	rows text;
BEGIN
	SELECT jsonb_agg(to_jsonb(s)), max(s.total) INTO stack, ceiling
	FROM (
		SELECT g.place AS column, d.day, d.grade, d.rank, d.customers, d.place,
			sum(d.customers) OVER (PARTITION BY d.day ORDER BY d.place) AS top, sum(d.customers) OVER (PARTITION BY d.day) AS total
		FROM unnest(days) WITH ORDINALITY AS g(day, place)
			JOIN jsonb_to_recordset(series) AS d(day date, place integer, grade text, rank smallint, customers bigint) ON d.day = g.day
	) AS s;
	-- three to six lines at 1, 2 or 5 times a power of ten
	SELECT n.step INTO step
	FROM (SELECT m * power(10::numeric, e) AS step FROM unnest(ARRAY[1, 2, 5]) AS m, generate_series(0, 18) AS e) AS n
	WHERE n.step * 5 >= ceiling ORDER BY n.step LIMIT 1;
	ceiling := greatest(ceil(ceiling / step) * step, 1);

	SELECT string_agg(format('<line class="grid" x1="0" x2="100%%" y1="%s" y2="%1$s"/><text x="0" dx="-8" y="%1$s" dy="4" text-anchor="end">%s</text>',
		round(10 + height - height * v / ceiling, 1), customer_grade.html_number(v)), '')
	INTO lines FROM generate_series(0::numeric, ceiling, step) AS v;

	-- where there is room all columns have a tick, on a phone every third
	SELECT string_agg(CASE WHEN d.back % 3 = 0 OR cardinality(days) <= 18
			THEN format('<text%s x="%s%%" y="%s" text-anchor="middle">%s</text>', CASE WHEN d.back % 3 <> 0 THEN ' class="minor"' END, d.x, height + 28,
				CASE WHEN every = 'year' THEN to_char(d.day, 'YYYY') WHEN words ->> 'lang' = 'en' THEN to_char(d.day, 'Mon') ELSE to_char(d.day, 'FMMM"月"') END) END, '')
		-- beside the year that follows there is no room for the one before
		|| string_agg(CASE WHEN every <> 'year' AND extract(year FROM d.day) IS DISTINCT FROM extract(year FROM days[d.place - 1])
			AND (d.place > 1 OR extract(year FROM coalesce(days[2], d.day)) = extract(year FROM d.day))
			THEN format('<text class="strong%s" x="%s%%" y="%s" text-anchor="middle">%s</text>',
				CASE WHEN d.place = 1 AND extract(month FROM d.day) > 9 THEN ' minor' END, d.x, height + 45, to_char(d.day, 'YYYY')) END, '')
	INTO ticks
	FROM (
		SELECT d.day, d.place, cardinality(days) - d.place AS back, round((d.place - 0.5) * 100 / cardinality(days), 2) AS x
		FROM unnest(days) WITH ORDINALITY AS d(day, place)
	) AS d;

	SELECT string_agg(format('<rect class="%s" x="%s%%" y="%s" width="%s%%" height="%s"><title>%s · %s: %s</title></rect>',
		customer_grade.html_grade_class(s.grade, s.rank), round((s.column - 0.89) * 100 / cardinality(days), 2),
		round(10 + height - height * s.top / ceiling, 1), round(78.0 / cardinality(days), 2),
		round(greatest(height * s.customers / ceiling - 1, 0.5), 1), s.day, coalesce(customer_grade.html_escape(s.grade), words ->> 'no grade'),
		customer_grade.html_number(s.customers)), E'\n' ORDER BY s.column, s.place)
	INTO columns
	FROM jsonb_to_recordset(stack) AS s("column" integer, day date, grade text, rank smallint, customers bigint, place integer, top numeric)
	WHERE s.customers > 0;

	-- from the bottom up, each label in the middle of its part or as near as the one below lets it
	WITH RECURSIVE part AS (
		SELECT s.grade, s.customers / nullif(s.total, 0) AS share, 10 + height - height * (s.top - s.customers / 2.0) / ceiling AS middle,
			row_number() OVER (ORDER BY s.place) AS n, count(*) OVER () AS parts
		FROM jsonb_to_recordset(stack) AS s("column" integer, grade text, rank smallint, customers bigint, place integer, top numeric, total numeric)
		WHERE s.column = cardinality(days) AND s.customers > 0
	), placed AS (
		SELECT p.*, p.middle AS y FROM part AS p WHERE p.n = 1
		UNION ALL
		SELECT p.*, least(p.middle, b.y - 17) FROM placed AS b JOIN part AS p ON p.n = b.n + 1
	)
	SELECT string_agg(format('<text class="strong" x="100%%" dx="6" y="%s" dy="4">%s<tspan class="share" dx="5">%s</tspan></text>', round(p.y, 1),
		coalesce(customer_grade.html_escape(left(p.grade, 5) || CASE WHEN length(p.grade) > 5 THEN '…' ELSE '' END), '–'),
		customer_grade.html_percent(p.share)), '')
	INTO labels FROM placed AS p WHERE p.parts <= 12;

	SELECT string_agg(format('<th scope="col" class="n">%s</th>', customer_grade.html_chip(s.grade, s.rank, words)), '' ORDER BY s.place)
	INTO heads
	FROM jsonb_to_recordset(stack) AS s("column" integer, grade text, rank smallint, place integer) WHERE s.column = cardinality(days);
	SELECT string_agg(t.line, E'\n' ORDER BY t.day) INTO rows
	FROM (
		SELECT s.day, format('<tr><th scope="row">%s</th>%s<td class="n">%s</td></tr>', s.day,
			string_agg(format('<td class="n">%s</td>', customer_grade.html_number(s.customers)), '' ORDER BY s.place),
			customer_grade.html_number(sum(s.customers))) AS line
		FROM jsonb_to_recordset(stack) AS s(day date, customers bigint, place integer)
		GROUP BY s.day
	) AS t;

	RETURN format('<p class="lead">%s</p><figure class="chart"><svg role="img" aria-labelledby="months-name months-text" width="100%%" height="%s">'
			'<title id="months-name">%s</title><desc id="months-text">%s</desc>%s' || E'\n%s\n%s\n%s</svg></figure>\n',
			words ->> 'months lead', height + 52, words ->> 'months caption',
			format(words ->> 'months text', days[1], days[cardinality(days)]), lines, columns, ticks, labels)
		|| format('<details><summary>%s</summary>%s</details>', words ->> 'numbers',
			customer_grade.html_table('plain', words ->> 'months caption',
				customer_grade.html_head(words ->> 'period end') || heads || customer_grade.html_head('#' || (words ->> 'total')), rows));
END
$function$;
COMMENT ON FUNCTION customer_grade.html_months(date[], text, jsonb, jsonb) IS
	'section: customers by grade at the ends of months, of quarters or years in a long span';

CREATE FUNCTION customer_grade.html_migration(attachment customer_grade.attachment, from_date date, as_of date, moves jsonb, words jsonb) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH m AS (
		SELECT m.*, CASE m.direction WHEN 'joined' THEN 'joined' ELSE coalesce('=' || m.grade_from, '') END AS source,
			CASE m.direction WHEN 'left' THEN 'left' ELSE coalesce('=' || m.grade_to, '') END AS target
		FROM jsonb_to_recordset(moves) AS m(grade_from text, rank_from smallint, grade_to text, rank_to smallint, direction text, customers bigint, share numeric)
	), scale AS (
		SELECT s.grade, s.rank, s.ordinality AS place, coalesce('=' || s.grade, '') AS id
		FROM customer_grade.grade_scale(attachment.standard, as_of) WITH ORDINALITY AS s
		UNION ALL	-- labels of earlier versions
		SELECT o.grade, min(o.rank), 500, '=' || o.grade
		FROM (SELECT m.grade_from AS grade, m.rank_from AS rank FROM m UNION SELECT m.grade_to, m.rank_to FROM m) AS o
		WHERE o.grade IS NOT NULL
			AND NOT EXISTS (SELECT FROM customer_grade.grade_scale(attachment.standard, as_of) AS s WHERE s.grade = o.grade)
		GROUP BY o.grade
	), source AS (
		SELECT s.id, s.place, CASE WHEN s.grade IS NULL THEN words ->> 'no grade' ELSE customer_grade.html_chip(s.grade, s.rank, words) END AS name
		FROM scale AS s
		WHERE s.grade IS NOT NULL OR EXISTS (SELECT FROM m WHERE m.source = '')
		UNION ALL SELECT 'joined', 2000, words ->> 'new' WHERE EXISTS (SELECT FROM m WHERE m.source = 'joined')
	), target AS (
		SELECT s.id, s.place, CASE WHEN s.grade IS NULL THEN words ->> 'no grade' ELSE customer_grade.html_chip(s.grade, s.rank, words) END AS name
		FROM scale AS s
		WHERE s.grade IS NOT NULL OR EXISTS (SELECT FROM m WHERE m.target = '')
		UNION ALL SELECT 'left', 2000, words ->> 'gone' WHERE EXISTS (SELECT FROM m WHERE m.target = 'left')
	), line AS (
		SELECT f.place, format('<tr><th scope="row">%s</th>%s<td class="n">%s</td></tr>', f.name,
			string_agg(CASE WHEN m.customers IS NULL THEN '<td></td>' ELSE format('<td class="%s%s">%s<small>%s%s</small></td>',
				CASE m.direction WHEN 'better' THEN 'up' WHEN 'worse' THEN 'down' ELSE 'same' END,
				CASE WHEN m.direction IN ('better', 'worse', 'same') THEN least(floor(m.share * 5), 4) ELSE 0 END,
				customer_grade.html_number(m.customers),
				CASE m.direction WHEN 'better' THEN '▲ ' WHEN 'worse' THEN '▼ ' WHEN 'same' THEN '= ' END,
				CASE WHEN m.share IS NOT NULL THEN customer_grade.html_percent(m.share) END) END, '' ORDER BY t.place, t.id),
			customer_grade.html_number(coalesce(sum(m.customers), 0))) AS html
		FROM source AS f CROSS JOIN target AS t LEFT JOIN m ON m.source = f.id AND m.target = t.id
		GROUP BY f.id, f.place, f.name
	)
	SELECT format('<p class="lead">%s%s</p>', format(words ->> 'migration lead', from_date, as_of),
			(SELECT CASE WHEN count(m.grade_from) > 0 THEN format(words ->> 'stayed share', customer_grade.html_percent(
				coalesce(sum(m.customers) FILTER (WHERE m.direction = 'same' AND m.grade_to IS NOT NULL), 0)
				/ sum(m.customers) FILTER (WHERE m.grade_from IS NOT NULL))) END FROM m))
		|| customer_grade.html_table('matrix', format(words ->> 'migration caption', from_date, as_of),
			customer_grade.html_head(words ->> 'from to')
				|| (SELECT string_agg(format('<th scope="col">%s</th>', t.name), '' ORDER BY t.place, t.id) FROM target AS t)
				|| customer_grade.html_head('#' || (words ->> 'total')),
			(SELECT string_agg(l.html, E'\n' ORDER BY l.place) FROM line AS l))
		|| format('<ul class="key"><li><b class="up3">▲</b>%s</li><li><b class="same3">=</b>%s</li><li><b class="down3">▼</b>%s</li></ul>',
			words ->> 'up', words ->> 'stayed', words ->> 'down')
$function$;
COMMENT ON FUNCTION customer_grade.html_migration(customer_grade.attachment, date, date, jsonb, jsonb) IS
	'section: the migration matrix as a heat map, shares of the row as shade';

CREATE FUNCTION customer_grade.html_movers(attachment customer_grade.attachment, from_date date, as_of date, name_column name, words jsonb) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH moved AS MATERIALIZED (
		SELECT m.* FROM customer_grade.movers(attachment.standard, attachment.subject, from_date, as_of) AS m
		WHERE m.direction IN ('better', 'worse')
	), list AS (
		SELECT w.way, (SELECT count(*) FROM moved AS m WHERE m.direction = w.direction) AS customers, count(*) AS shown, string_agg(format(
			'<tr><th scope="row">%s</th><td class="step">%s<span aria-hidden="true"> → </span>%s</td><td>%s<span class="sub"><bdi>%s</bdi></span></td></tr>',
			customer_grade.html_customer(attachment, m.key, name_column),
			customer_grade.html_chip(m.grade_from, m.rank_from, words), customer_grade.html_chip(m.grade_to, m.rank_to, words),
			(m.at AT TIME ZONE attachment.time_zone)::date, customer_grade.html_escape(m.cause)), E'\n'
				ORDER BY abs(m.notches) DESC, least(m.rank_from, m.rank_to), m.at DESC, m.key) FILTER (WHERE m.key IS NOT NULL) AS rows
		FROM (VALUES ('up', 'better'), ('down', 'worse')) AS w(way, direction) LEFT JOIN LATERAL (
			SELECT * FROM moved AS m WHERE m.direction = w.direction
			ORDER BY abs(m.notches) DESC, least(m.rank_from, m.rank_to), m.at DESC, m.key LIMIT 8
		) AS m ON true
		GROUP BY w.way, w.direction
	)
	SELECT format('<p class="lead">%s</p><div class="two">', format(words ->> 'movers lead', from_date))
		|| string_agg(format('<div><h3><span class="%s" aria-hidden="true">%s</span> %s <span class="quiet">%s</span></h3>', l.way,
				CASE l.way WHEN 'up' THEN '▲' ELSE '▼' END, words ->> ('moved ' || l.way),
				CASE WHEN l.rows IS NOT NULL THEN format(words ->> 'shown', l.shown, customer_grade.html_number(l.customers)) END)
			|| CASE WHEN l.rows IS NULL THEN '<p class="quiet">' || (words ->> ('none ' || l.way)) || '</p>'
				ELSE customer_grade.html_table('moves', words ->> ('movers ' || l.way || ' caption'),
					customer_grade.html_head(words ->> 'customer', words ->> 'move', words ->> 'when'), l.rows) END
			|| '</div>', E'\n' ORDER BY l.way DESC) || '</div>'
	FROM list AS l
$function$;
COMMENT ON FUNCTION customer_grade.html_movers(customer_grade.attachment, date, date, name, jsonb) IS
	'section: the customers that moved furthest, up and down';

CREATE FUNCTION customer_grade.html_concentration(attachment customer_grade.attachment, amount_column name, words jsonb) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH c AS MATERIALIZED (
		SELECT c.*, count(*) OVER () AS lines FROM customer_grade.concentration(attachment.standard, attachment.subject, amount_column) WITH ORDINALITY AS c
	), part AS (
		SELECT c.*, 48 + 462 * coalesce(sum(c.customer_share) OVER w, 0) AS x, 170 - 160 * coalesce(sum(c.amount_share) OVER w, 0) AS y
		FROM c WHERE c.ordinality < c.lines
		WINDOW w AS (ORDER BY c.ordinality)
	), amount AS (
		SELECT n.name, format(words ->> 'concentration caption', n.name) AS caption, (SELECT c.gini FROM c WHERE c.ordinality = c.lines) AS gini
		FROM (
			SELECT customer_grade.html_escape(coalesce((SELECT customer_grade.title_part(m.title, CASE words ->> 'lang' WHEN 'en' THEN 2 ELSE 1 END)
				FROM customer_grade.metrics(attachment.standard) AS m WHERE m.name = amount_column), replace(amount_column, '_', ' '))) AS name
		) AS n
	)
	-- the chart is 520 wide; its points are the grades, best first
	SELECT coalesce((SELECT format('<p class="lead">%s</p>', format(words ->> 'concentration lead', customer_grade.html_percent(p.customer_share),
				customer_grade.html_chip(p.grade, p.rank, words), customer_grade.html_percent(p.amount_share), '<bdi>' || amount.name || '</bdi>'))
			FROM part AS p WHERE p.ordinality = 1 AND p.amount_share IS NOT NULL), '')
		|| (SELECT format('<figure class="curve-box"><svg role="img" aria-labelledby="curve-name curve-text" viewBox="0 0 520 213" width="100%%">'
				'<title id="curve-name">%s</title><desc id="curve-text">%s</desc>'
				'<path class="grid" d="M48 10H510M48 90H510M48 170H510M48 10V170M279 10V170M510 10V170"/>'
				'<text x="42" y="15" text-anchor="end">100%%</text><text x="42" y="95" text-anchor="end">50%%</text><text x="42" y="174" text-anchor="end">0</text>'
				'<text x="48" y="189">0</text><text x="279" y="189" text-anchor="middle">50%%</text><text x="510" y="189" text-anchor="end">100%%</text>'
				'<text x="48" y="208">%s →</text><line class="equal" x1="48" y1="170" x2="510" y2="10"/>'
				'<path class="under" d="M48 170%s V170Z"/><path class="curve" d="M48 170%4$s"/>%s</svg>%s</figure>',
			amount.caption, format(words ->> 'concentration text', amount.name), words ->> 'share of customers',
			string_agg(format('L%s %s', round(p.x, 1), round(p.y, 1)), '' ORDER BY p.ordinality),
			string_agg(CASE WHEN p.customers > 0 AND p.grade IS NOT NULL AND p.lines <= 12 THEN format('<circle class="dot" cx="%s" cy="%s" r="4"/><text class="strong" x="%1$s" y="%2$s" dx="%s" dy="16">%s</text>',
				round(p.x, 1), round(p.y, 1), CASE WHEN p.x > 490 THEN -12 ELSE 7 END,
				customer_grade.html_escape(left(p.grade, 6))) END, '' ORDER BY p.ordinality),
			CASE WHEN amount.gini IS NOT NULL THEN '<figcaption>' || format(words ->> 'gini', round(amount.gini, 2)) || '</figcaption>' END) FROM part AS p)
		|| customer_grade.html_table('plain', amount.caption,
			customer_grade.html_head(words ->> 'grade', '#' || (words ->> 'customers'), '#' || (words ->> 'amount'), '#' || (words ->> 'sum'), '#' || (words ->> 'average')),
			(SELECT string_agg(format('<tr><th scope="row">%s</th><td class="n">%s</td><td class="n"><b>%s</b></td><td class="n">%s</td><td class="n">%s</td></tr>',
				customer_grade.html_chip(p.grade, p.rank, words), customer_grade.html_percent(p.customer_share), customer_grade.html_percent(p.amount_share),
				customer_grade.html_number(p.amount), customer_grade.html_number(p.amount / nullif(p.customers, 0))),
				E'\n' ORDER BY p.ordinality) FROM part AS p))
	FROM amount
$function$;
COMMENT ON FUNCTION customer_grade.html_concentration(customer_grade.attachment, name, jsonb) IS
	'section: what share of an amount each grade brings, as a curve and a table';

CREATE FUNCTION customer_grade.html_watchlist(attachment customer_grade.attachment, name_column name, words jsonb) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH w AS MATERIALIZED (
		SELECT w.*, min(w.due_on) OVER (PARTITION BY w.reason) AS first_due, count(*) OVER (PARTITION BY w.reason) AS entries,
			row_number() OVER (PARTITION BY w.reason ORDER BY w.due_on, abs(w.change), w.rank, w.key) AS place
		FROM customer_grade.watchlist(attachment.standard, attachment.subject) AS w
	), line AS (
		SELECT w.reason, w.first_due, w.entries, w.place, format('<tr><th scope="row">%s</th><td class="step">%s%s</td><td>%s</td><td class="step n">%s</td></tr>',
			customer_grade.html_customer(attachment, w.key, name_column), customer_grade.html_chip(w.grade, w.rank, words),
			CASE WHEN w.grade_to <> w.grade OR w.metric IS NOT NULL
				THEN '<span aria-hidden="true"> → </span>' || customer_grade.html_chip(w.grade_to, s.rank, words) END,
			CASE WHEN w.metric IS NOT NULL THEN format('<bdi>%s</bdi><span class="sub">%s → %s</span>',
				customer_grade.html_escape(customer_grade.title_part(coalesce(m.title, replace(w.metric, '_', ' ')), CASE words ->> 'lang' WHEN 'en' THEN 2 ELSE 1 END)),
				customer_grade.html_amount(w.value), customer_grade.html_amount(w.threshold)) END,
			coalesce(w.due_on::text, CASE WHEN w.change < 0 THEN '−' ELSE '+' END || customer_grade.html_percent(abs(w.change)))) AS html
		FROM w LEFT JOIN customer_grade.grade_scale(attachment.standard, customer_grade.clock_day(attachment)) AS s ON s.grade = w.grade_to
			LEFT JOIN customer_grade.metrics(attachment.standard) AS m ON m.name = w.metric
		WHERE w.place <= 5
	)
	SELECT coalesce(format('<p class="lead">%s</p>', words ->> 'watchlist lead')
		|| customer_grade.html_table('watch', words ->> 'watchlist caption',
			customer_grade.html_head(words ->> 'customer', words ->> 'move', words ->> 'why', '#' || (words ->> 'due')),
			string_agg(format(E'<tr class="group"><th scope="colgroup" colspan="4">%s <span class="quiet">%s</span></th></tr>\n%s',
				coalesce(words ->> g.reason, customer_grade.html_escape(g.reason)), format(words ->> 'shown', g.shown, customer_grade.html_number(g.entries)), g.rows),
				E'\n' ORDER BY g.first_due, g.reason)),
		'<p class="quiet">' || (words ->> 'nothing') || '</p>')
	FROM (
		SELECT l.reason, l.first_due, l.entries, count(*) AS shown, string_agg(l.html, E'\n' ORDER BY l.place) AS rows
		FROM line AS l GROUP BY l.reason, l.first_due, l.entries
	) AS g
$function$;
COMMENT ON FUNCTION customer_grade.html_watchlist(customer_grade.attachment, name, jsonb) IS
	'section: the customers whose grade may change soon, the nearest of each kind';

--
-- The standard
--

CREATE FUNCTION customer_grade.html_rubric(rubric text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT string_agg(CASE
			WHEN t.token LIKE '--%' OR t.token LIKE '/*%' THEN format('<i class="c">%s</i>', e.html)
			WHEN t.token LIKE '''%' THEN format('<span class="s">%s</span>', e.html)
			WHEN t.token ~ '^[0-9]' THEN format('<span class="v">%s</span>', e.html)
			WHEN lower(t.token) IN ('grades', 'unranked', 'metric', 'parameter', 'define', 'scope', 'require', 'criterion', 'grade', 'cap',
				'floor', 'when', 'otherwise', 'weight', 'max', 'missing', 'unit', 'and', 'or', 'not', 'in', 'between', 'is', 'null',
				'case', 'then', 'else', 'end', 'true', 'false') THEN format('<b class="k">%s</b>', e.html)
			ELSE e.html END, '' ORDER BY m.ordinality)
	FROM regexp_matches(rubric, '--[^\n]*|/\*.*?\*/|''(?:[^'']|'''')*''|"(?:[^"]|"")*"|[[:alpha:]_]\w*|[0-9][0-9.]*[%万萬亿億]*|[^-/''"[:alnum:]_]+|.', 'g')
			WITH ORDINALITY AS m(match, ordinality),
		LATERAL (SELECT m.match[1] AS token) AS t, LATERAL (SELECT customer_grade.html_escape(t.token) AS html) AS e
$function$;
COMMENT ON FUNCTION customer_grade.html_rubric(text) IS
	'the text of a rubric with comments, strings, numbers and words of the language marked';

CREATE FUNCTION customer_grade.html_standard(attachment customer_grade.attachment, as_of date, words jsonb) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	text_of customer_grade.rubric;
	part integer := CASE words ->> 'lang' WHEN 'en' THEN 2 ELSE 1 END;
	grades text;
	rules text;
	metrics text;
	criteria text;
BEGIN
	SELECT s.rubric INTO text_of FROM customer_grade.standard AS s
	WHERE s.name = attachment.standard ORDER BY s.effective @> as_of DESC, s.version DESC LIMIT 1;

	SELECT string_agg(format('<tr><th scope="row">%s</th><td><bdi>%s</bdi></td><td>%s</td><td>%s</td></tr>',
		customer_grade.html_chip(g.grade, g.rank, words), customer_grade.html_escape(nullif(CASE part WHEN 2 THEN g.title_en ELSE g.title_zh END, g.grade)),
		(SELECT string_agg(coalesce('<code>' || customer_grade.html_rubric(nullif(r.condition, 'otherwise')) || '</code>', words ->> 'otherwise')
				|| coalesce(format('<span class="sub">%s</span>', customer_grade.html_escape(customer_grade.title_part(r.title, part))), ''), '<br/>' ORDER BY r.ordinal)
			FROM customer_grade.rules(text_of) AS r WHERE r.kind = 'grade' AND r.label = g.grade),
		(SELECT string_agg(customer_grade.html_escape(concat_ws(' ', coalesce(words ->> ('treatment ' || t.name), replace(t.name, '_', ' ')) || ':',
				CASE WHEN t.value ~ '^[0-9]{4,15}$' THEN customer_grade.html_amount(t.value::numeric) ELSE t.value END, coalesce(words ->> ('unit ' || t.unit), t.unit))
				|| coalesce(' (' || t.condition || ')', '')), '<br/>' ORDER BY t.name, t.value)
			FROM customer_grade.treatments(attachment.standard, g.grade) AS t)), E'\n' ORDER BY g.ordinality)
	INTO grades
	FROM customer_grade.grade_scale(attachment.standard, as_of) WITH ORDINALITY AS g
	WHERE g.grade IS NOT NULL;

	SELECT string_agg(format('<tr><th scope="row">%s%s</th><td>%s%s</td></tr>', words ->> r.kind,
		CASE WHEN r.label IS NOT NULL THEN ' ' || customer_grade.html_chip(r.label,
			(SELECT s.rank FROM customer_grade.grade_scale(attachment.standard, as_of) AS s WHERE s.grade = r.label), words) END,
		'<code>' || customer_grade.html_rubric(r.condition) || '</code>',
		'<span class="sub">' || customer_grade.html_escape(customer_grade.title_part(r.title, part)) || '</span>'), E'\n' ORDER BY r.place)
	INTO rules
	FROM customer_grade.rules(text_of) WITH ORDINALITY AS r(ordinal, kind, label, condition, title, place) WHERE r.kind <> 'grade';

	SELECT string_agg(format('<tr><th scope="row"><code>%s</code></th><td>%s</td><td>%s</td></tr>', customer_grade.html_escape(m.name),
		customer_grade.html_escape(customer_grade.title_part(m.title, part)),
		customer_grade.html_escape(concat_ws(' ', m.type, m.domain, m.unit))), E'\n' ORDER BY m.ordinality)
	INTO metrics
	FROM customer_grade.metrics(text_of) WITH ORDINALITY AS m;

	SELECT string_agg(format('<tr><th scope="row">%s</th><td class="n">%s</td><td class="n">%s</td><td><code>%s</code></td></tr>',
		customer_grade.html_escape(coalesce(customer_grade.title_part(c.title, part), c.name)), customer_grade.html_escape(c.weight),
		customer_grade.html_escape(c.max), customer_grade.html_rubric(c.points)), E'\n' ORDER BY c.ordinality)
	INTO criteria
	FROM customer_grade.criteria(text_of) WITH ORDINALITY AS c;

	RETURN format('<p class="lead">%s</p>', words ->> 'standard lead')
		|| customer_grade.html_table('stack rules', words ->> 'standard caption',
			customer_grade.html_head(words ->> 'grade', words ->> 'meaning', words ->> 'condition', words ->> 'gets'), grades)
		|| coalesce('<h3>' || (words ->> 'before') || '</h3>' || customer_grade.html_table('stack', words ->> 'before',
			customer_grade.html_head(words ->> 'rule', words ->> 'condition'), rules), '')
		|| coalesce('<h3>' || (words ->> 'criteria') || '</h3>' || customer_grade.html_table('stack', words ->> 'criteria',
			customer_grade.html_head(words ->> 'criterion', '#' || (words ->> 'weight'), '#' || (words ->> 'max'), words ->> 'computed'), criteria), '')
		|| coalesce('<h3>' || (words ->> 'metrics') || '</h3>' || customer_grade.html_table('stack', words ->> 'metrics',
			customer_grade.html_head(words ->> 'metric', words ->> 'meaning', words ->> 'values'), metrics), '')
		|| format('<details><summary>%s</summary><pre dir="ltr">%s</pre></details>', words ->> 'text',
			customer_grade.html_rubric(btrim(text_of::text, E'\n')));
END
$function$;
COMMENT ON FUNCTION customer_grade.html_standard(customer_grade.attachment, date, jsonb) IS
	'section: the standard in force, as tables and as text';

--
-- The page
--

-- Its queries read much and run once: compiling them would take longer than running them.
CREATE FUNCTION customer_grade.report_html(
	standard text,
	subject regclass,
	as_of date DEFAULT NULL,
	language text DEFAULT 'en',
	from_date date DEFAULT NULL,
	name_column name DEFAULT NULL,
	amount_column name DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET jit = off
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(report_html.standard, report_html.subject);
	today date := customer_grade.clock_day(a);
	last_day date := least(report_html.as_of, today);
	first_day date;
	words jsonb;
	version record;
	every text;
	days date[];
	series jsonb;
	moves jsonb;
	style text;
BEGIN
	SELECT jsonb_object_agg(w.word, CASE report_html.language WHEN 'en' THEN w.en ELSE w.zh END) INTO words
	FROM customer_grade.html_words() AS w WHERE report_html.language IN ('en', 'zh');
	IF words IS NULL THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('the report is not available in language "%s"', report_html.language),
			HINT = 'It is en or zh.';
	END IF;
	IF report_html.name_column IS NOT NULL AND NOT EXISTS (SELECT FROM pg_attribute AS c
			WHERE c.attrelid = report_html.subject AND c.attname = report_html.name_column AND c.attnum > 0 AND NOT c.attisdropped) THEN
		RAISE undefined_column USING
			MESSAGE = format('%s has no column "%s"', report_html.subject, report_html.name_column);
	END IF;

	-- a year back, as far as there are grades
	EXECUTE format('SELECT (min(g.valid_from) AT TIME ZONE %L)::date FROM %s AS g', a.time_zone, a.grades) INTO first_day;
	first_day := least(greatest(coalesce(report_html.from_date, (last_day - interval '1 year')::date), first_day), last_day);

	SELECT s.version, customer_grade.title_part(coalesce(s.title, s.name), CASE report_html.language WHEN 'en' THEN 2 ELSE 1 END) AS title
	INTO version FROM customer_grade.standard AS s
	WHERE s.name = report_html.standard ORDER BY s.effective @> last_day DESC, s.version DESC LIMIT 1;
	every := CASE WHEN last_day - first_day <= 1100 THEN 'month' WHEN last_day - first_day <= 3300 THEN 'quarter' ELSE 'year' END;
	days := customer_grade.grid(first_day, last_day, every);
	SELECT jsonb_agg(to_jsonb(d)) INTO series
	FROM customer_grade.distribution_days(report_html.standard, report_html.subject, days || ARRAY[first_day, last_day]) AS d;
	SELECT jsonb_agg(to_jsonb(m)) INTO moves
	FROM customer_grade.migration(report_html.standard, report_html.subject, first_day, last_day) AS m;
	style := customer_grade.html_style(report_html.standard, last_day);

	RETURN '<!DOCTYPE html>' || E'\n' || format($html$<html lang="%s">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<meta name="referrer" content="no-referrer"/>
<meta name="generator" content="customer_grade"/>
<title>%s · %s · %s</title>
<style>%s</style>
</head>
$html$, words ->> 'lang', encode(sha256(convert_to(style, 'UTF8')), 'base64'), customer_grade.html_escape(version.title), words ->> 'report', last_day, style)
		|| format($html$<body>
<a class="skip" href="#distribution">%s</a>
<svg class="defs" width="0" height="0" aria-hidden="true"><title>%s</title><desc>%2$s</desc><defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="paper" width="6" height="6"/><rect class="ungraded" width="2" height="6"/></pattern></defs></svg>
<header>
<p class="eyebrow">%s</p>
<h1><bdi>%s</bdi></h1>
<p>%s</p>
<p class="quiet">%s</p>
</header>
$html$, words ->> 'skip', words ->> 'no grade', words ->> 'report', customer_grade.html_escape(version.title),
			format(words ->> 'period', last_day, first_day),
			format(words ->> 'of', '<bdi>' || customer_grade.html_escape(report_html.standard) || '</bdi>', version.version,
				'<bdi>' || customer_grade.html_escape(report_html.subject::text) || '</bdi>'))
		|| customer_grade.html_figures(a, first_day, last_day, series, moves, words)
		|| E'<main>\n'
		|| E'<div class="pair">\n'
		|| customer_grade.html_section('distribution', customer_grade.html_distribution(first_day, last_day, series, words), words)
		|| customer_grade.html_section('months', customer_grade.html_months(days, every, series, words), words)
		|| customer_grade.html_section('migration', customer_grade.html_migration(a, first_day, last_day, moves, words), words)
		|| CASE WHEN amount_column IS NOT NULL AND last_day = today
			THEN customer_grade.html_section('concentration', customer_grade.html_concentration(a, amount_column, words), words) ELSE '' END
		|| E'</div>\n'
		|| customer_grade.html_section('movers', customer_grade.html_movers(a, first_day, last_day, name_column, words), words)
		|| CASE WHEN last_day = today
			THEN customer_grade.html_section('watchlist', customer_grade.html_watchlist(a, name_column, words), words) ELSE '' END
		|| customer_grade.html_section('standard', customer_grade.html_standard(a, last_day, words), words)
		|| E'</main>\n'
		|| format(E'<footer>%s</footer>\n</body>\n</html>\n', format(words ->> 'footer', today));
END
$function$;
COMMENT ON FUNCTION customer_grade.report_html(text, regclass, date, text, date, name, name) IS
	'the state of an attachment as one HTML page without script, network or fonts of its own: key figures, distribution, months, migration, movers, concentration of an amount, watchlist and the standard itself, at the end of a day (default: now) and since from_date (default: a year before); language en or zh; name_column of the subject shows customers by name. Errors: 55000 not attached, 22023 no such language, 42703 no such column';
