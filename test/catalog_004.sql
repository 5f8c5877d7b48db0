-- Cases from file 004: a manufacturer's customers and orders.

\ir include/catalog_begin.sql

--
-- The grade
--
CREATE FUNCTION pg_temp.customer(sales text, price text, collection text, approval text) RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_strip_nulls(jsonb_build_object('sales_level', sales, 'price_level', price, 'collection', collection, 'approval', approval)) $$;
INSERT INTO graded (standard, input, expected, why)
SELECT 'manufacturer_abc.in_force', pg_temp.customer(sales, price, collection, 'gm_approved'),
	CASE sales || price || collection WHEN 'highhighgood' THEN 'A' WHEN 'lowlowpoor' THEN 'C' ELSE 'B' END,
	'年度銷售額、銷售價格、貨款回收情況'
FROM unnest('{high, mid, low}'::text[]) AS sales,
	unnest('{high, mid, low}'::text[]) AS price,
	unnest('{good, average, poor}'::text[]) AS collection;
INSERT INTO graded (standard, input, expected, why) VALUES
	('manufacturer_abc.in_force', pg_temp.customer('high', 'high', 'good', 'gm_approved'), 'A', '總經理董事長批準'),
	('manufacturer_abc.in_force', pg_temp.customer('high', 'high', 'good', 'director_reviewed'), 'B', '銷售部長審核: not yet approved'),
	('manufacturer_abc.in_force', pg_temp.customer('high', 'high', 'good', 'section_applied'), 'B', '銷售科長申報: not yet approved'),
	('manufacturer_abc.in_force', pg_temp.customer('high', 'high', 'good', 'none'), 'B', 'not applied for'),
	('manufacturer_abc.in_force', pg_temp.customer('high', 'high', 'good', NULL), NULL, 'approval not known'),
	('manufacturer_abc.in_force', pg_temp.customer('mid', 'high', 'good', 'none'), 'B', 'B needs no approval'),
	('manufacturer_abc.in_force', pg_temp.customer('mid', 'high', 'good', NULL), 'B', 'B needs no approval'),
	('manufacturer_abc.in_force', pg_temp.customer('low', 'low', 'poor', 'none'), 'C', 'C needs no approval'),
	('manufacturer_abc.in_force', pg_temp.customer('low', 'low', 'poor', NULL), 'C', 'C needs no approval'),
	('manufacturer_abc.in_force', pg_temp.customer('low', 'low', 'poor', 'gm_approved'), 'C', 'approval alone lifts nobody'),
	('manufacturer_abc.in_force', pg_temp.customer(NULL, 'high', 'good', 'gm_approved'), NULL, 'sales missing'),
	('manufacturer_abc.in_force', pg_temp.customer('high', NULL, 'good', 'gm_approved'), NULL, 'price missing'),
	('manufacturer_abc.in_force', pg_temp.customer('high', 'high', NULL, 'gm_approved'), NULL, 'collection missing'),
	('manufacturer_abc.in_force', pg_temp.customer('low', 'high', NULL, 'none'), NULL, 'collection missing, B in any case'),
	('manufacturer_abc.in_force', '{}', NULL, 'all missing');
INSERT INTO named (standard, input, metric) VALUES
	('manufacturer_abc.in_force', pg_temp.customer(NULL, 'high', 'good', 'none'), 'sales_level'),
	('manufacturer_abc.in_force', pg_temp.customer('high', NULL, 'good', 'none'), 'price_level'),
	('manufacturer_abc.in_force', pg_temp.customer('high', 'high', NULL, 'none'), 'collection'),
	('manufacturer_abc.in_force', pg_temp.customer('high', 'high', 'good', NULL), 'approval');
INSERT INTO refused (standard, input, why) VALUES
	('manufacturer_abc.in_force', pg_temp.customer('large', 'high', 'good', 'none'), 'sales that are not in the list'),
	('manufacturer_abc.in_force', pg_temp.customer('high', 'good', 'good', 'none'), 'a price that is not in the list'),
	('manufacturer_abc.in_force', pg_temp.customer('high', 'high', 'high', 'none'), 'a collection that is not in the list'),
	('manufacturer_abc.in_force', pg_temp.customer('high', 'high', 'good', 'approved'), 'an approval that is not in the list');

--
-- The state of the grade
--
INSERT INTO graded (standard, input, expected, why)
SELECT 'manufacturer_abc.status', pg_temp.customer(sales, price, collection, approval) || jsonb_strip_nulls(jsonb_build_object('cooperation_months', months)),
	expected, why
