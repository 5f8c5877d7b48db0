-- The words of the report page. format() fills %1$s and so on.

CREATE FUNCTION customer_grade_internal.html_words() RETURNS TABLE (word text, en text, zh text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	VALUES
	('lang', 'en', 'zh-CN'),
	('report', 'Grading report', '客户评级报告'),
	('skip', 'Skip to the figures', '跳到主要数据'),
	('period', '%1$s, compared with %2$s', '%1$s，对比 %2$s'),
	('of', 'standard %1$s, version %2$s · table %3$s', '标准 %1$s 第 %2$s 版 · 表 %3$s'),
	('graded', 'Customers graded', '已评级客户'),
	('of all', 'of %1$s customers', '共 %1$s 名客户'),
	('of customers', '%1$s of all customers', '占全部客户的 %1$s'),
	('top share', 'Share of grade %1$s', '%1$s 级占比'),
	('from', '%1$s before', '此前 %1$s'),
	('moved up', 'Moved up', '升级'),
	('moved down', 'Moved down', '降级'),
	('in period', '%1$s of those graded before', '占此前已评级客户的 %1$s'),
	('not graded', 'Not graded', '未评级'),
	('no grade', 'not graded', '未评级'),
	('open', 'Not yet final', '尚未确定'),
	('states', '%1$s provisional, %2$s pending, %3$s overrides', '暂定 %1$s，待审批 %2$s，人工调整 %3$s'),
	('distribution', 'Distribution', '等级分布'),
	('distribution lead', '%1$s of %2$s customers are in the best grade, %3$s.', '%2$s 名客户中有 %1$s 名处于最高等级 %3$s。'),
	('distribution caption', 'Customers by grade on %1$s; change in percentage points since %2$s',
		'%1$s 各等级客户数；变化为自 %2$s 以来的百分点变动'),
	('target mark', '; the mark on a bar is the target', '；条形上的标记为目标占比'),
	('grade', 'Grade', '等级'),
	('customers', 'Customers', '客户数'),
	('share', 'Share', '占比'),
	('target', 'Target', '目标'),
	('change', 'Change', '变化'),
	('months', 'Month by month', '逐月变化'),
	('months lead', 'Customers at the end of each month: the best grade at the bottom, customers that are not graded hatched.',
		'各月末客户数：最高等级在最下方，斜线为未评级。'),
	('months caption', 'Customers by grade at the end of each month', '各月末各等级客户数'),
	('months text', 'Stacked columns from %1$s to %2$s; the numbers are in the table below.',
		'堆积柱形图，%1$s 至 %2$s；数字见下表。'),
	('numbers', 'Show the numbers', '显示数字'),
	('period end', 'Month', '月份'),
	('total', 'Total', '合计'),
	('migration', 'Moves between grades', '等级迁移'),
	('migration lead', 'Rows are the grade on %1$s, columns the grade on %2$s.', '行为 %1$s 的等级，列为 %2$s 的等级。'),
	('stayed share', ' %1$s stayed where they were.', '%1$s 的客户等级不变。'),
	('migration caption', 'Customers by grade on %1$s (rows) and %2$s (columns), with the share of the row',
		'按 %1$s（行）与 %2$s（列）等级统计的客户数及占该行的比例'),
	('from to', 'From ↓ to →', '从 ↓ 到 →'),
	('stayed', 'same grade', '等级不变'),
	('up', 'moved up', '升级'),
	('down', 'moved down', '降级'),
	('new', 'New', '新增'),
	('gone', 'Gone', '已移除'),
	('movers', 'Biggest moves', '变动最大的客户'),
	('movers lead', 'The customers that moved furthest since %1$s.', '自 %1$s 以来等级变动最大的客户。'),
	('movers up caption', 'Customers that moved up', '升级的客户'),
	('movers down caption', 'Customers that moved down', '降级的客户'),
	('shown', 'showing %1$s of %2$s', '共 %2$s 名，显示 %1$s 名'),
	('customer', 'Customer', '客户'),
	('move', 'Move', '变动'),
	('when', 'When and why', '时间与原因'),
	('none up', 'No customer moved up.', '没有客户升级。'),
	('none down', 'No customer moved down.', '没有客户降级。'),
	('concentration', 'Concentration', '集中度'),
	('concentration lead', '%1$s of the customers, those of grade %2$s, bring in %3$s of %4$s.',
		'%2$s 级客户占 %1$s，贡献 %4$s 的 %3$s。'),
	('concentration caption', 'Share of customers and of %1$s by grade', '各等级的客户占比与 %1$s 占比'),
	('concentration text',
	'Cumulative share of %1$s over the cumulative share of customers, best grade first; the dashed line is an equal share. The numbers '
	'are in the table.', '从最高等级起累计的客户占比与 %1$s 占比；虚线为均等分布。数字见表。'),
	('share of customers', 'Share of customers', '客户占比'),
	('amount', 'Amount', '金额'),
	('sum', 'Sum', '合计'),
	('average', 'Average', '平均'),
	('gini', 'Gini coefficient %1$s: 0 means all customers alike, 1 that one customer brings in all.',
		'基尼系数 %1$s：0 表示完全均等，1 表示全部来自一名客户。'),
	('watchlist', 'Watchlist', '关注名单'),
	('watchlist lead', 'Customers whose grade may change soon, the nearest of each kind.',
		'等级可能即将变化的客户，每类列出最接近的几名。'),
	('watchlist caption', 'Customers to watch', '需关注的客户'),
	('why', 'What decides', '决定因素'),
	('due', 'Date or distance', '日期或差距'),
	('nothing', 'No customers to watch.', '暂无需要关注的客户。'),
	('near better', 'Close to a better grade', '接近升级'),
	('near worse', 'Close to a worse grade', '接近降级'),
	('near other', 'Close to another grade', '接近其他等级'),
	('near graded', 'Close to being graded', '接近可评级'),
	('near no longer graded', 'Close to not being graded', '接近无法评级'),
	('demotion waits', 'Demotion waits', '等待降级'),
	('promotion waits', 'Promotion waits', '等待升级'),
	('approval awaited', 'Approval awaited', '等待审批'),
	('provisional ends', 'Provisional grade ends', '暂定等级到期'),
	('override ends', 'Override ends', '人工调整到期'),
	('approval ends', 'Approval ends', '审批到期'),
	('standard', 'The standard', '分级标准'),
	('standard lead', 'Grades are tried from the best to the last; the first whose condition is true applies.',
		'从最高等级起依次判断，第一个条件成立的等级生效。'),
	('standard caption', 'Grades, their conditions and what they get', '各等级、条件与待遇'),
	('condition', 'Condition', '条件'),
	('gets', 'Gets', '待遇'),
	('otherwise', 'all others', '其余客户'),
	('before', 'Before and after the grades', '等级判断之前和之后'),
	('rule', 'Rule', '规则'),
	('scope', 'Applies when', '适用范围'),
	('require', 'Requires', '评级前提'),
	('floor', 'Never worse than', '不低于'),
	('cap', 'Never better than', '不高于'),
	('metrics', 'Metrics', '指标'),
	('metric', 'Metric', '指标'),
	('meaning', 'Meaning', '含义'),
	('values', 'Values', '取值'),
	('criteria', 'Points', '评分项'),
	('criterion', 'Criterion', '评分项'),
	('weight', 'Weight', '权重'),
	('max', 'Maximum', '满分'),
	('computed', 'Points', '得分'),
	('text', 'Text of the standard', '标准原文'),
	('treatment visit_interval', 'visit interval', '拜访间隔'),
	('treatment credit_limit', 'credit limit', '信用额度'),
	('treatment payment_term', 'payment term', '账期'),
	('treatment service_level', 'service level', '服务级别'),
	('treatment price', 'price', '价格'),
	('treatment priority', 'priority', '优先级'),
	('unit day', 'days', '天'),
	('unit month', 'months', '个月'),
	('footer', 'Generated by customer_grade on %1$s', '由 customer_grade 生成于 %1$s')
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_words() IS
	'all words of report_html(), in English and in Chinese';

CREATE FUNCTION customer_grade_internal.html_words(language text) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF language NOT IN ('en', 'zh') IS NOT FALSE THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('the report is not available in language "%s"', language),
			HINT = 'It is en or zh.';
	END IF;
	RETURN (
		SELECT jsonb_object_agg(w.word, CASE language WHEN 'en' THEN w.en ELSE w.zh END)
		FROM customer_grade_internal.html_words() AS w);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_words(text) IS
	'the words of report_html() in one language. Error: 22023 no such language';
