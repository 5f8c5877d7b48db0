-- Catalog: pharmaceutical trade.

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('pharma_distributor_scorecard', 1, 'pharma',
	'医药客户等级划分办法和要求', 'pharmaceutical customers, 100 points',
	'文件 000, 「医药客户等级划分办法和要求」 / 「客户等级评定办法和要求」',
	'The source prints items worth 90 of the 100 points; rest_score stands for those it cuts off and must be given. '
	'The highest monthly average and the highest quantity are those of the customers of the same cohort. '
	'Over one year goes before over the red line. A total between two bands belongs to the lower one: 90.5 is B; '
	'param_total_rounding chooses another reading: half_up rounds the total to whole points first, up makes over 90 an A. '
	'A margin from 0 to under 1 % gets 0. Stability and collection are not below 0; without purchases stability is 0. '
	'Four decimals, asked for the first two items, are used for stability and collection too. 大于…60%以上 includes 60 %. '
	'A price raised by agreement because the bid price lay under the purchase price is no breach. Calendar half-years. '
	'Sales assesses together with finance.',
$rubric$
-- 客户等级评定办法和要求
grades A 'A类 | 91 to 100 points' > B 'B类 | 81 to 90 points' > C 'C类 | 71 to 80 points' > D 'D类 | 70 points and under';

metric cohort              text '一起排序的客户 | customers ranked together';
metric amt_m1_yuan         number >= 0 unit 'CNY' '第1个月进货额 | purchases of month 1 of the half-year';
metric amt_m2_yuan         number >= 0 unit 'CNY' '第2个月进货额 | purchases of month 2';
metric amt_m3_yuan         number >= 0 unit 'CNY' '第3个月进货额 | purchases of month 3';
metric amt_m4_yuan         number >= 0 unit 'CNY' '第4个月进货额 | purchases of month 4';
metric amt_m5_yuan         number >= 0 unit 'CNY' '第5个月进货额 | purchases of month 5';
metric amt_m6_yuan         number >= 0 unit 'CNY' '第6个月进货额 | purchases of month 6';
metric qty_half_year       number >= 0 unit 'unit' '半年进货数量 | quantity of the half-year';
metric gross_margin_pct    number <= 100 unit '%' '财务毛利率 | gross margin';
metric collection_status   text in ('normal' > 'over_red_line' > 'over_one_year') '回款状态 | state of collection';
metric avg_collection_days number >= 0 unit 'day' '平均回款天数 | average days to collect';
metric problem_limit_days  number > 0 unit 'day' '问题应收界限 | limit of problem receivables';
metric key_share_pct       number between 0 and 100 unit '%' '重点品种金额占比 | share of key products';
metric bid_price_breach    boolean '因为客户原因,不按中标价执行 | bid price not kept because of the customer';
metric procurement_mode    text in ('advance_plan' > 'talk_then_platform' > 'other') '采购方式 | way of ordering';
metric rest_score          number between 0 and 10 '其余项目 | points of the items not in the source';

-- between two bands (90 to 91): the lower one; half_up: the total in whole points; up: the upper one
parameter param_total_rounding text in ('none', 'half_up', 'up') = 'none' '总分取整 | rounding of the total';

require amt_m1_yuan, amt_m2_yuan, amt_m3_yuan, amt_m4_yuan, amt_m5_yuan, amt_m6_yuan, qty_half_year, gross_margin_pct,
	collection_status, avg_collection_days, problem_limit_days, key_share_pct, bid_price_breach, procurement_mode,
	rest_score;

-- Each ratio has one division, the last but rounding: so the fourth decimal is exact.
define total  = amt_m1_yuan + amt_m2_yuan + amt_m3_yuan + amt_m4_yuan + amt_m5_yuan + amt_m6_yuan;
-- 6 with as many decimals as keep the fourth decimal of a share exact
parameter top_monthly_avg_yuan number >= 0 = max(total per cohort) / 6.00000000000000000000 unit 'CNY'
	'最高月度销售额 | highest monthly average of the cohort';
parameter top_qty_half_year    number >= 0 = max(qty_half_year per cohort) unit 'unit' '最高销量 | highest quantity of the cohort';
define spread = greatest(amt_m1_yuan, amt_m2_yuan, amt_m3_yuan, amt_m4_yuan, amt_m5_yuan, amt_m6_yuan)
	- least(amt_m1_yuan, amt_m2_yuan, amt_m3_yuan, amt_m4_yuan, amt_m5_yuan, amt_m6_yuan);

-- average / highest average x 20
criterion amount       max 20 '进货额 | amount' =
	0 when top_monthly_avg_yuan = 0,
	round(total * 20 / (6 * top_monthly_avg_yuan), 4) otherwise;
criterion quantity     max 10 '进货量 | quantity' =
	0 when top_qty_half_year = 0,
	round(qty_half_year * 10 / top_qty_half_year, 4) otherwise;
-- 12% 12, 11% 11, 以此类推; 负毛利不得分
criterion gross_margin max 12 '财务毛利率 | gross margin' = floor(gross_margin_pct);
-- (average - (highest month - lowest month)) / average x 10
criterion stability    max 10 '进货稳定性 | stability' =
	0 when total = 0,
	round((total - 6 * spread) * 10 / total, 4) otherwise;
criterion collection   max 15 '平均回款天数 | days to collect' =
	0 when collection_status = 'over_one_year',
	2 when collection_status = 'over_red_line',
	round((problem_limit_days - avg_collection_days) * 15 / problem_limit_days, 4) otherwise;
criterion key_products max 15 '重点品种占有 | share of key products' =
	15 when key_share_pct >= 60,
	12 when key_share_pct >= 55,
	9 when key_share_pct >= 50,
	6 when key_share_pct >= 45,
	3 when key_share_pct >= 40,
	0 otherwise;
criterion bid_price    max 3 '中标价执行到位情况 | bid price kept' = 0 when bid_price_breach, 3 otherwise;
criterion procurement  max 5 '采购方式 | way of ordering' =
	5 when procurement_mode = 'advance_plan',
	3 when procurement_mode = 'talk_then_platform',
	0 otherwise;
criterion rest         max 10 '其余项目 | items not in the source' = rest_score;

score = case param_total_rounding when 'half_up' then round(score) when 'up' then ceil(score) else score end;

grade A when score >= 91;
grade B when score >= 81;
grade C when score >= 71;
grade D otherwise;

-- how grades change
review half-year end '每半年 | every half-year';
$rubric$);
