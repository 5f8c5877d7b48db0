-- The standards of the second half of file 000 grade as their texts say.
-- The cases were written from the texts, not from the rubrics.

\ir include/catalog_begin.sql

--
-- Phone visits: a customer of each class, with what differs from it
--
CREATE TEMP TABLE visited (class text, input jsonb);
INSERT INTO visited VALUES
	('A', '{"contacted": true, "key_person_found": true, "refused": false, "full_intro_done": true, "contact_left": true, "materials_sent": true, "interest": "strong", "intent_expressed": true, "able_and_likely": true, "clear_need": true, "buying_signal": true}'),
	('B', '{"contacted": true, "key_person_found": true, "refused": false, "full_intro_done": true, "contact_left": true, "materials_sent": true, "interest": "strong", "intent_expressed": true, "able_and_likely": true, "clear_need": false, "buying_signal": false}'),
	('C', '{"contacted": true, "key_person_found": true, "refused": false, "full_intro_done": true, "contact_left": true, "materials_sent": true, "interest": "low", "intent_expressed": false, "able_and_likely": false, "clear_need": false, "buying_signal": false}'),
	('D', '{"contacted": true, "key_person_found": true, "refused": false, "full_intro_done": false, "contact_left": false, "materials_sent": false, "interest": "none", "intent_expressed": false, "able_and_likely": false, "clear_need": false, "buying_signal": false}');
INSERT INTO graded (standard, input, expected, why)
SELECT 'phone_visit_abcd', v.input || c.difference::jsonb, c.expected, v.class || ': ' || c.why
FROM visited AS v JOIN (VALUES
	('A', '{}', 'A', '明确的需求, 兴趣浓厚, 要购买样机'),
	('A', '{"intent_expressed": false, "able_and_likely": false}', 'A', 'A does not ask for what B asks for'),
	('A', '{"full_intro_done": false, "contact_left": false, "materials_sent": false}', 'A', 'A does not ask for what C asks for'),
	('A', '{"contacted": false}', 'D', '没有联系的全部算为D类客户'),
	('A', '{"key_person_found": false}', 'D', '未找到关键人'),
	('A', '{"refused": true}', 'D', '被客户拒绝'),
	('A', '{"interest": "low"}', 'C', 'low interest is neither A nor B'),
	('A', '{"interest": "none"}', 'C', 'no interest is neither A nor B'),
	('A', '{"interest": "low", "materials_sent": false}', 'D', 'nor C without material'),
	('A', '{"clear_need": false}', 'B', 'A but for the need'),
	('A', '{"buying_signal": false}', 'B', 'A but for the signal'),
	('A', '{"buying_signal": false, "intent_expressed": false}', 'C', 'neither A nor B'),
	('A', '{"buying_signal": null}', 'B', 'signal not known: not shown'),
	('A', '{"clear_need": null}', 'B', 'need not known: not shown'),
	('A', '{"interest": null}', 'C', 'interest not known: neither A nor B'),
	('A', '{"intent_expressed": null, "able_and_likely": null, "full_intro_done": null, "contact_left": null, "materials_sent": null}', 'A', 'what A does not ask for may be missing'),
	('A', '{"contacted": null}', NULL, 'contact missing'),
	('A', '{"key_person_found": null}', NULL, 'key person missing'),
	('A', '{"contacted": null, "refused": true}', 'D', 'contact missing, but refused'),
	('A', '{"key_person_found": null, "refused": true}', 'D', 'key person missing, but refused'),
	('A', '{"refused": null}', 'A', 'no refusal known'),
	('A', '{"contacted": null, "refused": null}', NULL, 'contact missing, no refusal known'),
	('A', '{"key_person_found": null, "refused": null}', NULL, 'key person missing, no refusal known'),
	('A', '{"contacted": false, "key_person_found": null, "refused": null}', 'D', 'not contacted, nothing else known'),
	('A', '{"contacted": true, "key_person_found": false, "refused": null}', 'D', 'no key person, refusal missing'),
	('B', '{}', 'B', '表达了交易意向, 浓厚兴趣, 有能力及有可能购买'),
	('B', '{"full_intro_done": false, "contact_left": false, "materials_sent": false}', 'B', 'B does not ask for what C asks for'),
	('B', '{"clear_need": true}', 'B', 'a need without a signal'),
	('B', '{"buying_signal": true}', 'B', 'a signal without a need'),
	('B', '{"intent_expressed": false}', 'C', 'B but for the intent'),
	('B', '{"able_and_likely": false}', 'C', 'B but for the judgement'),
	('B', '{"interest": "low"}', 'C', 'B but for the interest'),
	('B', '{"able_and_likely": false, "contact_left": false}', 'D', 'neither B nor C'),
	('B', '{"able_and_likely": null}', 'C', 'judgement not known: not shown'),
	('B', '{"intent_expressed": null}', 'C', 'intent not known: not shown'),
	('B', '{"clear_need": null}', 'B', 'need missing, but no signal: no A'),
	('B', '{"refused": true}', 'D', 'B that refused'),
	('C', '{}', 'C', '找到关键人, 完整介绍产品, 留有联系方式并发出电子版资料'),
	('C', '{"interest": "strong"}', 'C', 'strong interest alone'),
	('C', '{"full_intro_done": false}', 'D', 'C but for the introduction'),
	('C', '{"contact_left": false}', 'D', 'C but for the contact left'),
	('C', '{"materials_sent": false}', 'D', 'C but for the material'),
	('C', '{"full_intro_done": null}', 'D', 'introduction not known: not shown'),
	('C', '{"contact_left": null}', 'D', 'contact left not known: not shown'),
	('C', '{"materials_sent": null}', 'D', 'material not known: not shown'),
	('C', '{"full_intro_done": null, "materials_sent": false}', 'D', 'no material, the introduction does not matter'),
	('C', '{"interest": null}', 'C', 'interest missing, A and B fail in any case'),
	('D', '{}', 'D', '对客户信息了解较少, 客户对产品也兴趣不大'),
	('D', '{"contacted": false}', 'D', 'not contacted'),
	('D', '{"interest": "strong"}', 'D', 'strong interest alone')
) AS c(class, difference, expected, why) ON c.class = v.class;
INSERT INTO graded (standard, input, expected, why) VALUES
	('phone_visit_abcd', '{}', NULL, 'nothing known'),
	('phone_visit_abcd', '{"contacted": true, "key_person_found": true}', 'D', '对客户信息了解较少,不知道客户对我们产品看法和态度'),
	('phone_visit_abcd', '{"contacted": true, "key_person_found": true, "full_intro_done": true, "contact_left": true, "materials_sent": true}', 'C', 'attitude not known'),
	('phone_visit_abcd', '{"refused": true}', 'D', 'refused, nothing else known'),
	('phone_visit_abcd', '{"contacted": false}', 'D', 'an address of one''s own making');
