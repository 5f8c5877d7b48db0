-- Decisions: grades that people set (overrides) and grades that they approve.
-- An attachment has a table of them, which only its owner may write; for others the functions in decide.sql do so.

-- proposed -> approved | rejected | withdrawn, approved -> ended, rejected -> ended
CREATE FUNCTION customer_grade_internal.make_decisions(name text, standard text, subject regclass, key_columns name[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	c record;
BEGIN
	EXECUTE format($query$
		CREATE TABLE %s (
			decision_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
			%s,
			decision        text NOT NULL CHECK (decision IN ('override', 'minimum', 'approval')),
			grade           text NOT NULL,
			status          text NOT NULL CHECK (status IN ('proposed', 'approved', 'rejected', 'withdrawn', 'ended')),
			reason          text,
			valid_from      date,
			valid_until     date,
			proposed_by     text,
			proposed_at     timestamp with time zone,
			proposed_login  text,
			steps           jsonb,
			decided_by      text,
			decided_at      timestamp with time zone,
			decision_reason text,
			ended_by        text,
			ended_at        timestamp with time zone,
			end_reason      text,
			-- unique, but at the end of a statement: one may swap the keys of two customers
			EXCLUDE USING btree (%s, decision WITH =, status WITH =) WHERE (status IN ('proposed', 'approved', 'rejected')) DEFERRABLE
		)
		$query$, name, customer_grade_internal.key_definitions(subject, key_columns),
		(SELECT string_agg(format('%I WITH =', k.name), ', ' ORDER BY k.ordinality)
			FROM unnest(key_columns) WITH ORDINALITY AS k(name, ordinality)));
	EXECUTE format('COMMENT ON TABLE %s IS %L', name,
		format('人工决定 | what people decided (overrides, approvals) about the grades of %s', subject)
			|| customer_grade_internal.made_for(standard));
	FOR c IN
		SELECT k.name AS column, '客户主键 | key of the customer' AS meaning FROM unnest(key_columns) AS k(name)
		UNION ALL
		VALUES ('decision_id', '决定编号 | number of the decision'),
			('decision', '种类: override 人工调整, minimum 不低于该等级, approval 审批 | override, minimum (at least this grade) or approval'),
			('grade', '等级 | the grade that is set or approved'),
			('status',
				'状态: proposed 待审批, approved 生效, rejected 驳回, withdrawn 撤回, ended 终止 | '
				'proposed, approved (in force), rejected, withdrawn or ended'),
			('reason', '理由 | why it is proposed or set'),
			('valid_from', '生效日 | first day on which it holds; null: at once'),
			('valid_until', '有效至 | last day on which it holds; null: no end'),
			('proposed_by', '提出人 | who proposed it; null: the standard itself, by the computed grade'),
			('proposed_at', '提出时间 | when'),
			('proposed_login', '提出人登录角色 | the login role of who proposed it'),
			('steps',
				'审批步骤: 每步的名称、角色、时间、理由 | the steps of the approval that were taken, in order: step, by, login, at, reason'),
			('decided_by', '决定人 | who approved, set or rejected it'),
			('decided_at', '决定时间 | when'),
			('decision_reason', '决定理由 | why'),
			('ended_by', '终止人 | who withdrew or ended it'),
			('ended_at', '终止时间 | when'),
			('end_reason',
				'终止理由: lapsed 到期, replaced 被取代, deleted 客户已删除, 或所述理由 | lapsed, replaced, deleted (the customer), or the reason given')
	LOOP
		EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', name, c.column, c.meaning);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.make_decisions(text, text, regclass, name[]) IS
	'make the table of what people decide about the grades of a subject';

-- The right follows the options approver and overrider. A trigger on the attachment must not grant it: parallel jobs of a
-- restore would change the rights of one table at the same time.
CREATE FUNCTION customer_grade_internal.grant_decisions(a customer_grade_internal.attachment, former regrole[], present regrole[])
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	r record;
BEGIN
	-- to the owner nothing is granted: to revoke it would take the owner's own right
	FOR r IN
		SELECT DISTINCT e.oid::regrole AS role, (e.oid = ANY (present)) IS TRUE AS granted
		FROM pg_roles AS e, pg_class AS c
		WHERE e.oid = ANY (former || present) AND c.oid = a.decisions AND c.relowner <> e.oid
	LOOP
		EXECUTE format(CASE WHEN r.granted THEN 'GRANT SELECT ON %s TO %s' ELSE 'REVOKE SELECT ON %s FROM %s' END, a.decisions, r.role);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.grant_decisions(customer_grade_internal.attachment, regrole[], regrole[]) IS
	'let the present approvers and overriders of an attachment read its table of decisions, and former ones no more. The grant also keeps '
	'DROP ROLE from dropping them';

-- A table of decisions that detach() leaves is an ordinary table.
CREATE FUNCTION customer_grade_internal.release_decisions(a customer_grade_internal.attachment) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	-- it may be dropped already, or belong to another owner by now
	IF EXISTS (SELECT FROM pg_class AS c WHERE c.oid = a.decisions AND pg_has_role(c.relowner, 'USAGE')) THEN
		PERFORM customer_grade_internal.grant_decisions(a, customer_grade_internal.named_roles(a), '{}');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.release_decisions(customer_grade_internal.attachment) IS
	'take from approvers and overriders the right to read a table of decisions';
