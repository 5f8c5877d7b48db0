-- Whole procedures of the catalog, from adopt() and attach() alone, a year or more of each: what their texts say of reviews, rises, falls and
-- approvals happens on its days, and nothing else does. Where a source has no calendar ("in time"), grades follow the customer at once.

\o /dev/null
SET client_min_messages = warning;
SET timezone = 'UTC';
CREATE ROLE regress_owner;
CREATE ROLE regress_section;
CREATE ROLE regress_director;
CREATE ROLE regress_manager;
GRANT CREATE ON SCHEMA public TO regress_owner;
CREATE FUNCTION pg_temp.on_day(day text) RETURNS void LANGUAGE sql AS $$ SELECT set_config('customer_grade.clock', day || ' 12:00+00', false) $$;
-- the grades in force, in brackets what is computed where it differs
CREATE FUNCTION pg_temp.stands(subject regclass) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE (SELECT format($q$
		SELECT string_agg(concat_ws(' ', l.id || ':', coalesce(l.grade, '-'), CASE WHEN l.computed_grade IS DISTINCT FROM l.grade
			THEN format('(%%s)', coalesce(l.computed_grade, '-')) END, nullif(l.state, 'final')), ', ' ORDER BY l.id)
		FROM %s AS l $q$, a.ledger) FROM customer_grade.attachment AS a WHERE a.subject = stands.subject) INTO result;
	RETURN result;
END $$;
-- the scheduler on the first day of each month, for \gexec
CREATE FUNCTION pg_temp.monthly(first date, last date) RETURNS TABLE (clock text, call text) LANGUAGE sql AS $$
	SELECT format('SELECT pg_temp.on_day(%L)', d.day::date), 'CALL customer_grade.run_due_reviews()' FROM generate_series(first, last, interval '1 month') AS d(day) $$;
