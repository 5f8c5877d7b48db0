-- Cases from file 002: bank levels, weighted contribution, industrial products,
-- a real-estate scorecard, a call centre, ranks of company customers.

\ir include/catalog_begin.sql

CREATE FUNCTION pg_temp.standard(standard text) RETURNS customer_grade.rubric LANGUAGE sql STABLE AS
$$ SELECT rubric FROM customer_grade.catalog WHERE name = standard AND version = 1 $$;

--
-- Bank, two levels
--
INSERT INTO graded (standard, input, expected, why) VALUES
	('bank_two_level', '{"assigned_level": 1}', 'level1', '一級客戶'),
	('bank_two_level', '{"assigned_level": 2}', 'level2', '二級客戶'),
	('bank_two_level', '{"assigned_level": 1.0}', 'level1', 'the same number'),
	('bank_two_level', '{"assigned_level": null}', NULL, 'no level assigned'),
	('bank_two_level', '{}', NULL, 'no level assigned');
INSERT INTO named (standard, input, metric) VALUES
	('bank_two_level', '{}', 'assigned_level');
INSERT INTO refused (standard, input, why) VALUES
	('bank_two_level', '{"assigned_level": 0}', 'no such level'),
	('bank_two_level', '{"assigned_level": 3}', 'no such level'),
	('bank_two_level', '{"assigned_level": -1}', 'no such level'),
	('bank_two_level', '{"assigned_level": 1.5}', 'between two levels'),
	('bank_two_level', '{"assigned_level": 1.01}', 'just over 1'),
	('bank_two_level', '{"assigned_level": 12}', 'no such level');
INSERT INTO treated (standard, grade, name, value) VALUES
	('bank_two_level', 'level1', 'priority', '1'),
	('bank_two_level', 'level2', 'priority', '2'),
	('bank_two_level', 'level1', 'transfer_limit', 'by level'),
	('bank_two_level', 'level2', 'transfer_limit', 'by level');

--
-- Weighted contribution; the weights and cut-offs are those of an operator
--
INSERT INTO graded (standard, input, parameters, expected, why)
SELECT 'contribution_weighted_abc', input::jsonb,
	'{"param_w_contribution": 60, "param_w_other": 40, "param_cut_a": 80, "param_cut_b": 60}', expected, why
FROM (VALUES
	('{"contribution_score": 80, "other_score": 80}', 'A', 'exactly the cut-off of A'),
	('{"contribution_score": 100, "other_score": 50}', 'A', '60 + 20: exactly the cut-off of A'),
	('{"contribution_score": 100, "other_score": 49.99}', 'B', 'just under A'),
	('{"contribution_score": 100, "other_score": 50.01}', 'A', 'just over the cut-off of A'),
	('{"contribution_score": 99.99, "other_score": 50}', 'B', 'just under A by the other factor'),
	('{"contribution_score": 60, "other_score": 60}', 'B', 'exactly the cut-off of B'),
	('{"contribution_score": 60, "other_score": 59.99}', 'C', 'just under B'),
	('{"contribution_score": 60, "other_score": 60.01}', 'B', 'just over the cut-off of B'),
	('{"contribution_score": 0, "other_score": 100}', 'C', 'much of the lighter factor only'),
	('{"contribution_score": 100, "other_score": 0}', 'B', 'much of the heavier factor only'),
	('{"contribution_score": 100, "other_score": 100}', 'A', 'all points'),
	('{"contribution_score": 0, "other_score": 0}', 'C', 'no points'),
	('{"contribution_score": 79.9999999999999999999999, "other_score": 80}', 'B', 'compared unrounded'),
	('{"contribution_score": 100}', NULL, 'other indicators missing'),
	('{"other_score": 100}', NULL, 'contribution missing'),
	('{}', NULL, 'both missing')) AS c(input, expected, why);
INSERT INTO graded (standard, input, parameters, expected, why) VALUES
	('contribution_weighted_abc', '{"contribution_score": 0, "other_score": 100}',
		'{"param_w_contribution": 20, "param_w_other": 80, "param_cut_a": 80, "param_cut_b": 60}', 'A', 'other weights'),
	('contribution_weighted_abc', '{"contribution_score": 70, "other_score": 70}',
		'{"param_w_contribution": 60, "param_w_other": 40, "param_cut_a": 70, "param_cut_b": 50}', 'A', 'other cut-offs'),
	('contribution_weighted_abc', '{"contribution_score": 70, "other_score": 0}',
		'{"param_w_contribution": 100, "param_w_other": 0, "param_cut_a": 70, "param_cut_b": 50}', 'A', 'one indicator has all the weight');
INSERT INTO scored (standard, input, parameters, expected, why)
SELECT 'contribution_weighted_abc', input::jsonb,
	'{"param_w_contribution": 60, "param_w_other": 40, "param_cut_a": 80, "param_cut_b": 60}', expected, why
FROM (VALUES
	('{"contribution_score": 90, "other_score": 50}', 74, '按一定的比例進行加權'),
	('{"contribution_score": 33.33, "other_score": 66.67}', 46.666, 'exact'),
	('{"contribution_score": 90}', NULL, 'other indicators missing')) AS c(input, expected, why);
