-- The standards of the first half of file 000 grade as their texts say.
-- The cases were written from the texts, not from the rubrics.

\ir include/catalog_begin.sql

--
-- Bank clients
--
INSERT INTO graded (standard, input, expected, why)
SELECT 'bank_client_abcd',
	jsonb_build_object('asset_scale', assets, 'credit_record', credit, 'financials', financials, 'risk_assessment', risk),
	expected, why
FROM (VALUES
	('largest', 'outstanding', 'stable', 'complete', 'A', '资产规模最大, 权威性、优质性, 稳定的财务状况'),
	('large', 'good', 'good', 'complete', 'B', '资产规模大, 良好的信用记录, 良好的财务报表, 完备的风险评估流程'),
	('fairly_large', 'some', 'some', 'vague', 'C', '资产规模较大, 一定的信用记录, 一定的财务报表, 较为模糊'),
	('small', 'poor', 'incomplete', 'insufficient', 'D', '资产规模较小, 信用状况不佳, 财务报表不完整, 风险评估流程不足'),
	('fairly_large', 'some', 'some', 'complete', 'C', 'a complete risk assessment does not lift a C'),
	('large', 'outstanding', 'stable', 'complete', 'B', 'A but for the assets'),
	('largest', 'good', 'stable', 'complete', 'B', 'A but for the credit record'),
	('largest', 'outstanding', 'good', 'complete', 'B', 'A but for the statements'),
	('largest', 'outstanding', 'stable', 'vague', 'C', 'A but for a vague risk assessment, the mark of C'),
	('largest', 'outstanding', 'stable', 'insufficient', 'D', 'A but for an insufficient risk assessment'),
	('large', 'good', 'good', 'vague', 'C', 'B but for the risk assessment'),
	('fairly_large', 'good', 'good', 'complete', 'C', 'B but for the assets'),
	('large', 'some', 'good', 'complete', 'C', 'B but for the credit record'),
	('large', 'good', 'some', 'complete', 'C', 'B but for the statements'),
	('small', 'outstanding', 'stable', 'complete', 'D', 'small, else the best'),
	('largest', 'poor', 'stable', 'complete', 'D', 'largest with poor credit'),
	('largest', 'outstanding', 'incomplete', 'complete', 'D', 'incomplete statements'),
	('fairly_large', 'some', 'some', 'insufficient', 'D', 'C but for the risk assessment'),
	(NULL, 'outstanding', 'stable', 'complete', NULL, 'assets missing'),
	('largest', NULL, 'stable', 'complete', NULL, 'credit record missing'),
	('largest', 'outstanding', NULL, 'complete', NULL, 'statements missing'),
	('largest', 'outstanding', 'stable', NULL, NULL, 'risk assessment missing'),
	(NULL, 'poor', 'incomplete', 'insufficient', NULL, 'assets missing, D in any case'),
	('small', NULL, 'incomplete', 'insufficient', NULL, 'credit record missing, D in any case'),
	('small', 'poor', NULL, 'insufficient', NULL, 'statements missing, D in any case'),
	('small', 'poor', 'incomplete', NULL, NULL, 'risk assessment missing, D in any case'),
	(NULL, NULL, NULL, NULL, NULL, 'all missing')
) AS c(assets, credit, financials, risk, expected, why);
INSERT INTO named (standard, input, metric) VALUES
	('bank_client_abcd', '{"credit_record": "good", "financials": "good", "risk_assessment": "complete"}', 'asset_scale'),
	('bank_client_abcd', '{"asset_scale": "large", "financials": "good", "risk_assessment": "complete"}', 'credit_record'),
	('bank_client_abcd', '{"asset_scale": "large", "credit_record": "good", "risk_assessment": "complete"}', 'financials'),
	('bank_client_abcd', '{"asset_scale": "large", "credit_record": "good", "financials": "good"}', 'risk_assessment');
INSERT INTO refused (standard, input, why) VALUES
	('bank_client_abcd', '{"asset_scale": "huge"}', 'assets not in the list'),
	('bank_client_abcd', '{"credit_record": "Good"}', 'credit record not in the list'),
	('bank_client_abcd', '{"financials": "complete"}', 'statements not in the list'),
	('bank_client_abcd', '{"risk_assessment": "good"}', 'risk assessment not in the list');

-- Each quality graded by itself, the worst counts: all combinations.
INSERT INTO graded (standard, input, expected, why)
SELECT 'bank_client_abcd',
	jsonb_build_object('asset_scale', a.value, 'credit_record', c.value, 'financials', f.value, 'risk_assessment', r.value),
	greatest(a.class, c.class, f.class, r.class), 'the worst of four'
FROM (VALUES ('A', 'largest'), ('B', 'large'), ('C', 'fairly_large'), ('D', 'small')) AS a(class, value),
	(VALUES ('A', 'outstanding'), ('B', 'good'), ('C', 'some'), ('D', 'poor')) AS c(class, value),
	(VALUES ('A', 'stable'), ('B', 'good'), ('C', 'some'), ('D', 'incomplete')) AS f(class, value),
	(VALUES ('A', 'complete'), ('C', 'vague'), ('D', 'insufficient')) AS r(class, value);

--
-- Key accounts
--
INSERT INTO graded (standard, input, expected, why)
SELECT 'key_account_five_level',
	jsonb_build_object('purchasing_power', power, 'influence', influence, 'demand', demand), expected, why