INSERT INTO named (standard, input, metric)
SELECT 'phone_visit_abcd', input - metric, metric
FROM visited, unnest(ARRAY['contacted', 'key_person_found']) AS metric;
INSERT INTO refused (standard, input, why) VALUES
	('phone_visit_abcd', '{"contacted": true, "key_person_found": true, "refused": false, "interest": "high"}', 'interest not in the list'),
	('phone_visit_abcd', '{"contacted": false, "interest": "Strong"}', 'interest not in the list, D in any case');
INSERT INTO treated (standard, grade, name, value, unit) VALUES
	('phone_visit_abcd', 'A', 'visit_interval', '0.5', 'week'),
	('phone_visit_abcd', 'B', 'visit_interval', 'as the salesperson decides', NULL),
	('phone_visit_abcd', 'C', 'visit_interval', '1', 'month'),
	('phone_visit_abcd', 'C', 'service_mode', 'SMS, QQ, mail, telephone, travel', NULL),
	('phone_visit_abcd', 'D', 'visit_interval', '3', 'month'),
	('phone_visit_abcd', 'D', 'service_mode', 'SMS, mail, telephone', NULL);

--
-- Course consultants
--
INSERT INTO graded (standard, input, expected, why) VALUES
	('education_sab', '{"readiness": "ready"}', 'S', '已经拽在手里的预算'),
	('education_sab', '{"readiness": "concerned"}', 'A', '打消客户的顾虑'),
	('education_sab', '{"readiness": "exploring"}', 'B', '以了解客户需求为主'),
	('education_sab', '{"readiness": "other"}', NULL, 'no rule below B in the source'),
	('education_sab', '{"readiness": null}', NULL, 'readiness missing'),
	('education_sab', '{}', NULL, 'readiness absent'),
	('education_sab', '{"readiness": "ready", "competitor_excluded": false}', 'S', 'S before the competitors are excluded');
INSERT INTO graded (standard, input, expected, why)
SELECT 'education_sab.push',
	jsonb_build_object('readiness', readiness, 'competitor_excluded', excluded, 'campus_event', event), expected, why
FROM (VALUES
	('ready', true, NULL, 'must', '一定要进行逼单'),
	('ready', false, NULL, 'after_competitor_excluded', '在此之前必须先把拦路虎铲除'),
	('ready', false, true, 'after_competitor_excluded', 'the event does not matter to S'),
	('ready', true, false, 'must', 'the event does not matter to S'),
	('ready', NULL, true, NULL, 'competitors missing'),
	('concerned', NULL, NULL, 'sometimes', '有时候也可以逼单'),
	('concerned', true, true, 'sometimes', 'neither competitors nor event matter to A'),
	('concerned', false, false, 'sometimes', 'neither competitors nor event matter to A'),
	('exploring', NULL, true, 'by_price', '正好赶上校区有大型活动'),
	('exploring', NULL, false, 'no', '不要强逼客户'),
	('exploring', true, false, 'no', 'competitors do not matter to B'),
	('exploring', false, true, 'by_price', 'competitors do not matter to B'),
	('exploring', true, NULL, NULL, 'event missing'),
	('other', true, true, NULL, 'no rule below B'),
	(NULL, true, true, NULL, 'readiness missing')
) AS c(readiness, excluded, event, expected, why);
INSERT INTO named (standard, input, metric) VALUES
	('education_sab', '{}', 'readiness'),
	('education_sab.push', '{"competitor_excluded": true, "campus_event": true}', 'readiness'),
	('education_sab.push', '{"readiness": "ready"}', 'competitor_excluded'),
	('education_sab.push', '{"readiness": "exploring"}', 'campus_event');
INSERT INTO refused (standard, input, why) VALUES
	('education_sab', '{"readiness": "S"}', 'readiness not in the list'),
	('education_sab', '{"readiness": ""}', 'readiness empty'),
	('education_sab.push', '{"readiness": "READY"}', 'readiness not in the list');
INSERT INTO treated (standard, grade, name, value, unit) VALUES
	('education_sab', 'S', 'contact_interval', '1', 'day'),
	('education_sab', 'S', 'service_mode', 'explain in detail', NULL),
	('education_sab', 'S', 'marketing', 'exclude the competitors', NULL),
	('education_sab', 'S', 'price', 'negotiate', NULL),
	('education_sab', 'S', 'discount', 'not the lowest at once', NULL),
	('education_sab', 'S', 'support', 'never let go', NULL),
	('education_sab', 'A', 'visit_interval', 'invite or visit', NULL),
	('education_sab', 'A', 'service_mode', 'learn why competitors are compared', NULL),
	('education_sab', 'A', 'support', 'clear the worries', NULL),
	('education_sab', 'B', 'service_mode', 'chat, learn the need', NULL),
	('education_sab', 'B', 'marketing', 'trial classes and activities', NULL),
	('education_sab.push', 'must', 'marketing', 'press', NULL),
	('education_sab.push', 'after_competitor_excluded', 'marketing', 'exclude the competitors', NULL),
	('education_sab.push', 'sometimes', 'marketing', 'press with care', NULL),
	('education_sab.push', 'by_price', 'price', 'discount of the event', NULL),
	('education_sab.push', 'no', 'marketing', 'do not press', NULL);