INSERT INTO named (standard, input, parameters, metric) VALUES
	('contribution_weighted_abc', '{"contribution_score": 90}',
		'{"param_w_contribution": 60, "param_w_other": 40, "param_cut_a": 80, "param_cut_b": 60}', 'other_score'),
	('contribution_weighted_abc', '{"other_score": 90}',
		'{"param_w_contribution": 60, "param_w_other": 40, "param_cut_a": 80, "param_cut_b": 60}', 'contribution_score');
INSERT INTO refused (standard, input, parameters, why) VALUES
	('contribution_weighted_abc', '{"contribution_score": 100.01, "other_score": 1}',
		'{"param_w_contribution": 60, "param_w_other": 40, "param_cut_a": 80, "param_cut_b": 60}', 'over 100 points'),
	('contribution_weighted_abc', '{"contribution_score": 1, "other_score": -0.01}',
		'{"param_w_contribution": 60, "param_w_other": 40, "param_cut_a": 80, "param_cut_b": 60}', 'under 0 points'),
	('contribution_weighted_abc', '{"contribution_score": 1, "other_score": 1}',
		'{"param_w_contribution": 101, "param_w_other": 40, "param_cut_a": 80, "param_cut_b": 60}', 'a weight over 100');
SELECT throws_like(
	format('SELECT customer_grade.grade(pg_temp.standard(%L), %L::jsonb, %L::jsonb - %L)', 'contribution_weighted_abc',
		'{"contribution_score": 1, "other_score": 1}',
		'{"param_w_contribution": 60, "param_w_other": 40, "param_cut_a": 80, "param_cut_b": 60}', parameter),
	'%' || parameter || '%', 'no silent default: ' || parameter)
FROM (VALUES ('param_w_contribution'), ('param_w_other'), ('param_cut_a'), ('param_cut_b')) AS c(parameter);
INSERT INTO treated (standard, grade, name, value) VALUES
	('contribution_weighted_abc', 'A', 'resource', 'more attention, effort to keep the customer, raise the share');

--
-- Industrial products. The base has a standard of the enterprise in force and nothing else.
--
INSERT INTO graded (standard, input, expected, why)
SELECT 'industrial_product_grade', '{"explicit_product_standard": true, "standard_level": "enterprise", "in_force": true, '
	'"adoption": "none", "enterprise_basis": "none", "inspection_method": false, "own_ip_advanced": false}' || input::jsonb, expected, why
FROM (VALUES
	-- 優等品
	('{"standard_level": "international"}', 'superior', '(1) 現行有效的國際標准'),
	('{"standard_level": "foreign_advanced"}', 'superior', '(1) 國外先進標准'),
	('{"standard_level": "international", "explicit_product_standard": false}', 'superior', '(2) 雖然不存在明確的產品標准'),
	('{"standard_level": "foreign_advanced", "explicit_product_standard": false}', 'superior', '(2) 主要技術標准'),
	('{"standard_level": "international", "in_force": false}', 'qualified', 'an international standard no longer in force: 其他情形'),
	('{"standard_level": "foreign_advanced", "in_force": false}', 'qualified', 'a foreign standard no longer in force: 其他情形'),
	('{"adoption": "identical"}', 'superior', '(3) 等同採用, enterprise standard'),
	('{"adoption": "modified"}', 'superior', '(3) 修改採用, enterprise standard'),
	('{"adoption": "modified", "standard_level": "national"}', 'superior', '(3) 國家標准 that adopts'),
	('{"adoption": "identical", "standard_level": "regional"}', 'superior', '(3) 地區標准 that adopts'),
	('{"adoption": "identical", "standard_level": "industry"}', 'superior', '(3) 行業標准 that adopts'),
	('{"enterprise_basis": "selected", "inspection_method": true}', 'superior', '(4) 選取主要性能指標, 包括檢驗方法'),
	('{"enterprise_basis": "selected"}', 'qualified', '(4) without inspection methods'),
	('{"enterprise_basis": "measured", "inspection_method": true}', 'superior', '(5) 測量國外先進產品'),
	('{"enterprise_basis": "measured"}', 'qualified', '(5) without inspection methods'),
	('{"enterprise_basis": "data", "inspection_method": true}', 'superior', '(6) 技術資料'),
	('{"enterprise_basis": "data"}', 'qualified', '(6) without inspection methods'),
	('{"inspection_method": true}', 'qualified', 'inspection methods alone'),
	('{"own_ip_advanced": true}', 'superior', '(7) 自主知識產權的先進產品標准'),
	('{"own_ip_advanced": true, "in_force": false}', 'superior', '(7) is enough alone'),
	-- 一等品
	('{"standard_level": "national"}', 'first', '(1) 國家標准'),
	('{"standard_level": "regional"}', 'first', '(1) 地區標准'),
	('{"standard_level": "industry"}', 'first', '(1) 行業標准'),
	('{"standard_level": "national", "explicit_product_standard": false}', 'first', '(2) 主要技術標准'),
	('{"standard_level": "national", "in_force": false}', 'qualified', 'a national standard no longer in force'),
	('{"standard_level": "regional", "in_force": false}', 'qualified', 'a regional standard no longer in force'),
	('{"standard_level": "industry", "in_force": false}', 'qualified', 'a standard of the industry no longer in force'),
	-- 合格品
	('{}', 'qualified', '(1) 企業標准'),
	('{"explicit_product_standard": false}', 'qualified', '(2) 主要技術標准 of the enterprise'),
	('{"in_force": false}', 'qualified', '(3) 其他情形'),
	('{"standard_level": "other"}', 'qualified', '(3) 其他情形'),
	-- missing
	('{"standard_level": null}', NULL, 'level of the standard missing'),
	('{"standard_level": null, "in_force": false}', NULL, 'level of the standard missing'),
	('{"in_force": null}', NULL, 'in force missing'),
	('{"standard_level": "national", "in_force": null}', NULL, 'in force missing'),
	('{"standard_level": "international", "in_force": null}', NULL, 'in force missing'),
	('{"own_ip_advanced": true, "standard_level": null, "in_force": null}', 'superior', '(7) is enough, the others are not needed'),
	('{"adoption": null, "enterprise_basis": null, "inspection_method": null, "own_ip_advanced": null}', 'qualified',
		'conditions not known count as not shown'),
	('{"standard_level": "national", "adoption": null, "enterprise_basis": null, "inspection_method": null, "own_ip_advanced": null}',
		'first', 'conditions not known count as not shown'),
	('{"standard_level": "international", "adoption": null, "enterprise_basis": null, "own_ip_advanced": null}', 'superior',
		'conditions not known do no harm'),
	('{"enterprise_basis": "selected", "inspection_method": null}', 'qualified', 'inspection methods not known: not shown'),
	('{"explicit_product_standard": null, "standard_level": "national"}', 'first', 'decides nothing')) AS c(input, expected, why);
