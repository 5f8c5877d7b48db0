-- Terms, targets and treatments: what is refused, where, and what it says.
SET search_path = customer_grade, public;
\pset format unaligned
\pset tuples_only on
CREATE FUNCTION wrong(rubric text, VARIADIC statements text[]) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  s text;
  m text;
  d text;
  h text;
BEGIN
  FOREACH s IN ARRAY statements LOOP
    BEGIN
      PERFORM (rubric || E'\n' || s)::customer_grade.rubric;
      RETURN NEXT 'accepted: ' || s;
    EXCEPTION WHEN OTHERS THEN
      GET STACKED DIAGNOSTICS m = MESSAGE_TEXT, d = PG_EXCEPTION_DETAIL, h = PG_EXCEPTION_HINT;
      RETURN NEXT concat_ws(E'\n  ', SQLSTATE || ': ' || m, nullif(d, ''), nullif(h, ''));
    END;
  END LOOP;
END $$;
\set metrics 'metric sales number; metric since_on date; metric vip boolean; metric town text;'
\set graded :metrics 'grades A > B > C, blocked; grade A when sales > 2; grade B when sales > 1; grade C otherwise;'

-- Grades that a statement names
SELECT wrong(:'graded', 'approval of D;', 'approval of A until b;', 'target A = 20%, D = 10%;', 'treatment visit for A, D;');
SELECT wrong(:'graded', 'approval of blocked until C;', 'approval of A until blocked;', 'target blocked = 1%;', 'treatment visit for blocked = 1;');

-- What may stand once
SELECT wrong(:'graded', 'review daily; review daily;', 'promotion never; promotion never;', 'demotion never; demotion never;', 'validity 1 year; validity 1 year;',
  'provisional 1 month; provisional 1 month;', 'override never; override never;');
SELECT wrong(:'graded', 'approval of A, B, A;', 'approval of A; approval of B, A;', 'approval of A; approval;', 'approval; approval of blocked;', 'approval steps boss, section, Boss;',
  'target A = 20%, A = 30%;', 'target A = 20%; target B = 10%, A = 30%;', 'treatment visit for A, B, A = 1;', 'treatment visit for A = 1; treatment visit for A = 2;');

-- Spans, days and calendars
SELECT wrong(:'graded', 'validity 0 days;', 'validity 1001 years;', 'validity 366000 days;', 'validity 12months;', 'validity 1000 years;', 'override within 0 ranks;', 'override within 65 ranks;');
SELECT wrong(:'graded', 'review yearly 02-30;', 'review yearly 02-29;', 'review yearly 13-01;', 'review month day 32;', 'review month day 0;', 'review yearly 09-30, 03-31;', 'review yearly 03-31, 03-31;',
  'review yearly 03-30 to 03-25;', 'review weekly moonday;', 'review weekly Monday;');
SELECT wrong(:'graded', 'review moth end;', 'review ''month end'';', 'review half end;', 'demotion after 30;', 'promotion at once;', 'validity to end of the year;', 'approval by director;', 'override by three people;', 'target A;', 'treatment;');

-- Reviews and steps
SELECT wrong(:'graded', 'promotion at review;', 'demotion one step at review;', 'demotion 30 days after review;', 'promotion one step at review; review year end;');
SELECT wrong(:'graded', 'demotion one step;', 'review month end; demotion one step;', 'demotion one step; validity 1 year;', 'demotion one step after 30 days;');

-- Who has the grade until it is approved
SELECT wrong(:'graded', 'approval of A, B until B;', 'approval of A until B; approval of B;', 'approval until C;', 'approval of C until B;', 'approval of B, blocked until A;', 'approval of blocked until A;');

-- Targets
SELECT wrong(:'graded', 'target A = 101%;', 'target A = 60%, B = 40.0001%;', 'target A = 60%; target B = 20%; target C = 20%, blocked = 1%;', 'target A = 60%, B = 40%;', 'target A = -1%;',
  'target A = ' || repeat('9', 400) || ', B = 1;');