FROM (VALUES
	('huge', 'huge', 'clear', 'gold', '拥有巨大购买力, 影响力巨大'),
	('huge', 'huge', 'some', 'gold', 'gold says nothing of the demand'),
	('huge', 'huge', 'small', 'gold', 'gold says nothing of the demand'),
	('large', 'important', 'clear', 'diamond', '拥有较大购买力, 感兴趣, 重要影响力'),
	('huge', 'important', 'clear', 'diamond', 'huge power, but not huge influence'),
	('large', 'huge', 'clear', 'diamond', 'huge influence, but not huge power'),
	('large', 'low', 'clear', 'platinum', '较大购买力, 有购买需求, 影响度较低'),
	('huge', 'low', 'clear', 'platinum', 'huge power, low influence'),
	('some', 'low', 'some', 'white_gold', '一定购买力, 一定需求, 影响度不大'),
	('some', 'low', 'clear', 'white_gold', 'some power, clear demand'),
	('some', 'important', 'clear', 'white_gold', 'some power is not 较大'),
	('some', 'huge', 'clear', 'white_gold', 'huge influence without the power'),
	('large', 'important', 'some', 'white_gold', 'diamond but for the demand'),
	('large', 'low', 'some', 'white_gold', 'platinum but for the demand'),
	('huge', 'important', 'some', 'white_gold', 'huge power, some demand'),
	('average', 'low', 'small', 'silver', '购买力一般, 需求量小, 影响度较低'),
	('average', 'huge', 'clear', 'silver', 'average power in spite of all else'),
	('average', 'low', 'some', 'silver', 'average power, some demand'),
	('some', 'low', 'small', 'silver', 'some power, small demand'),
	('large', 'important', 'small', 'silver', 'large power, small demand'),
	('huge', 'important', 'small', 'silver', 'huge power, small demand'),
	(NULL, 'huge', 'clear', NULL, 'purchasing power missing'),
	('huge', NULL, 'clear', NULL, 'influence missing'),
	('huge', 'huge', NULL, NULL, 'demand missing, gold in any case'),
	('average', NULL, 'small', NULL, 'influence missing, silver in any case'),
	(NULL, NULL, NULL, NULL, 'all missing')
) AS c(power, influence, demand, expected, why);
INSERT INTO named (standard, input, metric) VALUES
	('key_account_five_level', '{"influence": "low", "demand": "some"}', 'purchasing_power'),
	('key_account_five_level', '{"purchasing_power": "some", "demand": "some"}', 'influence'),
	('key_account_five_level', '{"purchasing_power": "some", "influence": "low"}', 'demand');
INSERT INTO refused (standard, input, why) VALUES
	('key_account_five_level', '{"purchasing_power": "small"}', 'power not in the list'),
	('key_account_five_level', '{"influence": "some"}', 'influence not in the list'),
	('key_account_five_level', '{"demand": "none"}', 'demand not in the list');

--
-- Zheshang Bank
--
INSERT INTO graded (standard, input, expected, why)
SELECT 'zheshang_bank_abc', jsonb_build_object('financial_assets', assets, 'interest', interest), expected, why
FROM (VALUES
	('large', 'major', 'A', '金融资产规模较大, 有重大兴趣与需求'),
	('large', 'focused', 'B', 'large, but one interest only'),
	('moderate', 'major', 'B', 'major interest, moderate assets'),
	('moderate', 'focused', 'B', '金融资产规模相对较小, 对某一方面有兴趣且需求突出'),
	('large', 'none', 'C', '无法满足以上条件'),
	('moderate', 'none', 'C', 'moderate without interest'),
	('small', 'major', 'C', 'assets do not reach 一定量级'),
	('small', 'focused', 'C', 'assets do not reach 一定量级'),
	('small', 'none', 'C', '零星客户'),
	(NULL, 'major', NULL, 'assets missing'),
	('large', NULL, NULL, 'interest missing'),
	('small', NULL, NULL, 'interest missing: C needs 综合研判'),
	(NULL, 'none', NULL, 'assets missing: C needs 综合研判'),
	(NULL, NULL, NULL, 'both missing')
) AS c(assets, interest, expected, why);
INSERT INTO named (standard, input, metric) VALUES
	('zheshang_bank_abc', '{"interest": "none"}', 'financial_assets'),
	('zheshang_bank_abc', '{"financial_assets": "small"}', 'interest');
INSERT INTO refused (standard, input, why) VALUES
	('zheshang_bank_abc', '{"financial_assets": "largest", "interest": "major"}', 'assets not in the list'),
	('zheshang_bank_abc', '{"financial_assets": "large", "interest": "some"}', 'interest not in the list');
INSERT INTO treated (standard, grade, name, value) VALUES
	('zheshang_bank_abc', 'A', 'marketing', 'further business areas'),
	('zheshang_bank_abc', 'B', 'product_access', 'suitable products and schemes'),
	('zheshang_bank_abc', 'B', 'marketing', 'build loyalty'),
	('zheshang_bank_abc', 'C', 'service_mode', 'located by the system'),
	('zheshang_bank_abc', 'C', 'monitoring', 'repayment reminders'),
	('zheshang_bank_abc', 'C', 'callback', 'overdue loans by telephone');

--
-- Battery cells by stage of trade
--
INSERT INTO graded (standard, input, expected, why)
SELECT 'battery_trade_stage', '{"product_line": "cell"}' || input::jsonb, expected, why
FROM (VALUES
	('{"has_past_trade": false, "has_open_trade": true, "has_planned_trade": false}', 'current', '正在进行交易的客户'),
	('{"has_past_trade": false, "has_open_trade": false, "has_planned_trade": true}', 'upcoming', '即将进行交易的客户'),
	('{"has_past_trade": true, "has_open_trade": false, "has_planned_trade": false}', 'past', '曾经有过交易的客户'),
	('{"has_past_trade": false, "has_open_trade": false, "has_planned_trade": false}', 'none', 'in none of the tables'),
	('{"has_past_trade": true, "has_open_trade": true, "has_planned_trade": true}', 'current', 'in all tables: the most present one'),
	('{"has_past_trade": true, "has_open_trade": true, "has_planned_trade": false}', 'current', 'past and current'),
	('{"has_past_trade": false, "has_open_trade": true, "has_planned_trade": true}', 'current', 'current and upcoming'),
	('{"has_past_trade": true, "has_open_trade": false, "has_planned_trade": true}', 'upcoming', 'past and upcoming'),
	('{"has_open_trade": true}', 'current', 'current decides, whatever the rest'),
	('{"has_open_trade": false, "has_planned_trade": true}', 'upcoming', 'the past does not matter'),
	('{"has_past_trade": true, "has_planned_trade": true}', NULL, 'current missing'),
	('{"has_past_trade": true, "has_open_trade": false}', NULL, 'upcoming missing'),
	('{"has_open_trade": false, "has_planned_trade": false}', NULL, 'past missing'),
	('{}', NULL, 'all missing'),
	('{"product_line": "polymer_mobile_battery", "has_open_trade": true}', 'current', '聚合物移动电池'),
	('{"product_line": "other", "has_open_trade": true}', NULL, '仅包括聚合物移动电池和电芯客户'),
	('{"product_line": null, "has_open_trade": true}', NULL, 'product line missing')
) AS c(input, expected, why);
INSERT INTO named (standard, input, metric) VALUES
	('battery_trade_stage', '{"has_open_trade": true}', 'product_line'),
	('battery_trade_stage', '{"product_line": "cell"}', 'has_open_trade'),
	('battery_trade_stage', '{"product_line": "cell", "has_open_trade": false}', 'has_planned_trade'),
	('battery_trade_stage', '{"product_line": "cell", "has_open_trade": false, "has_planned_trade": false}', 'has_past_trade');