INSERT INTO named (standard, input, metric) VALUES
	('industrial_product_grade', '{"in_force": true}', 'standard_level'),
	('industrial_product_grade', '{"standard_level": "national"}', 'in_force');
INSERT INTO refused (standard, input, why) VALUES
	('industrial_product_grade', '{"standard_level": "local", "in_force": true}', 'a level that is not in the list'),
	('industrial_product_grade', '{"standard_level": "national", "in_force": true, "adoption": "yes"}', 'an adoption that is not in the list'),
	('industrial_product_grade', '{"standard_level": "national", "in_force": true, "enterprise_basis": "guess"}', 'a basis that is not in the list');

--
-- Real estate; the base has 15 + 12 + 12 + 12 + 17 + 17 = 85 points
--
CREATE FUNCTION pg_temp.customer(input jsonb) RETURNS jsonb LANGUAGE sql AS
$$ SELECT jsonb '{"nature": "government_or_state", "strength": "strong", "strength_pts": 12, "growth": "high", "growth_pts": 12,
	"profit": "large", "profit_pts": 12, "relation": "top_level", "relation_pts": 17, "strategic": "very", "strategic_pts": 17}' || input $$;
INSERT INTO graded (standard, input, expected, why)
SELECT 'real_estate_scorecard', pg_temp.customer(input::jsonb), expected, why
FROM (VALUES
	('{}', 'A', '85 points'),
	('{"strength_pts": 15, "growth_pts": 15, "profit_pts": 15, "relation_pts": 20, "strategic_pts": 20}', 'A', 'all 100 points'),
	('{"nature": "private", "strategic_pts": 17}', 'A', '75 points: ≥75'),
	('{"nature": "private", "strategic_pts": 16.99}', 'B', 'just under 75'),
	('{"nature": "private", "strategic_pts": 17.01}', 'A', 'just over 75'),
	('{"nature": "joint_stock"}', 'A', '80 points'),
	('{"nature": "joint_stock", "strategic_pts": 15, "relation_pts": 15, "profit_pts": 11}', 'A', '75 points'),
	('{"nature": "joint_stock", "strategic_pts": 15, "relation_pts": 15, "profit_pts": 10.99}', 'B', 'just under 75'),
	('{"nature": "private", "strength_pts": 10, "growth_pts": 10, "profit_pts": 10, "relation": "senior_level", "relation_pts": 12.5, "strategic": "average", "strategic_pts": 12.5}',
		'B', '60 points: 60≤'),
	('{"nature": "private", "strength_pts": 10, "growth_pts": 10, "profit_pts": 10, "relation": "senior_level", "relation_pts": 12.5, "strategic": "average", "strategic_pts": 12.49}',
		'C', 'just under 60'),
	('{"nature": "private", "strength_pts": 10, "growth_pts": 10, "profit_pts": 10, "relation": "senior_level", "relation_pts": 12.5, "strategic": "average", "strategic_pts": 12.51}',
		'B', 'just over 60'),
	('{"nature": "private", "strength": "weak", "strength_pts": 0, "growth": "low", "growth_pts": 0, "profit": "small", "profit_pts": 0, "relation": "none", "relation_pts": 0, "strategic": "not", "strategic_pts": 0}',
		'C', '5 points, the fewest'),
	('{"nature": "private", "strength": "weak", "strength_pts": 5, "growth": "low", "growth_pts": 5, "profit": "small", "profit_pts": 5, "relation": "none", "relation_pts": 10, "strategic": "not", "strategic_pts": 10}',
		'C', '40 points: 5分以下, 10分以下 include the number'),
	('{"strength": "weak", "strength_pts": 0, "growth": "low", "growth_pts": 5}', 'B', '66 points: strong in the rest'),
	-- bands of the ratings
	('{"strength": "strong", "strength_pts": 10}', 'A', '10-15: 10 belongs to strong'),
	('{"strength": "average", "strength_pts": 10}', 'A', '5-10: 10 belongs to average, too'),
	('{"strength": "average", "strength_pts": 5}', 'A', '5-10: 5 belongs to average'),
	('{"strength": "weak", "strength_pts": 5}', 'A', '5分以下: 5 belongs to weak, too'),
	('{"strength": "strong", "strength_pts": 9.99}', NULL, 'too few for strong'),
	('{"strength": "average", "strength_pts": 10.01}', NULL, 'too many for average'),
	('{"strength": "average", "strength_pts": 4.99}', NULL, 'too few for average'),
	('{"strength": "weak", "strength_pts": 5.01}', NULL, 'too many for weak'),
	('{"growth": "high", "growth_pts": 10}', 'A', '10 belongs to high'),
	('{"growth": "high", "growth_pts": 9.99}', NULL, 'too few for high'),
	('{"growth": "mid", "growth_pts": 5}', 'A', '5 belongs to mid'),
	('{"growth": "mid", "growth_pts": 10.01}', NULL, 'too many for mid'),
	('{"growth": "low", "growth_pts": 5.01}', NULL, 'too many for low'),
	('{"growth": "mid", "growth_pts": 10}', 'A', '10 belongs to mid, too'),
	('{"growth": "mid", "growth_pts": 4.99}', NULL, 'too few for mid'),
	('{"growth": "low", "growth_pts": 5}', 'A', '5 belongs to low, too'),
	('{"profit": "average", "profit_pts": 5}', 'A', '5 belongs to average'),
	('{"profit": "average", "profit_pts": 10.01}', NULL, 'too many for average'),
	('{"profit": "small", "profit_pts": 5}', 'A', '5 belongs to small, too'),
	('{"strategic": "average", "strategic_pts": 10}', 'A', '10 belongs to average'),
	('{"strategic": "not", "strategic_pts": 10}', 'A', '10分以下 includes 10'),
	('{"profit": "large", "profit_pts": 10}', 'A', '10 belongs to large'),
	('{"profit": "large", "profit_pts": 9.99}', NULL, 'too few for large'),
	('{"profit": "average", "profit_pts": 4.99}', NULL, 'too few for average'),
	('{"profit": "average", "profit_pts": 10}', 'A', '10 belongs to average, too'),
	('{"profit": "small", "profit_pts": 5.01}', NULL, 'too many for small'),
	('{"relation": "top_level", "relation_pts": 15}', 'A', '15-20: 15 belongs to the top'),
	('{"relation": "top_level", "relation_pts": 14.99}', NULL, 'too few for the top'),
	('{"relation": "senior_level", "relation_pts": 15}', 'A', '10-15: 15 belongs to senior managers, too'),
	('{"relation": "senior_level", "relation_pts": 15.01}', NULL, 'too many for senior managers'),
	('{"relation": "senior_level", "relation_pts": 10}', 'A', '10 belongs to senior managers'),
	('{"relation": "senior_level", "relation_pts": 9.99}', NULL, 'too few for senior managers'),
	('{"relation": "none", "relation_pts": 10}', 'A', '10分以下 includes 10'),
	('{"relation": "none", "relation_pts": 10.01}', NULL, 'too many without relation'),
	('{"strategic": "very", "strategic_pts": 15}', 'A', '15 belongs to very'),
	('{"strategic": "very", "strategic_pts": 14.99}', NULL, 'too few for very'),
	('{"strategic": "average", "strategic_pts": 15}', 'A', '15 belongs to average, too'),
	('{"strategic": "average", "strategic_pts": 9.99}', NULL, 'too few for average'),
	('{"strategic": "average", "strategic_pts": 15.01}', NULL, 'too many for average'),
	('{"strategic": "not", "strategic_pts": 10.01}', NULL, 'too many without importance')) AS c(input, expected, why);