-- a step of an approval, by a member of a role
CREATE FUNCTION pg_temp.signed(role text, standard text, subject regclass, ids int[], valid_until date DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('SET LOCAL ROLE %I', role);
	PERFORM customer_grade.approve(standard, subject, id, 'signed', valid_until) FROM unnest(ids) AS c(id);
	RESET ROLE;
END $$;
CREATE FUNCTION pg_temp.waiting(role text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format('SET LOCAL ROLE %I', role);
	SELECT string_agg(concat_ws(' ', w.key ->> 'id', w.proposed_grade, w.title), ', ' ORDER BY w.key) INTO result FROM customer_grade.awaiting() AS w;
	RESET ROLE;
	RETURN result;
END $$;
\o
SELECT * FROM no_plan();

--
-- 客戶分級管理制度: two years of a manufacturer
--
\o /dev/null
SELECT pg_temp.on_day('2024-04-01');
SELECT customer_grade.adopt('manufacturer_abc');
SET ROLE regress_owner;
CREATE TABLE account (id int PRIMARY KEY, sales_level text, price_level text, collection text, first_order_on date);
INSERT INTO account VALUES (1, 'high', 'high', 'good', '2020-01-01'), (2, 'mid', 'high', 'good', '2020-01-01'), (3, 'low', 'low', 'poor', '2020-01-01'),
	(4, 'high', 'high', 'good', '2020-01-01'), (5, 'high', 'high', 'good', '2020-01-01');
SELECT customer_grade.attach('manufacturer_abc', 'account',
	approver => '{"section": "regress_section", "director": "regress_director", "manager": "regress_manager"}');
RESET ROLE;
\o
SELECT is(pg_temp.stands('account'), '1: B (A) pending, 2: B, 3: C, 4: B (A) pending, 5: B (A) pending', 'a candidate for A waits as B');
-- D新合作的客戶: 評定暫時等級, 在合作滿六個月后, 進行評估
INSERT INTO account VALUES (6, 'mid', 'high', 'good', '2024-03-01');
SELECT is(pg_temp.stands('account') LIKE '%, 6: B provisional', true, 'a new customer has a provisional grade');
UPDATE account SET sales_level = 'low', price_level = 'low', collection = 'poor' WHERE id = 6;
SELECT is(pg_temp.stands('account') LIKE '%, 6: C provisional', true, 'which falls at once');
UPDATE account SET sales_level = 'high' WHERE id = 6;
SELECT is(pg_temp.stands('account') LIKE '%, 6: B provisional', true, 'and rises at once');

-- 由銷售科長申報, 銷售部長負責審核, 總經理董事長批準
SELECT is(pg_temp.waiting('regress_section'), '1 A proposed by the section chief, 4 A proposed by the section chief, '
	'5 A proposed by the section chief', 'the section chief applies');
SELECT pg_temp.on_day('2024-04-05'), pg_temp.signed('regress_section', 'manufacturer_abc', 'account', '{1,4,5}') \g /dev/null
SELECT is(pg_temp.stands('account') LIKE '1: B (A) pending, %', true, 'which puts no A in force');
SELECT is(pg_temp.waiting('regress_manager'), NULL, 'nor asks the manager');
SELECT pg_temp.on_day('2024-04-08'), pg_temp.signed('regress_director', 'manufacturer_abc', 'account', '{1,4,5}') \g /dev/null
SELECT is(pg_temp.stands('account') LIKE '1: B (A) pending, %', true, 'nor does the review by the director');
SELECT is(pg_temp.waiting('regress_manager') LIKE '1 A approved by the general manager, %', true, 'now the manager is asked');
SELECT pg_temp.on_day('2024-04-10'), pg_temp.signed('regress_manager', 'manufacturer_abc', 'account', '{1,4,5}') \g /dev/null
SELECT is(pg_temp.stands('account'), '1: A, 2: B, 3: C, 4: A, 5: A, 6: B provisional', 'the manager approves: A');

-- between reviews nothing moves, but for the provisional
SELECT pg_temp.on_day('2024-07-01') \g /dev/null
UPDATE account SET sales_level = 'low', price_level = 'low', collection = 'poor' WHERE id IN (2, 6);
UPDATE account SET sales_level = 'mid' WHERE id = 3;
UPDATE account SET collection = 'average' WHERE id = 4;
SELECT is(pg_temp.stands('account'), '1: A, 2: B (C), 3: C (B), 4: A (B), 5: A, 6: C provisional', 'in July only the new customer moves');
SELECT pg_temp.on_day('2024-08-31') \g /dev/null
CALL customer_grade.run_due_reviews();
SELECT is(pg_temp.stands('account') LIKE '%, 6: C provisional', true, 'not yet six months');
SELECT pg_temp.on_day('2024-09-01') \g /dev/null
CALL customer_grade.run_due_reviews();
UPDATE account SET sales_level = 'mid' WHERE id = 6;
SELECT is(pg_temp.stands('account'), '1: A, 2: B (C), 3: C (B), 4: A (B), 5: A, 6: C (B)', 'after six months the grade is confirmed, and waits for the review like the others');

-- 一般在每年初3月份的25―30日
SELECT pg_temp.on_day('2025-03-25') \g /dev/null
CALL customer_grade.run_due_reviews();
SELECT is(pg_temp.stands('account'), '1: A, 2: B (C), 3: C (B), 4: A (B), 5: A, 6: C (B)', '25 March has to be over');
SELECT pg_temp.on_day('2025-03-26') \g /dev/null
CALL customer_grade.run_due_reviews();
SELECT is(pg_temp.stands('account'), '1: A, 2: C, 3: B, 4: B, 5: A, 6: B', 'the review of March: rises and falls');
SELECT is((SELECT string_agg(to_char(as_of, 'YYYY-MM-DD'), ', ' ORDER BY as_of) FROM customer_grade.review_log('manufacturer_abc', 'account') WHERE kind = 'review'),
	'2025-03-25', 'held once, as of its first day');

-- A級客戶不采用終身制
SELECT pg_temp.signed('regress_section', 'manufacturer_abc', 'account', '{1}'), pg_temp.signed('regress_director', 'manufacturer_abc', 'account', '{1}'),
	pg_temp.signed('regress_manager', 'manufacturer_abc', 'account', '{1}') \g /dev/null
SELECT pg_temp.on_day('2025-04-10') \g /dev/null
CALL customer_grade.run_due_reviews();
SELECT is(pg_temp.stands('account'), '1: A, 2: C, 3: B, 4: B, 5: A, 6: B', 'the last day of the approvals of 2024');
SELECT pg_temp.on_day('2025-04-11') \g /dev/null
CALL customer_grade.run_due_reviews();
SELECT is(pg_temp.stands('account'), '1: A, 2: C, 3: B, 4: B, 5: B (A) pending, 6: B', 'A lapses, unless it was approved again');
SELECT pg_temp.on_day('2026-03-26') \g /dev/null
CALL customer_grade.run_due_reviews();
SELECT is(pg_temp.stands('account') LIKE '1: A, %5: B (A) pending%', true, 'the next review lifts nobody who is not approved');
SELECT pg_temp.on_day('2026-03-27') \g /dev/null
CALL customer_grade.run_due_reviews();
SELECT is(pg_temp.stands('account') LIKE '1: B (A) pending, %', true, 'and the second approval ends after its year');
SELECT is((SELECT string_agg(grade || ' from ' || to_char(valid_from, 'YYYY-MM-DD'), ', ' ORDER BY valid_from) FROM account_manufacturer_abc_grades
	WHERE id = 1 AND grade IS DISTINCT FROM 'B'), 'A from 2024-04-10', 'one period as A, without a gap');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('manufacturer_abc', 'account') $$, 'all of it is as the text says');

-- a review that is held by hand within the window stands for that of its first day
SELECT pg_temp.on_day('2027-03-24') \g /dev/null
UPDATE account SET sales_level = 'mid' WHERE id = 2;
UPDATE account SET collection = 'average' WHERE id = 3;
SELECT pg_temp.on_day('2027-03-28') \g /dev/null
CALL customer_grade.review('manufacturer_abc', 'account', '2027-03-27');
SELECT pg_temp.on_day('2027-04-01') \g /dev/null
CALL customer_grade.run_due_reviews();
SELECT is((SELECT string_agg(to_char(as_of, 'YYYY-MM-DD'), ', ' ORDER BY as_of) FROM customer_grade.review_log('manufacturer_abc', 'account') WHERE kind = 'review'),
	'2025-03-25, 2026-03-25, 2027-03-27', 'the window has one review a year');

--
-- 销售客户等级划分标准: a year of opportunities, adjusted at the end of each month
--
\o /dev/null
SELECT pg_temp.on_day('2024-01-10');
SELECT customer_grade.adopt('sales_opportunity_abcd');
CREATE TABLE opportunity (id int PRIMARY KEY, imported_on date, months_to_close int, monthly_amount_yuan numeric);
INSERT INTO opportunity VALUES (1, '2024-01-05', 5, 30000), (2, '2024-01-05', 14, 1000), (3, '2016-04-20', 1, 500000);
SELECT customer_grade.attach('sales_opportunity_abcd', 'opportunity');
\o
SELECT is(pg_temp.stands('opportunity'), '1: B, 2: D, 3: -', 'opportunities');
UPDATE opportunity SET months_to_close = 2 WHERE id = 1;
UPDATE opportunity SET monthly_amount_yuan = 60000 WHERE id = 2;
SELECT pg_temp.on_day('2024-01-31') \g /dev/null
CALL customer_grade.run_due_reviews();
SELECT is(pg_temp.stands('opportunity'), '1: B (A), 2: D (B), 3: -', 'what the last day of the month brings still counts');
UPDATE opportunity SET monthly_amount_yuan = 20000 WHERE id = 2;
SELECT pg_temp.on_day('2024-02-01') \g /dev/null
CALL customer_grade.run_due_reviews();
SELECT is(pg_temp.stands('opportunity'), '1: A, 2: C, 3: -', 'adjusted when the month is over, by any number of steps');
UPDATE opportunity SET months_to_close = 13, monthly_amount_yuan = 0 WHERE id = 1;
SELECT is(pg_temp.stands('opportunity'), '1: A (D), 2: C, 3: -', 'in February');
SELECT pg_temp.on_day('2024-03-01') \g /dev/null
CALL customer_grade.run_due_reviews();
SELECT is(pg_temp.stands('opportunity'), '1: D, 2: C, 3: -', '29 February is the last day of its month');
\o /dev/null
SELECT * FROM pg_temp.monthly('2024-04-01', '2024-12-01') \gexec
UPDATE opportunity SET months_to_close = 2, monthly_amount_yuan = 60000 WHERE id = 1;
\o
SELECT is(pg_temp.stands('opportunity'), '1: D (A), 2: C, 3: -', 'in December');
SELECT * FROM pg_temp.monthly('2025-01-01', '2025-01-01') \gexec
SELECT is(pg_temp.stands('opportunity'), '1: A, 2: C, 3: -', 'from the lowest to the highest when the year is over');
SELECT is((SELECT string_agg(to_char(as_of, 'MM-DD'), ' ' ORDER BY as_of) FROM customer_grade.review_log('sales_opportunity_abcd', 'opportunity') WHERE kind = 'review'),
	'01-31 02-29 03-31 04-30 05-31 06-30 07-31 08-31 09-30 10-31 11-30 12-31', '每月的月底调整一次: twelve reviews');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('sales_opportunity_abcd', 'opportunity') $$, 'all as the text says');

