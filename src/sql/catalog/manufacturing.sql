-- Catalog: manufacturing.

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('battery_cell_grade', 1, 'manufacturing',
	'客户分类/等级划分表', 'grades of battery and cell customers',
	'文件 000, 「客户分类/等级划分表」, 2. 按交易数量和市场地位分类',
	'超过 excludes the number itself, so exactly 10K is C. Over 100K in 4 or 5 orders is B. '
	'Many small orders are C. Potential volume is recorded and does not lift the grade. K is read as 1,000 pieces. '
	'The form MF/Q 102/A is signed by a recorder and a reviewer.',
$rubric$
-- 客户分类/等级划分表, MF/Q 102/A, 2. 按交易数量和市场地位分类
grades A 'A级/战略性 | grade A, strategic' > B 'B级 | grade B' > C 'C级 | grade C';

metric product_line      text in ('polymer_mobile_battery', 'cell', 'other') '产品 | product line';
metric order_count       number >= 0 unit 'order' '累计订单次数 | orders, cumulative';
metric order_qty_pcs     number >= 0 unit 'piece' '累计订单量 | quantity ordered, cumulative';
metric potential_qty_pcs number >= 0 unit 'piece' '潜在订单量 | potential quantity';

scope when product_line in ('polymer_mobile_battery', 'cell')
	'聚合物移动电池和电芯客户 | customers for polymer mobile batteries and cells';
require order_count, order_qty_pcs;

grade A when order_count > 5 and order_qty_pcs > 100000;
grade B when order_count > 3 and order_qty_pcs > 10000;
grade C otherwise;

-- how grades change
approval '记录、审核 | every grade is signed' steps recorder '记录 | recorded', reviewer '审核 | reviewed';
$rubric$),
('battery_trade_stage', 1, 'manufacturing',
	'客户分类/等级划分表: 按交易过程分类', 'battery and cell customers by stage of trade',
	'文件 000, 「客户分类/等级划分表」, 1. 按交易过程分类',
	'A classification, not a rank: no stage goes before another. A customer in two tables belongs to the most present one: '
	'current, then upcoming, then past. The form lists name, address, legal representative, telephone and main products, '
	'and is signed by a recorder and a reviewer: a stage counts when it is.',
$rubric$
-- 客户分类/等级划分表, MF/Q 102/A, 1. 按交易过程分类
grades unranked current '正在进行交易的客户 | trading now', upcoming '即将进行交易的客户 | about to trade',
	past '曾经有过交易的客户 | traded before', none '无 | none of the three';

metric product_line      text in ('polymer_mobile_battery', 'cell', 'other') '产品 | product line';
metric has_past_trade    boolean '曾经有过交易 | has traded before';
metric has_open_trade    boolean '正在进行交易 | is trading now';
metric has_planned_trade boolean '即将进行交易 | is about to trade';

scope when product_line in ('polymer_mobile_battery', 'cell')
	'聚合物移动电池和电芯客户 | customers for polymer mobile batteries and cells';

grade current when has_open_trade;
grade upcoming when has_planned_trade;
grade past when has_past_trade;
grade none otherwise;

-- how grades change
approval of current, upcoming, past until none '记录、审核 | every stage is signed' steps recorder '记录 | recorded', reviewer '审核 | reviewed';
$rubric$);