--
-- Spend, frequency, loyalty. The limits are the operator's: here 1,000 and 5,000 yuan, 3 and 10 purchases.
--
INSERT INTO graded (standard, input, parameters, expected, why)
SELECT 'spend_frequency_loyalty.spend', jsonb_build_object('spend_yuan', spend),
	'{"param_spend_mid_from": 1000, "param_spend_high_from": 5000}', expected, why
FROM (VALUES
	(0, 'low', 'nothing spent'), (1, 'low', 'little'), (999.99, 'low', 'just under middle'), (1000, 'mid', 'exactly middle'), (1000.01, 'mid', 'just over'),
	(4999.99, 'mid', 'just under high'), (5000, 'high', 'exactly high'), (5000.01, 'high', 'just over'), (1e12, 'high', 'very much'),
	(NULL, NULL, 'amount missing')
) AS c(spend, expected, why);
INSERT INTO graded (standard, input, parameters, expected, why)
SELECT 'spend_frequency_loyalty.frequency', jsonb_build_object('purchases', purchases),
	'{"param_freq_mid_from": 3, "param_freq_high_from": 10}', expected, why
FROM (VALUES
	(0, 'low', 'none'), (2, 'low', 'just under middle'), (3, 'mid', 'exactly middle'), (4, 'mid', 'just over'),
	(9, 'mid', 'just under high'), (10, 'high', 'exactly high'), (11, 'high', 'just over'), (NULL, NULL, 'purchases missing')
) AS c(purchases, expected, why);
INSERT INTO graded (standard, input, parameters, expected, why) VALUES
	('spend_frequency_loyalty.spend', '{"spend_yuan": 300}', '{"param_spend_mid_from": 200, "param_spend_high_from": 300}', 'high', 'limits of another operator'),
	('spend_frequency_loyalty.spend', '{"spend_yuan": 300}', '{"param_spend_mid_from": 300, "param_spend_high_from": 300}', 'high', 'equal limits leave no middle'),
	('spend_frequency_loyalty.frequency', '{"purchases": 2.5}', '{"param_freq_mid_from": 2.5, "param_freq_high_from": 4}', 'mid', 'a mean number of purchases'),
	('spend_frequency_loyalty.loyalty', '{"loyalty_rating": "loyal"}', NULL, 'loyal', '忠诚客户'),
	('spend_frequency_loyalty.loyalty', '{"loyalty_rating": "ordinary"}', NULL, 'ordinary', '普通客户'),
	('spend_frequency_loyalty.loyalty', '{"loyalty_rating": "churned"}', NULL, 'churned', '流失客户'),
	('spend_frequency_loyalty.loyalty', '{"loyalty_rating": null}', NULL, NULL, 'loyalty missing'),
	('spend_frequency_loyalty.loyalty', '{"spend_yuan": 9999, "purchases": 99}', NULL, NULL, 'loyalty does not follow from the rest');
INSERT INTO named (standard, input, parameters, metric) VALUES
	('spend_frequency_loyalty.spend', '{}', '{"param_spend_mid_from": 1, "param_spend_high_from": 2}', 'spend_yuan'),
	('spend_frequency_loyalty.frequency', '{}', '{"param_freq_mid_from": 1, "param_freq_high_from": 2}', 'purchases'),
	('spend_frequency_loyalty.loyalty', '{}', NULL, 'loyalty_rating');
INSERT INTO refused (standard, input, parameters, why) VALUES
	('spend_frequency_loyalty.spend', '{"spend_yuan": -0.01}', '{"param_spend_mid_from": 1, "param_spend_high_from": 2}', 'amount below 0'),
	('spend_frequency_loyalty.frequency', '{"purchases": -1}', '{"param_freq_mid_from": 1, "param_freq_high_from": 2}', 'purchases below 0'),
	('spend_frequency_loyalty.loyalty', '{"loyalty_rating": "high"}', NULL, 'loyalty not in the list');
SELECT throws_ok(
	format('SELECT customer_grade.grade(rubric, %L::jsonb, %L::jsonb) FROM customer_grade.catalog WHERE name = %L', input, parameters, standard),
	'22023', NULL, format('%s has no silent limits: %s', standard, parameters))
FROM (VALUES
	('spend_frequency_loyalty.spend', '{"spend_yuan": 1}', '{}'),
	('spend_frequency_loyalty.spend', '{"spend_yuan": 1}', '{"param_spend_high_from": 2}'),
	('spend_frequency_loyalty.frequency', '{"purchases": 1}', '{"param_freq_mid_from": null, "param_freq_high_from": 2}'),
	('points_stars', '{"points": 1}', '{"param_star1_from": 1, "param_star2_from": 2}')
) AS c(standard, input, parameters);

-- the three together; what is open leaves the others alone
SELECT customer_grade.adopt(name) FROM customer_grade.catalog WHERE family = 'spend_frequency_loyalty' ORDER BY name;
SELECT is(customer_grade.profile('spend_frequency_loyalty', input::jsonb,
		'{"param_spend_mid_from": 1000, "param_spend_high_from": 5000, "param_freq_mid_from": 3, "param_freq_high_from": 10}'),
	expected::jsonb, 'spend_frequency_loyalty, profile of ' || input)
