-- Catalog: call centres.

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('call_centre_service', 1, 'telecom',
	'某省聯通公司呼叫中心的客戶分級管理', 'call centre of a provincial Unicom, order of service',
	'文件 002, 「Ⅳ 如何更好地進行客戶分級管理」, 案例',
	'The blacklist takes precedence over the tier, even for a VIP, because such callers are always last. Middle before ordinary is '
	'assumed. '
	'The rank is the place in the queue.',
$rubric$
-- 某省聯通公司呼叫中心的客戶分級管理
grades vip 'VIP客戶 / 高端用戶 | VIP, high end' > mid '中端客戶 | middle' > ordinary '普通客戶 / 低端用戶 | ordinary, low end'
	> blacklisted '黑名單 | blacklisted';

metric value_tier  text in ('vip' > 'mid' > 'ordinary') '客戶級別 | tier of the customer';
metric blacklisted boolean '列入黑名單 | on the blacklist';
metric connected boolean '电话接通 | the call was connected; read by treatments only';

grade blacklisted when blacklisted;
grade vip      when value_tier = 'vip';
grade mid      when value_tier = 'mid';
grade ordinary when value_tier = 'ordinary';

-- what each grade gets
treatment queue for vip = 1 '始終在排隊列陣最前位置 | always at the head of the queue';
treatment queue for mid = 2 '中端用戶 | after the VIP; before ordinary is assumed';
treatment queue for ordinary = 3 '低端用戶 | after the middle';
treatment queue for blacklisted = 4 '在排隊時永遠處於優先順序最低的位置 | always last';
treatment service_mode for vip = 'green channel' '綠色通道 | green channel';
treatment service_mode for mid = 'consulted and served actively' when not connected
	'主動為用戶辦理業務咨詢、業務受理等 | the centre offers advice and takes orders itself';
treatment service_mode for ordinary = 'normal flow' '按日常用戶呼入 10010 人工服務台流程辦理 | normal flow';
treatment callback for mid = 24 when not connected unit 'hour'
	'如遇話務忙未接入人工服務台,後台將在 24 小時之內提取用戶數據對用戶進行回訪 | called back within 24 hours when the line was busy';
treatment service_level for vip = 90 unit '%' '20 秒內人工接通水平要達到 90% | answered by a person within 20 seconds';
treatment service_level for mid, ordinary = 85 unit '%' '20 秒內人工接通水平要達到 85% | answered by a person within 20 seconds';
treatment answer_within for vip, mid, ordinary = 20 unit 's' '20 秒內人工接通 | answered by a person within 20 seconds';
$rubric$),
('call_centre_sla', 1, 'telecom',
	'20秒內人工接通水平', 'call centre of a provincial Unicom, service level attained',
	'文件 002, 「Ⅳ 如何更好地進行客戶分級管理」, 案例',
	'達到 includes the number. A period without calls is not assessed.',
$rubric$
-- VIP 客戶 20 秒內人工接通水平要達到 90%, 中端客戶和普通客戶 20 秒內人工接通水平要達到 85%
grades met '達到 | met' > missed '未達到 | missed';

metric value_tier          text in ('vip' > 'mid' > 'ordinary') '客戶級別 | tier of the callers';
metric calls               number >= 0 unit 'call' '呼入次數 | calls';
metric answered_within_20s number >= 0 unit 'call' '20秒內人工接通次數 | calls answered within 20 seconds';

scope when calls > 0 '有呼入 | there were calls';
require value_tier, answered_within_20s;

-- compared without a division, so exact
grade met when answered_within_20s >= calls * case value_tier when 'vip' then 90% else 85% end;
grade missed otherwise;
$rubric$);