--
-- 医药客户等级评定办法: a year of distributors, compared with the best of each half-year
--
\o /dev/null
SELECT pg_temp.on_day('2024-06-15');
SELECT customer_grade.adopt('pharma_distributor_scorecard');
CREATE TABLE distributor (id int PRIMARY KEY, cohort text, amt_m1_yuan numeric, amt_m2_yuan numeric, amt_m3_yuan numeric, amt_m4_yuan numeric,
	amt_m5_yuan numeric, amt_m6_yuan numeric, qty_half_year numeric, gross_margin_pct numeric, collection_status text, avg_collection_days numeric,
	problem_limit_days numeric, key_share_pct numeric, bid_price_breach boolean, procurement_mode text, rest_score numeric);
INSERT INTO distributor
SELECT id, cohort, amount, amount, amount, amount, amount, amount, amount, 12, 'normal', 0, 60, 60, false, 'advance_plan', 10
FROM (VALUES (1, 'east', 1000), (2, 'east', 500), (3, 'west', 200)) AS d(id, cohort, amount);
SELECT customer_grade.attach('pharma_distributor_scorecard', 'distributor');
CREATE FUNCTION pg_temp.scores() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE (SELECT format($q$ SELECT string_agg(concat_ws(' ', id || ':', grade, trim_scale(score)), ', ' ORDER BY id) FROM %s $q$, a.ledger)
		FROM customer_grade.attachment AS a WHERE a.subject = 'distributor'::regclass) INTO result;
	RETURN result;
