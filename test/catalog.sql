-- The standards of the catalog grade as their documents say: every grade, each
-- number exactly at, just under and just over, each missing input, refused values.
-- The cases were written from the documents, not from the rubrics.

BEGIN;
SELECT * FROM no_plan();

CREATE TEMP TABLE graded (
	id int GENERATED ALWAYS AS IDENTITY, standard text, version int, input jsonb, expected text, why text);
CREATE TEMP TABLE refused (
	id int GENERATED ALWAYS AS IDENTITY, standard text, version int, input jsonb, why text);

--
-- Sales opportunities
--
INSERT INTO graded (standard, version, input, expected, why)
SELECT 'sales_opportunity_abcd', 1, input::jsonb || '{"imported_on": "2020-01-01"}', expected, why
FROM (VALUES
	('{"months_to_close": 3, "monthly_amount_yuan": 0}', 'A', '3个月内: the third month counts'),
	('{"months_to_close": 3.01, "monthly_amount_yuan": 0}', 'B', 'just over 3 months'),
	('{"months_to_close": 2.99, "monthly_amount_yuan": 0}', 'A', 'just under 3 months'),
	('{"months_to_close": 0, "monthly_amount_yuan": 0}', 'A', 'at once'),
	('{"months_to_close": 4, "monthly_amount_yuan": 0}', 'B', '4至6个月'),
	('{"months_to_close": 6, "monthly_amount_yuan": 0}', 'B', 'the sixth month'),
	('{"months_to_close": 6.01, "monthly_amount_yuan": 0}', 'C', 'between 6 and 7'),
	('{"months_to_close": 7, "monthly_amount_yuan": 0}', 'C', '7至12个月'),
	('{"months_to_close": 12, "monthly_amount_yuan": 0}', 'C', 'the twelfth month'),
	('{"months_to_close": 12.01, "monthly_amount_yuan": 0}', 'D', '无法在12个月内成交'),
	('{"months_to_close": 99, "monthly_amount_yuan": 100000}', 'A', '10万以上 includes 10万'),
	('{"months_to_close": 99, "monthly_amount_yuan": 99999.99}', 'B', 'just under 10万'),
	('{"months_to_close": 99, "monthly_amount_yuan": 100000.01}', 'A', 'just over 10万'),
	('{"months_to_close": 99, "monthly_amount_yuan": 50000}', 'B', '5万 belongs to the better grade'),
	('{"months_to_close": 99, "monthly_amount_yuan": 49999.99}', 'C', 'just under 5万'),
	('{"months_to_close": 99, "monthly_amount_yuan": 20000}', 'C', '2万 belongs to the better grade'),
	('{"months_to_close": 99, "monthly_amount_yuan": 19999.99}', 'D', '2万以下'),
	('{"months_to_close": 14, "monthly_amount_yuan": 500000}', 'A', '优先考虑成交金额: the amount lifts a late close'),
	('{"months_to_close": 2, "monthly_amount_yuan": 1}', 'A', '成交期短,可以优先分级: a short close lifts a small amount'),
	('{"months_to_close": 5, "monthly_amount_yuan": 20000}', 'B', 'the better of B and C'),
	('{"months_to_close": 9, "monthly_amount_yuan": 50000}', 'B', 'the better of C and B'),
	('{"months_to_close": 2}', 'A', 'amount missing'),
	('{"months_to_close": 5}', 'B', 'amount missing'),
	('{"months_to_close": 9}', 'C', 'amount missing'),
	('{"months_to_close": 13}', 'D', 'amount missing'),
	('{"monthly_amount_yuan": 100000}', 'A', 'time missing'),
	('{"monthly_amount_yuan": 50000}', 'B', 'time missing'),
	('{"monthly_amount_yuan": 20000}', 'C', 'time missing'),
	('{"monthly_amount_yuan": 1}', 'D', 'time missing'),
	('{}', NULL, 'both missing')) AS c(input, expected, why);
INSERT INTO graded (standard, version, input, expected, why) VALUES
	('sales_opportunity_abcd', 1, '{"imported_on": "2016-04-21", "months_to_close": 1}', 'A', '从2016年4月21日: the first day of the trial'),
	('sales_opportunity_abcd', 1, '{"imported_on": "2016-04-20", "months_to_close": 1}', NULL, 'imported before the trial'),
	('sales_opportunity_abcd', 1, '{"months_to_close": 1}', NULL, 'day of import missing');
INSERT INTO refused (standard, version, input, why) VALUES
	('sales_opportunity_abcd', 1, '{"imported_on": "2020-01-01", "months_to_close": -1}', 'negative time'),
	('sales_opportunity_abcd', 1, '{"imported_on": "2020-01-01", "monthly_amount_yuan": -0.01}', 'negative amount');

