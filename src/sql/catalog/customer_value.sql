-- Catalog: the value of a customer, for any business.

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('vip_important_ordinary_potential', 1, 'general',
	'客户分级管理制度', 'VIP, important, ordinary, potential',
	'文件 001, 「客户分级管理制度」 (first)',
	'The amount of a VIP is not printed: it is a parameter. 较高的 is high, 一定的 is some. An important customer needs no amount, '
	'so a small spender with high willingness and contribution is important; a large spender without both is ordinary, and so '
	'is a partner below 一定的. A customer that is neither partner nor potential is none. Only what decides must be known: the amount only '
	'when willingness and contribution are high. Loyalty is named as a basis and enters no class.',
$rubric$
-- 客户分级管理制度, 二、客户分级标准
grades vip 'VIP客户 | VIP' > important '重要客户 | important' > ordinary '普通客户 | ordinary' > potential '潜在客户 | potential',
	none '无 | neither partner nor potential';

metric is_partner    boolean '公司的合作伙伴 | partner of the company';
metric has_potential boolean '具备一定的消费潜力 | has some potential to spend';
metric spend_yuan    number >= 0 unit 'CNY' '消费额 | spending';
metric willingness   text in ('high' > 'some' > 'low') '业务合作意愿 | willingness to do business';
metric contribution  text in ('high' > 'some' > 'low') '贡献度 | contribution to profit';

parameter param_vip_amount_yuan number >= 0 unit 'CNY' '消费额达到一定金额 | spending of a VIP, at least';

require is_partner;

grade potential when not is_partner and has_potential;
grade none when not is_partner;

grade vip when willingness = 'high' and contribution = 'high' and spend_yuan >= param_vip_amount_yuan;
grade important when willingness = 'high' and contribution = 'high';
grade ordinary otherwise;

-- what each grade gets
treatment service_mode for vip = 'individual' '提供个性化的服务 | individual service';
treatment account_manager for vip = 'own_team' '建立专属的客户经理团队 | a team of managers of its own';
treatment support for vip = 'in_time' '确保其问题得到及时解决和高质量的服务 | problems are solved in time, service of high quality';
treatment survey for vip = 'regular' '定期进行客户满意度调研,以便及时调整和改进服务 | satisfaction is surveyed regularly, to improve the service';
treatment monitoring for important = 'relationship_system' '建立有效的客户关系管理系统 | customer relationship management';
treatment callback for important = 'regular' '定期进行客户回访和业务情况跟踪 | regular calls and follow-up of the business';
treatment price for important = 'preferential' '提供相应的优惠政策 | preferential terms';
treatment benefit for important = 'added_services' '提供增值服务 | added services';
treatment monitoring for ordinary = 'information_base' '建立客户信息库 | customer information base';
treatment marketing for ordinary = 'find_opportunities' '通过客户分析和挖掘,找出潜在的业务机会,积极推进业务洽谈 | look for business opportunities and push talks';
treatment marketing for potential = 'develop' '需要公司进一步拓展和培养 | to be developed';
$rubric$);

