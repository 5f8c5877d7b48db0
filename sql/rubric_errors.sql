-- What the rubric language refuses, where, and what it says.
SET search_path = customer_grade, public;
\pset format unaligned
\pset tuples_only on
CREATE FUNCTION wrong(VARIADIC texts text[]) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  t text;
  m text;
  d text;
  h text;
BEGIN
  FOREACH t IN ARRAY texts LOOP
    BEGIN
      RETURN NEXT 'accepted: ' || t::customer_grade.rubric::text;
    EXCEPTION WHEN OTHERS THEN
      GET STACKED DIAGNOSTICS m = MESSAGE_TEXT, d = PG_EXCEPTION_DETAIL, h = PG_EXCEPTION_HINT;
      RETURN NEXT concat_ws(E'\n  ', SQLSTATE || ': ' || m, nullif(d, ''), nullif(h, ''));
    END;
  END LOOP;
END $$;

-- As an ordinary statement shows it
SELECT 'grades A > B;
grade A wen x > 1;'::rubric;

-- The place: line, column in characters, and the line, of a long one the part around the place
SELECT wrong(E'grades 甲, 乙;\r\n  grade 甲 when 客户金额 > ;\r\nscore = 1;',
  'score = ' || repeat('客户 + ', 30) || '* ' || repeat(' + 客户', 30) || ';',
  E'score = 1\n\n  -- the end\n');

-- Characters
SELECT wrong('score = 1; /* /* */', 'score = ''abc', 'score = "abc', 'score = "";', 'grades A; grade A when x == 1;', 'score = 5 %;',
  'score = a & b;', 'score = a.b;', 'score = $1;', 'score = .5;', 'score = a || b;', 'score = a ^ 2;', 'score = ~a;',
  E'score = a\\b;', E'score = a\001b;');

-- Full-width punctuation
SELECT wrong('score = a，b', 'score = a；', 'score：= 1;', 'score = （a);', 'score = 金额＋1;', 'score = a＞1;', 'score = a≥1;', 'score = a≤1;',
  'score = a≠1;', 'score = a×2;', 'score = a÷2;', 'score = a－2;', 'score = a—2;', 'score = １０;', 'score = ａ;', 'score = 10％;',
  'grades A “best”;', 'grades A ‘best’;', 'grades A 「best」;', 'grades A、B;', 'grades A。', 'grades A《B;', 'score = 10万，');
SELECT wrong(U&'score\3000= 1;', U&'score\00A0= 1;', U&'score = a\200B;', U&'\FEFFscore = 1;');
SELECT wrong('score = ''，；（）'' + "a，b"; -- 。');

-- Numbers
SELECT wrong('score = 10万元;', 'score = 10or 5;', 'score = 5abc;', 'score = 1e5;', 'score = 1_000;', 'score = 10万万;', 'score = 5%%;', 'score = 5%a;',
  'score = 1.2.3;', 'score = 5.;', 'score = 1,000;', 'score = ' || repeat('1', 1001) || ';');

-- Dates
SELECT wrong('metric d >= date ''2023-02-29'';', 'score = date ''2023-1-1'' - d;', 'score = date ''01.02.2023'' - d;', 'score = date ''0000-01-01'' - d;',
  'score = date ''today'' - d;', 'score = date ''2023-13-01'' - d;', 'score = date ''2023-12-00'' - d;', 'score = date ''2023-12-01 '' - d;');

-- Grammar: what was found, what was expected
SELECT wrong('', ' -- nothing', ';', 'score = 1', 'score = 1;;', 'metrik x;', 'hello world;', '1;', 'select 1;');
SELECT wrong('grades;', 'grades A >;', 'grades A B;', 'grades A, ;', 'grades A, B > C;', 'grades when;', 'grades ''A'';', 'grades A ''t'' ''u'';', 'grades 1.5;',
  'grades 5万;');
SELECT wrong('metric;', 'metric 5;', 'metric date;', 'metric x numeric;', 'metric x integer;', 'metric x number number;', 'metric x number positive;',
  'metric x >= ;', 'metric x >= y;', 'metric x in ();', 'metric x in (''a'' > ''b'', ''c'');', 'metric x in (null);', 'metric x between 1;',
  'metric x between 1 or 2;', 'metric x unit;', 'metric x ''t'' unit ''u'';', 'metric x = 5;', 'metric x number >= - ;', 'metric score;');
