-- Catalog: manufacturing.

INSERT INTO customer_grade.catalog
	(name, version, industry, title_zh, title_en, source, review, remarks, rubric)
VALUES ('battery_cell_grade', 1, 'manufacturing',
	'客户分类/等级划分表', 'grades of battery and cell customers',
	'客户分类/等级划分表, MF/Q 102/A',
	NULL,
	'超过 excludes the number itself, so exactly 10K is C. Over 100K in 4 or 5 orders is B. '
	'Many small orders are C. Potential volume is recorded and does not lift the grade. K is read as 1,000 pieces.',
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
$rubric$);
