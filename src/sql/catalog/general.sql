-- Catalog: for any business.

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('key_account_five_level', 1, 'general',
	'大客户分类分级管理制度', 'key accounts, five levels',
	'文件 000, 「大客户分类分级管理制度」',
	'For key accounts only, as the document says; no input tells them apart. '
	'The order is the printed one: gold stands above diamond, 铂金 above 白金. A level needs all of its phrases. '
	'More influence than a level asks for does no harm. To be the leader of the industry is typical of gold, not required. '
	'影响度较低 and 影响度不大 are one level. The document breaks off before it says what a level gets.',
$rubric$
-- 大客户分类分级管理制度, 三、大客户分类
grades gold '金牌客户 | gold account' > diamond '钻石客户 | diamond account' > platinum '铂金客户 | platinum account'
	> white_gold '白金客户 | white-gold account' > silver '银客户 | silver account';

metric purchasing_power text in ('huge' > 'large' > 'some' > 'average') '购买力 | purchasing power';
metric influence        text in ('huge' > 'important' > 'low') '影响力 | influence';
metric demand           text in ('clear' > 'some' > 'small') '需求 | demand';

require purchasing_power, influence, demand;

-- 拥有巨大购买力,对公司产品或服务的推广和影响力巨大
grade gold when purchasing_power = 'huge' and influence = 'huge';
-- 拥有较大购买力,对公司产品或服务感兴趣,对公司业务发展具有重要影响力
grade diamond when purchasing_power >= 'large' and influence >= 'important' and demand = 'clear';
-- 拥有较大购买力,对公司产品或服务有购买需求,但影响度较低
grade platinum when purchasing_power >= 'large' and demand = 'clear';
-- 拥有一定购买力,对公司产品或服务有一定需求
grade white_gold when purchasing_power >= 'some' and demand >= 'some';
-- 购买力一般,需求量小,影响度较低
grade silver otherwise;
$rubric$),
('vip_medal_new', 1, 'general',
	'客户分类和分级管理制度', 'VIP, gold, silver, bronze, new',
	'文件 000, 「客户分类和分级管理制度」',
	'No thresholds are printed. Gold, silver and bronze follow the level of consumption by the text''s own sentence; '
	'VIP, named before gold, goes to those at the top of all three named factors: size, amount and habit. '
	'New is named last and ranks last. Enterprise type, nature (personal, enterprise, partner) and need are classes, not grades. '
	'What a VIP gets and the incentives are cut off in the source. Gold pays the ordinary price while silver and bronze '
	'pay a discounted one: so it is printed.',
$rubric$
-- 客户分类和分级管理制度
grades vip 'VIP用户 | VIP' > gold '金牌用户 | gold' > silver '银牌用户 | silver' > bronze '铜牌用户 | bronze'
	> new '新用户 | new';

metric has_traded      boolean '已有交易 | has traded';
metric enterprise_size text in ('large' > 'small_medium') '企业客户的规模 | size of the enterprise';
metric consumption     text in ('high' > 'mid' > 'low') '消费水平 | level of consumption';
metric habit           text in ('long_term' > 'one_off') '消费习惯 | habit';

grade new when not has_traded;
-- 根据企业客户的规模、交易金额、消费习惯等因素
grade vip when consumption = 'high' and enterprise_size = 'large' and habit = 'long_term';
-- 根据客户的消费水平,将客户划分为金牌客户、银牌客户、铜牌客户
grade gold when consumption = 'high';
grade silver when consumption = 'mid';
grade bronze otherwise;

-- what each grade gets
treatment price for gold = 'ordinary' '采用普通价格 | ordinary price';
treatment service_level for gold = 'more attentive' '服务应比普通客户更贴心 | more attentive service than ordinary customers get';
treatment benefit for gold = 'favourable service' '提供较为优惠的服务 | fairly favourable service';
treatment price for silver, bronze = 'discounted' '其服务价格应有一定的优惠 | some discount on the price of services';
treatment service_level for silver, bronze = 'distinctive' '服务应比普通客户更有特色 | more distinctive service than ordinary customers get';
treatment service_level for new = 'more attentive' '服务要比普通客户更加贴心,提供优质的服务 | more attentive than ordinary customers get, of good quality';
treatment marketing for new = 'find out the need' '了解其需求 | find out what the customer needs';
$rubric$),
('contribution_abcd', 1, 'general',
	'客户分类方法abcd', 'contribution to the company',
	'文件 000, 「客户分类方法abcd」',
	'The contribution defines the class (「是指对企业贡献…的客户群体」); loyalty and spending describe it (「通常」), '
	'are recorded, may be missing and do not change the grade.',
$rubric$
-- 客户分类方法abcd
grades A 'A类客户: 贡献最大 | contributes most' > B 'B类客户: 贡献较大 | contributes much'
	> C 'C类客户: 贡献一般 | contributes averagely' > D 'D类客户: 贡献较小 | contributes little';

metric contribution text in ('largest' > 'larger' > 'average' > 'small') '对企业的贡献 | contribution to the company';
metric loyalty      text in ('high' > 'medium' > 'lowish' > 'low') '忠诚度 | loyalty';
metric spending     text in ('strong' > 'medium' > 'lowish' > 'low') '消费能力 | spending power';

require contribution;

grade A when contribution = 'largest';
grade B when contribution = 'larger';
grade C when contribution = 'average';
grade D otherwise;

-- what each grade gets
treatment resource for A = 'focus' '重点关注A类客户 | the focus of attention';
treatment service_mode for A = 'individual' '了解他们的需求,提供个性化的服务 | know the needs, individual service';
treatment contact_interval for A = 'keep in touch' '保持良好的沟通和关系 | keep in touch and on good terms';
treatment resource for A, B, C = 'more' '将更多的精力和资源投入到A、B、C类客户身上 | gets what D no longer gets';
treatment marketing for B = 'promotions' '采取一些激励措施,如优惠促销 | incentives such as promotions, to raise loyalty and spending';
treatment benefit for B = 'added services' '采取一些激励措施,如增值服务 | incentives such as added services';
treatment marketing for C = 'market research' '通过市场调研了解客户的需求 | learn the needs by market research';
treatment product_access for C = 'tailored' '通过产品定制,提供个性化的产品和服务 | tailored products and services';
treatment resource for D = 'reduced' '适当减少对其资源的投入,转移关注重点 | fewer resources, attention moves to A, B and C';
$rubric$),
('spend_frequency_industry_abc', 1, 'general',
	'客户等级分类管理制度', 'spending, frequency and industry',
	'文件 000, 「客户等级分类管理制度」',
	'The grade shall blend several factors, but no weights are printed: both marks of the top are A, both of the bottom C, '
	'a mixed picture B. An industry is neither better nor worse; it groups customers for a common strategy and may be missing.',
$rubric$
-- 客户等级分类管理制度, 二、客户等级分类管理制度的内容
grades A 'A等级客户 | most important' > B 'B等级客户 | next' > C 'C等级客户 | most ordinary';

metric spending  text in ('strong' > 'weak') '消费能力 | spending power';
metric frequency text in ('high' > 'low') '购买频次 | frequency of purchases';
metric industry  text '行业属性 | industry';

require spending, frequency;

grade A when spending = 'strong' and frequency = 'high';
grade C when spending = 'weak' and frequency = 'low';
grade B otherwise;

-- what each grade gets
treatment account_manager for A = 'own team' '建立专门的A客户管理团队 | a management team of its own';
treatment service_mode for A = 'individual' '提供个性化、专门化的服务 | individual, specialised service';
treatment service_level for A = 'highest' '要得到最高水平的服务和关注 | the highest level of service and attention';
treatment service_level for B = 'moderate' '要得到适度的服务和关注 | moderate service and attention';
treatment service_level for C = 'lower' '服务和关注水平相对较低 | a lower level of service and attention';
$rubric$),
('close_time_abcde', 1, 'general',
	'客户分层分级标准', 'need and time to close',
	'文件 000, 「客户分层分级标准」',
	'E is an 或 and is tested first: no chance is E even with a clear need. Six months are within half a year (C) and also '
	'at least half a year (D): the better, C. A latent need is D, however long it takes. '
	'no_chance is false when it is missing. The text on four ways to layer customers prints no levels.',
$rubric$
-- 客户分层分级标准, 客户等级划分五个等级
grades A 'A级客户 | grade A' > B 'B级客户 | grade B' > C 'C级客户 | grade C' > D 'D级客户 | grade D'
	> E 'E级客户,死亡客户 | grade E, dead';

metric need            text in ('clear' > 'latent' > 'none') '业务需求 | need';
metric months_to_close number >= 0 unit 'month' '预计成交期 | months until the expected close';
metric no_chance       boolean '没有任何成交机会 | no chance to close; null: false';

-- 没有需求或者没有任何成交机会,也叫死亡客户
grade E when need = 'none' or no_chance is true;
-- 有潜在的业务需求的客户
grade D when need = 'latent';
-- 有明显的业务需求,并且预计能够在一个月内 / 三个月内 / 半年内成交
grade A when months_to_close <= 1;
grade B when months_to_close <= 3;
grade C when months_to_close <= 6;
-- 有明显需求但需要在至少半年后才可能成交
grade D otherwise;
$rubric$),
('relationship_abcd', 1, 'general',
	'客户关系等级划分', 'relationship with the customer',
	'文件 000, 「客户关系等级划分」',
	'The two phrases of D are read as 或, so each is enough and a refusal that is not recorded counts as none. '
	'refused is the latest position: a customer that comes back is graded again. '
	'Clear intent without means is B, because B names 超出预算 as a cause of hesitation. '
	'Intent and need that are in no other class are C; with one of them unknown the customer is not graded.',
$rubric$
-- 客户关系等级划分
grades A 'A类客户 | clear intent and means' > B 'B类客户 | need and intent, hesitating'
	> C 'C类客户 | latent need' > D 'D类客户 | refused or no need';

metric intent     text in ('clear' > 'hesitant' > 'none') '合作意向 | intent';
metric need       text in ('present' > 'latent' > 'none') '需求 | need';
metric can_afford boolean '具备消费能力 | has the means';
metric refused    boolean '已经明确拒绝 | has refused, latest stance';

-- 已经明确拒绝过你的客户,没有需求的客户
grade D when (refused or need = 'none') is true;
-- 有明确合作意向,并且具备消费能力
grade A when intent = 'clear' and need = 'present' and can_afford;
-- 有需求,有购买意向,犹豫不决: 客户同行对比,超出预算等
grade B when intent >= 'hesitant' and need = 'present';
-- 潜在需求; undecided when the intent or the need is not known
grade C when intent is not null and need is not null or null;

-- what each grade gets
treatment service_mode for A = 'close care' '与客户多沟通多关怀,搞好客情,最终达成合作 | much contact and care, close the deal';
treatment support for B = 'help decide' '找出客户犹豫不定的问题所在,帮助客户去解决问题 | find the obstacle and help to remove it';
treatment marketing for C = 'discover' '去发现挖掘,利用产品优势及需求性,刺激客户消费 | discover, stimulate by the strengths of the product';
treatment monitoring for D = 'long-term' '需要长期跟踪关怀 | track and care in the long run; may refer others';
treatment callback for D = 'regular' '长期与客户保持联系,定期回访 | stay in contact, call back regularly';
$rubric$);