END $$;
\o
SELECT is(pg_temp.scores(), '1: A 100, 2: B 85, 3: A 100', 'the best of each cohort has all points');
SELECT is(customer_grade.frozen('pharma_distributor_scorecard', 'distributor') - 'param_total_rounding', '{"top_monthly_avg_yuan": {"east": 1000, "west": 200}, "top_qty_half_year": {"east": 1000, "west": 200}}',
	'what the best have is frozen');
UPDATE distributor SET amt_m1_yuan = 2000, amt_m2_yuan = 2000, amt_m3_yuan = 2000, amt_m4_yuan = 2000, amt_m5_yuan = 2000, amt_m6_yuan = 2000, qty_half_year = 2000
WHERE id = 2;
SELECT is(pg_temp.scores(), '1: A 100, 2: A 100, 3: A 100', 'a new best one is measured by the old best');
SELECT pg_temp.on_day('2024-07-01') \g /dev/null
CALL customer_grade.run_due_reviews();
SELECT is(pg_temp.scores(), '1: B 85, 2: A 100, 3: A 100', 'until the half-year is over: every half-year the best are taken again');
SELECT pg_temp.on_day('2024-12-31') \g /dev/null
CALL customer_grade.run_due_reviews();
UPDATE distributor SET amt_m1_yuan = 400, qty_half_year = 400 WHERE id = 3;
SELECT pg_temp.on_day('2025-01-01') \g /dev/null
CALL customer_grade.run_due_reviews();
SELECT is((customer_grade.frozen('pharma_distributor_scorecard', 'distributor') #>> '{top_qty_half_year,west}')::numeric, 400::numeric, 'and so at the end of the year');
SELECT is((SELECT string_agg(to_char(as_of, 'YYYY-MM-DD'), ', ' ORDER BY as_of) FROM customer_grade.review_log('pharma_distributor_scorecard', 'distributor') WHERE kind = 'review'),
	'2024-06-30, 2024-12-31', 'half-years');

--
-- 个人VIP客户评定标准: the year in which silver began to ask for more
--
\o /dev/null
SELECT pg_temp.on_day('2022-03-01');
SELECT customer_grade.adopt('unicom_personal_vip');
CREATE TABLE subscriber (id int PRIMARY KEY, assessed_on date, service text, bound_mobile_same_name boolean, m1_yuan numeric, m2_yuan numeric, m3_yuan numeric,
	m4_yuan numeric, m5_yuan numeric, m6_yuan numeric, is_new_subscriber boolean, committed_monthly_yuan numeric, prepaid_one_year boolean,
	number_186_class text, plan_3g_yuan numeric);
INSERT INTO subscriber SELECT id, NULL, 'mobile', NULL, bill, bill, bill, bill, bill, bill, false, 0, false, 'other', 0
FROM (VALUES (1, 90), (2, 100), (3, 300)) AS s(id, bill);
INSERT INTO subscriber VALUES (4, NULL, 'mobile', NULL, NULL, NULL, NULL, NULL, NULL, NULL, true, 200, true, 'other', 0);
SELECT customer_grade.attach('unicom_personal_vip', 'subscriber');
\o
SELECT is(pg_temp.stands('subscriber'), '1: silver, 2: silver, 3: diamond, 4: gold', 'before 9 May 2022');
UPDATE subscriber SET m6_yuan = 50 WHERE id = 3;
SELECT is(pg_temp.stands('subscriber'), '1: silver, 2: silver, 3: gold, 4: gold', 'a card follows the bills at once');
SELECT pg_temp.on_day('2022-05-08') \g /dev/null
CALL customer_grade.run_due_reviews();
SELECT is(pg_temp.stands('subscriber'), '1: silver, 2: silver, 3: gold, 4: gold', 'the last day of the old standard');
SELECT pg_temp.on_day('2022-05-09') \g /dev/null
CALL customer_grade.run_due_reviews();
SELECT is(pg_temp.stands('subscriber'), '1: none, 2: silver, 3: gold, 4: none', '2022年5月9日调整: silver from 100 on, no card by commitment any more');
SELECT is((SELECT string_agg(to_char(as_of, 'YYYY-MM-DD'), ', ' ORDER BY as_of) FROM customer_grade.review_log('unicom_personal_vip', 'subscriber') WHERE kind = 'publish'),
	'2022-05-09', 'published on its day');
\o /dev/null
SELECT * FROM pg_temp.monthly('2022-06-01', '2023-03-01') \gexec
\o
SELECT is(pg_temp.stands('subscriber'), '1: none, 2: silver, 3: gold, 4: none', 'no calendar: time alone moves nobody');
UPDATE subscriber SET m6_yuan = 300 WHERE id = 3;
UPDATE subscriber SET m1_yuan = 99 WHERE id = 2;
SELECT is(pg_temp.stands('subscriber'), '1: none, 2: none, 3: diamond, 4: none', 'bills do, at once, up and down');
SELECT is((SELECT string_agg(kind, ', ' ORDER BY id) FROM customer_grade.review_log('unicom_personal_vip', 'subscriber')), 'attach, publish', 'and no review was held');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('unicom_personal_vip', 'subscriber') $$, 'all as the text says');

--
-- 客户分级管理制度 (加权综合评估): upgraded and downgraded in time
--
\o /dev/null
SELECT pg_temp.on_day('2024-01-10');
SELECT customer_grade.adopt('weighted_abcd');
CREATE TABLE rated (id int PRIMARY KEY, sales_score numeric, payment_score numeric, stability_score numeric, years_score numeric, complaint_score numeric,
	satisfaction_score numeric);
INSERT INTO rated VALUES (1, 90, 90, 90, 90, 90, 90), (2, 50, 50, 50, 50, 50, 50), (3, 90, NULL, 90, 90, 90, 90);
SELECT customer_grade.attach('weighted_abcd', 'rated', parameters => '{"param_w_sales": 5, "param_w_payment": 1, "param_w_stability": 1, "param_w_years": 1,
	"param_w_complaint": 1, "param_w_satisfaction": 1, "param_cut_a": 80, "param_cut_b": 60, "param_cut_c": 40}');
\o
SELECT is(pg_temp.stands('rated'), '1: A, 2: C, 3: -', 'by weighted points');
UPDATE rated SET sales_score = 40 WHERE id = 1;
UPDATE rated SET sales_score = 80 WHERE id = 2;
UPDATE rated SET payment_score = 0 WHERE id = 3;
SELECT is(pg_temp.stands('rated'), '1: B, 2: B, 3: A', '及时对其进行升级或降级操作: at once');
SELECT customer_grade.alter_attachment('weighted_abcd', 'rated', parameters => '{"param_w_sales": 1, "param_w_payment": 1, "param_w_stability": 1, "param_w_years": 1,
	"param_w_complaint": 1, "param_w_satisfaction": 1, "param_cut_a": 80, "param_cut_b": 60, "param_cut_c": 40}') \g /dev/null
CALL customer_grade.review('weighted_abcd', 'rated');
SELECT is(pg_temp.stands('rated'), '1: A, 2: C, 3: B', '定期对客户进行综合评估: with other weights at the next review');
\o /dev/null
SELECT * FROM pg_temp.monthly('2024-02-01', '2025-01-01') \gexec
\o
UPDATE rated SET complaint_score = 0, satisfaction_score = 0 WHERE id = 1;
SELECT is(pg_temp.stands('rated'), '1: C, 2: C, 3: B', 'a year later, too, by more than one step');
CALL customer_grade.review('weighted_abcd', 'rated');
SELECT is(pg_temp.stands('rated'), '1: C, 2: C, 3: B', 'and the review of that year finds nothing else');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('weighted_abcd', 'rated') $$, 'all as the text says');

