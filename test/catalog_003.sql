-- Cases from file 003: car buyers, a project department, Postal Savings Bank (treatments), simple
-- classes, credit, Agricultural Bank, a hotel, visitors of an industrial park.

\ir include/catalog_begin.sql

--
-- Car buyers
--
INSERT INTO graded (standard, input, expected, why) VALUES
	('car_customer', '{"purchasing_power": "high"}', 'high_end', '较高的购买能力'),
	('car_customer', '{"purchasing_power": "mid"}', 'mid', 'the level whose heading is lost'),
	('car_customer', '{"purchasing_power": "ordinary"}', 'ordinary', '普通客户'),
	('car_customer', '{"purchasing_power": "high", "purpose": "family"}', 'high_end', 'the purpose decides nothing'),
	('car_customer', '{"purchasing_power": "ordinary", "purpose": "business"}', 'ordinary', 'the purpose decides nothing'),
	('car_customer', '{"purpose": "family"}', NULL, 'purchasing power missing'),
	('car_customer', '{}', NULL, 'purchasing power missing');
INSERT INTO graded (standard, input, expected, why)
SELECT 'car_customer.composite', jsonb_build_object('user_type', user_type, 'purchasing_power', power, 'model_class', model),
	CASE WHEN model IN ('luxury', 'mid_high') AND (user_type, power) IN
		(('private', 'high'), ('unit_or_leasing', 'high'), ('unit_or_leasing', 'mid'), ('unit_or_leasing', 'ordinary'))
		THEN 'premium' ELSE 'other' END,
	'高端私家车用户或单位/租赁公司客户,豪华车型和中高档车型'
FROM unnest('{private, unit_or_leasing, government}'::text[]) AS user_type,
	unnest('{high, mid, ordinary}'::text[]) AS power,
	unnest('{luxury, performance, mid_high, other}'::text[]) AS model;
INSERT INTO graded (standard, input, expected, why) VALUES
	('car_customer.composite', '{"user_type": "private", "purchasing_power": "high"}', NULL, 'model missing'),
	('car_customer.composite', '{"user_type": "private", "purchasing_power": "mid"}', 'other', 'the model is not needed'),
	('car_customer.composite', '{"user_type": "government"}', 'other', 'the rest is not needed'),
	('car_customer.composite', '{"user_type": "unit_or_leasing", "model_class": "luxury"}', 'premium', '高端 belongs to private users only'),
	('car_customer.composite', '{"user_type": "private", "model_class": "luxury"}', NULL, 'purchasing power missing'),
	('car_customer.composite', '{"purchasing_power": "high", "model_class": "luxury"}', NULL, 'kind of user missing'),
	('car_customer.composite', '{"purchasing_power": "high", "model_class": "performance"}', 'other', 'the kind of user is not needed'),
	('car_customer.composite', '{}', NULL, 'all missing'),
	('car_customer.cycle', '{"purchase_interval_years": 3, "replace_interval_years": 0.5}', 'long', '在3年以上购置一辆新车: 3 counts'),
	('car_customer.cycle', '{"purchase_interval_years": 2.99, "replace_interval_years": 0.5}', 'short', 'just under 3 years'),
	('car_customer.cycle', '{"purchase_interval_years": 3.01, "replace_interval_years": 0.5}', 'long', 'just over 3 years'),
	('car_customer.cycle', '{"purchase_interval_years": 1, "replace_interval_years": 1}', 'long', '一年以上换一辆新车: 1 counts'),
	('car_customer.cycle', '{"purchase_interval_years": 1, "replace_interval_years": 0.99}', 'short', 'just under one year'),
	('car_customer.cycle', '{"purchase_interval_years": 1, "replace_interval_years": 1.01}', 'long', 'just over one year'),
	('car_customer.cycle', '{"purchase_interval_years": 5, "replace_interval_years": 5}', 'long', 'both'),
	('car_customer.cycle', '{"purchase_interval_years": 3}', 'long', 'the other is missing'),
	('car_customer.cycle', '{"replace_interval_years": 1}', 'long', 'the other is missing'),
	('car_customer.cycle', '{"purchase_interval_years": 2}', 'short', 'the other is missing'),
	('car_customer.cycle', '{"purchase_interval_years": 0}', 'short', 'the other is missing'),
	('car_customer.cycle', '{"replace_interval_years": 0}', 'short', 'the other is missing'),
	('car_customer.cycle', '{}', NULL, 'both missing'),
	('car_customer.channel', '{"channel": "dealer_4s"}', 'self', '汽车4S店'),
	('car_customer.channel', '{"channel": "internet"}', 'self', '互联网'),
	('car_customer.channel', '{"channel": "organisation"}', 'organisation', '组织购车客户'),
	('car_customer.channel', '{"channel": null}', NULL, 'channel missing'),
	('car_customer.channel', '{}', NULL, 'channel missing');
INSERT INTO named (standard, input, metric) VALUES
	('car_customer', '{}', 'purchasing_power'),
	('car_customer.composite', '{"user_type": "private", "purchasing_power": "high"}', 'model_class'),
	('car_customer.cycle', '{}', 'purchase_interval_years'),
	('car_customer.cycle', '{}', 'replace_interval_years'),
	('car_customer.channel', '{}', 'channel');
INSERT INTO refused (standard, input, why) VALUES
	('car_customer', '{"purchasing_power": "low"}', 'a level that is not in the list'),
	('car_customer', '{"purchasing_power": "high", "purpose": "sport"}', 'a purpose that is not in the list'),
	('car_customer.composite', '{"user_type": "police", "purchasing_power": "high", "model_class": "luxury"}', 'a user that is not in the list'),
	('car_customer.composite', '{"user_type": "private", "purchasing_power": "high", "model_class": "Luxury"}', 'a model that is not in the list'),
	('car_customer.cycle', '{"purchase_interval_years": -0.01}', 'negative time'),
	('car_customer.cycle', '{"replace_interval_years": -1}', 'negative time'),
	('car_customer.channel', '{"channel": "self"}', 'a channel that is not in the list');
INSERT INTO treated (standard, grade, name, value) VALUES
	('car_customer.cycle', 'long', 'marketing', 'quality, performance, comfort, loyalty to the brand'),
	('car_customer.cycle', 'short', 'marketing', 'price, value for money'),
	('car_customer.channel', 'organisation', 'support', 'more after-sales service and maintenance'),
	('car_customer', 'high_end', 'service_level', 'high');
