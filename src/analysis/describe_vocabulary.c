/*
 * describe_vocabulary.c
 *		All words that describe a standard, in each language.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

#include "analysis/describe_vocabulary.h"

/* The same in each language, in the order of Language. */
typedef struct Words
{
	const char *text[CHINESE + 1];
} Words;

static const Words phrases[PHRASES] = {
	[SAY_QUOTED] = {{"“%1”", "“%1”"}},
	[SAY_BRACKETS] = {{"(%1)", "（%1）"}},
	[SAY_LABEL] = {{"%1 (%2)", "%1（%2）"}},
	[SAY_LIST_SEPARATOR] = {{", ", "、"}},
	[SAY_AND_SEPARATOR] = {{" and ", "，且"}},
	[SAY_OR_SEPARATOR] = {{" or ", "，或"}},
	[SAY_ARM_SEPARATOR] = {{"; ", "；"}},
	[SAY_SENTENCE_SEPARATOR] = {{" ", ""}},
	[SAY_BEGIN_LIST] = {{"%1:", "%1："}},
	[SAY_NOT_KNOWN_VALUE] = {{"not known", "未知"}},

	[SAY_ALL_OF] = {{"all of the following hold", "满足以下全部条件"}},
	[SAY_ANY_OF] = {{"at least one of the following holds", "满足以下任一条件"}},
	[SAY_DEPENDS] = {{"it depends", "分情况"}},
	[SAY_SHOWN] = {{"%1 (not known counts as not met)", "%1（未知视为不满足）"}},
	[SAY_NOT_SHOWN] = {{"not met or not known: %1", "不满足或未知：%1"}},
	[SAY_NOT] = {{"it is not the case that %1", "并非%1"}},
	[SAY_YES] = {{"“%1”: yes", "“%1”：是"}},
	[SAY_NO] = {{"“%1”: no", "“%1”：否"}},
	[SAY_YES_OR_UNKNOWN] = {{"“%1”: yes or not known", "“%1”：是或未知"}},
	[SAY_NO_OR_UNKNOWN] = {{"“%1”: no or not known", "“%1”：否或未知"}},
	[SAY_OR_UNKNOWN] = {{"%1, or this is not known", "%1，或对此未知"}},
	[SAY_CASE_ARM] = {{"if %1: %2", "当%1时：%2"}},
	[SAY_CASE_ELSE] = {{"otherwise: %1", "否则：%1"}},
	[SAY_IS_KNOWN] = {{"%1 is known", "%1已知"}},
	[SAY_IS_NOT_KNOWN] = {{"%1 is not known", "%1未知"}},
	[SAY_EQUAL] = {{"%1 equal to %2", "%1等于%2"}},
	[SAY_NOT_EQUAL] = {{"%1 not equal to %2", "%1不等于%2"}},
	[SAY_IS] = {{"%1 is %2", "%1为%2"}},
	[SAY_IS_NOT] = {{"%1 is not %2", "%1不为%2"}},
	[SAY_AT_LEAST] = {{"%1 at least %2", "%1在%2（含）以上"}},
	[SAY_MORE_THAN] = {{"%1 more than %2", "%1在%2（不含）以上"}},
	[SAY_AT_MOST] = {{"%1 at most %2", "%1在%2（含）以下"}},
	[SAY_LESS_THAN] = {{"%1 less than %2", "%1在%2（不含）以下"}},
	[SAY_FROM_TO] = {{"%1 from %2 (%3) to %4 (%5)", "%1在%2（%3）至%4（%5）之间"}},
	[SAY_INCLUDED] = {{"included", "含"}},
	[SAY_EXCLUDED] = {{"excluded", "不含"}},
	[SAY_NOT_FROM_TO] = {{"%1 less than %2 or more than %3", "%1在%2（不含）以下或%3（不含）以上"}},
	[SAY_DATE_FROM] = {{"%1 on or after %2", "%1在%2（含）以后"}},
	[SAY_DATE_AFTER] = {{"%1 after %2", "%1在%2（不含）以后"}},
	[SAY_DATE_UNTIL] = {{"%1 on or before %2", "%1在%2（含）以前"}},
	[SAY_DATE_BEFORE] = {{"%1 before %2", "%1在%2（不含）以前"}},
	[SAY_OR_BETTER] = {{"%1 is %2 or better", "%1为%2或更好"}},
	[SAY_BETTER_THAN] = {{"%1 is better than %2", "%1优于%2"}},
	[SAY_OR_WORSE] = {{"%1 is %2 or worse", "%1为%2或更差"}},
	[SAY_WORSE_THAN] = {{"%1 is worse than %2", "%1差于%2"}},
	[SAY_SORTS_FROM] = {{"%1 is %2 or sorts after it", "%1为%2或按字节排在其后"}},
	[SAY_SORTS_AFTER] = {{"%1 sorts after %2", "%1按字节排在%2之后"}},
	[SAY_SORTS_UNTIL] = {{"%1 is %2 or sorts before it", "%1为%2或按字节排在其前"}},
	[SAY_SORTS_BEFORE] = {{"%1 sorts before %2", "%1按字节排在%2之前"}},
	[SAY_LIKE] = {{"%1 matches the pattern %2", "%1符合模式%2"}},
	[SAY_NOT_LIKE] = {{"%1 does not match the pattern %2", "%1不符合模式%2"}},
	[SAY_ONE_OF] = {{"%1 is one of %2", "%1为%2之一"}},
	[SAY_NONE_OF] = {{"%1 is none of %2", "%1不为%2中的任何一个"}},
	[SAY_ALWAYS] = {{"always", "始终成立"}},
	[SAY_NEVER] = {{"never", "始终不成立"}},

	[SAY_UNDECIDED] = {{"this cannot be decided", "无法判断"}},
	[SAY_SCORE] = {{"score", "总分"}},
	[SAY_SUM_OF_POINTS] = {{"sum of the points", "各项得分之和"}},
	[SAY_TIMES] = {{"×", "×"}},
	[SAY_DIVIDED] = {{"÷", "÷"}},
	[SAY_WITH_VALUE] = {{"%1 (%2)", "%1即%2"}},
	[SAY_IF] = {{"%1 if %2", "%2时为%1"}},
	[SAY_OTHERWISE_VALUE] = {{"otherwise %1", "其他情况为%1"}},
	[SAY_IF_NOT_KNOWN] = {{"%1 (%2 if not known)", "%1（未知时按%2计）"}},
	[SAY_FIRST_KNOWN] = {{"the first of %1 that is known", "%1中第一个已知的值"}},
	[SAY_LARGEST_OF] = {{"the largest of %1", "%1中的最大值"}},
	[SAY_SMALLEST_OF] = {{"the smallest of %1", "%1中的最小值"}},
	[SAY_BEST_OF] = {{"the best of %1", "%1中最好的一个"}},
	[SAY_WORST_OF] = {{"the worst of %1", "%1中最差的一个"}},
	[SAY_ABS] = {{"%1 without its sign", "%1的绝对值"}},
	[SAY_CEIL] = {{"%1 rounded up to a whole number", "%1向上取整"}},
	[SAY_FLOOR] = {{"%1 rounded down to a whole number", "%1向下取整"}},
	[SAY_ROUND] = {{"%1 rounded to a whole number", "%1四舍五入取整"}},
	[SAY_ROUND_TO] = {{"%1 rounded to %2 decimals", "%1四舍五入至%2位小数"}},
	[SAY_TRUNC] = {{"%1 without its decimals", "%1舍去小数"}},
	[SAY_TRUNC_TO] = {{"%1 cut to %2 decimals", "%1截取%2位小数"}},
	[SAY_NULLIF] = {{"%1 (not known if it is %2)", "%1（等于%2时视为未知）"}},
	[SAY_LN] = {{"the natural logarithm of %1", "%1的自然对数"}},
	[SAY_EXP] = {{"e to the power of %1", "e 的%1次方"}},
	[SAY_SQRT] = {{"the square root of %1", "%1的平方根"}},
	[SAY_POWER] = {{"%1 to the power of %2", "%1的%2次方"}},
	[SAY_MOD] = {{"the remainder of %1 divided by %2", "%1除以%2的余数"}},
	[SAY_LOG10] = {{"the logarithm of %1 to base 10", "%1的常用对数"}},
	[SAY_LENGTH] = {{"the number of characters of %1", "%1的字符数"}},
	[SAY_LOWER] = {{"%1 in lower case", "%1的小写形式"}},
	[SAY_YEAR_OF] = {{"the year of %1", "%1的年份"}},
	[SAY_MONTH_OF] = {{"the month of %1", "%1的月份"}},
	[SAY_DAY_OF] = {{"the day of the month of %1", "%1的日"}},
	[SAY_MONTHS_BETWEEN] = {{"the whole months from %1 to %2", "%1至%2的整月数"}},
	[SAY_YEARS_BETWEEN] = {{"the whole years from %1 to %2", "%1至%2的整年数"}},
	[SAY_AFTER_DATE] = {{"%1 after %2", "%2后%1"}},
	[SAY_BEFORE_DATE] = {{"%1 before %2", "%2前%1"}},
	[SAY_CONCAT] = {{"%1 followed by %2", "%1后接%2"}},
	[SAY_AS_OF] = {{"day of the evaluation", "评级日"}},
	[SAY_TRUE] = {{"yes", "是"}},
	[SAY_FALSE] = {{"no", "否"}},

	[SAY_TILE] = {{"the place of %1 in %2 groups of equal size, 1 for the smallest values to %2 for the largest",
	"%1由小到大等分为%2组时所在的组（第1组最小，第%2组最大）"}},
	[SAY_COUNT] = {{"the number of customers with known %1", "%1已知的客户数"}},
	[SAY_SUM] = {{"the sum of %1 over all customers", "全部客户%1之和"}},
	[SAY_AVG] = {{"the average of %1 over all customers", "全部客户%1的平均值"}},
	[SAY_MIN] = {{"the smallest value of %1 of all customers", "全部客户%1的最小值"}},
	[SAY_MAX] = {{"the largest value of %1 of all customers", "全部客户%1的最大值"}},
	[SAY_MEDIAN] = {{"the median of %1 of all customers", "全部客户%1的中位数"}},
	[SAY_STDDEV] = {{"the standard deviation of %1 over all customers", "全部客户%1的标准差"}},
	[SAY_QUANTILE] = {{"the value of %1 that divides all customers at %2 from the smallest", "全部客户%1由小到大的%2分位数"}},
	[SAY_TOP] = {{"the value of %1 that the top %2 of customers reach", "%1由大到小排名前%2的客户所达到的值"}},
	[SAY_BOTTOM] = {{"the value of %1 that the lowest %2 of customers do not exceed", "%1由小到大排名前%2的客户所不超过的值"}},
	[SAY_LARGEST] = {{"the value of %1 at place %2, largest first", "%1由大到小第%2位的值"}},
	[SAY_PARETO] = {{"the value of %1 with which the largest customers together reach %2 of the total",
	"%1由大到小累计达到总额%2时的值"}},
	[SAY_PER] = {{"%1, for each %2 by itself", "%1（按%2分别计算）"}},

	[SAY_GRADES] = {{"Grades", "等级"}},
	[SAY_GRADES_LEAD] = {{"From the best to the worst.", "由高到低排列。"}},
	[SAY_GRADES_UNRANKED] = {{"A grade without a rank is neither better nor worse than the others.", "没有排名的等级与其他等级不分高低。"}},
	[SAY_APPLIES] = {{"Who is graded", "评级范围"}},
	[SAY_APPLIES_LEAD] = {{"A customer that does not meet all of this is not graded.", "不满足以下任何一项的客户不予评级。"}},
	[SAY_RULES] = {{"Rules", "评级规则"}},
	[SAY_RULES_LEAD] = {{"The rules are tried in this order, and the first that holds gives the grade. If a rule cannot be decided because a value is not known, "
	"the customer is not graded.", "按以下顺序逐条判断，第一条成立的规则决定等级。某条规则因数据未知而无法判断时，客户不予评级。"}},
	[SAY_RULES_OPEN] = {{"A customer for which no rule holds is not graded.", "没有任何规则成立的客户不予评级。"}},
	[SAY_LIMITS] = {{"Limits", "等级的上限与下限"}},
	[SAY_LIMITS_LEAD] = {{"They bound the grade that the rules give: first what is never worse, then what is never better.",
	"对规则得出的等级加以限制：先看下限，再看上限。"}},
	[SAY_POINTS] = {{"Points", "评分"}},
	[SAY_POINTS_LEAD] = {{"The score is the sum of the points of all criteria.", "总分为各评分项得分之和。"}},
	[SAY_POINTS_ADDED] = {{"The points of all criteria are added up, and the score is computed from their sum.", "各评分项得分相加，再由其和计算总分。"}},
	[SAY_POINTS_WEIGHTED] = {{"The points of each criterion count times its weight.", "各评分项的得分乘以其权重后计入。"}},
	[SAY_POINTS_MAX] = {{"Points lie between 0 and the maximum: what is less or more is cut.", "得分限于0至满分之间，超出部分不计。"}},
	[SAY_POINTS_MISSING] = {{"If the points of a criterion are not known, what stands under “If not known” counts instead; without such a value there is no score.",
	"得分未知时按“未知时计”一栏计入；该栏为空时没有总分。"}},
	[SAY_SCORE_NAME] = {{"Score", "总分"}},
	[SAY_DEFINES] = {{"Terms used", "用语定义"}},
	[SAY_DEFINES_LEAD] = {{"What the names in the rules stand for.", "规则中所用名称的含义。"}},
	[SAY_PARAMETERS] = {{"Parameters", "参数"}},
	[SAY_PARAMETERS_LEAD] = {{"Values that are not a matter of one customer.", "不因单个客户而异的数值。"}},
	[SAY_METRICS] = {{"What is looked at", "考核指标"}},
	[SAY_TERMS] = {{"Reviews and changes", "复评与等级变动"}},
	[SAY_DECISIONS] = {{"Approval", "审批与人工调整"}},
	[SAY_TREATMENTS] = {{"What each grade gets", "各等级待遇"}},
	[SAY_SOURCES] = {{"Sources", "来源"}},

	[HEAD_GRADE] = {{"Grade", "等级"}},
	[HEAD_RANK] = {{"Rank", "排名"}},
	[HEAD_MEANING] = {{"Meaning", "含义"}},
	[HEAD_TARGET] = {{"Target share", "目标占比"}},
	[HEAD_RULE] = {{"Rule", "规则"}},
	[HEAD_CONDITION] = {{"Condition", "条件"}},
	[HEAD_NOTE] = {{"Note", "说明"}},
	[HEAD_CRITERION] = {{"Criterion", "评分项"}},
	[HEAD_WEIGHT] = {{"Weight", "权重"}},
	[HEAD_MAX] = {{"Maximum", "满分"}},
	[HEAD_MISSING] = {{"If not known", "未知时计"}},
	[HEAD_POINTS] = {{"Points", "得分"}},
	[HEAD_NAME] = {{"Name", "名称"}},
	[HEAD_VALUE] = {{"Value", "取值"}},
	[HEAD_KEEP] = {{"For keeping a grade", "保级取值"}},
	[HEAD_ALLOWED] = {{"Values", "取值范围"}},
	[HEAD_UNIT] = {{"Unit", "单位"}},
	[HEAD_TERM] = {{"What", "事项"}},
	[HEAD_TREATMENT] = {{"What", "待遇"}},

	[SAY_SCOPE] = {{"The standard applies only if %1", "本标准仅适用于：%1"}},
	[SAY_SCOPE_NAME] = {{"Scope", "适用范围"}},
	[SAY_REQUIRE] = {{"%1 must be known", "%1必须已知"}},
	[SAY_REQUIRE_ANY] = {{"at least one of %1 must be known", "%1中至少一项必须已知"}},
	[SAY_REQUIRE_NAME] = {{"Required", "评级前提"}},
	[SAY_OTHERWISE] = {{"all other customers", "其余全部客户"}},
	[SAY_FLOOR_NAME] = {{"Never worse than %1", "不低于%1"}},
	[SAY_CAP_NAME] = {{"Never better than %1", "不高于%1"}},
	[SAY_AT_ONCE] = {{"at once: no review, validity or span is waited for", "立即生效，不等待复评、有效期或宽限期"}},
	[SAY_FROM_OUTSIDE] = {{"given from outside", "由外部提供"}},
	[SAY_GROUP_VALUE] = {{"%1: %2", "%1：%2"}},

	[SAY_TYPE_NUMBER] = {{"number", "数值"}},
	[SAY_TYPE_TEXT] = {{"text", "文本"}},
	[SAY_TYPE_BOOLEAN] = {{"yes or no", "是或否"}},
	[SAY_TYPE_DATE] = {{"date", "日期"}},
	[SAY_TYPE_ANY] = {{"as in the table", "以数据表为准"}},
	[SAY_DOMAIN_AT_LEAST] = {{"at least %1", "%1（含）以上"}},
	[SAY_DOMAIN_MORE_THAN] = {{"more than %1", "%1（不含）以上"}},
	[SAY_DOMAIN_AT_MOST] = {{"at most %1", "%1（含）以下"}},
	[SAY_DOMAIN_LESS_THAN] = {{"less than %1", "%1（不含）以下"}},
	[SAY_DOMAIN_FROM_TO] = {{"from %1 (included) to %2 (included)", "%1（含）至%2（含）"}},
	[SAY_DOMAIN_RANGE] = {{"%1 to %2", "%1至%2"}},
	[SAY_DOMAIN_ORDER] = {{"from the best to the worst: %1", "由好到差：%1"}},

	[SAY_DAY_OF_YEAR] = {{"%2 %1", "%1月%2日"}},
	[SAY_SPAN_DAYS] = {{"%1 days", "%1天"}},
	[SAY_SPAN_DAY] = {{"1 day", "1天"}},
	[SAY_SPAN_MONTHS] = {{"%1 months", "%1个月"}},
	[SAY_SPAN_MONTH] = {{"1 month", "1个月"}},
	[SAY_SPAN_YEARS] = {{"%1 years", "%1年"}},
	[SAY_SPAN_YEAR] = {{"1 year", "1年"}},
	[SAY_REVIEW_NAME] = {{"Review", "复评"}},
	[SAY_REVIEW_DAILY] = {{"Every day.", "每天。"}},
	[SAY_REVIEW_WEEKLY] = {{"Every %1.", "每%1。"}},
	[SAY_REVIEW_MONTH_DAY] = {{"On day %1 of each month; where a month lacks it, on its last day.", "每月%1日；当月没有该日时为月末最后一天。"}},
	[SAY_REVIEW_PERIOD_END] = {{"At the end of each %1.", "每%1末。"}},
	[SAY_REVIEW_YEARLY] = {{"Each year on %1.", "每年%1。"}},
	[SAY_REVIEW_WINDOW] = {{"Once a year, from %1 to %2 (both included).", "每年一次，%1至%2（首尾均含）。"}},
	[SAY_REVIEW_AFTER] = {{"It is held %1 later, as of that day.", "于该日之后%1进行，以该日为准。"}},
	[SAY_REVIEW_OWN] = {{"Each customer by itself, every %1 since it got its grade.", "各客户分别复评，自取得等级之日起每%1一次。"}},
	[SAY_REVIEW_OWN_FROM] = {{"Each customer by itself, every %1 since %2.", "各客户分别复评，自%2起每%1一次。"}},
	[SAY_REVIEW_NONE] = {{"None by the calendar.", "没有定期复评。"}},
	[SAY_PROMOTION_NAME] = {{"Better grade", "升级"}},
	[SAY_PROMOTION_AT_ONCE] = {{"At once, when the customer reaches it.", "达到条件后立即生效。"}},
	[SAY_PROMOTION_AT_REVIEW] = {{"At the next review.", "在下次复评时生效。"}},
	[SAY_PROMOTION_NEVER] = {{"Never by itself: only a decision of people or the end of probation gives it.", "不自动升级，仅由人工决定或试用期结束产生。"}},
	[SAY_DEMOTION_NAME] = {{"Worse grade", "降级"}},
	[SAY_DEMOTION_AT_ONCE] = {{"At once.", "立即生效。"}},
	[SAY_DEMOTION_AT_REVIEW] = {{"At the next review.", "在下次复评时生效。"}},
	[SAY_DEMOTION_AFTER_REVIEW] = {{"%1 after the review that finds the customer worse, unless it recovers before.",
	"复评认定降级后%1生效，期间恢复的不降级。"}},
	[SAY_DEMOTION_AFTER] = {{"When the customer has been worse for %1.", "持续低于原等级%1后生效。"}},
	[SAY_DEMOTION_NEVER] = {{"Never by itself.", "不自动降级。"}},
	[SAY_ONE_STEP_UP] = {{"By one grade at most.", "每次最多升一级。"}},
	[SAY_ONE_STEP_DOWN] = {{"By one grade at most.", "每次最多降一级。"}},
	[SAY_KEEP_NAME] = {{"Keeping a grade", "保级"}},
	[SAY_KEEP] = {{"A customer keeps its grade as long as it reaches the values that the parameters have for keeping a grade.",
	"客户只要达到参数中的保级取值，即保留原等级。"}},
	[SAY_VALIDITY_NAME] = {{"Validity", "有效期"}},
	[SAY_VALIDITY_SPAN] = {{"A grade is valid for %1; the customer does not fall before.", "等级有效期%1，期内不降级。"}},
	[SAY_VALIDITY_END] = {{"A grade is valid to the end of the %1; the customer does not fall before.", "等级有效至当%1末，期内不降级。"}},
	[SAY_VALIDITY_END_NEXT] = {{"A grade is valid to the end of the next %1; the customer does not fall before.", "等级有效至次%1末，期内不降级。"}},
	[SAY_PROVISIONAL_NAME] = {{"Probation", "试用期"}},
	[SAY_PROVISIONAL_SINCE] = {{"For %1 since %2 the grade is provisional and moves at once, up and down.", "自%2起%1内等级为暂定，升降均立即生效。"}},
	[SAY_PROVISIONAL] = {{"For %1 since the customer is known the grade is provisional and moves at once, up and down.",
	"自客户首次登记起%1内等级为暂定，升降均立即生效。"}},
	[SAY_APPROVAL_NAME] = {{"Approval of %1", "%1的审批"}},
	[SAY_APPROVAL] = {{"Nobody gets the grade without approval.", "未经审批不得授予该等级。"}},
	[SAY_APPROVAL_UNTIL] = {{"Meanwhile the customer has grade “%1”.", "审批期间客户等级为“%1”。"}},
	[SAY_APPROVAL_UNTIL_NEXT] = {{"Meanwhile the customer has the next worse grade that needs no approval, if there is one.",
	"审批期间客户等级为其下第一个无需审批的等级（如有）。"}},
	[SAY_APPROVAL_VALID] = {{"An approval holds for %1, then it must be renewed.", "审批有效期%1，到期须重新审批。"}},
	[SAY_APPROVAL_STEPS] = {{"In these steps, each by another person: %1.", "按以下步骤办理，每步由不同的人负责：%1。"}},
	[SAY_APPROVAL_STEP] = {{"(%1) %2", "(%1) %2"}},
	[SAY_OVERRIDE_NAME] = {{"Override by hand", "人工调整"}},
	[SAY_OVERRIDE] = {{"People who are entitled to it may set another grade.", "有权限的人员可以另定等级。"}},
	[SAY_OVERRIDE_NEVER] = {{"Nobody may set another grade.", "任何人不得另定等级。"}},
	[SAY_OVERRIDE_WITHIN_ONE] = {{"At most one rank from the computed grade.", "与计算等级相差不超过一级。"}},
	[SAY_OVERRIDE_WITHIN] = {{"At most %1 ranks from the computed grade.", "与计算等级相差不超过%1级。"}},
	[SAY_OVERRIDE_TWO] = {{"A second person must agree.", "须经第二人同意。"}},
	[SAY_OVERRIDE_VALID] = {{"For %1 at most.", "最长%1。"}},
	[PERIOD_NAME_MONTH] = {{"month", "月"}},
	[PERIOD_NAME_QUARTER] = {{"quarter", "季度"}},
	[PERIOD_NAME_HALF_YEAR] = {{"half-year", "半年"}},
	[PERIOD_NAME_YEAR] = {{"year", "年"}},

	[SAY_GIVEN] = {{"yes", "有"}},
	[SAY_GIVEN_IF] = {{"if %1", "条件：%1"}},
	[SAY_NOTED] = {{"%1 (%2)", "%1（%2）"}},

	[SAY_STANDARD_NAME] = {{"Standard", "标准"}},
	[SAY_STANDARD] = {{"%1, version %2", "%1，第%2版"}},
	[SAY_EFFECTIVE_NAME] = {{"Effective", "生效期"}},
	[SAY_EFFECTIVE_FROM] = {{"from %1 (included)", "自%1（含）起"}},
	[SAY_EFFECTIVE_FROM_UNTIL] = {{"from %1 (included) to %2 (included)", "%1（含）至%2（含）"}},
	[SAY_EFFECTIVE_UNTIL] = {{"until %1 (included)", "至%1（含）止"}},
	[SAY_EFFECTIVE_ALWAYS] = {{"on all days", "不限日期"}},
	[SAY_EFFECTIVE_NEVER] = {{"on no day", "未生效"}},
	[SAY_ORIGIN_NAME] = {{"Origin", "出处"}},
	[SAY_REMARKS_NAME] = {{"Remarks", "备注"}},

	[SAY_ROW_ADDED] = {{"%1: “%2” is new: %3", "%1：新增“%2”：%3"}},
	[SAY_ROW_REMOVED] = {{"%1: “%2” is dropped; it was: %3", "%1：删除“%2”，原为：%3"}},
	[SAY_NAME_ADDED] = {{"%1: “%2” is new", "%1：新增“%2”"}},
	[SAY_NAME_REMOVED] = {{"%1: “%2” is dropped", "%1：删除“%2”"}},
	[SAY_CELL_ADDED] = {{"%1: “%2” now has %3: %4", "%1：“%2”新增%3：%4"}},
	[SAY_CELL_REMOVED] = {{"%1: “%2” has no %3 any more; it was: %4", "%1：“%2”不再有%3，原为：%4"}},
	[SAY_CELL_CHANGED] = {{"%1: %3 of “%2” was: %4; it is now: %5", "%1：“%2”的%3由“%4”改为“%5”"}},
	[SAY_ORDER_CHANGED] = {{"%1: the order was: %2; it is now: %3", "%1：顺序由“%2”改为“%3”"}},
};

