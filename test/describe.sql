-- describe(): a standard in words, in both languages.

\set QUIET on
SET client_min_messages = warning;
SET search_path = customer_grade, public;

SELECT * FROM no_plan();

--
-- Statements of every kind
--
SELECT is(describe($r$grades A > B > C > D, none;
metric x number '金额 | amount'; metric y number unit 'day' '天数 | days';
metric k text in ('good' > 'fair' > 'poor') '信用 | credit'; metric t text in ('a', 'b'); metric b boolean '已核实 | checked';
metric d date '首单 | first order';
scope when t in ('a', 'b') is not false;
require x, y or d;
grade A when x >= 90 and x < 100 and k > 'fair' and not b;
grade B when x between 80 and 89.5 or y not between 1 and 3 or k <= 'fair';
grade C when (x > 20% or d >= date '2020-01-01' or t <> 'a') is true and b is not true;
grade none when d is null and x is not null or coalesce(b, false);
grade D otherwise;
floor C when b and (x > 1 or y = 2) 'checked | _customers_';
cap B when case t when 'a' then x < 1 else y >= 5 end;$r$::rubric, 'en') || E'\n', $d$## Grades

From the best to the worst. A grade without a rank is neither better nor worse than the others.

| Grade | Rank |
| --- | --- |
| A | 1 |
| B | 2 |
| C | 3 |
| D | 4 |
| none |  |

## Who is graded

A customer that does not meet all of this is not graded.

- **Scope**: t is one of “a”, “b”, or this is not known
- **Required**: amount must be known
- **Required**: at least one of “days”, “first order” must be known

## Rules

The rules are tried in this order, and the first that holds gives the grade. If a rule cannot be decided because a value is not known, the customer is not graded.

1. **A**: all of the following hold:
    - amount from 90 (included) to 100 (excluded)
    - credit is better than “fair”
    - “checked”: no
2. **B**: at least one of the following holds:
    - amount from 80 (included) to 89.5 (included)
    - days less than 1 day or more than 3 days
    - credit is “fair” or worse
3. **C**: all of the following hold:
    - at least one of the following holds (not known counts as not met):
        - amount more than 20%
        - first order on or after 2020-01-01
        - t is not “a”
    - “checked”: no or not known
4. **none**: (first order is not known and amount is known) or “checked”: yes (not known counts as not met)
5. **D**: all other customers

## Limits

They bound the grade that the rules give: first what is never worse, then what is never better.

- **Never worse than C** (*\_customers\_*): “checked”: yes and (amount more than 1 or days equal to 2 days)
- **Never better than B**: if t is “a”: amount less than 1; otherwise: days at least 5 days

## Reviews and changes

- **Review**: None by the calendar.
- **Better grade**: At once, when the customer reaches it.
- **Worse grade**: At once.

## What is looked at

| Name | Meaning | Values | Unit |
| --- | --- | --- | --- |
| x | amount | number |  |
| y | days | number | day |
| k | credit | from the best to the worst: “good”, “fair”, “poor” |  |
| t |  | “a”, “b” |  |
| b | checked | yes or no |  |
| d | first order | date |  |

$d$, 'en: bounds, lists and what is not known');