-- Five grades at once: one text for the five dimensions.
INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
SELECT 'five_dimension_abcde.' || dimension, 1, 'general',
	'客户五级分类标准: ' || zh, 'five dimensions: ' || en,
	'文件 000, 「客户五级分类标准」',
	'The origin ranks from most (A) to least (E) and prints neither shares nor limits, so the input is a level from 5 to 1; '
	'where raw amounts are at hand, five equal groups of all customers may give it. '
	'The five letters stand side by side; the origin has no overall one. A missing level leaves only its own letter open.',
	format($rubric$
-- 客户五级分类标准, %1$s
grades A 'A级: %3$s | grade A, %5$s' > B 'B级 | grade B, second' > C 'C级 | grade C, third' > D 'D级 | grade D, fourth'
	> E 'E级: %4$s | grade E, %6$s';

metric %7$s number in (5, 4, 3, 2, 1) '%1$s | %2$s: 5 is the most, 1 the least';

require %7$s;

grade A when %7$s = 5;
grade B when %7$s = 4;
grade C when %7$s = 3;
grade D when %7$s = 2;
grade E otherwise;
$rubric$, zh, en, most_zh, least_zh, most_en, least_en, dimension)::customer_grade.rubric
FROM (VALUES
	('trade_scale', '交易规模', 'scale of trade', '交易规模最大', '交易规模最小', 'largest', 'smallest'),
	('trade_frequency', '交易频率', 'frequency of trade', '交易频率最高', '交易频率最低', 'most frequent', 'least frequent'),
	('loyalty', '忠诚度和长期合作情况', 'loyalty and length of cooperation', '忠诚度最高', '忠诚度最低', 'most loyal', 'least loyal'),
	('potential', '发展和增长潜力', 'potential of growth', '潜力最大', '潜力最小', 'most potential', 'least potential'),
	('industry_influence', '行业影响力', 'influence in the industry', '具有重要地位和影响力', '相对较弱',
		'important standing and influence', 'relatively weak')
) AS d(dimension, zh, en, most_zh, least_zh, most_en, least_en);
