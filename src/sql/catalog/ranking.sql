-- Catalog: customers of a company ranked by a score. The rubric gives the score,
-- ranking(..., per => '{cohort}') the rank.

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('composite_10_30_60', 1, 'general',
	'企業客戶的分級標準: 綜合加權', 'company customers ranked by a weighted score',
	'文件 002, 「Ⅵ 企業客戶的分級標準是什麼」 5',
	'The rank within the cohort is the result; there are no letters and no cut-offs. Equal scores share a rank, the next rank is left '
	'out. A customer without a score is not ranked. How raw values become 0 to 100 points is not printed. The user picks one of the '
	'five standards of the source; two of them have no numbers: payment behaviour of the last year and prospects of new customers, '
	'which are judged by hand. Both may enter here as points.',
$rubric$
-- 企業客戶的分級標準是什麼, 5、 綜合加權
metric cohort       text '一起排列的客戶 | customers ranked together';
metric credit_score number between 0 and 100 unit 'point' '客戶的信用狀況 | credit';
metric order_score  number between 0 and 100 unit 'point' '客戶的下單金額 | amount ordered';
metric profit_score number between 0 and 100 unit 'point' '客戶對企業利潤的貢獻率 | contribution to profit';

require credit_score, order_score, profit_score;

criterion credit weight 10% max 100 '客戶的信用狀況 | credit' = credit_score;
criterion orders weight 30% max 100 '客戶的下單金額 | amount ordered' = order_score;
criterion profit weight 60% max 100 '客戶對企業利潤的貢獻率 | contribution to profit' = profit_score;
$rubric$),
('order_amount_rank', 1, 'general',
	'企業客戶的分級標準: 客戶的下單金額', 'company customers ranked by what they ordered',
	'文件 002, 「Ⅵ 企業客戶的分級標準是什麼」 2',
	'The rank within the cohort, the largest first, is the result. One or two years and amount or quantity are left to the user: '
	'parameters without default. Only what they select must be known. Equal values share a rank.',
$rubric$
-- 企業客戶的分級標準是什麼, 2、 客戶的下單金額
metric cohort                  text '一起排列的客戶 | customers ranked together';
metric amount_last_year_yuan   number >= 0 unit 'CNY' '近一年下單金額 | amount ordered, last year';
metric amount_year_before_yuan number >= 0 unit 'CNY' '前一年下單金額 | amount ordered, year before';
metric qty_last_year           number >= 0 unit 'unit' '近一年下單數量 | quantity ordered, last year';
metric qty_year_before         number >= 0 unit 'unit' '前一年下單數量 | quantity ordered, year before';

parameter param_window_years number in (1, 2) unit 'year' '近一年或者兩年 | one year or two';
parameter param_measure      text in ('amount', 'qty') '下單的金額或下單的數量 | amount or quantity';

-- what the parameters select must be known
scope when param_measure = 'qty'    or amount_last_year_yuan >= 0 '近一年下單金額 | amount of the last year';
scope when param_measure = 'qty'    or param_window_years = 1 or amount_year_before_yuan >= 0 '前一年下單金額 | amount of the year before';
scope when param_measure = 'amount' or qty_last_year >= 0 '近一年下單數量 | quantity of the last year';
scope when param_measure = 'amount' or param_window_years = 1 or qty_year_before >= 0 '前一年下單數量 | quantity of the year before';

score = case
	when param_measure = 'amount' and param_window_years = 1 then amount_last_year_yuan
	when param_measure = 'amount' then amount_last_year_yuan + amount_year_before_yuan
	when param_window_years = 1 then qty_last_year
	else qty_last_year + qty_year_before end;
$rubric$),
('profit_contribution_rank', 1, 'general',
	'企業客戶的分級標準: 客戶對企業利潤的貢獻率', 'company customers ranked by profit',
	'文件 002, 「Ⅵ 企業客戶的分級標準是什麼」 4',
	'The rank within the cohort, the largest profit first, is the result. Equal profits share a rank. A margin may be negative.',
$rubric$
-- 企業客戶的分級標準是什麼, 4、 客戶對企業利潤的貢獻率
metric cohort               text '一起排列的客戶 | customers ranked together';
metric order_amount_1y_yuan number >= 0 unit 'CNY' '一年客戶的銷售定單量 | orders of one year';
metric profit_margin_pct    number unit '%' '利潤率 | profit margin';

require order_amount_1y_yuan, profit_margin_pct;

score = order_amount_1y_yuan * profit_margin_pct * 1%;
$rubric$);
