-- The standards of file 001 grade as their documents say.
-- The cases were written from the documents, not from the rubrics.

\ir include/catalog_begin.sql

--
-- 客户分级管理制度 (first): VIP, important, ordinary, potential
--
INSERT INTO graded (standard, input, parameters, expected, why)
SELECT 'vip_important_ordinary_potential', input::jsonb, '{"param_vip_amount_yuan": 100000}', expected, why
FROM (VALUES
	('{"is_partner": true, "spend_yuan": 100000, "willingness": "high", "contribution": "high"}', 'vip', '达到一定金额: the amount itself'),
	('{"is_partner": true, "spend_yuan": 100000.01, "willingness": "high", "contribution": "high"}', 'vip', 'just over the amount'),
	('{"is_partner": true, "spend_yuan": 99999.99, "willingness": "high", "contribution": "high"}', 'important',
		'消费额度在VIP客户标准以下,但业务合作意愿和贡献度较高'),
	('{"is_partner": true, "spend_yuan": 0, "willingness": "high", "contribution": "high"}', 'important', 'no least amount for important'),
	('{"is_partner": true, "spend_yuan": 9000000, "willingness": "some", "contribution": "high"}', 'ordinary', 'much, but some willingness'),
	('{"is_partner": true, "spend_yuan": 9000000, "willingness": "high", "contribution": "some"}', 'ordinary', 'much, but some contribution'),
	('{"is_partner": true, "spend_yuan": 5000, "willingness": "some", "contribution": "some"}', 'ordinary', '有一定的业务合作意愿和贡献度'),
	('{"is_partner": true, "spend_yuan": 5000, "willingness": "low", "contribution": "low"}', 'ordinary', 'a partner below 一定的'),
	('{"is_partner": true, "spend_yuan": 5000, "willingness": "high", "contribution": "low"}', 'ordinary', 'one is high, one is low'),
	('{"is_partner": true, "has_potential": true, "spend_yuan": 0, "willingness": "low", "contribution": "low"}', 'ordinary',
		'a partner is not a potential customer'),
	('{"is_partner": false, "has_potential": true}', 'potential', '具备一定的消费潜力,但尚未成为公司的合作伙伴'),
	('{"is_partner": false, "has_potential": false}', 'none', 'neither partner nor potential'),
	('{"is_partner": false, "has_potential": true, "spend_yuan": 9000000, "willingness": "high", "contribution": "high"}', 'potential',
		'not a partner, whatever the rest'),
	-- missing
	('{}', NULL, 'nothing is known'),
	('{"has_potential": true, "spend_yuan": 100000, "willingness": "high", "contribution": "high"}', NULL, 'partner or not is missing'),
	('{"is_partner": false}', NULL, 'potential missing'),
	('{"is_partner": true, "willingness": "high", "contribution": "high"}', NULL, 'spending missing, VIP or important'),
	('{"is_partner": true, "willingness": "some", "contribution": "high"}', 'ordinary', 'spending missing, not needed'),
	('{"is_partner": true, "spend_yuan": 100000, "contribution": "high"}', NULL, 'willingness missing'),
	('{"is_partner": true, "spend_yuan": 1, "contribution": "high"}', NULL, 'willingness missing, important or ordinary'),
	('{"is_partner": true, "spend_yuan": 100000, "contribution": "some"}', 'ordinary', 'willingness missing, not needed'),
	('{"is_partner": true, "spend_yuan": 100000, "willingness": "high"}', NULL, 'contribution missing'),
	('{"is_partner": true, "spend_yuan": 100000, "willingness": "low"}', 'ordinary', 'contribution missing, not needed'),
	('{"is_partner": true}', NULL, 'a partner of whom nothing is known')) AS c(input, expected, why);
INSERT INTO graded (standard, input, parameters, expected, why) VALUES
	('vip_important_ordinary_potential', '{"is_partner": true, "spend_yuan": 100000, "willingness": "high", "contribution": "high"}',
		'{"param_vip_amount_yuan": 100001}', 'important', 'the amount is the operator''s'),
	('vip_important_ordinary_potential', '{"is_partner": true, "spend_yuan": 0, "willingness": "high", "contribution": "high"}',
		'{"param_vip_amount_yuan": 0}', 'vip', 'an amount of 0');
INSERT INTO named (standard, input, parameters, metric)
SELECT 'vip_important_ordinary_potential', input::jsonb, '{"param_vip_amount_yuan": 100000}', metric
FROM (VALUES
	('{"has_potential": true}', 'is_partner'),
	('{"is_partner": false}', 'has_potential'),
	('{"is_partner": true, "willingness": "high", "contribution": "high"}', 'spend_yuan'),
	('{"is_partner": true, "spend_yuan": 1, "contribution": "high"}', 'willingness'),
	('{"is_partner": true, "spend_yuan": 1, "willingness": "high"}', 'contribution')) AS c(input, metric);
INSERT INTO refused (standard, input, parameters, why)
SELECT 'vip_important_ordinary_potential', '{"is_partner": true}' || input::jsonb, '{"param_vip_amount_yuan": 100000}', why
FROM (VALUES
	('{"spend_yuan": -0.01}', 'negative spending'),
	('{"willingness": "medium"}', 'a willingness that is not in the list'),
	('{"contribution": "High"}', 'a contribution that is not in the list'),
	('{"is_partner": false, "has_potential": true, "willingness": "none"}', 'a bad value that is not needed')) AS c(input, why);
INSERT INTO treated (standard, grade, name, value) VALUES
	('vip_important_ordinary_potential', 'vip', 'service_mode', 'individual'),
	('vip_important_ordinary_potential', 'vip', 'account_manager', 'own_team'),
	('vip_important_ordinary_potential', 'vip', 'support', 'in_time'),
	('vip_important_ordinary_potential', 'vip', 'survey', 'regular'),
	('vip_important_ordinary_potential', 'important', 'monitoring', 'relationship_system'),
	('vip_important_ordinary_potential', 'important', 'callback', 'regular'),
	('vip_important_ordinary_potential', 'important', 'price', 'preferential'),
	('vip_important_ordinary_potential', 'important', 'benefit', 'added_services'),
	('vip_important_ordinary_potential', 'ordinary', 'monitoring', 'information_base'),
	('vip_important_ordinary_potential', 'ordinary', 'marketing', 'find_opportunities'),
	('vip_important_ordinary_potential', 'potential', 'marketing', 'develop');

--
-- 集团客户分层分级服务管理办法: China Mobile Xinjiang
--
INSERT INTO graded (standard, input, expected, why)
SELECT 'xinjiang_mobile_group', input::jsonb, expected, why
FROM (VALUES
	('{"social_influence": "high", "contribution": "high", "strategic": false, "value_band": "c"}', 'A1', '贡献率高 with influence'),
	('{"social_influence": "high", "contribution": "other", "strategic": true, "value_band": "c"}', 'A2', '有战略意义 with influence'),
	('{"social_influence": "high", "contribution": "high", "strategic": true, "value_band": "b1"}', 'A1', 'A1 and A2 at once'),
	('{"social_influence": "other", "contribution": "high", "strategic": true, "value_band": "b1"}', 'B1', 'no influence: not A, band b1'),
	('{"social_influence": "other", "contribution": "high", "strategic": true, "value_band": "b2"}', 'B2', 'no influence: not A, band b2'),
	('{"social_influence": "other", "contribution": "high", "strategic": true, "value_band": "c"}', 'C', 'no influence: not A, band c'),
	('{"social_influence": "high", "contribution": "other", "strategic": false, "value_band": "b1"}', 'B1', 'influence alone is not A'),
	('{"social_influence": "high", "contribution": "other", "strategic": false, "value_band": "b2"}', 'B2', 'influence alone is not A'),
	('{"social_influence": "high", "contribution": "other", "strategic": false, "value_band": "c"}', 'C', 'influence alone is not A'),
	-- missing
	('{}', NULL, 'nothing is known'),
	('{"social_influence": "high", "contribution": "high"}', 'A1', 'the rest is not needed'),
	('{"social_influence": "high", "contribution": "other", "strategic": true}', 'A2', 'value band missing, not needed'),
	('{"contribution": "high", "strategic": false, "value_band": "c"}', NULL, 'influence missing'),
	('{"contribution": "other", "strategic": true, "value_band": "c"}', NULL, 'influence missing, A2 or C'),
	('{"contribution": "other", "strategic": false, "value_band": "b2"}', 'B2', 'influence missing, not needed'),
	('{"social_influence": "high", "strategic": true, "value_band": "b1"}', NULL, 'contribution missing, A1 or A2'),
	('{"social_influence": "other", "strategic": true, "value_band": "b1"}', 'B1', 'contribution missing, not needed'),
	('{"social_influence": "high", "contribution": "other", "value_band": "b1"}', NULL, 'strategic missing'),
	('{"social_influence": "other", "contribution": "other", "value_band": "b1"}', 'B1', 'strategic missing, not needed'),
	('{"social_influence": "other", "contribution": "other", "strategic": false}', NULL, 'value band missing'))
	AS c(input, expected, why);