INSERT INTO refused (standard, input, why) VALUES
	('battery_trade_stage', '{"product_line": "battery", "has_open_trade": true}', 'a product line that is not in the list');

--
-- VIP, gold, silver, bronze, new
--
INSERT INTO graded (standard, input, expected, why)
VALUES
	('vip_medal_new', '{"has_traded": false}', 'new', '新用户'),
	('vip_medal_new', '{"has_traded": false, "consumption": "high", "enterprise_size": "large", "habit": "long_term"}', 'new', 'new goes first'),
	('vip_medal_new', '{"has_traded": true, "consumption": "high", "enterprise_size": "large", "habit": "long_term"}', 'vip', 'the top of all three factors'),
	('vip_medal_new', '{"has_traded": true, "consumption": "high", "enterprise_size": "small_medium", "habit": "long_term"}', 'gold', 'small or medium'),
	('vip_medal_new', '{"has_traded": true, "consumption": "high", "enterprise_size": "large", "habit": "one_off"}', 'gold', 'one-off'),
	('vip_medal_new', '{"has_traded": true, "consumption": "high", "enterprise_size": "small_medium", "habit": "one_off"}', 'gold', 'high consumption alone'),
	('vip_medal_new', '{"has_traded": true, "consumption": "mid", "enterprise_size": "large", "habit": "long_term"}', 'silver', 'consumption in the middle'),
	('vip_medal_new', '{"has_traded": true, "consumption": "mid", "enterprise_size": "small_medium", "habit": "one_off"}', 'silver', 'consumption in the middle'),
	('vip_medal_new', '{"has_traded": true, "consumption": "low", "enterprise_size": "large", "habit": "long_term"}', 'bronze', 'low consumption'),
	('vip_medal_new', '{"has_traded": true, "consumption": "low", "enterprise_size": "small_medium", "habit": "one_off"}', 'bronze', 'low consumption'),
	('vip_medal_new', '{"has_traded": true, "consumption": "mid"}', 'silver', 'size and habit are not needed'),
	('vip_medal_new', '{"has_traded": true, "consumption": "low"}', 'bronze', 'size and habit are not needed'),
	('vip_medal_new', '{"has_traded": true, "consumption": "high"}', NULL, 'size and habit missing'),
	('vip_medal_new', '{"has_traded": true, "consumption": "high", "habit": "long_term"}', NULL, 'size missing: vip or gold'),
	('vip_medal_new', '{"has_traded": true, "consumption": "high", "enterprise_size": "large"}', NULL, 'habit missing: vip or gold'),
	('vip_medal_new', '{"has_traded": true, "consumption": "high", "habit": "one_off"}', 'gold', 'size missing, no vip in any case'),
	('vip_medal_new', '{"has_traded": true, "consumption": "high", "enterprise_size": "small_medium"}', 'gold', 'habit missing, no vip in any case'),
	('vip_medal_new', '{"has_traded": true, "enterprise_size": "large", "habit": "long_term"}', NULL, 'consumption missing'),
	('vip_medal_new', '{"has_traded": true, "enterprise_size": "small_medium", "habit": "one_off"}', NULL, 'consumption missing'),
	('vip_medal_new', '{"consumption": "low"}', NULL, 'unknown whether new'),
	('vip_medal_new', '{}', NULL, 'all missing');
INSERT INTO named (standard, input, metric) VALUES
	('vip_medal_new', '{"consumption": "low"}', 'has_traded'),
	('vip_medal_new', '{"has_traded": true}', 'consumption'),
	('vip_medal_new', '{"has_traded": true, "consumption": "high", "habit": "long_term"}', 'enterprise_size'),
	('vip_medal_new', '{"has_traded": true, "consumption": "high", "enterprise_size": "large"}', 'habit');
INSERT INTO refused (standard, input, why) VALUES
	('vip_medal_new', '{"has_traded": true, "consumption": "middle"}', 'consumption not in the list'),
	('vip_medal_new', '{"has_traded": false, "enterprise_size": "small"}', 'size not in the list'),
	('vip_medal_new', '{"has_traded": true, "habit": "long-term"}', 'habit not in the list');
INSERT INTO treated (standard, grade, name, value) VALUES
	('vip_medal_new', 'gold', 'price', 'ordinary'),
	('vip_medal_new', 'gold', 'service_level', 'more attentive'),
	('vip_medal_new', 'gold', 'benefit', 'favourable service'),
	('vip_medal_new', 'silver', 'price', 'discounted'),
	('vip_medal_new', 'silver', 'service_level', 'distinctive'),
	('vip_medal_new', 'bronze', 'price', 'discounted'),
	('vip_medal_new', 'bronze', 'service_level', 'distinctive'),
	('vip_medal_new', 'new', 'service_level', 'more attentive'),
	('vip_medal_new', 'new', 'marketing', 'find out the need');

--
-- Contribution
--
INSERT INTO graded (standard, input, expected, why)
VALUES
	('contribution_abcd', '{"contribution": "largest", "loyalty": "high", "spending": "strong"}', 'A', '对企业贡献最大'),
	('contribution_abcd', '{"contribution": "larger", "loyalty": "medium", "spending": "medium"}', 'B', '对企业贡献较大'),
	('contribution_abcd', '{"contribution": "average", "loyalty": "lowish", "spending": "lowish"}', 'C', '对企业贡献一般'),
	('contribution_abcd', '{"contribution": "small", "loyalty": "low", "spending": "low"}', 'D', '对企业贡献较小'),
	('contribution_abcd', '{"contribution": "largest"}', 'A', 'loyalty and spending only describe'),
	('contribution_abcd', '{"contribution": "larger"}', 'B', 'loyalty and spending only describe'),
	('contribution_abcd', '{"contribution": "average"}', 'C', 'loyalty and spending only describe'),
	('contribution_abcd', '{"contribution": "small"}', 'D', 'loyalty and spending only describe'),
	('contribution_abcd', '{"contribution": "largest", "loyalty": "low", "spending": "low"}', 'A', 'a description that does not fit changes nothing'),
	('contribution_abcd', '{"contribution": "small", "loyalty": "high", "spending": "strong"}', 'D', 'a description that does not fit changes nothing'),
	('contribution_abcd', '{"contribution": "average", "spending": "strong"}', 'C', 'loyalty missing'),
	('contribution_abcd', '{"contribution": "larger", "loyalty": "low"}', 'B', 'spending missing'),
	('contribution_abcd', '{"loyalty": "high", "spending": "strong"}', NULL, 'contribution missing'),
	('contribution_abcd', '{}', NULL, 'all missing');