FROM (VALUES
	('high', 'high', 'good', 'gm_approved', 0, 'provisional', '新合作的客戶: 暫時等級'),
	('high', 'high', 'good', 'gm_approved', 5.99, 'provisional', 'just under six months'),
	('high', 'high', 'good', 'gm_approved', 6, 'confirmed', '合作滿六個月'),
	('high', 'high', 'good', 'gm_approved', 6.01, 'confirmed', 'just over six months'),
	('high', 'high', 'good', 'none', 5, 'provisional', 'new, not yet approved'),
	('high', 'high', 'good', 'none', 6, 'pending_approval', 'a candidate for A'),
	('high', 'high', 'good', 'section_applied', 24, 'pending_approval', 'applied for'),
	('high', 'high', 'good', 'director_reviewed', 24, 'pending_approval', 'reviewed'),
	('mid', 'high', 'good', 'none', 6, 'confirmed', 'B needs no approval'),
	('mid', 'high', 'good', 'section_applied', 6, 'confirmed', 'B needs no approval'),
	('low', 'low', 'poor', 'none', 120, 'confirmed', 'C needs no approval'),
	('low', 'low', 'poor', 'none', 3, 'provisional', 'new'),
	('low', 'low', 'poor', NULL, 6, 'confirmed', 'the approval is not needed'),
	(NULL, NULL, NULL, NULL, 3, 'provisional', 'the measures are not needed'),
	('high', 'high', 'good', NULL, 6, NULL, 'approval not known'),
	('high', 'high', 'good', 'gm_approved', NULL, NULL, 'months missing'),
	(NULL, 'high', 'good', 'none', 6, NULL, 'sales missing'),
	('high', NULL, 'good', 'none', 6, NULL, 'price missing'),
	('high', 'high', NULL, 'none', 6, NULL, 'collection missing'),
	('mid', NULL, 'good', 'none', 6, NULL, 'price missing: not graded, so nothing to confirm')
) AS c(sales, price, collection, approval, months, expected, why);
INSERT INTO named (standard, input, metric) VALUES
	('manufacturer_abc.status', pg_temp.customer('high', 'high', 'good', 'none'), 'cooperation_months'),
	('manufacturer_abc.status', pg_temp.customer('high', 'high', 'good', NULL) || '{"cooperation_months": 6}', 'approval'),
	('manufacturer_abc.status', pg_temp.customer('high', NULL, 'good', 'none') || '{"cooperation_months": 6}', 'price_level');
INSERT INTO refused (standard, input, why) VALUES
	('manufacturer_abc.status', '{"cooperation_months": -0.01}', 'negative months'),
	('manufacturer_abc.status', '{"cooperation_months": 3, "approval": "yes"}', 'an approval that is not in the list');
SELECT is_empty(
	$$ SELECT g.grade FROM customer_grade.catalog AS c, customer_grade.grades(c.rubric) AS g
		WHERE c.name = 'manufacturer_abc.status' AND g.rank IS NOT NULL $$,
	'manufacturer_abc.status: states have no rank');
SELECT is(customer_grade.adopt(name), name::text, 'adopt ' || name)
FROM customer_grade.catalog WHERE family = 'manufacturer_abc' ORDER BY name;
SELECT is(customer_grade.profile('manufacturer_abc', pg_temp.customer('high', 'high', 'good', 'section_applied') || '{"cooperation_months": 6}'),
	'{"grade": "A", "in_force": "B", "status": "pending_approval"}', 'manufacturer_abc: a candidate for A waits as B');
SELECT is(customer_grade.profile('manufacturer_abc', pg_temp.customer('high', 'high', 'good', 'gm_approved') || '{"cooperation_months": 5}'),
	'{"grade": "A", "in_force": "A", "status": "provisional"}', 'manufacturer_abc: a new customer has its grade for the time being');
SELECT is((SELECT string_agg(concat_ws(' ', t.statement, t.grade, t.value), ', ' ORDER BY t.n)
		FROM customer_grade.terms(c.rubric) WITH ORDINALITY AS t(statement, grade, value, title, line, n)), expected, why)
FROM (VALUES
	('manufacturer_abc', 'review yearly 03-25 to 03-30, promotion at review, demotion at review, provisional 6 months since first_order_on, '
		'approval A until B valid 1 year, approval step A section, approval step A director, approval step A manager',
		'每年初3月份的25―30日; 合作滿六個月后,進行評估; 銷售科長申報,銷售部長審核,總經理董事長批準')) AS s(name, expected, why)