INSERT INTO named (standard, input, metric)
SELECT 'xinjiang_mobile_group', input::jsonb, metric
FROM (VALUES
	('{"contribution": "high", "strategic": false, "value_band": "c"}', 'social_influence'),
	('{"social_influence": "high", "strategic": true, "value_band": "b1"}', 'contribution'),
	('{"social_influence": "high", "contribution": "other", "value_band": "b1"}', 'strategic'),
	('{"social_influence": "other", "contribution": "other", "strategic": false}', 'value_band')) AS c(input, metric);
INSERT INTO refused (standard, input, why)
SELECT 'xinjiang_mobile_group', '{"social_influence": "high", "contribution": "high", "strategic": false}' || input::jsonb, why
FROM (VALUES
	('{"social_influence": "low"}', 'an influence that is not in the list'),
	('{"contribution": "low"}', 'a contribution that is not in the list'),
	('{"value_band": "B1"}', 'a band that is not in the list'),
	('{"value_band": "a1"}', 'a band that is not in the list')) AS c(input, why);

--
-- VIP客户分级标准和资格评定: Hainan Unicom. old: before 2022-05-09, new: since then.
-- The cards of unicom_personal_vip itself are in test/catalog.sql.
--
CREATE FUNCTION pg_temp.months(VARIADIC yuan numeric[]) RETURNS jsonb LANGUAGE sql AS
	$$ SELECT jsonb_object_agg('m' || i || '_yuan', yuan[i]) FROM generate_series(1, 6) AS i $$;
INSERT INTO graded (standard, version, input, expected, why)
SELECT 'unicom_personal_vip.is_vip', version, '{"service": "mobile"}' || input || assessed, expected, why
FROM (VALUES
	-- six months, clause (二)
	(pg_temp.months(80, 80, 80, 80, 80, 80), 'yes', 'yes', '80元以上(含80元)'),
	(pg_temp.months(80, 80, 80, 80, 80, 80.01), 'yes', 'yes', 'an average just over 80'),
	(pg_temp.months(80, 80, 80, 80, 80, 79.99), 'no', 'no', 'an average just under 80'),
	(pg_temp.months(79.9999, 80, 80, 80, 80, 80), 'no', 'no', 'the average is compared unrounded'),
	(pg_temp.months(0, 0, 0, 0, 0, 480), 'yes', 'yes', 'the average counts; months of zero count as zero'),
	(pg_temp.months(100, 100, 100, 100, 100, 99.99), 'yes', 'yes', 'just under the new silver'),
	(pg_temp.months(100, 100, 100, 100, 100, 100), 'yes', 'yes', 'the new silver'),
	(pg_temp.months(260, 260, 260, 260, 260, 260), 'yes', 'yes', 'diamond'),
	(pg_temp.months(0, 0, 0, 0, 0, 0), 'no', 'no', 'no consumption'),
	(pg_temp.months(NULL, 900, 900, 900, 900, 900), 'no', 'no', '连续6个月: month 1 empty'),
	(pg_temp.months(900, NULL, 900, 900, 900, 900), 'no', 'no', 'month 2 empty'),
	(pg_temp.months(900, 900, NULL, 900, 900, 900), 'no', 'no', 'month 3 empty'),
	(pg_temp.months(900, 900, 900, NULL, 900, 900), 'no', 'no', 'month 4 empty'),
	(pg_temp.months(900, 900, 900, 900, NULL, 900), 'no', 'no', 'month 5 empty'),
	(pg_temp.months(900, 900, 900, 900, 900, NULL), 'no', 'no', 'month 6 empty'),
	('{"m1_yuan": 900}', 'no', 'no', 'month 1 only'),
	('{"m2_yuan": 900}', 'no', 'no', 'month 2 only'),
	('{"m3_yuan": 900}', 'no', 'no', 'month 3 only'),
	('{"m4_yuan": 900}', 'no', 'no', 'month 4 only'),
	('{"m5_yuan": 900}', 'no', 'no', 'month 5 only'),
	('{"m6_yuan": 900}', 'no', 'no', 'month 6 only'),
	-- whoever has a card
	('{"plan_3g_yuan": 96}', 'yes', 'yes', '96元(含)'),
	('{"plan_3g_yuan": 95.99}', 'no', 'no', 'just under 96'),
	('{"number_186_class": "1"}', 'yes', 'yes', '一类186靓号'),
	('{"number_186_class": "2"}', 'yes', 'yes', '二类186靓号'),
	('{"number_186_class": "3"}', 'yes', 'yes', '三类186靓号'),
	('{"number_186_class": "other"}', 'no', 'no', 'another number'),
	(pg_temp.months(79, 79, 79, 79, 79, 79) || '{"plan_3g_yuan": 96}', 'yes', 'yes', 'a card by the plan'),
	('{"plan_3g_yuan": 0, "is_new_subscriber": true, "prepaid_one_year": true, "committed_monthly_yuan": 80}', 'yes', 'no',
		'no card by commitment any more'),
	('{"plan_3g_yuan": 0, "is_new_subscriber": true, "prepaid_one_year": true, "committed_monthly_yuan": 79.99}', 'no', 'no',
		'a commitment just under 80'),
	('{"plan_3g_yuan": 0, "is_new_subscriber": false, "prepaid_one_year": true, "committed_monthly_yuan": 80}', 'no', 'no',
		'not a new subscriber'),
	('{"plan_3g_yuan": 0, "is_new_subscriber": true, "prepaid_one_year": false, "committed_monthly_yuan": 80}', 'no', 'no',
		'not prepaid'),
	('{"committed_monthly_yuan": 80}', 'no', NULL, 'a commitment alone'),
	-- fixed lines and broadband
	(pg_temp.months(80, 80, 80, 80, 80, 80) || '{"service": "fixed", "bound_mobile_same_name": true}', 'yes', 'yes', 'fixed, bound'),
	(pg_temp.months(80, 80, 80, 80, 80, 80) || '{"service": "broadband", "bound_mobile_same_name": true}', 'yes', 'yes', 'broadband, bound'),
	(pg_temp.months(80, 80, 80, 80, 80, 80) || '{"service": "fixed", "bound_mobile_same_name": false}', 'no', 'no', '不能单独申请'),
	(pg_temp.months(80, 80, 80, 80, 80, 80) || '{"service": "broadband", "bound_mobile_same_name": false}', 'no', 'no', '不能单独申请'),
	(pg_temp.months(80, 80, 80, 80, 80, 80) || '{"service": "fixed"}', NULL, NULL, 'binding missing'),
	('{"service": "fixed", "bound_mobile_same_name": false}', 'no', 'no', 'not bound, nothing else known'),
	(pg_temp.months(80, 80, 80, 80, 80, 80) || '{"service": null}', NULL, NULL, 'service missing'),
	(pg_temp.months(80, 80, 80, 80, 80, 80) || '{"service": null, "bound_mobile_same_name": true}', 'yes', 'yes', 'service missing, bound'),
	('{}', NULL, NULL, 'nothing is known'))
	AS c(input, old, new, why),
	LATERAL (VALUES (1, old, '{}'::jsonb), (2, new, '{}'), (1, old, '{"assessed_on": "2022-05-08"}'),
		(2, old, '{"assessed_on": "2022-05-08"}'), (2, new, '{"assessed_on": "2022-05-09"}')) AS v(version, expected, assessed)
ORDER BY version;
INSERT INTO named (standard, version, input, metric)
SELECT 'unicom_personal_vip.is_vip', version, input::jsonb, metric
FROM (VALUES
	('{"service": "fixed", "plan_3g_yuan": 96}', 'bound_mobile_same_name'),
	('{"plan_3g_yuan": 96}', 'service'),
	('{"service": "mobile"}', 'm1_yuan'),
	('{"service": "mobile"}', 'plan_3g_yuan')) AS c(input, metric), (VALUES (1), (2)) AS v(version);
INSERT INTO refused (standard, version, input, why)
SELECT 'unicom_personal_vip.is_vip', version, '{"service": "mobile"}' || input::jsonb, why
FROM (VALUES
	('{"service": "tv"}', 'a service that is not in the list'),
	('{"m3_yuan": -1}', 'a negative bill'),
	('{"plan_3g_yuan": -1}', 'a negative plan'),
	('{"committed_monthly_yuan": -1}', 'a negative commitment'),
	('{"number_186_class": "4"}', 'a class that is not in the list')) AS c(input, why),
	(VALUES (1), (2)) AS v(version);
INSERT INTO treated (standard, grade, input, name, value) VALUES
	('unicom_personal_vip', 'diamond', '{"number_186_class": "2"}', 'validity', 'from_joining'),
	('unicom_personal_vip', 'silver', '{"plan_3g_yuan": 96}', 'validity', 'from_joining'),
	('unicom_3g_vip', 'gold', '{"plan_3g_yuan": 186}', 'validity', 'from_joining');