INSERT INTO graded (standard, input, expected, why)
SELECT 'real_estate_scorecard', pg_temp.customer('{}') - metric, NULL, metric || ' missing'
FROM jsonb_object_keys(pg_temp.customer('{}')) AS metric;
INSERT INTO named (standard, input, metric)
SELECT 'real_estate_scorecard', pg_temp.customer('{}') - metric, metric
FROM jsonb_object_keys(pg_temp.customer('{}')) AS metric;
INSERT INTO named (standard, input, metric) VALUES
	('real_estate_scorecard', pg_temp.customer('{"strength_pts": 9}'), '客戶實力得分'),
	('real_estate_scorecard', pg_temp.customer('{"strategic_pts": 9}'), '戰略重要性得分');
INSERT INTO scored (standard, input, expected, why) VALUES
	('real_estate_scorecard', pg_temp.customer('{}'), 85, '15 + 12 + 12 + 12 + 17 + 17'),
	('real_estate_scorecard', pg_temp.customer('{"strength_pts": 15, "growth_pts": 15, "profit_pts": 15, "relation_pts": 20, "strategic_pts": 20}'), 100,
		'15 + 15 + 15 + 15 + 20 + 20'),
	('real_estate_scorecard', pg_temp.customer('{"nature": "joint_stock"}'), 80, '股份公司 10'),
	('real_estate_scorecard', pg_temp.customer('{"nature": "private"}'), 75, '民營企業 5');