SELECT is(customer_grade.adopt(name), name::text, 'adopt ' || name)
FROM customer_grade.catalog WHERE family = 'car_customer' ORDER BY name;
SELECT is(customer_grade.profile('car_customer',
	jsonb '{"purchasing_power": "high", "user_type": "private", "model_class": "luxury", "channel": "internet"}'),
	'{"grade": "high_end", "composite": "premium", "cycle": null, "channel": "self"}', 'car_customer: one open part does not close the others');
SELECT throws_ok($$ SELECT customer_grade.profile('car_customer', jsonb '{"purchasing_power": "high", "channel": "phone"}') $$,
	'23514', NULL, 'car_customer: a profile refuses what one part refuses');

--
-- Project department
--
INSERT INTO graded (standard, input, expected, why)
SELECT 'project_company_abc', jsonb_build_object('volume', volume, 'receivables', receivables, 'reputation', reputation),
	CASE volume || receivables || reputation WHEN 'highgoodgood' THEN 'A' WHEN 'lowpoorpoor' THEN 'C' ELSE 'B' END,
	'业务合作量、应收款情况、经营信誉等方面结合考评'
FROM unnest('{high, mid, low}'::text[]) AS volume,
	unnest('{good, average, poor}'::text[]) AS receivables,
	unnest('{good, average, poor}'::text[]) AS reputation;
INSERT INTO graded (standard, input, expected, why) VALUES
	('project_company_abc', '{"receivables": "good", "reputation": "good"}', NULL, 'volume missing'),
	('project_company_abc', '{"volume": "high", "reputation": "good"}', NULL, 'receivables missing'),
	('project_company_abc', '{"volume": "high", "receivables": "good"}', NULL, 'reputation missing'),
	('project_company_abc', '{"volume": "high", "receivables": "poor"}', NULL, 'reputation missing, B in any case'),
	('project_company_abc', '{}', NULL, 'all missing');
INSERT INTO named (standard, input, metric) VALUES
	('project_company_abc', '{"receivables": "good", "reputation": "good"}', 'volume'),
	('project_company_abc', '{"volume": "high", "reputation": "good"}', 'receivables'),
	('project_company_abc', '{"volume": "high", "receivables": "poor"}', 'reputation');
INSERT INTO refused (standard, input, why) VALUES
	('project_company_abc', '{"volume": "large", "receivables": "good", "reputation": "good"}', 'a volume that is not in the list'),
	('project_company_abc', '{"volume": "high", "receivables": "bad", "reputation": "good"}', 'a state of receivables that is not in the list'),
	('project_company_abc', '{"volume": "high", "receivables": "good", "reputation": "high"}', 'a reputation that is not in the list');

INSERT INTO scored (standard, input, expected, why) VALUES
	('project_company_penalty', '{"late": 1, "wrong": 0}', 20, '20元/次'),
	('project_company_penalty', '{"late": 0, "wrong": 1}', 10, '10元/次'),
	('project_company_penalty', '{"late": 0, "wrong": 0}', 0, 'nothing'),
	('project_company_penalty', '{"late": 1, "wrong": 1}', 30, 'both'),
	('project_company_penalty', '{"late": 3, "wrong": 2}', 80, '60 + 20'),
	('project_company_penalty', '{"late": 2, "wrong": 3}', 70, '40 + 30'),
	('project_company_penalty', '{"late": 12, "wrong": 0}', 240, 'no limit'),
	('project_company_penalty', '{"wrong": 1}', NULL, 'late forms not counted'),
	('project_company_penalty', '{"late": 1}', NULL, 'wrong entries not counted'),
	('project_company_penalty', '{}', NULL, 'neither counted');
INSERT INTO named (standard, input, metric) VALUES
	('project_company_penalty', '{"wrong": 1}', 'late'),
	('project_company_penalty', '{"late": 1}', 'wrong');
INSERT INTO refused (standard, input, why) VALUES
	('project_company_penalty', '{"late": -1, "wrong": 0}', 'negative'),
	('project_company_penalty', '{"late": 0, "wrong": -1}', 'negative');

INSERT INTO graded (standard, input, expected, why) VALUES
	('project_business_type', '{"buyer_kind": "construction_company"}', 'construction', '建筑公司'),
	('project_business_type', '{"buyer_kind": "decoration_company"}', 'construction', '装修公司'),
	('project_business_type', '{"buyer_kind": "trading_company"}', 'trading', '贸易公司'),
	('project_business_type', '{"buyer_kind": "operations_centre"}', 'operations_centre', '运营中心'),
	('project_business_type', '{"buyer_kind": "end_store"}', 'project_retail', '店铺'),
	('project_business_type', '{"buyer_kind": "office"}', 'project_retail', '办公楼'),
	('project_business_type', '{"buyer_kind": "factory"}', 'project_retail', '工厂'),
	('project_business_type', '{"buyer_kind": "mall"}', 'project_retail', '商场'),
	('project_business_type', '{"buyer_kind": null}', NULL, 'kind missing'),
	('project_business_type', '{}', NULL, 'kind missing');
INSERT INTO named (standard, input, metric) VALUES
	('project_business_type', '{}', 'buyer_kind');
INSERT INTO refused (standard, input, why) VALUES
	('project_business_type', '{"buyer_kind": "school"}', 'a kind that is not in the list'),
	('project_business_type', '{"buyer_kind": "Mall"}', 'a kind that is not in the list'),
	('project_business_type', '{"buyer_kind": ""}', 'an empty kind');
INSERT INTO treated (standard, grade, name, value) VALUES
	('project_business_type', 'operations_centre', 'price', 'special'),
	('project_business_type', 'trading', 'price', 'partly special'),
	('project_business_type', 'construction', 'price', 'standard'),
	('project_business_type', 'project_retail', 'price', 'standard'),
	('project_business_type', 'construction', 'contract', 'strategic agreement');
SELECT is_empty(
	$$ SELECT c.name, g.grade FROM customer_grade.catalog AS c, customer_grade.grades(c.rubric) AS g
		WHERE c.name IN ('project_business_type', 'car_customer.cycle', 'car_customer.channel') AND g.rank IS NOT NULL $$,
	'classifications have no ranks');

--
-- Postal Savings Bank: what the grades get
--
INSERT INTO treated (standard, grade, name, value) VALUES
	('postal_bank_any_of', 'diamond', 'interest_rate', 'higher'),
	('postal_bank_any_of', 'platinum', 'credit_limit', 'higher'),
	('postal_bank_any_of', 'gold', 'loan', 'higher'),
	('postal_bank_any_of', 'diamond', 'priority', 'first'),
	('postal_bank_any_of', 'diamond', 'account_manager', 'own adviser');
