-- Catalog: telecommunication.

INSERT INTO customer_grade.catalog
	(name, version, industry, title_zh, title_en, effective, source, review, remarks, rubric)
VALUES ('unicom_personal_vip', 1, 'telecom',
	'个人VIP客户评定标准 (2022年5月9日前)', 'Hainan Unicom, personal VIP, before 2022-05-09', '(,2022-05-09)',
	'VIP客户分级标准和资格评定',
	NULL,
	'The best of three paths. The average is compared unrounded; without six months there is no average. '
	'Plans between two printed bands belong to the lower one. The 186 numbers are diamond, as their plan is 286 or more. '
	'Silver by commitment prints 80-180元(含180元): a slip for 含80元.',
$rubric$
-- 2022年5月9日前个人VIP及3GVIP客户评定标准
grades diamond '钻石卡VIP | diamond card' > gold '金卡VIP | gold card' > silver '银卡VIP | silver card', none '无卡 | no card';

metric assessed_on             date '评定日期 | day of the assessment: chooses the version';
metric service                 text in ('mobile', 'fixed', 'broadband') '业务 | service';
metric bound_mobile_same_name  boolean '绑定同户名移动网号码 | a mobile number of the same name is bound';
metric m1_yuan                 number >= 0 unit 'CNY' '第1个月消费 | bill of month 1; null: no bill';
metric m2_yuan                 number >= 0 unit 'CNY' '第2个月消费 | bill of month 2';
metric m3_yuan                 number >= 0 unit 'CNY' '第3个月消费 | bill of month 3';
metric m4_yuan                 number >= 0 unit 'CNY' '第4个月消费 | bill of month 4';
metric m5_yuan                 number >= 0 unit 'CNY' '第5个月消费 | bill of month 5';
metric m6_yuan                 number >= 0 unit 'CNY' '第6个月消费 | bill of month 6';
metric is_new_subscriber       boolean '新入网客户 | new subscriber';
metric committed_monthly_yuan  number >= 0 unit 'CNY/month' '约定月消费额 | commitment a month';
metric prepaid_one_year        boolean '预存1年话费 | one year prepaid';
metric number_186_class        text in ('1', '2', '3', 'other') '186靓号类别 | class of the 186 number';
metric plan_3g_yuan            number >= 0 unit 'CNY/month' '3G合约计划 | 3G plan';

-- the average of six months is at least x when their sum is at least 6 x
define six_months = m1_yuan + m2_yuan + m3_yuan + m4_yuan + m5_yuan + m6_yuan;
define newcomer   = is_new_subscriber and prepaid_one_year;

-- 固网和宽带客户不能单独申请
grade none when service in ('fixed', 'broadband') and not bound_mobile_same_name;

grade diamond when (six_months >= 6 * 260
	or number_186_class in ('1', '2', '3') or plan_3g_yuan >= 286
	or newcomer and committed_monthly_yuan >= 260) is true;
grade gold when (six_months >= 6 * 180
	or plan_3g_yuan >= 186
	or newcomer and committed_monthly_yuan >= 180) is true;
grade silver when (six_months >= 6 * 80
	or plan_3g_yuan >= 96
	or newcomer and committed_monthly_yuan >= 80) is true;

-- undecided when nothing is known
grade none when m1_yuan is not null or m2_yuan is not null or m3_yuan is not null
	or m4_yuan is not null or m5_yuan is not null or m6_yuan is not null
	or number_186_class is not null or plan_3g_yuan is not null or committed_monthly_yuan is not null
	or null;
$rubric$),
('unicom_personal_vip', 2, 'telecom',
	'个人VIP客户评定标准 (2022年5月9日调整)', 'Hainan Unicom, personal VIP, from 2022-05-09', '[2022-05-09,)',
	'VIP客户分级标准和资格评定, 联通海南客服函〔2022〕16号',
	NULL,
	'Silver starts at 100 instead of 80; no card by commitment any more. Else as version 1.',
$rubric$
-- 联通海南客服函〔2022〕16号, 2022年5月9日调整
grades diamond '钻石卡VIP | diamond card' > gold '金卡VIP | gold card' > silver '银卡VIP | silver card', none '无卡 | no card';

metric assessed_on             date '评定日期 | day of the assessment: chooses the version';
metric service                 text in ('mobile', 'fixed', 'broadband') '业务 | service';
metric bound_mobile_same_name  boolean '绑定同户名移动网号码 | a mobile number of the same name is bound';
metric m1_yuan                 number >= 0 unit 'CNY' '第1个月消费 | bill of month 1; null: no bill';
metric m2_yuan                 number >= 0 unit 'CNY' '第2个月消费 | bill of month 2';
metric m3_yuan                 number >= 0 unit 'CNY' '第3个月消费 | bill of month 3';
metric m4_yuan                 number >= 0 unit 'CNY' '第4个月消费 | bill of month 4';
metric m5_yuan                 number >= 0 unit 'CNY' '第5个月消费 | bill of month 5';
metric m6_yuan                 number >= 0 unit 'CNY' '第6个月消费 | bill of month 6';
metric is_new_subscriber       boolean '新入网客户 | new subscriber';
metric committed_monthly_yuan  number >= 0 unit 'CNY/month' '约定月消费额 | commitment a month';
metric prepaid_one_year        boolean '预存1年话费 | one year prepaid';
metric number_186_class        text in ('1', '2', '3', 'other') '186靓号类别 | class of the 186 number';
metric plan_3g_yuan            number >= 0 unit 'CNY/month' '3G合约计划 | 3G plan';

-- the average of six months is at least x when their sum is at least 6 x
define six_months = m1_yuan + m2_yuan + m3_yuan + m4_yuan + m5_yuan + m6_yuan;

-- 固网和宽带客户不能单独申请
grade none when service in ('fixed', 'broadband') and not bound_mobile_same_name;

grade diamond when (six_months >= 6 * 260
	or number_186_class in ('1', '2', '3') or plan_3g_yuan >= 286) is true;
grade gold when (six_months >= 6 * 180
	or plan_3g_yuan >= 186) is true;
grade silver when (six_months >= 6 * 100
	or plan_3g_yuan >= 96) is true;

-- undecided when nothing is known
grade none when m1_yuan is not null or m2_yuan is not null or m3_yuan is not null
	or m4_yuan is not null or m5_yuan is not null or m6_yuan is not null
	or number_186_class is not null or plan_3g_yuan is not null
	or null;
$rubric$);