INSERT INTO refused (standard, input, why)
SELECT 'real_estate_scorecard', pg_temp.customer(input::jsonb), why
FROM (VALUES
	('{"nature": "foreign"}', 'a nature that is not in the list'),
	('{"strength": "Strong"}', 'a rating that is not in the list'),
	('{"growth": "middle"}', 'a rating that is not in the list'),
	('{"profit": "high"}', 'a rating that is not in the list'),
	('{"relation": "senior"}', 'a rating that is not in the list'),
	('{"strategic": "none"}', 'a rating that is not in the list'),
	('{"strength_pts": 15.01}', 'over 15 points'),
	('{"growth_pts": 16}', 'over 15 points'),
	('{"profit": "small", "profit_pts": -0.01}', 'negative points'),
	('{"relation_pts": 20.01}', 'over 20 points'),
	('{"strategic_pts": 21}', 'over 20 points')) AS c(input, why);
INSERT INTO treated (standard, grade, name, value) VALUES
	('real_estate_scorecard', 'A', 'price', 'better by grade'),
	('real_estate_scorecard', 'B', 'payment_term', 'longer by grade'),
	('real_estate_scorecard', 'C', 'credit_limit', 'larger by grade'),
	('real_estate_scorecard', 'A', 'delivery', 'faster by grade');

--
-- Call centre: order of service
--
INSERT INTO graded (standard, input, expected, why) VALUES
	('call_centre_service', '{"value_tier": "vip", "blacklisted": false}', 'vip', 'VIP 客戶'),
	('call_centre_service', '{"value_tier": "mid", "blacklisted": false}', 'mid', '中端客戶'),
	('call_centre_service', '{"value_tier": "ordinary", "blacklisted": false}', 'ordinary', '普通客戶'),
	('call_centre_service', '{"value_tier": "vip", "blacklisted": true}', 'blacklisted', '永遠處於優先順序最低的位置, also a VIP'),
	('call_centre_service', '{"value_tier": "mid", "blacklisted": true}', 'blacklisted', '黑名單'),
	('call_centre_service', '{"value_tier": "ordinary", "blacklisted": true}', 'blacklisted', '黑名單'),
	('call_centre_service', '{"blacklisted": true}', 'blacklisted', 'the tier is not needed'),
	('call_centre_service', '{"value_tier": "vip"}', NULL, 'blacklist not known'),
	('call_centre_service', '{"value_tier": "ordinary"}', NULL, 'blacklist not known'),
	('call_centre_service', '{"blacklisted": false}', NULL, 'tier missing'),
	('call_centre_service', '{}', NULL, 'both missing');
INSERT INTO named (standard, input, metric) VALUES
	('call_centre_service', '{"value_tier": "vip"}', 'blacklisted'),
	('call_centre_service', '{"blacklisted": false}', 'value_tier');
INSERT INTO refused (standard, input, why) VALUES
	('call_centre_service', '{"value_tier": "VIP", "blacklisted": false}', 'a tier that is not in the list'),
	('call_centre_service', '{"value_tier": "low", "blacklisted": true}', 'a tier that is not in the list, blacklisted');
INSERT INTO treated (standard, grade, input, name, value, unit) VALUES
	('call_centre_service', 'vip', '{}', 'queue', '1', NULL),
	('call_centre_service', 'mid', '{}', 'queue', '2', NULL),
	('call_centre_service', 'ordinary', '{}', 'queue', '3', NULL),
	('call_centre_service', 'blacklisted', '{}', 'queue', '4', NULL),
	('call_centre_service', 'vip', '{}', 'service_mode', 'green channel', NULL),
	('call_centre_service', 'vip', '{}', 'service_level', '90', '%'),
	('call_centre_service', 'mid', '{}', 'service_level', '85', '%'),
	('call_centre_service', 'ordinary', '{}', 'service_level', '85', '%'),
	('call_centre_service', 'vip', '{}', 'answer_within', '20', 's'),
	('call_centre_service', 'mid', '{"connected": false}', 'callback', '24', 'hour'),
	('call_centre_service', 'mid', '{"connected": false}', 'service_mode', 'consulted and served actively', NULL);
SELECT is_empty(
	$$ SELECT FROM customer_grade.catalog_treatments('call_centre_service', 'mid', '{"connected": true}') WHERE name = 'callback' $$,
	'call_centre_service: no call back when the line was free');
SELECT is_empty(
	$$ SELECT FROM customer_grade.catalog_treatments('call_centre_service', 'vip', '{"connected": false}') WHERE name = 'callback' $$,
	'call_centre_service: the call back is for the middle');