--
-- Battery cells
--
INSERT INTO graded (standard, version, input, expected, why)
SELECT 'battery_cell_grade', 1, '{"product_line": "cell"}' || input::jsonb, expected, why
FROM (VALUES
	('{"order_count": 6, "order_qty_pcs": 100001}', 'A', '超过5次并且超过100K'),
	('{"order_count": 5, "order_qty_pcs": 100001}', 'B', 'exactly 5 orders are not over 5'),
	('{"order_count": 6, "order_qty_pcs": 100000}', 'B', 'exactly 100K is not over 100K'),
	('{"order_count": 6, "order_qty_pcs": 100000.01}', 'A', 'just over 100K'),
	('{"order_count": 4, "order_qty_pcs": 500000}', 'B', 'much in few orders: the ceiling of B costs nothing'),
	('{"order_count": 4, "order_qty_pcs": 10001}', 'B', '超过3次并且超过10K'),
	('{"order_count": 3, "order_qty_pcs": 10001}', 'C', 'exactly 3 orders are not over 3'),
	('{"order_count": 4, "order_qty_pcs": 10000}', 'C', 'exactly 10K is not over 10K'),
	('{"order_count": 4, "order_qty_pcs": 10000.01}', 'B', 'just over 10K'),
	('{"order_count": 20, "order_qty_pcs": 5000}', 'C', 'many small orders'),
	('{"order_count": 2, "order_qty_pcs": 500000}', 'C', 'one large order'),
	('{"order_count": 0, "order_qty_pcs": 0}', 'C', '零星订单'),
	('{"order_count": 2, "order_qty_pcs": 100, "potential_qty_pcs": 9000000}', 'C', 'potential volume does not lift'),
	('{"product_line": "polymer_mobile_battery", "order_count": 6, "order_qty_pcs": 100001}', 'A', '聚合物移动电池'),
	('{"product_line": "other", "order_count": 6, "order_qty_pcs": 100001}', NULL, '仅包括聚合物移动电池和电芯客户'),
	('{"product_line": null, "order_count": 6, "order_qty_pcs": 100001}', NULL, 'product line missing'),
	('{"order_qty_pcs": 100001}', NULL, 'number of orders missing'),
	('{"order_count": 6}', NULL, 'quantity missing'),
	('{"order_count": 1}', NULL, 'quantity missing, C in any case'),
	('{}', NULL, 'both missing')) AS c(input, expected, why);
INSERT INTO refused (standard, version, input, why) VALUES
	('battery_cell_grade', 1, '{"product_line": "Cell", "order_count": 6, "order_qty_pcs": 1}', 'a product line that is not in the list'),
	('battery_cell_grade', 1, '{"product_line": "cell", "order_count": -1, "order_qty_pcs": 1}', 'negative number of orders'),
	('battery_cell_grade', 1, '{"product_line": "cell", "order_count": 1, "order_qty_pcs": -1}', 'negative quantity'),
	('battery_cell_grade', 1, '{"product_line": "cell", "order_count": 1, "order_qty_pcs": 1, "potential_qty_pcs": -1}', 'negative potential');

--
-- China Merchants Bank
--
INSERT INTO graded (standard, version, input, expected, why)
SELECT 'cmb_five_level', 1, jsonb_build_object('customer_kind', kind, 'asset_yuan', asset), expected,
	coalesce(kind, 'kind missing') || ', ' || coalesce(asset::text, 'assets missing')
FROM (VALUES
	(100000000, 'treasure'), (99999999.99, 'diamond'), (100000000.01, 'treasure'),
	(50000000, 'diamond'), (49999999.99, 'gold'), (50000000.01, 'diamond'),
	(2000000, 'gold'), (1999999.99, 'silver'), (2000000.01, 'gold'),
	(100000, 'silver'), (99999.99, 'ordinary'), (100000.01, 'silver'),
	(0, 'ordinary'), (NULL, NULL)) AS c(asset, expected),
	(VALUES ('personal'), ('enterprise'), (NULL)) AS k(kind);
INSERT INTO refused (standard, version, input, why) VALUES
	('cmb_five_level', 1, '{"customer_kind": "personal", "asset_yuan": -0.01}', 'negative assets'),
	('cmb_five_level', 1, '{"customer_kind": "person", "asset_yuan": 1}', 'a kind that is not in the list');