INSERT INTO named (standard, input, metric) VALUES
	('contribution_abcd', '{"loyalty": "high"}', 'contribution');
INSERT INTO refused (standard, input, why) VALUES
	('contribution_abcd', '{"contribution": "large"}', 'contribution not in the list'),
	('contribution_abcd', '{"contribution": "largest", "loyalty": "strong"}', 'loyalty not in the list'),
	('contribution_abcd', '{"contribution": "largest", "spending": "high"}', 'spending not in the list');
INSERT INTO treated (standard, grade, name, value) VALUES
	('contribution_abcd', 'A', 'resource', 'focus'),
	('contribution_abcd', 'A', 'service_mode', 'individual'),
	('contribution_abcd', 'A', 'contact_interval', 'keep in touch'),
	('contribution_abcd', 'A', 'resource', 'more'),
	('contribution_abcd', 'B', 'marketing', 'promotions'),
	('contribution_abcd', 'B', 'benefit', 'added services'),
	('contribution_abcd', 'B', 'resource', 'more'),
	('contribution_abcd', 'C', 'marketing', 'market research'),
	('contribution_abcd', 'C', 'product_access', 'tailored'),
	('contribution_abcd', 'C', 'resource', 'more'),
	('contribution_abcd', 'D', 'resource', 'reduced');

--
-- Spending, frequency, industry
--
INSERT INTO graded (standard, input, expected, why)
VALUES
	('spend_frequency_industry_abc', '{"spending": "strong", "frequency": "high", "industry": "steel"}', 'A', '消费能力强, 购买频次高'),
	('spend_frequency_industry_abc', '{"spending": "weak", "frequency": "low", "industry": "steel"}', 'C', '消费能力较弱, 购买频次低'),
	('spend_frequency_industry_abc', '{"spending": "strong", "frequency": "low", "industry": "steel"}', 'B', 'a mixed picture'),
	('spend_frequency_industry_abc', '{"spending": "weak", "frequency": "high", "industry": "steel"}', 'B', 'a mixed picture'),
	('spend_frequency_industry_abc', '{"spending": "strong", "frequency": "high"}', 'A', 'the industry is no better or worse'),
	('spend_frequency_industry_abc', '{"spending": "strong", "frequency": "high", "industry": "书店"}', 'A', 'the industry is no better or worse'),
	('spend_frequency_industry_abc', '{"spending": "weak", "frequency": "low"}', 'C', 'the industry is no better or worse'),
	('spend_frequency_industry_abc', '{"spending": "weak", "frequency": "high"}', 'B', 'the industry is no better or worse'),
	('spend_frequency_industry_abc', '{"spending": "strong", "frequency": "low"}', 'B', 'the industry is no better or worse'),
	('spend_frequency_industry_abc', '{"spending": "strong"}', NULL, 'frequency missing'),
	('spend_frequency_industry_abc', '{"frequency": "high"}', NULL, 'spending missing'),
	('spend_frequency_industry_abc', '{"spending": "weak"}', NULL, 'frequency missing'),
	('spend_frequency_industry_abc', '{"industry": "steel"}', NULL, 'both missing'),
	('spend_frequency_industry_abc', '{}', NULL, 'all missing');
INSERT INTO named (standard, input, metric) VALUES
	('spend_frequency_industry_abc', '{"frequency": "low"}', 'spending'),
	('spend_frequency_industry_abc', '{"spending": "weak"}', 'frequency');
INSERT INTO refused (standard, input, why) VALUES
	('spend_frequency_industry_abc', '{"spending": "high", "frequency": "high"}', 'spending not in the list'),
	('spend_frequency_industry_abc', '{"spending": "strong", "frequency": "mid"}', 'frequency not in the list');
INSERT INTO treated (standard, grade, name, value) VALUES
	('spend_frequency_industry_abc', 'A', 'account_manager', 'own team'),
	('spend_frequency_industry_abc', 'A', 'service_mode', 'individual'),
	('spend_frequency_industry_abc', 'A', 'service_level', 'highest'),
	('spend_frequency_industry_abc', 'B', 'service_level', 'moderate'),
	('spend_frequency_industry_abc', 'C', 'service_level', 'lower');

--
-- Need and time to close
--
INSERT INTO graded (standard, input, expected, why)
VALUES
	('close_time_abcde', '{"need": "clear", "months_to_close": 0}', 'A', 'at once'),
	('close_time_abcde', '{"need": "clear", "months_to_close": 0.99}', 'A', 'just under a month'),
	('close_time_abcde', '{"need": "clear", "months_to_close": 1}', 'A', '一个月内 includes the month'),
	('close_time_abcde', '{"need": "clear", "months_to_close": 1.01}', 'B', 'just over a month'),
	('close_time_abcde', '{"need": "clear", "months_to_close": 2.99}', 'B', 'just under three months'),
	('close_time_abcde', '{"need": "clear", "months_to_close": 3}', 'B', '三个月内 includes the third'),
	('close_time_abcde', '{"need": "clear", "months_to_close": 3.01}', 'C', 'just over three months'),
	('close_time_abcde', '{"need": "clear", "months_to_close": 5.99}', 'C', 'just under half a year'),
	('close_time_abcde', '{"need": "clear", "months_to_close": 6}', 'C', '半年内 and 至少半年后: the better'),
	('close_time_abcde', '{"need": "clear", "months_to_close": 6.01}', 'D', '至少半年后'),
	('close_time_abcde', '{"need": "clear", "months_to_close": 60}', 'D', 'in five years'),
	('close_time_abcde', '{"need": "latent", "months_to_close": 0.5}', 'D', '有潜在的业务需求, even if soon'),
	('close_time_abcde', '{"need": "latent", "months_to_close": 24}', 'D', '有潜在的业务需求'),
	('close_time_abcde', '{"need": "latent"}', 'D', 'the time is not needed'),
	('close_time_abcde', '{"need": "none", "months_to_close": 1}', 'E', '没有需求'),
	('close_time_abcde', '{"need": "none"}', 'E', '没有需求'),
	('close_time_abcde', '{"need": "clear", "months_to_close": 1, "no_chance": true}', 'E', '没有任何成交机会, in spite of a clear need'),
	('close_time_abcde', '{"need": "latent", "no_chance": true}', 'E', '没有任何成交机会'),
	('close_time_abcde', '{"no_chance": true}', 'E', 'no chance decides alone'),
	('close_time_abcde', '{"need": "clear", "months_to_close": 1, "no_chance": false}', 'A', 'a chance'),
	('close_time_abcde', '{"need": "none", "no_chance": false}', 'E', 'no need'),
	('close_time_abcde', '{"need": "clear"}', NULL, 'time missing'),
	('close_time_abcde', '{"months_to_close": 1}', NULL, 'need missing'),
	('close_time_abcde', '{"months_to_close": 1, "no_chance": false}', NULL, 'need missing'),
	('close_time_abcde', '{"months_to_close": 24}', NULL, 'need missing'),
	('close_time_abcde', '{}', NULL, 'all missing');
