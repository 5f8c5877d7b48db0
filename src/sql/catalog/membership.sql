-- Catalog: members of platforms and shops.

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
SELECT 'spend_frequency_loyalty.' || dimension, 1, 'membership',
	'客户等级分类标准: ' || zh, 'spend, frequency, loyalty: ' || en,
	'文件 000, 「客户等级分类标准」',
	remarks || 'The three stand side by side; the origin has no overall grade. A missing input leaves only its own dimension '
	'open. Age, sex, occupation and region are named as further facets, without levels.',
	rubric::customer_grade.rubric
FROM (VALUES ('spend', '消费金额', 'amount spent',
	'The source prints no limits and leaves the period open: both limits are parameters without a default. '
	'A limit belongs to the better level. ',
$rubric$
-- 客户等级分类标准, 1. 消费金额
grades high '高消费 | high spending' > mid '中消费 | middle spending' > low '低消费 | low spending';

metric spend_yuan number >= 0 unit 'CNY' '一定时间内的消费金额 | spent within the period';

parameter param_spend_mid_from  number unit 'CNY' '中消费起点 | from here on middle';
parameter param_spend_high_from number unit 'CNY' '高消费起点 | from here on high';

require spend_yuan;

grade high when spend_yuan >= param_spend_high_from;
grade mid  when spend_yuan >= param_spend_mid_from;
grade low  otherwise;
$rubric$),
('frequency', '购买频率', 'frequency of purchase',
	'The source prints no limits and leaves the period open: both limits are parameters without a default. '
	'A limit belongs to the better level. ',
$rubric$
-- 客户等级分类标准, 2. 购买频率
grades high '高频率 | high frequency' > mid '中频率 | middle frequency' > low '低频率 | low frequency';

metric purchases number >= 0 unit 'purchase' '一定时间内的购买次数 | purchases within the period';

parameter param_freq_mid_from  number unit 'purchase' '中频率起点 | from here on middle';
parameter param_freq_high_from number unit 'purchase' '高频率起点 | from here on high';

require purchases;

grade high when purchases >= param_freq_high_from;
grade mid  when purchases >= param_freq_mid_from;
grade low  otherwise;
$rubric$),
('loyalty', '忠诚度', 'loyalty', 'The source gives three kinds of customers and no measure: the kind is the input. ',
$rubric$
-- 客户等级分类标准, 3. 忠诚度
grades loyal '忠诚客户 | loyal' > ordinary '普通客户 | ordinary' > churned '流失客户 | churned';

metric loyalty_rating text in ('loyal' > 'ordinary' > 'churned') '忠诚度 | loyalty';

require loyalty_rating;

grade loyal    when loyalty_rating = 'loyal';
grade ordinary when loyalty_rating = 'ordinary';
grade churned  when loyalty_rating = 'churned';
$rubric$)) AS d(dimension, zh, en, remarks, rubric);

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('points_stars', 1, 'membership',
	'客户等级分类标准: 积分与星级', 'stars by points',
	'文件 000, 「客户等级分类标准」',
	'The source prints no limits: they are parameters without a default. A limit belongs to the better grade. 一颗星、两颗星、三颗星等: '
	'more stars are possible, each one more label, parameter and rule on top.',
$rubric$
-- 客户等级分类标准, 积分制度
grades 3 '三颗星 | three stars' > 2 '两颗星 | two stars' > 1 '一颗星 | one star', none '无星 | no star';

metric points number >= 0 unit 'point' '积分 | points';

parameter param_star1_from number unit 'point' '一颗星起点 | from here on one star';
parameter param_star2_from number unit 'point' '两颗星起点 | from here on two stars';
parameter param_star3_from number unit 'point' '三颗星起点 | from here on three stars';

require points;

-- 积分越多,用户等级越高; a fourth star is a label, a parameter and a rule above these
grade 3 when points >= param_star3_from;
grade 2 when points >= param_star2_from;
grade 1 when points >= param_star1_from;
grade none otherwise;
$rubric$);
