-- Catalog: credit standing.

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('credit_grade', 1, 'credit',
	'客户信用等级管理制度', 'credit grade of a customer',
	'文件 003, 「客户信用等级管理制度」',
	'The source names four factors and no rule that combines them: the worst factor decides, since the aim is to lower the credit risk. '
	'param_combination = weighted_mean takes the weighted mean of 5 to 1 points instead, the nearest grade, halves upward; the weights '
	'are equal unless given.',
$rubric$
-- 客户信用等级管理制度, 二、客户信用等级的划分标准
grades excellent '优秀 | excellent' > good '良好 | good' > fair '一般 | fair' > poor '较差 | poor' > high_risk '高风险 | high risk';

metric credit_history     text in ('excellent' > 'good' > 'fair' > 'poor' > 'high_risk')
	'信用历史: 还款记录、信用评级 | credit history: repayment, ratings';
metric capital_strength   text in ('excellent' > 'good' > 'fair' > 'poor' > 'high_risk')
	'资金实力: 注册资本、资产情况、现金流 | capital, assets, cash flow';
metric industry_position  text in ('excellent' > 'good' > 'fair' > 'poor' > 'high_risk')
	'行业背景和竞争地位: 发展前景、市场占有率 | prospects of the industry, share of the market';
metric recent_performance text in ('excellent' > 'good' > 'fair' > 'poor' > 'high_risk')
	'近期表现: 经营状况、订单情况 | recent business and orders';

parameter param_combination          text in ('worst', 'weighted_mean') = 'worst' '综合方法 | how the factors are combined';
parameter param_w_credit_history     number > 0 = 1 '信用历史的权重 | weight of the credit history';
parameter param_w_capital_strength   number > 0 = 1 '资金实力的权重 | weight of the capital';
parameter param_w_industry_position  number > 0 = 1 '行业背景的权重 | weight of the industry';
parameter param_w_recent_performance number > 0 = 1 '近期表现的权重 | weight of the recent performance';

require credit_history, capital_strength, industry_position, recent_performance;

define worst = least(credit_history, capital_strength, industry_position, recent_performance);
define weights = param_w_credit_history + param_w_capital_strength + param_w_industry_position + param_w_recent_performance;
define points = param_w_credit_history
		* case credit_history when 'excellent' then 5 when 'good' then 4 when 'fair' then 3 when 'poor' then 2 else 1 end
	+ param_w_capital_strength
		* case capital_strength when 'excellent' then 5 when 'good' then 4 when 'fair' then 3 when 'poor' then 2 else 1 end
	+ param_w_industry_position
		* case industry_position when 'excellent' then 5 when 'good' then 4 when 'fair' then 3 when 'poor' then 2 else 1 end
	+ param_w_recent_performance
		* case recent_performance when 'excellent' then 5 when 'good' then 4 when 'fair' then 3 when 'poor' then 2 else 1 end;

-- the mean is compared without a division, so exact
grade excellent when case param_combination when 'worst' then worst = 'excellent' else points >= weights * 4.5 end;
grade good      when case param_combination when 'worst' then worst = 'good' else points >= weights * 3.5 end;
grade fair      when case param_combination when 'worst' then worst = 'fair' else points >= weights * 2.5 end;
grade poor      when case param_combination when 'worst' then worst = 'poor' else points >= weights * 1.5 end;
grade high_risk otherwise;

-- what each grade gets
-- None for poor and high_risk alone: the source breaks off after 一般.
treatment credit_limit for excellent, good = 'looser' '更宽松的信用额度 | looser limit';
treatment payment_term for excellent, good = 'looser' '更宽松的信用期限 | looser term';
treatment payment_mode for excellent, good = 'flexible' '灵活的付款方式 | flexible payment';
treatment benefit for excellent, good = 'added services' '更多的增值服务 | more added services';
treatment priority for excellent, good = 'partner programmes and promotions first'
	'优先参与合作伙伴计划、推广活动等 | first in partner programmes and promotions';
treatment credit_limit for fair = 'moderate' '适度的信用额度的限制 | moderate limit';
treatment payment_term for fair = 'moderate' '适度的信用期限的限制 | moderate term';
treatment payment_mode for fair = 'ordinary' '常规的付款方式 | ordinary payment';
treatment monitoring for fair = 'tighter follow-up and collection' '加强对客户的信用跟踪和催收工作 | tighter follow-up and collection';
treatment credit_check = 'by grade' '信用调查 | investigation, differs by grade';
treatment contract = 'by grade' '合同条款 | terms of the contract, differ by grade';
treatment security = 'by grade' '担保方式 | security, differs by grade';
$rubric$);
