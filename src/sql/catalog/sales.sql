-- Catalog: sales in general.

INSERT INTO customer_grade.catalog
	(name, version, industry, title_zh, title_en, effective, source, review, remarks, settings, rubric)
VALUES ('sales_opportunity_abcd', 1, 'sales',
	'销售客户等级划分标准', 'grades of sales opportunities', '[2016-04-21,)',
	'文件 000, 「销售客户等级划分标准」',
	'on the last day of every month (每月的月底进行一次客户分级调整)',
	'Amount and time disagree: the better of the two stands. 10万, 5万 and 2万 belong to the better grade. '
	'One of the two inputs may be missing. Customers imported before the trial run are not graded. '
	'Between two bands (3 to 4, 6 to 7 months) the worse one counts. Up or down by any number of steps, without approval.',
	'{"review": {"calendar": "month end"}, "promotion": "at review", "demotion": "at review"}',
$rubric$
-- 销售客户等级划分标准
grades A 'A级客户 | grade A' > B 'B级客户 | grade B' > C 'C级客户 | grade C' > D 'D级客户 | grade D';

metric imported_on         date                           '导入日期 | day of import';
metric months_to_close     number >= 0 unit 'month'       '预计成交期 | months until the expected close';
metric monthly_amount_yuan number >= 0 unit 'CNY/month'   '预计月度成交金额 | expected amount a month';

scope when imported_on >= date '2016-04-21' '试行之后导入的客户 | imported since the trial run began';
require months_to_close or monthly_amount_yuan;

-- 优先考虑成交金额,如果客户的成交期短,可以优先分级: the better of the two
grade A when (monthly_amount_yuan >= 10万 or months_to_close <=  3) is true;
grade B when (monthly_amount_yuan >=  5万 or months_to_close <=  6) is true;
grade C when (monthly_amount_yuan >=  2万 or months_to_close <= 12) is true;
grade D otherwise;
$rubric$);

INSERT INTO customer_grade.catalog_treatment (standard, grade, name, value, note)
VALUES
	('sales_opportunity_abcd', 'A', 'priority', '1', '在资源冲突的情况下,优先处理高级别的客户 | when resources conflict, the higher grade first'),
	('sales_opportunity_abcd', 'B', 'priority', '2', '在资源冲突的情况下,优先处理高级别的客户 | when resources conflict, the higher grade first'),
	('sales_opportunity_abcd', 'C', 'priority', '3', '在资源冲突的情况下,优先处理高级别的客户 | when resources conflict, the higher grade first'),
	('sales_opportunity_abcd', 'D', 'priority', '4', '在资源冲突的情况下,优先处理高级别的客户 | when resources conflict, the higher grade first'),
	('sales_opportunity_abcd', NULL, 'resource', 'by grade', '运营根据不同客户分级配置不同的资源 | operations allots resources by grade');