SELECT is_empty(
	format('SELECT FROM customer_grade.catalog_treatments(%L, %L)', 'postal_bank_any_of', grade),
	'postal_bank_any_of: nothing for ' || grade)
FROM (VALUES ('ordinary'), ('none')) AS c(grade);

--
-- Strategic, important, general, potential
--
INSERT INTO graded (standard, input, expected, why) VALUES
	('strategic_important_general_potential', '{"contribution": "high", "potential_value": "high"}', 'strategic', 'high on both'),
	('strategic_important_general_potential', '{"contribution": "high", "potential_value": "low"}', 'important', 'contributes much, no potential'),
	('strategic_important_general_potential', '{"contribution": "some", "potential_value": "high"}', 'important', 'contributes some, potential'),
	('strategic_important_general_potential', '{"contribution": "some", "potential_value": "low"}', 'general', 'contributes some, no potential'),
	('strategic_important_general_potential', '{"contribution": "none", "potential_value": "high"}', 'potential', 'potential only'),
	('strategic_important_general_potential', '{"contribution": "none", "potential_value": "low"}', 'none', 'neither'),
	('strategic_important_general_potential', '{"potential_value": "high"}', NULL, 'contribution missing'),
	('strategic_important_general_potential', '{"potential_value": "low"}', NULL, 'contribution missing'),
	('strategic_important_general_potential', '{"contribution": "high"}', NULL, 'potential missing'),
	('strategic_important_general_potential', '{"contribution": "some"}', NULL, 'potential missing'),
	('strategic_important_general_potential', '{"contribution": "none"}', NULL, 'potential missing'),
	('strategic_important_general_potential', '{}', NULL, 'both missing');
INSERT INTO named (standard, input, metric) VALUES
	('strategic_important_general_potential', '{"potential_value": "high"}', 'contribution'),
	('strategic_important_general_potential', '{"contribution": "high"}', 'potential_value');
INSERT INTO refused (standard, input, why) VALUES
	('strategic_important_general_potential', '{"contribution": "low", "potential_value": "low"}', 'a contribution that is not in the list'),
	('strategic_important_general_potential', '{"contribution": "high", "potential_value": "some"}', 'a potential that is not in the list');
INSERT INTO treated (standard, grade, name, value) VALUES
	('strategic_important_general_potential', 'strategic', 'priority', 'focus'),
	('strategic_important_general_potential', 'important', 'priority', 'focus'),
	('strategic_important_general_potential', 'general', 'contact_interval', 'regular'),
	('strategic_important_general_potential', 'potential', 'support', 'complaint channels, quick answers');
SELECT is_empty(
	$$ SELECT FROM customer_grade.catalog_treatments('strategic_important_general_potential', 'general') WHERE name = 'priority' $$,
	'strategic_important_general_potential: no focus on general customers');

--
-- Credit grade: the worst of four
--
CREATE FUNCTION pg_temp.factors(VARIADIC factor text[]) RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_build_object('credit_history', factor[1], 'capital_strength', factor[2], 'industry_position', factor[3],
		'recent_performance', factor[4]) $$;
INSERT INTO graded (standard, input, expected, why)
SELECT 'credit_grade', pg_temp.factors(grade, grade, grade, grade), grade, 'all four alike'
FROM unnest('{excellent, good, fair, poor, high_risk}'::text[]) AS grade;
INSERT INTO graded (standard, input, expected, why)
SELECT 'credit_grade', pg_temp.factors('excellent', 'excellent', 'excellent', 'excellent') || jsonb_build_object(factor, grade), grade,
	'one factor less than excellent'
FROM unnest('{good, fair, poor, high_risk}'::text[]) AS grade,
	unnest('{credit_history, capital_strength, industry_position, recent_performance}'::text[]) AS factor;
INSERT INTO graded (standard, input, expected, why) VALUES
	('credit_grade', pg_temp.factors('good', 'fair', 'excellent', 'poor'), 'poor', 'the worst decides'),
	('credit_grade', pg_temp.factors('high_risk', 'excellent', 'excellent', 'poor'), 'high_risk', 'the worst decides'),
	('credit_grade', pg_temp.factors('good', 'good', 'fair', 'good'), 'fair', 'the worst decides'),
	('credit_grade', pg_temp.factors('good', 'excellent', 'excellent', 'good'), 'good', 'the worst decides'),
	('credit_grade', pg_temp.factors(NULL, 'excellent', 'excellent', 'excellent'), NULL, 'credit history missing'),
	('credit_grade', pg_temp.factors('excellent', NULL, 'excellent', 'excellent'), NULL, 'capital missing'),
	('credit_grade', pg_temp.factors('excellent', 'excellent', NULL, 'excellent'), NULL, 'industry missing'),
	('credit_grade', pg_temp.factors('excellent', 'excellent', 'excellent', NULL), NULL, 'recent performance missing'),
	('credit_grade', pg_temp.factors('high_risk', 'excellent', 'excellent', NULL), NULL, 'recent performance missing, high risk in any case'),
	('credit_grade', '{}', NULL, 'all missing');
INSERT INTO graded (standard, input, parameters, expected, why)
SELECT 'credit_grade', input, parameters || '{"param_combination": "weighted_mean"}', expected, why
FROM (VALUES
	(pg_temp.factors('excellent', 'excellent', 'good', 'good'), jsonb '{}', 'excellent', '4.5: halves upward'),
	(pg_temp.factors('excellent', 'good', 'good', 'good'), '{}', 'good', '4.25'),
	(pg_temp.factors('good', 'good', 'fair', 'fair'), '{}', 'good', '3.5: halves upward'),
	(pg_temp.factors('good', 'fair', 'fair', 'fair'), '{}', 'fair', '3.25'),
	(pg_temp.factors('fair', 'fair', 'poor', 'poor'), '{}', 'fair', '2.5: halves upward'),
	(pg_temp.factors('fair', 'poor', 'poor', 'poor'), '{}', 'poor', '2.25'),
	(pg_temp.factors('poor', 'poor', 'high_risk', 'high_risk'), '{}', 'poor', '1.5: halves upward'),
	(pg_temp.factors('poor', 'high_risk', 'high_risk', 'high_risk'), '{}', 'high_risk', '1.25'),
	(pg_temp.factors('excellent', 'high_risk', 'high_risk', 'high_risk'), '{}', 'poor', '2'),
	(pg_temp.factors('excellent', 'excellent', 'excellent', NULL), '{}', NULL, 'recent performance missing')) AS c(input, parameters, expected, why);