--
-- 星级酒店VIP客户的管理制度: a card and its 365 days, in a leap year
--
\o /dev/null
SELECT pg_temp.on_day('2024-01-10');
SELECT customer_grade.adopt('hotel_vip');
CREATE TABLE guest (id int PRIMARY KEY, assigned_level text, needs_visit boolean, in_house boolean, applied_on date);
INSERT INTO guest VALUES (1, 'V2', true, false, '2024-01-10'), (2, 'V4', false, true, '2024-01-10'), (3, NULL, false, false, NULL);
SELECT customer_grade.attach('hotel_vip', 'guest', approver => 'regress_manager');
\o
SELECT is(pg_temp.stands('guest'), '1: none (V2) pending, 2: none (V4) pending, 3: none', 'no card before it is approved');
SELECT pg_temp.on_day('2024-01-12'), pg_temp.signed('regress_manager', 'hotel_vip', 'guest', ARRAY[g.id], g.applied_on + 365) FROM guest AS g WHERE g.id = 1 \g /dev/null
SELECT is(pg_temp.stands('guest'), '1: V2, 2: none (V4) pending, 3: none', '经公关销售处批准后');
SELECT is((SELECT string_agg(value || ' ' || unit, ', ') FROM customer_grade.customer_treatments('hotel_vip', 'guest', 1) WHERE name = 'visit_interval'), '1 month',
	'需要上门拜访的,每月要保证1次');
