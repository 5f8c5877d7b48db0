-- Catalog: telecommunication.

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, effective, origin, remarks, rubric)
VALUES ('unicom_personal_vip', 1, 'telecom',
	'个人VIP客户评定标准 (2022年5月9日前)', 'Hainan Unicom, personal VIP, before 2022-05-09', '(,2022-05-09)',
	'文件 001, 「VIP客户分级标准和资格评定」',
	'The best of three paths. The average is compared unrounded; without six months there is no average. Plans between two '
	'printed bands belong to the lower one. The 186 numbers are diamond, as their plan is 286 or more. Silver by commitment '
	'prints 80-180元(含180元): a slip for 含80元. '
	'Of a fixed line or broadband customer, months, plan and number are those of the bound mobile number of the same name.',
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

-- what each grade gets
treatment validity for diamond, gold, silver = 'from_joining' when number_186_class in ('1', '2', '3') or plan_3g_yuan >= 96
	'入网即获得相应VIP客户资格 | from the day of joining, for 186 numbers and 3G plans of 96 and over';
$rubric$),
('unicom_personal_vip', 2, 'telecom',
	'个人VIP客户评定标准 (2022年5月9日调整)', 'Hainan Unicom, personal VIP, from 2022-05-09', '[2022-05-09,)',
	'文件 001, 「VIP客户分级标准和资格评定」, 联通海南客服函〔2022〕16号',
	'Silver starts at 100 instead of 80; no card by commitment any more. Else as version 1, by which an '
	'assessment of before 2022-05-09 (assessed_on) is graded here as well. From 80 to under 100 a customer is '
	'still a VIP by clause (二), without a card: see unicom_personal_vip.is_vip. '
	'Of a fixed line or broadband customer, months, plan and number are those of the bound mobile number of the same name.',
$rubric$
-- 联通海南客服函〔2022〕16号, 2022年5月9日调整
grades diamond '钻石卡VIP | diamond card' > gold '金卡VIP | gold card' > silver '银卡VIP | silver card', none '无卡 | no card';

metric assessed_on             date '评定日期 | day of the assessment; before 2022-05-09 the old standard, missing: the new one';
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
-- 2022年5月9日前: the old standard
define old        = coalesce(assessed_on < date '2022-05-09', false);
define newcomer   = old and is_new_subscriber and prepaid_one_year;

-- 固网和宽带客户不能单独申请
grade none when service in ('fixed', 'broadband') and not bound_mobile_same_name;

grade diamond when (six_months >= 6 * 260
	or number_186_class in ('1', '2', '3') or plan_3g_yuan >= 286
	or newcomer and committed_monthly_yuan >= 260) is true;
grade gold when (six_months >= 6 * 180
	or plan_3g_yuan >= 186
	or newcomer and committed_monthly_yuan >= 180) is true;
grade silver when (six_months >= 6 * case when old then 80 else 100 end
	or plan_3g_yuan >= 96
	or newcomer and committed_monthly_yuan >= 80) is true;

-- undecided when nothing is known
grade none when m1_yuan is not null or m2_yuan is not null or m3_yuan is not null
	or m4_yuan is not null or m5_yuan is not null or m6_yuan is not null
	or number_186_class is not null or plan_3g_yuan is not null or old and committed_monthly_yuan is not null
	or null;

-- what each grade gets
treatment validity for diamond, gold, silver = 'from_joining' when number_186_class in ('1', '2', '3') or plan_3g_yuan >= 96
	'入网即获得相应VIP客户资格 | from the day of joining, for 186 numbers and 3G plans of 96 and over';
$rubric$),
('unicom_personal_vip.is_vip', 1, 'telecom',
	'个人VIP客户 (2022年5月9日前)', 'Hainan Unicom, personal VIP or not, before 2022-05-09', '(,2022-05-09)',
	'文件 001, 「VIP客户分级标准和资格评定」',
	'Clause (二): an average of 80 and over; also every customer with a card. The same held before 2022-05-09. '
	'Of a fixed line or broadband customer, months, plan and number are those of the bound mobile number of the same name.',
$rubric$
-- VIP客户分级标准, (二), 与2022年5月9日前的标准
grades yes '个人VIP客户 | personal VIP' > no '非VIP客户 | not a VIP';

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
grade no when service in ('fixed', 'broadband') and not bound_mobile_same_name;

grade yes when (six_months >= 6 * 80
	or number_186_class in ('1', '2', '3') or plan_3g_yuan >= 96
	or newcomer and committed_monthly_yuan >= 80) is true;

-- undecided when nothing is known
grade no when m1_yuan is not null or m2_yuan is not null or m3_yuan is not null
	or m4_yuan is not null or m5_yuan is not null or m6_yuan is not null
	or number_186_class is not null or plan_3g_yuan is not null or committed_monthly_yuan is not null
	or null;
$rubric$),
('unicom_personal_vip.is_vip', 2, 'telecom',
	'个人VIP客户 (2022年5月9日调整)', 'Hainan Unicom, personal VIP or not, from 2022-05-09', '[2022-05-09,)',
	'文件 001, 「VIP客户分级标准和资格评定」, 联通海南客服函〔2022〕16号',
	'Clause (二) keeps an average of 80 and over as the definition, while the new table starts its silver card at 100: from 80 '
	'to under 100 a customer is a VIP without a card. An assessment of before 2022-05-09 (assessed_on) is graded by version 1. '
	'Of a fixed line or broadband customer, months, plan and number are those of the bound mobile number of the same name.',
$rubric$
-- VIP客户分级标准, (二), 与联通海南客服函〔2022〕16号
grades yes '个人VIP客户 | personal VIP' > no '非VIP客户 | not a VIP';

metric assessed_on             date '评定日期 | day of the assessment; before 2022-05-09 the old standard, missing: the new one';
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
-- 2022年5月9日前: the old standard
define old        = coalesce(assessed_on < date '2022-05-09', false);
define newcomer   = old and is_new_subscriber and prepaid_one_year;

-- 固网和宽带客户不能单独申请
grade no when service in ('fixed', 'broadband') and not bound_mobile_same_name;

grade yes when (six_months >= 6 * 80
	or number_186_class in ('1', '2', '3') or plan_3g_yuan >= 96
	or newcomer and committed_monthly_yuan >= 80) is true;

-- undecided when nothing is known
grade no when m1_yuan is not null or m2_yuan is not null or m3_yuan is not null
	or m4_yuan is not null or m5_yuan is not null or m6_yuan is not null
	or number_186_class is not null or plan_3g_yuan is not null or old and committed_monthly_yuan is not null
	or null;
$rubric$);

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('unicom_3g_vip', 1, 'telecom',
	'3GVIP客户评定标准', 'Hainan Unicom, 3G VIP',
	'文件 001, 「VIP客户分级标准和资格评定」',
	'Plans between two printed bands (156 to 186, 226 to 286) belong to the lower one. The 186 numbers are diamond, as their '
	'plan is 286 or more. One of the two inputs may be missing. The table of before 2022-05-09 survives only in the labels of '
	'its rows: the same bands are used on every day.',
$rubric$
-- 96元(含)以上合约计划的3G用户; 一、二、三类186靓号用户
grades diamond '钻石卡 | diamond card' > gold '金卡 | gold card' > silver '银卡 | silver card', none '无卡 | no card';

metric assessed_on      date '评定日期 | day of the assessment';
metric plan_3g_yuan     number >= 0 unit 'CNY/month' '3G合约计划 | 3G plan';
metric number_186_class text in ('1', '2', '3', 'other') '186靓号类别 | class of the 186 number';

require plan_3g_yuan or number_186_class;

grade diamond when (plan_3g_yuan >= 286 or number_186_class in ('1', '2', '3')) is true;
grade gold when (plan_3g_yuan >= 186) is true;
grade silver when (plan_3g_yuan >= 96) is true;
grade none otherwise;

-- what each grade gets
treatment validity = 'from_joining' '入网即获得相应VIP客户资格 | from the day of joining';
$rubric$),
('unicom_group_vip', 1, 'telecom',
	'集团VIP客户评定标准', 'Hainan Unicom, group VIP',
	'文件 001, 「VIP客户分级标准和资格评定」',
	'5000 is marked as included in two rows: supreme, the better. The row of diamond has lost its own 含: 2500 is diamond. '
	'Fewer than six months in a row: none.',
$rubric$
-- 集团VIP客户: 连续6个月月平均全业务消费总额
grades supreme '至尊卡 | supreme card' > diamond '钻石卡 | diamond card' > gold '金卡 | gold card', none '非集团VIP客户 | no group VIP';

metric months_counted   number >= 0 unit 'month' '连续月数 | months in a row';
metric monthly_avg_yuan number >= 0 unit 'CNY/month' '月平均全业务消费总额 | monthly average of all services';

grade none when months_counted < 6;
grade supreme when monthly_avg_yuan >= 5000;
grade diamond when monthly_avg_yuan >= 2500;
grade gold when monthly_avg_yuan >= 1000;
grade none otherwise;

-- what each grade gets
-- 至尊卡: 5000-42000元(含5000元): 1张; 42000-170000元: 2张; 170000-420000元: 5张; 420000元以上(含420000元): 10张
treatment card_count for supreme =
	10 when monthly_avg_yuan >= 42万,
	5 when monthly_avg_yuan >= 17万,
	2 when monthly_avg_yuan >= 4.2万,
	1 otherwise unit 'card' '至尊卡张数 | cards';
$rubric$),
('unicom_group_vip.cards', 1, 'telecom',
	'集团VIP客户配卡张数', 'Hainan Unicom, cards of a group VIP',
	'文件 001, 「VIP客户分级标准和资格评定」',
	'The numbers of cards stand in the rows of the supreme card only; for diamond and gold none is printed. '
	'A limit belongs to the higher number.',
$rubric$
-- 集团VIP客户, 至尊卡: 10张, 5张, 2张, 1张
grades 10 '10张 | 10 cards' > 5 '5张 | 5 cards' > 2 '2张 | 2 cards' > 1 '1张 | 1 card', none '未列张数 | no number printed';

metric months_counted   number >= 0 unit 'month' '连续月数 | months in a row';
metric monthly_avg_yuan number >= 0 unit 'CNY/month' '月平均全业务消费总额 | monthly average of all services';

grade none when months_counted < 6;
grade 10 when monthly_avg_yuan >= 42万;
grade 5 when monthly_avg_yuan >= 17万;
grade 2 when monthly_avg_yuan >= 4.2万;
grade 1 when monthly_avg_yuan >= 5000;
grade none otherwise;
$rubric$),
('unicom_strategic_vip', 1, 'telecom',
	'战略VIP客户评定标准', 'Hainan Unicom, strategic VIP',
	'文件 001, 「VIP客户分级标准和资格评定」',
	'限海口区域 stands behind the third item and is applied to it only. 以上 includes the rank itself. A customer that qualifies waits for a '
	'card when the quota (unicom_strategic_quota) is used up; the order in which customers get one is not printed.',
$rubric$
-- 战略VIP客户
grades diamond '钻石卡 | diamond card', none '非战略VIP客户 | not a strategic VIP';

metric role text in ('provincial_department_leader', 'city_county_four_teams', 'municipal_bureau_leader', 'other')
	'职务 | position: 省厅、省局级领导, 各市县四套班子领导, 市局级领导干部';
metric rank text in ('department' > 'deputy_department' > 'division' > 'deputy_division' > 'section')
	'级别 | rank: 厅, 副厅, 处, 副处, 科';
metric area text in ('haikou', 'other') '区域 | area';

grade diamond when role = 'city_county_four_teams'
	or role = 'provincial_department_leader' and rank >= 'deputy_department'
	or role = 'municipal_bureau_leader' and rank >= 'deputy_division' and area = 'haikou';
grade none otherwise;

-- how grades change
approval of diamond until none steps quota '核定 | within the quota';
$rubric$),
('unicom_strategic_quota', 1, 'telecom',
	'战略VIP客户额度', 'Hainan Unicom, quota of strategic VIP cards',
	'文件 001, 「VIP客户分级标准和资格评定」',
	'The score is the number of cards: 1 % rounded down (不高于1%), at least one, of the customers who have a diamond card.',
$rubric$
-- 按实有钻石卡数量不高于1%(至少1张)核定战略VIP客户额度配发
metric actual_diamond_cards number >= 0 unit 'card' '实有钻石卡数量 | diamond cards in use';

require actual_diamond_cards;

score = greatest(1, floor(actual_diamond_cards * 1%));
$rubric$);