--
-- Postal Savings Bank
--
INSERT INTO graded (standard, version, input, expected, why)
SELECT 'postal_bank_any_of', 1, '{"has_account": true}' || input::jsonb, expected, why
FROM (VALUES
	('{"avg_monthly_daily_balance_yuan": 1500000}', 'diamond', '150万元及以上'),
	('{"avg_monthly_daily_balance_yuan": 1499999.99}', 'platinum', 'just under 150万'),
	('{"avg_monthly_daily_balance_yuan": 300000}', 'platinum', '30万元及以上'),
	('{"avg_monthly_daily_balance_yuan": 299999.99}', 'gold', 'just under 30万'),
	('{"avg_monthly_daily_balance_yuan": 50000}', 'gold', '5万元及以上'),
	('{"avg_monthly_daily_balance_yuan": 49999.99}', 'ordinary', 'just under 5万'),
	('{"avg_monthly_daily_balance_yuan": 0}', 'ordinary', 'an empty account'),
	('{"household_income_yuan": 3000000}', 'diamond', '300万元及以上'),
	('{"household_income_yuan": 2999999.99}', 'platinum', 'just under 300万'),
	('{"household_income_yuan": 800000}', 'platinum', '80万元及以上'),
	('{"household_income_yuan": 799999.99}', 'gold', 'just under 80万'),
	('{"household_income_yuan": 200000}', 'gold', '20万元及以上'),
	('{"household_income_yuan": 199999.99}', 'ordinary', 'just under 20万'),
	('{"designated_card_tier": "diamond"}', 'diamond', 'the card of the grade'),
	('{"designated_card_tier": "platinum"}', 'platinum', 'the card of the grade'),
	('{"designated_card_tier": "gold"}', 'gold', 'the card of the grade'),
	('{"designated_card_tier": "none"}', 'ordinary', 'no designated card'),
	('{"avg_monthly_daily_balance_yuan": 50000, "designated_card_tier": "platinum", "household_income_yuan": 0}', 'platinum',
		'任意一项: the best stands'),
	('{"avg_monthly_daily_balance_yuan": 0, "designated_card_tier": "gold", "household_income_yuan": 3000000}', 'diamond',
		'任意一项: the best stands'),
	('{"avg_monthly_daily_balance_yuan": 1, "designated_card_tier": "none", "household_income_yuan": 1}', 'ordinary',
		'未达到金卡、白金卡、钻石卡的标准要求'),
	('{}', 'ordinary', 'nothing shown: 未达到金卡、白金卡、钻石卡的标准要求'),
	('{"has_account": false}', 'none', 'no account, nothing else known'),
	('{"has_account": false, "avg_monthly_daily_balance_yuan": 9000000}', 'none', 'no account'),
	('{"has_account": null, "avg_monthly_daily_balance_yuan": 9000000}', NULL, 'account missing'))
	AS c(input, expected, why);
INSERT INTO refused (standard, version, input, why) VALUES
	('postal_bank_any_of', 1, '{"has_account": true, "avg_monthly_daily_balance_yuan": -1}', 'negative balance'),
	('postal_bank_any_of', 1, '{"has_account": true, "household_income_yuan": -1}', 'negative income'),
	('postal_bank_any_of', 1, '{"has_account": true, "designated_card_tier": "silver"}', 'a card that is not in the list'),
	('postal_bank_any_of', 1, '{"has_account": false, "designated_card_tier": "silver"}', 'a card that is not in the list, no account');

--
-- Hainan Unicom; old: before 2022-05-09, new: since then
--
CREATE FUNCTION pg_temp.months(VARIADIC yuan numeric[]) RETURNS jsonb LANGUAGE sql AS
	$$ SELECT jsonb_object_agg('m' || i || '_yuan', yuan[i]) FROM generate_series(1, 6) AS i $$;
