-- Catalog: banks.

INSERT INTO customer_grade.catalog
	(name, version, industry, title_zh, title_en, source, review, remarks, rubric)
VALUES ('cmb_five_level', 1, 'banking',
	'招商银行客户分级的标准', 'China Merchants Bank, five levels',
	'招商银行客户分级的标准',
	NULL,
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
$rubric$),
('postal_bank_any_of', 1, 'banking',
	'邮政银行客户等级划分标准', 'Postal Savings Bank, any of three conditions',
	'邮政银行客户等级划分标准',
	NULL,
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
$rubric$);

INSERT INTO customer_grade.catalog
	(name, version, industry, title_zh, title_en, source, review, remarks, rubric)
VALUES ('bank_client_abcd', 1, 'banking',
	'银行客户等级划分标准', 'bank clients, A to D',
	'文件 000, 「银行客户等级划分标准」',
	NULL,
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
	NULL,
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
$rubric$);

INSERT INTO customer_grade.catalog_treatment (standard, grade, name, value, note)
VALUES
	('zheshang_bank_abc', 'A', 'marketing', 'further business areas', '可引导进入其他业务领域 | may be led on into further business areas'),
	('zheshang_bank_abc', 'B', 'product_access', 'suitable products and schemes', '推荐合适的金融产品和业务方案 | suitable products and schemes are recommended'),
	('zheshang_bank_abc', 'B', 'marketing', 'build loyalty', '逐步培育其忠诚度 | loyalty is built step by step'),
	('zheshang_bank_abc', 'C', 'service_mode', 'located by the system', '一般采取系统自动定位的方式获取 | found automatically by the system'),
	('zheshang_bank_abc', 'C', 'monitoring', 'repayment reminders', '依托个贷系统的还款提醒 | reminders of the personal-loan system'),
	('zheshang_bank_abc', 'C', 'callback', 'overdue loans by telephone', '逾期的客户进行电话核实 | overdue customers are checked by telephone'),

	('cmb_five_level', 'treasure', 'service_level', 'private bank', '私人银行服务 | private banking'),
	('cmb_five_level', 'treasure', 'benefit', 'top-level treatment', '行政级别的待遇 | top-level treatment'),
	('cmb_five_level', 'treasure', 'account_manager', 'own', '专属客服经理 | a manager of one''s own'),
	('cmb_five_level', 'treasure', 'interest_rate', 'special', '特别优惠利率 | specially favourable rates'),
	('cmb_five_level', 'diamond', 'service_level', 'private bank', '私人银行服务 | private banking'),
	('cmb_five_level', 'diamond', 'benefit', 'honoured guest', '贵宾待遇 | treatment of an honoured guest'),
	('cmb_five_level', 'diamond', 'account_manager', 'own', '尊享专属客服经理 | a manager of one''s own'),
	('cmb_five_level', 'diamond', 'marketing', 'promotions', '享有各种银行优惠活动 | the bank''s promotions'),
	('cmb_five_level', 'diamond', 'product_access', 'own wealth products', '专属理财产品 | wealth products of the level'),
	('cmb_five_level', 'gold', 'product_access', 'preferential loans', '金卡客户专属的优惠贷款 | preferential loans of the gold card'),
	('cmb_five_level', 'gold', 'product_access', 'own wealth products', '金卡客户专属的理财产品 | wealth products of the gold card'),
	('cmb_five_level', 'gold', 'priority', 'credit cards', '优先办理信用卡 | credit cards are handled first'),
	('cmb_five_level', 'gold', 'interest_rate', 'higher deposit rate', '更高的存款利率 | a higher rate on deposits'),
	('cmb_five_level', 'gold', 'fee', 'lower', '较少的服务费用 | lower service fees'),
	('cmb_five_level', 'silver', 'benefit', 'courtesy', '优秀客户礼遇 | courtesy of a good customer'),
	('cmb_five_level', 'silver', 'account_manager', 'own', '专属客服经理 | a manager of one''s own'),
	('cmb_five_level', 'silver', 'service_mode', 'one-stop wealth service', '一站式理财服务 | wealth management from one hand'),
	('cmb_five_level', 'silver', 'priority', 'loans', '优先获得贷款办理 | loans are handled first'),
	('cmb_five_level', 'silver', 'priority', 'credit cards', '优先获得信用卡办理 | credit cards are handled first'),
	('cmb_five_level', 'ordinary', 'service_level', 'ordinary', '普通客户的待遇和服务 | the usual treatment and service');
