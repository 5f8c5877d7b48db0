-- Catalog: common standards to start with, which come from none of the source documents.

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('three_tiers', 1, 'general',
	'三级客户 (入门)', 'three tiers, for a start',
	'通用做法 | common practice',
	'To be copied and changed: one number, two limits that are parameters with a default, and a rest class. '
	'A limit belongs to the better grade; a customer whose revenue is not known is not graded.',
$rubric$
-- Statements end with a semicolon; the best grade comes first.
grades gold '金牌客户 | gold' > silver '银牌客户 | silver' > bronze '普通客户 | bronze';

-- what is read from the customer's row
metric revenue number >= 0 unit 'CNY/year' '年销售额 | revenue of a year';

-- what may be set from outside
parameter gold_from   number >= 0 = 10万 unit 'CNY/year' '金牌起点 | from here on gold';
parameter silver_from number >= 0 = 1万  unit 'CNY/year' '银牌起点 | from here on silver';

-- without it a customer is not graded, which is not the same as bronze
require revenue;

-- tried in this order
grade gold   when revenue >= gold_from;
grade silver when revenue >= silver_from;
grade bronze otherwise;

-- what each grade gets
treatment visit_interval for gold = 1 unit 'month' '每月拜访一次 | once a month';
treatment visit_interval for silver = 3 unit 'month' '每季度拜访一次 | once a quarter';
treatment visit_interval for bronze = 1 unit 'year' '每年拜访一次 | once a year';
$rubric$),
('abc_revenue', 1, 'general',
	'ABC 分析 (按销售额)', 'ABC analysis by revenue',
	'通用做法: 帕累托 80/95 | common practice: Pareto, 80 and 95 %',
	'A: the largest customers that together make up 80 % of the revenue; B: those that bring it to 95 %; C: the rest. The customer with '
	'which a share is reached belongs to the class, and so do all customers with the same revenue. A customer without revenue is C, even '
	'if no customer has any.',
$rubric$
-- ABC analysis: 80, 95 and 100 % of the revenue
grades A 'A类客户, 占销售额80% | class A, 80 % of the revenue' > B 'B类客户, 至95% | class B, up to 95 %'
	> C 'C类客户, 其余 | class C, the rest';

metric revenue number >= 0 unit 'CNY' '销售额 | revenue of the period';

parameter a_from number >= 0 = pareto(revenue, 80%) unit 'CNY' 'A类起点 | revenue of the customer with which 80 % are reached';
parameter b_from number >= 0 = pareto(revenue, 95%) unit 'CNY' 'B类起点 | revenue of the customer with which 95 % are reached';

require revenue;

grade C when revenue = 0;
grade A when revenue >= a_from;
grade B when revenue >= b_from;
grade C otherwise;

-- the shares are taken and the classes changed at the end of a quarter
review quarter end '每季末 | at the end of each quarter';
promotion at review;
demotion at review;

-- what each grade gets
treatment resource for A = 'focus' '重点投入 | the focus of attention';
treatment resource for B = 'regular' '正常投入 | regular attention';
treatment resource for C = 'little' '简化投入 | as little as will do';
$rubric$),
('rfm_segments', 1, 'general',
	'RFM 客户细分', 'RFM segments',
	'通用做法: 近度、频度、额度五等分 | common practice: recency, frequency, monetary value by quintiles',
	'Recency, frequency and monetary value are scored 5 to 1 by the quintiles of all customers; a value on a cut-off belongs to the lower '
	'fifth, which is the better one of recency, and the worse one of the others: where most have bought once, none of these counts as '
	'frequent. Frequency and monetary value are one axis, their mean with halves upward; recency is the other. The ten segments fill the '
	'5 x 5 table. They call for different treatment and are not ranked. A customer that never bought has no recency and is not graded.',
$rubric$
-- RFM: recency, frequency, monetary value
grades unranked champions '冠军客户 | champions', loyal '忠诚客户 | loyal customers', potential_loyalist '潜在忠诚客户 | potential loyalists',
	new '新客户 | new customers', promising '有希望客户 | promising', need_attention '需关注客户 | need attention',
	about_to_sleep '即将沉睡客户 | about to sleep', cannot_lose '不能失去的客户 | cannot lose them', at_risk '流失风险客户 | at risk',
	hibernating '沉睡客户 | hibernating';

metric recency_days  number >= 0 unit 'day'      '最近一次购买距今 | days since the last purchase';
metric frequency     number >= 0 unit 'purchase' '购买次数 | purchases within the period';
metric monetary number >= 0 unit 'CNY'      '消费金额 | spent within the period';

require recency_days, frequency, monetary;

-- fifths of all customers: 5 is the best
define r  = 6 - tile(recency_days, 5);
define f  = tile(frequency, 5);
define m  = tile(monetary, 5);
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

-- the fifths are taken at the end of a month; in between, segments follow each purchase
review month end '每月末 | at the end of each month';

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
$rubric$),
('top_share', 1, 'general',
	'前20%、30%、50%客户', 'the best 20 %, 30 % and 50 % of the customers',
	'通用做法: 按客户数分级 | common practice: by heads',
	'A: the best fifth of all customers by revenue; B: the next 30 %; C: the other half. A number of customers is rounded down, and '
	'whoever has the same revenue as the last of a class belongs to it as well. A class is kept down to 25 % and 60 %, so that nobody '
	'rises and falls by a few places. Once a year, one class down at most.',
$rubric$
-- by heads: 20, 30 and 50 % of the customers
grades A 'A类客户 | the best fifth' > B 'B类客户 | the next 30 %' > C 'C类客户 | the other half';

metric revenue number >= 0 unit 'CNY' '年销售额 | revenue of the year';

-- for keeping a class, a little less will do
parameter a_from = top(revenue, 20%) keep top(revenue, 25%) unit 'CNY' 'A类起点 | revenue that the best 20 % reach';
parameter b_from = top(revenue, 50%) keep top(revenue, 60%) unit 'CNY' 'B类起点 | revenue that the best 50 % reach';

require revenue;

grade A when revenue >= a_from;
grade B when revenue >= b_from;
grade C otherwise;

-- how grades change
review year end '每年末 | once a year';
promotion at review;
demotion one step at review '每次最多降一级 | one class at a time';
target A = 20%, B = 30%, C = 50%;

-- what each grade gets
treatment visit_interval for A = 1 unit 'month' '每月拜访一次 | once a month';
treatment visit_interval for B = 3 unit 'month' '每季度拜访一次 | once a quarter';
treatment visit_interval for C = 1 unit 'year' '每年拜访一次 | once a year';
$rubric$),
('top_share_by_region', 1, 'general',
	'各地区前20%、30%、50%客户', 'the best 20 %, 30 % and 50 % of each region',
	'通用做法: 在地区内按客户数分级 | common practice: by heads, within the region',
	'As top_share, but each customer is compared with those of its own region. In a region of fewer than 30 customers a fifth means '
	'little: there, all customers are compared.',
$rubric$
-- by heads within the region: 20, 30 and 50 % of the customers
grades A 'A类客户 | the best fifth of the region' > B 'B类客户 | the next 30 %' > C 'C类客户 | the other half';

metric region       text '地区 | sales region';
metric revenue number >= 0 unit 'CNY' '年销售额 | revenue of the year';

parameter peers         = count(revenue per region) '地区客户数 | customers of the region';
parameter a_of_region   = top(revenue, 20% per region) keep top(revenue, 25% per region) unit 'CNY'
	'地区A类起点 | A within the region';
parameter b_of_region   = top(revenue, 50% per region) keep top(revenue, 60% per region) unit 'CNY'
	'地区B类起点 | B within the region';
parameter a_of_all      = top(revenue, 20%) keep top(revenue, 25%) unit 'CNY' '总体A类起点 | A among all customers';
parameter b_of_all      = top(revenue, 50%) keep top(revenue, 60%) unit 'CNY' '总体B类起点 | B among all customers';
parameter enough number = 30 '最少客户数 | customers that a region needs to be compared by itself';

require region, revenue;

define a_from = case when peers >= enough then a_of_region else a_of_all end;
define b_from = case when peers >= enough then b_of_region else b_of_all end;

grade A when revenue >= a_from;
grade B when revenue >= b_from;
grade C otherwise;

-- how grades change
review year end '每年末 | once a year';
promotion at review;
demotion one step at review '每次最多降一级 | one class at a time';
target A = 20%, B = 30%, C = 50%;

-- what each grade gets
treatment visit_interval for A = 1 unit 'month' '每月拜访一次 | once a month';
treatment visit_interval for B = 3 unit 'month' '每季度拜访一次 | once a quarter';
treatment visit_interval for C = 1 unit 'year' '每年拜访一次 | once a year';
$rubric$),
('loyalty_tiers', 1, 'retail',
	'会员等级', 'loyalty tiers of a retailer',
	'通用做法: 会员周年评定 | common practice: reviewed on the anniversary',
	'Points of the membership year decide. A tier is reached at once, and kept with 90 % of the points. It is reviewed on the anniversary '
	'only: who has too few points then falls by one tier 30 days later, unless it recovers before. The view with the points counts the '
	'twelve months up to as_of(). The limits are parameters, to be set for the own programme.',
$rubric$
-- points of the membership year, anniversary, soft landing
grades black '黑金会员 | black' > gold '金卡会员 | gold' > silver '银卡会员 | silver' > basic '普通会员 | basic';

metric joined_on date '入会日 | member since';
metric points    number >= 0 unit 'point' '会员年积分 | points of the twelve months until as_of()';

parameter black_from  number >= 0 = 20000 keep 90% * black_from unit 'point' '黑金起点 | black from';
parameter gold_from   number >= 0 =  8000 keep 90% * gold_from unit 'point' '金卡起点 | gold from';
parameter silver_from number >= 0 =  2000 keep 90% * silver_from unit 'point' '银卡起点 | silver from';

require joined_on, points;

grade black  when points >= black_from;
grade gold   when points >= gold_from;
grade silver when points >= silver_from;
grade basic  otherwise;

-- how grades change
review every 12 months from joined_on '会员周年评定 | on the anniversary';
promotion immediate '达标即升 | as soon as the points are there';
demotion one step 30 days after review '降一级,宽限30天 | one tier, after thirty days of grace';

-- what each grade gets
treatment price for black = 10 unit '% off' '九折 | ten percent off';
treatment price for gold = 5 unit '% off' '九五折 | five percent off';
treatment gift for black, gold, silver = 'on the birthday' '生日礼 | a gift on the birthday';
$rubric$),
('airline_status', 1, 'travel',
	'航空公司会员等级', 'status of an airline''s programme',
	'通用做法: 当年评定,有效至次年末 | common practice: earned this year, valid to the end of the next',
	'What is flown in a calendar year earns a status at once; it is valid to the end of the next year. When the year is over, who has not '
	'earned it again falls by one step (soft landing), and the lower status is valid for another year. A million points of all years keep '
	'gold for life. The metrics are those of the calendar year of as_of().',
$rubric$
-- earned within the year, valid to the end of the next one
grades platinum '白金卡 | platinum' > gold '金卡 | gold' > silver '银卡 | silver' > member '会员 | member';

metric status_points   number >= 0 unit 'point' '本年积分 | points of the calendar year of as_of()';
metric flights         number >= 0 '本年航段 | own flights of that year';
metric lifetime_points number >= 0 unit 'point' '累计积分 | points of all years';

parameter platinum_from number >= 0 = 10万 unit 'point' '白金卡起点 | platinum from';
parameter gold_from     number >= 0 = 5万 unit 'point' '金卡起点 | gold from';
parameter silver_from   number >= 0 = 2.5万 unit 'point' '银卡起点 | silver from';

require status_points, flights;

grade platinum when status_points >= platinum_from and flights >= 4;
grade gold     when status_points >= gold_from and flights >= 4;
grade silver   when status_points >= silver_from;
grade member   otherwise;
floor gold when (lifetime_points >= 100万) is true '终身金卡 | gold for life';

-- how grades change
review year end '年末评定 | when the year is over';
promotion immediate '达标即升 | as soon as it is earned';
demotion one step at review '软着陆 | soft landing';
validity to end of next year '有效至次年末 | valid to the end of the next year';

-- what each grade gets
treatment benefit for platinum, gold = 'lounge, with a guest' '贵宾室,可携伴 | lounge, with a guest';
treatment points for platinum = 100 unit '%' '额外里程 | bonus miles';
treatment points for gold = 75 unit '%' '额外里程 | bonus miles';
treatment points for silver = 25 unit '%' '额外里程 | bonus miles';
$rubric$),
('lead_matrix', 1, 'sales',
	'销售线索矩阵', 'matrix of leads: fit by engagement',
	'通用做法: 匹配度 A-D、活跃度 1-4 | common practice: fit A to D, engagement 1 to 4',
	'The letter says how well a company fits, the digit how much it wants. The sixteen cells are ranked by whom sales '
	'would call first. A lead rises at once and falls at the weekly review. Order, weights and limits are examples, to be changed.',
$rubric$
-- fit A to D, engagement 1 to 4
grades A1 'A1 | fits, wants' > A2 'A2 | fits, interested' > B1 'B1 | fits well enough, wants' > A3 'A3 | fits, hesitates'
	> B2 'B2 | fits well enough, interested' > C1 'C1 | fits in part, wants' > B3 'B3 | fits well enough, hesitates'
	> C2 'C2 | fits in part, interested' > A4 'A4 | fits, silent' > B4 'B4 | fits well enough, silent' > C3 'C3 | fits in part, hesitates'
	> D1 'D1 | does not fit, wants' > D2 'D2 | does not fit, interested' > C4 'C4 | fits in part, silent'
	> D3 'D3 | does not fit, hesitates' > D4 'D4 | does not fit, silent', disqualified '不合格 | disqualified';

metric industry     text in ('target', 'adjacent', 'other') '行业 | industry';
metric employees    number >= 0 '员工数 | employees';
metric title_level  text in ('c_level' > 'vp' > 'manager' > 'other') '联系人职级 | position of the contact';
metric visits_30d   number >= 0 '30天内访问次数 | visits of the site within 30 days';
metric downloads    number >= 0 '下载次数 | downloads';
metric demo_request boolean '申请演示 | has asked for a demonstration';
metric competitor   boolean '竞争对手 | is a competitor';

-- what is not known adds nothing
define fit = case industry when 'target' then 40 when 'adjacent' then 20 else 0 end
	+ case when employees >= 500 then 30 when employees >= 50 then 15 else 0 end
	+ case title_level when 'c_level' then 30 when 'vp' then 25 when 'manager' then 10 else 0 end;
define engagement = least(coalesce(visits_30d, 0), 20) * 2 + coalesce(downloads, 0) * 10 + case when demo_request then 50 else 0 end;
define f = case when fit >= 75 then 'A' when fit >= 50 then 'B' when fit >= 25 then 'C' else 'D' end;
define e = case when engagement >= 75 then 1 when engagement >= 50 then 2 when engagement >= 25 then 3 else 4 end;

grade disqualified when competitor is true;
grade A1 when f = 'A' and e = 1; grade A2 when f = 'A' and e = 2; grade A3 when f = 'A' and e = 3; grade A4 when f = 'A' and e = 4;
grade B1 when f = 'B' and e = 1; grade B2 when f = 'B' and e = 2; grade B3 when f = 'B' and e = 3; grade B4 when f = 'B' and e = 4;
grade C1 when f = 'C' and e = 1; grade C2 when f = 'C' and e = 2; grade C3 when f = 'C' and e = 3; grade C4 when f = 'C' and e = 4;
grade D1 when f = 'D' and e = 1; grade D2 when f = 'D' and e = 2; grade D3 when f = 'D' and e = 3; grade D4 otherwise;

-- how grades change
review weekly monday '每周一 | every Monday';
promotion immediate;
demotion at review;

-- what each grade gets
treatment service_mode for A1, A2, B1 = 'sales' '交销售跟进 | handed to sales';
treatment service_mode for A3, B2, C1, B3 = 'nurture' '持续培育 | informed until they want more';
treatment contact_interval for A1, A2 = 1 unit 'day' '当天联系 | every day';
treatment contact_interval for B1 = 1 unit 'week' '每周联系 | every week';
$rubric$),
('customer_health', 1, 'software',
	'客户健康度', 'customer health of a subscription',
	'通用做法: 健康分,活跃度随时间衰减 | common practice: health score, activity decays with time',
	'Recency of use counts by half-life: what happened 30 days ago counts half. It falls by time alone, so there is a review every day. '
	'A customer turns worse when it has been worse for 14 days, but red at once when it has given notice.',
$rubric$
-- health of 0 to 100
grades green '健康 | healthy' > yellow '需关注 | needs attention' > red '有流失风险 | at risk';

metric last_login_on date '最近登录日 | last login of anybody';
metric seats         number > 0 '购买席位 | seats paid';
metric active_seats  number >= 0 '28天活跃席位 | seats used within 28 days';
metric open_p1       number >= 0 '未关闭的最高级工单 | open tickets of the highest priority';
metric nps           number between -100 and 100 '净推荐值 | net promoter score';
metric renewal_on    date '续约日 | day of the renewal';
metric churn_notice  boolean '已通知不续约 | has given notice';

parameter as_of date;
parameter half_life number > 0 = 30 unit 'day' '半衰期 | activity counts half after this time';

require last_login_on, seats, active_seats, open_p1;

define recency = power(0.5, greatest(0, least(as_of - last_login_on, 365)) / half_life);

criterion recency  weight 40 max 1 '近期使用 | recent use' = recency;
criterion adoption weight 35 max 1 '席位使用 | seats in use' = active_seats / seats;
criterion support  weight 15 max 1 '支持 | support' = 1 when open_p1 = 0, 0.5 when open_p1 <= 2, 0 otherwise;
criterion nps      weight 10 max 1 missing 5 '推荐意愿 | would recommend' = (nps + 100) / 200;

grade green  when score >= 70;
grade yellow when score >= 40;
grade red    otherwise;
cap red when churn_notice is true at once '已通知不续约 | has given notice';

-- how grades change
review daily '每天 | every day';
promotion at review;
demotion after 14 days '持续两周才降级 | after a fortnight';
target green = 70%, yellow = 20%, red = 10%;

-- what each grade gets
treatment contact_interval for red = 1 unit 'week' '每周联系 | every week';
treatment contact_interval for yellow = 1 unit 'month' '每月联系 | every month';
treatment service_mode for red = 'renewal at risk' when renewal_on - as_of <= 90, 're-engage' otherwise '挽回方案 | what to do';
$rubric$),
('supplier_scorecard', 1, 'procurement',
	'供应商评分卡', 'scorecard of suppliers, A to D',
	'通用做法: 质量、交付、成本、服务 | common practice: quality, delivery, cost, service',
	'100 points, twice a year. A supplier rises by one class at a review; it falls as far as its points say, and to conditional at once '
	'when it has stopped the line. New suppliers have a provisional class for six months. A preferred supplier is approved by the sourcing '
	'committee for two years.',
$rubric$
-- quality 40, delivery 30, cost 20, service 10 points
grades A '优选供应商 | preferred' > B '合格供应商 | approved' > C '有条件合格 | conditional' > D '逐步淘汰 | phased out', blocked '禁用 | blocked';

metric ppm               number >= 0 unit 'ppm' '不良率 | defective parts of a million';
metric on_time           number between 0 and 1 '准时交付率 | share of deliveries on time';
metric price_index       number > 0 '价格指数 | price, 1 is the market';
metric answer_days       number >= 0 unit 'day' '8D报告天数 | days to an 8D report';
metric certified         boolean 'ISO 9001认证 | certified by ISO 9001';
metric line_stops        number >= 0 '半年停线次数 | line stops of the half-year';
metric legal_breach      boolean '违法违规 | has broken the law';
metric first_delivery_on date '首次交付日 | first delivery';

require ppm, on_time, price_index, certified;

criterion quality  weight 0.4 max 100 '质量 | quality' = 100 when ppm <= 50, 80 when ppm <= 200, 50 when ppm <= 1000, 0 otherwise;
criterion delivery weight 0.3 max 100 '交付 | delivery' = 100 * (on_time - 80%) / 20%;
criterion cost     weight 0.2 max 100 '成本 | cost' = 100 - 500 * (price_index - 1);
criterion service  weight 0.1 max 100 missing 5 '服务 | service' = 100 - 10 * answer_days;

grade blocked when legal_breach is true;
grade A when score >= 90;
grade B when score >= 75;
grade C when score >= 60;
grade D otherwise;
cap B when not certified '未认证 | not certified';
cap C when (line_stops > 0) is true at once '停线 | a stop of the line';

-- how grades change
review half-year end '每半年 | twice a year';
promotion one step at review '每次升一级 | one class at a time';
demotion at review;
provisional 6 months since first_delivery_on '新供应商试用期 | new suppliers';
approval of A valid 2 years '采购委员会批准 | by the sourcing committee';
override within 1 rank by two people;
target A = 20%, B = 60%, C = 15%, D = 5%;

-- what each grade gets
treatment audit_interval for A = 3 unit 'year' '每三年审核 | audited every three years';
treatment audit_interval for B = 2 unit 'year' '每两年审核 | audited every two years';
treatment audit_interval for C = 6 unit 'month' '每半年审核 | audited every half-year';
treatment order_acceptance for A, B = 'asked for quotations' '可参与新业务报价 | asked for quotations';
treatment payment_term for A = 30 unit 'day' '账期30天 | paid within 30 days';
$rubric$);

UPDATE customer_grade_internal.catalog SET settings = '{"color": {"green": "#2e7d32", "yellow": "#f9a825", "red": "#c62828"}}'
WHERE name = 'customer_health';
