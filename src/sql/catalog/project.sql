-- Catalog: companies that sell to projects.

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('project_company_abc', 1, 'project sales',
	'客户分类和分级管理制度', 'customers of a project department, A to C',
	'文件 003, 「客户分类和分级管理制度」 (大项目中心, 2013-02-19)',
	'The text names three measures without limits or levels: three levels each are proposed. All best: A, all worst: C, any mixture: B.',
$rubric$
-- 客户分类和分级管理制度, 大项目中心 2013年02月19日
grades A 'A等级 | grade A' > B 'B等级 | grade B' > C 'C等级 | grade C';

metric volume      text in ('high' > 'mid' > 'low')      '业务合作量 | volume of business';
metric receivables text in ('good' > 'average' > 'poor') '应收款情况 | receivables';
metric reputation  text in ('good' > 'average' > 'poor') '经营信誉 | business reputation';

require volume, receivables, reputation;

grade A when volume = 'high' and receivables = 'good' and reputation = 'good';
grade C when volume = 'low' and receivables = 'poor' and reputation = 'poor';
grade B otherwise;
$rubric$),
('project_company_penalty', 1, 'project sales',
	'部门活动基金捐款', 'penalties on the staff of a project department',
	'文件 003, 「客户分类和分级管理制度」 (大项目中心, 2013-02-19)',
	'The score is the amount that a member of the staff pays into the activity fund of the department. Forms: 客户信息表, 客户单价系数确认表, '
	'客户资信等级评故表 (sic), 客户出货回款信息表, 内部跟单流程看板. '
	'The project manager checks at irregular times (不定的询问与检查).',
$rubric$
-- 未按时更新以上表格信息的,20元/次;信息录入不正确的或马虎应付的,10元/次
metric late  number >= 0 unit 'time' '未按时更新表格 | forms not updated in time';
metric wrong number >= 0 unit 'time' '录入不正确或马虎应付 | wrong or careless entries';

require late, wrong;

criterion late  weight 20 '未按时更新 | not updated in time' = late;
criterion wrong weight 10 '录入不正确 | wrong entries' = wrong;
$rubric$),
('project_business_type', 1, 'project sales',
	'客户经营方式', 'customers of a project department by business',
	'文件 003, 「客户分类和分级管理制度」 (大项目中心, 2013-02-19)',
	'A classification without order.',
$rubric$
-- 客户按照经营方式的不同,分为四类客户群体
grades unranked construction '建筑工程公司 | construction and decoration companies', trading '贸易公司 | trading companies',
	operations_centre '运营中心 | operations centres', project_retail '工程方零售 | single projects, end buyer';

metric buyer_kind text in ('construction_company', 'decoration_company', 'trading_company', 'operations_centre',
	'end_store', 'office', 'factory', 'mall') '客户的经营性质 | what the buyer is';

grade construction when buyer_kind in ('construction_company', 'decoration_company');
grade trading when buyer_kind = 'trading_company';
grade operations_centre when buyer_kind = 'operations_centre';
grade project_retail when buyer_kind in ('end_store', 'office', 'factory', 'mall');

-- what each grade gets
treatment price for operations_centre = 'special' '享受公司商品货物的特供单价 | special unit price';
treatment price for trading = 'partly special'
	'部分享受公司商品的特供单价,具体根据合作的紧密度而定 | special unit price for part of the goods, by closeness of the cooperation';
treatment price for construction, project_retail = 'standard' '(没有规定) | nothing printed, standard price assumed';
treatment contract for construction = 'strategic agreement' '签订战略合作协议 | strategic agreement';
treatment contract for operations_centre = 'cooperation contract, long term' '签订合作合同长期合作 | contract of long cooperation';
treatment contract for trading = 'long-term cooperation' '属长期合作对象 | long-term cooperation';
treatment contract for project_retail = 'single project' '单个项目工程合作,由终端店方直接采购 | single projects, bought by the end user';
$rubric$);