FROM (VALUES
	('{"spend_yuan": 5000, "purchases": 3, "loyalty_rating": "churned"}', '{"spend": "high", "frequency": "mid", "loyalty": "churned"}'),
	('{"spend_yuan": 999, "loyalty_rating": "loyal"}', '{"spend": "low", "frequency": null, "loyalty": "loyal"}'),
	('{"purchases": 12}', '{"spend": null, "frequency": "high", "loyalty": null}'),
	('{}', '{"spend": null, "frequency": null, "loyalty": null}')
) AS c(input, expected);
SELECT throws_ok($$ SELECT customer_grade.profile('spend_frequency_loyalty', '{"spend_yuan": 1, "loyalty_rating": "x"}'::jsonb,
		'{"param_spend_mid_from": 1000, "param_spend_high_from": 5000, "param_freq_mid_from": 3, "param_freq_high_from": 10}') $$,
	'23514', NULL, 'spend_frequency_loyalty, profile refuses a loyalty not in the list');

--
-- Stars by points. The limits are the operator's: here 100, 500 and 2,000.
--
INSERT INTO graded (standard, input, parameters, expected, why)
SELECT 'points_stars', jsonb_build_object('points', points),
	'{"param_star1_from": 100, "param_star2_from": 500, "param_star3_from": 2000}', expected, why
FROM (VALUES
	(0, 'none', 'no points'), (99, 'none', 'just under one star'), (99.99, 'none', 'just under one star'), (100, '1', 'exactly one star'), (101, '1', 'just over'),
	(499, '1', 'just under two stars'), (500, '2', 'exactly two stars'), (501, '2', 'just over'),
	(1999, '2', 'just under three stars'), (2000, '3', 'exactly three stars'), (2001, '3', 'just over'), (1000000, '3', 'no star above the third'),
	(NULL, NULL, 'points missing')
) AS c(points, expected, why);
INSERT INTO graded (standard, input, parameters, expected, why) VALUES
	('points_stars', '{"points": 0}', '{"param_star1_from": 0, "param_star2_from": 1, "param_star3_from": 2}', '1', 'the first star for everyone'),
	('points_stars', '{"points": 50}', '{"param_star1_from": 50, "param_star2_from": 50, "param_star3_from": 50}', '3', 'equal limits: the best');
INSERT INTO named (standard, input, parameters, metric) VALUES
	('points_stars', '{}', '{"param_star1_from": 100, "param_star2_from": 500, "param_star3_from": 2000}', 'points');
INSERT INTO refused (standard, input, parameters, why) VALUES
	('points_stars', '{"points": -1}', '{"param_star1_from": 100, "param_star2_from": 500, "param_star3_from": 2000}', 'points below 0');
-- 一颗星、两颗星、三颗星等: a ladder of more steps, in the same words
SELECT is(customer_grade.grade(replace(replace(replace(rubric::text,
			'grades 3', 'grades 5 > 4 > 3'),
			'require points;', 'parameter param_star4_from number; parameter param_star5_from number; require points;'),
			'grade 3 when', 'grade 5 when points >= param_star5_from; grade 4 when points >= param_star4_from; grade 3 when')::customer_grade.rubric,
		jsonb_build_object('points', points),
		'{"param_star1_from": 100, "param_star2_from": 500, "param_star3_from": 2000, "param_star4_from": 5000, "param_star5_from": 9000}'),
	expected, format('points_stars with five steps: %s points', points))
FROM customer_grade.catalog, (VALUES (9000, '5'), (8999, '4'), (5000, '4'), (4999, '3'), (99, 'none')) AS c(points, expected)
WHERE name = 'points_stars';

--
-- China Merchants Bank, programmes
--
INSERT INTO graded (standard, input, expected, why) VALUES
	('cmb_programme', '{"assigned_programme": "private_bank"}', 'private_bank', '私人银行'),
	('cmb_programme', '{"assigned_programme": "sunflower_diamond"}', 'sunflower_diamond', '向日葵钻石'),
	('cmb_programme', '{"assigned_programme": "sunflower"}', 'sunflower', '向日葵'),
	('cmb_programme', '{"assigned_programme": "sunflower", "asset_yuan": 200000000}', 'sunflower', 'large assets do not lift'),
	('cmb_programme', '{"assigned_programme": "private_bank", "asset_yuan": 0}', 'private_bank', 'small assets do not lower'),
	('cmb_programme', '{"assigned_programme": "sunflower_diamond", "asset_yuan": null}', 'sunflower_diamond', 'assets missing'),
	('cmb_programme', '{"asset_yuan": 200000000}', NULL, 'never derived from assets'),
	('cmb_programme', '{"assigned_programme": null, "asset_yuan": 500000}', NULL, 'programme missing'),
	('cmb_programme', '{}', NULL, 'nothing known');
INSERT INTO named (standard, input, metric) VALUES
	('cmb_programme', '{"asset_yuan": 200000000}', 'assigned_programme');
INSERT INTO refused (standard, input, why) VALUES
	('cmb_programme', '{"assigned_programme": "diamond"}', 'a level of the other standard'),
	('cmb_programme', '{"assigned_programme": "gold"}', 'a level of the other standard'),
	('cmb_programme', '{"assigned_programme": "Sunflower"}', 'another spelling'),
	('cmb_programme', '{"assigned_programme": "向日葵"}', 'the name instead of the code'),
	('cmb_programme', '{"assigned_programme": ""}', 'an empty programme');
INSERT INTO treated (standard, grade, name, value, unit) VALUES
	('cmb_programme', 'private_bank', 'service_level', 'differentiated', NULL),
	('cmb_programme', 'sunflower_diamond', 'benefit', 'certain offers and services', NULL),
	('cmb_programme', 'sunflower', 'benefit', 'certain offers and services', NULL);

