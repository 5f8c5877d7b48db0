-- What is told when a rubric comes in or goes out.
\pset format unaligned
\t on
CREATE TABLE decision (amount text, grade text);
INSERT INTO decision VALUES ('>= 10', 'A'), ('< 9', 'B');
SELECT customer_grade.rubric_from_table('decision');

-- rules of one table that fit the same row
SELECT format('<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"><inputData name="x" id="x"><variable name="x" typeRef="number"/></inputData>'
	'<decision name="size" id="size"><informationRequirement><requiredInput href="#x"/></informationRequirement><decisionTable hitPolicy="%s">'
	'<input><inputExpression><text>x</text></inputExpression></input><output/>%s</decisionTable></decision></definitions>', p.policy, p.rules) AS document
FROM (VALUES ('UNIQUE', '<rule><inputEntry><text>&gt; 5</text></inputEntry><outputEntry><text>"a"</text></outputEntry></rule>'
	'<rule><inputEntry><text>&gt; 7</text></inputEntry><outputEntry><text>"a"</text></outputEntry></rule>'
	'<rule><inputEntry><text>[1..5]</text></inputEntry><outputEntry><text>"b"</text></outputEntry></rule>'
	'<rule><inputEntry><text>&lt;= 1</text></inputEntry><outputEntry><text>"c"</text></outputEntry></rule>')) AS p(policy, rules) \gset
SELECT customer_grade.rubric_from_dmn(:'document');
SELECT customer_grade.rubric_from_dmn(replace(:'document', 'UNIQUE', 'ANY'));
SELECT customer_grade.rubric_from_dmn(replace(:'document', 'UNIQUE', 'FIRST'));
SELECT length(customer_grade.rubric_from_dmn(regexp_replace(:'document', '<rule>.*</rule>', (SELECT string_agg(format(
	'<rule><inputEntry><text>%s</text></inputEntry><outputEntry><text>"a"</text></outputEntry></rule>', n), '') FROM generate_series(1, 65) AS n)))::text);

-- what the other form does not say
SELECT length(customer_grade.rubric_to_dmn('grades A > B; metric x number; metric y number; require y; grade A when x > 3 and y > 1; grade B otherwise;'::customer_grade.rubric));
SELECT length(customer_grade.rubric_to_pmml('grades A > B; metric x number; metric y number; scope when y > 0; require x or y; criterion c = 1 when x > 3, 2 when y > 3;
	grade A when score > 1; grade B otherwise;'::customer_grade.rubric));
DROP TABLE decision;