-- one factor with this weight, the other three high risk with weight 1: the mean lies half a step under the factor
INSERT INTO graded (standard, input, parameters, expected, why)
SELECT 'credit_grade', pg_temp.factors('high_risk', 'high_risk', 'high_risk', 'high_risk') || jsonb_build_object(factor, level),
	jsonb_build_object('param_combination', 'weighted_mean', 'param_w_' || factor, weight - less), CASE less WHEN 0 THEN level ELSE next END,
	CASE less WHEN 0 THEN 'halves upward' ELSE 'just under the half' END
FROM (VALUES ('excellent', 21, 'good'), ('good', 15, 'fair'), ('fair', 9, 'poor'), ('poor', 3, 'high_risk')) AS c(level, weight, next),
	unnest('{credit_history, capital_strength, industry_position, recent_performance}'::text[]) AS factor,
	(VALUES (0), (0.01)) AS l(less);
INSERT INTO named (standard, input, metric)
SELECT 'credit_grade', pg_temp.factors('good', 'good', 'good', 'good') - factor, factor
FROM unnest('{credit_history, capital_strength, industry_position, recent_performance}'::text[]) AS factor;
INSERT INTO refused (standard, input, parameters, why)
SELECT 'credit_grade', pg_temp.factors('good', 'good', 'good', 'good') || jsonb_build_object(factor, 'average'), NULL, 'a level that is not in the list'
FROM unnest('{credit_history, capital_strength, industry_position, recent_performance}'::text[]) AS factor;
INSERT INTO refused (standard, input, parameters, why) VALUES
	('credit_grade', pg_temp.factors('good', 'good', 'good', 'good'), '{"param_combination": "best"}', 'another combination'),
	('credit_grade', pg_temp.factors('good', 'good', 'good', 'good'), '{"param_w_credit_history": 0}', 'no weight');
INSERT INTO treated (standard, grade, name, value) VALUES
	('credit_grade', 'excellent', 'credit_limit', 'looser'),
	('credit_grade', 'good', 'payment_term', 'looser'),
	('credit_grade', 'good', 'payment_mode', 'flexible'),
	('credit_grade', 'excellent', 'priority', 'partner programmes and promotions first'),
	('credit_grade', 'fair', 'credit_limit', 'moderate'),
	('credit_grade', 'fair', 'payment_term', 'moderate'),
	('credit_grade', 'fair', 'payment_mode', 'ordinary'),
	('credit_grade', 'fair', 'monitoring', 'tighter follow-up and collection'),
	('credit_grade', 'poor', 'security', 'by grade');
SELECT is_empty(
	$$ SELECT FROM customer_grade.catalog_treatment WHERE standard = 'credit_grade' AND grade IN ('poor', 'high_risk') AND name NOT IN ('credit_check', 'contract', 'security') $$,
	'credit_grade: the source breaks off before poor and high_risk');

--
-- Agricultural Bank: tiers
--
INSERT INTO graded (standard, input, expected, why)
SELECT 'abc_card_tier', jsonb_build_object('wealth_product_yuan', yuan), expected, why
FROM (VALUES
	(5000000, 'diamond', '500万元以上: the number counts'),
	(4999999.99, 'platinum', 'just under 500万'),
	(5000000.01, 'diamond', 'just over 500万'),
	(1000000, 'platinum', '100万元以上: the number counts'),
	(999999.99, 'gold', 'just under 100万'),
	(1000000.01, 'platinum', 'just over 100万'),
	(300000, 'gold', '30万元以上: the number counts'),
	(299999.99, 'ordinary', 'just under 30万: in no printed class'),
	(300000.01, 'gold', 'just over 30万'),
	(0.01, 'ordinary', 'some wealth products'),
	(0, 'ordinary', '未办理理财需求'),
	(900000000, 'diamond', 'no upper end'),
	(NULL, NULL, 'missing')) AS c(yuan, expected, why);
INSERT INTO graded (standard, input, parameters, expected, why) VALUES
	('abc_card_tier', '{"wealth_product_yuan": 200000}', '{"param_branch_gold_from": 200000}', 'gold', 'the local branch: exactly'),
	('abc_card_tier', '{"wealth_product_yuan": 199999.99}', '{"param_branch_gold_from": 200000}', 'ordinary', 'the local branch: just under'),
	('abc_card_tier', '{"wealth_product_yuan": 300000}', '{"param_branch_gold_from": 500000}', 'ordinary', 'the local branch asks more'),
	('abc_card_tier', '{"wealth_product_yuan": 1000000}', '{"param_branch_gold_from": 500000}', 'platinum', 'the other steps stay'),
	('abc_card_tier', '{"wealth_product_yuan": 300000}', '{"param_branch_gold_from": null}', 'gold', 'no local standard'),
	('abc_card_tier', '{"wealth_product_yuan": 800000}', '{"param_branch_platinum_from": 800000}', 'platinum', 'another step of the local branch'),
	('abc_card_tier', '{"wealth_product_yuan": 6000000}', '{"param_branch_diamond_from": 6000000}', 'diamond', 'another step of the local branch'),
	('abc_card_tier', '{"wealth_product_yuan": 0}', '{"param_branch_gold_from": 0}', 'gold', 'the local branch asks nothing'),
	('abc_card_tier', '{}', '{"param_branch_gold_from": 200000}', NULL, 'missing');
INSERT INTO named (standard, input, metric) VALUES
	('abc_card_tier', '{}', 'wealth_product_yuan');
INSERT INTO refused (standard, input, why) VALUES
	('abc_card_tier', '{"wealth_product_yuan": -0.01}', 'negative');
INSERT INTO treated (standard, grade, name, value) VALUES
	('abc_card_tier', 'ordinary', 'product_access', 'deposits, transfers, credit card, online banking'),
	('abc_card_tier', 'gold', 'product_access', 'wealth products, credit loans, investment advice'),
	('abc_card_tier', 'platinum', 'priority', 'first'),
	('abc_card_tier', 'platinum', 'service_mode', 'own phone banking'),
	('abc_card_tier', 'platinum', 'account_manager', 'own'),
	('abc_card_tier', 'diamond', 'product_access', 'unlimited: overseas investment, wedding planning, medical insurance');

