-- bins() and discrimination() of 1,000 applicants for credit and 7,043 customers of a telephone company give the figures
-- that others have published.
--
-- The data are described in the README.md of the data directory, which is no part of this project; without it there
-- is nothing to test.

\if :{?data_dir}
\setenv DATA :data_dir
\else
\echo 1..0 # SKIP there is no directory with the real data
\quit
\endif

BEGIN;
SET client_min_messages = warning;
SET search_path = customer_grade, public;
SELECT plan(27);

-- A criterion for a column: an alternative for each of its values.
CREATE FUNCTION pg_temp.criterion(relation regclass, name text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	points text;
BEGIN
	EXECUTE format('SELECT string_agg(format(''%%s when %1$I = %%L'', v.place, v.value), '', '') FROM (
		SELECT t.%1$I AS value, row_number() OVER (ORDER BY t.%1$I) AS place FROM (SELECT DISTINCT %1$I FROM %2$s) AS t) AS v', name, relation) INTO points;
	RETURN format('criterion %I = %s;', name, points);
END
$$;

--
-- German credit: the information values of the R package scorecard for its data set germancredit, function iv()
--
CREATE TABLE german_credit (
	status_of_existing_checking_account text, duration_in_month int, credit_history text, purpose text, credit_amount int,
	savings_account_and_bonds text, present_employment_since text, installment_rate_in_percentage_of_disposable_income int, personal_status_and_sex text,
	other_debtors_or_guarantors text, present_residence_since int, property text, age_in_years int,
	other_installment_plans text, housing text, number_of_existing_credits_at_this_bank int, job text,
	number_of_people_being_liable_to_provide_maintenance_for int, telephone text, foreign_worker text, creditability text);
\copy german_credit FROM PROGRAM 'gzip -dc "$DATA"/german_credit.csv.gz' CSV HEADER
CREATE TABLE published (name text, iv numeric);
INSERT INTO published VALUES
	('status_of_existing_checking_account', 0.6660), ('credit_history', 0.2932), ('savings_account_and_bonds', 0.1960), ('purpose', 0.1692),
	('property', 0.1126), ('present_employment_since', 0.0864), ('housing', 0.0833), ('other_installment_plans', 0.0576),
	('foreign_worker', 0.0439), ('other_debtors_or_guarantors', 0.0320), ('job', 0.0088), ('telephone', 0.0064);
CREATE VIEW applicant AS SELECT *, creditability = 'bad' AS bad FROM german_credit;
SELECT define_standard('german', (string_agg(format('metric %I text;', name), ' ') || string_agg(pg_temp.criterion('applicant', name), ' '))::rubric, force => 'to measure') FROM published \g /dev/null
SELECT is(round(sum(b.iv), 4), p.iv, 'information value of ' || p.name)
FROM published AS p, bins('german', p.name, 'applicant', 'bad') AS b GROUP BY p.name, p.iv ORDER BY p.name;
SELECT results_eq($$ SELECT sum(b.customers)::bigint, sum(b.good)::bigint, sum(b.bad)::bigint FROM bins('german', 'housing', 'applicant', 'bad') AS b $$,
	'VALUES (1000::bigint, 700::bigint, 300::bigint)', '700 good and 300 bad');
-- as plain SQL has it
SELECT results_eq($$ SELECT substring(alternative FROM '= ''(.*)''$'), customers, bad, bad_rate, woe FROM bins('german', 'status_of_existing_checking_account', 'applicant', 'bad') ORDER BY 1 $$,
	$$ SELECT status_of_existing_checking_account, count(*), count(*) FILTER (WHERE bad), round(avg(bad::int), 6),
		round(ln((count(*) FILTER (WHERE NOT bad) / 700.0) / (count(*) FILTER (WHERE bad) / 300.0)), 6) FROM applicant GROUP BY 1 ORDER BY 1 $$, 'weights of evidence of the checking account');
CREATE FUNCTION pg_temp.woe(value text) RETURNS numeric LANGUAGE sql AS $$
	SELECT round(-b.woe, 4) FROM customer_grade.bins('german', 'status_of_existing_checking_account', 'applicant', 'bad') AS b WHERE b.alternative LIKE '%' || value || '''' $$;
-- its sign is that of ln(bad / good) there
SELECT is(pg_temp.woe('no checking account'), -1.1763, 'as published: no checking account');
SELECT is(pg_temp.woe('... < 0 DM'), 0.8181, 'as published: below 0');

--
-- Telco: the churn rates that IBM and all who use its sample tell
--
CREATE TABLE telco (customerid text, gender text, seniorcitizen int, partner text, dependents text, tenure int, phoneservice text, multiplelines text, internetservice text,
	onlinesecurity text, onlinebackup text, deviceprotection text, techsupport text, streamingtv text, streamingmovies text, contract text, paperlessbilling text, paymentmethod text,
	monthlycharges numeric, totalcharges text, churn text);
\copy telco FROM PROGRAM 'gzip -dc "$DATA"/telco_customer_churn.csv.gz' CSV HEADER
CREATE VIEW subscriber AS SELECT *, churn = 'Yes' AS churned FROM telco;
SELECT define_standard('telco', $$
	grades stays > watch > leaves;
	metric contract text in ('Two year' > 'One year' > 'Month-to-month');
	metric tenure number >= 0 unit 'month';
	metric internetservice text in ('No', 'DSL', 'Fiber optic');
	criterion bound = 40 when contract = 'Two year', 20 when contract = 'One year', 0 otherwise;
	criterion time = 30 when tenure >= 48, 20 when tenure >= 12, 0 otherwise;
	criterion net = 20 when internetservice = 'No', 10 when internetservice = 'DSL', 0 otherwise;
	grade stays when score >= 50;
	grade watch when score >= 20;
	grade leaves otherwise;
$$) \g /dev/null
SELECT results_eq($$ SELECT substring(alternative FROM '''(.*)''$'), customers, bad, round(bad_rate * 100, 2) FROM bins('telco', 'bound', 'subscriber', 'churned') $$,
	$$ VALUES ('Two year', 1695::bigint, 48::bigint, 2.83), ('One year', 1473, 166, 11.27), (NULL, 3875, 1655, 42.71) $$, 'churn by contract');