UPDATE guest SET assigned_level = 'V1' WHERE id = 1;
SELECT is(pg_temp.stands('guest'), '1: V2 (V1) pending, 2: none (V4) pending, 3: none', 'a better card is another application; the old one stays');
SELECT pg_temp.on_day('2025-01-09') \g /dev/null
CALL customer_grade.run_due_reviews();
SELECT is(pg_temp.stands('guest'), '1: V2 (V1) pending, 2: none (V4) pending, 3: none', '申请之日起365天: the last day, in a leap year');
SELECT pg_temp.on_day('2025-01-10') \g /dev/null
CALL customer_grade.run_due_reviews();
SELECT is(pg_temp.stands('guest'), '1: none (V1) pending, 2: none (V4) pending, 3: none', 'the day after, the card is no longer valid');
UPDATE guest SET applied_on = '2025-02-01' WHERE id = 1;
SELECT pg_temp.on_day('2025-02-03'), pg_temp.signed('regress_manager', 'hotel_vip', 'guest', ARRAY[g.id], g.applied_on + 365) FROM guest AS g WHERE g.id = 1 \g /dev/null
SELECT is(pg_temp.stands('guest'), '1: V1, 2: none (V4) pending, 3: none', 'a new application');
SELECT is((SELECT valid_until FROM guest_hotel_vip_decisions WHERE status = 'approved'), date '2026-02-01', 'for 365 days from it');