INSERT INTO named (standard, input, metric) VALUES
	('close_time_abcde', '{"months_to_close": 1}', 'need'),
	('close_time_abcde', '{"need": "clear", "no_chance": false}', 'months_to_close');
INSERT INTO refused (standard, input, why) VALUES
	('close_time_abcde', '{"need": "clear", "months_to_close": -1}', 'negative time'),
	('close_time_abcde', '{"need": "present", "months_to_close": 1}', 'need not in the list');

--
-- Five dimensions
--
INSERT INTO graded (standard, input, expected, why)
SELECT 'five_dimension_abcde.' || dimension, jsonb_build_object(dimension, level), expected, coalesce(level::text, 'missing')
FROM unnest(ARRAY['trade_scale', 'trade_frequency', 'loyalty', 'potential', 'industry_influence']) AS dimension,
	(VALUES (5, 'A'), (4, 'B'), (3, 'C'), (2, 'D'), (1, 'E'), (NULL, NULL)) AS l(level, expected);
INSERT INTO named (standard, input, metric)
SELECT 'five_dimension_abcde.' || dimension, '{}', dimension
FROM unnest(ARRAY['trade_scale', 'trade_frequency', 'loyalty', 'potential', 'industry_influence']) AS dimension;
INSERT INTO refused (standard, input, why)
SELECT 'five_dimension_abcde.' || dimension, jsonb_build_object(dimension, level), 'no level'
FROM unnest(ARRAY['trade_scale', 'trade_frequency', 'loyalty', 'potential', 'industry_influence']) AS dimension,
	unnest(ARRAY[0, 6, -1, 4.5]) AS level;

SELECT is(count(customer_grade.adopt(name)), 5::bigint, 'five dimensions are adopted')
FROM customer_grade.catalog WHERE family = 'five_dimension_abcde';

SELECT is(customer_grade.profile('five_dimension_abcde', input::jsonb), expected::jsonb, 'profile: ' || why)
FROM (VALUES
	('{"trade_scale": 5, "trade_frequency": 4, "loyalty": 3, "potential": 2, "industry_influence": 1}',
		'{"trade_scale": "A", "trade_frequency": "B", "loyalty": "C", "potential": "D", "industry_influence": "E"}',
		'five letters'),
	('{"trade_scale": 5, "trade_frequency": 4, "potential": 2, "industry_influence": 1}',
		'{"trade_scale": "A", "trade_frequency": "B", "loyalty": null, "potential": "D", "industry_influence": "E"}',
		'an open letter does not close the others'),
	('{}',
		'{"trade_scale": null, "trade_frequency": null, "loyalty": null, "potential": null, "industry_influence": null}',
		'nothing known')
) AS p(input, expected, why);
SELECT throws_ok(
	$$ SELECT customer_grade.profile('five_dimension_abcde', '{"trade_scale": 5, "loyalty": 6}'::jsonb) $$,
	'23514', NULL, 'profile: a refused level is an error');