SELECT is(describe($r$grades A > B > C > D, none;
metric x number '金额 | amount'; metric y number unit 'day' '天数 | days';
metric k text in ('good' > 'fair' > 'poor') '信用 | credit'; metric t text in ('a', 'b'); metric b boolean '已核实 | checked';
metric d date '首单 | first order';
scope when t in ('a', 'b') is not false;
require x, y or d;
grade A when x >= 90 and x < 100 and k > 'fair' and not b;
grade B when x between 80 and 89.5 or y not between 1 and 3 or k <= 'fair';
grade C when (x > 20% or d >= date '2020-01-01' or t <> 'a') is true and b is not true;
grade none when d is null and x is not null or coalesce(b, false);
grade D otherwise;
floor C when b and (x > 1 or y = 2) 'checked | _customers_';
cap B when case t when 'a' then x < 1 else y >= 5 end;$r$::rubric, 'zh') || E'\n', $d$## 等级

由高到低排列。没有排名的等级与其他等级不分高低。

| 等级 | 排名 |
| --- | --- |
| A | 1 |
| B | 2 |
| C | 3 |
| D | 4 |
| none |  |

## 评级范围

不满足以下任何一项的客户不予评级。

- **适用范围**：t为“a”、“b”之一，或对此未知
- **评级前提**：金额必须已知
- **评级前提**：“天数”、“首单”中至少一项必须已知

## 评级规则

按以下顺序逐条判断，第一条成立的规则决定等级。某条规则因数据未知而无法判断时，客户不予评级。

1. **A**：金额在90（含）至100（不含）之间，且信用优于“fair”，且“已核实”：否
2. **B**：满足以下任一条件：
    - 金额在80（含）至89.5（含）之间
    - 天数在1天（不含）以下或3天（不含）以上
    - 信用为“fair”或更差
3. **C**：满足以下全部条件：
    - 满足以下任一条件（未知视为不满足）：
        - 金额在20%（不含）以上
        - 首单在2020-01-01（含）以后
        - t不为“a”
    - “已核实”：否或未知
4. **none**：（首单未知，且金额已知），或“已核实”：是（未知视为不满足）
5. **D**：其余全部客户

## 等级的上限与下限

对规则得出的等级加以限制：先看下限，再看上限。

- **不低于C**（*checked*）：“已核实”：是，且（金额在1（不含）以上，或天数等于2天）
- **不高于B**：当t为“a”时：金额在1（不含）以下；否则：天数在5天（含）以上

## 复评与等级变动

- **复评**：没有定期复评。
- **升级**：达到条件后立即生效。
- **降级**：立即生效。

## 考核指标

| 名称 | 含义 | 取值范围 | 单位 |
| --- | --- | --- | --- |
| x | 金额 | 数值 |  |
| y | 天数 | 数值 | 天 |
| k | 信用 | 由好到差：“good”、“fair”、“poor” |  |
| t |  | “a”、“b” |  |
| b | 已核实 | 是或否 |  |
| d | 首单 | 日期 |  |

$d$, 'zh: bounds, lists and what is not known');

SELECT is(describe($r$grades A > B;
metric r number >= 0 unit 'CNY' '收入 | revenue'; metric n number '次数 | count'; metric g text '地区 | region'; metric s number;
parameter p number > 0 = 2.5万 keep 2万 unit 'CNY' '起点 | from';
parameter q = top(r, 20% per g) keep 90% * q; parameter l = -top(-n, 10%); parameter m = greatest(median(r), avg(r)); parameter z date;
define f = case when r >= p then 2 when r > q and n < l then 1 else 0 end;
define h = (r - n) / 2 + abs(s) * round(r / 3, 2) - coalesce(n, 0);
criterion size weight 60% max 10 missing 0 '规模 | size' = 10 when r >= p, 5 when r >= 100 and n > 3, 0 otherwise;
criterion times weight 40% = tile(n, 5);
score = score / 2;
grade A when score >= 8;
grade B otherwise;$r$::rubric, 'en') || E'\n', $d$## Grades

From the best to the worst.

| Grade | Rank |
| --- | --- |
| A | 1 |
| B | 2 |

## Rules

The rules are tried in this order, and the first that holds gives the grade. If a rule cannot be decided because a value is not known, the customer is not graded.

1. **A**: score at least 8
2. **B**: all other customers

## Points

The points of all criteria are added up, and the score is computed from their sum. The points of each criterion count times its weight. Points lie between 0 and the maximum: what is less or more is cut. If the points of a criterion are not known, what stands under “If not known” counts instead; without such a value there is no score.

| Criterion | Points | Weight | Maximum | If not known |
| --- | --- | --- | --- | --- |
| size | 10 if revenue at least “from” (25000 CNY)<br>5 if revenue at least 100 CNY and count more than 3<br>otherwise 0 | 60% | 10 | 0 |
| times | the place of “count” in 5 groups of equal size, 1 for the smallest values to 5 for the largest | 40% |  |  |
| Score | sum of the points ÷ 2 |  |  |  |

## Terms used

What the names in the rules stand for.

| Name | Meaning |
| --- | --- |
| f | 2 if revenue at least “from” (25000 CNY)<br>1 if revenue more than “q” and count less than “l”<br>otherwise 0 |
| h | (“revenue” - “count”) ÷ 2 + (“s” without its sign) × ((“revenue” ÷ 3) rounded to 2 decimals) - (“count” (0 if not known)) |

## Parameters

Values that are not a matter of one customer.

| Name | Meaning | Value | For keeping a grade | Values | Unit |
| --- | --- | --- | --- | --- | --- |
| p | from | 25000 CNY | 20000 CNY | more than 0 | CNY |
| q |  | the value of “revenue” that the top 20% of customers reach, for each “region” by itself | 90% × “q” | number |  |
| l |  | the value of “count” that the lowest 10% of customers do not exceed |  | number |  |
| m |  | the largest of (the median of “revenue” of all customers), (the average of “revenue” over all customers) |  | number |  |
| z |  | given from outside |  | date |  |

## Reviews and changes

- **Review**: None by the calendar.
- **Better grade**: At once, when the customer reaches it.
- **Worse grade**: At once.
- **Keeping a grade**: A customer keeps its grade as long as it reaches the values that the parameters have for keeping a grade.

## What is looked at

| Name | Meaning | Values | Unit |
| --- | --- | --- | --- |
| r | revenue | at least 0 | CNY |
| n | count | number |  |
| g | region | text |  |
| s |  | number |  |

$d$, 'en: points, values of the population and calculations');

