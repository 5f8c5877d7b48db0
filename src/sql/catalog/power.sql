-- Catalog: power supply.

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('power_important_customer', 1, 'power',
	'重要电力客户分级', 'important power customers',
	'文件 000, 「重要客户管理讲义」, 电监会[2008]43号文件, 1、重要客户的概念及分级',
	'The examples in brackets illustrate and decide nothing. Both marks of 特级 are needed; of 一级 and 二级 one is enough, '
	'and several of 二级 do not add up to 一级. A level is not passed over while it is open. '
	'Temporary only where no standing class applies. A hazard does not make a customer important: see power_important_customer.kind. '
	'A class is in force when the local government has approved it; then it is filed with the electricity regulator.',
$rubric$
-- 电监会[2008]43号文件: 重要客户的概念及分级
grades special '特级重要电力客户 | special' > level1 '一级重要电力客户 | first level' > level2 '二级重要电力客户 | second level'
	> temporary '临时性重要电力客户 | temporary', none '非重要客户 | not important';

metric state_affairs     boolean '在管理国家事务中具有特别重要作用 | of special weight in the affairs of state';
metric national_security boolean '中断供电将可能危害国家安全 | an outage may endanger national security';
metric casualties        boolean '直接引发人身伤亡 | an outage may directly cause casualties';
metric pollution         text in ('severe' > 'fairly_large' > 'none') '环境污染 | pollution by an outage';
metric poison_leak_flood_explosion_fire boolean '中毒、泄露、透水、爆炸或火灾 | poisoning, leak, flooding, explosion or fire';
metric political         text in ('major' > 'fairly_large' > 'none') '政治影响 | political effect';
metric economic          text in ('major' > 'fairly_large' > 'none') '经济损失 | economic loss';
metric public_order      text in ('wide' > 'some' > 'none') '社会公共秩序严重混乱的范围 | reach of a grave disorder';
metric temporary_need    boolean '需要临时特殊供电保障 | needs special supply for a time';
metric hazardous         boolean '是否具有危险性 | hazardous: tells the kind, not the level';

grade special when state_affairs and national_security;
-- 下列后果之一
grade level1 when casualties or pollution = 'severe' or poison_leak_flood_explosion_fire
	or political = 'major' or economic = 'major' or public_order = 'wide';
grade level2 when pollution = 'fairly_large' or political = 'fairly_large' or economic = 'fairly_large'
	or public_order = 'some';
grade temporary when temporary_need;
grade none otherwise;

-- how grades change
approval of special, level1, level2, temporary until none '经地方人民政府有关部门批准后,报电力监管机构备案 | filed with the regulator afterwards'
	steps power_company '供电单位提出名单 | listed by the power company', government '地方人民政府批准 | approved by the local government';

-- what each grade gets
treatment supply_duty for special = 3 unit 'power source' '具备三路电源供电条件 | three power sources';
treatment supply_duty for special = 2 unit 'substation' '其中的两路电源应当来自两个不同的变电站 | two of them from two different substations';
treatment supply_duty for special = 2 unit 'source lost' '任何两路电源发生故障时,第三路电源能保证独立正常供电 | the third carries on alone when any two fail';
treatment supply_duty for level1 = 2 unit 'power source' '具备两路电源供电条件 | two power sources';
treatment supply_duty for level1 = 2 unit 'substation' '两路电源应当来自两个不同的变电站 | from two different substations';
treatment supply_duty for level1 = 1 unit 'source lost' '当一路电源发生故障时,另一路电源能保证独立正常供电 | the other carries on alone when one fails';
treatment supply_duty for level2 = 2 unit 'power source' '具备双回路供电条件 | two circuits';
treatment supply_duty for level2 = 2 unit 'bus section'
	'供电电源可以来自同一个变电站的不同母线段 | they may come from different bus sections of one substation';
treatment supply_duty for temporary = 'emergency set may be rented' '可以通过租用应急发电车(机)等方式,配置自备应急电源 | the emergency set may be rented';
treatment supply_duty for temporary = 'two sources where conditions allow'
	'按照供电负荷重要性,在条件允许的情况下,具备双回路或两路以上电源供电条件 | by the weight of the load and where conditions allow, two circuits or more sources';
$rubric$),
('power_important_customer.kind', 1, 'power',
	'重要电力客户: 高危客户和重要客户', 'important power customers: high-risk or not',
	'文件 000, 「重要客户管理讲义」, 电监会[2008]43号文件, 1、重要客户的概念及分级',
	'Hazard divides the important customers into two kinds; a customer that is not important is out of scope. '
	'Which level it is may still be open, as long as one is certain.',
$rubric$
-- 重要用户按照其是否具有危险性又分高危客户和重要客户
grades unranked high_risk '高危客户 | high-risk customer', important '重要客户 | important customer';

metric state_affairs     boolean '在管理国家事务中具有特别重要作用 | of special weight in the affairs of state';
metric national_security boolean '中断供电将可能危害国家安全 | an outage may endanger national security';
metric casualties        boolean '直接引发人身伤亡 | an outage may directly cause casualties';
metric pollution         text in ('severe' > 'fairly_large' > 'none') '环境污染 | pollution by an outage';
metric poison_leak_flood_explosion_fire boolean '中毒、泄露、透水、爆炸或火灾 | poisoning, leak, flooding, explosion or fire';
metric political         text in ('major' > 'fairly_large' > 'none') '政治影响 | political effect';
metric economic          text in ('major' > 'fairly_large' > 'none') '经济损失 | economic loss';
metric public_order      text in ('wide' > 'some' > 'none') '社会公共秩序严重混乱的范围 | reach of a grave disorder';
metric temporary_need    boolean '需要临时特殊供电保障 | needs special supply for a time';
metric hazardous         boolean '是否具有危险性 | hazardous';

scope when state_affairs and national_security
	or casualties or pollution in ('severe', 'fairly_large') or poison_leak_flood_explosion_fire
	or political in ('major', 'fairly_large') or economic in ('major', 'fairly_large') or public_order in ('wide', 'some')
	or temporary_need
	'重要电力客户 | important power customers';
require hazardous;

grade high_risk when hazardous;
grade important otherwise;
$rubric$);

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('power_supply_config', 1, 'power',
	'重要电力客户供电电源及自备应急电源配置', 'supply and reserve duties of important power customers',
	'文件 000, 「重要客户管理讲义」, 电监会[2008]43号文件, 3、供电电源配置; 4、自备应急电源配置',
	'The class is the grade of the same customer by power_important_customer. One duty that is certainly not met decides, even while '
	'another is open; with all others met an open one leaves the customer not graded. Two different bus sections are enough for 二级, two '
	'substations as well. 120% includes itself. Only temporary customers may rent the emergency set. Customers that are not important have '
	'none of the duties. An emergency drill at least once a year (至少每年一次).',
$rubric$
-- 电监会[2008]43号文件: 供电电源配置, 自备应急电源配置
grades compliant '符合 | all duties met' > noncompliant '不符合 | at least one not met';

metric grade                  text in ('special' > 'level1' > 'level2' > 'temporary' > 'none')
	'重要电力客户等级 | grade by power_important_customer';
metric power_sources          number >= 0 unit 'source' '供电电源路数 | sources or circuits';
metric substations            number >= 0 unit 'substation' '不同的变电站 | different substations they come from';
metric bus_sections           number >= 0 unit 'section' '不同母线段 | different bus sections';
metric survives_losses        number >= 0 unit 'source' '可同时失去的电源 | sources that may fail at once';
metric conditions_allow       boolean '条件允许 | conditions allow more than one source (temporary only)';
metric switch_s               number >= 0 unit 's' '切换时间 | time to change over';
metric allowed_interruption_s number >= 0 unit 's' '允许中断供电时间 | interruption allowed';
metric security_load_kw       number >= 0 unit 'kW' '保安负荷 | security load, agreed and filed';
metric emergency_kw           number >= 0 unit 'kW' '自备应急电源容量 | capacity of the emergency set';
metric emergency_rented       boolean '租用应急发电车(机) | the emergency set is rented';
metric start_s                number >= 0 unit 's' '启动时间 | time to start';
metric allowed_start_s        number >= 0 unit 's' '允许启动时间 | time to start allowed';
metric interlock              boolean '电气或机械闭锁装置 | electrical or mechanical interlock';
metric equipment_conforms     boolean '设备符合技术规范和标准 | equipment conforms to the technical standards';

scope when grade in ('special', 'level1', 'level2', 'temporary') '重要电力客户 | important power customers';

define sources = case grade
	when 'special' then power_sources >= 3 and substations >= 2 and survives_losses >= 2
	when 'level1'  then power_sources >= 2 and substations >= 2 and survives_losses >= 1
	when 'level2'  then power_sources >= 2 and (substations >= 2 or bus_sections >= 2)
	else not conditions_allow or power_sources >= 2
end;
define reserve = emergency_kw >= 120% * security_load_kw and start_s <= allowed_start_s
	and interlock and equipment_conforms and (not emergency_rented or grade = 'temporary');

grade compliant when sources and switch_s <= allowed_interruption_s and reserve;
grade noncompliant otherwise;

-- what each grade gets
treatment supply_duty = 3 when grade = 'special' unit 'power source' '具备三路电源供电条件 | three power sources';
treatment supply_duty = 2 when grade = 'special' unit 'substation' '其中的两路电源应当来自两个不同的变电站 | two of them from two different substations';
treatment supply_duty = 2 when grade = 'special' unit 'source lost'
	'任何两路电源发生故障时,第三路电源能保证独立正常供电 | the third carries on alone when any two fail';
treatment supply_duty = 2 when grade = 'level1' unit 'power source' '具备两路电源供电条件 | two power sources';
treatment supply_duty = 2 when grade = 'level1' unit 'substation' '两路电源应当来自两个不同的变电站 | from two different substations';
treatment supply_duty = 1 when grade = 'level1' unit 'source lost' '当一路电源发生故障时,另一路电源能保证独立正常供电 | the other carries on alone when one fails';
treatment supply_duty = 2 when grade = 'level2' unit 'power source' '具备双回路供电条件 | two circuits';
treatment supply_duty = 2 when grade = 'level2' unit 'bus section'
	'供电电源可以来自同一个变电站的不同母线段 | they may come from different bus sections of one substation';
treatment supply_duty = 2 when grade = 'temporary' and conditions_allow unit 'power source'
	'在条件允许的情况下,可以通过临时架线等方式具备双回路或两路以上电源供电条件 | two circuits or sources where conditions allow, such as by temporary lines';
treatment supply_duty = 'emergency set may be rented' when grade = 'temporary'
	'可以通过租用应急发电车(机)等方式,配置自备应急电源 | the emergency set may be rented';
treatment supply_duty = 'change over within the allowed interruption'
	'切换时间和切换方式要满足允许中断供电时间的要求 | time and way of the change-over fit the interruption allowed';
treatment supply_duty = 120 unit '% of the security load' '自备应急电源配置容量标准应达到保安负荷的120% | capacity of the emergency set';
treatment supply_duty = 'start in time' '自备应急电源启动时间应满足安全要求 | the set starts as fast as safety asks';
treatment supply_duty = 'interlock' '装设可靠的电气或机械闭锁装置,防止倒送电 | a reliable electrical or mechanical interlock against back-feed';
treatment supply_duty = 'equipment to standard' '符合国家有关安全、消防、节能、环保等技术规范和标准要求 | safety, fire, energy and environment standards';
treatment supply_duty = 'security load agreed and filed'
	'保安负荷由供电企业与客户共同协商确定,并报当地电力监管机构备案 | agreed by both sides and filed with the regulator';
treatment supply_duty = 'papers and agreement before use'
	'办理相关手续,签订自备应急电源使用协议后方可投入使用 | papers and an agreement before a reserve set is used';
treatment supply_duty = 'papers before rebuilding'
	'拆装自备应急电源、更换接线方式、拆除或者移动闭锁装置,要办理相关手续,并修订相关协议 | papers and a new agreement before rebuilding, rewiring or moving the interlock';
treatment supply_duty = 'change-over scheme to standard' '切换装置技术方案要符合国家有关标准和所接入电力系统安全要求 | scheme of the change-over device';
treatment supply_duty = 'operating rules and emergency plan' '制订运行操作、维护管理的规程制度和应急处置预案 | rules of operation and upkeep, emergency plan';
treatment supply_duty = 1 unit 'drill/year' '定期(至少每年一次)进行应急演练 | at least one emergency drill a year';
treatment monitoring = 'regular tests' '定期进行安全检查、预防性试验、启动试验和切换装置的切换试验 | safety, preventive, starting and change-over tests';
treatment monitoring = 'file kept by the power company' '供电企业要建立基础档案数据库,并指导排查治理安全用电隐患 | the power company keeps a file and guides';
treatment supply_duty = 'never: change the wiring' '杜绝自行变更自备应急电源接线方式 | forbidden';
treatment supply_duty = 'never: remove or disable the interlock' '杜绝自行拆除闭锁装置或者使其失效 | forbidden';
treatment supply_duty = 'never: reserve set out of order for long' '杜绝发生故障后长期不能修复并影响正常运行 | forbidden';
treatment supply_duty = 'never: feed other customers' '杜绝擅自将自备应急电源引入,转供其他客户 | forbidden';
treatment supply_duty = 'never: back-feed into the grid' '杜绝其他可能发生自备应急电源向电网倒送电的 | forbidden';
$rubric$),
('power_nine_checks', 1, 'power',
	'重要用户的现场系统检查流程(九查)', 'nine checks on the site',
	'文件 000, 「重要客户管理讲义」, 二、重要用户的现场系统检查流程(简称九查)',
	'A check is true when it found a hazard. A major hazard decides, even if other checks are open; without one, all nine must be known. '
	'The source gives no severity to hazards that the grid is responsible for: they stand between none and general, '
	'and are told beside any grade by power_nine_checks.grid_hazard.',
$rubric$
-- 九查
grades none '无隐患 | nothing found' > grid_only '电网责任隐患 | grid''s responsibility only'
	> general '一般隐患 | general hazard' > major '重大安全隐患 | major safety hazard';

metric c1 boolean '一查电网责任隐患--供电电源 | grid: supply source';
metric c2 boolean '二查电网责任隐患--供电设施 | grid: supply equipment';
metric c3 boolean '三查电网责任隐患--安全运行管理 | grid: operation management';
metric c4 boolean '四查客户责任隐患--供电电源 | customer: supply source';
metric c5 boolean '五查客户责任隐患--应急电源 | customer: emergency source';
metric c6 boolean '六查客户责任隐患--非电性质安全措施 | customer: non-electric safety measures';
metric c7 boolean '七查客户责任隐患--应急预案 | customer: emergency plan';
metric c8 boolean '八查客户责任隐患--受电设施 | customer: receiving equipment';
metric c9 boolean '九查客户责任隐患--运行管理 | customer: operation management';

define unchecked = c1 is null or c2 is null or c3 is null or c4 is null or c5 is null or c6 is null
	or c7 is null or c8 is null or c9 is null;

grade major when (c4 or c5 or c6 or c7) is true;
-- undecided while a check is missing
grade general when case when unchecked then null else c8 or c9 end;
grade grid_only when c1 or c2 or c3;
grade none otherwise;
$rubric$),
('power_nine_checks.grid_hazard', 1, 'power',
	'九查: 电网责任隐患', 'nine checks: hazard of the grid''s responsibility',
	'文件 000, 「重要客户管理讲义」, 二、重要用户的现场系统检查流程(简称九查)',
	'Any of the first three checks; one that found something is enough, and all three must be known to say no.',
$rubric$
-- 一查、二查、三查: 电网责任隐患
grades no '无电网责任隐患 | none of the grid''s responsibility' > yes '有电网责任隐患 | hazard of the grid''s responsibility';

metric c1 boolean '一查电网责任隐患--供电电源 | grid: supply source';
metric c2 boolean '二查电网责任隐患--供电设施 | grid: supply equipment';
metric c3 boolean '三查电网责任隐患--安全运行管理 | grid: operation management';

grade yes when c1 or c2 or c3;
grade no otherwise;
$rubric$);