-- 3G VIP
INSERT INTO graded (standard, input, expected, why)
SELECT 'unicom_3g_vip', input::jsonb, expected, why
FROM (VALUES
	('{"plan_3g_yuan": 286}', 'diamond', '286元以上属于钻石卡'),
	('{"plan_3g_yuan": 286.01}', 'diamond', 'just over 286'),
	('{"plan_3g_yuan": 886}', 'diamond', 'far over 286'),
	('{"plan_3g_yuan": 285.99}', 'gold', 'between 226 and 286'),
	('{"plan_3g_yuan": 226.01}', 'gold', 'between 226 and 286'),
	('{"plan_3g_yuan": 226}', 'gold', '186-226元属于金卡'),
	('{"plan_3g_yuan": 186}', 'gold', '186-226元属于金卡'),
	('{"plan_3g_yuan": 185.99}', 'silver', 'between 156 and 186'),
	('{"plan_3g_yuan": 156.01}', 'silver', 'between 156 and 186'),
	('{"plan_3g_yuan": 156}', 'silver', '96-156元属于银卡'),
	('{"plan_3g_yuan": 96}', 'silver', '96-156元属于银卡'),
	('{"plan_3g_yuan": 95.99}', 'none', 'just under 96'),
	('{"plan_3g_yuan": 0}', 'none', 'no plan'),
	('{"number_186_class": "1"}', 'diamond', '一类186靓号, plan missing'),
	('{"number_186_class": "2"}', 'diamond', '二类186靓号, plan missing'),
	('{"number_186_class": "3"}', 'diamond', '三类186靓号, plan missing'),
	('{"number_186_class": "other"}', 'none', 'another number, plan missing'),
	('{"number_186_class": "1", "plan_3g_yuan": 96}', 'diamond', 'the better of number and plan'),
	('{"number_186_class": "other", "plan_3g_yuan": 186}', 'gold', 'the better of number and plan'),
	('{"assessed_on": "2022-05-08", "plan_3g_yuan": 96}', 'silver', 'the last day of the old standard: the same bands'),
	('{"assessed_on": "2022-05-09", "plan_3g_yuan": 96}', 'silver', 'the first day of the new standard'),
	('{}', NULL, 'both missing')) AS c(input, expected, why);
INSERT INTO named (standard, input, metric) VALUES
	('unicom_3g_vip', '{}', 'plan_3g_yuan'),
	('unicom_3g_vip', '{}', 'number_186_class');
INSERT INTO refused (standard, input, why) VALUES
	('unicom_3g_vip', '{"plan_3g_yuan": -0.01}', 'a negative plan'),
	('unicom_3g_vip', '{"plan_3g_yuan": 96, "number_186_class": "0"}', 'a class that is not in the list');

-- Group VIP: card, number of cards
INSERT INTO graded (standard, input, expected, why)
SELECT standard, input::jsonb, expected, why
FROM (VALUES
	('{"months_counted": 6, "monthly_avg_yuan": 9000000}', 'supreme', '10', 'far over 420000'),
	('{"months_counted": 6, "monthly_avg_yuan": 420000.01}', 'supreme', '10', 'just over 420000'),
	('{"months_counted": 6, "monthly_avg_yuan": 420000}', 'supreme', '10', '420000元以上(含420000元)'),
	('{"months_counted": 6, "monthly_avg_yuan": 419999.99}', 'supreme', '5', 'just under 420000'),
	('{"months_counted": 6, "monthly_avg_yuan": 170000.01}', 'supreme', '5', 'just over 170000'),
	('{"months_counted": 6, "monthly_avg_yuan": 170000}', 'supreme', '5', '170000-420000元(含170000元)'),
	('{"months_counted": 6, "monthly_avg_yuan": 169999.99}', 'supreme', '2', 'just under 170000'),
	('{"months_counted": 6, "monthly_avg_yuan": 42000}', 'supreme', '2', '42000-170000元(含42000元)'),
	('{"months_counted": 6, "monthly_avg_yuan": 41999.99}', 'supreme', '1', 'just under 42000'),
	('{"months_counted": 6, "monthly_avg_yuan": 5000.01}', 'supreme', '1', 'just over 5000'),
	('{"months_counted": 6, "monthly_avg_yuan": 5000}', 'supreme', '1', '含5000元 in two rows: the better'),
	('{"months_counted": 6, "monthly_avg_yuan": 4999.99}', 'diamond', 'none', 'just under 5000'),
	('{"months_counted": 6, "monthly_avg_yuan": 2500.01}', 'diamond', 'none', 'just over 2500'),
	('{"months_counted": 6, "monthly_avg_yuan": 2500}', 'diamond', 'none', 'its own 含 is lost: the better'),
	('{"months_counted": 6, "monthly_avg_yuan": 2499.99}', 'gold', 'none', 'just under 2500'),
	('{"months_counted": 6, "monthly_avg_yuan": 1000}', 'gold', 'none', '1000元以上(含1000元)'),
	('{"months_counted": 6, "monthly_avg_yuan": 999.99}', 'none', 'none', 'just under 1000'),
	('{"months_counted": 6, "monthly_avg_yuan": 0}', 'none', 'none', 'no consumption'),
	('{"months_counted": 5, "monthly_avg_yuan": 420000}', 'none', 'none', '连续6个月: five'),
	('{"months_counted": 0, "monthly_avg_yuan": 420000}', 'none', 'none', '连续6个月: none'),
	('{"months_counted": 7, "monthly_avg_yuan": 5000}', 'supreme', '1', 'more than six months'),
	('{"months_counted": 5}', 'none', 'none', 'five months, average missing'),
	('{"months_counted": 6}', NULL, NULL, 'average missing'),
	('{"monthly_avg_yuan": 420000}', NULL, NULL, 'number of months missing'),
	('{}', NULL, NULL, 'both missing')) AS c(input, card, cards, why),
	LATERAL (VALUES ('unicom_group_vip', card), ('unicom_group_vip.cards', cards)) AS s(standard, expected)
ORDER BY standard;
INSERT INTO named (standard, input, metric)
SELECT standard, input::jsonb, metric
FROM (VALUES ('unicom_group_vip'), ('unicom_group_vip.cards')) AS s(standard),
	(VALUES ('{"months_counted": 6}', 'monthly_avg_yuan'), ('{"monthly_avg_yuan": 1}', 'months_counted')) AS c(input, metric);
INSERT INTO refused (standard, input, why)
SELECT standard, input::jsonb, why
FROM (VALUES ('unicom_group_vip'), ('unicom_group_vip.cards')) AS s(standard),
	(VALUES ('{"months_counted": -1, "monthly_avg_yuan": 1}', 'a negative number of months'),
		('{"months_counted": 6, "monthly_avg_yuan": -1}', 'a negative average'),
		('{"months_counted": 5, "monthly_avg_yuan": -1}', 'a negative average that is not needed')) AS c(input, why);
INSERT INTO treated (standard, grade, input, name, value, unit) VALUES
	('unicom_group_vip', 'supreme', '{"monthly_avg_yuan": 420000}', 'card_count', '10', 'card'),
	('unicom_group_vip', 'supreme', '{"monthly_avg_yuan": 419999.99}', 'card_count', '5', 'card'),
	('unicom_group_vip', 'supreme', '{"monthly_avg_yuan": 170000}', 'card_count', '5', 'card'),
	('unicom_group_vip', 'supreme', '{"monthly_avg_yuan": 169999.99}', 'card_count', '2', 'card'),
	('unicom_group_vip', 'supreme', '{"monthly_avg_yuan": 42000}', 'card_count', '2', 'card'),
	('unicom_group_vip', 'supreme', '{"monthly_avg_yuan": 41999.99}', 'card_count', '1', 'card'),
	('unicom_group_vip', 'supreme', '{"monthly_avg_yuan": 5000}', 'card_count', '1', 'card');
SELECT is((SELECT count(*) FROM customer_grade.catalog_treatments('unicom_group_vip', 'supreme', jsonb_build_object('monthly_avg_yuan', average))),
	1::bigint, 'unicom_group_vip: one number of cards for ' || average)
FROM (VALUES (5000), (41999.99), (42000), (169999.99), (170000), (419999.99), (420000)) AS a(average);
SELECT is_empty(
	$$ SELECT * FROM (VALUES ('diamond'), ('gold')) AS g(grade),
		customer_grade.catalog_treatments('unicom_group_vip', g.grade, '{"monthly_avg_yuan": 4999}') $$,
	'unicom_group_vip: no number of cards is printed for diamond and gold');

-- Strategic VIP
INSERT INTO graded (standard, input, expected, why)
SELECT 'unicom_strategic_vip', jsonb_build_object('role', role, 'rank', rank, 'area', area), expected,
	concat_ws(', ', coalesce(role, 'role missing'), coalesce(rank, 'rank missing'), coalesce(area, 'area missing'))
