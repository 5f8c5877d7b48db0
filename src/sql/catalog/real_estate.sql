-- Catalog: real estate.

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('real_estate_scorecard', 1, 'real estate',
	'某房地產服務商的已有客戶的分級體系', 'customers of a real-estate service provider, 100 points',
	'文件 002, 「Ⅳ 如何更好地進行客戶分級管理」',
	'The assessor chooses a rating and points within its band: the ends of the bands (10, 15) belong to both ratings, 5分以下 and 10分以下 '
	'include the number. Points outside the band of the chosen rating are not graded, points that no rating allows are refused. '
	'Government includes its semi-official companies; state means wholly or majority state-owned. For potential customers the source '
	'names other factors without points.',
$rubric$
-- 針對某房地產服務商的已有客戶的分級體系
grades A 'A級 | 75 points and over' > B 'B級 | 60 to under 75' > C 'C級 | under 60';

metric nature        text in ('government_or_state' > 'joint_stock' > 'private') '客戶性質 | nature of the customer';
metric strength      text in ('strong' > 'average' > 'weak')  '客戶實力 | strength';
metric strength_pts  number between 0 and 15 unit 'point'     '客戶實力得分 | points for strength';
metric growth        text in ('high' > 'mid' > 'low')         '客戶成長性 | growth';
metric growth_pts    number between 0 and 15 unit 'point'     '客戶成長性得分 | points for growth';
metric profit        text in ('large' > 'average' > 'small')  '利潤貢獻 | contribution to profit';
metric profit_pts    number between 0 and 15 unit 'point'     '利潤貢獻得分 | points for profit';
metric relation      text in ('top_level' > 'senior_level' > 'none') '客戶關系 | understanding with the top, with senior managers';
metric relation_pts  number between 0 and 20 unit 'point'     '客戶關系得分 | points for the relation';
metric strategic     text in ('very' > 'average' > 'not')     '戰略重要性 | strategic importance';
metric strategic_pts number between 0 and 20 unit 'point'     '戰略重要性得分 | points for strategic importance';

scope when case strength
	when 'strong' then strength_pts >= 10
	when 'average' then strength_pts between 5 and 10
	when 'weak' then strength_pts <= 5 end '客戶實力得分符合所選檔次 | points for strength within the chosen rating';
scope when case growth
	when 'high' then growth_pts >= 10
	when 'mid' then growth_pts between 5 and 10
	when 'low' then growth_pts <= 5 end '客戶成長性得分符合所選檔次 | points for growth within the chosen rating';
scope when case profit
	when 'large' then profit_pts >= 10
	when 'average' then profit_pts between 5 and 10
	when 'small' then profit_pts <= 5 end '利潤貢獻得分符合所選檔次 | points for profit within the chosen rating';
scope when case relation
	when 'top_level' then relation_pts >= 15
	when 'senior_level' then relation_pts between 10 and 15
	when 'none' then relation_pts <= 10 end '客戶關系得分符合所選檔次 | points for the relation within the chosen rating';
scope when case strategic
	when 'very' then strategic_pts >= 15
	when 'average' then strategic_pts between 10 and 15
	when 'not' then strategic_pts <= 10 end '戰略重要性得分符合所選檔次 | points for strategic importance within the chosen rating';
require nature, strength, strength_pts, growth, growth_pts, profit, profit_pts, relation, relation_pts, strategic, strategic_pts;

criterion nature    max 15 '客戶性質 | nature' =
	15 when nature = 'government_or_state',
	10 when nature = 'joint_stock',
	5 when nature = 'private';
criterion strength  max 15 '客戶實力 | strength' = strength_pts;
criterion growth    max 15 '客戶成長性 | growth' = growth_pts;
criterion profit    max 15 '利潤貢獻 | contribution to profit' = profit_pts;
criterion relation  max 20 '客戶關系 | relation' = relation_pts;
criterion strategic max 20 '戰略重要性 | strategic importance' = strategic_pts;

grade A when score >= 75;
grade B when score >= 60;
grade C otherwise;

-- how grades change
promotion immediate '客戶所屬的級別,可能會快速的發生變化 | the class may change quickly, from C to B, even to A';
demotion immediate;

-- what each grade gets
-- How much is not printed.
treatment account_manager = 'by grade' '是否有專職客戶經理提供長期的、一對一的專業服務,或者由不同水平的人員擔任 | own manager for long, one to one, or one of another level';
treatment sales_channel = 'agents for small and middle customers, own staff for large ones'
	'中小客戶主要通過代理商,大客戶通過自己的銷售組織和銷售人員 | agents or own staff';
treatment delivery = 'faster by grade' '更快的交貨期 | faster delivery';
treatment price = 'better by grade' '更優惠的價格 | better price';
treatment payment_term = 'longer by grade' '貨到付款或更長的信用期 | payment on delivery or a longer term';
treatment credit_limit = 'larger by grade' '更大的信用額度 | a larger limit';
$rubric$),
('purchase_intent_abcd', 1, 'real estate',
	'案场日常来访客户意向等级评判标准', 'intent of visitors to buy in an industrial park',
	'文件 003, 「客户意向等级评判」',
	'The table of the source is scrambled: its first lines are row D. Only row A prints 或 between visits and contact; in B and C both are '
	'asked, so several visits without any private contact are D. A asks the first four marks of B and not product fit or full '
	'information. The weaknesses listed in C are not required, its strengths are floors. D is the rest; its items 1 and 2 are '
	'damaged. Contact, understanding, funds, view of the price, urgency and information are levels made from the phrases. '
	'Companies that do not meet the conditions of the park are not rated. The form is XX【2017】销字0710号.',
$rubric$
-- 案场日常来访客户意向等级评判标准, XX【2017】销字0710号, 2017年7月1日
grades A '准客户 | certain buyer' > B '意向较强 | strong intent' > C '意向一般 | some intent' > D '观光客 | sightseer';

metric entry_conditions_met boolean '符合本产业园的入园条件及相关要求 | the company meets the conditions of the park';
metric visits         number >= 0 unit 'visit' '来访次数 | visits';
metric interaction    text in ('frequent' > 'some' > 'none') '私下和销售人员互动 | private contact with the sales staff';
metric understanding  text in ('deep' > 'simple' > 'none') '对项目了解 | understanding of the project; deep: and thinks highly of it';
metric cares_area     boolean '关心项目周边发展情况 | cares about the development of the area';
metric goal           text in ('clear' > 'unclear') '购买目标 | goal of the purchase';
metric refers_friends boolean '多次来访,且介绍朋友过来 | comes often and brings friends';
metric product_fit    boolean '产品结构及户型符合其产业要求 | structure and layout fit its business';
metric funds          text in ('ample' > 'capable' > 'insufficient') '资金 | funds';
metric price_view     text in ('accepts' > 'some_concern' > 'strong_concern') '对价格的看法 | view of the price';
metric urgency        text in ('urgent' > 'motivated' > 'none') '购买欲望 | urgency';
metric info_shared    text in ('full' > 'partial' > 'refused') '告知企业相关信息 | information given about the company';

scope when entry_conditions_met '客户评级的前提: 符合入园条件 | the company meets the conditions of the park';

-- B类前4点的特征
define first4 = understanding = 'deep' and cares_area and goal = 'clear' and refers_friends;

grade A when (visits >= 3 or interaction = 'frequent') and first4
	and funds = 'ample' and price_view = 'accepts' and urgency = 'urgent';
grade B when visits >= 2 and interaction = 'frequent' and first4 and product_fit
	and funds >= 'capable' and price_view >= 'some_concern' and urgency >= 'motivated' and info_shared = 'full';
grade C when visits >= 1 and interaction >= 'some' and urgency >= 'motivated' and info_shared >= 'partial';
grade D otherwise;
$rubric$);