SELECT wrong('parameter x = ;', 'parameter x = y;', 'parameter x = 5 >= 0;', 'parameter x = date;', 'define x;', 'define x = ;', 'define 5 = 1;', 'define not = 1;',
  'scope x > 1;', 'scope when ;', 'require ;', 'require x > 5;', 'require x and y;', 'require x,;', 'require (x);');
SELECT wrong('criterion x;', 'criterion x max 10 weight 2 = 1;', 'criterion x weight = 1;', 'criterion x weight -y = 1;', 'criterion x weight ''a'' = 1;',
  'criterion x = ;', 'criterion x = 1 when;', 'criterion x = 1 otherwise;', 'criterion x = 1 when a, 2;', 'criterion x = 1 when a, 2 otherwise, 3 when b;',
  'score 5;', 'score = 1, 2;');
SELECT wrong('grade A;', 'grade A if x;', 'grade A othrwise;', 'grade when x;', 'grade A when x, y;', 'grade A when x grade B when y;', 'cap A otherwise;',
  'floor when x;', 'cap A when x is good;');
SELECT wrong('score = (1;', 'score = 1);', 'score = a b;', 'score = a +;', 'score = * a;', 'score = a < b < c;', 'score = a in b;', 'score = a not = b;', 'score = a is 5;',
  'score = a between 1 or 2;', 'score = case end;', 'score = case when a then 1 else 2;', 'score = case when a 1 end;', 'score = case x else 1 end;', 'score = abs();',
  'score = abs(1, );', 'score = date;', 'score = ''a'' ''b'';', 'score = not;', 'score = and;', 'score = f(x)(y);', 'score = "a" "b";');

-- Functions
SELECT wrong('score = rond(x);', 'score = 开方(x);', 'score = abs(x, y);', 'score = power(x);', 'score = nullif(x);', 'score = round(x, 1, 2);', 'score = now(x);');

-- Grades and rules
SELECT wrong('grades A > A; grade A when x;', 'grades A, A; grade A when x;', 'grades A; grades B; grade A when x;', 'grades A;', 'grades A > B; grade a when x;',
  'grades Gold > Silver; grade Golt when x;', 'grades A; grade Z when x;', 'grade A when x;', 'score = 1; cap A when x;',
  'grades A > B; grade A otherwise; grade B when x;', 'grades A; grade A otherwise; grade A otherwise;', 'grades A, none; grade A when x; cap none when y;',
  'grades A, none; grade A when x; floor none when y;', 'metric x;', 'define x = 1;', 'scope when x;', 'parameter x; require x;');

-- Names
SELECT wrong('metric x; metric X; score = 1;', 'metric x; parameter x; score = 1;', 'define x = 1; parameter x; score = x;', 'define x = 1; define x = 2; score = x;',
  'criterion c = 1; criterion C = 2;', 'score = 1; score = 2;',
  'metric amount; score = amont;', 'metric amount; score = "Amount";', 'metric 金额; score = 金客;', 'metric amount; score = other;', 'metric a; criterion c = 1; score = c;',
  'score = x; define x = 1;', 'score = x; parameter x;', 'score = x; metric x;', 'define x = x + 1; score = x;', 'define y = x; define x = y; score = x;');

-- Score
SELECT wrong('define d = score; score = d;', 'scope when score > 1; score = 1;', 'criterion c = score;', 'criterion c weight (score) = 1;', 'criterion c max (score) = 1;',
  'criterion c missing (score) = 1;', 'criterion c = 1 when score > 1;', 'score = score + 1;', 'grades A; grade A when score > 1;', 'grades A; grade A when x; cap A when score > 1;');

-- Domains and defaults
SELECT wrong('metric x text >= 1;', 'metric x text >= ''a'';', 'metric x boolean between false and true;', 'metric x between 1 and date ''2020-01-01'';', 'metric x between 2 and 1;',
  'metric x between date ''2020-01-02'' and date ''2020-01-01'';', 'metric x number in (1 > 2);', 'metric x in (date ''2020-01-01'' > date ''2020-01-02'');', 'metric x in (1, ''a'');',
  'metric x number in (''a'', ''b'');', 'metric x in (1, 2, 1.0);', 'metric x in (''a'', ''b'', ''a'');', 'metric x in (''a'' > ''b'' > ''a'');', 'metric x in (true, true);',
  'parameter p number = ''a'';', 'parameter p text = 5;', 'parameter p >= 1 = 0.5;', 'parameter p > 1 = 1;', 'parameter p < 1 = 1;', 'parameter p <= 1 = 2;', 'parameter p between 1 and 3 = 3.01;',
  'parameter p in (1, 2) = 3;', 'parameter p in (''good'', ''bad'') = ''god'';', 'parameter p > date ''2020-01-01'' = date ''2020-01-01'';');