FROM (VALUES
	-- 省厅、省局级领导(副厅级以上)
	('provincial_department_leader', 'department', 'other', 'diamond'),
	('provincial_department_leader', 'deputy_department', 'other', 'diamond'),
	('provincial_department_leader', 'deputy_department', 'haikou', 'diamond'),
	('provincial_department_leader', 'deputy_department', NULL, 'diamond'),
	('provincial_department_leader', 'division', 'haikou', 'none'),
	('provincial_department_leader', 'section', NULL, 'none'),
	('provincial_department_leader', NULL, 'haikou', NULL),
	-- 各市县四套班子领导
	('city_county_four_teams', 'section', 'other', 'diamond'),
	('city_county_four_teams', 'division', 'haikou', 'diamond'),
	('city_county_four_teams', NULL, NULL, 'diamond'),
	-- 市局级领导干部(副处长以上)——限海口区域
	('municipal_bureau_leader', 'department', 'haikou', 'diamond'),
	('municipal_bureau_leader', 'division', 'haikou', 'diamond'),
	('municipal_bureau_leader', 'deputy_division', 'haikou', 'diamond'),
	('municipal_bureau_leader', 'section', 'haikou', 'none'),
	('municipal_bureau_leader', 'deputy_division', 'other', 'none'),
	('municipal_bureau_leader', 'department', 'other', 'none'),
	('municipal_bureau_leader', NULL, 'haikou', NULL),
	('municipal_bureau_leader', NULL, 'other', 'none'),
	('municipal_bureau_leader', 'deputy_division', NULL, NULL),
	('municipal_bureau_leader', 'section', NULL, 'none'),
	-- others
	('other', 'department', 'haikou', 'none'),
	('other', NULL, NULL, 'none'),
	(NULL, 'department', 'haikou', NULL),
	(NULL, 'section', 'other', NULL),
	(NULL, NULL, NULL, NULL)) AS c(role, rank, area, expected);
INSERT INTO named (standard, input, metric) VALUES
	('unicom_strategic_vip', '{"role": "provincial_department_leader"}', 'rank'),
	('unicom_strategic_vip', '{"role": "municipal_bureau_leader", "rank": "division"}', 'area'),
	('unicom_strategic_vip', '{"rank": "department", "area": "haikou"}', 'role');
INSERT INTO refused (standard, input, why) VALUES
	('unicom_strategic_vip', '{"role": "mayor"}', 'a position that is not in the list'),
	('unicom_strategic_vip', '{"role": "other", "rank": "director"}', 'a rank that is not in the list'),
	('unicom_strategic_vip', '{"role": "other", "area": "sanya"}', 'an area that is not in the list');

-- Quota of strategic VIP cards
INSERT INTO scored (standard, input, expected, why)
SELECT 'unicom_strategic_quota', jsonb_build_object('actual_diamond_cards', cards), quota, why
FROM (VALUES
	(0, 1, '至少1张: no card in use'), (1, 1, '至少1张'), (50, 1, '至少1张'), (99, 1, 'just under 100'), (100, 1, '1%'),
	(101, 1, '不高于1%'), (199, 1, 'just under 200'), (200, 2, '1%'), (201, 2, '不高于1%'), (299, 2, 'just under 300'), (300, 3, '1%'),
	(12345, 123, '不高于1%'), (99999, 999, '不高于1%'), (100000, 1000, '1%'), (NULL, NULL, 'number of cards missing'))
	AS c(cards, quota, why);
INSERT INTO named (standard, input, metric) VALUES
	('unicom_strategic_quota', '{}', 'actual_diamond_cards');
INSERT INTO refused (standard, input, why) VALUES
	('unicom_strategic_quota', '{"actual_diamond_cards": -1}', 'a negative number of cards');

--
-- 客户分级管理制度 (second): size, need and credit
--
INSERT INTO graded (standard, input, expected, why)
SELECT 'size_need_credit.size', jsonb_build_object('annual_sales_yuan', sales), expected, why
FROM (VALUES
	(90000000, 'large', '超过500万元'), (5000000.01, 'large', 'just over 500万'), (5000000, 'medium', '超过 excludes, 以下 includes 500万'),
	(4999999.99, 'medium', 'just under 500万'), (2000000, 'medium', '50万元以上、500万元以下'), (500000.01, 'medium', 'just over 50万'),
	(500000, 'medium', '50万 in both bands: the better'), (499999.99, 'small', 'just under 50万'), (10000, 'small', '50万元以下'),
	(0, 'small', 'no sales'), (NULL, NULL, 'sales missing')) AS c(sales, expected, why);
INSERT INTO graded (standard, input, expected, why)
SELECT 'size_need_credit.need', jsonb_build_object('need', need, 'spending', spending), expected,
	concat_ws(', ', coalesce(need, 'need missing'), coalesce(spending, 'spending missing'))
FROM (VALUES
	('highest', 'strongest', 'A'), ('highest', 'strong', 'B'), ('highest', 'weak', 'C'), ('highest', NULL, NULL),
	('strong', 'strongest', 'B'), ('strong', 'strong', 'B'), ('strong', 'weak', 'C'), ('strong', NULL, NULL),
	('low', 'strongest', 'C'), ('low', 'strong', 'C'), ('low', 'weak', 'C'), ('low', NULL, NULL),
	(NULL, 'strongest', NULL), (NULL, 'strong', NULL), (NULL, 'weak', NULL), (NULL, NULL, NULL)) AS c(need, spending, expected);
INSERT INTO graded (standard, input, expected, why)
SELECT 'size_need_credit.credit', jsonb_build_object('credit', credit), expected, why
FROM (VALUES
	('high', 'prime', '信用度高、信用风险小'), ('average', 'general', '信用度一般'), ('low', 'risky', '信用度相对较低、信用风险较高'),
	(NULL, NULL, 'credit missing')) AS c(credit, expected, why);
-- one row with all inputs, as profile() gives it: each dimension reads its own
INSERT INTO graded (standard, input, expected, why)
SELECT 'size_need_credit.' || d.dimension, c.input::jsonb, d.expected, why
FROM (VALUES
	('{"annual_sales_yuan": 6000000, "need": "low", "spending": "weak", "credit": "average"}', 'large', 'C', 'general', 'three answers of one row'),
	('{"annual_sales_yuan": 6000000, "need": "highest", "credit": "low"}', 'large', NULL, 'risky', 'spending missing closes need only'),
	('{"need": "strong", "spending": "strongest"}', NULL, 'B', NULL, 'size and credit open')) AS c(input, size, need, credit, why),
	LATERAL (VALUES ('size', size), ('need', need), ('credit', credit)) AS d(dimension, expected);
INSERT INTO named (standard, input, metric) VALUES
	('size_need_credit.size', '{}', 'annual_sales_yuan'),
	('size_need_credit.need', '{"spending": "weak"}', 'need'),
	('size_need_credit.need', '{"need": "low"}', 'spending'),
	('size_need_credit.credit', '{}', 'credit');
INSERT INTO refused (standard, input, why) VALUES
	('size_need_credit.size', '{"annual_sales_yuan": -0.01}', 'negative sales'),
	('size_need_credit.need', '{"need": "high", "spending": "weak"}', 'a need that is not in the list'),
	('size_need_credit.need', '{"need": "highest", "spending": "low"}', 'a spending power that is not in the list'),
	('size_need_credit.credit', '{"credit": "good"}', 'a credit that is not in the list');
INSERT INTO treated (standard, grade, name, value) VALUES
	('size_need_credit.size', 'small', 'monitoring', 'regular_evaluation'),
	('size_need_credit.need', 'A', 'monitoring', 'regular_evaluation'),
	('size_need_credit.credit', 'risky', 'monitoring', 'regular_evaluation');

--
-- 客户分级管理制度 (third): weighted rating
--
CREATE TEMP TABLE rating AS SELECT
	jsonb '{"sales_score": 80, "payment_score": 80, "stability_score": 80, "years_score": 80, "complaint_score": 80, "satisfaction_score": 80}' AS input,
	jsonb '{"param_w_sales": 30, "param_w_payment": 20, "param_w_stability": 15, "param_w_years": 10, "param_w_complaint": 10,
		"param_w_satisfaction": 15, "param_cut_a": 85, "param_cut_b": 70, "param_cut_c": 60}' AS parameters;