SELECT is(describe($r$grades A > B;
metric r number >= 0 unit 'CNY' '收入 | revenue'; metric n number '次数 | count'; metric g text '地区 | region'; metric s number;
parameter p number > 0 = 2.5万 keep 2万 unit 'CNY' '起点 | from';
parameter q = top(r, 20% per g) keep 90% * q; parameter l = -top(-n, 10%); parameter m = greatest(median(r), avg(r)); parameter z date;
define f = case when r >= p then 2 when r > q and n < l then 1 else 0 end;
define h = (r - n) / 2 + abs(s) * round(r / 3, 2) - coalesce(n, 0);
criterion size weight 60% max 10 missing 0 '规模 | size' = 10 when r >= p, 5 when r >= 100 and n > 3, 0 otherwise;
criterion times weight 40% = tile(n, 5);
score = score / 2;
grade A when score >= 8;
grade B otherwise;$r$::rubric, 'zh') || E'\n', $d$## 等级

由高到低排列。

| 等级 | 排名 |
| --- | --- |
| A | 1 |
| B | 2 |

## 评级规则

按以下顺序逐条判断，第一条成立的规则决定等级。某条规则因数据未知而无法判断时，客户不予评级。

1. **A**：总分在8（含）以上
2. **B**：其余全部客户

## 评分

各评分项得分相加，再由其和计算总分。各评分项的得分乘以其权重后计入。得分限于0至满分之间，超出部分不计。得分未知时按“未知时计”一栏计入；该栏为空时没有总分。

| 评分项 | 得分 | 权重 | 满分 | 未知时计 |
| --- | --- | --- | --- | --- |
| 规模 | 收入在“起点”即2.5万元（含）以上时为10<br>收入在100元（含）以上，且次数在3（不含）以上时为5<br>其他情况为0 | 60% | 10 | 0 |
| times | “次数”由小到大等分为5组时所在的组（第1组最小，第5组最大） | 40% |  |  |
| 总分 | 各项得分之和 ÷ 2 |  |  |  |

## 用语定义

规则中所用名称的含义。

| 名称 | 含义 |
| --- | --- |
| f | 收入在“起点”即2.5万元（含）以上时为2<br>收入在“q”（不含）以上，且次数在“l”（不含）以下时为1<br>其他情况为0 |
| h | （“收入” - “次数”） ÷ 2 + （“s”的绝对值） × （（“收入” ÷ 3）四舍五入至2位小数） - （“次数”（未知时按0计）） |

## 参数

不因单个客户而异的数值。

| 名称 | 含义 | 取值 | 保级取值 | 取值范围 | 单位 |
| --- | --- | --- | --- | --- | --- |
| p | 起点 | 2.5万元 | 2万元 | 0（不含）以上 | 元 |
| q |  | “收入”由大到小排名前20%的客户所达到的值（按“地区”分别计算） | 90% × “q” | 数值 |  |
| l |  | “次数”由小到大排名前10%的客户所不超过的值 |  | 数值 |  |
| m |  | （全部客户“收入”的中位数）、（全部客户“收入”的平均值）中的最大值 |  | 数值 |  |
| z |  | 由外部提供 |  | 日期 |  |

## 复评与等级变动

- **复评**：没有定期复评。
- **升级**：达到条件后立即生效。
- **降级**：立即生效。
- **保级**：客户只要达到参数中的保级取值，即保留原等级。

## 考核指标

| 名称 | 含义 | 取值范围 | 单位 |
| --- | --- | --- | --- |
| r | 收入 | 0（含）以上 | 元 |
| n | 次数 | 数值 |  |
| g | 地区 | 文本 |  |
| s |  | 数值 |  |

$d$, 'zh: points, values of the population and calculations');