-- Types
SELECT wrong('grades A; grade A when 5;', 'grades A; grade A when x + 1;', 'scope when ''a''; score = 1;', 'grades A; grade A when x; cap A when 1;', 'grades A; grade A when x; floor A when date ''2020-01-01'';',
  'score = ''a'';', 'score = true;', 'criterion c = ''a'';', 'criterion c = 1 when 2;', 'criterion c weight (''a'') = 1;', 'criterion c max (x = 1) = 1;', 'criterion c missing (x > 1) = 1;');
SELECT wrong('score = ''a'' + 1;', 'score = 1 - ''a'';', 'score = 2 * true;', 'score = ''a'' / 2;', 'score = -''a'';', 'score = +''a'';', 'score = date ''2020-01-01'' + 30;', 'score = date ''2020-01-01'' - 30;',
  'metric d date; score = 30 - d;', 'metric d date; score = d * 2;', 'score = round(''a'');', 'score = power(2, x = 1);', 'score = greatest(true, false);', 'score = least(''a'', ''b'');',
  'score = coalesce(1, ''a'');', 'score = nullif(1, date ''2020-01-01'');', 'score = case when x then 1 else ''a'' end;', 'score = case when 1 then 1 end;', 'score = case x when 1 then 1 when ''a'' then 2 end;',
  'score = 1 and true;', 'score = not 1;', 'score = 1 or x;');
SELECT wrong('grades A; grade A when 1 is true;', 'grades A; grade A when ''a'' is false;', 'grades A; grade A when 1 = ''1'';', 'grades A; grade A when x = 1 and x = ''a'';', 'grades A; grade A when x and x > 1;',
  'metric d date; grades A; grade A when d >= ''2020-01-01'';', 'grades A; grade A when x in (1, ''a'');', 'grades A; grade A when x between 1 and ''a'';', 'metric x text in (''a'', ''b''); grades A; grade A when x < ''a'';',
  'metric t text in (''a'', ''b''); grades A; grade A when t between ''a'' and ''b'';', 'metric t text in (''a'', ''b''); define u = coalesce(t, ''c''); grades A; grade A when u > t;', 'grades A; grade A when x and y and x < y;',
  'score = x; grades A; grade A when y = x and y = ''a'';', 'define d = x; grades A; grade A when d = 1 and x = ''a'';');