/* Units as the catalog writes them; others stand as their author wrote them. */
static const struct
{
	const char *name;
	const char *chinese;
}			units[] = {
	{"CNY", "元"},
	{"CNY/month", "元/月"},
	{"CNY/year", "元/年"},
	{"point", "分"},
	{"point/CNY", "分/元"},
	{"day", "天"},
	{"working day", "个工作日"},
	{"week", "周"},
	{"month", "个月"},
	{"year", "年"},
	{"hour", "小时"},
	{"s", "秒"},
	{"% off", "% 折扣"},
	{"% of the security load", "% 保安负荷"},
	{"time", "次"},
	{"time/year", "次/年"},
	{"drill/year", "次/年"},
	{"holiday/year", "次/年"},
	{"visit", "次"},
	{"purchase", "次"},
	{"complaint", "次"},
	{"call", "次"},
	{"order", "单"},
	{"card", "张"},
	{"piece", "件"},
	{"unit", "台"},
	{"kW", "千瓦"},
	{"km/month", "公里/月"},
	{"power source", "个电源"},
	{"source", "个电源"},
	{"source lost", "个失去的电源"},
	{"substation", "座变电站"},
	{"section", "段"},
	{"bus section", "段母线"},
};

/* Names of treatments that the catalog uses; others stand as their author wrote them. */
static const struct
{
	const char *name;
	const char *chinese;
}			treatments[] = {
	{"account_manager", "客户经理"},
	{"agreement_term", "协议期限"},
	{"answer_within", "响应时限"},
	{"audit_interval", "审核间隔"},
	{"benefit", "权益"},
	{"callback", "回访"},
	{"card_count", "发卡数量"},
	{"card_delivery", "卡片送达"},
	{"contact_interval", "联系间隔"},
	{"contract", "合同"},
	{"credit_check", "信用调查"},
	{"credit_limit", "信用额度"},
	{"customer_file", "客户档案"},
	{"delivery", "交付"},
	{"discount", "折扣"},
	{"event_interval", "活动间隔"},
	{"fee", "费用"},
	{"gathering", "联谊活动"},
	{"gift", "礼品"},
	{"greeting", "问候"},
	{"interest_rate", "利率"},
	{"loan", "贷款"},
	{"marketing", "营销"},
	{"monitoring", "跟踪"},
	{"number_right", "选号权"},
	{"order_acceptance", "接单"},
	{"payment_mode", "付款方式"},
	{"payment_term", "账期"},
	{"points", "积分"},
	{"price", "价格"},
	{"priority", "优先级"},
	{"product_access", "产品权限"},
	{"queue", "排队"},
	{"reception", "接待"},
	{"resource", "资源投入"},
	{"sales_channel", "销售渠道"},
	{"security", "担保"},
	{"service_level", "服务级别"},
	{"service_mode", "服务方式"},
	{"statement_interval", "对账间隔"},
	{"supply_duty", "供电义务"},
	{"support", "支持"},
	{"survey", "满意度调查"},
	{"transfer_limit", "转账限额"},
	{"validity", "有效期"},
	{"visit", "拜访"},
	{"visit_interval", "拜访间隔"},
};