SELECT is(describe($r$grades A '甲 | first' > B > C;
metric j date '入会日 | joined'; metric r number unit 'CNY';
grade A when r > 5; grade B when r > 1; grade C otherwise;
review every 12 months from j '周年 | anniversary';
promotion one step at review; demotion one step 30 days after review;
validity to end of next year; provisional 6 months since j;
approval of A until B valid 1 year steps s '科长 | section', d; override within 1 rank by two people valid 6 months;
target A = 20%, B = 30%;
treatment visit_interval for A = 1 unit 'week' '每周 | every week'; treatment visit_interval for B, C = 2 unit 'month';
treatment credit_limit for A, B = 20% * r when r > 10, 10万 otherwise unit 'CNY';
treatment gift for A when r > 100; treatment gift for B; treatment contract = 'std|x';$r$::rubric, 'en') || E'\n', $d$## Grades

From the best to the worst.

| Grade | Rank | Meaning | Target share |
| --- | --- | --- | --- |
| A | 1 | first | 20% |
| B | 2 |  | 30% |
| C | 3 |  |  |

## Rules

The rules are tried in this order, and the first that holds gives the grade. If a rule cannot be decided because a value is not known, the customer is not graded.

1. **A (first)**: r more than 5 CNY
2. **B**: r more than 1 CNY
3. **C**: all other customers

## Reviews and changes

- **Review** (*anniversary*): Each customer by itself, every 1 year since “joined”.
- **Better grade**: At the next review. By one grade at most.
- **Worse grade**: 30 days after the review that finds the customer worse, unless it recovers before. By one grade at most.
- **Validity**: A grade is valid to the end of the next year; the customer does not fall before.
- **Probation**: For 6 months since “joined” the grade is provisional and moves at once, up and down.

## Approval

- **Approval of A**: Nobody gets the grade without approval. Meanwhile the customer has grade “B”. An approval holds for 1 year, then it must be renewed. In these steps, each by another person: (1) section; (2) d.
- **Override by hand**: People who are entitled to it may set another grade. At most one rank from the computed grade. A second person must agree. For 6 months at most.

## What each grade gets

| What | A | B | C |
| --- | --- | --- | --- |
| visit interval | 1 week (every week) | 2 months | 2 months |
| credit limit | 20% × “r” if r more than 10 CNY<br>otherwise 100000 CNY | 20% × “r” if r more than 10 CNY<br>otherwise 100000 CNY |  |
| gift | if r more than 100 CNY | yes |  |
| contract | std\|x | std\|x | std\|x |

## What is looked at

| Name | Meaning | Values | Unit |
| --- | --- | --- | --- |
| j | joined | date |  |
| r |  | number | CNY |

$d$, 'en: terms, decisions and treatments');

