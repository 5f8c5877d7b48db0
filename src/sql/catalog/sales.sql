-- Catalog: sales in general.

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, effective, origin, remarks, rubric)
VALUES ('sales_opportunity_abcd', 1, 'sales',
	'销售客户等级划分标准', 'grades of sales opportunities', '[2016-04-21,)',
	'文件 000, 「销售客户等级划分标准」',
	'Amount and time disagree: the better of the two stands. 10万, 5万 and 2万 belong to the better grade. '
	'One of the two inputs may be missing. Customers imported before the trial run are not graded. '
	'Between two bands (3 to 4, 6 to 7 months) the worse one counts. Up or down by any number of steps, without approval.',
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

-- how grades change
review month end '每月的月底进行一次客户分级调整 | on the last day of every month';
promotion at review;
demotion at review;

-- what each grade gets
treatment priority for A = 1 '在资源冲突的情况下,优先处理高级别的客户 | when resources conflict, the higher grade first';
treatment priority for B = 2 '在资源冲突的情况下,优先处理高级别的客户 | when resources conflict, the higher grade first';
treatment priority for C = 3 '在资源冲突的情况下,优先处理高级别的客户 | when resources conflict, the higher grade first';
treatment priority for D = 4 '在资源冲突的情况下,优先处理高级别的客户 | when resources conflict, the higher grade first';
treatment resource = 'by grade' '运营根据不同客户分级配置不同的资源 | operations allots resources by grade';
$rubric$);

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('phone_visit_abcd', 1, 'sales',
	'客户等级分类 (电话拜访)', 'phone visits, A to D',
	'文件 000, 「客户等级分类」',
	'For customers that have not dealt with the company yet, as the text says of B (没有实际和本单位达成过交易); no input tells them apart. '
	'Not contacted, refused, or no key person found: D, even if more is known. A class needs all of its phrases. '
	'A mark that is not known counts as not shown: 不知道客户对我们产品看法和态度 describes D. Contact and key person must be known '
	'unless the customer refused. '
	'The visits of B as the salesperson decides stand in the paragraph on C; kept literally.',
$rubric$
-- 客户等级分类
grades A '目标客户 | target customer' > B '意向客户 | intending customer' > C '有效客户 | effective customer'
	> D '拜访客户 | visited customer';

metric contacted        boolean '已联系 | was contacted';
metric key_person_found boolean '找到关键人 | the key person was found';
metric refused          boolean '被客户拒绝 | the customer refused';
metric full_intro_done  boolean '完整介绍产品 | the product was introduced in full';
metric contact_left     boolean '留有联系方式 | left a mobile number, QQ or mail address';
metric materials_sent   boolean '发出电子版资料 | material was sent';
metric interest         text in ('strong' > 'low' > 'none') '兴趣 | interest';
metric intent_expressed boolean '表达了交易意向 | expressed the intent to deal';
metric able_and_likely  boolean '有能力及有可能购买 | able and likely to buy, as the salesperson judges';
metric clear_need       boolean '明确的项目需求或购买需求 | clear need of a project or purchase';
metric buying_signal    boolean '要购买样机或透露出项目信息 | wants a sample or tells of the project';

-- 未找到关键人、被客户拒绝的; 没有联系的全部算为D类客户
grade D when not contacted or refused is true or not key_person_found;

grade A when (clear_need and interest = 'strong' and buying_signal) is true;
grade B when (intent_expressed and interest = 'strong' and able_and_likely) is true;
grade C when (full_intro_done and contact_left and materials_sent) is true;
-- 客户信息了解较少, 不知道客户对我们产品看法和态度; 非有效客户
grade D otherwise;

-- what each grade gets
treatment visit_interval for A = 0.5 unit 'week' 'A类客户的拜访频率为每周2次 | twice a week';
treatment visit_interval for B = 'as the salesperson decides' '也可以销售人员决定B类客户的拜访频率 | the salesperson decides how often';
treatment visit_interval for C = 1 unit 'month' '每月拜访一次 | once a month';
treatment service_mode for C = 'SMS, QQ, mail, telephone, travel' '以短信、QQ、邮件、电话和出差等形式拜访为主 | mainly by SMS, QQ, mail, telephone and travel';
treatment visit_interval for D = 3 unit 'month' '经过多次筛选确定后可一季度拜访一次 | once a quarter, when repeated screening has confirmed it';
treatment service_mode for D = 'SMS, mail, telephone' '主要以短信、邮件和电话的形式拜访 | mainly by SMS, mail and telephone';
$rubric$);