--
-- Agricultural Bank: golden-ear card
--
INSERT INTO graded (standard, input, expected, why)
SELECT 'abc_golden_ear_card', input::jsonb, expected, why
FROM (VALUES
	('{"is_existing": true, "avg_assets_12m_yuan": 100000}', 'eligible', '现有客户, 10万元(含)以上'),
	('{"is_existing": true, "avg_assets_12m_yuan": 99999.99}', 'none', 'existing, just under 10万'),
	('{"is_existing": true, "avg_assets_12m_yuan": 100000.01}', 'eligible', 'existing, just over 10万'),
	('{"is_existing": true, "avg_assets_12m_yuan": 0}', 'none', 'existing, nothing'),
	('{"is_existing": true, "avg_assets_12m_yuan": 1, "apply_month_avg_assets_yuan": 900000, "investment_bought_yuan": 900000}', 'none',
		'the conditions of new customers do not count'),
	('{"is_existing": true, "apply_month_avg_assets_yuan": 900000}', NULL, 'existing, average missing'),
	('{"is_existing": false, "apply_month_avg_assets_yuan": 100000, "investment_bought_yuan": 0}', 'eligible', '新营销客户, 月日均金融资产'),
	('{"is_existing": false, "apply_month_avg_assets_yuan": 99999.99, "investment_bought_yuan": 0}', 'none', 'new, just under 10万'),
	('{"is_existing": false, "apply_month_avg_assets_yuan": 100000.01, "investment_bought_yuan": 0}', 'eligible', 'new, just over 10万'),
	('{"is_existing": false, "apply_month_avg_assets_yuan": 0, "investment_bought_yuan": 100000}', 'eligible', '购买投资性金融产品'),
	('{"is_existing": false, "apply_month_avg_assets_yuan": 0, "investment_bought_yuan": 99999.99}', 'none', 'investment just under 10万'),
	('{"is_existing": false, "apply_month_avg_assets_yuan": 0, "investment_bought_yuan": 100000.01}', 'eligible', 'investment just over 10万'),
	('{"is_existing": false, "apply_month_avg_assets_yuan": 60000, "investment_bought_yuan": 60000}', 'none', '或: not added together'),
	('{"is_existing": false, "avg_assets_12m_yuan": 900000, "apply_month_avg_assets_yuan": 1, "investment_bought_yuan": 1}', 'none',
		'the condition of existing customers does not count'),
	('{"is_existing": false, "apply_month_avg_assets_yuan": 100000}', 'eligible', 'the other is missing'),
	('{"is_existing": false, "investment_bought_yuan": 100000}', 'eligible', 'the other is missing'),
	('{"is_existing": false, "apply_month_avg_assets_yuan": 1}', 'none', 'what is missing counts as not shown'),
	('{"is_existing": false, "investment_bought_yuan": 1}', 'none', 'what is missing counts as not shown'),
	('{"is_existing": false}', 'none', 'nothing shown'),
	('{"avg_assets_12m_yuan": 900000, "apply_month_avg_assets_yuan": 900000}', NULL, 'existing or new not known'),
	('{}', NULL, 'all missing')) AS c(input, expected, why);
INSERT INTO graded (standard, input, parameters, expected, why) VALUES
	('abc_golden_ear_card', '{"is_existing": true, "avg_assets_12m_yuan": 50000}', '{"param_branch_from": 50000}', 'eligible', '以当地分行公布的标准为准'),
	('abc_golden_ear_card', '{"is_existing": true, "avg_assets_12m_yuan": 100000}', '{"param_branch_from": 200000}', 'none', '以当地分行公布的标准为准'),
	('abc_golden_ear_card', '{"is_existing": false, "investment_bought_yuan": 200000}', '{"param_branch_from": 200000}', 'eligible', '以当地分行公布的标准为准');
INSERT INTO named (standard, input, metric) VALUES
	('abc_golden_ear_card', '{}', 'is_existing'),
	('abc_golden_ear_card', '{"is_existing": true}', 'avg_assets_12m_yuan');
INSERT INTO refused (standard, input, why) VALUES
	('abc_golden_ear_card', '{"is_existing": true, "avg_assets_12m_yuan": -0.01}', 'negative assets'),
	('abc_golden_ear_card', '{"is_existing": false, "apply_month_avg_assets_yuan": -0.01}', 'negative assets'),
	('abc_golden_ear_card', '{"is_existing": false, "investment_bought_yuan": -0.01}', 'negative investment');
SELECT is(jsonb_object_agg(name, customer_grade.grade(rubric, jsonb '{"wealth_product_yuan": 300000, "is_existing": true, "avg_assets_12m_yuan": 300000}')),
	'{"abc_card_tier": "gold", "abc_golden_ear_card": "eligible"}', 'both standards of Agricultural Bank hold for one person')
FROM customer_grade.catalog WHERE name LIKE 'abc\_%card%';

--
-- Hotel VIP
--
INSERT INTO graded (standard, input, expected, why)
SELECT 'hotel_vip.in_force', jsonb '{"assigned_level": "V2", "approved": true, "applied_on": "2023-03-01", "on_date": "2023-06-01"}' || input::jsonb, expected, why
FROM (VALUES
	('{"assigned_level": "V1"}', 'V1', 'V1'),
	('{}', 'V2', 'V2'),
	('{"assigned_level": "V3"}', 'V3', 'V3'),
	('{"assigned_level": "V4"}', 'V4', 'V4'),
	('{"on_date": "2023-03-01"}', 'V2', '申请之日起: the day of the application'),
	('{"on_date": "2023-02-28"}', 'none', 'the day before the application'),
	('{"on_date": "2024-02-28"}', 'V2', 'the 364th day'),
	('{"on_date": "2024-02-29"}', 'V2', 'the 365th day, the last'),
	('{"on_date": "2024-03-01"}', 'none', 'the 366th day: one year later in a leap year'),
	('{"applied_on": "2022-03-01", "on_date": "2023-03-01"}', 'V2', 'one year later in a common year: the 365th day'),
	('{"applied_on": "2022-03-01", "on_date": "2023-03-02"}', 'none', 'the 366th day'),
	('{"on_date": "2030-01-01"}', 'none', 'long expired'),
	('{"approved": false}', 'none', 'not approved'),
	('{"approved": false, "assigned_level": null}', 'none', 'not approved, so no level'),
	('{"approved": false, "on_date": null}', 'none', 'not approved, whatever the day'),
	('{"on_date": "2024-03-01", "assigned_level": null}', 'none', 'expired, whatever the level'),
	('{"assigned_level": null}', NULL, 'level missing'),
	('{"approved": null}', NULL, 'approval not known'),
	('{"applied_on": null}', NULL, 'day of the application missing'),
	('{"on_date": null}', NULL, 'day asked about missing')) AS c(input, expected, why);