SELECT is(describe($r$grades A '甲 | first' > B > C;
metric j date '入会日 | joined'; metric r number unit 'CNY';
grade A when r > 5; grade B when r > 1; grade C otherwise;
review every 12 months from j '周年 | anniversary';
promotion one step at review; demotion one step 30 days after review;
validity to end of next year; provisional 6 months since j;
approval of A until B valid 1 year steps s '科长 | section', d; override within 1 rank by two people valid 6 months;
target A = 20%, B = 30%;
treatment visit_interval for A = 1 unit 'week' '每周 | every week'; treatment visit_interval for B, C = 2 unit 'month';
treatment credit_limit for A, B = 20% * r when r > 10, 10万 otherwise unit 'CNY';
treatment gift for A when r > 100; treatment gift for B; treatment contract = 'std|x';$r$::rubric, 'zh') || E'\n', $d$## 等级

由高到低排列。

| 等级 | 排名 | 含义 | 目标占比 |
| --- | --- | --- | --- |
| A | 1 | 甲 | 20% |
| B | 2 |  | 30% |
| C | 3 |  |  |

## 评级规则

按以下顺序逐条判断，第一条成立的规则决定等级。某条规则因数据未知而无法判断时，客户不予评级。

1. **A（甲）**：r在5元（不含）以上
2. **B**：r在1元（不含）以上
3. **C**：其余全部客户

## 复评与等级变动

- **复评**（*周年*）：各客户分别复评，自“入会日”起每1年一次。
- **升级**：在下次复评时生效。每次最多升一级。
- **降级**：复评认定降级后30天生效，期间恢复的不降级。每次最多降一级。
- **有效期**：等级有效至次年末，期内不降级。
- **试用期**：自“入会日”起6个月内等级为暂定，升降均立即生效。

## 审批与人工调整

- **A的审批**：未经审批不得授予该等级。审批期间客户等级为“B”。审批有效期1年，到期须重新审批。按以下步骤办理，每步由不同的人负责：(1) 科长；(2) d。
- **人工调整**：有权限的人员可以另定等级。与计算等级相差不超过一级。须经第二人同意。最长6个月。

## 各等级待遇

| 待遇 | A | B | C |
| --- | --- | --- | --- |
| 拜访间隔 | 1周（每周） | 2个月 | 2个月 |
| 信用额度 | r在10元（不含）以上时为20% × “r”<br>其他情况为10万元 | r在10元（不含）以上时为20% × “r”<br>其他情况为10万元 |  |
| 礼品 | 条件：r在100元（不含）以上 | 有 |  |
| 合同 | std\|x | std\|x | std\|x |

## 考核指标

| 名称 | 含义 | 取值范围 | 单位 |
| --- | --- | --- | --- |
| j | 入会日 | 日期 |  |
| r |  | 数值 | 元 |

$d$, 'zh: terms, decisions and treatments');

SELECT is(describe($r$grades x > y;
metric a number;
grade x when a > 1 and 5 < a;
review yearly 03-31, 09-30 after 5 days; promotion never; demotion after 2 weeks; validity 1 year; provisional 1 month;
override never;$r$::rubric, 'en') || E'\n', $d$## Grades

From the best to the worst.

| Grade | Rank |
| --- | --- |
| x | 1 |
| y | 2 |

## Rules

The rules are tried in this order, and the first that holds gives the grade. If a rule cannot be decided because a value is not known, the customer is not graded. A customer for which no rule holds is not graded.

1. **x**: a more than 1 and a more than 5

## Reviews and changes

- **Review**: Each year on 31 March, 30 September. It is held 5 days later, as of that day.
- **Better grade**: Never by itself: only a decision of people or the end of probation gives it.
- **Worse grade**: When the customer has been worse for 14 days.
- **Validity**: A grade is valid for 1 year; the customer does not fall before.
- **Probation**: For 1 month since the customer is known the grade is provisional and moves at once, up and down.

## Approval

- **Override by hand**: Nobody may set another grade.

## What is looked at

| Name | Values |
| --- | --- |
| a | number |

$d$, 'en: other terms; no rule for all others');

SELECT is(describe($r$grades x > y;
metric a number;
grade x when a > 1 and 5 < a;
review yearly 03-31, 09-30 after 5 days; promotion never; demotion after 2 weeks; validity 1 year; provisional 1 month;
override never;$r$::rubric, 'zh') || E'\n', $d$## 等级

由高到低排列。

| 等级 | 排名 |
| --- | --- |
| x | 1 |
| y | 2 |

## 评级规则

按以下顺序逐条判断，第一条成立的规则决定等级。某条规则因数据未知而无法判断时，客户不予评级。没有任何规则成立的客户不予评级。

1. **x**：a在1（不含）以上，且a在5（不含）以上

## 复评与等级变动

- **复评**：每年3月31日、9月30日。于该日之后5天进行，以该日为准。
- **升级**：不自动升级，仅由人工决定或试用期结束产生。
- **降级**：持续低于原等级14天后生效。
- **有效期**：等级有效期1年，期内不降级。
- **试用期**：自客户首次登记起1个月内等级为暂定，升降均立即生效。

## 审批与人工调整

- **人工调整**：任何人不得另定等级。

## 考核指标

| 名称 | 取值范围 |
| --- | --- |
| a | 数值 |

$d$, 'zh: other terms; no rule for all others');