--
-- Satisfaction of Mazda's customers
--
CREATE TEMP TABLE call (input jsonb, expected text, why text);
INSERT INTO call VALUES
	('{"loves_brand": true}', 'A', '1.1 情有独钟'),
	('{"expectation": "exceeds", "concrete_example": true}', 'A', '1.2 超出期望, 有具体事例'),
	('{"expectation": "exceeds", "concrete_example": false}', 'B', '1.2 without an example'),
	('{"expectation": "exceeds"}', 'B', '1.2 example not reported'),
	('{"concrete_example": true}', NULL, 'an example alone'),
	('{"expectation": "meets", "concrete_example": true}', 'B', 'an example that meets expectations'),
	('{"loves_brand": true, "expectation": "meets", "no_reason_unhappy": true}', 'A', 'the better praise'),
	('{"no_reason_unhappy": true}', 'B', '2.1 说不出使他不高兴的理由'),
	('{"hospitality_ok": true}', 'B', '2.2 休息、茶水'),
	('{"expectation": "meets"}', 'B', '2.3 达到客户的期望'),
	('{"details_neglected": true}', 'C', '3.1 不重视一些细节'),
	('{"tone": "flat"}', 'C', '3.2 服务相比很平淡'),
	('{"expectation": "basic"}', 'C', '3.3 基本符合客户的期望'),
	('{"details_neglected": true, "loves_brand": true}', 'C', 'complaint before praise'),
	('{"tone": "flat", "expectation": "exceeds", "concrete_example": true}', 'C', 'complaint before praise'),
	('{"reason_stated": true}', 'D', '4.1 提出使他不满意的原因'),
	('{"tone": "dissatisfied", "reason_stated": true}', 'D', '4.1 by tone and reason'),
	('{"tone": "dissatisfied"}', NULL, '4.1 no reason stated'),
	('{"prices_not_public": true}', 'D', '4.2 没有公开'),
	('{"quality_issue": "general", "same_issue_complaints_1m": 1}', 'D', '4.3 只投诉一次的一般性质量问题'),
	('{"quality_issue": "general", "same_issue_complaints_1m": 3}', 'D', '4.3 several complaints without repairs'),
	('{"quality_issue": "general"}', 'D', '4.3 complaints not counted'),
	('{"parts_wait_days": 3, "strong_complaint": true}', NULL, '4.4 超过3天 excludes 3'),
	('{"parts_wait_days": 3.01, "strong_complaint": true}', 'D', '4.4 just over 3 days'),
	('{"parts_wait_days": 2.99, "strong_complaint": true}', NULL, '4.4 just under 3 days'),
	('{"parts_wait_days": 10, "strong_complaint": false}', NULL, '4.4 without a strong complaint'),
	('{"parts_wait_days": 10}', NULL, '4.4 complaint not reported'),
	('{"strong_complaint": true}', NULL, '4.4 wait not reported'),
	('{"technician_cause": true, "handling_days": 7}', NULL, '4.5 超过一周 excludes a week'),
	('{"technician_cause": true, "handling_days": 7.01}', 'D', '4.5 just over a week'),
	('{"technician_cause": true, "handling_days": 6.99}', NULL, '4.5 just under a week'),
	('{"technician_cause": false, "handling_days": 10}', NULL, '4.5 not the technician''s fault'),
	('{"handling_days": 10}', NULL, '4.5 cause not reported'),
	('{"technician_cause": true}', NULL, '4.5 days not reported'),
	('{"tone": "harsh", "calmed": false, "media_threat": true}', 'E', '5.1 安抚无效, 准备投诉或曝光'),
	('{"tone": "harsh", "calmed": true, "media_threat": true}', NULL, '5.1 calmed'),
	('{"tone": "harsh", "media_threat": true}', NULL, '5.1 vain calming not reported'),
	('{"tone": "harsh", "calmed": false, "media_threat": false}', NULL, '5.1 no threat'),
	('{"tone": "harsh", "calmed": false}', NULL, '5.1 threat not reported'),
	('{"tone": "dissatisfied", "calmed": false, "media_threat": true}', NULL, '5.1 not harsh'),
	('{"calmed": false, "media_threat": true}', NULL, '5.1 tone not reported'),
	('{"tone": "harsh", "reason_stated": true}', 'D', '5.1 not shown, 4.1 shown'),
	('{"quality_issue": "major"}', 'E', '5.2 重大质量问题'),
	('{"quality_repairs_1m": 2}', 'E', '5.3 2次以上 includes 2'),
	('{"quality_repairs_1m": 3}', 'E', '5.3 three visits'),
	('{"quality_repairs_1m": 1}', NULL, '5.3 one visit'),
	('{"quality_issue": "general", "quality_repairs_1m": 1}', 'D', 'one visit for a general issue'),
	('{"quality_issue": "general", "quality_repairs_1m": 2}', 'E', 'two visits for a general issue'),
	('{"complaint_km_per_month": 300}', 'E', '5.3 300公里'),
	('{"complaint_km_per_month": 299.99}', NULL, '5.3 just under 300 km'),
	('{"complaint_km_per_month": 300.01}', 'E', '5.3 just over 300 km'),
	('{"complaint_km_per_month": 500}', 'E', '5.3 500公里'),
	('{"complaint_km_per_month": 499.99}', 'E', '5.3 just under 500 km'),
	('{"complaint_km_per_month": 500.01}', NULL, '5.3 just over 500 km'),
	('{"complaint_km_per_month": 600}', NULL, '600 km say nothing'),
	('{"handling_days": 20, "has_solution": false}', NULL, '5.4 超过20天 excludes 20'),
	('{"handling_days": 20.01, "has_solution": false}', 'E', '5.4 just over 20 days'),
	('{"handling_days": 19.99, "has_solution": false}', NULL, '5.4 just under 20 days'),
	('{"handling_days": 25, "has_solution": true}', NULL, '5.4 with a solution'),
	('{"handling_days": 25}', NULL, '5.4 want of a solution not reported'),
	('{"technician_cause": true, "handling_days": 25, "has_solution": true}', 'D', '5.4 with a solution, 4.5 shown'),
	('{"technician_cause": true, "handling_days": 25, "has_solution": false}', 'E', '4.5 and 5.4: the worse'),
	('{"quality_issue": "major", "loves_brand": true}', 'E', 'complaint before praise'),
	('{"reason_stated": true, "loves_brand": true, "no_reason_unhappy": true}', 'D', 'complaint before praise'),
	('{"reason_stated": true, "details_neglected": true}', 'D', 'the worse complaint'),
	('{"expectation": "below"}', NULL, 'below expectation is in no class'),
	('{"tone": "normal", "quality_issue": "none"}', NULL, 'nothing shown'),
	('{"loves_brand": false, "no_reason_unhappy": false, "hospitality_ok": false}', NULL, 'nothing shown'),
	('{}', NULL, 'nothing reported');
INSERT INTO graded (standard, input, expected, why)
SELECT 'mazda_satisfaction', input, expected, why FROM call
UNION ALL
SELECT 'mazda_satisfaction', '{"is_major_identity": false}' || input, expected, why FROM call WHERE expected IS NOT NULL
UNION ALL
SELECT 'mazda_satisfaction', '{"is_major_identity": true}' || input, 'F', '6 根据客户的身份: ' || why FROM call
UNION ALL
SELECT 'mazda_satisfaction.satisfaction', input, expected, why FROM call
UNION ALL
SELECT 'mazda_satisfaction.satisfaction', '{"is_major_identity": true}' || input, expected, 'kept beside F: ' || why
FROM call WHERE expected IS NOT NULL;
INSERT INTO refused (standard, input, why)
SELECT standard, input::jsonb, why
FROM unnest(ARRAY['mazda_satisfaction', 'mazda_satisfaction.satisfaction']) AS standard,
	(VALUES
		('{"expectation": "exceeded"}', 'expectation not in the list'),
		('{"tone": "angry"}', 'tone not in the list'),
		('{"quality_issue": "minor"}', 'quality issue not in the list'),
		('{"same_issue_complaints_1m": -1}', 'negative number of complaints'),
		('{"quality_repairs_1m": -1}', 'negative number of visits'),
		('{"complaint_km_per_month": -0.01}', 'negative mileage'),
		('{"parts_wait_days": -1}', 'negative wait'),
		('{"handling_days": -1}', 'negative days')) AS r(input, why);

