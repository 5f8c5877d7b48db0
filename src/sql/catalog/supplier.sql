-- Catalog: suppliers to other manufacturers.

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('manufacturer_abc', 1, 'manufacturing',
	'客戶分級管理制度', 'customers of a manufacturer, A to C',
	'文件 004, 「客戶分級管理制度」 (經營銷售部, 2016年8月)',
	'The tables 3.1 and 3.2 are missing: three levels are proposed for each of the three measures. All best: A, all worst: C, any '
	'mixture: B. '
	'A candidate for A waits as B until section chief, director and general manager have taken their steps, each a decision of another '
	'person (approver names a role for each step). A is not for life: it is approved for a year and lapses then, unless it is approved '
	'again. Approvals are given within the review or after it. '
	'The descriptions of A (common will, market, loyalty, strength, potential) support the first rating and are no inputs. '
	'The form is 《客戶質量等級評定表》.',
$rubric$
-- 客戶分級管理制度, 2.0 分類等級, 6.2.1 B
grades A 'A級客戶 | key customer of the network' > B 'B類客戶 | managed after A' > C 'C類客戶 | ordinary flow';

metric sales_level text in ('high' > 'mid' > 'low')      '年度銷售額 | sales of the year';
metric price_level text in ('high' > 'mid' > 'low')      '銷售價格 | selling price';
metric collection  text in ('good' > 'average' > 'poor') '貨款回收情況 | collection of payments';
metric first_order_on date '首次合作日期 | first cooperation';

require sales_level, price_level, collection;

grade A when sales_level = 'high' and price_level = 'high' and collection = 'good';
grade C when sales_level = 'low' and price_level = 'low' and collection = 'poor';
grade B otherwise;

-- how grades change
review yearly 03-25 to 03-30 '每年初3月份的25―30日 | once a year, both days included';
promotion at review;
demotion at review;
provisional 6 months since first_order_on '在合作滿六個月后,進行評估 | after six months of cooperation';
approval of A until B valid 1 year '不采用終身制 | not for life'
	steps section '銷售科長(經理)申報 | proposed by the section chief', director '銷售部長審核 | reviewed by the director',
		manager '總經理董事長批準 | approved by the general manager';

-- what each grade gets
treatment contract for A = 'long-term agreement' '長期合作協議由銷售部長會同銷售科長/經理執行 | drawn up by the director with the section chief';
treatment order_acceptance for A = 'refusing needs the sales director or above' '如因其他原因需拒單,要銷售部長及以上審核予以確認 | orders are to be won';
treatment priority for A = 1 '在同等情況下,優先安排,優先保障 | production first';
treatment resource for A = 'leaned towards A' '各項生產資源、銷售資源均應該向A級客戶傾斜 | resources of production and sales';
treatment contact_interval for A = 'often' '銷售人員應經常聯絡 | frequent contact';
treatment visit_interval for A = 'regular' '定期走訪A級客戶,銷售主管也應定期去拜訪他們 | regular visits, by the chief as well';
treatment service_level for A = 'fastest and most attentive' '最快捷、周到的服務,享受最大的實惠 | fastest and most attentive service';
treatment monitoring for A = 'industry, changes of staff, anything unusual' '密切注意該類客戶的所處行業趨勢、企業人事變動等其它異常動向 | close watch';
treatment support for A = 'complaints first' '優先處理A類客戶的抱怨和投訴 | complaints handled first';
treatment priority for B = 2 '不能與A類客戶訂單相沖突 | never in conflict with orders of A';
treatment service_level for B = 'after the manner of A' '參照A類客戶管理辦法進行管理 | managed after the manner of A';
treatment priority for C = 3 '作為對AB2類訂單的補充 | fills gaps between the orders of A and B';
treatment service_level for C = 'ordinary flow' '按一般流程操作 | ordinary flow';
treatment monitoring for C = 'chief controls price and payment' '銷售經理/科長在訂貨時把控價格及付款 | price and payment controlled by the chief';
$rubric$),
('manufacturer_abc.in_force', 1, 'manufacturing',
	'客戶分級管理制度: 執行等級', 'customers of a manufacturer: the grade in force, of a row that tells its approval',
	'文件 004, 「客戶分級管理制度」 (經營銷售部, 2016年8月)',
	'For a company that approves on paper: the step that an application has reached is a column of the customer. '
	'A candidate for A that is not approved waits as B. Reviews, probation and treatments are those of manufacturer_abc.',
$rubric$
-- 客戶分級管理制度, 2.0 分類等級, 6.2.1 B
grades A 'A級客戶 | key customer of the network' > B 'B類客戶 | managed after A' > C 'C類客戶 | ordinary flow';

metric sales_level text in ('high' > 'mid' > 'low')      '年度銷售額 | sales of the year';
metric price_level text in ('high' > 'mid' > 'low')      '銷售價格 | selling price';
metric collection  text in ('good' > 'average' > 'poor') '貨款回收情況 | collection of payments';
metric approval    text in ('gm_approved' > 'director_reviewed' > 'section_applied' > 'none')
	'申報、審核、批準 | step reached by the application for A';

require sales_level, price_level, collection;

define best = sales_level = 'high' and price_level = 'high' and collection = 'good';

grade A when best and approval = 'gm_approved';
grade C when sales_level = 'low' and price_level = 'low' and collection = 'poor';
grade B otherwise;
$rubric$),
('manufacturer_abc.status', 1, 'manufacturing',
	'客戶分級管理制度: 等級狀態', 'customers of a manufacturer: state of the grade',
	'文件 004, 「客戶分級管理制度」 (經營銷售部, 2016年8月)',
	'New customers have a provisional grade for the first six months, whichever grade it is. States have no order.',
$rubric$
-- 客戶分級管理制度, 5.1.2 D, 6.2.1 B
grades unranked confirmed '確認 | confirmed', pending_approval '待批準 | waiting for the approval of A', provisional '暫時等級 | provisional';

metric sales_level text in ('high' > 'mid' > 'low')      '年度銷售額 | sales of the year';
metric price_level text in ('high' > 'mid' > 'low')      '銷售價格 | selling price';
metric collection  text in ('good' > 'average' > 'poor') '貨款回收情況 | collection of payments';
metric cooperation_months number >= 0 unit 'month'       '合作月數 | months since the first cooperation';
metric approval    text in ('gm_approved' > 'director_reviewed' > 'section_applied' > 'none')
	'申報、審核、批準 | step reached by the application for A';

grade provisional when cooperation_months < 6;

-- undecided like the grade itself when one of its three measures is missing
grade pending_approval when case when sales_level is not null and price_level is not null and collection is not null
	then sales_level = 'high' and price_level = 'high' and collection = 'good' and approval <> 'gm_approved' end;
grade confirmed otherwise;

-- how grades change
review yearly 03-25 to 03-30 '每年初3月份的25―30日 | once a year, both days included';
$rubric$),
('manufacturer_order_class', 1, 'manufacturing',
	'客戶分級管理制度: 訂單類別', 'orders of a manufacturer, A to C',
	'文件 004, 「客戶分級管理制度」 7.3 (經營銷售部, 2016年8月)',
	'One order is lifted, not the customer. High price and good payment are both asked, and the approval of the sales director or above. '
	'customer_grade is the grade of the customer by manufacturer_abc.',
$rubric$
-- 客戶分級管理制度, 7.3
grades A 'A類訂單 | order of class A' > B 'B類訂單 | order of class B' > C 'C類訂單 | order of class C, fills gaps';

metric customer_grade    text in ('A' > 'B' > 'C') '客戶等級 | grade of the customer';
metric high_price        boolean '部分價格高 | high price';
metric good_payment      boolean '付款好 | good payment';
metric director_approved boolean '銷售部長以上批準 | approved by the sales director or above';

grade A when customer_grade in ('B', 'C') and high_price and good_payment and director_approved;
grade A when customer_grade = 'A';
grade B when customer_grade = 'B';
grade C when customer_grade = 'C';

-- what each grade gets
treatment priority for A = 1 '享受A級客戶的生產待遇 | produced as for customers of grade A';
treatment priority for B = 2 '不能與A類客戶訂單相沖突 | never in conflict with orders of A';
treatment priority for C = 3 '作為對AB2類訂單的補充 | fills gaps between the orders of A and B';
$rubric$);