CREATE TEMP TABLE weighted (id int GENERATED ALWAYS AS IDENTITY, change jsonb, parameters jsonb DEFAULT '{}', score numeric, expected text, why text);
INSERT INTO weighted (change, score, expected, why) VALUES
	('{}', 80, 'B', 'the mean of equal ratings'),
	-- each weight
	('{"sales_score": 90}', 83, 'B', 'sales weigh 30 %'),
	('{"payment_score": 90}', 82, 'B', 'payment weighs 20 %'),
	('{"stability_score": 90}', 81.5, 'B', 'stability weighs 15 %'),
	('{"years_score": 90}', 81, 'B', 'years weigh 10 %'),
	('{"complaint_score": 90}', 81, 'B', 'complaints weigh 10 %'),
	('{"satisfaction_score": 90}', 81.5, 'B', 'satisfaction weighs 15 %'),
	-- the limits
	('{"sales_score": 90, "payment_score": 90}', 85, 'A', 'at the limit of A'),
	('{"sales_score": 90, "payment_score": 89.99}', 84.998, 'B', 'just under A'),
	('{"sales_score": 90, "payment_score": 90.01}', 85.002, 'A', 'just over A'),
	('{"sales_score": 60, "payment_score": 60}', 70, 'B', 'at the limit of B'),
	('{"sales_score": 60, "payment_score": 59.99}', 69.998, 'C', 'just under B'),
	('{"sales_score": 40, "payment_score": 40}', 60, 'C', 'at the limit of C'),
	('{"sales_score": 40, "payment_score": 39.99}', 59.998, 'D', 'just under C'),
	('{"sales_score": 100, "payment_score": 100, "stability_score": 100, "years_score": 100, "complaint_score": 100, "satisfaction_score": 100}',
		100, 'A', 'all points'),
	('{"sales_score": 0, "payment_score": 0, "stability_score": 0, "years_score": 0, "complaint_score": 0, "satisfaction_score": 0}',
		0, 'D', 'no points'),
	('{"sales_score": 0, "payment_score": 100, "stability_score": 100, "years_score": 100, "complaint_score": 100, "satisfaction_score": 100}',
		70, 'B', 'a bad rating is made good by the others'),
	-- each rating missing
	('{"sales_score": null}', NULL, NULL, 'sales missing: not weighted away'),
	('{"payment_score": null}', NULL, NULL, 'payment missing'),
	('{"stability_score": null}', NULL, NULL, 'stability missing'),
	('{"years_score": null}', NULL, NULL, 'years missing'),
	('{"complaint_score": null}', NULL, NULL, 'complaints missing'),
	('{"satisfaction_score": null}', NULL, NULL, 'satisfaction missing'),
	('{"years_score": null, "sales_score": 0, "payment_score": 0}', NULL, NULL, 'years missing, D in any case');
INSERT INTO weighted (change, parameters, score, expected, why) VALUES
	('{"sales_score": 90}', '{"param_w_sales": 3, "param_w_payment": 2, "param_w_stability": 1.5, "param_w_years": 1, "param_w_complaint": 1,
		"param_w_satisfaction": 1.5}', 83, 'B', 'weights need not sum to 100'),
	('{"sales_score": 10}', '{"param_w_sales": 0}', 80, 'B', 'a weight of 0'),
	('{"sales_score": null}', '{"param_w_sales": 0}', NULL, NULL, 'missing, with a weight of 0'),
	('{}', '{"param_cut_a": 80}', 80, 'A', 'the limits are the operator''s: A'),
	('{}', '{"param_cut_b": 80.01}', 80, 'C', 'the limits are the operator''s: B'),
	('{}', '{"param_cut_b": 90, "param_cut_c": 80.01}', 80, 'D', 'the limits are the operator''s: C');
INSERT INTO graded (standard, input, parameters, expected, why)
SELECT 'weighted_abcd', r.input || w.change, r.parameters || w.parameters, w.expected, w.why FROM weighted AS w, rating AS r ORDER BY w.id;
INSERT INTO scored (standard, input, parameters, expected, why)
SELECT 'weighted_abcd', r.input || w.change, r.parameters || w.parameters, w.score, w.why FROM weighted AS w, rating AS r ORDER BY w.id;
INSERT INTO named (standard, input, parameters, metric)
SELECT 'weighted_abcd', input - metric, parameters, metric FROM rating, jsonb_object_keys(input) AS metric;
INSERT INTO refused (standard, input, parameters, why)
SELECT 'weighted_abcd', input || jsonb_build_object(metric, points), parameters, metric || ' of ' || points
FROM rating, jsonb_object_keys(input) AS metric, (VALUES (-0.01), (100.01)) AS p(points);
INSERT INTO refused (standard, input, parameters, why)
SELECT 'weighted_abcd', input, parameters || change::jsonb, 'a parameter out of range'
FROM rating, (VALUES ('{"param_w_sales": -1}'), ('{"param_cut_a": 100.01}'), ('{"param_cut_c": -1}')) AS c(change);
SELECT throws_like(
	format('SELECT customer_grade.grade(c.rubric, r.input, r.parameters - %L) FROM rating AS r, customer_grade.catalog AS c WHERE c.name = ''weighted_abcd''',
		parameter), '%' || parameter || '%', 'weighted_abcd: a parameter that is not given is named: ' || parameter)
FROM rating, jsonb_object_keys(parameters) AS parameter ORDER BY parameter;
INSERT INTO treated (standard, grade, name, value) VALUES
	('weighted_abcd', 'A', 'price', 'preferential'),
	('weighted_abcd', 'A', 'product_access', 'new_products'),
	('weighted_abcd', 'A', 'marketing', 'win_win_cooperation'),
	('weighted_abcd', 'B', 'account_manager', 'own_team'),
	('weighted_abcd', 'B', 'service_mode', 'individual'),
	('weighted_abcd', 'C', 'marketing', 'targeted_development'),
	('weighted_abcd', 'D', 'marketing', 'targeted_development');

--
-- 集团客户分级管理制度: points on four qualities
--
CREATE FUNCTION pg_temp.group_customer(revenue text, market_share text, loyalty text, potential text) RETURNS jsonb LANGUAGE sql AS
	$$ SELECT jsonb_build_object('revenue', revenue, 'market_share', market_share, 'loyalty', loyalty, 'potential', potential) $$;
CREATE TEMP TABLE points AS
SELECT row_number() OVER () AS id, pg_temp.group_customer(revenue, market_share, loyalty, potential) AS input, score, expected, why
FROM (VALUES
	('large', 'large', 'high', 'huge', 4, 'A', 'the description of A'),
	('stable', 'average', 'fair', 'fairly_large', 3, 'B', 'the description of B'),
	('small', 'limited', 'lowish', 'average', 2, 'C', 'the description of C'),
	('weak', 'low', 'poor', 'tiny', 1, 'D', 'the description of D'),
	('large', 'large', 'high', 'fairly_large', 3.75, 'A', 'three of A, one of B'),
	('large', 'large', 'fair', 'fairly_large', 3.5, 'A', 'halfway between A and B: upward'),
	('stable', 'average', 'high', 'huge', 3.5, 'A', 'halfway between A and B: upward'),
	('large', 'average', 'fair', 'fairly_large', 3.25, 'B', 'just under the half'),
	('large', 'large', 'high', 'tiny', 3.25, 'B', 'three of A, one of D'),
	('stable', 'average', 'lowish', 'average', 2.5, 'B', 'halfway between B and C: upward'),
	('large', 'low', 'high', 'tiny', 2.5, 'B', 'halfway between A and D'),
	('stable', 'limited', 'lowish', 'average', 2.25, 'C', 'just under the half'),
	('large', 'low', 'poor', 'average', 2, 'C', 'one of A, one of C, two of D'),
	('small', 'limited', 'poor', 'tiny', 1.5, 'C', 'halfway between C and D: upward'),
	('stable', 'low', 'poor', 'tiny', 1.5, 'C', 'one of B, three of D'),
	('small', 'low', 'poor', 'tiny', 1.25, 'D', 'just under the half'),
	('weak', 'average', 'lowish', 'huge', 2.5, 'B', 'one of each'),
	('stable', 'large', 'poor', 'average', 2.5, 'B', 'one of each'),
	('small', 'low', 'high', 'fairly_large', 2.5, 'B', 'one of each'),
	('large', 'limited', 'fair', 'tiny', 2.5, 'B', 'one of each'),
	(NULL, 'large', 'high', 'huge', NULL, NULL, 'revenue missing'),
	('large', NULL, 'high', 'huge', NULL, NULL, 'market share missing'),
	('large', 'large', NULL, 'huge', NULL, NULL, 'loyalty missing'),
	('large', 'large', 'high', NULL, NULL, NULL, 'potential missing'),
	('weak', 'low', 'poor', NULL, NULL, NULL, 'potential missing'),
	(NULL, NULL, NULL, NULL, NULL, NULL, 'all missing')) AS c(revenue, market_share, loyalty, potential, score, expected, why);