--
-- Call centre: service level
--
INSERT INTO graded (standard, input, expected, why) VALUES
	('call_centre_sla', '{"value_tier": "vip", "calls": 100, "answered_within_20s": 90}', 'met', 'VIP, 達到 90%'),
	('call_centre_sla', '{"value_tier": "vip", "calls": 1000, "answered_within_20s": 899}', 'missed', 'VIP, just under 90 %'),
	('call_centre_sla', '{"value_tier": "vip", "calls": 1000, "answered_within_20s": 901}', 'met', 'VIP, just over 90 %'),
	('call_centre_sla', '{"value_tier": "mid", "calls": 100, "answered_within_20s": 85}', 'met', '中端客戶, 達到 85%'),
	('call_centre_sla', '{"value_tier": "mid", "calls": 1000, "answered_within_20s": 849}', 'missed', 'middle, just under 85 %'),
	('call_centre_sla', '{"value_tier": "mid", "calls": 1000, "answered_within_20s": 851}', 'met', 'middle, just over 85 %'),
	('call_centre_sla', '{"value_tier": "ordinary", "calls": 100, "answered_within_20s": 85}', 'met', '普通客戶, 達到 85%'),
	('call_centre_sla', '{"value_tier": "ordinary", "calls": 1000, "answered_within_20s": 849}', 'missed', 'ordinary, just under 85 %'),
	('call_centre_sla', '{"value_tier": "vip", "calls": 100, "answered_within_20s": 85}', 'missed', 'what is enough for the middle'),
	('call_centre_sla', '{"value_tier": "vip", "calls": 3, "answered_within_20s": 3}', 'met', 'all'),
	('call_centre_sla', '{"value_tier": "vip", "calls": 10, "answered_within_20s": 9}', 'met', '9 of 10'),
	('call_centre_sla', '{"value_tier": "vip", "calls": 9, "answered_within_20s": 8}', 'missed', '8 of 9'),
	('call_centre_sla', '{"value_tier": "mid", "calls": 7, "answered_within_20s": 6}', 'met', '6 of 7'),
	('call_centre_sla', '{"value_tier": "mid", "calls": 6, "answered_within_20s": 5}', 'missed', '5 of 6'),
	('call_centre_sla', '{"value_tier": "ordinary", "calls": 5, "answered_within_20s": 0}', 'missed', 'none'),
	('call_centre_sla', '{"value_tier": "vip", "calls": 0, "answered_within_20s": 0}', NULL, 'no calls'),
	('call_centre_sla', '{"calls": 100, "answered_within_20s": 90}', NULL, 'tier missing'),
	('call_centre_sla', '{"value_tier": "vip", "answered_within_20s": 90}', NULL, 'calls missing'),
	('call_centre_sla', '{"value_tier": "vip", "calls": 100}', NULL, 'answered calls missing');
INSERT INTO named (standard, input, metric) VALUES
	('call_centre_sla', '{"calls": 100, "answered_within_20s": 90}', 'value_tier'),
	('call_centre_sla', '{"value_tier": "vip", "answered_within_20s": 90}', 'calls'),
	('call_centre_sla', '{"value_tier": "vip", "calls": 100}', 'answered_within_20s'),
	('call_centre_sla', '{"value_tier": "vip", "calls": 0, "answered_within_20s": 0}', '有呼入');
INSERT INTO refused (standard, input, why) VALUES
	('call_centre_sla', '{"value_tier": "blacklisted", "calls": 100, "answered_within_20s": 90}', 'a tier that is not in the list'),
	('call_centre_sla', '{"value_tier": "vip", "calls": -1, "answered_within_20s": 0}', 'negative calls'),
	('call_centre_sla', '{"value_tier": "vip", "calls": 1, "answered_within_20s": -1}', 'negative answered calls');

--
-- Company customers: 綜合加權 10 %, 30 %, 60 %
--
INSERT INTO scored (standard, input, expected, why) VALUES
	('composite_10_30_60', '{"credit_score": 100, "order_score": 0, "profit_score": 0}', 10, '客戶的信用狀況占據10%'),
	('composite_10_30_60', '{"credit_score": 0, "order_score": 100, "profit_score": 0}', 30, '客戶的下單金額占據30%'),
	('composite_10_30_60', '{"credit_score": 0, "order_score": 0, "profit_score": 100}', 60, '客戶對企業利潤的貢獻率占據60%'),
	('composite_10_30_60', '{"credit_score": 100, "order_score": 100, "profit_score": 100}', 100, '以100分為基礎'),
	('composite_10_30_60', '{"credit_score": 0, "order_score": 0, "profit_score": 0}', 0, 'nothing'),
	('composite_10_30_60', '{"credit_score": 80, "order_score": 70, "profit_score": 60}', 65, '8 + 21 + 36'),
	('composite_10_30_60', '{"credit_score": 33.33, "order_score": 66.67, "profit_score": 12.345}', 30.741, 'exact'),
	('composite_10_30_60', '{"credit_score": 100, "order_score": 10, "profit_score": 10}', 19, '信用狀況最好, little ordered'),
	('composite_10_30_60', '{"credit_score": 20, "order_score": 100, "profit_score": 20}', 44, '低利潤的產品'),
	('composite_10_30_60', '{"order_score": 100, "profit_score": 20}', NULL, 'credit missing'),
	('composite_10_30_60', '{"credit_score": 20, "profit_score": 20}', NULL, 'orders missing'),
	('composite_10_30_60', '{"credit_score": 20, "order_score": 100}', NULL, 'profit missing'),
	('composite_10_30_60', '{}', NULL, 'all missing');
INSERT INTO named (standard, input, metric) VALUES
	('composite_10_30_60', '{"order_score": 100, "profit_score": 20}', 'credit_score'),
	('composite_10_30_60', '{"credit_score": 20, "profit_score": 20}', 'order_score'),
	('composite_10_30_60', '{"credit_score": 20, "order_score": 100}', 'profit_score');
INSERT INTO refused (standard, input, why) VALUES
	('composite_10_30_60', '{"credit_score": 100.01, "order_score": 0, "profit_score": 0}', 'over 100 points'),
	('composite_10_30_60', '{"credit_score": 0, "order_score": -0.01, "profit_score": 0}', 'under 0 points'),
	('composite_10_30_60', '{"credit_score": 0, "order_score": 0, "profit_score": 101}', 'over 100 points');