SELECT is(describe($r$grades "1." 'a|b *c* _d_ <e> \ & # [f] $ g $ ~h~ `i` | 1. - x' > "- z"; metric m text unit '|' '2) n | - n'; grade "1." when m = '*|<' '1. | +'; grade "- z" otherwise;$r$::rubric, 'zh') || E'\n', $d$## 等级

由高到低排列。

| 等级 | 排名 | 含义 |
| --- | --- | --- |
| 1\. | 1 | a\|b \*c\* \_d\_ \<e\> \\ &amp; \# \[f\] \$ g \$ \~h\~ \`i\` |
| \- z | 2 |  |

## 评级规则

按以下顺序逐条判断，第一条成立的规则决定等级。某条规则因数据未知而无法判断时，客户不予评级。

1. **1.（a\|b \*c\* \_d\_ \<e\> \\ &amp; \# \[f\] \$ g \$ \~h\~ \`i\`）**（*1\.*）：“2) n”为“\*\|\<”
2. **\- z**：其余全部客户

## 复评与等级变动

- **复评**：没有定期复评。
- **升级**：达到条件后立即生效。
- **降级**：立即生效。

## 考核指标

| 名称 | 含义 | 取值范围 | 单位 |
| --- | --- | --- | --- |
| m | 2\) n | 文本 | \| |

$d$, 'zh: nothing of a name or title is read as Markdown');

--
-- Where a table takes its values from
--
SELECT define_standard('sales', $$grades A > B; metric amount number '金额 | amount'; parameter cut = top(amount, 50%) keep 90% * cut unit 'CNY';
	parameter least number = 5; require amount; grade A when amount >= cut and amount >= least; grade B otherwise;$$, '2024-01-01',
	'销售 | sales_department', 'why', '文件 | document') \g /dev/null
CREATE TABLE client (id int PRIMARY KEY, amount numeric);
INSERT INTO client VALUES (1, 10), (2, 20), (3, 30), (4, 40);
SELECT attach('sales', 'client', parameters => '{"least": 7}') \g /dev/null

SELECT matches(describe('sales', subject => 'client'), text, 'of a table: ' || text)
FROM unnest(ARRAY['amount at least “cut” \(30 CNY\) and amount at least “least” \(7\)', '30 CNY \(the value of “amount” that the top 50% of customers reach\)',
	'90% × “cut”', '^# sales\\_department\n']) AS text;
SELECT matches(describe('sales'), text, 'of the text: ' || text)
FROM unnest(ARRAY['amount at least “cut” and amount at least “least” \(5\)', 'sales, version 1', 'from 2024-01-01 \(included\)', '\*\*Origin\*\*: document',
	'\*\*Remarks\*\*: why']) AS text;
SELECT define_standard('sales', 'grades A > B; metric amount number; grade A when amount > 1; grade B otherwise;', '2025-01-01', 'sales') \g /dev/null
SELECT matches(describe('sales', 1), '2024-01-01 \(included\) to 2024-12-31 \(included\)', 'a version by its number');
SELECT matches(describe('sales', subject => 'client'), 'sales, version 1', 'a table has the version that is in force for it');
SET customer_grade.as_of = '2024-06-01';
SELECT matches(describe('sales'), 'sales, version 1', 'otherwise the one effective on as_of()');
RESET customer_grade.as_of;

--
-- The language
--
SELECT matches(describe('sales', language => 'zh'), '## 等级', 'Chinese on request');
SELECT throws_ok($$ SELECT describe('sales', language => 'fr') $$, '22023', 'a standard cannot be described in language "fr"', 'there are two');

SELECT throws_ok($$ SELECT describe('nope') $$, '42704', 'standard "nope" does not exist', 'no such standard');
SELECT throws_ok($$ SELECT describe('sales', 9) $$, '42704', 'standard "sales" has no version 9', 'no such version');
SELECT throws_ok($$ SELECT describe('sales', subject => 'pg_class') $$, '55000', NULL, 'not attached');
SELECT is(describe(NULL::rubric), NULL, 'of nothing nothing');

--
-- The catalog
--
SELECT is((
	SELECT string_agg(c.name || ' ' || l.language, ', ')
	FROM catalog AS c, unnest(ARRAY['en', 'zh']) AS l(language), describe(c.rubric, l.language) AS d(words)
	WHERE d.words !~ '^## ' OR d.words ~ E'%[0-9][^0-9]*%[0-9]%|\\*\\*\\*\\*|\\(\\*\\*\\)' OR c.rubric::text ~ E'\\ngrade ' AND d.words !~ E'\\n1\\. \\*\\*'
), NULL, 'every standard of the catalog is described in both languages');

SELECT * FROM finish();
