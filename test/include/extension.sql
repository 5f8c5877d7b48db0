-- All that the extension is, in words, so that two of them can be compared: pg_temp.described.

CREATE TEMP VIEW member AS
	SELECT d.classid, d.objid FROM pg_depend AS d JOIN pg_extension AS e ON d.refobjid = e.oid
	WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND e.extname = 'customer_grade';
CREATE TEMP VIEW described (object, property, value) AS
	SELECT pg_describe_object(classid, objid, 0), 'comment', obj_description(objid, classid::regclass::name) FROM member
UNION ALL
	SELECT pg_describe_object(m.classid, m.objid, i.objsubid), 'rights at first',
		(SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM unnest(i.initprivs) AS a)
	FROM member AS m JOIN pg_init_privs AS i ON i.classoid = m.classid AND i.objoid = m.objid
UNION ALL
	SELECT pg_describe_object(classid, objid, 0), 'rights',
		(SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM unnest(coalesce(proacl, relacl, typacl, nspacl)) AS a)
	FROM member
	LEFT JOIN pg_proc AS p ON classid = 'pg_proc'::regclass AND p.oid = objid
	LEFT JOIN pg_class AS c ON classid = 'pg_class'::regclass AND c.oid = objid
	LEFT JOIN pg_type AS t ON classid = 'pg_type'::regclass AND t.oid = objid
	LEFT JOIN pg_namespace AS n ON classid = 'pg_namespace'::regclass AND n.oid = objid
UNION ALL
	SELECT pg_describe_object(classid, objid, 0), 'definition',
		CASE prokind WHEN 'a' THEN (SELECT replace(to_jsonb(a)::text, a.aggfnoid::text, 'itself') FROM pg_aggregate AS a WHERE a.aggfnoid = objid)
			ELSE pg_get_functiondef(objid) END || concat(' cost ', procost, ' support ', prosupport)
	FROM member JOIN pg_proc ON classid = 'pg_proc'::regclass AND oid = objid
UNION ALL
	SELECT pg_describe_object(classid, objid, 0), 'definition',
		concat_ws(' ', typlen, typbyval, typcategory, typalign, typstorage, typinput, typoutput, typreceive, typsend)
	FROM member JOIN pg_type ON classid = 'pg_type'::regclass AND oid = objid
UNION ALL
	SELECT pg_describe_object(classid, objid, 0), 'definition',
		concat_ws(' ', oprcode, oprrest, oprjoin, oprcanmerge, oprcanhash, oprcom::regoperator, oprnegate::regoperator)
	FROM member JOIN pg_operator ON classid = 'pg_operator'::regclass AND oid = objid
UNION ALL
	SELECT pg_describe_object(classid, objid, 0), 'definition', concat_ws(' ', castcontext, castmethod, castfunc::regprocedure)
	FROM member JOIN pg_cast ON classid = 'pg_cast'::regclass AND oid = objid
UNION ALL
	SELECT pg_describe_object('pg_amop'::regclass, o.oid, 0), 'definition', ''
	FROM member JOIN pg_amop AS o ON classid = 'pg_opfamily'::regclass AND amopfamily = objid
UNION ALL
	SELECT pg_describe_object('pg_amproc'::regclass, f.oid, 0), 'definition', ''
	FROM member JOIN pg_amproc AS f ON classid = 'pg_opfamily'::regclass AND amprocfamily = objid
UNION ALL
	SELECT pg_describe_object(classid, objid, 0), 'kind', concat_ws(' ', relkind, relpersistence, relrowsecurity, reloptions::text,
		CASE WHEN relkind = 'v' THEN pg_get_viewdef(objid) END)
	FROM member JOIN pg_class ON classid = 'pg_class'::regclass AND oid = objid
UNION ALL
	SELECT pg_describe_object(classid, attrelid, attnum), 'definition', concat_ws(' ', attnum, format_type(atttypid, atttypmod),
		attcollation::regcollation, attnotnull, attidentity, attgenerated, pg_get_expr(adbin, adrelid), attacl::text, col_description(attrelid, attnum))
	FROM member JOIN pg_attribute ON classid = 'pg_class'::regclass AND attrelid = objid
	LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
	WHERE attnum > 0 AND NOT attisdropped
UNION ALL
	SELECT pg_describe_object('pg_constraint'::regclass, c.oid, 0), 'definition', pg_get_constraintdef(c.oid)
	FROM member JOIN pg_constraint AS c ON classid = 'pg_class'::regclass AND conrelid = objid
UNION ALL
	SELECT pg_describe_object(classid, objid, 0), 'index', pg_get_indexdef(indexrelid)
	FROM member JOIN pg_index ON classid = 'pg_class'::regclass AND indrelid = objid
UNION ALL
	SELECT pg_describe_object('pg_trigger'::regclass, t.oid, 0), 'definition', concat_ws(' ', pg_get_triggerdef(t.oid), tgenabled, obj_description(t.oid, 'pg_trigger'))
	FROM member JOIN pg_trigger AS t ON classid = 'pg_class'::regclass AND tgrelid = objid WHERE NOT tgisinternal
UNION ALL
	SELECT pg_describe_object(classid, objid, 0), 'definition', concat_ws(' ', evtevent, evtfoid::regproc, evtenabled, evttags::text)
	FROM member JOIN pg_event_trigger AS t ON classid = 'pg_event_trigger'::regclass AND t.oid = objid
UNION ALL
	SELECT c.oid::regclass::text, 'dumped', condition
	FROM pg_extension AS e, unnest(e.extconfig, e.extcondition) AS u(oid, condition) JOIN pg_class AS c ON c.oid = u.oid
	WHERE e.extname = 'customer_grade'
UNION ALL
	SELECT objid::regclass::text, 'rows', md5(query_to_xml(format('SELECT t::text FROM %s AS t ORDER BY 1', objid::regclass), true, false, '')::text)
	FROM member JOIN pg_class ON classid = 'pg_class'::regclass AND oid = objid AND relkind = 'r';