--
-- Important power customers: what differs from a customer without any consequence
--
CREATE TEMP TABLE harmless (input jsonb);
INSERT INTO harmless VALUES ('{"state_affairs": false, "national_security": false, "casualties": false, "pollution": "none", "poison_leak_flood_explosion_fire": false, "political": "none", "economic": "none", "public_order": "none", "temporary_need": false, "hazardous": false}');
CREATE TEMP TABLE power_case (difference jsonb, level text, kind text, why text);
INSERT INTO power_case VALUES
	('{}', 'none', NULL, 'no consequence'),
	('{"hazardous": true}', 'none', NULL, 'hazard makes nobody important'),
	('{"state_affairs": true, "national_security": true}', 'special', 'important', '特别重要作用, 危害国家安全'),
	('{"state_affairs": true, "national_security": true, "hazardous": true}', 'special', 'high_risk', 'special and hazardous'),
	('{"state_affairs": true}', 'none', NULL, 'affairs of state without danger to security'),
	('{"national_security": true}', 'none', NULL, 'danger to security without affairs of state'),
	('{"state_affairs": true, "casualties": true}', 'level1', 'important', 'one mark of special, one of level 1'),
	('{"state_affairs": true, "national_security": true, "casualties": true, "economic": "fairly_large"}', 'special', 'important', 'the best level stands'),
	('{"casualties": true}', 'level1', 'important', '(1)直接引发人身伤亡'),
	('{"pollution": "severe"}', 'level1', 'important', '(2)严重污染环境'),
	('{"poison_leak_flood_explosion_fire": true}', 'level1', 'important', '(3)中毒、泄露、透水、爆炸或火灾'),
	('{"political": "major"}', 'level1', 'important', '(4)重大政治影响'),
	('{"economic": "major"}', 'level1', 'important', '(5)重大经济损失'),
	('{"public_order": "wide"}', 'level1', 'important', '(6)较大范围社会公共秩序严重混乱'),
	('{"poison_leak_flood_explosion_fire": true, "hazardous": true}', 'level1', 'high_risk', 'level 1 and hazardous'),
	('{"pollution": "fairly_large"}', 'level2', 'important', '(1)较大环境污染'),
	('{"political": "fairly_large"}', 'level2', 'important', '(2)较大政治影响'),
	('{"economic": "fairly_large"}', 'level2', 'important', '(3)较大经济损失'),
	('{"public_order": "some"}', 'level2', 'important', '(4)一定范围社会公共秩序严重混乱'),
	('{"pollution": "fairly_large", "political": "fairly_large", "economic": "fairly_large", "public_order": "some"}', 'level2', 'important', 'all of level 2 do not add up to level 1'),
	('{"pollution": "fairly_large", "economic": "major"}', 'level1', 'important', 'level 1 before level 2'),
	('{"pollution": "fairly_large", "hazardous": true}', 'level2', 'high_risk', 'level 2 and hazardous'),
	('{"temporary_need": true}', 'temporary', 'important', '需要临时特殊供电保障'),
	('{"temporary_need": true, "hazardous": true}', 'temporary', 'high_risk', 'temporary and hazardous'),
	('{"temporary_need": true, "public_order": "some"}', 'level2', 'important', 'a standing class before the temporary one'),
	('{"temporary_need": true, "casualties": true}', 'level1', 'important', 'a standing class before the temporary one'),
	('{"state_affairs": null}', 'none', NULL, 'affairs of state missing, but no danger to security'),
	('{"state_affairs": null, "national_security": true}', NULL, NULL, 'affairs of state missing'),
	('{"state_affairs": true, "national_security": null}', NULL, NULL, 'security missing'),
	('{"state_affairs": true, "national_security": null, "casualties": true}', NULL, 'important', 'level 1 in any case, but special is open'),
	('{"casualties": null}', NULL, NULL, 'casualties missing'),
	('{"pollution": null}', NULL, NULL, 'pollution missing'),
	('{"poison_leak_flood_explosion_fire": null}', NULL, NULL, 'poisoning missing'),
	('{"political": null}', NULL, NULL, 'political effect missing'),
	('{"economic": null}', NULL, NULL, 'economic loss missing'),
	('{"public_order": null}', NULL, NULL, 'public order missing'),
	('{"temporary_need": null}', NULL, NULL, 'temporary need missing'),
	('{"casualties": null, "economic": "major"}', 'level1', 'important', 'casualties missing, another consequence is enough'),
	('{"casualties": null, "pollution": "fairly_large"}', NULL, 'important', 'casualties missing: level 1 cannot be skipped'),
	('{"pollution": null, "political": "fairly_large"}', NULL, 'important', 'pollution missing: level 1 cannot be skipped'),
	('{"temporary_need": null, "pollution": "fairly_large"}', 'level2', 'important', 'temporary need does not matter to level 2'),
	('{"casualties": null, "temporary_need": true}', NULL, 'important', 'temporary only where the standing classes are decided'),
	('{"hazardous": null}', 'none', NULL, 'hazard missing, nobody important'),
	('{"hazardous": null, "casualties": true}', 'level1', NULL, 'hazard missing: the kind is open');
INSERT INTO graded (standard, input, expected, why)
SELECT s.standard, h.input || c.difference, CASE s.standard WHEN 'power_important_customer' THEN c.level ELSE c.kind END, c.why
FROM harmless AS h, power_case AS c, (VALUES ('power_important_customer'), ('power_important_customer.kind')) AS s(standard);
INSERT INTO graded (standard, input, expected, why) VALUES
	('power_important_customer', '{}', NULL, 'nothing known'),
	('power_important_customer.kind', '{}', NULL, 'nothing known'),
	('power_important_customer.kind', '{"casualties": true, "hazardous": true}', 'high_risk', 'one consequence is enough to be important');