INSERT INTO graded (standard, version, input, expected, why)
SELECT 'unicom_personal_vip', version, '{"service": "mobile"}' || input || assessed, expected, why
FROM (VALUES
	-- six months
	(pg_temp.months(260, 260, 260, 260, 260, 260), 'diamond', 'diamond', '260元(含260元)'),
	(pg_temp.months(260, 260, 260, 260, 260, 259.99), 'gold', 'gold', 'an average just under 260'),
	(pg_temp.months(260, 260, 260, 260, 260, 260.01), 'diamond', 'diamond', 'an average just over 260'),
	(pg_temp.months(0, 0, 0, 0, 0, 1560), 'diamond', 'diamond', 'the average counts; months of zero count as zero'),
	(pg_temp.months(180, 180, 180, 180, 180, 180), 'gold', 'gold', '180元(含180元)'),
	(pg_temp.months(180, 180, 180, 180, 180, 179.99), 'silver', 'silver', 'an average just under 180'),
	(pg_temp.months(100, 100, 100, 100, 100, 100), 'silver', 'silver', '大于等于100元'),
	(pg_temp.months(100, 100, 100, 100, 100, 99.99), 'silver', 'none', 'an average just under 100'),
	(pg_temp.months(80, 80, 80, 80, 80, 80), 'silver', 'none', '80元(含80元) was the old silver'),
	(pg_temp.months(80, 80, 80, 80, 80, 79.99), 'none', 'none', 'an average just under 80'),
	(pg_temp.months(79.9999, 80, 80, 80, 80, 80), 'none', 'none', 'the average is compared unrounded'),
	(pg_temp.months(0, 0, 0, 0, 0, 0), 'none', 'none', 'no consumption'),
	-- not six months
	(pg_temp.months(NULL, 900, 900, 900, 900, 900), 'none', 'none', '连续6个月: month 1 empty'),
	(pg_temp.months(900, NULL, 900, 900, 900, 900), 'none', 'none', 'month 2 empty'),
	(pg_temp.months(900, 900, NULL, 900, 900, 900), 'none', 'none', 'month 3 empty'),
	(pg_temp.months(900, 900, 900, NULL, 900, 900), 'none', 'none', 'month 4 empty'),
	(pg_temp.months(900, 900, 900, 900, NULL, 900), 'none', 'none', 'month 5 empty'),
	(pg_temp.months(900, 900, 900, 900, 900, NULL), 'none', 'none', 'month 6 empty'),
	(pg_temp.months(NULL, 900, 900, 900, 900, 900) || '{"plan_3g_yuan": 186}', 'gold', 'gold', 'month 1 empty, but a plan'),
	-- plans and numbers
	('{"plan_3g_yuan": 286}', 'diamond', 'diamond', '286元以上属于钻石卡'),
	('{"plan_3g_yuan": 285.99}', 'gold', 'gold', 'between 226 and 286'),
	('{"plan_3g_yuan": 226}', 'gold', 'gold', '186-226元属于金卡'),
	('{"plan_3g_yuan": 186}', 'gold', 'gold', '186-226元属于金卡'),
	('{"plan_3g_yuan": 185.99}', 'silver', 'silver', 'between 156 and 186'),
	('{"plan_3g_yuan": 156}', 'silver', 'silver', '96-156元属于银卡'),
	('{"plan_3g_yuan": 96}', 'silver', 'silver', '96元(含)'),
	('{"plan_3g_yuan": 95.99}', 'none', 'none', 'just under 96'),
	('{"number_186_class": "1"}', 'diamond', 'diamond', '一类186靓号'),
	('{"number_186_class": "2"}', 'diamond', 'diamond', '二类186靓号'),
	('{"number_186_class": "3"}', 'diamond', 'diamond', '三类186靓号'),
	('{"number_186_class": "other"}', 'none', 'none', 'another number'),
	('{"number_186_class": "other", "plan_3g_yuan": 96}', 'silver', 'silver', 'another number with a plan'),
	('{"number_186_class": "1", "plan_3g_yuan": 96}', 'diamond', 'diamond', 'the better of number and plan'),
	(pg_temp.months(180, 180, 180, 180, 180, 180) || '{"plan_3g_yuan": 96}', 'gold', 'gold', 'the better of months and plan'),
	(pg_temp.months(0, 0, 0, 0, 0, 0) || '{"plan_3g_yuan": 186}', 'gold', 'gold', 'the better of months and plan'),
	-- commitments
	('{"is_new_subscriber": true, "prepaid_one_year": true, "committed_monthly_yuan": 260, "plan_3g_yuan": 0}', 'diamond', 'none',
		'约定月消费额260元(含260元)并预存1年话费的新入网客户'),
	('{"is_new_subscriber": true, "prepaid_one_year": true, "committed_monthly_yuan": 259.99, "plan_3g_yuan": 0}', 'gold', 'none',
		'a commitment just under 260'),
	('{"is_new_subscriber": true, "prepaid_one_year": true, "committed_monthly_yuan": 180, "plan_3g_yuan": 0}', 'gold', 'none',
		'a commitment of 180'),
	('{"is_new_subscriber": true, "prepaid_one_year": true, "committed_monthly_yuan": 179.99, "plan_3g_yuan": 0}', 'silver', 'none',
		'a commitment just under 180'),
	('{"is_new_subscriber": true, "prepaid_one_year": true, "committed_monthly_yuan": 80, "plan_3g_yuan": 0}', 'silver', 'none',
		'a commitment of 80'),
	('{"is_new_subscriber": true, "prepaid_one_year": true, "committed_monthly_yuan": 79.99, "plan_3g_yuan": 0}', 'none', 'none',
		'a commitment just under 80'),
	('{"is_new_subscriber": false, "prepaid_one_year": true, "committed_monthly_yuan": 260, "plan_3g_yuan": 0}', 'none', 'none',
		'a commitment, but no new subscriber'),
	('{"is_new_subscriber": true, "prepaid_one_year": false, "committed_monthly_yuan": 260, "plan_3g_yuan": 0}', 'none', 'none',
		'a commitment, but not prepaid'),
	('{"prepaid_one_year": true, "committed_monthly_yuan": 260, "plan_3g_yuan": 0}', 'none', 'none',
		'a commitment, not shown to be a new subscriber'),
	('{"is_new_subscriber": true, "committed_monthly_yuan": 260, "plan_3g_yuan": 0}', 'none', 'none',
		'a commitment, not shown to be prepaid'),
	('{"is_new_subscriber": true, "prepaid_one_year": true, "plan_3g_yuan": 0}', 'none', 'none', 'no commitment known'),
	('{"is_new_subscriber": true, "prepaid_one_year": true, "committed_monthly_yuan": 260, "plan_3g_yuan": 96}', 'diamond', 'silver',
		'the better of commitment and plan'),
	-- nothing known
	('{}', NULL, NULL, 'nothing is known'),
	('{"is_new_subscriber": true, "prepaid_one_year": true}', NULL, NULL, 'nothing is known but the newcomer'),
	('{"is_new_subscriber": false, "committed_monthly_yuan": 50}', 'none', NULL, 'a commitment, of which only the old standard knows'),
	-- fixed lines and broadband
	('{"service": "fixed", "bound_mobile_same_name": false, "plan_3g_yuan": 286}', 'none', 'none', '固网客户不能单独申请'),
	('{"service": "broadband", "bound_mobile_same_name": false, "plan_3g_yuan": 286}', 'none', 'none', '宽带客户不能单独申请'),
	('{"service": "fixed", "bound_mobile_same_name": true, "plan_3g_yuan": 286}', 'diamond', 'diamond', 'bound'),
	('{"service": "broadband", "bound_mobile_same_name": true, "plan_3g_yuan": 96}', 'silver', 'silver', 'bound'),
	('{"service": "fixed", "plan_3g_yuan": 286}', NULL, NULL, 'binding missing'),
	('{"service": "broadband", "plan_3g_yuan": 286}', NULL, NULL, 'binding missing'),
	('{"service": "fixed", "bound_mobile_same_name": false}', 'none', 'none', 'not bound, nothing else known'),
	('{"service": "mobile", "bound_mobile_same_name": false, "plan_3g_yuan": 286}', 'diamond', 'diamond', 'a mobile needs no binding'),
	('{"service": null, "bound_mobile_same_name": false, "plan_3g_yuan": 286}', NULL, NULL, 'service missing, not bound'),
	('{"service": null, "bound_mobile_same_name": true, "plan_3g_yuan": 286}', 'diamond', 'diamond', 'service missing, bound'))
	AS c(input, old, new, why),
	LATERAL (VALUES (1, old, '{}'::jsonb), (2, new, '{}'), (1, old, '{"assessed_on": "2022-05-08"}'),
		(2, old, '{"assessed_on": "2022-05-08"}'), (2, new, '{"assessed_on": "2022-05-09"}')) AS v(version, expected, assessed)