JOIN customer_grade.catalog AS c USING (name);
SELECT is(customer_grade.grade('manufacturer_abc', c.input), customer_grade.grade('manufacturer_abc.in_force', c.input || '{"approval": "gm_approved"}'),
	format('manufacturer_abc: what is earned is what is in force once it is approved %s', c.input))
FROM (SELECT pg_temp.customer(sales, price, collection, NULL) AS input
		FROM unnest('{high, mid, low, NULL}'::text[]) AS sales, unnest('{high, mid, low, NULL}'::text[]) AS price,
			unnest('{good, average, poor, NULL}'::text[]) AS collection) AS c;
INSERT INTO treated (standard, grade, name, value) VALUES
	('manufacturer_abc', 'A', 'priority', '1'),
	('manufacturer_abc', 'B', 'priority', '2'),
	('manufacturer_abc', 'C', 'priority', '3'),
	('manufacturer_abc', 'A', 'contract', 'long-term agreement'),
	('manufacturer_abc', 'A', 'order_acceptance', 'refusing needs the sales director or above'),
	('manufacturer_abc', 'A', 'resource', 'leaned towards A'),
	('manufacturer_abc', 'A', 'visit_interval', 'regular'),
	('manufacturer_abc', 'A', 'support', 'complaints first'),
	('manufacturer_abc', 'B', 'service_level', 'after the manner of A'),
	('manufacturer_abc', 'C', 'service_level', 'ordinary flow'),
	('manufacturer_abc', 'C', 'monitoring', 'chief controls price and payment');

--
-- Orders
--
INSERT INTO graded (standard, input, expected, why)
SELECT 'manufacturer_order_class', jsonb_build_object('customer_grade', grade, 'high_price', price, 'good_payment', payment, 'director_approved', approved),
	CASE WHEN price AND payment AND approved THEN 'A' ELSE grade END,
	'B、C類客戶的訂單,部分價格高、付款好的,可向銷售部長以上申請成為A類訂單'
FROM unnest('{A, B, C}'::text[]) AS grade, unnest('{t, f}'::bool[]) AS price, unnest('{t, f}'::bool[]) AS payment, unnest('{t, f}'::bool[]) AS approved;
INSERT INTO graded (standard, input, expected, why) VALUES
	('manufacturer_order_class', '{"customer_grade": "A"}', 'A', 'the rest is not needed'),
	('manufacturer_order_class', '{"customer_grade": "B", "high_price": false}', 'B', 'the rest is not needed'),
	('manufacturer_order_class', '{"customer_grade": "C", "good_payment": false}', 'C', 'the rest is not needed'),
	('manufacturer_order_class', '{"customer_grade": "C", "director_approved": false}', 'C', 'the rest is not needed'),
	('manufacturer_order_class', '{"customer_grade": "B", "good_payment": true, "director_approved": true}', NULL, 'price missing'),
	('manufacturer_order_class', '{"customer_grade": "B", "high_price": true, "director_approved": true}', NULL, 'payment missing'),
	('manufacturer_order_class', '{"customer_grade": "C", "high_price": true, "good_payment": true}', NULL, 'approval not known'),
	('manufacturer_order_class', '{"high_price": true, "good_payment": true, "director_approved": true}', NULL, 'grade of the customer missing'),
	('manufacturer_order_class', '{"high_price": false, "good_payment": true, "director_approved": true}', NULL, 'grade of the customer missing'),
	('manufacturer_order_class', '{}', NULL, 'all missing');
INSERT INTO named (standard, input, metric) VALUES
	('manufacturer_order_class', '{"high_price": false, "good_payment": false, "director_approved": false}', 'customer_grade'),
	('manufacturer_order_class', '{"customer_grade": "B", "good_payment": true, "director_approved": true}', 'high_price'),
	('manufacturer_order_class', '{"customer_grade": "B", "high_price": true, "director_approved": true}', 'good_payment'),
	('manufacturer_order_class', '{"customer_grade": "C", "high_price": true, "good_payment": true}', 'director_approved');
INSERT INTO refused (standard, input, why) VALUES
	('manufacturer_order_class', '{"customer_grade": "D", "high_price": true, "good_payment": true, "director_approved": true}', 'a grade that is not in the list'),
	('manufacturer_order_class', '{"customer_grade": "a"}', 'a grade that is not in the list');
INSERT INTO treated (standard, grade, name, value) VALUES
	('manufacturer_order_class', 'A', 'priority', '1'),
	('manufacturer_order_class', 'B', 'priority', '2'),
	('manufacturer_order_class', 'C', 'priority', '3');

\ir include/catalog_end.sql