SELECT is(label_ranks, expected, standard || ': ranks of the labels')
FROM (VALUES
	('mazda_satisfaction', 'A1 B2 C3 D4 E5 F-'),
	('mazda_satisfaction.satisfaction', 'A1 B2 C3 D4 E5'),
	('battery_trade_stage', 'current- upcoming- past- none-'),
	('key_account_five_level', 'gold1 diamond2 platinum3 white_gold4 silver5'),
	('vip_medal_new', 'vip1 gold2 silver3 bronze4 new5'),
	('bank_client_abcd', 'A1 B2 C3 D4'),
	('zheshang_bank_abc', 'A1 B2 C3'),
	('contribution_abcd', 'A1 B2 C3 D4'),
	('spend_frequency_industry_abc', 'A1 B2 C3'),
	('close_time_abcde', 'A1 B2 C3 D4 E5'),
	('relationship_abcd', 'A1 B2 C3 D4')) AS e(standard, expected),
	LATERAL (
		SELECT string_agg(g.grade || coalesce(g.rank::text, '-'), ' ' ORDER BY g.ordinality) AS label_ranks
		FROM customer_grade.catalog AS c, customer_grade.grades(c.rubric) WITH ORDINALITY AS g
		WHERE c.name = e.standard) AS l;

--
-- Relationship
--
INSERT INTO graded (standard, input, expected, why)
VALUES
	('relationship_abcd', '{"intent": "clear", "need": "present", "can_afford": true, "refused": false}', 'A', '有明确合作意向, 具备消费能力'),
	('relationship_abcd', '{"intent": "clear", "need": "present", "can_afford": false, "refused": false}', 'B', '超出预算'),
	('relationship_abcd', '{"intent": "hesitant", "need": "present", "can_afford": true, "refused": false}', 'B', '有购买意向, 犹豫不决'),
	('relationship_abcd', '{"intent": "hesitant", "need": "present", "can_afford": false, "refused": false}', 'B', 'hesitant, no means'),
	('relationship_abcd', '{"intent": "none", "need": "latent", "can_afford": true, "refused": false}', 'C', '潜在需求客户群体'),
	('relationship_abcd', '{"intent": "hesitant", "need": "latent", "can_afford": true, "refused": false}', 'C', 'hesitant with a latent need'),
	('relationship_abcd', '{"intent": "clear", "need": "latent", "can_afford": true, "refused": false}', 'C', 'clear intent with a latent need'),
	('relationship_abcd', '{"intent": "none", "need": "present", "can_afford": true, "refused": false}', 'C', 'a need without intent'),
	('relationship_abcd', '{"intent": "none", "need": "none", "can_afford": true, "refused": false}', 'D', '没有需求的客户'),
	('relationship_abcd', '{"intent": "clear", "need": "none", "can_afford": true, "refused": false}', 'D', 'no need, whatever the intent'),
	('relationship_abcd', '{"intent": "clear", "need": "present", "can_afford": true, "refused": true}', 'D', '已经明确拒绝过你'),
	('relationship_abcd', '{"intent": "hesitant", "need": "latent", "can_afford": false, "refused": true}', 'D', 'refused'),
	('relationship_abcd', '{"intent": "none", "need": "none", "refused": true}', 'D', 'both phrases'),
	('relationship_abcd', '{"refused": true}', 'D', 'a refusal decides alone'),
	('relationship_abcd', '{"need": "none"}', 'D', 'no need decides alone'),
	('relationship_abcd', '{"intent": "clear", "need": "present", "can_afford": true}', 'A', 'no refusal recorded'),
	('relationship_abcd', '{"intent": "hesitant", "need": "present"}', 'B', 'the means are not needed'),
	('relationship_abcd', '{"intent": "none", "need": "latent"}', 'C', 'the means are not needed'),
	('relationship_abcd', '{"intent": "clear", "need": "latent"}', 'C', 'the means are not needed'),
	('relationship_abcd', '{"intent": "clear", "need": "present", "refused": false}', NULL, 'means missing'),
	('relationship_abcd', '{"need": "present", "can_afford": true, "refused": false}', NULL, 'intent missing'),
	('relationship_abcd', '{"need": "present", "can_afford": false, "refused": false}', NULL, 'intent missing'),
	('relationship_abcd', '{"need": "latent", "can_afford": true, "refused": false}', NULL, 'intent missing'),
	('relationship_abcd', '{"intent": "clear", "can_afford": true, "refused": false}', NULL, 'need missing'),
	('relationship_abcd', '{"intent": "clear", "can_afford": false, "refused": false}', NULL, 'need missing'),
	('relationship_abcd', '{"intent": "none", "can_afford": true, "refused": false}', NULL, 'need missing'),
	('relationship_abcd', '{"refused": false}', NULL, 'intent and need missing'),
	('relationship_abcd', '{}', NULL, 'all missing');
INSERT INTO named (standard, input, metric) VALUES
	('relationship_abcd', '{"intent": "clear", "need": "present"}', 'can_afford'),
	('relationship_abcd', '{"need": "present", "can_afford": false}', 'intent'),
	('relationship_abcd', '{"need": "latent"}', 'intent'),
	('relationship_abcd', '{"intent": "none"}', 'need');
INSERT INTO refused (standard, input, why) VALUES
	('relationship_abcd', '{"intent": "hesitating", "need": "present"}', 'intent not in the list'),
	('relationship_abcd', '{"intent": "clear", "need": "clear"}', 'need not in the list');
INSERT INTO treated (standard, grade, name, value) VALUES
	('relationship_abcd', 'A', 'service_mode', 'close care'),
	('relationship_abcd', 'B', 'support', 'help decide'),
	('relationship_abcd', 'C', 'marketing', 'discover'),
	('relationship_abcd', 'D', 'monitoring', 'long-term'),
	('relationship_abcd', 'D', 'callback', 'regular');