-- Size, need and credit
INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('size_need_credit.size', 1, 'general',
	'客户规模', 'size of the customer',
	'文件 001, 「客户分级管理制度」 (second)',
	'超过500万 excludes and 500万以下 includes the number: exactly 500万 is medium. 50万 stands in both bands: medium, the better. The '
	'sales decide; 中大型, 中小型 and 微型 only describe. The three results have no composite. Revised regularly (定期进行修订).',
$rubric$
-- 客户分级管理制度, 二、客户分类标准, 1. 客户规模
grades large '大客户 | large' > medium '中客户 | medium' > small '小客户 | small';

metric annual_sales_yuan number >= 0 unit 'CNY/year' '年销售额 | sales a year of the customer''s company';

grade large when annual_sales_yuan > 500万;
grade medium when annual_sales_yuan >= 50万;
grade small otherwise;

-- what each grade gets
treatment monitoring = 'regular_evaluation'
	'客户评估: 销售额和销售增长、依赖程度、参与活动、付款和信用度,定期进行修订 | evaluation by sales and growth, dependence, events, payment and credit, revised regularly';
$rubric$),
('size_need_credit.need', 1, 'general',
	'客户需求', 'need for our products and services',
	'文件 001, 「客户分级管理制度」 (second)',
	'Each class names need and spending together, so both are needed: the worse of the two stands. Both must be known. '
	'Revised regularly (定期进行修订).',
$rubric$
-- 客户分级管理制度, 二、客户分类标准, 2. 客户需求
grades A 'A类客户 | most need, strongest spending' > B 'B类客户 | strong need and spending' > C 'C类客户 | low need, weak spending';

metric need     text in ('highest' > 'strong' > 'low') '对公司产品或服务的需求 | need for our products and services';
metric spending text in ('strongest' > 'strong' > 'weak') '消费能力 | spending power';

require need, spending;

grade A when need = 'highest' and spending = 'strongest';
grade B when need >= 'strong' and spending >= 'strong';
grade C otherwise;

-- what each grade gets
treatment monitoring = 'regular_evaluation'
	'客户评估: 销售额和销售增长、依赖程度、参与活动、付款和信用度,定期进行修订 | evaluation by sales and growth, dependence, events, payment and credit, revised regularly';
$rubric$),
('size_need_credit.credit', 1, 'general',
	'客户资信度', 'credit of the customer',
	'文件 001, 「客户分级管理制度」 (second)',
	'The degree of credit decides; the risk is said along with it. Revised regularly (定期进行修订).',
$rubric$
-- 客户分级管理制度, 二、客户分类标准, 3. 客户资信度
grades prime '优质客户 | prime credit' > general '一般客户 | general credit' > risky '风险客户 | credit at risk';

metric credit text in ('high' > 'average' > 'low') '对公司的信用度 | credit with the company';

grade prime when credit = 'high';
grade general when credit = 'average';
grade risky when credit = 'low';

-- what each grade gets
treatment monitoring = 'regular_evaluation'
	'客户评估: 销售额和销售增长、依赖程度、参与活动、付款和信用度,定期进行修订 | evaluation by sales and growth, dependence, events, payment and credit, revised regularly';
$rubric$);

