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