-- ranks
CREATE FUNCTION pg_temp.ranks(standard text, parameters jsonb DEFAULT NULL) RETURNS TABLE (id int, rank bigint) LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY SELECT (r.key ->> 'id')::int, r.rank FROM customer_grade.ranking(standard, 'customer', '{cohort}', parameters) AS r ORDER BY 1;
END $$;
SELECT is(customer_grade.adopt(name), name, 'adopt ' || name)
FROM (VALUES ('composite_10_30_60'), ('order_amount_rank'), ('profit_contribution_rank')) AS c(name);

CREATE TEMP TABLE customer (id int PRIMARY KEY, cohort text, credit_score numeric, order_score numeric, profit_score numeric);
INSERT INTO customer VALUES
	(1, 'north', 100, 10, 10),
	(2, 'north', 50, 50, 50),
	(3, 'north', 80, 40, 50),
	(4, 'north', 0, 0, 100),
	(5, 'north', 100, 100, NULL),
	(6, 'north', 0, 0, 0),
	(7, 'south', 0, 0, 1);
SELECT results_eq($$ SELECT * FROM pg_temp.ranks('composite_10_30_60') $$,
	$$ VALUES (1, 4::bigint), (2, 2), (3, 2), (4, 1), (6, 5), (7, 1) $$,
	'composite_10_30_60: equal scores share a rank, the next is left out; no rank without a score; each cohort by itself');
DROP TABLE customer;

--
-- Company customers: 客戶的下單金額
--
INSERT INTO scored (standard, input, parameters, expected, why)
SELECT 'order_amount_rank', input::jsonb, jsonb_build_object('param_window_years', years, 'param_measure', measure), expected, why
FROM (VALUES
	('{"amount_last_year_yuan": 100, "amount_year_before_yuan": 30, "qty_last_year": 7, "qty_year_before": 5}', 1, 'amount', 100, '近一年, 下單的金額'),
	('{"amount_last_year_yuan": 100, "amount_year_before_yuan": 30, "qty_last_year": 7, "qty_year_before": 5}', 2, 'amount', 130, '兩年, 下單的金額'),
	('{"amount_last_year_yuan": 100, "amount_year_before_yuan": 30, "qty_last_year": 7, "qty_year_before": 5}', 1, 'qty', 7, '近一年, 下單的數量'),
	('{"amount_last_year_yuan": 100, "amount_year_before_yuan": 30, "qty_last_year": 7, "qty_year_before": 5}', 2, 'qty', 12, '兩年, 下單的數量'),
	('{"amount_last_year_yuan": 100.01, "amount_year_before_yuan": 0.005}', 2, 'amount', 100.015, 'exact'),
	('{"amount_last_year_yuan": 0}', 1, 'amount', 0, 'nothing ordered'),
	('{"amount_last_year_yuan": 100}', 1, 'amount', 100, 'the rest is not needed'),
	('{"amount_last_year_yuan": 100}', 2, 'amount', NULL, 'year before missing'),
	('{"amount_year_before_yuan": 100}', 2, 'amount', NULL, 'last year missing'),
	('{"amount_year_before_yuan": 100}', 1, 'amount', NULL, 'last year missing'),
	('{"amount_last_year_yuan": 100}', 1, 'qty', NULL, 'quantity missing'),
	('{"amount_last_year_yuan": 5, "amount_year_before_yuan": 0}', 2, 'amount', 5, 'nothing in the year before'),
	('{"qty_last_year": 0, "qty_year_before": 0}', 2, 'qty', 0, 'nothing ordered'),
	('{"qty_last_year": 7, "qty_year_before": 5}', 2, 'qty', 12, 'the rest is not needed'),
	('{"amount_last_year_yuan": 7, "amount_year_before_yuan": 5}', 2, 'amount', 12, 'the rest is not needed'),
	('{"qty_last_year": 100}', 1, 'qty', 100, 'the rest is not needed'),
	('{"qty_last_year": 100}', 2, 'qty', NULL, 'year before missing'),
	('{}', 1, 'amount', NULL, 'all missing')) AS c(input, years, measure, expected, why);
INSERT INTO named (standard, input, parameters, metric) VALUES
	('order_amount_rank', '{"amount_last_year_yuan": 100}', '{"param_window_years": 2, "param_measure": "amount"}', 'amount_year_before_yuan'),
	('order_amount_rank', '{"amount_year_before_yuan": 100}', '{"param_window_years": 2, "param_measure": "amount"}', 'amount_last_year_yuan'),
	('order_amount_rank', '{"amount_last_year_yuan": 100}', '{"param_window_years": 1, "param_measure": "qty"}', 'qty_last_year'),
	('order_amount_rank', '{"qty_last_year": 100}', '{"param_window_years": 2, "param_measure": "qty"}', 'qty_year_before');
