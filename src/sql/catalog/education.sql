-- Catalog: education.

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('education_sab', 1, 'education',
	'客户分级五个级别', 'customers of course consultants, S A B',
	'文件 000, 「客户分级五个级别分别是」',
	'Five levels are announced; the text describes S, A and B and breaks off. C and D are there to be given by hand and are '
	'never computed: below B a customer is not graded. A becomes S when the worries are cleared, B is to be upgraded; '
	'S ends only when the customer is lost or has signed (直到战败或者成交).',
$rubric$
-- 客户分级五个级别
grades S 'S级客户 | S, in hand' > A 'A级客户 | A, to be met and convinced' > B 'B级客户 | B, to be upgraded'
	> C '第四级, 原文未述 | fourth level, not described' > D '第五级, 原文未述 | fifth level, not described';

metric readiness text in ('ready' > 'concerned' > 'exploring' > 'other')
	'成单进展 | how ready to sign: ready, has worries or compares, still exploring';

require readiness;

-- 已经拽在手里的预算,只需把握节奏就可以快速成单
grade S when readiness = 'ready';
-- 打消客户的顾虑,对比竞品
grade A when readiness = 'concerned';
-- 以了解客户需求为主
grade B when readiness = 'exploring';

-- what each grade gets
treatment contact_interval for S = 1 unit 'day' '每天必须跟进的客户 | followed up every day';
treatment service_mode for S = 'explain in detail' '详细讲解课程的特点和优势 | what the course has and is good at, in detail';
treatment marketing for S = 'exclude the competitors' '必须先把拦路虎铲除,例如竞品 | first remove what stands in the way, such as competitors';
treatment price for S = 'negotiate' '谈价格的时候必须要和客户有足够的磨合 | take the time to negotiate the price';
treatment discount for S = 'not the lowest at once'
	'除非客户是急性子,不要一下子就给出最低折扣 | not the lowest discount at once, unless the customer is impatient';
treatment support for S = 'never let go' '一定不能放弃,直到战败或者成交 | never let go, until lost or signed';
treatment visit_interval for A = 'invite or visit' '以邀约或者上门的方式,让客户和我们见到面 | invite or visit, so as to meet';
treatment service_mode for A = 'learn why competitors are compared' '关注客户对比竞品的原因:课程体系、老师、价格还是距离 | course, teacher, price or distance';
treatment support for A = 'clear the worries' '及时打消客户的顾虑 | clear the worries in time';
treatment service_mode for B = 'chat, learn the need'
	'以聊天为主,以了解客户需求为主,不要一味地推荐课程 | chat and learn the need, do not keep recommending courses';
treatment marketing for B = 'trial classes and activities' '邀请客户多参加体验课和活动课 | invite to trial classes and activities';
$rubric$),
('education_sab.push', 1, 'education',
	'客户分级五个级别: 逼单', 'course consultants: whether to press for the contract',
	'文件 000, 「客户分级五个级别分别是」',
	'Kinds of conduct, not a rank. S is pressed, but only after the competitors are excluded; A sometimes; '
	'B not, but by the price when the campus has a big event with discounts. Below B the source has no rule.',
$rubric$
-- 客户分级五个级别, 逼单
grades unranked must '一定要进行逼单 | must be pressed',
	after_competitor_excluded '必须先把竞品排除 | pressed once the competitors are excluded',
	sometimes '有时候也可以逼单 | sometimes, with care',
	by_price '通过价格进行必要的逼单 | pressed by the price',
	no '不要强逼客户 | not pressed';

metric readiness           text in ('ready' > 'concerned' > 'exploring' > 'other') '成单进展 | how ready to sign';
metric competitor_excluded boolean '竞品已排除 | the competitors are excluded';
metric campus_event        boolean '校区有大型活动,有大力度的活动折扣 | big event of the campus with discounts';

require readiness;

define ready     = readiness = 'ready';
define exploring = readiness = 'exploring';

grade must                      when ready and competitor_excluded;
grade after_competitor_excluded when ready;
grade sometimes                 when readiness = 'concerned';
grade by_price                  when exploring and campus_event;
grade no                        when exploring;

-- what each grade gets
treatment marketing for must = 'press' '一定要进行逼单 | press for the contract';
treatment marketing for after_competitor_excluded = 'exclude the competitors' '在此之前必须先把竞品排除 | the competitors first';
treatment marketing for sometimes = 'press with care' '尺度一定要把握好 | press, but keep the measure';
treatment price for by_price = 'discount of the event' '可以尝试通过价格进行必要的逼单 | may be pressed by the price';
treatment marketing for no = 'do not press' '不要强逼客户 | do not press';
$rubric$);