ORDER BY version;
INSERT INTO refused (standard, version, input, why)
SELECT 'unicom_personal_vip', version, '{"service": "mobile"}' || input::jsonb, why
FROM (VALUES
	('{"service": "tv"}', 'a service that is not in the list'),
	('{"m6_yuan": -1}', 'a negative bill'),
	('{"plan_3g_yuan": -1}', 'a negative plan'),
	('{"committed_monthly_yuan": -1}', 'a negative commitment'),
	('{"number_186_class": "4"}', 'a class that is not in the list')) AS c(input, why),
	(VALUES (1), (2)) AS v(version);

SELECT is(customer_grade.grade(c.rubric, g.input), g.expected, format('%s %s: %s %s', standard, g.version, why, input))
FROM graded AS g JOIN customer_grade.catalog AS c ON (c.name, c.version) = (g.standard, g.version)
ORDER BY g.id;

SELECT throws_ok(format('SELECT customer_grade.grade(rubric, %L::jsonb) FROM customer_grade.catalog WHERE (name, version) = (%L, %s)',
	input, standard, version), '23514', NULL, format('%s %s refuses %s', standard, version, why))
FROM refused ORDER BY id;

--
-- Pharmaceutical customers: a full card of 100 points, and what each change costs
--
CREATE TEMP TABLE card AS SELECT jsonb '{
	"amt_m1_yuan": 100000, "amt_m2_yuan": 100000, "amt_m3_yuan": 100000,
	"amt_m4_yuan": 100000, "amt_m5_yuan": 100000, "amt_m6_yuan": 100000,
	"qty_half_year": 1000, "gross_margin_pct": 12, "collection_status": "normal",
	"avg_collection_days": 0, "problem_limit_days": 60, "key_share_pct": 60,
	"bid_price_breach": false, "procurement_mode": "advance_plan", "rest_score": 10}' AS input,
	jsonb '{"top_monthly_avg_yuan": 100000, "top_qty_half_year": 1000}' AS parameters;
