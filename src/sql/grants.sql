-- Rights. Nobody has one on a table of the registry: what users may see is in the views of customer_grade, and functions
-- write. Only the role that creates the extension, which need not be a superuser, may read and add rows, for pg_dump and
-- pg_restore; grant_dump() gives another role the right to dump.
DO $block$
DECLARE
	object text;
BEGIN
	FOR object IN
		SELECT c.oid::pg_catalog.regclass FROM pg_catalog.pg_class AS c
		WHERE c.relnamespace = 'customer_grade_internal'::pg_catalog.regnamespace AND c.relkind = 'r'
	LOOP
		EXECUTE pg_catalog.format('REVOKE ALL ON %s FROM PUBLIC; GRANT INSERT ON %1$s TO @extowner@; '
			'GRANT SELECT ON %1$s TO @extowner@ WITH GRANT OPTION', object);
	END LOOP;
	-- the bodies of gates are for the owner of the registry
	FOR object IN
		SELECT p.oid::pg_catalog.regprocedure FROM pg_catalog.pg_proc AS p
		WHERE p.pronamespace = 'customer_grade_internal'::pg_catalog.regnamespace AND pg_catalog.starts_with(p.proname, 'registry_')
	LOOP
		EXECUTE pg_catalog.format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', object);
	END LOOP;
END
$block$;
GRANT UPDATE ON SEQUENCE customer_grade_internal.review_id_seq TO @extowner@;
-- the options to repeat, in a restore, what grant_dump() and protect_role() have granted
GRANT SELECT ON SEQUENCE customer_grade_internal.review_id_seq TO @extowner@ WITH GRANT OPTION;
GRANT USAGE ON TYPE customer_grade_internal.role_reference TO @extowner@ WITH GRANT OPTION;

-- Only this script and the bodies of gates call these.
REVOKE EXECUTE ON FUNCTION
	customer_grade_internal.administrator, customer_grade_internal.make_registry_view, customer_grade_internal.take_back,
	customer_grade_internal.check_role, customer_grade_internal.dumped_relations, customer_grade_internal.check_dump_grantor,
	customer_grade_internal.lock_standards, customer_grade_internal.make_room, customer_grade_internal.check_definition,
	customer_grade_internal.needs_two_people, customer_grade_internal.find_draft, customer_grade_internal.check_one_person,
	customer_grade_internal.findings, customer_grade_internal.is_accepted, customer_grade_internal.accepted_so_far,
	customer_grade_internal.accept, customer_grade_internal.open_errors, customer_grade_internal.check_accepted,
	customer_grade_internal.tell_warnings, customer_grade_internal.tell_draft, customer_grade_internal.case_failure,
	customer_grade_internal.attached_tables,
	customer_grade_internal.caller_may_see, customer_grade_internal.foreseen_problems,
	customer_grade_internal.tell_new_version, customer_grade_internal.check_unattached, customer_grade_internal.owner_of_standard,
	customer_grade_internal.check_standard_exists, customer_grade_internal.check_standard_owner,
	customer_grade_internal.check_standard_writer, customer_grade_internal.check_case_names,
	customer_grade_internal.check_new_owner, customer_grade_internal.check_grantor, customer_grade_internal.fail_standard,
	customer_grade_internal.protect_role, customer_grade_internal.release_role, customer_grade_internal.former_parents
FROM PUBLIC;

-- The server calls these without checking the user's rights: input and output, parts of aggregates and index
-- support, triggers of the registry, event triggers. All other functions run as their caller, or are gates and ask what
-- that role may do.
REVOKE EXECUTE ON FUNCTION
	customer_grade_internal.rubric_in, customer_grade_internal.rubric_out,
	customer_grade_internal.rubric_recv, customer_grade_internal.rubric_send,
	customer_grade_internal.activity_in, customer_grade_internal.activity_out,
	customer_grade_internal.activity_recv, customer_grade_internal.activity_send,
	customer_grade_internal.relation_reference_in, customer_grade_internal.relation_reference_out,
	customer_grade_internal.role_reference_in, customer_grade_internal.role_reference_out,
	customer_grade_internal.rubric_support,
	customer_grade_internal.activity_cmp, customer_grade_internal.activity_hash, customer_grade_internal.activity_hash_extended,
	customer_grade_internal.activity_agg_event(internal, date),
	customer_grade_internal.activity_agg_event(internal, date, numeric),
	customer_grade_internal.activity_agg_event(internal, date, numeric, numeric),
	customer_grade_internal.activity_agg_event(internal, date, numeric, numeric, bigint),
	customer_grade_internal.activity_agg_series, customer_grade_internal.activity_agg_final,
	customer_grade_internal.activity_agg_combine,
	customer_grade_internal.activity_agg_serialize, customer_grade_internal.activity_agg_deserialize,
	customer_grade_internal.cutoff_transition, customer_grade_internal.examples_add,
	customer_grade_internal.pareto_cutoff_final, customer_grade_internal.quota_cutoff_final,
	customer_grade_internal.population_pareto_final, customer_grade_internal.population_largest_final,
	customer_grade_internal.population_quantile_final, customer_grade_internal.population_cuts_final,
	customer_grade_internal.standard_changed, customer_grade_internal.refuse_writing,
	customer_grade_internal.attachment_check, customer_grade_internal.attachment_changed,
	customer_grade_internal.partitions_changed, customer_grade_internal.tables_dropped
FROM PUBLIC;