INSERT INTO named (standard, input, metric)
SELECT 'power_important_customer', input - metric, metric
FROM harmless, unnest(ARRAY['casualties', 'pollution', 'poison_leak_flood_explosion_fire', 'political', 'economic', 'public_order', 'temporary_need']) AS metric
UNION ALL
SELECT 'power_important_customer', (input || '{"national_security": true}') - 'state_affairs'::text, 'state_affairs' FROM harmless
UNION ALL
SELECT 'power_important_customer', (input || '{"state_affairs": true}') - 'national_security'::text, 'national_security' FROM harmless
UNION ALL
SELECT 'power_important_customer.kind', (input || '{"casualties": true}') - 'hazardous'::text, 'hazardous' FROM harmless
UNION ALL
SELECT 'power_important_customer.kind', input - 'economic'::text, 'economic' FROM harmless;
INSERT INTO refused (standard, input, why)
SELECT standard, input || difference::jsonb, why
FROM harmless, (VALUES ('power_important_customer'), ('power_important_customer.kind')) AS s(standard), (VALUES
	('{"pollution": "major"}', 'pollution not in the list'),
	('{"political": "severe"}', 'political effect not in the list'),
	('{"economic": "some"}', 'economic loss not in the list'),
	('{"public_order": "major"}', 'public order not in the list')
) AS c(difference, why);
SELECT results_eq($$ SELECT DISTINCT t.value FROM customer_grade.catalog AS c, customer_grade.terms(c.rubric) AS t
		WHERE c.name = 'power_important_customer' AND t.statement = 'approval step' ORDER BY 1 $$, ARRAY['government', 'power_company'],
	'power_important_customer: in force with the approval by the local government');

--
-- Supply and reserve: what differs from a customer of each class that meets just what is asked
--
CREATE TEMP TABLE supplied (class text, input jsonb);
INSERT INTO supplied
SELECT class, '{"switch_s": 5, "allowed_interruption_s": 5, "security_load_kw": 100, "emergency_kw": 120, "emergency_rented": false, "start_s": 30, "allowed_start_s": 30, "interlock": true, "equipment_conforms": true}'::jsonb
	|| jsonb_build_object('grade', class) || input::jsonb
FROM (VALUES
	('special', '{"power_sources": 3, "substations": 2, "survives_losses": 2}'),
	('level1', '{"power_sources": 2, "substations": 2, "survives_losses": 1}'),
	('level2', '{"power_sources": 2, "substations": 1, "bus_sections": 2}'),
	('temporary', '{"power_sources": 2, "conditions_allow": true}')
) AS c(class, input);
INSERT INTO graded (standard, input, expected, why)
SELECT 'power_supply_config', s.input || c.difference::jsonb, c.expected, s.class || ': ' || c.why
FROM supplied AS s JOIN (VALUES
	('special', '{"power_sources": 2}', 'noncompliant', 'two sources'),
	('special', '{"power_sources": 4, "substations": 4, "survives_losses": 3}', 'compliant', 'more than asked'),
	('special', '{"substations": 1}', 'noncompliant', 'one substation'),
	('special', '{"substations": 3}', 'compliant', 'three substations'),
	('special', '{"survives_losses": 1}', 'noncompliant', 'any two must be able to fail'),
	('special', '{"emergency_rented": true}', 'noncompliant', 'renting is for temporary customers'),
	('special', '{"power_sources": null}', NULL, 'sources missing'),
	('special', '{"substations": null}', NULL, 'substations missing'),
	('special', '{"survives_losses": null}', NULL, 'losses missing'),
	('special', '{"bus_sections": 0, "conditions_allow": false}', 'compliant', 'bus sections and conditions are of other classes'),
	('level1', '{"power_sources": 1, "survives_losses": 0}', 'noncompliant', 'one source'),
	('level1', '{"power_sources": 3}', 'compliant', 'three sources'),
	('level1', '{"substations": 1, "bus_sections": 2}', 'noncompliant', 'bus sections do not replace the substation'),
	('level1', '{"survives_losses": 0}', 'noncompliant', 'one must be able to fail'),
	('level1', '{"emergency_rented": true}', 'noncompliant', 'renting is for temporary customers'),
	('level1', '{"power_sources": null}', NULL, 'sources missing'),
	('level1', '{"substations": null}', NULL, 'substations missing'),
	('level1', '{"survives_losses": null}', NULL, 'losses missing'),
	('level2', '{"power_sources": 1}', 'noncompliant', 'one circuit'),
	('level2', '{"bus_sections": 1}', 'noncompliant', 'one bus section of one substation'),
	('level2', '{"bus_sections": 1, "substations": 2}', 'compliant', 'two substations'),
	('level2', '{"bus_sections": null, "substations": 2}', 'compliant', 'two substations, sections missing'),
	('level2', '{"substations": null}', 'compliant', 'two sections, substations missing'),
	('level2', '{"bus_sections": null}', NULL, 'one substation, sections missing'),
	('level2', '{"bus_sections": 1, "substations": null}', NULL, 'one section, substations missing'),
	('level2', '{"survives_losses": 0}', 'compliant', 'no loss must be survived'),
	('level2', '{"emergency_rented": true}', 'noncompliant', 'renting is for temporary customers'),
	('temporary', '{"power_sources": 1}', 'noncompliant', 'one source though conditions allow two'),
	('temporary', '{"power_sources": 1, "conditions_allow": false}', 'compliant', 'conditions do not allow two'),
	('temporary', '{"power_sources": null, "conditions_allow": false}', 'compliant', 'conditions do not allow two, sources missing'),
	('temporary', '{"power_sources": 3}', 'compliant', '两路以上'),
	('temporary', '{"conditions_allow": null}', 'compliant', 'two sources, conditions do not matter'),
	('temporary', '{"power_sources": 1, "conditions_allow": null}', NULL, 'one source, conditions missing'),
	('temporary', '{"power_sources": null}', NULL, 'sources missing'),
	('temporary', '{"emergency_rented": true}', 'compliant', '可以租用应急发电车(机)'),
	('temporary', '{"emergency_rented": null}', 'compliant', 'rented or not does not matter')
) AS c(class, difference, expected, why) ON c.class = s.class;
-- what is asked of every class
INSERT INTO graded (standard, input, expected, why)
SELECT 'power_supply_config', s.input || c.difference::jsonb, c.expected, s.class || ': ' || c.why
FROM supplied AS s, (VALUES
	('{}', 'compliant', 'just what is asked'),
	('{"switch_s": 4.9}', 'compliant', 'changes over faster'),
	('{"switch_s": 5.1}', 'noncompliant', 'changes over too late'),
	('{"emergency_kw": 119.99}', 'noncompliant', 'just under 120%'),
	('{"emergency_kw": 120.01}', 'compliant', 'just over 120%'),
	('{"security_load_kw": 100.01}', 'noncompliant', 'the load grew'),
	('{"security_load_kw": 0, "emergency_kw": 0}', 'compliant', 'no security load'),
	('{"start_s": 30.01}', 'noncompliant', 'starts too late'),
	('{"start_s": 29.99}', 'compliant', 'starts faster'),
	('{"interlock": false}', 'noncompliant', 'no interlock'),
	('{"equipment_conforms": false}', 'noncompliant', 'equipment not to standard'),
	('{"switch_s": null}', NULL, 'time of change-over missing'),
	('{"allowed_interruption_s": null}', NULL, 'allowed interruption missing'),
	('{"emergency_kw": null}', NULL, 'capacity missing'),
	('{"security_load_kw": null}', NULL, 'security load missing'),
	('{"start_s": null}', NULL, 'starting time missing'),
	('{"allowed_start_s": null}', NULL, 'allowed starting time missing'),
	('{"interlock": null}', NULL, 'interlock missing'),
	('{"equipment_conforms": null}', NULL, 'conformity missing'),
	('{"interlock": false, "switch_s": null}', 'noncompliant', 'one duty certainly not met, another open'),
	('{"grade": null}', NULL, 'class missing'),
	('{"grade": "none"}', NULL, 'not important: no such duties')
) AS c(difference, expected, why);
INSERT INTO graded (standard, input, expected, why)
SELECT 'power_supply_config', input - 'emergency_rented'::text, NULL, class || ': rented or not missing' FROM supplied WHERE class <> 'temporary';
INSERT INTO named (standard, input, metric)
SELECT 'power_supply_config', s.input - metric, metric
FROM supplied AS s, unnest(ARRAY['grade', 'power_sources', 'substations', 'survives_losses', 'switch_s', 'allowed_interruption_s', 'security_load_kw', 'emergency_kw',
	'emergency_rented', 'start_s', 'allowed_start_s', 'interlock', 'equipment_conforms']) AS metric
