-- Catalog: customers by contribution, importance and potential.

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('contribution_weighted_abc', 1, 'general',
	'客戶分級管理計劃', 'weighted contribution, A to C',
	'文件 002, 「Ⅲ 客戶分級管理計劃,具體怎麼實施」',
	'Neither the weights nor the cut-offs are printed: parameters without default; the weights add up to 100. '
	'Further indicators enter as one number of points. A cut-off belongs to the better grade.',
$rubric$
-- 客戶分級管理計劃,具體怎麼實施
grades A 'A級 | grade A' > B 'B級 | grade B' > C 'C級 | grade C';

metric contribution_score number between 0 and 100 unit 'point' '對於企業的貢獻率 | contribution to the company';
metric other_score        number between 0 and 100 unit 'point' '其他各個指標 | the other indicators';

parameter param_w_contribution number between 0 and 100 '貢獻率的權重 | weight of the contribution';
parameter param_w_other        number between 0 and 100 '其他指標的權重 | weight of the other indicators';
parameter param_cut_a number unit 'point' 'A級起點 | A from';
parameter param_cut_b number unit 'point' 'B級起點 | B from';

require contribution_score, other_score;

criterion contribution weight param_w_contribution '貢獻率 | contribution' = contribution_score;
criterion other        weight param_w_other '其他指標 | other indicators' = other_score;
score = score * 1%;

grade A when score >= param_cut_a;
grade B when score >= param_cut_b;
grade C otherwise;

-- how grades change
review month end '每月進行統計分析 | customer data are analysed every month';

-- what each grade gets
treatment resource = 'more attention, effort to keep the customer, raise the share'
	'加大關注客戶的力度,想辦法保留住客戶;提高和維持較高的客戶佔有率 | more attention, keep the customer, raise the share';
$rubric$),
('strategic_important_general_potential', 1, 'general',
	'简单的客户管理制度', 'strategic, important, general and potential customers',
	'文件 003, 「简单的客户管理制度」',
	'The source names two measures, contribution and potential value, without levels: three and two are proposed. Strategic is high on '
	'both; '
	'one step less in one of them is important; some contribution without potential is general; potential without contribution is '
	'potential. '
	'The classes by need and by behaviour have no levels and are no inputs.',
$rubric$
-- 简单的客户管理制度, 第一、1. 根据客户价值
grades strategic '战略客户 | strategic' > important '重要客户 | important' > general '一般客户 | general'
	> potential '潜在客户 | potential', none '无 | no class';

metric contribution    text in ('high' > 'some' > 'none') '客户的贡献度 | contribution';
metric potential_value text in ('high' > 'low') '潜在价值 | potential value';

require contribution, potential_value;

grade strategic when contribution = 'high' and potential_value = 'high';
grade important when contribution = 'high' or contribution = 'some' and potential_value = 'high';
grade general   when contribution = 'some';
grade potential when potential_value = 'high';
grade none otherwise;

-- what each grade gets
treatment priority for strategic, important = 'focus' '重点关注战略客户和重要客户,提升他们的满意度和忠诚度 | focus on them';
treatment customer_file = 'kept' '建立客户档案 | a file of data, purchases and complaints';
treatment contact_interval = 'regular' '定期与客户进行电话或邮件回访 | regular calls or mails';
treatment benefit = 'added services' '提供增值服务,如贴心关怀、定制产品、技术支持等 | added services';
treatment support = 'complaint channels, quick answers' '建立多样化的投诉渠道, 及时响应投诉 | several ways to complain, quick answers';
$rubric$),
('ordinary_important_vip', 1, 'general',
	'根据客户的级别划分及要求', 'ordinary, important and VIP customers',
	'文件 003, 「根据客户的级别划分及要求」',
	'VIP is important and brings rich business. 可能 in the description is not taken as doubt. A customer without an important position is '
	'ordinary, '
	'however much business it brings.',
$rubric$
-- 根据客户的级别划分及要求
grades vip 'VIP客户 | VIP' > important '重要客户 | important' > ordinary '普通客户 | ordinary';

metric important_position boolean '在公司的业务中占据重要地位 | important in the business of the company';
metric rich_business      boolean '为公司带来丰厚的业务 | brings rich business';

grade ordinary when not important_position;
grade vip when rich_business;
grade important otherwise;

-- what each grade gets
treatment service_level for ordinary = 'good, timely answers' '良好的客户服务,包括及时回复问题和解决问题 | good service';
treatment product_access for ordinary = 'as expected' '符合客户预期的产品和服务,确保产品的质量和性能 | quality as expected';
treatment support for ordinary = 'stable relation' '建立稳定的关系 | a stable relation';
treatment product_access for important = 'high quality, for specific needs' '高品质的产品和服务,满足客户特定的需求和要求 | high quality';
treatment account_manager for important = 'own' '专属的客户经理 | a manager of its own';
treatment priority for important = 'first' '优先处理 | handled first';
treatment marketing for important = 'exclusive events and promotions' '独家活动和促销 | exclusive events and promotions';
treatment product_access for vip = 'tailored' '定制化的产品和服务 | tailored products and services';
treatment support for vip = 'personal support and advice' '个性化的支持和咨询服务 | personal support and advice';
treatment benefit for vip = 'top exclusive events and privileges' '高级的独家活动和特权 | top events and privileges';
$rubric$);