INSERT INTO graded (standard, input, expected, why) VALUES
	('hotel_vip.in_force', '{}', NULL, 'all missing');
INSERT INTO named (standard, input, metric)
SELECT 'hotel_vip.in_force', jsonb '{"assigned_level": "V2", "approved": true, "applied_on": "2023-03-01", "on_date": "2023-06-01"}' - metric, metric
FROM unnest('{assigned_level, approved, applied_on, on_date}'::text[]) AS metric;
INSERT INTO refused (standard, input, why) VALUES
	('hotel_vip.in_force', '{"assigned_level": "V5", "approved": true, "applied_on": "2023-03-01", "on_date": "2023-06-01"}', 'the fifth level has no name'),
	('hotel_vip.in_force', '{"assigned_level": "V0", "approved": true, "applied_on": "2023-03-01", "on_date": "2023-06-01"}', 'a level that is not in the list'),
	('hotel_vip.in_force', '{"assigned_level": "v1", "approved": true, "applied_on": "2023-03-01", "on_date": "2023-06-01"}', 'a level that is not in the list'),
	('hotel_vip.in_force', '{"assigned_level": "none", "approved": false}', 'a level that is not in the list, not approved');
INSERT INTO graded (standard, input, expected, why) VALUES
	('hotel_vip', '{"assigned_level": "V1"}', 'V1', 'the level assigned, which waits for the approval'),
	('hotel_vip', '{"assigned_level": "V4"}', 'V4', 'the lowest'),
	('hotel_vip', '{}', 'none', 'no level assigned, no valid card');
INSERT INTO refused (standard, input, why) VALUES
	('hotel_vip', '{"assigned_level": "V5"}', 'the fifth level has no name');
SELECT is((SELECT string_agg(concat_ws(' ', t.statement, t.grade, t.value), ', ' ORDER BY t.line, t.statement, t.grade)
		FROM customer_grade.catalog AS c, customer_grade.terms(c.rubric) AS t WHERE c.name = 'hotel_vip'),
	(SELECT string_agg(format('approval %s until none valid 365 days', v), ', ' ORDER BY v) || ', '
		|| string_agg(format('approval step %s office', v), ', ' ORDER BY v) FROM unnest('{V1,V2,V3,V4}'::text[]) AS v),
	'hotel_vip: 经公关销售处批准, 卡有效期为365天');
INSERT INTO treated (standard, grade, input, name, value, unit) VALUES
	('hotel_vip', 'V1', '{}', 'reception', 'V1', NULL),
	('hotel_vip', 'V4', '{}', 'reception', 'V4', NULL),
	('hotel_vip', 'V1', '{}', 'validity', '365', 'day'),
	('hotel_vip', 'V2', '{}', 'card_delivery', '5', 'working day'),
	('hotel_vip', 'V3', '{}', 'statement_interval', '2', 'month'),
	('hotel_vip', 'V4', '{"needs_visit": true}', 'visit_interval', '1', 'month'),
	('hotel_vip', 'V2', '{}', 'event_interval', '3', 'month'),
	('hotel_vip', 'V3', '{}', 'gift', 'Spring Festival', NULL),
	('hotel_vip', 'V3', '{}', 'gift', 'Mid-Autumn Festival', NULL),
	('hotel_vip', 'V1', '{"in_house": true}', 'gift', 'birthday cake of 1 pound or a bottle of red wine', NULL),
	('hotel_vip', 'V1', '{"in_house": false}', 'gift', 'birthday card', NULL);
SELECT is_empty(
	$$ SELECT FROM customer_grade.catalog_treatments('hotel_vip', 'V1', '{"in_house": false}')
		WHERE value LIKE 'birthday cake%' OR name = 'visit_interval' $$,
	'hotel_vip: no cake for a guest elsewhere, no visit where none is needed');
SELECT is_empty($$ SELECT FROM customer_grade.catalog_treatments('hotel_vip', 'none') $$, 'hotel_vip: nothing without a valid card');

SELECT customer_grade.adopt('hotel_spending');
CREATE TEMP TABLE customer (id int PRIMARY KEY, spend_month_yuan numeric);
INSERT INTO customer SELECT i, CASE WHEN i BETWEEN 9 AND 12 THEN 500 WHEN i = 14 THEN NULL ELSE 1000 - i END FROM generate_series(1, 14) AS i
	WHERE i <> 13;
CREATE FUNCTION pg_temp.top_ten() RETURNS TABLE (id int, rank bigint) LANGUAGE sql AS $$
	SELECT (r.key ->> 'id')::int, r.rank FROM customer_grade.ranking('hotel_spending', 'customer') AS r WHERE r.rank <= 10 ORDER BY 1 $$;
SELECT results_eq($$ SELECT * FROM pg_temp.top_ten() $$,
	$$ SELECT i, least(i, 9)::bigint FROM generate_series(1, 12) AS i $$,
	'hotel_spending: 消费前十名, those equal to the tenth as well');
UPDATE customer SET spend_month_yuan = 400 WHERE id > 10;
SELECT results_eq($$ SELECT * FROM pg_temp.top_ten() $$,
	$$ SELECT i, least(i, 9)::bigint FROM generate_series(1, 10) AS i $$, 'hotel_spending: ten');

--
-- Hotel points
--
INSERT INTO scored (standard, input, parameters, expected, why) VALUES
	('hotel_points', '{"spend_card_shown_yuan": 1000, "spend_card_not_shown_yuan": 500}', '{"param_points_per_yuan": 1}', 1000,
		'否则客人的本次消费将无法记入'),
	('hotel_points', '{"spend_card_shown_yuan": 1000, "spend_card_not_shown_yuan": 0}', '{"param_points_per_yuan": 1}', 1000, 'all shown'),
	('hotel_points', '{"spend_card_shown_yuan": 0, "spend_card_not_shown_yuan": 500}', '{"param_points_per_yuan": 1}', 0, 'never shown'),
	('hotel_points', '{"spend_card_shown_yuan": 0}', '{"param_points_per_yuan": 1}', 0, 'nothing spent'),
	('hotel_points', '{"spend_card_shown_yuan": 1000}', '{"param_points_per_yuan": 1}', 1000, 'what was not shown is not needed'),
	('hotel_points', '{"spend_card_shown_yuan": 1000}', '{"param_points_per_yuan": 0.1}', 100, 'one point for ten yuan'),
	('hotel_points', '{"spend_card_shown_yuan": 333.33}', '{"param_points_per_yuan": 0.05}', 16.6665, 'exact'),
	('hotel_points', '{"spend_card_shown_yuan": 10}', '{"param_points_per_yuan": 2}', 20, 'two points for one yuan'),
	('hotel_points', '{"spend_card_shown_yuan": 10}', '{"param_points_per_yuan": 0}', 0, 'no points'),
	('hotel_points', '{"spend_card_shown_yuan": 0.01}', '{"param_points_per_yuan": 1}', 0.01, 'not rounded'),
	('hotel_points', '{"spend_card_not_shown_yuan": 500}', '{"param_points_per_yuan": 1}', NULL, 'spending missing'),
	('hotel_points', '{}', '{"param_points_per_yuan": 1}', NULL, 'all missing');