-- Weighted rating
INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('weighted_abcd', 1, 'general',
	'客户分级管理制度', 'weighted rating, A to D',
	'文件 001, 「客户分级管理制度」 (third)',
	'Weights and limits are not printed: they are parameters without a default. The score is the weighted mean of six ratings '
	'of 0 to 100 points; fewer complaints are more points. A limit belongs to the better grade. A missing rating is not '
	'weighted away: the customer is not graded. The list of ratings ends in 等 (and so on): further ones are further criteria. '
	'Of the four grades the upper two are taken as 高等级, the lower two as 低等级. '
	'Customers are assessed regularly (定期对客户进行综合评估), on no printed days.',
$rubric$
-- 客户分级管理制度, 一、制度内容: 不同指标的得分进行加权综合评估
grades A 'A等级 | grade A' > B 'B等级 | grade B' > C 'C等级 | grade C' > D 'D等级 | grade D';

metric sales_score        number between 0 and 100 unit 'point' '销售额 | sales';
metric payment_score      number between 0 and 100 unit 'point' '回款情况 | payment';
metric stability_score    number between 0 and 100 unit 'point' '订单稳定度 | stability of orders';
metric years_score        number between 0 and 100 unit 'point' '合作年限 | years of cooperation';
metric complaint_score    number between 0 and 100 unit 'point' '客户投诉率 | complaints: the fewer, the more points';
metric satisfaction_score number between 0 and 100 unit 'point' '客户满意度 | satisfaction';

parameter param_w_sales        number >= 0 '销售额权重 | weight of sales';
parameter param_w_payment      number >= 0 '回款情况权重 | weight of payment';
parameter param_w_stability    number >= 0 '订单稳定度权重 | weight of stability';
parameter param_w_years        number >= 0 '合作年限权重 | weight of years';
parameter param_w_complaint    number >= 0 '客户投诉率权重 | weight of complaints';
parameter param_w_satisfaction number >= 0 '客户满意度权重 | weight of satisfaction';
parameter param_cut_a number between 0 and 100 unit 'point' 'A级下限 | least score of A';
parameter param_cut_b number between 0 and 100 unit 'point' 'B级下限 | least score of B';
parameter param_cut_c number between 0 and 100 unit 'point' 'C级下限 | least score of C';

require sales_score, payment_score, stability_score, years_score, complaint_score, satisfaction_score;

criterion sales        weight param_w_sales        '销售额 | sales'               = sales_score;
criterion payment      weight param_w_payment      '回款情况 | payment'           = payment_score;
criterion stability    weight param_w_stability    '订单稳定度 | stability'       = stability_score;
criterion years        weight param_w_years        '合作年限 | years'             = years_score;
criterion complaint    weight param_w_complaint    '客户投诉率 | complaints'      = complaint_score;
criterion satisfaction weight param_w_satisfaction '客户满意度 | satisfaction'    = satisfaction_score;
score = score / (param_w_sales + param_w_payment + param_w_stability + param_w_years + param_w_complaint + param_w_satisfaction);

grade A when score >= param_cut_a;
grade B when score >= param_cut_b;
grade C when score >= param_cut_c;
grade D otherwise;

-- how grades change
promotion immediate '及时对其进行升级 | promoted in time';
demotion immediate '及时对其进行降级操作 | demoted in time';

-- what each grade gets
treatment price for A, B = 'preferential' '高等级客户: 提供优惠政策 | high grades: preferential terms';
treatment product_access for A, B = 'new_products' '高等级客户: 推介新产品或服务 | high grades: new products and services';
treatment marketing for A, B = 'win_win_cooperation' '高等级客户: 合作共赢,进一步巩固和扩大合作 | high grades: cooperation that both gain from';
treatment account_manager for A, B = 'own_team' '组建专门的客户管理团队 | a team of its own';
treatment service_mode for A, B = 'individual' '为高等级客户提供个性化服务 | individual service for high grades';
treatment marketing for C, D = 'targeted_development'
	'低等级客户: 有针对性地进行开发和推广,提高忠诚度和消费频次 | low grades: targeted development, to raise loyalty and frequency';
$rubric$);