INSERT INTO graded (standard, input, expected, why) SELECT 'group_customer_abcd', input, expected, why FROM points ORDER BY id;
INSERT INTO scored (standard, input, expected, why) SELECT 'group_customer_abcd', input, score, why FROM points ORDER BY id;
INSERT INTO named (standard, input, metric)
SELECT 'group_customer_abcd', input - metric, metric FROM points, jsonb_object_keys(input) AS metric WHERE id = 1;
INSERT INTO refused (standard, input, why) VALUES
	('group_customer_abcd', pg_temp.group_customer('high', 'large', 'high', 'huge'), 'a revenue that is not in the list'),
	('group_customer_abcd', pg_temp.group_customer('large', 'small', 'high', 'huge'), 'a share that is not in the list'),
	('group_customer_abcd', pg_temp.group_customer('large', 'large', 'low', 'huge'), 'a loyalty that is not in the list'),
	('group_customer_abcd', pg_temp.group_customer('large', 'large', 'high', 'large'), 'a potential that is not in the list'),
	('group_customer_abcd', pg_temp.group_customer(NULL, 'large', 'high', 'large'), 'a bad value beside a missing one');
INSERT INTO treated (standard, grade, name, value) VALUES
	('group_customer_abcd', 'D', 'contact_interval', 'regular'),
	('group_customer_abcd', 'A', 'account_manager', 'dedicated'),
	('group_customer_abcd', 'A', 'survey', 'regular'),
	('group_customer_abcd', 'A', 'service_mode', 'tailored'),
	('group_customer_abcd', 'A', 'gift', 'personal'),
	('group_customer_abcd', 'B', 'marketing', 'development_plan'),
	('group_customer_abcd', 'B', 'support', 'technical'),
	('group_customer_abcd', 'B', 'resource', 'shared'),
	('group_customer_abcd', 'B', 'callback', 'regular'),
	('group_customer_abcd', 'B', 'monitoring', 'behaviour'),
	('group_customer_abcd', 'C', 'marketing', 'retention_plan'),
	('group_customer_abcd', 'C', 'discount', 'promotions'),
	('group_customer_abcd', 'C', 'contact_interval', 'more'),
	('group_customer_abcd', 'C', 'benefit', 'events'),
	('group_customer_abcd', 'C', 'product_access', 'adjusted');

--
-- 客户分级标准重要客户: four marks, all combinations
--
CREATE TEMP TABLE marks AS
SELECT row_number() OVER () AS id,
	jsonb_build_object('spends_strongly', a, 'long_stable_relation', b, 'high_satisfaction', c, 'industry_influence', d) AS input,
	score, expected
FROM (VALUES
	(true, true, true, true, 4, 'key'),
	(false, true, true, true, 3, 'ordinary'), (true, false, true, true, 3, 'ordinary'),
	(true, true, false, true, 3, 'ordinary'), (true, true, true, false, 3, 'ordinary'),
	(false, false, true, true, 2, 'ordinary'), (false, true, false, true, 2, 'ordinary'), (false, true, true, false, 2, 'ordinary'),
	(true, false, false, true, 2, 'ordinary'), (true, false, true, false, 2, 'ordinary'), (true, true, false, false, 2, 'ordinary'),
	(true, false, false, false, 1, 'ordinary'), (false, true, false, false, 1, 'ordinary'),
	(false, false, true, false, 1, 'ordinary'), (false, false, false, true, 1, 'ordinary'),
	(false, false, false, false, 0, 'ordinary'),
	(NULL, true, true, true, NULL, NULL), (true, NULL, true, true, NULL, NULL),
	(true, true, NULL, true, NULL, NULL), (true, true, true, NULL, NULL, NULL),
	(NULL, false, false, false, NULL, NULL), (NULL, NULL, NULL, NULL, NULL, NULL)) AS m(a, b, c, d, score, expected);
INSERT INTO graded (standard, input, expected, why)
SELECT 'key_customer_identification', input, expected, coalesce(score || ' of four marks', 'a mark missing') FROM marks ORDER BY id;
INSERT INTO scored (standard, input, expected, why)
SELECT 'key_customer_identification', input, score, coalesce(score || ' of four marks', 'a mark missing') FROM marks ORDER BY id;
INSERT INTO named (standard, input, metric)
SELECT 'key_customer_identification', input - metric, metric FROM marks, jsonb_object_keys(input) AS metric WHERE id = 1;
INSERT INTO treated (standard, grade, name, value) VALUES
	('key_customer_identification', 'key', 'account_manager', 'own_team'),
	('key_customer_identification', 'key', 'service_mode', 'tailored'),
	('key_customer_identification', 'key', 'marketing', 'individual'),
	('key_customer_identification', 'key', 'contact_interval', 'regular'),
	('key_customer_identification', 'key', 'callback', 'regular'),
	('key_customer_identification', 'key', 'support', 'in_time'),
	('key_customer_identification', 'key', 'benefit', 'care_and_courtesy'),
	('key_customer_identification', 'key', 'monitoring', 'continuous');

--
-- 客户等级划分标准: value, loyalty and potential
--
INSERT INTO graded (standard, input, expected, why)
SELECT 'value_loyalty_potential.value', jsonb_build_object('spend', spend, 'frequency', frequency, 'contribution', contribution), expected, why
FROM (VALUES
	('large', 'high', 'large', 'high', '消费金额较大,购买频次较高,对企业贡献较大'),
	('mid', 'mid', 'mid', 'mid', '消费金额和购买频次居中,对企业的贡献一般'),
	('small', 'low', 'small', 'low', '消费金额较小,购买频次较低,对企业的贡献较小'),
	('mid', 'high', 'large', 'mid', 'two of the top'),
	('large', 'mid', 'large', 'mid', 'two of the top'),
	('large', 'high', 'mid', 'mid', 'two of the top'),
	('mid', 'low', 'small', 'mid', 'two of the bottom'),
	('small', 'mid', 'small', 'mid', 'two of the bottom'),
	('small', 'low', 'mid', 'mid', 'two of the bottom'),
	('large', 'low', 'small', 'mid', 'top and bottom mixed'),
	('small', 'high', 'large', 'mid', 'top and bottom mixed'),
	('small', 'low', 'large', 'mid', 'top and bottom mixed'),
	('large', 'high', 'small', 'mid', 'top and bottom mixed'),
	(NULL, 'high', 'large', NULL, 'spending missing'),
	('large', NULL, 'large', NULL, 'frequency missing'),
	('large', 'high', NULL, NULL, 'contribution missing'),
	('mid', 'mid', NULL, NULL, 'contribution missing, middle in any case'),
	(NULL, NULL, NULL, NULL, 'all missing')) AS c(spend, frequency, contribution, expected, why);
INSERT INTO graded (standard, input, expected, why)
SELECT 'value_loyalty_potential.loyalty',
	jsonb_build_object('satisfaction', satisfaction, 'repurchase', repurchase, 'referral', referral, 'churn_high', churn_high), expected, why
FROM (VALUES
	('very', 'high', 'high', false, 'loyal', '非常满意,较高的回购率和推荐他人率'),
	('very', 'high', 'high', true, 'loyal', 'churn is no mark against 忠诚客户'),
	('fairly', 'mid', 'mid', false, 'general', '比较满意,回购率和推荐他人率一般'),
	('low', 'low', 'low', true, 'churning', '不太满意,具有较高的流失率'),
	('low', 'high', 'high', true, 'churning', 'repurchase and referral are no marks of 流失客户'),
	('low', 'low', 'low', false, 'general', 'not satisfied, but no high churn'),
	('fairly', 'low', 'low', true, 'general', 'high churn, but rather satisfied'),
	('very', 'low', 'low', true, 'general', 'high churn, but very satisfied'),
	('very', 'mid', 'high', false, 'general', 'repurchase not high'),
	('very', 'high', 'mid', false, 'general', 'referral not high'),
	('fairly', 'high', 'high', false, 'general', 'not very satisfied'),
	('low', 'high', 'high', false, 'general', 'a mixed picture'),
	(NULL, 'high', 'high', false, NULL, 'satisfaction missing'),
	('very', NULL, 'high', false, NULL, 'repurchase missing'),
	('very', 'high', NULL, false, NULL, 'referral missing'),
	('very', 'high', 'high', NULL, NULL, 'churn missing'),
	('low', NULL, NULL, true, NULL, 'repurchase and referral missing'),
	(NULL, NULL, NULL, NULL, NULL, 'all missing')) AS c(satisfaction, repurchase, referral, churn_high, expected, why);
INSERT INTO graded (standard, input, expected, why)
SELECT 'value_loyalty_potential.potential',
	jsonb_build_object('intent', intent, 'is_customer', is_customer, 'potential_value', potential_value), expected, why
