-- Catalog: grades of industrial products.

INSERT INTO customer_grade_internal.catalog
	(name, version, industry, title_zh, title_en, origin, remarks, rubric)
VALUES ('industrial_product_grade', 1, 'industry',
	'工業產品質量等級', 'quality grades of industrial products',
	'文件 002, 「Ⅳ 我國工業區產品劃分幾個等級!各等級 的標准要求是什麼」',
	'Grades a product, not a customer. Each condition of superior is enough alone; one that is not known counts as not shown. '
	'A standard no longer in force falls to "other cases". 地方 and 地區 are one level. Conditions (1) and (2) differ only in whether a '
	'product standard exists, so that input is recorded and decides nothing. Without the level of the standard or whether it is in '
	'force, what is not superior by another condition is not graded. The listed qualities of a product have no levels and are no inputs.',
$rubric$
-- 我國工業區產品劃分幾個等級
grades superior '優等品 | superior' > first '一等品 | first class' > qualified '合格品 | qualified';

metric explicit_product_standard boolean '存在明確的產品標准 | there is a standard of the product itself';
metric standard_level            text in ('international', 'foreign_advanced', 'national', 'regional', 'industry', 'enterprise', 'other')
	'標准的層次 | level of the product standard, or of the main technical standard';
metric in_force                  boolean '現行有效 | the standard is in force';
metric adoption                  text in ('identical', 'modified', 'none')
	'等同或修改採用國際標准或國外先進標准 | adoption of an international or foreign advanced standard in force';
metric enterprise_basis          text in ('selected', 'measured', 'data', 'none')
	'企業標準的依據 | what the enterprise standard is made from: main values of such standards, of foreign products measured, of data about them';
metric inspection_method         boolean '相應的檢驗方法 | inspection methods included';
metric own_ip_advanced           boolean '具有我國自主知識產權的先進產品標准 | advanced product standard with own intellectual property';

-- 判斷依據 (1) to (7): each is enough
grade superior when (standard_level in ('international', 'foreign_advanced') and in_force
	or adoption <> 'none'
	or enterprise_basis <> 'none' and inspection_method
	or own_ip_advanced) is true;

-- from here on both must be known
grade first when case when standard_level is not null and in_force is not null
	then standard_level in ('national', 'regional', 'industry') and in_force end;
grade qualified otherwise;
$rubric$);