-- Points on four qualities
INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('group_customer_abcd', 1, 'general',
	'集团客户分级管理制度', 'group customers, A to D',
	'文件 001, 「集团客户分级管理制度」',
	'The grade follows from points (根据评估得分), but none are printed: 4, 3, 2, 1 for the four described levels, equal weights, '
	'the nearest description, halves upward. So each class is reached by its own description. Influence and size are named and '
	'not described.',
$rubric$
-- 集团客户分级管理制度, 二、分级标准及流程
grades A 'A级客户 | grade A' > B 'B级客户 | grade B' > C 'C级客户 | grade C' > D 'D级客户 | grade D';

metric revenue      text in ('large' > 'stable' > 'small' > 'weak') '对公司收益 | revenue for the company';
metric market_share text in ('large' > 'average' > 'limited' > 'low') '市场份额 | market share';
metric loyalty      text in ('high' > 'fair' > 'lowish' > 'poor') '忠诚度 | loyalty';
metric potential    text in ('huge' > 'fairly_large' > 'average' > 'tiny') '市场潜力、发展潜力 | potential';

require revenue, market_share, loyalty, potential;

criterion revenue      max 4 '收益 | revenue' =
	4 when revenue = 'large', 3 when revenue = 'stable', 2 when revenue = 'small', 1 otherwise;
criterion market_share max 4 '市场份额 | market share' =
	4 when market_share = 'large', 3 when market_share = 'average', 2 when market_share = 'limited', 1 otherwise;
criterion loyalty      max 4 '忠诚度 | loyalty' =
	4 when loyalty = 'high', 3 when loyalty = 'fair', 2 when loyalty = 'lowish', 1 otherwise;
criterion potential    max 4 '潜力 | potential' =
	4 when potential = 'huge', 3 when potential = 'fairly_large', 2 when potential = 'average', 1 otherwise;
score = score / 4;

grade A when score >= 3.5;
grade B when score >= 2.5;
grade C when score >= 1.5;
grade D otherwise;

-- what each grade gets
treatment contact_interval = 'regular' '根据客户等级,定期与客户进行沟通、维系和服务 | regular contact, by grade';
treatment account_manager for A = 'dedicated' '分配专属客户经理,建立及时有效的沟通渠道 | a manager of its own, a prompt channel';
treatment survey for A = 'regular' '定期进行客户满意度调研,并及时调整服务策略 | satisfaction is surveyed regularly';
treatment service_mode for A = 'tailored' '提供定制化服务 | tailored service';
treatment gift for A = 'personal' '个性化礼遇,如专属活动、定制礼物 | personal courtesies: own events, tailored gifts';
treatment marketing for B = 'development_plan' '建立B级客户发展计划 | development plan';
treatment support for B = 'technical' '提供专业技术支持 | technical support';
treatment resource for B = 'shared' '资源共享 | resources are shared';
treatment callback for B = 'regular' '定期进行客户回访 | regular calls';
treatment monitoring for B = 'behaviour' '持续跟踪客户行为,发现问题及时解决 | behaviour is followed, problems are solved in time';
treatment marketing for C = 'retention_plan' '制定C级客户挽留计划 | retention plan';
treatment discount for C = 'promotions' '优惠、促销、增值服务 | discounts, promotions, added services';
treatment contact_interval for C = 'more' '加强与C级客户的沟通 | more contact';
treatment benefit for C = 'events' '举办客户活动 | customer events';
treatment product_access for C = 'adjusted' '适时调整产品和服务 | products and services are adjusted in time';
$rubric$);

-- Key customers
INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('key_customer_identification', 1, 'general',
	'客户分级标准重要客户', 'key customers by four marks',
	'文件 001, 「客户分级标准重要客户」',
	'The four marks are what key customers usually have (通常具有): all four are asked, and the score is the number of marks. '
	'Customers are assessed continuously (不断进行客户分析和评估).',
$rubric$
-- 客户分级标准重要客户
grades key '重要客户 | key customer' > ordinary '非重要客户 | not a key customer';

metric spends_strongly      boolean '消费能力强,对企业的销售额和利润贡献较大 | spends strongly, contributes much to sales and profit';
metric long_stable_relation boolean '长期稳定的合作关系,具有较高的忠诚度 | long and stable relation, rather loyal';
metric high_satisfaction    boolean '较高的满意度,愿意与企业共同成长 | rather satisfied, willing to grow together';
metric industry_influence   boolean '在行业内具有一定的影响力和地位 | influence and standing in the industry';

require spends_strongly, long_stable_relation, high_satisfaction, industry_influence;

criterion spending     '消费能力 | spending'     = 1 when spends_strongly, 0 otherwise;
criterion relation     '合作关系 | relation'     = 1 when long_stable_relation, 0 otherwise;
criterion satisfaction '满意度 | satisfaction'   = 1 when high_satisfaction, 0 otherwise;
criterion influence    '影响力 | influence'      = 1 when industry_influence, 0 otherwise;

grade key when score = 4;
grade ordinary otherwise;

-- what each grade gets
treatment account_manager for key = 'own_team' '专属的销售团队 | a sales team of its own';
treatment service_mode for key = 'tailored' '定制化的产品和服务 | tailored products and services';
treatment marketing for key = 'individual' '个性化的营销活动 | individual marketing';
treatment contact_interval for key = 'regular' '定期的客户沟通 | regular contact';
treatment callback for key = 'regular' '定期的客户回访 | regular calls';
treatment support for key = 'in_time' '客户投诉和问题的及时解决 | complaints and problems are solved in time';
treatment benefit for key = 'care_and_courtesy' '客户关怀和礼遇 | care and courtesy';
treatment monitoring for key = 'continuous' '不断进行客户分析和评估,及时调整和优化 | continuous analysis and adjustment';
$rubric$);