--
-- China Mobile
--
INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('xinjiang_mobile_group', 1, 'telecom',
	'集团客户分层分级服务管理办法', 'China Mobile Xinjiang, group customers',
	'文件 001, 「集团客户分层分级服务管理办法」 (2008年10月)',
	'A1 and A2 at once: A1. The kinds of customers (multinationals, top 100 taxpayers; government, police, media) are 主要包括: '
	'they suggest and do not decide. The limits of B1, B2 and C are cut off, so the result of the value score is an input; it '
	'is needed only below A. An internal least quality of service, not promised to customers (第三条).',
$rubric$
-- 集团客户分层分级服务管理办法, 第五条
grades A1 'A1高值客户 | high-value group' > A2 'A2战略客户 | strategic group' > B1 'B1 | B1' > B2 'B2 | B2' > C 'C类 | C';

metric social_influence text in ('high' > 'other') '社会影响力和社会价值 | influence on and value for society';
metric contribution     text in ('high' > 'other') '贡献率高,有稳定的当前现金收入,需求旺盛 | contribution, steady cash income, strong demand';
metric strategic        boolean '潜在需求大,有战略意义 | large potential demand, of strategic meaning';
metric value_band       text in ('b1' > 'b2' > 'c') '价值评估结果 | result of the value score';

grade A1 when social_influence = 'high' and contribution = 'high';
grade A2 when social_influence = 'high' and strategic;
grade B1 when value_band = 'b1';
grade B2 when value_band = 'b2';
grade C when value_band = 'c';
$rubric$),
('group_individual_class', 1, 'telecom',
	'集团个人客户分级服务标准', 'China Mobile, persons in group customers',
	'文件 001, 「集团个人客户分级服务标准」',
	'A key person need not be in the group (不在本集团却对本集团发展起重要作用). The exclusion of customers who have not signed stands with '
	'the ordinary class only. Only what decides must be known.',
$rubric$
-- 集团个人客户分为三类
grades key_person '集团客户关键人物 | key person' > gotone_vip '集团内全球通VIP客户 | GoTone VIP in the group'
	> ordinary '集团内普通客户 | ordinary customer in the group', none '不纳入 | not covered';

metric role       text in ('top_decision_maker', 'contact', 'telecom_middle', 'influencer', 'none')
	'关键人物 | key person: 最高决策者, 联系人, 通信部门中层, 影响力人物';
metric in_group   boolean '纳入集团管理 | managed with the group';
metric gotone_vip boolean '全球通VIP客户 | GoTone VIP';
metric signed     boolean '签约客户 | has signed';

grade key_person when role <> 'none';
grade none when not in_group;
grade gotone_vip when gotone_vip;
grade ordinary when signed;
grade none otherwise;

-- what each grade gets
treatment service_level for key_person = 'key_person_card' '集团客户关键人物服务标准 | by the card of key_person_card';
treatment service_level for gotone_vip = 'gotone_vip_standard' '享受相应的VIP服务,见《全球通VIP客户分层服务标准》 | the service of the GoTone VIP standard';
treatment service_level for ordinary = 'brand_standard' '依据客户所属品牌,享受对应服务标准 | the service of the customer''s brand';
$rubric$),
('key_person_card', 1, 'telecom',
	'集团客户关键人物VIP服务', 'China Mobile, card of a key person',
	'文件 001, 「集团个人客户分级服务标准」, 第一部分',
	'The higher of the card by group and role and the person''s own card; an own card that is not known does no harm. Without '
	'group grade or role only an own diamond card decides. Senior leaders of D groups, telecom middle managers and influencers '
	'have no row: own card only. 其他处级干部 names no group class: any. Contacts of B groups have a silver card and a gold right to '
	'choose numbers: two benefits, see key_person_card.number_right. '
	'The card changes with the grade of the group that the person belongs to.',
$rubric$
-- 集团客户关键人物服务标准, 二(一) VIP服务
grades diamond '钻卡 | diamond card' > gold '金卡 | gold card' > silver '银卡 | silver card', none '无 | no card by rule';

metric group_grade text in ('A' > 'B' > 'C' > 'D') '集团客户类别 | grade of the group customer';
metric role        text in ('senior_leader', 'division_cadre', 'contact', 'telecom_middle', 'influencer')
	'职务 | role: 高层领导, 其他处级干部, 联系人, 通信部门中层, 影响力人物';
metric own_card    text in ('diamond' > 'gold' > 'silver' > 'none') '本人的消费积分对应的VIP级别 | card by the person''s own points';

grade diamond when (own_card = 'diamond') is true;

-- undecided without group and role
grade none when (group_grade is null or role is null) and null;

grade diamond when role = 'senior_leader' and group_grade = 'A';
grade gold when role = 'senior_leader' and group_grade = 'B'
	or role = 'division_cadre'
	or role = 'contact' and group_grade = 'A'
	or (own_card = 'gold') is true;
grade silver when role = 'senior_leader' and group_grade = 'C'
	or role = 'contact'
	or (own_card = 'silver') is true;
grade none otherwise;

-- what each grade gets
treatment service_level = 'gotone_vip_standard' '享受相应的VIP服务,具体标准见《全球通VIP客户分层服务标准》 | the VIP service of the card';
treatment greeting = 4 unit 'holiday/year' '元旦、春节、端午、中秋,电话或短信 | New Year, Spring Festival, Dragon Boat, Mid-Autumn, by phone or SMS';
treatment visit = 'some_holidays' '可选择在部分节日期间对重点企业进行上门拜访 | key companies may be visited on some of the holidays';
treatment gift = 'birthday' '生日时短信问候和赠送鲜花、蛋糕 | SMS, flowers and cake for the birthday';
treatment gathering = 'by_annual_plan' when role = 'contact' '参加集团联系人活动:根据年度计划安排 | gatherings of contacts, by the plan of the year';
treatment benefit = 'terminal_subsidy' when role = 'contact' '享受不同等级的终端补助 | subsidy for a terminal';
treatment agreement_term = 2 when role = 'contact' unit 'year' '签订两年集团联系人在网协议 | for the subsidy: an agreement of two years';
treatment benefit = 'certificate' when role = 'contact' '向联系人颁发证书 | certificate of a contact';
treatment number_right = 'gold' when role = 'contact' and group_grade in ('A', 'B')
	'A、B类集团的联系人: 金卡级靓号的选择权 | choice of numbers of gold cards';
treatment number_right = 'silver' when role = 'contact' and group_grade in ('C', 'D')
	'C、D类集团的联系人: 银卡级靓号的选择权 | choice of numbers of silver cards';
treatment account_manager = 'dedicated' when role = 'contact' '配备专职客服经理服务 | service manager of its own';
treatment discount = 'preferential' when role = 'contact' '提供相应优惠 | preferential terms';
treatment priority = 'visit_first' when role = 'contact' '业务办理需求,客户经理优先上门服务 | visited first';
treatment product_access = 6 when role = 'contact' unit 'month' '最新推出的各项新业务,六个月的免费试用期 | new services free for six months';
treatment priority = 'complaint_first' when role = 'contact' '对于联系人的投诉优先处理并及时反馈 | complaints come first';
treatment benefit = 'right_to_know' when role = 'contact'
	'营销政策和所有移动业务的知情权;监督网络和服务质量的权利 | told of all offers and services; may criticise network and service';
-- A类集团每年安排二次关键人活动; B、C、D类集团每年安排一次
treatment gathering = 2 when group_grade = 'A', 1 when group_grade in ('B', 'C', 'D')
	unit 'time/year' '关键人物活动 | gatherings of key persons';
$rubric$),
('key_person_card.number_right', 1, 'telecom',
	'集团联系人靓号的选择权', 'China Mobile, right of a contact to choose numbers',
	'文件 001, 「集团个人客户分级服务标准」, 第一部分',
	'For contacts only. ABCD四类集团的联系人限次分别享受金、金、银银VIP卡相关等级的靓号的选择权: A and B gold, C and D silver. '
	'The right changes with the grade of the group that the person belongs to.',
$rubric$
-- 集团客户关键人物服务标准, 三(二) 4
grades gold '金卡级靓号 | numbers of gold cards' > silver '银卡级靓号 | numbers of silver cards', none '无 | no right';

metric group_grade text in ('A' > 'B' > 'C' > 'D') '集团客户类别 | grade of the group customer';
metric role        text in ('senior_leader', 'division_cadre', 'contact', 'telecom_middle', 'influencer')
	'职务 | role: 高层领导, 其他处级干部, 联系人, 通信部门中层, 影响力人物';

grade gold when role = 'contact' and group_grade >= 'B';
grade silver when role = 'contact';
grade none otherwise;
$rubric$);
