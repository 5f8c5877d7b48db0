-- Rights. Everybody reads; the extension's owner, who may not be a superuser, lets others write:
--   GRANT INSERT, UPDATE ON customer_grade.standard, customer_grade.treatment TO analyst;

GRANT SELECT ON customer_grade.standard, customer_grade.treatment,
	customer_grade.catalog, customer_grade.catalog_treatment TO PUBLIC;
GRANT ALL ON customer_grade.standard, customer_grade.treatment TO @extowner@ WITH GRANT OPTION;
