-- Catalog: banks.

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('cmb_five_level', 1, 'banking',
	'招商银行客户分级的标准', 'China Merchants Bank, five levels',
	'招商银行客户分级的标准',
	'Contribution and credit record are said to count, but only assets have numbers. Persons and enterprises alike.',
$rubric$
-- 招商银行客户分级的标准
grades treasure '珍宝客户 | treasure' > diamond '钻石客户 | diamond' > gold '金卡客户 | gold card'
	> silver '银卡客户 | silver card' > ordinary '普卡客户 | ordinary card';

metric customer_kind text in ('personal', 'enterprise') '个人或企业 | person or enterprise';
metric asset_yuan    number >= 0 unit 'CNY' '资产规模 | assets';

require asset_yuan;

grade treasure when asset_yuan >= 1亿;
grade diamond  when asset_yuan >= 5000万;
grade gold     when asset_yuan >= 200万;
grade silver   when asset_yuan >= 10万;
grade ordinary otherwise;

-- what each grade gets
treatment service_level for treasure, diamond = 'private bank' '私人银行服务 | private banking';
treatment benefit for treasure = 'top-level treatment' '行政级别的待遇 | top-level treatment';
treatment account_manager for treasure, silver = 'own' '专属客服经理 | a manager of one''s own';
treatment interest_rate for treasure = 'special' '特别优惠利率 | specially favourable rates';
treatment benefit for diamond = 'honoured guest' '贵宾待遇 | treatment of an honoured guest';
treatment account_manager for diamond = 'own' '尊享专属客服经理 | a manager of one''s own';
treatment marketing for diamond = 'promotions' '享有各种银行优惠活动 | the bank''s promotions';
treatment product_access for diamond = 'own wealth products' '专属理财产品 | wealth products of the level';
treatment product_access for gold = 'preferential loans' '金卡客户专属的优惠贷款 | preferential loans of the gold card';
treatment product_access for gold = 'own wealth products' '金卡客户专属的理财产品 | wealth products of the gold card';
treatment priority for gold = 'credit cards' '优先办理信用卡 | credit cards are handled first';
treatment interest_rate for gold = 'higher deposit rate' '更高的存款利率 | a higher rate on deposits';
treatment fee for gold = 'lower' '较少的服务费用 | lower service fees';
treatment benefit for silver = 'courtesy' '优秀客户礼遇 | courtesy of a good customer';
treatment service_mode for silver = 'one-stop wealth service' '一站式理财服务 | wealth management from one hand';
treatment priority for silver = 'loans' '优先获得贷款办理 | loans are handled first';
treatment priority for silver = 'credit cards' '优先获得信用卡办理 | credit cards are handled first';
treatment service_level for ordinary = 'ordinary' '普通客户的待遇和服务 | the usual treatment and service';
$rubric$),
('postal_bank_any_of', 1, 'banking',
	'邮政银行客户等级划分标准', 'Postal Savings Bank, any of three conditions',
	'文件 003, 「邮政银行客户等级划分标准」',
	'Holding a designated card is worded alike in all grades; read as the card designated for that grade. '
	'A condition that is not known counts as not shown; with none of the three shown, the holder of an account is ordinary.',
$rubric$
-- 邮政银行客户等级划分标准
grades diamond '钻石卡客户 | diamond card' > platinum '白金卡客户 | platinum card' > gold '金卡客户 | gold card'
	> ordinary '普通客户 | ordinary', none '未开户 | no account';

metric has_account boolean '在邮政银行开立账户 | has an account';
metric avg_monthly_daily_balance_yuan number >= 0 unit 'CNY' '账户内平均月日均余额 | average daily balance';
metric designated_card_tier text in ('diamond' > 'platinum' > 'gold' > 'none') '指定高端信用卡 | designated credit card';
metric household_income_yuan number >= 0 unit 'CNY/year' '家庭年收入 | household income a year';

grade none when not has_account;

-- 符合以下任意一项条件
grade diamond when (avg_monthly_daily_balance_yuan >= 150万
	or designated_card_tier = 'diamond' or household_income_yuan >= 300万) is true;
grade platinum when (avg_monthly_daily_balance_yuan >= 30万
	or designated_card_tier = 'platinum' or household_income_yuan >= 80万) is true;
grade gold when (avg_monthly_daily_balance_yuan >= 5万
	or designated_card_tier = 'gold' or household_income_yuan >= 20万) is true;
grade ordinary otherwise;

-- what each grade gets
-- 高等级客户: read as those with a card, by comparison with ordinary
treatment interest_rate for diamond, platinum, gold = 'higher' '更高的存款利率 | higher deposit rates';
treatment credit_limit for diamond, platinum, gold = 'higher' '更高的信用卡额度 | higher card limits';
treatment loan for diamond, platinum, gold = 'higher' '更高的贷款金额 | larger loans';
treatment priority for diamond, platinum, gold = 'first' '优先办理业务 | served first';
treatment account_manager for diamond, platinum, gold = 'own adviser' '专属理财顾问 | an adviser of its own';
$rubric$);

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('bank_client_abcd', 1, 'banking',
	'银行客户等级划分标准', 'bank clients, A to D',
	'文件 000, 「银行客户等级划分标准」',
	'A class needs all of its qualities, so the worst of the four decides; all four must be known. '
	'Class A says nothing of the risk assessment: a complete one is asked for, since less is the mark of C. '
	'信用保证书较差 of D is part of the credit record. The sentences on yield, risk and target (其本质是) describe the class.',
$rubric$
-- 银行客户等级划分标准
grades A 'A类客户 | class A, most important' > B 'B类客户 | class B' > C 'C类客户 | class C' > D 'D类客户 | class D, highest risk';

metric asset_scale     text in ('largest' > 'large' > 'fairly_large' > 'small') '资产规模 | scale of assets';
metric credit_record   text in ('outstanding' > 'good' > 'some' > 'poor') '信用记录 | credit record';
metric financials      text in ('stable' > 'good' > 'some' > 'incomplete') '财务报表 | financial statements';
metric risk_assessment text in ('complete' > 'vague' > 'insufficient') '风险评估流程 | process of risk assessment';

require asset_scale, credit_record, financials, risk_assessment;

grade A when asset_scale = 'largest' and credit_record = 'outstanding' and financials = 'stable'
	and risk_assessment = 'complete'
	'最重要的客户群体 | the most important group';
grade B when asset_scale >= 'large' and credit_record >= 'good' and financials >= 'good'
	and risk_assessment = 'complete'
	'较高收益、较低风险且可轻松达到财务目标 | higher yield, lower risk, easily on target';
grade C when asset_scale >= 'fairly_large' and credit_record >= 'some' and financials >= 'some'
	and risk_assessment >= 'vague'
	'一定的收益,较高的风险,但仍可达到有限的财务目标 | some yield, higher risk, a limited target within reach';
grade D otherwise
	'较低的收益和较高的风险,可能无法达到财务目标 | lower yield, higher risk, may miss the target';
$rubric$),
('zheshang_bank_abc', 1, 'banking',
	'浙商银行客户等级划分标准表', 'Zheshang Bank, A to C',
	'文件 000, 「浙商银行客户等级划分标准表」',
	'C is the rest class, but follows from a judgement of the whole (综合研判): with an input missing the customer is not graded. '
	'The range of products held describes A and is not asked for. 个人客户 of B and 一般零售贷款客户 of C are descriptions: '
	'otherwise a customer without a loan would have no class. The document says that the table may change with time.',
$rubric$
-- 浙商银行客户等级划分标准表
grades A 'A类客户 | class A' > B 'B类客户 | class B' > C 'C类客户,零星客户 | class C, occasional';

metric financial_assets text in ('large' > 'moderate' > 'small') '金融资产规模 | financial assets';
metric interest         text in ('major' > 'focused' > 'none') '对银行业务的兴趣与需求 | interest and demand';

require financial_assets, interest;

-- 在金融资产规模较大的基础上,对银行业务有重大或潜在较大兴趣与需求的群体
grade A when financial_assets = 'large' and interest = 'major';
-- 金融资产规模相对较小,但对我行某一方面业务或产品有较有兴趣且需求突出; 金融资产达到一定量级
grade B when financial_assets >= 'moderate' and interest >= 'focused';
-- 无法满足以上条件的
grade C otherwise;

-- what each grade gets
treatment marketing for A = 'further business areas' '可引导进入其他业务领域 | may be led on into further business areas';
treatment product_access for B = 'suitable products and schemes' '推荐合适的金融产品和业务方案 | suitable products and schemes are recommended';
treatment marketing for B = 'build loyalty' '逐步培育其忠诚度 | loyalty is built step by step';
treatment service_mode for C = 'located by the system' '一般采取系统自动定位的方式获取 | found automatically by the system';
treatment monitoring for C = 'repayment reminders' '依托个贷系统的还款提醒 | reminders of the personal-loan system';
treatment callback for C = 'overdue loans by telephone' '逾期的客户进行电话核实 | overdue customers are checked by telephone';
$rubric$);

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('bank_two_level', 1, 'banking',
	'什麼叫一級客戶什麼叫二級客戶', 'bank customers, two levels',
	'文件 002, 「Ⅰ 什麼叫一級客戶什麼叫二級客戶」',
	'The source prints no criteria: the level is assigned. The limits of transfers differ, but no number is printed.',
$rubric$
-- 什麼叫一級客戶什麼叫二級客戶
grades level1 '一級客戶 | first-level customer' > level2 '二級客戶 | second-level customer';

metric assigned_level number in (1, 2) '指定的級別 | level assigned by the bank';

grade level1 when assigned_level = 1;
grade level2 when assigned_level = 2;

-- what each grade gets
treatment priority for level1 = 1 '服務的優先順序 | order of service';
treatment priority for level2 = 2 '服務的優先順序 | order of service';
treatment transfer_limit = 'by level' '轉賬的最高額度限制 | highest amount of a transfer, no number printed';
$rubric$),
('abc_card_tier', 1, 'banking',
	'农行卡等级划分及要求', 'Agricultural Bank of China, customer tiers',
	'文件 003, 「农行卡等级划分及要求」',
	'以上 includes the number. Ordinary is printed as "no wealth products"; holders of less than the limit of gold are in no printed class '
	'and are ordinary as well. The limits of the local branch, given as parameters, take precedence over the printed ones, which are the '
	'defaults. '
	'A second standard, abc_golden_ear_card, may hold for the same person.',
$rubric$
-- 农行卡等级划分及要求, 1 to 4; 以当地农行的具体要求为准: the parameters
grades diamond '钻石客户 | diamond' > platinum '白金客户 | platinum' > gold '黄金客户 | gold' > ordinary '普通客户 | ordinary';

metric wealth_product_yuan number >= 0 unit 'CNY' '个人理财产品购买额度 | personal wealth products bought';

parameter param_branch_diamond_from  number >= 0 = 500万 unit 'CNY' '当地钻石客户标准 | diamond from, at the local branch';
parameter param_branch_platinum_from number >= 0 = 100万 unit 'CNY' '当地白金客户标准 | platinum from, at the local branch';
parameter param_branch_gold_from     number >= 0 = 30万  unit 'CNY' '当地黄金客户标准 | gold from, at the local branch';

grade diamond  when wealth_product_yuan >= param_branch_diamond_from;
grade platinum when wealth_product_yuan >= param_branch_platinum_from;
grade gold     when wealth_product_yuan >= param_branch_gold_from;
grade ordinary otherwise;

-- what each grade gets
treatment product_access for ordinary = 'deposits, transfers, credit card, online banking' '基础服务,如存取款、转账汇款、信用卡和网上银行等 | basic services';
treatment product_access for gold = 'wealth products, credit loans, investment advice'
	'更多个性化的金融服务,如投资理财、信用贷款、投资咨询等 | more personal financial services';
treatment priority for platinum = 'first' '优先办理业务 | served first';
treatment service_mode for platinum = 'own phone banking' '专属电话银行 | phone banking of its own';
treatment account_manager for platinum = 'own' '专属客户经理 | a manager of its own';
treatment product_access for diamond = 'unlimited: overseas investment, wedding planning, medical insurance'
	'无限的金融服务,包括海外投资、婚礼策划、医疗保险等专业金融服务 | unlimited services';
$rubric$),
('abc_golden_ear_card', 1, 'banking',
	'金穗金卡', 'Agricultural Bank of China, golden-ear gold card',
	'文件 003, 「农行卡等级划分及要求」 5',
	'The two conditions for new customers are alternatives and not added together; one that is not known counts as not shown. '
	'The limit is that of the local branch: the parameter, whose default is printed.',
$rubric$
-- 农行卡等级划分及要求, 5. 金穗金卡
grades eligible '金穗金卡 | may have the golden-ear gold card', none '不符合 | not eligible';

metric is_existing                 boolean '现有客户 | existing customer; false: newly acquired';
metric avg_assets_12m_yuan         number >= 0 unit 'CNY' '申请日前12个月日均金融资产 | average daily assets, 12 months before the application';
metric apply_month_avg_assets_yuan number >= 0 unit 'CNY' '申请日月日均金融资产 | average daily assets, month of the application';
metric investment_bought_yuan      number >= 0 unit 'CNY' '购买投资性金融产品 | investment products bought';

parameter param_branch_from number >= 0 = 10万 unit 'CNY' '当地分行标准 | limit of the local branch';

require is_existing;

grade eligible when is_existing and avg_assets_12m_yuan >= param_branch_from;
grade eligible when not is_existing
	and (apply_month_avg_assets_yuan >= param_branch_from or investment_bought_yuan >= param_branch_from) is true;
grade none otherwise;
$rubric$);

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('cmb_programme', 1, 'banking',
	'招商银行: 私人银行和向日葵', 'China Merchants Bank, programmes',
	'文件 000, 「招商银行客户分级的标准」',
	'The source has no criteria: the programme is assigned, and the grade is the one assigned; it never follows from the assets. '
	'That 向日葵钻石 stands above 向日葵 is assumed from its name.',
$rubric$
-- 招商银行客户分级的标准, 针对高端客户的分级体系
grades private_bank '私人银行 | private banking' > sunflower_diamond '向日葵钻石 | sunflower diamond' > sunflower '向日葵 | sunflower';

metric assigned_programme text in ('private_bank' > 'sunflower_diamond' > 'sunflower') '所属体系 | programme the customer is in';
metric asset_yuan         number >= 0 unit 'CNY' '资产规模 | assets, not used';

require assigned_programme;

grade private_bank      when assigned_programme = 'private_bank';
grade sunflower_diamond when assigned_programme = 'sunflower_diamond';
grade sunflower         when assigned_programme = 'sunflower';

-- what each grade gets
treatment service_level for private_bank = 'differentiated' '得到的服务是差异化的 | differentiated service';
treatment benefit for sunflower_diamond, sunflower = 'certain offers and services' '可以享受一些特定的优惠和服务 | certain offers and services';
$rubric$);
