-- Rights. Everybody reads; the extension's owner, who may not be a superuser, lets others write:
--   GRANT INSERT, UPDATE ON customer_grade.standard TO analyst;

GRANT SELECT ON customer_grade.standard, customer_grade.catalog TO PUBLIC;
GRANT ALL ON customer_grade.standard TO @extowner@ WITH GRANT OPTION;