-- Days that begin something
SELECT wrong(:'graded', 'review every 12 months from sales;', 'review every 12 months from joined;', 'provisional 6 months since town;', 'provisional 6 months since vip;', 'review every 12 months from since_on;',
  'define first = date ''2020-01-01''; provisional 6 months since first;', 'provisional 6 months since first; define first = since_on;', 'provisional 6 months since score;');

-- Treatments
SELECT wrong(:'graded', 'treatment visit = 1 when vip, ''often'' otherwise;', 'treatment visit = 1 when sales;', 'treatment visit when sales;', 'treatment visit = score;', 'treatment visit = 1 / 0;', 'treatment visit = 2 * town;',
  'treatment visit when visits > 2;', 'treatment visit = later; define later = 1;', 'treatment visit = town when vip, null otherwise;', 'treatment visit = since_on;', 'treatment visit = vip;', 'treatment visit;',
  'score = sales; treatment visit = score when score > 1;');

-- Rubrics without grades, or without ranks
SELECT wrong('score = sales;', 'review daily;', 'promotion never;', 'demotion never;', 'validity 1 year;', 'provisional 1 month;', 'approval;', 'approval of A;', 'override never;', 'target A = 1;', 'treatment visit = 1;');
SELECT wrong('grades unranked yes, no; grade yes when sales > 1; grade no otherwise;', 'promotion never;', 'demotion never;', 'validity 1 year;', 'approval;', 'override within 1 rank;',
  'provisional 1 month; approval of yes until no; override never; target yes = 20%; treatment visit for yes;');
SELECT wrong('', 'review daily;', 'promotion never;');

-- What only terms and treatments read need not be in the row that is graded
\set standard 'metric sales number; metric first_on date; metric discount number; define known = first_on; define unread = sales; grades A > B; grade A when sales > 2; grade B otherwise; provisional 6 months since known; treatment discount = discount * sales when known is not null;'
SELECT grade(:'standard'::rubric, r), grade(:'standard'::rubric, to_jsonb(r)) FROM (SELECT 3 AS sales) AS r;
SELECT kind, name, value, outcome FROM explain(:'standard'::rubric, '{"sales": 3}');
SELECT to_sql(:'standard'::rubric);
SELECT input_type(:'standard'::rubric);
DROP FUNCTION wrong;

-- As rows
SELECT $$
grades A 'key' > B > C, blocked;
metric revenue number >= 0; metric overdue_days number; metric first_order_on date;
grade A when revenue >= 1000; grade B when revenue >= 100; grade C otherwise;
cap C when overdue_days > 90 at once '逾期 | overdue';
cap B when overdue_days > 30;
review month end after 5 days '每月的月底调整一次 | at the end of each month';
promotion one step at review;
demotion one step 30 days after /* its day */ review;
validity to end of next year;
provisional 6 months since first_order_on '合作滿六個月后評估 | the first six months';
approval of A, blocked until C valid 1 year '不采用終身制 | not for life' steps section '科長申報', director '部長審核',
	manager;
approval of B;
override within 1 rank by two people valid 6 months;
target A = 20%, C = 0.505;
treatment visit_interval for A = 2 unit 'week' '每两周拜访一次 | a visit every two weeks';
treatment credit_limit for A, B = 20% * revenue when overdue_days = 0, 10万 otherwise unit 'CNY';
treatment gift for A = 'calendar'; treatment gift = 'bottle' when revenue > 5000, 'card' when revenue > 500;
treatment hotline when revenue > 10;
treatment newsletter;
$$ AS text \gset
SELECT * FROM terms(:'text'::rubric);
SELECT * FROM treatments(:'text'::rubric);
SELECT * FROM terms('grades A; grade A otherwise; override by two people; approval;'::rubric);
SELECT count(*) FROM terms('score = 1;'::rubric) UNION ALL SELECT count(*) FROM treatments(NULL::rubric);