INSERT INTO named (standard, input, parameters, metric) VALUES
	('hotel_points', '{}', '{"param_points_per_yuan": 1}', 'spend_card_shown_yuan');
INSERT INTO refused (standard, input, parameters, why) VALUES
	('hotel_points', '{"spend_card_shown_yuan": -0.01}', '{"param_points_per_yuan": 1}', 'negative spending'),
	('hotel_points', '{"spend_card_shown_yuan": 1}', '{"param_points_per_yuan": -1}', 'negative rate');
SELECT throws_like(
	$$ SELECT customer_grade.score(rubric, jsonb '{"spend_card_shown_yuan": 1}') FROM customer_grade.catalog WHERE name = 'hotel_points' $$,
	'%param_points_per_yuan%', 'no silent default: param_points_per_yuan');

--
-- Visitors of an industrial park
--
CREATE FUNCTION pg_temp.visitor(class text, input jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
	SELECT CASE class
		-- each row of the table as it is printed
		WHEN 'A' THEN jsonb '{"visits": 3, "interaction": "frequent", "understanding": "deep", "cares_area": true, "goal": "clear",
			"refers_friends": true, "product_fit": true, "funds": "ample", "price_view": "accepts", "urgency": "urgent", "info_shared": "full"}'
		WHEN 'B' THEN '{"visits": 2, "interaction": "frequent", "understanding": "deep", "cares_area": true, "goal": "clear",
			"refers_friends": true, "product_fit": true, "funds": "capable", "price_view": "some_concern", "urgency": "motivated", "info_shared": "full"}'
		WHEN 'C' THEN '{"visits": 1, "interaction": "some", "understanding": "simple", "cares_area": false, "goal": "unclear",
			"refers_friends": false, "product_fit": false, "funds": "insufficient", "price_view": "strong_concern", "urgency": "motivated", "info_shared": "partial"}'
		WHEN 'D' THEN '{"visits": 1, "interaction": "none", "understanding": "none", "cares_area": false, "goal": "unclear",
			"refers_friends": false, "product_fit": false, "funds": "insufficient", "price_view": "strong_concern", "urgency": "none", "info_shared": "refused"}'
		END || '{"entry_conditions_met": true}' || input $$;
INSERT INTO graded (standard, input, expected, why)
SELECT 'purchase_intent_abcd', pg_temp.visitor(class, input::jsonb), expected, why
FROM (VALUES
	('A', '{}', 'A', 'row A'),
	('B', '{}', 'B', 'row B'),
	('C', '{}', 'C', 'row C'),
	('D', '{}', 'D', 'row D'),
	('D', '{"visits": 0}', 'D', '次数≤1: never came'),
	-- A
	('A', '{"visits": 3, "interaction": "none"}', 'A', '次数≥3 is enough without contact'),
	('A', '{"visits": 4, "interaction": "some"}', 'A', 'more than 3 visits'),
	('A', '{"visits": 1}', 'A', '私下和销售人员互动频繁 is enough with one visit'),
	('A', '{"visits": 0}', 'A', 'frequent contact is enough'),
	('A', '{"visits": 2, "interaction": "some"}', 'C', '2 visits and some contact: neither A nor B'),
	('A', '{"visits": 2.99, "interaction": "some"}', 'C', 'under 3 visits'),
	('A', '{"visits": 2, "interaction": "none"}', 'D', '2 visits without contact'),
	('A', '{"understanding": "simple"}', 'C', 'A1, B1: 了解深刻'),
	('A', '{"cares_area": false}', 'C', 'A1, B2: 关心项目周边发展'),
	('A', '{"goal": "unclear"}', 'C', 'A1, B3: 购买目标明确'),
	('A', '{"refers_friends": false}', 'C', 'A1, B4: 介绍朋友'),
	('A', '{"product_fit": false}', 'A', 'A does not ask B5'),
	('A', '{"info_shared": "partial"}', 'A', 'A does not ask B7'),
	('A', '{"info_shared": "refused"}', 'A', 'A does not ask B7'),
	('A', '{"funds": "capable"}', 'B', 'A2: 资金充裕'),
	('A', '{"price_view": "some_concern"}', 'B', 'A2: 对价格认可'),
	('A', '{"urgency": "motivated"}', 'B', 'A3: 迫切购买欲望'),
	('A', '{"funds": "capable", "product_fit": false}', 'C', 'neither A2 nor B5'),
	-- B
	('B', '{"visits": 3}', 'B', 'more visits do not make A'),
	('B', '{"visits": 1}', 'C', '次数≥2: one visit'),
	('B', '{"visits": 1.99}', 'C', 'just under 2 visits'),
	('B', '{"interaction": "some"}', 'C', '私下互动频繁'),
	('B', '{"interaction": "none"}', 'D', 'visits without any contact miss C, too'),
	('B', '{"visits": 5, "interaction": "none"}', 'D', 'many visits without any contact'),
	('B', '{"understanding": "simple"}', 'C', 'B1'),
	('B', '{"understanding": "none"}', 'C', 'B1'),
	('B', '{"cares_area": false}', 'C', 'B2'),
	('B', '{"goal": "unclear"}', 'C', 'B3'),
	('B', '{"refers_friends": false}', 'C', 'B4'),
	('B', '{"product_fit": false}', 'C', 'B5'),
	('B', '{"funds": "ample"}', 'B', 'B6: more than asked'),
	('B', '{"funds": "insufficient"}', 'C', 'B6: 具备购买实力'),
	('B', '{"price_view": "accepts"}', 'B', 'B6: more than asked'),
	('B', '{"price_view": "strong_concern"}', 'C', 'B6: 一定的顾虑'),
	('B', '{"urgency": "urgent"}', 'B', 'more than asked'),
	('B', '{"urgency": "none"}', 'D', 'no wish to buy'),
	('B', '{"info_shared": "partial"}', 'C', 'B7: 肯告知'),
	('B', '{"info_shared": "refused"}', 'D', 'D3: 不肯告知'),
	-- C
	('C', '{"visits": 0}', 'D', '次数≥1: no visit'),
	('C', '{"visits": 0.99}', 'D', 'just under one visit'),
	('C', '{"visits": 9}', 'C', '来访次数少 is a weakness and not required'),
	('C', '{"interaction": "none"}', 'D', '私下有互动'),
	('C', '{"interaction": "frequent"}', 'C', 'more than asked'),
	('C', '{"urgency": "none"}', 'D', 'C1: 有购买动机'),
	('C', '{"urgency": "urgent"}', 'C', 'more than asked'),
	('C', '{"info_shared": "refused"}', 'D', 'C7: 只肯告知部分'),
	('C', '{"info_shared": "full"}', 'C', 'more than asked'),
	('C', '{"goal": "clear", "understanding": "deep", "funds": "ample", "price_view": "accepts"}', 'C', 'the weaknesses of C are not required'),
	('C', '{"understanding": "none"}', 'C', 'C4 is a weakness and not asked'),
	-- the premise
	('A', '{"entry_conditions_met": false}', NULL, '客户评级的前提'),
	('D', '{"entry_conditions_met": false}', NULL, '客户评级的前提'),
	('A', '{"entry_conditions_met": null}', NULL, 'premise not known'),
	-- missing
	('A', '{"visits": null}', 'A', 'frequent contact is enough'),
	('A', '{"interaction": null}', 'A', '3 visits are enough'),
	('A', '{"visits": null, "interaction": "some"}', NULL, 'visits missing'),
	('A', '{"visits": 2, "interaction": null}', NULL, 'contact missing'),
	('A', '{"understanding": null}', NULL, 'understanding missing'),
	('A', '{"cares_area": null}', NULL, 'interest in the area missing'),
	('A', '{"goal": null}', NULL, 'goal missing'),
	('A', '{"refers_friends": null}', NULL, 'friends not known'),
	('A', '{"funds": null}', NULL, 'funds missing'),
	('A', '{"price_view": null}', NULL, 'view of the price missing'),
	('A', '{"urgency": null}', NULL, 'urgency missing'),
	('A', '{"product_fit": null, "info_shared": null}', 'A', 'not needed for A'),
	('B', '{"product_fit": null}', NULL, 'needed for B'),
	('B', '{"info_shared": null}', NULL, 'needed for B'),
	('C', '{"info_shared": null}', NULL, 'needed for C'),
	('C', '{"visits": null}', NULL, 'needed for C'),
	('C', '{"understanding": null, "cares_area": null, "goal": null, "refers_friends": null, "product_fit": null, "price_view": null}', 'C',
		'one visit, some contact: neither A nor B, C does not ask them'),
	('D', '{"info_shared": null, "visits": null}', 'D', 'decided without them')) AS c(class, input, expected, why);
