-- Catalog: common standards to start with, which come from none of the source documents.

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, review, remarks, settings, rubric)
VALUES ('three_tiers', 1, 'general',
	'三级客户 (入门)', 'three tiers, for a start',
	'通用做法 | common practice',
	NULL,
	'To be copied and changed: one number, two limits that are parameters with a default, and a rest class. '
	'A limit belongs to the better grade; a customer whose revenue is not known is not graded.',
	'{}',
$rubric$
-- Statements end with a semicolon; the best grade comes first.
grades gold '金牌客户 | gold' > silver '银牌客户 | silver' > bronze '普通客户 | bronze';

-- what is read from the customer's row
metric revenue_yuan number >= 0 unit 'CNY/year' '年销售额 | revenue of a year';

-- what may be set from outside
parameter gold_from   number >= 0 = 10万 unit 'CNY/year' '金牌起点 | from here on gold';
parameter silver_from number >= 0 = 1万  unit 'CNY/year' '银牌起点 | from here on silver';

-- without it a customer is not graded, which is not the same as bronze
require revenue_yuan;

-- tried in this order
grade gold   when revenue_yuan >= gold_from;
grade silver when revenue_yuan >= silver_from;
grade bronze otherwise;

-- what each grade gets
treatment visit_interval for gold = 1 unit 'month' '每月拜访一次 | once a month';
treatment visit_interval for silver = 3 unit 'month' '每季度拜访一次 | once a quarter';
treatment visit_interval for bronze = 1 unit 'year' '每年拜访一次 | once a year';
$rubric$),
('abc_revenue', 1, 'general',
	'ABC 分析 (按销售额)', 'ABC analysis by revenue',
	'通用做法: 帕累托 80/95 | common practice: Pareto, 80 and 95 %',
	NULL,
	'A: the largest customers that together make up 80 % of the revenue; B: those that bring it to 95 %; C: the rest. The customer with '
	'which a share is reached belongs to the class, and so do all customers with the same revenue. A customer without revenue is C, even if no customer has any.',
	jsonb_build_object('benchmark', $benchmark$SELECT customer_grade.pareto_cutoff(0.80) WITHIN GROUP (ORDER BY revenue_yuan) AS a_from_yuan,
	customer_grade.pareto_cutoff(0.95) WITHIN GROUP (ORDER BY revenue_yuan) AS b_from_yuan
FROM cohort$benchmark$),
$rubric$
-- ABC analysis: 80, 95 and 100 % of the revenue
grades A 'A类客户, 占销售额80% | class A, 80 % of the revenue' > B 'B类客户, 至95% | class B, up to 95 %'
	> C 'C类客户, 其余 | class C, the rest';

metric revenue_yuan number >= 0 unit 'CNY' '销售额 | revenue of the period';

parameter a_from_yuan number >= 0 unit 'CNY' 'A类起点 | revenue of the customer with which 80 % are reached';
parameter b_from_yuan number >= 0 unit 'CNY' 'B类起点 | revenue of the customer with which 95 % are reached';

require revenue_yuan;

grade C when revenue_yuan = 0;
grade A when revenue_yuan >= a_from_yuan;
grade B when revenue_yuan >= b_from_yuan;
grade C otherwise;

-- what each grade gets
treatment resource for A = 'focus' '重点投入 | the focus of attention';
treatment resource for B = 'regular' '正常投入 | regular attention';
treatment resource for C = 'little' '简化投入 | as little as will do';
$rubric$),
('rfm_segments', 1, 'general',
	'RFM 客户细分', 'RFM segments',
	'通用做法: 近度、频度、额度五等分 | common practice: recency, frequency, monetary value by quintiles',
	NULL,
	'Recency, frequency and monetary value are scored 5 to 1 by the quintiles of all customers; a value on a cut-off belongs to the lower '
	'fifth, which is the better one of recency, and the worse one of the others: where most have bought once, none of these counts as '
	'frequent. Frequency and monetary value are one axis, their mean with halves upward; recency is the other. The ten segments fill the '
	'5 x 5 table. They call for different treatment and are not ranked. A customer that never bought has no recency and is not graded.',
	-- Rounded: a fifth between two amounts in cents has three decimals, the rest is noise of the binary interpolation.
	jsonb_build_object('benchmark', $benchmark$SELECT round(r[1]::numeric, 6) AS recency_p20, round(r[2]::numeric, 6) AS recency_p40, round(r[3]::numeric, 6) AS recency_p60, round(r[4]::numeric, 6) AS recency_p80,
	round(f[1]::numeric, 6) AS frequency_p20, round(f[2]::numeric, 6) AS frequency_p40, round(f[3]::numeric, 6) AS frequency_p60, round(f[4]::numeric, 6) AS frequency_p80,
	round(m[1]::numeric, 6) AS monetary_p20, round(m[2]::numeric, 6) AS monetary_p40, round(m[3]::numeric, 6) AS monetary_p60, round(m[4]::numeric, 6) AS monetary_p80
FROM (
	SELECT percentile_cont(ARRAY[0.2, 0.4, 0.6, 0.8]) WITHIN GROUP (ORDER BY recency_days) AS r,
		percentile_cont(ARRAY[0.2, 0.4, 0.6, 0.8]) WITHIN GROUP (ORDER BY frequency) AS f,
		percentile_cont(ARRAY[0.2, 0.4, 0.6, 0.8]) WITHIN GROUP (ORDER BY monetary_yuan) AS m
	FROM cohort) AS quintile$benchmark$),
$rubric$
-- RFM: recency, frequency, monetary value
grades unranked champions '冠军客户 | champions', loyal '忠诚客户 | loyal customers', potential_loyalist '潜在忠诚客户 | potential loyalists',
	new '新客户 | new customers', promising '有希望客户 | promising', need_attention '需关注客户 | need attention',
	about_to_sleep '即将沉睡客户 | about to sleep', cannot_lose '不能失去的客户 | cannot lose them', at_risk '流失风险客户 | at risk',
	hibernating '沉睡客户 | hibernating';

metric recency_days  number >= 0 unit 'day'      '最近一次购买距今 | days since the last purchase';
metric frequency     number >= 0 unit 'purchase' '购买次数 | purchases within the period';
metric monetary_yuan number >= 0 unit 'CNY'      '消费金额 | spent within the period';

parameter recency_p20   number unit 'day'      '近度第1分位 | a fifth bought within this time';
parameter recency_p40   number unit 'day'      '近度第2分位 | two fifths';
parameter recency_p60   number unit 'day'      '近度第3分位 | three fifths';
parameter recency_p80   number unit 'day'      '近度第4分位 | four fifths';
parameter frequency_p20 number unit 'purchase' '频度第1分位 | a fifth bought at most this often';
parameter frequency_p40 number unit 'purchase' '频度第2分位 | two fifths';
parameter frequency_p60 number unit 'purchase' '频度第3分位 | three fifths';
parameter frequency_p80 number unit 'purchase' '频度第4分位 | four fifths';
parameter monetary_p20  number unit 'CNY'      '额度第1分位 | a fifth spent at most this much';
parameter monetary_p40  number unit 'CNY'      '额度第2分位 | two fifths';
parameter monetary_p60  number unit 'CNY'      '额度第3分位 | three fifths';
parameter monetary_p80  number unit 'CNY'      '额度第4分位 | four fifths';

require recency_days, frequency, monetary_yuan;

define r = case when recency_days <= recency_p20 then 5 when recency_days <= recency_p40 then 4
	when recency_days <= recency_p60 then 3 when recency_days <= recency_p80 then 2 else 1 end;
define f = case when frequency > frequency_p80 then 5 when frequency > frequency_p60 then 4
	when frequency > frequency_p40 then 3 when frequency > frequency_p20 then 2 else 1 end;
define m = case when monetary_yuan > monetary_p80 then 5 when monetary_yuan > monetary_p60 then 4
	when monetary_yuan > monetary_p40 then 3 when monetary_yuan > monetary_p20 then 2 else 1 end;
define fm = round((f + m) / 2);

grade champions          when r = 5 and fm >= 4;
grade loyal              when r >= 3 and fm >= 4;
grade potential_loyalist when r >= 4 and fm >= 2;
grade new                when r = 5;
grade promising          when r = 4;
grade need_attention     when r = 3 and fm = 3;
grade about_to_sleep     when r = 3;
grade cannot_lose        when fm = 5;
grade at_risk            when fm >= 3;
grade hibernating        otherwise;

-- what each grade gets
treatment marketing for champions = 'reward' '奖励,邀请试用新品 | reward, first to try what is new';
treatment marketing for loyal = 'upsell' '升级销售,邀请评价 | offer more, ask for reviews';
treatment marketing for potential_loyalist = 'membership' '会员计划,推荐其他产品 | membership, recommend other products';
treatment marketing for new = 'onboard' '新客引导 | help with the first steps';
treatment marketing for promising = 'raise awareness' '提高认知,免费试用 | make the brand known, free trials';
treatment marketing for need_attention = 'limited offers' '限时优惠 | offers for a limited time';
treatment marketing for about_to_sleep = 'reconnect' '重新联系,推荐热门产品 | get in touch, popular products';
treatment marketing for cannot_lose = 'win back' '全力挽回 | win back, talk in person';
treatment marketing for at_risk = 'personal contact' '个性化联系 | personal messages, renewal';
treatment marketing for hibernating = 'low cost' '低成本触达 | cheap contact only';
$rubric$);
