-- Rights. Everybody reads; the extension's owner, who may not be a superuser, lets others write:
--   GRANT INSERT, UPDATE ON customer_grade.standard, customer_grade.treatment TO analyst;

GRANT SELECT ON customer_grade.standard, customer_grade.treatment,
	customer_grade.catalog, customer_grade.catalog_treatment TO PUBLIC;
GRANT ALL ON customer_grade.standard, customer_grade.treatment TO @extowner@ WITH GRANT OPTION;

-- The owners of subjects write these; a trigger keeps each to his own.
GRANT SELECT, INSERT, UPDATE, DELETE ON customer_grade.attachment, customer_grade.parameter_set, customer_grade.source TO PUBLIC;
GRANT ALL ON customer_grade.attachment, customer_grade.parameter_set, customer_grade.source TO @extowner@ WITH GRANT OPTION;

GRANT SELECT, INSERT, UPDATE, DELETE ON customer_grade.tracking TO PUBLIC;
GRANT ALL ON customer_grade.tracking TO @extowner@ WITH GRANT OPTION;

GRANT SELECT, INSERT, UPDATE, DELETE ON customer_grade.report_view TO PUBLIC;
GRANT ALL ON customer_grade.report_view TO @extowner@ WITH GRANT OPTION;
GRANT SELECT, INSERT, UPDATE, DELETE ON customer_grade.review, customer_grade.review_refusal TO PUBLIC;
GRANT ALL ON customer_grade.review, customer_grade.review_refusal TO @extowner@ WITH GRANT OPTION;
GRANT ALL ON SEQUENCE customer_grade.review_id_seq TO @extowner@ WITH GRANT OPTION;