--
-- 集团客户分层分级服务管理办法: groups, in 2024
--
\o /dev/null
SELECT pg_temp.on_day('2024-01-10');
SELECT customer_grade.adopt('xinjiang_mobile_group');
CREATE TABLE company (id int PRIMARY KEY, social_influence text, contribution text, strategic boolean, value_band text);
INSERT INTO company VALUES (1, 'high', 'high', true, 'b1'), (2, 'high', 'other', true, NULL), (3, 'other', 'other', false, 'b2'), (4, 'other', 'high', false, NULL);
SELECT customer_grade.attach('xinjiang_mobile_group', 'company');
\o
SELECT is(pg_temp.stands('company'), '1: A1, 2: A2, 3: B2, 4: -', 'levels; without a value score none below A');
\o /dev/null
SELECT * FROM pg_temp.monthly('2024-02-01', '2025-01-01') \gexec
\o
SELECT is(pg_temp.stands('company'), '1: A1, 2: A2, 3: B2, 4: -', 'a year alone moves nobody');
UPDATE company SET contribution = 'other', strategic = false WHERE id = 1;
UPDATE company SET value_band = 'c' WHERE id IN (3, 4);
SELECT is(pg_temp.stands('company'), '1: B1, 2: A2, 3: C, 4: C', '适时进行修改: as the company changes');

--
-- 客户分类/等级划分表 (MF/Q 102/A): 记录, 审核
--
\o /dev/null
SELECT customer_grade.adopt('battery_cell_grade');
CREATE TABLE buyer (id int PRIMARY KEY, product_line text, order_count int, order_qty_pcs int, potential_qty_pcs int);
INSERT INTO buyer VALUES (1, 'cell', 6, 200000, 0), (2, 'cell', 1, 10, 0), (3, 'other', 9, 900000, 0);
SELECT customer_grade.attach('battery_cell_grade', 'buyer', approver => '{"recorder": "regress_section", "reviewer": "regress_director"}');
\o
SELECT is(pg_temp.stands('buyer'), '1: - (A) pending, 2: - (C) pending, 3: -', 'no grade before the form is signed');
SELECT pg_temp.signed('regress_section', 'battery_cell_grade', 'buyer', '{1,2}'), pg_temp.signed('regress_director', 'battery_cell_grade', 'buyer', '{2}') \g /dev/null
SELECT is(pg_temp.stands('buyer'), '1: - (A) pending, 2: C, 3: -', 'by both');

SELECT * FROM finish();
\o /dev/null
DROP OWNED BY regress_owner, regress_section, regress_director, regress_manager CASCADE;
DROP TABLE opportunity, distributor, subscriber, rated, guest, company, buyer CASCADE;
DROP ROLE regress_owner, regress_section, regress_director, regress_manager;