INSERT INTO refused (standard, input, parameters, why) VALUES
	('order_amount_rank', '{"amount_last_year_yuan": 1}', '{"param_window_years": 3, "param_measure": "amount"}', 'three years'),
	('order_amount_rank', '{"amount_last_year_yuan": 1}', '{"param_window_years": 1.5, "param_measure": "amount"}', 'one year and a half'),
	('order_amount_rank', '{"amount_last_year_yuan": 1}', '{"param_window_years": 1, "param_measure": "orders"}', 'another measure'),
	('order_amount_rank', '{"amount_last_year_yuan": -0.01}', '{"param_window_years": 1, "param_measure": "amount"}', 'negative amount'),
	('order_amount_rank', '{"qty_last_year": -1}', '{"param_window_years": 1, "param_measure": "qty"}', 'negative quantity');
SELECT throws_like(
	format('SELECT customer_grade.score(pg_temp.standard(%L), %L::jsonb, %L::jsonb - %L)', 'order_amount_rank',
		'{"amount_last_year_yuan": 1}', '{"param_window_years": 1, "param_measure": "amount"}', parameter),
	'%' || parameter || '%', 'no silent default: ' || parameter)
FROM (VALUES ('param_window_years'), ('param_measure')) AS c(parameter);

CREATE TEMP TABLE customer (id int PRIMARY KEY, cohort text, amount_last_year_yuan numeric, amount_year_before_yuan numeric,
	qty_last_year numeric, qty_year_before numeric);
INSERT INTO customer VALUES
	(1, NULL, 100, 0, 1, 9),
	(2, NULL, 90, 90, 5, NULL),
	(3, NULL, 100, 80, 5, 0),
	(4, NULL, NULL, 500, 0, 0);
SELECT results_eq(format('SELECT * FROM pg_temp.ranks(%L, %L)', 'order_amount_rank', parameters), expected, 'order_amount_rank: ' || why)
FROM (VALUES
	('{"param_window_years": 1, "param_measure": "amount"}', 'VALUES (1, 1::bigint), (2, 3), (3, 1)', '從大到小, one year by amount'),
	('{"param_window_years": 2, "param_measure": "amount"}', 'VALUES (1, 3::bigint), (2, 1), (3, 1)', 'two years by amount'),
	('{"param_window_years": 1, "param_measure": "qty"}', 'VALUES (1, 3::bigint), (2, 1), (3, 1), (4, 4)', 'one year by quantity'),
	('{"param_window_years": 2, "param_measure": "qty"}', 'VALUES (1, 1::bigint), (3, 2), (4, 3)', 'two years by quantity')
) AS c(parameters, expected, why);
DROP TABLE customer;

--
-- Company customers: 客戶對企業利潤的貢獻率
--
INSERT INTO scored (standard, input, expected, why) VALUES
	('profit_contribution_rank', '{"order_amount_1y_yuan": 1000000, "profit_margin_pct": 20}', 200000, '銷售定單量 x 利潤率'),
	('profit_contribution_rank', '{"order_amount_1y_yuan": 5000000, "profit_margin_pct": 2}', 100000, '低利潤的產品'),
	('profit_contribution_rank', '{"order_amount_1y_yuan": 333.33, "profit_margin_pct": 33.33}', 111.098889, 'exact'),
	('profit_contribution_rank', '{"order_amount_1y_yuan": 0, "profit_margin_pct": 50}', 0, 'nothing ordered'),
	('profit_contribution_rank', '{"order_amount_1y_yuan": 1000, "profit_margin_pct": 0}', 0, 'no profit'),
	('profit_contribution_rank', '{"order_amount_1y_yuan": 1000, "profit_margin_pct": -5}', -50, 'a loss'),
	('profit_contribution_rank', '{"order_amount_1y_yuan": 1000, "profit_margin_pct": 100}', 1000, 'all profit'),
	('profit_contribution_rank', '{"order_amount_1y_yuan": 1000, "profit_margin_pct": 0.01}', 0.1, 'hardly any'),
	('profit_contribution_rank', '{"order_amount_1y_yuan": 10000000, "profit_margin_pct": 100}', 10000000, '1000萬利潤'),
	('profit_contribution_rank', '{"order_amount_1y_yuan": 1000}', NULL, 'margin missing'),
	('profit_contribution_rank', '{"profit_margin_pct": 10}', NULL, 'orders missing'),
	('profit_contribution_rank', '{}', NULL, 'both missing');
INSERT INTO named (standard, input, metric) VALUES
	('profit_contribution_rank', '{"order_amount_1y_yuan": 1000}', 'profit_margin_pct'),
	('profit_contribution_rank', '{"profit_margin_pct": 10}', 'order_amount_1y_yuan');
INSERT INTO refused (standard, input, why) VALUES
	('profit_contribution_rank', '{"order_amount_1y_yuan": -0.01, "profit_margin_pct": 10}', 'negative orders');

CREATE TEMP TABLE customer (id int PRIMARY KEY, cohort text, order_amount_1y_yuan numeric, profit_margin_pct numeric);
INSERT INTO customer VALUES
	(1, 'a', 5000000, 2), (2, 'a', 1000000, 20), (3, 'a', 2000000, 10), (4, 'a', 100, -1), (5, 'a', 100, NULL), (6, 'b', 1, 1);
SELECT results_eq($$ SELECT * FROM pg_temp.ranks('profit_contribution_rank') $$,
	$$ VALUES (1, 3::bigint), (2, 1), (3, 1), (4, 4), (6, 1) $$,
	'profit_contribution_rank: 以這個利潤的大小進行排名');
DROP TABLE customer;

\ir include/catalog_end.sql
