-- Catalog: car sales.

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('car_customer', 1, 'automotive',
	'汽车客户级别划分标准: 购买能力', 'car buyers by purchasing power',
	'文件 003, 「汽车客户级别划分标准」 一',
	'The heading of the second level is lost: mid. Purchasing power has no numbers and is a level. The purpose is a class without order '
	'and is recorded only.',
$rubric$
-- 汽车客户级别划分标准, 一、按照购买能力划分
grades high_end '高端客户 | high end' > mid '(缺名,中端) | middle, name lost' > ordinary '普通客户 | ordinary';

metric purchasing_power text in ('high' > 'mid' > 'ordinary') '购买能力 | purchasing power';
metric purpose          text in ('family', 'business') '家庭用户或商务客户 | family or business';

grade high_end when purchasing_power = 'high';
grade mid      when purchasing_power = 'mid';
grade ordinary when purchasing_power = 'ordinary';

-- what each grade gets
treatment service_level for high_end = 'high' '对车辆质量和服务要求较高 | asks much of quality and service';
$rubric$),
('car_customer.composite', 1, 'automotive',
	'汽车客户级别划分标准: 综合划分', 'car buyers, composite class',
	'文件 003, 「汽车客户级别划分标准」 四',
	'The name of the class is lost: premium. In 高端私家车用户或单位/租赁公司客户, 高端 is read with private users only. '
	'豪华车型和中高档车型: one of the two.',
$rubric$
-- 汽车客户级别划分标准, 四、综合划分
grades premium '(缺名,综合) | premium, name lost' > other '其他 | other';

metric user_type        text in ('private', 'unit_or_leasing', 'government') '私家车用户、单位或租赁公司、政府或公务员 | kind of user';
metric purchasing_power text in ('high' > 'mid' > 'ordinary') '购买能力 | purchasing power';
metric model_class      text in ('luxury', 'performance', 'mid_high', 'other') '车型 | class of the model';

grade premium when (user_type = 'private' and purchasing_power = 'high' or user_type = 'unit_or_leasing')
	and model_class in ('luxury', 'mid_high');
grade other otherwise;

-- what each grade gets
treatment service_level for premium = 'high' '对车辆品质和服务要求较高 | asks much of quality and service';
$rubric$),
('car_customer.cycle', 1, 'automotive',
	'汽车客户级别划分标准: 购车周期', 'car buyers by purchase cycle',
	'文件 003, 「汽车客户级别划分标准」, 购车周期标准',
	'The two conditions of the long cycle are alternatives as printed, although they contradict each other as measures of one thing. '
	'以上 includes the number. One of the two may be missing. A class without order.',
$rubric$
-- 汽车客户级别划分标准, 一、购车周期标准
grades unranked long '长期购车客户 | long cycle', short '短期购车客户 | short cycle';

metric purchase_interval_years number >= 0 unit 'year' '购置新车的间隔 | years between purchases';
metric replace_interval_years  number >= 0 unit 'year' '换新车的间隔 | years between replacements';

require purchase_interval_years or replace_interval_years;

grade long when (purchase_interval_years >= 3 or replace_interval_years >= 1) is true;
grade short otherwise;

-- what each grade gets
treatment marketing for long = 'quality, performance, comfort, loyalty to the brand' '对车辆品质、性能、舒适性和品牌忠诚度要求比较高 | what these buyers look at';
treatment marketing for short = 'price, value for money' '更注重价格和性价比 | what these buyers look at';
$rubric$),
('car_customer.channel', 1, 'automotive',
	'汽车客户级别划分标准: 购车渠道', 'car buyers by channel',
	'文件 003, 「汽车客户级别划分标准」, 购车渠道',
	'A class without order.',
$rubric$
-- 汽车客户级别划分标准, 按照购车渠道
grades unranked self '自主购车客户 | buys for private use', organisation '组织购车客户 | buys for an organisation';

metric channel text in ('dealer_4s', 'internet', 'organisation') '购车渠道 | channel';

grade self when channel in ('dealer_4s', 'internet');
grade organisation when channel = 'organisation';

-- what each grade gets
treatment marketing for self = 'brand, model, performance, after-sales service' '比较看重汽车品牌、车型、性能和售后服务 | what these buyers look at';
treatment support for organisation = 'more after-sales service and maintenance'
	'购车规模较大,对售后服务和维修保养要求较高 | large purchases, asks more of service and maintenance';
$rubric$);