CREATE TEMP TABLE scored (
	id int GENERATED ALWAYS AS IDENTITY, change jsonb, parameters jsonb DEFAULT '{}', score numeric, expected text, why text);
INSERT INTO scored (change, score, expected, why) VALUES
	('{}', 100, 'A', 'all points'),
	-- the bands of the total
	('{"rest_score": 1}', 91, 'A', '91分'),
	('{"rest_score": 0.9999}', 90.9999, 'B', 'just under 91'),
	('{"rest_score": 0.5}', 90.5, 'B', 'between 90 and 91'),
	('{"rest_score": 0}', 90, 'B', '90分'),
	('{"collection_status": "over_red_line", "rest_score": 4}', 81, 'B', '81分'),
	('{"collection_status": "over_red_line", "rest_score": 3.9999}', 80.9999, 'C', 'just under 81'),
	('{"collection_status": "over_red_line", "rest_score": 3}', 80, 'C', '80分'),
	('{"collection_status": "over_one_year", "key_share_pct": 40, "rest_score": 8}', 71, 'C', '71分'),
	('{"collection_status": "over_one_year", "key_share_pct": 40, "rest_score": 7.9999}', 70.9999, 'D', 'just under 71'),
	('{"collection_status": "over_one_year", "key_share_pct": 40, "rest_score": 7.5}', 70.5, 'D', 'between 70 and 71'),
	('{"collection_status": "over_one_year", "key_share_pct": 40, "rest_score": 7}', 70, 'D', '70分(含70分)以下'),
	-- (2) quantity
	('{"qty_half_year": 500}', 95, 'A', 'half the highest quantity'),
	('{"qty_half_year": 333}', 93.33, 'A', 'a third of the highest quantity'),
	('{"qty_half_year": 0}', 90, 'B', 'no quantity'),
	-- (3) margin
	('{"gross_margin_pct": 12.01}', 100, 'A', 'more than 12 %'),
	('{"gross_margin_pct": 40}', 100, 'A', 'no more than 12 points'),
	('{"gross_margin_pct": 11.99}', 99, 'A', 'just under 12 %'),
	('{"gross_margin_pct": 11}', 99, 'A', '11%以上得11分'),
	('{"gross_margin_pct": 10}', 98, 'A', '10%以上得10分'),
	('{"gross_margin_pct": 1}', 89, 'B', '以此类推'),
	('{"gross_margin_pct": 0.99}', 88, 'B', 'under 1 %'),
	('{"gross_margin_pct": 0}', 88, 'B', 'no margin'),
	('{"gross_margin_pct": -0.01}', 88, 'B', '负毛利不得分'),
	('{"gross_margin_pct": -30}', 88, 'B', '负毛利不得分'),
	-- (4) stability
	('{"amt_m1_yuan": 90000, "amt_m2_yuan": 110000}', 98, 'A', '(100000 - 20000) / 100000 x 10 = 8'),
	('{"amt_m1_yuan": 50000, "amt_m2_yuan": 150000}', 90, 'B', 'the spread is the average: 0'),
	('{"amt_m1_yuan": 0, "amt_m2_yuan": 200000}', 90, 'B', 'the spread is more than the average: not below 0'),
	-- (5) collection
	('{"avg_collection_days": 20}', 95, 'A', '(60 - 20) / 60 x 15 = 10'),
	('{"avg_collection_days": 60}', 85, 'B', 'on the limit: 0'),
	('{"avg_collection_days": 61}', 85, 'B', 'over the limit: not below 0'),
	('{"avg_collection_days": 1, "problem_limit_days": 7}', 97.8571, 'A', '6 / 7 x 15, four decimals'),
	('{"avg_collection_days": 7, "problem_limit_days": 32}', 96.7188, 'A', '25 / 32 x 15 = 11.71875, half up'),
	('{"collection_status": "over_red_line"}', 87, 'B', '超红线客户的2分'),
	('{"collection_status": "over_one_year"}', 85, 'B', '超一年客户的0分'),
	('{"collection_status": "over_red_line", "avg_collection_days": 59}', 87, 'B', 'the flat 2, whatever the days'),
	-- (6) key products
	('{"key_share_pct": 59.99}', 97, 'A', 'just under 60 %'),
	('{"key_share_pct": 60.01}', 100, 'A', 'just over 60 %'),
	('{"key_share_pct": 55}', 97, 'A', '55%以上得12分'),
	('{"key_share_pct": 54.99}', 94, 'A', 'just under 55 %'),
	('{"key_share_pct": 50}', 94, 'A', '50%以上得9分'),
	('{"key_share_pct": 49.99}', 91, 'A', 'just under 50 %'),
	('{"key_share_pct": 45}', 91, 'A', '45%以上得6分'),
	('{"key_share_pct": 44.99}', 88, 'B', 'just under 45 %'),
	('{"key_share_pct": 40}', 88, 'B', '40%以上得3分'),
	('{"key_share_pct": 39.99}', 85, 'B', 'just under 40 %'),
	-- (7), (8)
	('{"bid_price_breach": true}', 97, 'A', '因为客户原因,不按中标价执行的,得0分'),
	('{"procurement_mode": "talk_then_platform"}', 98, 'A', '通过采购平台点配: 3'),
	('{"procurement_mode": "other"}', 95, 'A', 'another way: 0'),
	-- each input missing
	('{"amt_m1_yuan": null}', NULL, NULL, 'month 1 missing'),
	('{"amt_m2_yuan": null}', NULL, NULL, 'month 2 missing'),
	('{"amt_m3_yuan": null}', NULL, NULL, 'month 3 missing'),
	('{"amt_m4_yuan": null}', NULL, NULL, 'month 4 missing'),
	('{"amt_m5_yuan": null}', NULL, NULL, 'month 5 missing'),
	('{"amt_m6_yuan": null}', NULL, NULL, 'month 6 missing'),
	('{"qty_half_year": null}', NULL, NULL, 'quantity missing'),
	('{"gross_margin_pct": null}', NULL, NULL, 'margin missing'),
	('{"collection_status": null}', NULL, NULL, 'state of collection missing'),
	('{"avg_collection_days": null}', NULL, NULL, 'days missing'),
	('{"avg_collection_days": null, "collection_status": "over_one_year"}', NULL, NULL, 'days missing, though not needed'),
	('{"problem_limit_days": null}', NULL, NULL, 'limit missing'),
	('{"key_share_pct": null}', NULL, NULL, 'share missing'),
	('{"bid_price_breach": null}', NULL, NULL, 'breach missing'),
	('{"procurement_mode": null}', NULL, NULL, 'way of ordering missing'),
	('{"rest_score": null}', NULL, NULL, 'the items not in the source missing');