FROM (VALUES
	('large', false, 'large', 'potential', '较大的购买意向,但还未成为企业的客户'),
	('large', false, 'other', 'potential', 'not yet a customer, whatever the value'),
	('large', true, 'large', 'key', '较大的购买意向,对企业具有较大潜在价值'),
	('large', true, 'other', 'general', 'a customer of no large potential value'),
	('average', true, 'large', 'general', '购买意向一般'),
	('average', true, 'other', 'general', '购买意向一般'),
	('average', false, 'large', 'general', '购买意向一般, not yet a customer'),
	('average', false, 'other', 'general', '购买意向一般, not yet a customer'),
	('low', true, 'large', 'general', 'little intent is not described'),
	('low', true, 'other', 'general', 'little intent is not described'),
	('low', false, 'large', 'general', 'little intent, not yet a customer'),
	('low', false, 'other', 'general', 'little intent, not yet a customer'),
	(NULL, true, 'large', NULL, 'intent missing'),
	('large', NULL, 'large', NULL, 'customer or not is missing'),
	('large', true, NULL, NULL, 'potential value missing'),
	('low', NULL, NULL, NULL, 'two missing'),
	(NULL, NULL, NULL, NULL, 'all missing')) AS c(intent, is_customer, potential_value, expected, why);
INSERT INTO graded (standard, input, expected, why)
SELECT 'value_loyalty_potential.' || d.dimension,
	'{"spend": "small", "frequency": "low", "contribution": "small", "satisfaction": "very", "repurchase": "high", "referral": "high",
		"churn_high": false, "intent": "large", "is_customer": true}', d.expected, 'an open dimension does not close the others'
FROM (VALUES ('value', 'low'), ('loyalty', 'loyal'), ('potential', NULL)) AS d(dimension, expected);
INSERT INTO named (standard, input, metric)
SELECT 'value_loyalty_potential.' || dimension, input::jsonb - metric, metric
FROM (VALUES
	('value', '{"spend": "mid", "frequency": "mid", "contribution": "mid"}'),
	('loyalty', '{"satisfaction": "low", "repurchase": "low", "referral": "low", "churn_high": true}'),
	('potential', '{"intent": "low", "is_customer": true, "potential_value": "other"}')) AS c(dimension, input),
	jsonb_object_keys(input::jsonb) AS metric;
INSERT INTO refused (standard, input, why) VALUES
	('value_loyalty_potential.value', '{"spend": "high", "frequency": "mid", "contribution": "mid"}', 'a spending that is not in the list'),
	('value_loyalty_potential.value', '{"spend": "mid", "frequency": "large", "contribution": "mid"}', 'a frequency that is not in the list'),
	('value_loyalty_potential.value', '{"spend": "mid", "frequency": "mid", "contribution": "low"}', 'a contribution that is not in the list'),
	('value_loyalty_potential.loyalty', '{"satisfaction": "high"}', 'a satisfaction that is not in the list'),
	('value_loyalty_potential.loyalty', '{"repurchase": "very"}', 'a repurchase that is not in the list'),
	('value_loyalty_potential.loyalty', '{"referral": "none"}', 'a referral that is not in the list'),
	('value_loyalty_potential.potential', '{"intent": "high"}', 'an intent that is not in the list'),
	('value_loyalty_potential.potential', '{"potential_value": "small"}', 'a potential value that is not in the list');

--
-- 集团个人客户分级服务标准: persons in group customers
--
INSERT INTO graded (standard, input, expected, why)
SELECT 'group_individual_class', input::jsonb, expected, why
FROM (VALUES
	('{"role": "top_decision_maker", "in_group": true, "gotone_vip": true, "signed": true}', 'key_person', '最高决策者'),
	('{"role": "contact", "in_group": true, "gotone_vip": false, "signed": true}', 'key_person', '联系人'),
	('{"role": "telecom_middle", "in_group": true, "gotone_vip": false, "signed": false}', 'key_person', '通信部门中层, not signed'),
	('{"role": "influencer", "in_group": true, "gotone_vip": false, "signed": false}', 'key_person', '影响力人物'),
	('{"role": "influencer", "in_group": false, "gotone_vip": false, "signed": false}', 'key_person', '不在本集团却对本集团发展起重要作用'),
	('{"role": "contact"}', 'key_person', 'the rest is not needed'),
	('{"role": "none", "in_group": true, "gotone_vip": true, "signed": true}', 'gotone_vip', '集团内全球通VIP客户'),
	('{"role": "none", "in_group": true, "gotone_vip": true, "signed": false}', 'gotone_vip', 'the signature is asked of the ordinary class only'),
	('{"role": "none", "in_group": true, "gotone_vip": true}', 'gotone_vip', 'signature missing, not needed'),
	('{"role": "none", "in_group": true, "gotone_vip": false, "signed": true}', 'ordinary', '集团内普通客户'),
	('{"role": "none", "in_group": true, "gotone_vip": false, "signed": false}', 'none', '不包括非签约客户'),
	('{"role": "none", "in_group": false, "gotone_vip": true, "signed": true}', 'none', 'a VIP, but not 纳入集团管理'),
	('{"role": "none", "in_group": false, "gotone_vip": false, "signed": true}', 'none', 'not 纳入集团管理'),
	('{"role": "none", "in_group": false}', 'none', 'not in the group: the rest is not needed'),
	('{"in_group": true, "gotone_vip": true, "signed": true}', NULL, 'role missing'),
	('{"in_group": false, "gotone_vip": false, "signed": false}', NULL, 'role missing, key person or none'),
	('{"role": "none", "gotone_vip": true, "signed": true}', NULL, 'group missing'),
	('{"role": "none", "gotone_vip": false, "signed": true}', NULL, 'group missing'),
	('{"role": "none", "in_group": true, "signed": true}', NULL, 'VIP missing'),
	('{"role": "none", "in_group": true, "gotone_vip": false}', NULL, 'signature missing'),
	('{}', NULL, 'nothing is known')) AS c(input, expected, why);
INSERT INTO named (standard, input, metric) VALUES
	('group_individual_class', '{"in_group": true, "gotone_vip": true, "signed": true}', 'role'),
	('group_individual_class', '{"role": "none", "gotone_vip": true, "signed": true}', 'in_group'),
	('group_individual_class', '{"role": "none", "in_group": true, "signed": true}', 'gotone_vip'),
	('group_individual_class', '{"role": "none", "in_group": true, "gotone_vip": false}', 'signed');
INSERT INTO refused (standard, input, why) VALUES
	('group_individual_class', '{"role": "boss"}', 'a role that is not in the list'),
	('group_individual_class', '{"role": "Contact", "in_group": true}', 'a role in another spelling');
INSERT INTO treated (standard, grade, name, value) VALUES
	('group_individual_class', 'key_person', 'service_level', 'key_person_card'),
	('group_individual_class', 'gotone_vip', 'service_level', 'gotone_vip_standard'),
	('group_individual_class', 'ordinary', 'service_level', 'brand_standard');

-- Cards of key persons: the whole table, without an own card
INSERT INTO graded (standard, input, expected, why)
SELECT 'key_person_card', jsonb_build_object('role', role, 'group_grade', group_grade, 'own_card', 'none'), expected,
	role || ', ' || coalesce(group_grade, 'group missing')
FROM (VALUES
	('senior_leader', 'diamond', 'gold', 'silver', 'none'),
	('contact', 'gold', 'silver', 'silver', 'silver'),
	('division_cadre', 'gold', 'gold', 'gold', 'gold'),
	('telecom_middle', 'none', 'none', 'none', 'none'),
	('influencer', 'none', 'none', 'none', 'none')) AS c(role, a, b, c, d),
	LATERAL (VALUES ('A', a), ('B', b), ('C', c), ('D', d), (NULL, NULL)) AS g(group_grade, expected);
