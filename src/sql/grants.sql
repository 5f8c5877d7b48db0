-- Rights. Everybody may read. The extension's owner, which need not be a superuser, lets others write:
--   GRANT INSERT, UPDATE ON customer_grade_internal.standard, customer_grade_internal.treatment TO analyst;

GRANT SELECT ON customer_grade_internal.standard, customer_grade_internal.treatment,
	customer_grade_internal.catalog, customer_grade_internal.catalog_treatment TO PUBLIC;
GRANT ALL ON customer_grade_internal.standard, customer_grade_internal.treatment TO @extowner@ WITH GRANT OPTION;

-- The owners of subjects write these; a trigger restricts each to the rows of its own subjects.
GRANT SELECT, INSERT, UPDATE, DELETE ON customer_grade_internal.attachment, customer_grade_internal.parameter_set,
	customer_grade_internal.source TO PUBLIC;
GRANT ALL ON customer_grade_internal.attachment, customer_grade_internal.parameter_set,
	customer_grade_internal.source TO @extowner@ WITH GRANT OPTION;

GRANT SELECT, INSERT, UPDATE, DELETE ON customer_grade_internal.tracking TO PUBLIC;
GRANT ALL ON customer_grade_internal.tracking TO @extowner@ WITH GRANT OPTION;

GRANT SELECT, INSERT, UPDATE, DELETE ON customer_grade_internal.report_view TO PUBLIC;
GRANT ALL ON customer_grade_internal.report_view TO @extowner@ WITH GRANT OPTION;
GRANT SELECT, INSERT, UPDATE, DELETE ON customer_grade_internal.review, customer_grade_internal.review_refusal TO PUBLIC;
GRANT ALL ON customer_grade_internal.review, customer_grade_internal.review_refusal TO @extowner@ WITH GRANT OPTION;
GRANT ALL ON SEQUENCE customer_grade_internal.review_id_seq TO @extowner@ WITH GRANT OPTION;

-- The server calls these without checking the user's rights: input and output, parts of aggregates and index
-- support, triggers of the registry, event triggers. All other functions run with the rights of their caller.
REVOKE EXECUTE ON FUNCTION
	customer_grade_internal.rubric_in, customer_grade_internal.rubric_out,
	customer_grade_internal.rubric_recv, customer_grade_internal.rubric_send,
	customer_grade_internal.activity_in, customer_grade_internal.activity_out,
	customer_grade_internal.activity_recv, customer_grade_internal.activity_send,
	customer_grade_internal.rubric_support,
	customer_grade_internal.activity_cmp, customer_grade_internal.activity_hash, customer_grade_internal.activity_hash_extended,
	customer_grade_internal.activity_agg_event(internal, date),
	customer_grade_internal.activity_agg_event(internal, date, numeric),
	customer_grade_internal.activity_agg_event(internal, date, numeric, numeric),
	customer_grade_internal.activity_agg_event(internal, date, numeric, numeric, bigint),
	customer_grade_internal.activity_agg_series, customer_grade_internal.activity_agg_final,
	customer_grade_internal.activity_agg_combine,
	customer_grade_internal.activity_agg_serialize, customer_grade_internal.activity_agg_deserialize,
	customer_grade_internal.cutoff_transition,
	customer_grade_internal.pareto_cutoff_final, customer_grade_internal.quota_cutoff_final,
	customer_grade_internal.standard_changed, customer_grade_internal.treatment_check,
	customer_grade_internal.attachment_check, customer_grade_internal.attachment_changed,
	customer_grade_internal.partitions_changed, customer_grade_internal.tables_dropped
FROM PUBLIC;