INSERT INTO scored (change, parameters, score, expected, why) VALUES
	-- (1) amount
	('{}', '{"top_monthly_avg_yuan": 200000}', 90, 'B', 'half the highest average'),
	('{}', '{"top_monthly_avg_yuan": 300000}', 86.6667, 'B', 'a third: 6.6667'),
	('{}', '{"top_monthly_avg_yuan": 600000}', 83.3333, 'B', 'a sixth: 3.3333'),
	('{"amt_m1_yuan": 1, "amt_m2_yuan": 1, "amt_m3_yuan": 1, "amt_m4_yuan": 1, "amt_m5_yuan": 1, "amt_m6_yuan": 1}',
		'{"top_monthly_avg_yuan": 400000}', 80.0001, 'C', '0.00005 is rounded half up'),
	('{}', '{"top_monthly_avg_yuan": 0}', 80, 'C', 'nobody has bought anything'),
	('{}', '{"top_qty_half_year": 0}', 90, 'B', 'nobody has a quantity'),
	('{"amt_m1_yuan": 0, "amt_m2_yuan": 0, "amt_m3_yuan": 0, "amt_m4_yuan": 0, "amt_m5_yuan": 0, "amt_m6_yuan": 0}',
		'{}', 70, 'D', 'no purchases: neither amount nor stability');

SELECT unnest(ARRAY[
	is(customer_grade.score(c.rubric, k.input || s.change, k.parameters || s.parameters), s.score,
		format('pharma_distributor_scorecard: score, %s %s', s.why, s.change)),
	is(customer_grade.grade(c.rubric, k.input || s.change, k.parameters || s.parameters), s.expected,
		format('pharma_distributor_scorecard: grade, %s %s', s.why, s.change))])
FROM scored AS s, card AS k, customer_grade.catalog AS c
WHERE c.name = 'pharma_distributor_scorecard'
ORDER BY s.id;