WHERE s.class = 'special'
UNION ALL
SELECT 'power_supply_config', input - 'bus_sections'::text, 'bus_sections' FROM supplied WHERE class = 'level2'
UNION ALL
SELECT 'power_supply_config', (input || '{"power_sources": 1}') - 'conditions_allow'::text, 'conditions_allow' FROM supplied WHERE class = 'temporary';
INSERT INTO refused (standard, input, why)
SELECT 'power_supply_config', s.input || c.difference::jsonb, c.why
FROM supplied AS s, (VALUES
	('{"grade": "level3"}', 'class not in the list'),
	('{"power_sources": -1}', 'sources below 0'),
	('{"substations": -1}', 'substations below 0'),
	('{"bus_sections": -1}', 'bus sections below 0'),
	('{"survives_losses": -1}', 'losses below 0'),
	('{"switch_s": -1}', 'time below 0'),
	('{"security_load_kw": -1}', 'load below 0'),
	('{"emergency_kw": -1}', 'capacity below 0'),
	('{"start_s": -1}', 'starting time below 0')
) AS c(difference, why)
WHERE s.class = 'level2';
INSERT INTO treated (standard, grade, input, name, value, unit) VALUES
	('power_important_customer', 'special', '{}', 'supply_duty', '3', 'power source'),
	('power_important_customer', 'special', '{}', 'supply_duty', '2', 'substation'),
	('power_important_customer', 'special', '{}', 'supply_duty', '2', 'source lost'),
	('power_important_customer', 'level1', '{}', 'supply_duty', '2', 'power source'),
	('power_important_customer', 'level1', '{}', 'supply_duty', '1', 'source lost'),
	('power_important_customer', 'level2', '{}', 'supply_duty', '2', 'bus section'),
	('power_important_customer', 'temporary', '{}', 'supply_duty', 'two sources where conditions allow', NULL),
	('power_important_customer', 'temporary', '{}', 'supply_duty', 'emergency set may be rented', NULL),
	('power_supply_config', 'compliant', '{"grade": "special"}', 'supply_duty', '3', 'power source'),
	('power_supply_config', 'noncompliant', '{"grade": "level1"}', 'supply_duty', '2', 'substation'),
	('power_supply_config', 'compliant', '{"grade": "level2"}', 'supply_duty', '2', 'bus section'),
	('power_supply_config', 'compliant', '{"grade": "temporary", "conditions_allow": true}', 'supply_duty', '2', 'power source'),
	('power_supply_config', 'compliant', '{"grade": "temporary", "conditions_allow": false}', 'supply_duty', 'emergency set may be rented', NULL),
	('power_supply_config', 'compliant', '{"grade": "level2"}', 'supply_duty', '120', '% of the security load'),
	('power_supply_config', 'compliant', '{"grade": "level2"}', 'supply_duty', 'interlock', NULL),
	('power_supply_config', 'compliant', '{"grade": "level2"}', 'supply_duty', '1', 'drill/year'),
	('power_supply_config', 'compliant', '{"grade": "level2"}', 'monitoring', 'regular tests', NULL),
	('power_supply_config', 'compliant', '{"grade": "level2"}', 'supply_duty', 'never: back-feed into the grid', NULL);
SELECT is_empty(format(
	'SELECT FROM customer_grade.catalog_treatments(%L, %L, %L) WHERE unit IS NOT DISTINCT FROM %L AND value = %L', 'power_supply_config', 'compliant', input, unit, value),
	format('power_supply_config: no duty of %s %s with %s', value, unit, input))
FROM (VALUES
	('{"grade": "temporary", "conditions_allow": false}', '2', 'power source'),
	('{"grade": "temporary"}', '2', 'power source'),
	('{"grade": "level1"}', '3', 'power source'),
	('{"grade": "level2"}', '2', 'substation'),
	('{"grade": "special"}', 'emergency set may be rented', NULL)
) AS c(input, value, unit);