static const char *const months[] = {
	"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"
};

static const Words weekdays[] = {
	{{"Monday", "周一"}}, {{"Tuesday", "周二"}}, {{"Wednesday", "周三"}}, {{"Thursday", "周四"}},
	{{"Friday", "周五"}}, {{"Saturday", "周六"}}, {{"Sunday", "周日"}},
};

/* Words of this file, which is UTF-8, in the encoding of the database. */
static const char *
encoded(const char *word)
{
	return pg_any_to_server(word, strlen(word), PG_UTF8);
}

char *
say(Language language, Phrase phrase,...)
{
	const char *template = encoded(phrases[phrase].text[language]);
	const char *arguments[10];
	int			count = 0;
	StringInfoData out;
	va_list		args;

	for (const char *c = template; *c; c++)
	{
		if (c[0] == '%' && c[1] >= '1' && c[1] <= '9')
			count = Max(count, c[1] - '0');
	}
	va_start(args, phrase);
	for (int i = 1; i <= count; i++)
		arguments[i] = va_arg(args, const char *);
	va_end(args);

	initStringInfo(&out);
	for (const char *c = template; *c; c++)
	{
		if (c[0] == '%' && c[1] >= '1' && c[1] <= '9')
			appendStringInfoString(&out, arguments[*++c - '0']);
		else
			appendStringInfoChar(&out, *c);
	}
	return out.data;
}

