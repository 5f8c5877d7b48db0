-- Catalog: hotels.

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('hotel_vip', 1, 'hotel',
	'星级酒店VIP客户的管理制度', 'VIP guests of a star hotel',
	'文件 003, 「星级酒店VIP客户的管理制度」 (福佑饭店)',
	'The qualification table is lost: the level is assigned, and who has none has no valid card. Five levels are announced, four are '
	'named; the fifth has no code. The link from points to levels is not printed. '
	'An approval holds for 365 days at most, which are days, not one year; as the card is valid from the application, the office says '
	'valid_until => applied_on + 365.',
$rubric$
-- 星级酒店VIP客户的管理制度, VIP客户的等级及界定
grades V1 'V1 | V1, highest' > V2 'V2 | V2' > V3 'V3 | V3' > V4 'V4 | V4', none '无 | no valid card';

metric assigned_level text in ('V1' > 'V2' > 'V3' > 'V4') '评定的等级 | level assigned';
metric needs_visit    boolean '需要上门拜访 | wants to be visited';
metric in_house       boolean '生日在店 | in the hotel on the birthday';

grade none when assigned_level is null;
grade V1 when assigned_level = 'V1';
grade V2 when assigned_level = 'V2';
grade V3 when assigned_level = 'V3';
grade V4 when assigned_level = 'V4';

-- how grades change
approval of V1, V2, V3, V4 until none valid 365 days '卡有效期为申请之日起365天 | 365 days from the application'
	steps office '公关销售处批准 | approved by the PR and sales office';

-- what each grade gets
treatment reception for V1 = 'V1' '各部门接待规格 | reception of this level by every department; the table is lost';
treatment reception for V2 = 'V2' '各部门接待规格 | reception of this level by every department; the table is lost';
treatment reception for V3 = 'V3' '各部门接待规格 | reception of this level by every department; the table is lost';
treatment reception for V4 = 'V4' '各部门接待规格 | reception of this level by every department; the table is lost';
treatment service_mode for V1, V2, V3, V4 = 'VIP reception plan' '统一分发《VIP接待计划书》到各部门 | a plan for every department';
treatment validity for V1, V2, V3, V4 = 365 unit 'day' '卡有效期为申请之日起365天 | validity of the card from the application';
treatment card_delivery for V1, V2, V3, V4 = 5 unit 'working day' '在客人递交申请表的5个工作日内 | card and handbook after the application';
treatment statement_interval for V1, V2, V3, V4 = 2 unit 'month' '每2个月客人将收到积分情况通知 | statement of points';
treatment contact_interval for V1, V2, V3, V4 = 'often' '公关人员要经常电话联系VIP客户 | calls by the PR staff';
treatment visit_interval for V1, V2, V3, V4 = 1 when needs_visit unit 'month' '需要上门拜访的,每月要保证1次 | where a visit is needed';
treatment event_interval for V1, V2, V3, V4 = 3 unit 'month' '鸡尾酒会、联谊会等活动,每季度1次 | a party or event each quarter';
treatment gift for V1, V2, V3, V4 = 'Spring Festival' '逢重大传统节日,如春节,赠送节日礼物 | gift at the Spring Festival';
treatment gift for V1, V2, V3, V4 = 'Mid-Autumn Festival' '逢重大传统节日,如中秋节,赠送节日礼物 | gift at the Mid-Autumn Festival';
treatment gift for V1, V2, V3, V4 = 'birthday cake of 1 pound or a bottle of red wine' when in_house
	'1磅生日蛋糕或1瓶饭店指定的干红葡萄酒 | birthday in the hotel';
treatment gift for V1, V2, V3, V4 = 'birthday card' when not in_house '在店外或外地的VIP,寄去生日贺卡 | birthday elsewhere';
treatment points for V1, V2, V3, V4 = 'rewards by points' '根据《VIP客人积分奖励计划》给予奖励 | rewards by points; the scheme is not printed';
treatment benefit for V1, V2, V3, V4 = 'invited to dine by the management, in part' '总经理和市场营销总监应定期在店内宴请部分VIP客户 | some are invited to dine';
$rubric$),
('hotel_vip.in_force', 1, 'hotel',
	'星级酒店VIP客户的管理制度: 有效等级', 'VIP guests of a star hotel: the valid card, of a row that tells its approval',
	'文件 003, 「星级酒店VIP客户的管理制度」 (福佑饭店)',
	'For a hotel that approves on paper: approval and application are columns of the guest. '
	'The day of the application is not counted, so the last valid day is applied_on + 365. Treatments are those of hotel_vip.',
$rubric$
-- 星级酒店VIP客户的管理制度, VIP客户的等级及界定
grades V1 'V1 | V1, highest' > V2 'V2 | V2' > V3 'V3 | V3' > V4 'V4 | V4', none '无 | no valid card';

metric assigned_level text in ('V1' > 'V2' > 'V3' > 'V4') '评定的等级 | level assigned';
metric approved       boolean '公关销售处批准 | approved by the PR and sales office';
metric applied_on     date '申请之日 | day of the application';
metric on_date        date '查询日期 | day asked about';

-- 卡有效期为申请之日起365天
grade none when not (approved and on_date - applied_on between 0 and 365);
grade V1 when assigned_level = 'V1';
grade V2 when assigned_level = 'V2';
grade V3 when assigned_level = 'V3';
grade V4 when assigned_level = 'V4';
$rubric$),
('hotel_spending', 1, 'hotel',
	'VIP客户消费前十名', 'guests of a star hotel by what they spent',
	'文件 003, 「星级酒店VIP客户的管理制度」 (福佑饭店)',
	'The ten guests who spent most in a month are reported every month: ranking() gives the rank, and guests equal to the tenth are '
	'reported as well.',
$rubric$
-- 在每月市场营销分析会上,设立饭店VIP客户消费前十名主题汇报项目
metric spend_month_yuan number >= 0 unit 'CNY' '当月消费 | spent in the month';

require spend_month_yuan;

score = spend_month_yuan;
$rubric$),
('hotel_points', 1, 'hotel',
	'VIP卡积分', 'points of a hotel''s VIP card',
	'文件 003, 「星级酒店VIP客户的管理制度」 (福佑饭店)',
	'The score is the points. The rate is not printed: a parameter without default. Spending without showing the card earns nothing. '
	'The link from points to levels is not printed.',
$rubric$
-- 客人在饭店的每一次消费都会累计积分; 须出示VIP卡, 否则本次消费将无法记入
metric spend_card_shown_yuan     number >= 0 unit 'CNY' '出示VIP卡的消费 | spent showing the card';
metric spend_card_not_shown_yuan number >= 0 unit 'CNY' '未出示VIP卡的消费 | spent without showing the card';

parameter param_points_per_yuan number >= 0 unit 'point/CNY' '每元积分 | points for one yuan';

require spend_card_shown_yuan;

score = spend_card_shown_yuan * param_points_per_yuan;
$rubric$);