-- Ordered and listed values
SELECT wrong(VARIADIC array_agg('metric credit in (''excellent'' > ''good'' > ''poor''); metric small in (''good'' > ''poor''); metric note text; metric region in (''north'', ''south'');
' || t ORDER BY i))
FROM unnest(ARRAY['score = case when credit >= ''god'' then 1 end;', 'score = case when ''fine'' < credit then 1 end;', 'score = case when credit = ''Good'' then 1 end;',
  'score = case when credit in (''good'', ''bad'') then 1 end;', 'score = case when credit between ''poor'' and ''best'' then 1 end;', 'score = case credit when ''exelent'' then 1 end;',
  'score = case when credit > small then 1 end;', 'score = case when credit = small then 1 end;', 'score = case when credit > note then 1 end;', 'score = case when note < credit then 1 end;',
  'score = case when least(credit, small) = ''good'' then 1 end;', 'score = case when least(credit, ''bad'') = ''good'' then 1 end;', 'score = case when greatest(note, credit) = ''good'' then 1 end;',
  'score = case when coalesce(credit, ''none'') > ''good'' then 1 end;', 'score = case when credit = case when note = ''x'' then ''gut'' else ''good'' end then 1 end;',
  'score = case when region = ''nord'' then 1 end;', 'score = case when region in (''north'', ''west'') then 1 end;', 'score = case when ''sud'' <> region then 1 end;',
  'score = case when region > ''north'' then 1 end;']) WITH ORDINALITY AS u (t, i);

-- Constants that must fail
SELECT wrong('score = 1 / 0;', 'score = 5% / -0.00;', 'score = x + (1 / (0));');

-- The population
SELECT wrong(VARIADIC array_agg('metric a number; metric b text; metric d date; ' || t || ' score = 1;' ORDER BY i))
FROM unnest(ARRAY['parameter x = a;', 'define e = a; parameter x = 1 + e;', 'parameter x = count(a) + score;', 'define e = sum(a);', 'grades A; grade A when count(a) > 1;',
  'parameter x = max(min(a));', 'parameter x = top(a, count(a));', 'parameter x = top(a, b);', 'parameter x = top(a, 120%);', 'parameter x = quantile(a, -0.1);', 'parameter x = largest(a, 0);', 'parameter x = largest(a, 2.5);',
  'parameter x = max(a per b); parameter y = top(a, x);', 'define e = tile(a, 1);', 'define e = tile(a, 101);', 'define e = tile(a, 2.0);', 'define e = tile(a + 1, 5);', 'parameter p = 3; define e = tile(a, p);',
  'parameter x = max(tile(a, 5));', 'define e = abs(a per b);', 'parameter x = max(a) + max(a per b);', 'parameter x = max(a per b) keep max(a);', 'parameter x = max(a) keep max(a per b);',
  'parameter x = max(a per b); parameter y = max(a per d) + x;', 'parameter x = max(a per a);', 'parameter p = ''x''; parameter x = max(a per p);', 'parameter x = x;', 'parameter x = max(case when a > x then a end);',
  'parameter x = max(a) keep max(case when a > x then a end);', 'parameter x = top(score, 5%); criterion c = a;', 'parameter x = max(b);', 'parameter x = sum(d);', 'parameter x text = max(a);', 'parameter x = 5 keep ''y'';',
  'parameter x = 5 keep 2; parameter "x keep" = 3;', 'parameter "tile(a, 5)" = 3; define e = tile(a, 5);', 'parameter x = 5; parameter "x keep" = 3;',
  'parameter x > 3 = 5 keep 2;', 'parameter x = top(a, 5%); scope when a > x;', 'parameter x = top(a, 5%); define e = a - x; require e;', 'scope when tile(a, 5) > 1;', 'parameter x = max(d); require x;',
  'parameter y = z; parameter z = 1;', 'parameter x = count(a, b);', 'parameter x = top(a);']) WITH ORDINALITY AS u (t, i);

-- Limits
SELECT wrong('score = ' || repeat('(', 10000), 'score = ' || repeat('(', 201) || 'x' || repeat(')', 201) || ';', 'score = ' || repeat('abs(', 201), 'score = ' || repeat('case when ', 201),
  'score = ' || repeat('- ', 201) || 'x;', 'score = ' || repeat('not ', 201) || 'x;', 'score = ' || repeat('x in (', 201), 'criterion c weight ' || repeat('(', 201),
  'score = x' || repeat('+1', 2000) || ';', 'score = x' || repeat('+1', 100000) || ';', 'grades A; grade A when x' || repeat(' is true', 2000) || ';',
  'score = 1;' || repeat(' ', 1024 * 1024 - 9));
SELECT wrong('grades ' || string_agg('g' || n, ' > ') || '; grade g1 otherwise;') FROM generate_series(1, 65) n;
SELECT wrong(string_agg('metric m' || n || ';', ''), string_agg('parameter m' || n || ';', ''), string_agg('define m' || n || ' = 1;', ''), string_agg('scope when true;', ''),
  'require ' || string_agg('x', ',') || ';', string_agg('criterion m' || n || ' = 1;', ''), string_agg('grade A when x;', ''), string_agg('cap A when x;', ''), string_agg('floor A when x;', ''),
  'score = ' || string_agg('m' || n, '+') || ';', 'metric a in (' || string_agg(n::text, ', ') || ');')
FROM generate_series(1, 1001) n;
SELECT wrong('define a0 = x + 1;' || string_agg(format('define a%s = a%s + a%s;', n, n - 1, n - 1), '' ORDER BY n) || 'score = a20;') FROM generate_series(1, 20) n;
SELECT wrong('define a0 = x + 1;' || string_agg(format('define a%s = 3 * (a%s + 1) / 2;', n, n - 1), '' ORDER BY n) || 'score = a20;') FROM generate_series(1, 900) n;
DROP FUNCTION wrong;