char *
say_day_of_year(Language language, int month, int day)
{
	return say(language, SAY_DAY_OF_YEAR, language == CHINESE ? psprintf("%d", month) : months[month - 1], psprintf("%d", day));
}

char *
say_weekday(Language language, int day)
{
	return pstrdup(encoded(weekdays[day - 1].text[language]));
}

/* Is it a plain English noun, unlike "CNY", "CNY/year", "s" and "ppm"? */
static bool
has_plural(const char *unit)
{
	if (strcmp(unit, "ppm") == 0 || strlen(unit) < 3)
		return false;
	return strspn(unit, "abcdefghijklmnopqrstuvwxyz ") == strlen(unit) && unit[strlen(unit) - 1] != 's';
}

/* NULL: the unit is not among those above. */
static const char *
chinese_unit(const char *unit)
{
	for (int i = 0; i < (int) lengthof(units); i++)
	{
		if (strcmp(units[i].name, unit) == 0)
			return encoded(units[i].chinese);
	}
	return NULL;
}

char *
say_unit(Language language, const char *unit)
{
	const char *translated = language == CHINESE ? chinese_unit(unit) : NULL;

	return pstrdup(translated ? translated : unit);
}

char *
say_with_unit(Language language, const char *number, const char *unit)
{
	const char *translated = unit && language == CHINESE ? chinese_unit(unit) : NULL;

	if (unit == NULL)
		return pstrdup(number);
	if (translated || unit[0] == '%')
		return psprintf("%s%s", number, translated ? translated : unit);
	return psprintf("%s %s%s", number, unit,
					language == ENGLISH && has_plural(unit) && strcmp(number, "1") != 0 ? "s" : "");
}

char *
say_treatment(Language language, const char *name)
{
	char	   *shown = pstrdup(name);

	for (int i = 0; language == CHINESE && i < (int) lengthof(treatments); i++)
	{
		if (strcmp(treatments[i].name, name) == 0)
			return pstrdup(encoded(treatments[i].chinese));
	}
	for (char *c = shown; *c; c++)
	{
		if (*c == '_')
			*c = ' ';
	}
	return shown;
}

char *
say_title(Language language, const char *title)
{
	const char *bar = title ? strstr(title, " | ") : NULL;
	const char *end;

	if (title == NULL || bar == NULL)
		return title ? pstrdup(title) : NULL;
	if (language == CHINESE)
		return bar > title ? pnstrdup(title, bar - title) : pstrdup(title);
	end = strstr(bar + 3, " | ");
	if (bar[3] == '\0' || end == bar + 3)
		return pstrdup(title);
	return end ? pnstrdup(bar + 3, end - bar - 3) : pstrdup(bar + 3);
}

char *
say_noted(Language language, char *words, const char *title)
{
	char	   *note = say_title(language, title);

	if (note == NULL)
		return words;
	return strchr(words, '\n') ? psprintf("%s\n%s", note, words) : say(language, SAY_NOTED, words, note);
}
