-- Color and type of the report page.

CREATE FUNCTION customer_grade_internal.html_luminance(color text) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT sum(c.weight * CASE WHEN c.value <= 0.04045 THEN c.value / 12.92 ELSE power((c.value + 0.055) / 1.055, 2.4) END)
	FROM (
		SELECT w.weight, get_byte(decode(substr(color, 2), 'hex'), w.channel) / 255.0::double precision AS value
		FROM (VALUES (0, 0.2126), (1, 0.7152), (2, 0.0722)) AS w(channel, weight)
	) AS c
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_luminance(text) IS
	'relative luminance of a color #rrggbb, as WCAG 2 defines it: 0 is black, 1 white';

-- On dark paper a dark color is mixed with white until it stands out three to one; the ink on a
-- color, black or white, has a contrast of at least 4.5.
CREATE FUNCTION customer_grade_internal.html_color(color text, dark boolean, OUT fill text, OUT ink text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT m.fill, CASE WHEN customer_grade_internal.html_luminance(m.fill) <= 0.179 THEN '#ffffff' ELSE '#000000' END
	FROM (
		SELECT w.white, '#' || string_agg(lpad(to_hex(v.value + (255 - v.value) * w.white / 20), 2, '0'), '' ORDER BY v.channel) AS fill
		FROM generate_series(0, CASE WHEN dark THEN 19 ELSE 0 END) AS w(white),
			(SELECT c.channel,
			get_byte(decode(substr(CASE WHEN color ~ '^#[0-9A-Fa-f]{6}$' THEN color ELSE '#bbbbbb' END, 2), 'hex'), c.channel) AS value
				FROM generate_series(0, 2) AS c(channel)) AS v
		GROUP BY w.white
	) AS m
	ORDER BY customer_grade_internal.html_luminance(m.fill) < 0.125 AND dark, m.white
	LIMIT 1
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_color(text, boolean) IS
	'a color #rrggbb for light or dark paper, and an ink that is readable on it';

-- Light and dark, phone and paper. Classes g1, g2, ... are the ranks of the standard.
CREATE FUNCTION customer_grade_internal.html_style(standard text, version integer) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH colors AS (
		SELECT string_agg(format('--g%1$s:%2$s;--i%1$s:%3$s;', s.rank, light.fill, light.ink), '' ORDER BY s.rank) AS light,
			string_agg(format('--g%1$s:%2$s;--i%1$s:%3$s;', s.rank, dark.fill, dark.ink), '' ORDER BY s.rank) AS dark,
			string_agg(format('.chip.g%s{background:var(--g%1$s);color:var(--i%1$s)}.g%1$s{fill:var(--g%1$s)}', s.rank), ''
			ORDER BY s.rank) AS classes
		FROM customer_grade_internal.version_scale(html_style.standard, html_style.version) AS s,
			customer_grade_internal.html_color(s.color, false) AS light, customer_grade_internal.html_color(s.color, true) AS dark
		WHERE s.rank IS NOT NULL
	)
	SELECT format($css$
:root{color-scheme:light dark;--paper:#fff;--soft:#f3f5f7;--ink:#15191e;--quiet:#57606a;--line:#dfe3e8;--up:#006d77;--up-tint:0,
125,140;--down:#a04000;--down-tint:208,104,20;--same-tint:87,96,106;--accent:#1f5c99;--grey:#8b8f96;%1$s}
@media screen and (prefers-color-scheme:dark){:root{--paper:#11151a;--soft:#1b2128;--ink:#e8ebee;--quiet:#9ba6b1;--line:#2c343d;
--up:#5ec8d2;--up-tint:60,180,195;--down:#f2a365;--down-tint:235,140,60;--same-tint:155,166,177;--accent:#8cc1ee;--grey:#7c858f;%2$s}}
*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",
"PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC",sans-serif;-webkit-text-size-adjust:100%%;text-size-adjust:100%%}
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
.contents ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;margin:1.25rem 0 0;padding:0;font-size:.875rem}
.contents a{text-decoration:none}.contents a:hover{text-decoration:underline}
.kpis{display:grid;grid-template-columns:repeat(6,1fr);gap:1.5rem 0;margin:1.75rem 0 0;padding:1.25rem 0;border:solid var(--line);
border-width:1px 0}
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
.scroll{overflow-x:auto;scrollbar-width:thin;background:linear-gradient(to right,var(--paper) 1rem,transparent) 0 0/2rem 100%% no-repeat local,
linear-gradient(to left,var(--paper) 1rem,transparent) 100%% 0/2rem 100%% no-repeat local,
linear-gradient(to right,var(--line),transparent) 0 0/1rem 100%% no-repeat scroll,
linear-gradient(to left,var(--line),transparent) 100%% 0/1rem 100%% no-repeat scroll}
.sub{display:block;font-size:.8125rem}
.up{color:var(--up)}.down{color:var(--down)}
.chip{display:inline-block;width:max-content;min-width:1.75rem;max-width:9rem;padding:0 .4375rem;border-radius:.25rem;
background:var(--grey);color:#0b1118;text-align:center;font-size:.875rem;line-height:1.5rem;font-weight:650;overflow-wrap:anywhere}
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
.chart{margin:0;padding-right:5rem;overflow:hidden}
%5$s
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
.step,.day{white-space:nowrap}
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
.chart{padding-right:4.5rem}
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
summary,.skip,.contents{display:none}
section{margin-top:2rem}
.scroll{overflow:visible;background:none}
.pair,.two{grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 2rem}
text{font-size:9px}
.minor{display:none}
footer{margin-top:2rem;break-before:avoid}
figure,tr,.kpis{break-inside:avoid}
h2,h3,.lead,caption,thead,.group{break-after:avoid}
tbody tr:first-child,.group+tr{break-before:avoid}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
details::details-content{display:block;content-visibility:visible;height:auto}
}
@page{margin:16mm 14mm}
$css$,
		colors.light, colors.dark, colors.classes,
		-- the tints of the heat map
		(SELECT string_agg(format('.%1$s%2$s{background:rgba(var(--%1$s-tint),%3$s)}', kind, level, round(0.06 + 0.11 * level, 2)), ''
			ORDER BY kind, level)
		FROM unnest(ARRAY['up', 'down', 'same']) AS kind, generate_series(0, 4) AS level),
		-- room for labels of so many characters left of a chart
		(SELECT string_agg(format('.wide%s{padding-left:%srem}', n, 0.6 + 0.52 * n), '' ORDER BY n) FROM generate_series(1, 20) AS n))
	FROM colors
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_style(text, integer) IS
	'the style sheet of report_html() with the colors of a standard''s grades';