-- ... and with one: the higher
INSERT INTO graded (standard, input, expected, why)
SELECT 'key_person_card', input::jsonb, expected, why
FROM (VALUES
	('{"role": "senior_leader", "group_grade": "C", "own_card": "gold"}', 'gold', '享受较高级别的服务: the own card'),
	('{"role": "senior_leader", "group_grade": "C", "own_card": "silver"}', 'silver', 'the same level'),
	('{"role": "senior_leader", "group_grade": "B", "own_card": "silver"}', 'gold', 'the card of the role is higher'),
	('{"role": "senior_leader", "group_grade": "B", "own_card": "gold"}', 'gold', 'the same level'),
	('{"role": "senior_leader", "group_grade": "A", "own_card": "silver"}', 'diamond', 'the card of the role is higher'),
	('{"role": "senior_leader", "group_grade": "A", "own_card": "gold"}', 'diamond', 'the card of the role is higher'),
	('{"role": "senior_leader", "group_grade": "D", "own_card": "diamond"}', 'diamond', 'a leader of a D group: own card'),
	('{"role": "senior_leader", "group_grade": "D", "own_card": "gold"}', 'gold', 'a leader of a D group: own card'),
	('{"role": "senior_leader", "group_grade": "D", "own_card": "silver"}', 'silver', 'a leader of a D group: own card'),
	('{"role": "contact", "group_grade": "A", "own_card": "diamond"}', 'diamond', 'own diamond card'),
	('{"role": "contact", "group_grade": "A", "own_card": "silver"}', 'gold', 'the card of the role is higher'),
	('{"role": "contact", "group_grade": "D", "own_card": "gold"}', 'gold', 'own gold card'),
	('{"role": "division_cadre", "group_grade": "D", "own_card": "silver"}', 'gold', 'the card of the role is higher'),
	('{"role": "division_cadre", "group_grade": "A", "own_card": "diamond"}', 'diamond', 'own diamond card'),
	('{"role": "telecom_middle", "group_grade": "A", "own_card": "gold"}', 'gold', 'no row: own card'),
	('{"role": "telecom_middle", "group_grade": "A", "own_card": "silver"}', 'silver', 'no row: own card'),
	('{"role": "influencer", "group_grade": "C", "own_card": "diamond"}', 'diamond', 'no row: own card'),
	-- missing
	('{"own_card": "diamond"}', 'diamond', 'nothing is above diamond'),
	('{"role": "contact", "own_card": "diamond"}', 'diamond', 'group missing, nothing is above diamond'),
	('{"group_grade": "A", "own_card": "diamond"}', 'diamond', 'role missing, nothing is above diamond'),
	('{"role": "senior_leader", "own_card": "gold"}', NULL, 'group missing, diamond or gold'),
	('{"role": "contact", "own_card": "gold"}', NULL, 'group missing'),
	('{"role": "division_cadre", "own_card": "none"}', NULL, 'group missing'),
	('{"group_grade": "A", "own_card": "gold"}', NULL, 'role missing, diamond or gold'),
	('{"group_grade": "D", "own_card": "silver"}', NULL, 'role missing'),
	('{"role": "senior_leader", "group_grade": "A"}', 'diamond', 'own card missing: does no harm'),
	('{"role": "contact", "group_grade": "B"}', 'silver', 'own card missing: does no harm'),
	('{"role": "influencer", "group_grade": "B"}', 'none', 'own card missing: not shown'),
	('{}', NULL, 'nothing is known')) AS c(input, expected, why);
INSERT INTO named (standard, input, metric) VALUES
	('key_person_card', '{"role": "contact", "own_card": "gold"}', 'group_grade'),
	('key_person_card', '{"group_grade": "A", "own_card": "gold"}', 'role');
INSERT INTO refused (standard, input, why) VALUES
	('key_person_card', '{"role": "contact", "group_grade": "A1"}', 'a group grade that is not in the list'),
	('key_person_card', '{"role": "top_decision_maker", "group_grade": "A"}', 'a role that is not in the list'),
	('key_person_card', '{"role": "contact", "group_grade": "A", "own_card": "platinum"}', 'a card that is not in the list'),
	('key_person_card', '{"role": "boss", "own_card": "diamond"}', 'a bad role that is not needed');

-- The right to choose numbers
INSERT INTO graded (standard, input, expected, why)
SELECT 'key_person_card.number_right', jsonb_build_object('role', role, 'group_grade', group_grade), expected,
	coalesce(role, 'role missing') || ', ' || coalesce(group_grade, 'group missing')
FROM (VALUES
	('contact', 'gold', 'gold', 'silver', 'silver', NULL),
	('senior_leader', 'none', 'none', 'none', 'none', 'none'),
	('division_cadre', 'none', 'none', 'none', 'none', 'none'),
	('telecom_middle', 'none', 'none', 'none', 'none', 'none'),
	('influencer', 'none', 'none', 'none', 'none', 'none'),
	(NULL, NULL, NULL, NULL, NULL, NULL)) AS c(role, a, b, c, d, missing),
	LATERAL (VALUES ('A', a), ('B', b), ('C', c), ('D', d), (NULL, missing)) AS g(group_grade, expected);
INSERT INTO named (standard, input, metric) VALUES
	('key_person_card.number_right', '{"role": "contact"}', 'group_grade'),
	('key_person_card.number_right', '{"group_grade": "D"}', 'role');
INSERT INTO refused (standard, input, why) VALUES
	('key_person_card.number_right', '{"role": "contact", "group_grade": "E"}', 'a group grade that is not in the list'),
	('key_person_card.number_right', '{"role": "none", "group_grade": "A"}', 'a role that is not in the list');

INSERT INTO treated (standard, grade, input, name, value, unit) VALUES
	('key_person_card', 'none', '{}', 'service_level', 'gotone_vip_standard', NULL),
	('key_person_card', 'diamond', '{}', 'greeting', '4', 'holiday/year'),
	('key_person_card', 'silver', '{}', 'visit', 'some_holidays', NULL),
	('key_person_card', 'gold', '{}', 'gift', 'birthday', NULL),
	('key_person_card', 'diamond', '{"group_grade": "A"}', 'gathering', '2', 'time/year'),
	('key_person_card', 'gold', '{"group_grade": "B"}', 'gathering', '1', 'time/year'),
	('key_person_card', 'silver', '{"group_grade": "C"}', 'gathering', '1', 'time/year'),
	('key_person_card', 'none', '{"group_grade": "D"}', 'gathering', '1', 'time/year'),
	('key_person_card', 'silver', '{"role": "contact"}', 'gathering', 'by_annual_plan', NULL),
	('key_person_card', 'silver', '{"role": "contact"}', 'benefit', 'terminal_subsidy', NULL),
	('key_person_card', 'silver', '{"role": "contact"}', 'agreement_term', '2', 'year'),
	('key_person_card', 'silver', '{"role": "contact"}', 'benefit', 'certificate', NULL),
	('key_person_card', 'gold', '{"role": "contact", "group_grade": "A"}', 'number_right', 'gold', NULL),
	('key_person_card', 'silver', '{"role": "contact", "group_grade": "B"}', 'number_right', 'gold', NULL),
	('key_person_card', 'silver', '{"role": "contact", "group_grade": "C"}', 'number_right', 'silver', NULL),
	('key_person_card', 'silver', '{"role": "contact", "group_grade": "D"}', 'number_right', 'silver', NULL),
	('key_person_card', 'gold', '{"role": "contact"}', 'account_manager', 'dedicated', NULL),
	('key_person_card', 'gold', '{"role": "contact"}', 'discount', 'preferential', NULL),
	('key_person_card', 'gold', '{"role": "contact"}', 'priority', 'visit_first', NULL),
	('key_person_card', 'gold', '{"role": "contact"}', 'priority', 'complaint_first', NULL),
	('key_person_card', 'gold', '{"role": "contact"}', 'product_access', '6', 'month'),
	('key_person_card', 'gold', '{"role": "contact"}', 'benefit', 'right_to_know', NULL);
SELECT is_empty(
	$$ SELECT name, value FROM customer_grade.catalog_treatments('key_person_card', 'diamond', '{"role": "senior_leader", "group_grade": "B"}')
		WHERE name IN ('number_right', 'account_manager', 'product_access', 'priority', 'benefit') OR (name, value) = ('gathering', '2') $$,
	'key_person_card: what contacts get is for contacts only');

--
-- Several results of one row
--
SELECT lives_ok(format('SELECT customer_grade.adopt(%L)', name), 'adopt ' || name)
FROM (SELECT DISTINCT name FROM customer_grade.catalog
	WHERE family IN ('size_need_credit', 'unicom_personal_vip', 'unicom_group_vip', 'key_person_card')) AS c ORDER BY name;
SELECT is(customer_grade.profile('size_need_credit', '{"annual_sales_yuan": 600000, "need": "highest", "credit": "low"}'),
	'{"size": "medium", "need": null, "credit": "risky"}', 'size_need_credit: an open letter does not close the others');
SELECT throws_ok($$ SELECT customer_grade.profile('size_need_credit', '{"annual_sales_yuan": 600000, "credit": "bad"}') $$,
	'23514', NULL, 'size_need_credit: refused input is an error in a profile');
SELECT is(customer_grade.profile('unicom_group_vip', '{"months_counted": 6, "monthly_avg_yuan": 170000}'),
	'{"grade": "supreme", "cards": "5"}', 'unicom_group_vip: card and number of cards');
SELECT is(customer_grade.profile('key_person_card', '{"role": "contact", "group_grade": "B"}'),
	'{"grade": "silver", "number_right": "gold"}', 'key_person_card: contacts of B groups have two different benefits');
SET LOCAL customer_grade.as_of = '2022-05-08';
SELECT is(customer_grade.profile('unicom_personal_vip', '{"service": "mobile"}' || pg_temp.months(80, 80, 80, 80, 80, 80)),
	'{"grade": "silver", "is_vip": "yes"}', 'unicom_personal_vip: an average of 80, the last day of the old standard');
SET LOCAL customer_grade.as_of = '2022-05-09';
SELECT is(customer_grade.profile('unicom_personal_vip', '{"service": "mobile"}' || pg_temp.months(80, 80, 80, 80, 80, 80)),
	'{"grade": "none", "is_vip": "yes"}', 'unicom_personal_vip: an average of 80 since then: a VIP without a card');
RESET customer_grade.as_of;

\ir include/catalog_end.sql