INSERT INTO named (standard, input, metric) VALUES
	('purchase_intent_abcd', pg_temp.visitor('A', '{"funds": null}'), 'funds'),
	('purchase_intent_abcd', pg_temp.visitor('A', '{"goal": null}'), 'goal'),
	('purchase_intent_abcd', pg_temp.visitor('B', '{"product_fit": null}'), 'product_fit'),
	('purchase_intent_abcd', pg_temp.visitor('C', '{"info_shared": null}'), 'info_shared'),
	('purchase_intent_abcd', pg_temp.visitor('A', '{"entry_conditions_met": null}'), 'entry_conditions_met'),
	('purchase_intent_abcd', pg_temp.visitor('A', '{"entry_conditions_met": false}'), '客户评级的前提');
INSERT INTO refused (standard, input, why)
SELECT 'purchase_intent_abcd', pg_temp.visitor('B', input::jsonb), why
FROM (VALUES
	('{"visits": -1}', 'negative visits'),
	('{"interaction": "often"}', 'a contact that is not in the list'),
	('{"understanding": "some"}', 'an understanding that is not in the list'),
	('{"goal": "none"}', 'a goal that is not in the list'),
	('{"funds": "none"}', 'funds that are not in the list'),
	('{"price_view": "refuses"}', 'a view that is not in the list'),
	('{"urgency": "high"}', 'an urgency that is not in the list'),
	('{"info_shared": "none"}', 'information that is not in the list')) AS c(input, why);

--
-- Ordinary, important, VIP
--
INSERT INTO graded (standard, input, expected, why) VALUES
	('ordinary_important_vip', '{"important_position": true, "rich_business": true}', 'vip', '重要地位, 丰厚的业务'),
	('ordinary_important_vip', '{"important_position": true, "rich_business": false}', 'important', '占据重要地位'),
	('ordinary_important_vip', '{"important_position": false, "rich_business": false}', 'ordinary', '没有特殊要求和特权'),
	('ordinary_important_vip', '{"important_position": false, "rich_business": true}', 'ordinary', 'no important position'),
	('ordinary_important_vip', '{"important_position": false}', 'ordinary', 'the other is not needed'),
	('ordinary_important_vip', '{"important_position": false, "rich_business": null}', 'ordinary', 'the other is not needed'),
	('ordinary_important_vip', '{"important_position": true}', NULL, 'business missing'),
	('ordinary_important_vip', '{"important_position": true, "rich_business": null}', NULL, 'business missing'),
	('ordinary_important_vip', '{"rich_business": true}', NULL, 'position missing'),
	('ordinary_important_vip', '{"rich_business": false}', NULL, 'position missing'),
	('ordinary_important_vip', '{}', NULL, 'both missing');
INSERT INTO named (standard, input, metric) VALUES
	('ordinary_important_vip', '{"important_position": true}', 'rich_business'),
	('ordinary_important_vip', '{"rich_business": true}', 'important_position');
INSERT INTO treated (standard, grade, name, value) VALUES
	('ordinary_important_vip', 'ordinary', 'service_level', 'good, timely answers'),
	('ordinary_important_vip', 'important', 'account_manager', 'own'),
	('ordinary_important_vip', 'important', 'priority', 'first'),
	('ordinary_important_vip', 'important', 'marketing', 'exclusive events and promotions'),
	('ordinary_important_vip', 'vip', 'product_access', 'tailored'),
	('ordinary_important_vip', 'vip', 'support', 'personal support and advice'),
	('ordinary_important_vip', 'vip', 'benefit', 'top exclusive events and privileges');

\ir include/catalog_end.sql