--
-- What the texts say of treatment and review in the standards that test/catalog.sql grades.
--
INSERT INTO treated (standard, grade, name, value) VALUES
	('sales_opportunity_abcd', 'A', 'priority', '1'),
	('sales_opportunity_abcd', 'B', 'priority', '2'),
	('sales_opportunity_abcd', 'C', 'priority', '3'),
	('sales_opportunity_abcd', 'D', 'priority', '4'),
	('sales_opportunity_abcd', 'A', 'resource', 'by grade'),
	('sales_opportunity_abcd', 'D', 'resource', 'by grade'),
	('cmb_five_level', 'treasure', 'service_level', 'private bank'),
	('cmb_five_level', 'treasure', 'benefit', 'top-level treatment'),
	('cmb_five_level', 'treasure', 'account_manager', 'own'),
	('cmb_five_level', 'treasure', 'interest_rate', 'special'),
	('cmb_five_level', 'diamond', 'service_level', 'private bank'),
	('cmb_five_level', 'diamond', 'benefit', 'honoured guest'),
	('cmb_five_level', 'diamond', 'account_manager', 'own'),
	('cmb_five_level', 'diamond', 'marketing', 'promotions'),
	('cmb_five_level', 'diamond', 'product_access', 'own wealth products'),
	('cmb_five_level', 'gold', 'product_access', 'preferential loans'),
	('cmb_five_level', 'gold', 'product_access', 'own wealth products'),
	('cmb_five_level', 'gold', 'priority', 'credit cards'),
	('cmb_five_level', 'gold', 'interest_rate', 'higher deposit rate'),
	('cmb_five_level', 'gold', 'fee', 'lower'),
	('cmb_five_level', 'silver', 'benefit', 'courtesy'),
	('cmb_five_level', 'silver', 'account_manager', 'own'),
	('cmb_five_level', 'silver', 'service_mode', 'one-stop wealth service'),
	('cmb_five_level', 'silver', 'priority', 'loans'),
	('cmb_five_level', 'silver', 'priority', 'credit cards'),
	('cmb_five_level', 'ordinary', 'service_level', 'ordinary');

SELECT is((SELECT string_agg(concat_ws(' ', t.statement, t.grade, t.value), ', ' ORDER BY t.n)
		FROM customer_grade.terms(c.rubric) WITH ORDINALITY AS t(statement, grade, value, title, line, n)), expected, name || ': terms')
FROM (VALUES
	('sales_opportunity_abcd', 'review month end, promotion at review, demotion at review'),
	('battery_cell_grade', 'approval A, approval step A recorder, approval step A reviewer, approval B, approval step B recorder, approval step B reviewer, '
		'approval C, approval step C recorder, approval step C reviewer'),
	('pharma_distributor_scorecard', 'review half-year end')) AS s(name, expected)
JOIN customer_grade.catalog AS c USING (name);

-- The scorecard of pharmaceutical customers takes the best of the cohort:
-- the first by amount gets 20 points, the first by quantity 10.
CREATE TEMP TABLE cohort AS
SELECT customer, expected, 'distributors' AS cohort, m AS amt_m1_yuan, m AS amt_m2_yuan, m AS amt_m3_yuan, m AS amt_m4_yuan, m AS amt_m5_yuan,
	last AS amt_m6_yuan, quantity AS qty_half_year, 0 AS gross_margin_pct, 'over_one_year' AS collection_status,
	0 AS avg_collection_days, 30 AS problem_limit_days, 0 AS key_share_pct, true AS bid_price_breach,
	'other' AS procurement_mode, 0 AS rest_score
FROM (VALUES
	('first by amount: 20, and 9.9994 for stability', 66666, 66670, 0, 29.9994),
	('first by quantity: 10', 0, 0, 30, 10),
	('20 of 400000: 0.001', 0, 20, 0, 0.0010),
	('1 of 400000: 0.00005, half up', 0, 1, 0, 0.0001),
	('half the amount, 29.9 of 30 in quantity', 0, 200000, 29.9, 19.9667)) AS c(customer, m, last, quantity, expected);
SELECT customer_grade.adopt('pharma_distributor_scorecard');
INSERT INTO cohort SELECT 'of another cohort', NULL, 'hospitals', 1000000, 1000000, 1000000, 1000000, 1000000, 1000000, 1000000, 0, 'over_one_year', 0, 30, 0,
	true, 'other', 0;
SELECT is(customer_grade.benchmark('pharma_distributor_scorecard', 'cohort') -> 'top_qty_half_year', '{"distributors": 30, "hospitals": 1000000}',
	'pharma_distributor_scorecard: each cohort by itself');
INSERT INTO scored (standard, input, parameters, expected, why)
SELECT 'pharma_distributor_scorecard', to_jsonb(c) - 'customer' - 'expected', b.parameters, c.expected, c.customer
FROM cohort AS c, customer_grade.benchmark('pharma_distributor_scorecard', 'cohort') AS b(parameters)
WHERE c.cohort = 'distributors';

-- A total between two bands: the lower one, and the other readings by parameter.
INSERT INTO graded (standard, input, parameters, expected, why)
SELECT 'pharma_distributor_scorecard',
	jsonb_build_object('cohort', 'c', 'amt_m1_yuan', 1, 'amt_m2_yuan', 1, 'amt_m3_yuan', 1, 'amt_m4_yuan', 1, 'amt_m5_yuan', 1,
		'amt_m6_yuan', 1, 'qty_half_year', 1, 'gross_margin_pct', 12, 'collection_status', 'normal', 'avg_collection_days', 0,
		'problem_limit_days', 30, 'key_share_pct', key_share, 'bid_price_breach', false, 'procurement_mode', 'advance_plan',
		'rest_score', total - 75 - key_points),
	jsonb_build_object('top_monthly_avg_yuan', 1, 'top_qty_half_year', 1, 'param_total_rounding', rounding),
	expected, format('%s points, rounding %s', total, coalesce(rounding, 'by default'))
FROM (VALUES
	(90.5, 60, 15, 'B', 'A', 'A'), (90.49, 60, 15, 'B', 'B', 'A'), (90.01, 60, 15, 'B', 'B', 'A'),
	(90, 60, 15, 'B', 'B', 'B'), (91, 60, 15, 'A', 'A', 'A'), (90.99, 60, 15, 'B', 'A', 'A'),
	(80.5, 40, 3, 'C', 'B', 'B'), (80.49, 40, 3, 'C', 'C', 'B'), (80, 40, 3, 'C', 'C', 'C'), (81, 40, 3, 'B', 'B', 'B')
) AS t(total, key_share, key_points, as_it_is, half_up, up),
	LATERAL (VALUES (NULL, as_it_is), ('none', as_it_is), ('half_up', half_up), ('up', up)) AS r(rounding, expected);
INSERT INTO refused (standard, input, parameters, why) VALUES
	('pharma_distributor_scorecard', '{}', '{"top_monthly_avg_yuan": 1, "top_qty_half_year": 1, "param_total_rounding": "down"}',
		'a rounding that is not in the list');

\ir include/catalog_end.sql