-- Value, loyalty and potential
INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('value_loyalty_potential.value', 1, 'general',
	'客户的价值', 'value of the customer',
	'文件 001, 「客户等级划分标准」',
	'All marks of the top: high. All marks of the bottom: low. Any mixture is in the middle. The kinds of products bought are '
	'named without levels. All three inputs must be known. The three results are assessed together without a formula: there is '
	'no composite.',
$rubric$
-- 客户等级划分标准: 客户的价值
grades high '高价值客户 | high value' > mid '中价值客户 | middle value' > low '低价值客户 | low value';

metric spend        text in ('large' > 'mid' > 'small') '消费金额 | spending';
metric frequency    text in ('high' > 'mid' > 'low') '购买频次 | frequency of purchases';
metric contribution text in ('large' > 'mid' > 'small') '对企业贡献 | contribution to the company';

require spend, frequency, contribution;

grade high when spend = 'large' and frequency = 'high' and contribution = 'large';
grade low when spend = 'small' and frequency = 'low' and contribution = 'small';
grade mid otherwise;
$rubric$),
('value_loyalty_potential.loyalty', 1, 'general',
	'客户的忠诚度', 'loyalty of the customer',
	'文件 001, 「客户等级划分标准」',
	'Very satisfied, much repurchase and much referral: loyal. Not satisfied with a high rate of churn: churning. Any mixture '
	'is general. The rate of complaints is named without levels. All four inputs must be known.',
$rubric$
-- 客户等级划分标准: 客户的忠诚度
grades loyal '忠诚客户 | loyal' > general '一般客户 | general' > churning '流失客户 | churning';

metric satisfaction text in ('very' > 'fairly' > 'low') '对企业满意 | satisfaction with the company';
metric repurchase   text in ('high' > 'mid' > 'low') '回购率 | rate of repurchase';
metric referral     text in ('high' > 'mid' > 'low') '推荐他人率 | rate of referral';
metric churn_high   boolean '具有较高的流失率 | high rate of churn';

require satisfaction, repurchase, referral, churn_high;

grade loyal when satisfaction = 'very' and repurchase = 'high' and referral = 'high';
grade churning when satisfaction = 'low' and churn_high;
grade general otherwise;
$rubric$),
('value_loyalty_potential.potential', 1, 'general',
	'客户的潜在价值', 'potential of the customer',
	'文件 001, 「客户等级划分标准」',
	'潜在 and 重点 both have much intent to buy; not being a customer yet is the mark of 潜在. Little intent is not described: '
	'general. The degree of need and the competition are named without levels. All three inputs must be known.',
$rubric$
-- 客户等级划分标准: 客户的潜在价值
grades key '重点客户 | key potential' > general '一般客户 | general' > potential '潜在客户 | potential, not yet a customer';

metric intent          text in ('large' > 'average' > 'low') '购买意向 | intent to buy';
metric is_customer     boolean '已成为企业的客户 | is a customer already';
metric potential_value text in ('large' > 'other') '对企业的潜在价值 | potential value for the company';

require intent, is_customer, potential_value;

grade potential when intent = 'large' and not is_customer;
grade key when intent = 'large' and potential_value = 'large';
grade general otherwise;
$rubric$);