SELECT results_eq($$ SELECT substring(alternative FROM '''(.*)''$'), customers, round(bad * 100.0 / customers, 2) FROM bins('telco', 'net', 'subscriber', 'churned') $$,
	$$ VALUES ('No', 1526::bigint, 7.40), ('DSL', 2421, 18.96), (NULL, 3096, 41.89) $$, 'churn by internet service');
SELECT is((SELECT round(sum(iv), 2) FROM bins('telco', 'bound', 'subscriber', 'churned')), 1.24, 'information value of the contract');
SELECT results_eq($$ SELECT customers, bad, round(bad_rate * 100, 2) FROM discrimination('telco', 'subscriber', 'churned') WHERE measure = 'score' $$, 'VALUES (7043::bigint, 1869::bigint, 26.54)', 'churn of all');
CREATE TABLE scored AS SELECT s.churned, a.score, a.rank, a.grade FROM subscriber AS s, assess('telco', s) AS a;
-- beside the sum over ranks of Mann and Whitney, and the gap of Kolmogorov and Smirnov, over single rows
SELECT is(d.auc, m.auc, 'auc of the ' || d.measure) FROM discrimination('telco', 'subscriber', 'churned') AS d, LATERAL (
	SELECT round((sum(r.place) FILTER (WHERE NOT r.churned) - 5174 * 5175 / 2.0) / (5174 * 1869.0), 6) AS auc
	FROM (SELECT churned, rank() OVER w + (count(*) OVER (PARTITION BY v.value) - 1) / 2.0 AS place
		FROM scored AS s, LATERAL (SELECT CASE d.measure WHEN 'score' THEN s.score ELSE -s.rank END) AS v(value) WINDOW w AS (ORDER BY v.value)) AS r) AS m
WHERE d.grade IS NULL;
SELECT is(d.ks, m.ks, 'ks of the ' || d.measure) FROM discrimination('telco', 'subscriber', 'churned') AS d, LATERAL (
	SELECT round(max(abs(r.bad / 1869.0 - r.good / 5174.0)), 6) AS ks
	FROM (SELECT count(*) FILTER (WHERE churned) OVER w AS bad, count(*) FILTER (WHERE NOT churned) OVER w AS good
		FROM scored AS s, LATERAL (SELECT CASE d.measure WHEN 'score' THEN s.score ELSE -s.rank END) AS v(value) WINDOW w AS (ORDER BY v.value)) AS r) AS m
WHERE d.grade IS NULL;
SELECT ok(abs(d.gini - (2 * d.auc - 1)) <= 0.000002, 'gini of the ' || d.measure) FROM discrimination('telco', 'subscriber', 'churned') AS d WHERE d.grade IS NULL AND d.measure = 'score';
SELECT results_eq($$ SELECT grade, customers, bad, bad_rate FROM discrimination('telco', 'subscriber', 'churned') WHERE grade IS NOT NULL $$,
	$$ SELECT grade, count(*), count(*) FILTER (WHERE churned), round(avg(churned::int), 6) FROM scored GROUP BY grade, rank ORDER BY rank $$, 'churn by grade');
SELECT ok(bool_and(rate > before), 'worse grades leave more often') FROM (
	SELECT bad_rate AS rate, lag(bad_rate) OVER (ORDER BY rank) AS before FROM discrimination('telco', 'subscriber', 'churned') WHERE grade IS NOT NULL) AS g WHERE before IS NOT NULL;

SELECT * FROM finish();
ROLLBACK;