SELECT throws_ok(format('SELECT customer_grade.grade(c.rubric, k.input || %L, k.parameters) FROM card AS k, customer_grade.catalog AS c '
	'WHERE c.name = ''pharma_distributor_scorecard''', change), '23514', NULL, 'pharma_distributor_scorecard refuses ' || change)
FROM (VALUES ('{"amt_m4_yuan": -1}'), ('{"qty_half_year": -1}'), ('{"gross_margin_pct": 100.01}'),
	('{"collection_status": "late"}'), ('{"avg_collection_days": -1}'), ('{"problem_limit_days": 0}'),
	('{"key_share_pct": 100.01}'), ('{"key_share_pct": -1}'), ('{"procurement_mode": "phone"}'),
	('{"rest_score": 10.01}'), ('{"rest_score": -1}')) AS c(change);

SELECT throws_like(format('SELECT customer_grade.grade(c.rubric, k.input, k.parameters - %L) FROM card AS k, customer_grade.catalog AS c '
	'WHERE c.name = ''pharma_distributor_scorecard''', parameter), '%' || parameter || '%', 'a parameter that is not given is named: ' || parameter)
FROM (VALUES ('top_monthly_avg_yuan'), ('top_qty_half_year')) AS c(parameter);

--
-- The table itself
--
SELECT is_empty(
	$$ SELECT a.name, b.version FROM customer_grade.catalog AS a JOIN customer_grade.catalog AS b
		ON a.name = b.name AND a.version < b.version AND a.effective && b.effective $$,
	'versions of one name do not overlap');
SELECT is_empty(
	$$ SELECT name FROM customer_grade.catalog, LATERAL customer_grade.grades(rubric) AS g WHERE g.title NOT LIKE '%_ | _%'
		AND name <> 'pharma_distributor_scorecard' $$,
	'every grade has a title in Chinese and in English');

SELECT is(customer_grade.adopt(name), name::text, 'adopt ' || name) FROM (SELECT DISTINCT name FROM customer_grade.catalog) AS c ORDER BY name;
SELECT is(customer_grade.adopt('unicom_personal_vip', 'vip'), 'vip', 'adopt under another name');
SELECT results_eq(
	$$ SELECT version, rubric::text, effective FROM customer_grade.standard WHERE name = 'vip' ORDER BY version $$,
	$$ SELECT version, rubric::text, effective FROM customer_grade.catalog WHERE name = 'unicom_personal_vip' ORDER BY version $$,
	'an adopted standard has all versions');
SET LOCAL customer_grade.as_of = '2022-05-08';
SELECT is(customer_grade.grade('vip', jsonb '{"service": "mobile"}' || pg_temp.months(80, 80, 80, 80, 80, 80)), 'silver',
	'2022年5月9日前: the last day of the old standard');
SET LOCAL customer_grade.as_of = '2022-05-09';
SELECT is(customer_grade.grade('vip', jsonb '{"service": "mobile"}' || pg_temp.months(80, 80, 80, 80, 80, 80)), 'none',
	'the first day of the new standard');
RESET customer_grade.as_of;

SELECT throws_ok($$ SELECT customer_grade.adopt('unicom_personal_vip', 'vip') $$, '42710', NULL, 'not under a name that is taken');
SELECT throws_ok($$ SELECT customer_grade.adopt('unicom') $$, '42704', NULL, 'not what is not in the catalog');

SELECT is(customer_grade.adopt('size_need_credit', 'client'), 'client', 'adopt a family, under another name');
SELECT set_eq($$ SELECT name, rubric::text FROM customer_grade.standard WHERE name LIKE 'client%' $$,
	$$ SELECT replace(name, 'size_need_credit', 'client'), rubric::text FROM customer_grade.catalog WHERE family = 'size_need_credit' $$, 'all its standards');
SELECT is(customer_grade.profile('client', '{"total_sales_yuan": 1}') ? 'size', true, 'which are a family again');
SELECT is(customer_grade.adopt('unicom_personal_vip', 'vip2'), 'vip2', 'a name of both a standard and a family');
SELECT set_eq($$ SELECT name FROM customer_grade.standard WHERE name LIKE 'vip2%' $$, ARRAY['vip2'], 'is that of the standard');
SELECT is(customer_grade.adopt('unicom_personal_vip.is_vip', 'vip3'), 'vip3', 'a standard of a family alone');
SELECT set_eq($$ SELECT name FROM customer_grade.standard WHERE name LIKE 'vip3%' $$, ARRAY['vip3'], 'by the name given');
SELECT throws_ok($$ SELECT customer_grade.adopt('value_loyalty_potential') $$, '42710', 'standard "value_loyalty_potential.loyalty" already exists',
	'not a family of which there is one already');

SELECT * FROM finish();
ROLLBACK;
