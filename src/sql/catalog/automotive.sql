-- Catalog: automotive after-sales.

-- The grade, and a satisfaction grade that is also kept for major customers: one text, with and without F.
INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
SELECT name, 1, 'automotive', title_zh, title_en, '文件 000, 「客户满意度等级划分【范本模板】」',
	'Used by the service desk at each contact. What is not reported counts as not shown, so failed calming and a missing '
	'solution must be reported, too; if nothing is shown, the customer is not graded. '
	'The precedence is not printed: complaints before praise, the worse complaint first; among the rest C, then A, then B. '
	'2次以上 includes two visits; 300 to 500 km a month is taken literally with both ends, so 250 or 600 km say nothing; '
	'超过 3 days, a week, 20 days excludes the number. A general quality issue is D, however often the customer complained: '
	'several complaints without repair visits are in no class of the text. '
	'A tone alone is D only with a reason stated (4.1), E only with failed calming and a threat of publicity (5.1).' || remark_on_f,
	format($rubric$
-- 客户满意度等级划分
grades A '非常满意客户,忠诚客户 | very satisfied, loyal' > B '满意客户 | satisfied' > C '一般客户 | neutral'
	> D '不满意客户 | dissatisfied' > E '非常不满意客户 | very dissatisfied'%1$s;

%2$smetric loves_brand              boolean '1.1 对产品情有独钟 | loves the brand';
metric expectation              text in ('exceeds' > 'meets' > 'basic' > 'below') '1.2 2.3 3.3 期望值 | expectation';
metric concrete_example         boolean '1.2 有具体事例说明 | gives a concrete example';
metric no_reason_unhappy        boolean '2.1 说不出不高兴的理由 | names no reason to be unhappy';
metric hospitality_ok           boolean '2.2 休息、茶水、百问不厌 | rest, tea, patient answers';
metric details_neglected        boolean '3.1 不重视细节,介绍、维修简单 | details neglected';
metric tone                     text in ('normal' > 'flat' > 'dissatisfied' > 'harsh') '3.2 4.1 5.1 来电语气 | tone of the call';
metric reason_stated            boolean '4.1 提出不满意的原因 | states a reason';
metric calmed                   boolean '5.1 经客服代表安抚有效 | calmed by the service desk';
metric media_threat             boolean '5.1 准备投诉或曝光 | threatens publicity';
metric prices_not_public        boolean '4.2 价格没有公开 | prices not public';
metric quality_issue            text in ('none' > 'general' > 'major') '4.3 5.2 质量问题 | quality issue';
metric same_issue_complaints_1m number >= 0 unit 'complaint' '4.3 一个月内对同一问题投诉次数 | complaints on one issue in a month';
metric quality_repairs_1m       number >= 0 unit 'visit' '5.3 1个月内因质量问题维修次数 | repair visits in a month';
metric complaint_km_per_month   number >= 0 unit 'km/month' '5.3 投诉期间内行驶里程 | mileage while the complaint is open';
metric parts_wait_days          number >= 0 unit 'day' '4.4 备品供应周期 | wait for parts';
metric strong_complaint         boolean '4.4 客户抱怨大 | complains strongly';
metric technician_cause         boolean '4.5 因维修人员技术水平原因 | caused by the technician''s skill';
metric handling_days            number >= 0 unit 'day' '4.5 5.4 处理周期 | days in handling';
metric has_solution             boolean '5.4 有妥善的解决方案 | has a proper solution';

%3$sgrade E when (tone = 'harsh' and not calmed and media_threat
	or quality_issue = 'major'
	or quality_repairs_1m >= 2
	or complaint_km_per_month between 300 and 500
	or handling_days > 20 and not has_solution) is true;
grade D when (reason_stated
	or prices_not_public
	or quality_issue = 'general'
	or parts_wait_days > 3 and strong_complaint
	or technician_cause and handling_days > 7) is true;
grade C when (details_neglected or tone = 'flat' or expectation = 'basic') is true;
grade A when (loves_brand or expectation = 'exceeds' and concrete_example) is true;
grade B when (no_reason_unhappy or hospitality_ok or expectation in ('meets', 'exceeds')) is true;
$rubric$, f_label, f_metric, f_rule)::customer_grade.rubric
FROM (VALUES
	('mazda_satisfaction', '客户满意度等级划分', 'FAW Mazda, satisfaction',
		' F is by identity, no degree of satisfaction and without rank, and goes before the letter, '
		'which mazda_satisfaction.satisfaction keeps.',
		', F ''重大客户 | major customer''',
		E'metric is_major_identity        boolean ''重大客户身份 | major by identity'';\n',
		E'grade F when is_major_identity is true ''6 根据客户的身份进行判断 | by identity'';\n'),
	('mazda_satisfaction.satisfaction', '客户满意度等级划分: 满意度', 'FAW Mazda, satisfaction: the letter kept beside F',
		' Of every customer, those that are F in mazda_satisfaction included.',
		'', '', '')
) AS s(name, title_zh, title_en, remark_on_f, f_label, f_metric, f_rule);