--
-- Nine checks: what differs from a site where nothing was found
--
CREATE TEMP TABLE checked AS
	SELECT jsonb_object_agg('c' || i, false) AS input FROM generate_series(1, 9) AS i;
-- each check alone: 一查 to 三查 grid, 四查 to 七查 major, 八查 and 九查 general
INSERT INTO graded (standard, input, expected, why)
SELECT 'power_nine_checks', input || jsonb_build_object('c' || i, true),
	CASE WHEN i <= 3 THEN 'grid_only' WHEN i <= 7 THEN 'major' ELSE 'general' END, format('check %s alone', i)
FROM checked, generate_series(1, 9) AS i;
-- each check missing, with nothing found and with a major hazard
INSERT INTO graded (standard, input, expected, why)
SELECT 'power_nine_checks', input || jsonb_build_object('c' || i, NULL), NULL, format('check %s missing', i)
FROM checked, generate_series(1, 9) AS i
UNION ALL
SELECT 'power_nine_checks', input || jsonb_build_object('c' || i, NULL, 'c' || CASE i WHEN 4 THEN 5 ELSE 4 END, true), 'major', format('check %s missing, another is major', i)
FROM checked, generate_series(1, 9) AS i
UNION ALL
SELECT 'power_nine_checks', input || jsonb_build_object('c' || i, NULL, 'c8', true), NULL, format('check %s missing, a general hazard does not decide', i)
FROM checked, generate_series(1, 7) AS i
UNION ALL
SELECT 'power_nine_checks', input || jsonb_build_object('c' || i, NULL, 'c1', true), NULL, format('check %s missing, a grid hazard does not decide', i)
FROM checked, generate_series(2, 9) AS i;
INSERT INTO graded (standard, input, expected, why)
SELECT 'power_nine_checks', input || c.difference::jsonb, c.expected, c.why
FROM checked, (VALUES
	('{}', 'none', '无隐患'),
	('{"c1": true, "c2": true, "c3": true}', 'grid_only', 'all of the grid'),
	('{"c1": true, "c8": true}', 'general', 'grid and general'),
	('{"c3": true, "c7": true}', 'major', 'grid and major'),
	('{"c8": true, "c9": true}', 'general', 'both general ones do not add up'),
	('{"c6": true, "c9": true}', 'major', 'major before general'),
	('{"c4": true, "c5": true, "c6": true, "c7": true}', 'major', 'all major ones'),
	('{"c1": null, "c2": null, "c3": null, "c4": null, "c5": null, "c6": null, "c7": true, "c8": null, "c9": null}', 'major', 'one major hazard, nothing else known'),
	('{"c9": null, "c8": true}', NULL, 'general found, the other general check missing')
) AS c(difference, expected, why);
INSERT INTO graded (standard, input, expected, why) VALUES
	('power_nine_checks', '{}', NULL, 'nothing known'),
	('power_nine_checks.grid_hazard', '{}', NULL, 'nothing known'),
	('power_nine_checks.grid_hazard', '{"c1": false, "c2": false, "c3": false}', 'no', 'none of the grid'),
	('power_nine_checks.grid_hazard', '{"c1": true, "c2": false, "c3": false}', 'yes', '供电电源'),
	('power_nine_checks.grid_hazard', '{"c1": false, "c2": true, "c3": false}', 'yes', '供电设施'),
	('power_nine_checks.grid_hazard', '{"c1": false, "c2": false, "c3": true}', 'yes', '安全运行管理'),
	('power_nine_checks.grid_hazard', '{"c1": true, "c2": true, "c3": true}', 'yes', 'all three'),
	('power_nine_checks.grid_hazard', '{"c1": null, "c2": true, "c3": false}', 'yes', 'one is enough'),
	('power_nine_checks.grid_hazard', '{"c1": null, "c2": false, "c3": false}', NULL, 'check 1 missing'),
	('power_nine_checks.grid_hazard', '{"c1": false, "c2": null, "c3": false}', NULL, 'check 2 missing'),
	('power_nine_checks.grid_hazard', '{"c1": false, "c2": false, "c3": null}', NULL, 'check 3 missing'),
	('power_nine_checks.grid_hazard', '{"c1": false, "c2": false, "c3": false, "c4": true}', 'no', 'a hazard of the customer'),
	('power_nine_checks.grid_hazard', '{"c1": true, "c2": false, "c3": false, "c4": true}', 'yes', 'beside a major hazard of the customer');
INSERT INTO named (standard, input, metric)
SELECT 'power_nine_checks', input - ('c' || i), 'c' || i FROM checked, generate_series(1, 9) AS i
UNION ALL
SELECT 'power_nine_checks', input - ('c' || i) || '{"c8": true}', 'c' || i FROM checked, generate_series(1, 7) AS i
UNION ALL
SELECT 'power_nine_checks.grid_hazard', input - ('c' || i), 'c' || i FROM checked, generate_series(1, 3) AS i;

-- every standard has a source that can be found, and both titles of every grade and metric
SELECT ok(origin LIKE '文件 000, 「%」%' AND remarks <> '', name || ': source and remarks')
FROM customer_grade.catalog WHERE name IN (SELECT standard FROM graded) ORDER BY name;
SELECT is_empty(format($$
		SELECT grade FROM customer_grade.catalog, customer_grade.grades(rubric) WHERE name = %L AND title NOT LIKE '%% | %%'
		UNION ALL
		SELECT m.name FROM customer_grade.catalog AS c, customer_grade.metrics(rubric) AS m WHERE c.name = %1$L AND m.title NOT LIKE '%% | %%' $$, name),
	name || ': titles in both languages')
FROM customer_grade.catalog WHERE name IN (SELECT standard FROM graded) ORDER BY name;

\ir include/catalog_end.sql
