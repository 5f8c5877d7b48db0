-- The types of the relations and roles that the registry names: like regclass and regrole, but a restore survives that
-- one is missing.

CREATE TYPE customer_grade_internal.relation_reference;

CREATE FUNCTION customer_grade_internal.relation_reference_in(cstring) RETURNS customer_grade_internal.relation_reference
LANGUAGE C STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'relation_reference_in';
COMMENT ON FUNCTION customer_grade_internal.relation_reference_in(cstring) IS
	'input: the name of a relation; one that does not exist gets a number that no relation has, with a warning';

CREATE FUNCTION customer_grade_internal.relation_reference_out(customer_grade_internal.relation_reference) RETURNS cstring
LANGUAGE internal STABLE STRICT PARALLEL SAFE
AS 'regclassout';
COMMENT ON FUNCTION customer_grade_internal.relation_reference_out(customer_grade_internal.relation_reference) IS
	'output: the name of the relation, or its number where there is none';

CREATE TYPE customer_grade_internal.relation_reference (
	INPUT = customer_grade_internal.relation_reference_in,
	OUTPUT = customer_grade_internal.relation_reference_out,
	LIKE = pg_catalog.regclass,
	CATEGORY = 'N'
);
COMMENT ON TYPE customer_grade_internal.relation_reference IS
	'relation that a table of the registry names; it may be missing where a dump is restored';

CREATE CAST (customer_grade_internal.relation_reference AS regclass) WITHOUT FUNCTION AS IMPLICIT;
COMMENT ON CAST (customer_grade_internal.relation_reference AS regclass) IS 'the same object';
CREATE CAST (customer_grade_internal.relation_reference AS oid) WITHOUT FUNCTION AS IMPLICIT;
COMMENT ON CAST (customer_grade_internal.relation_reference AS oid) IS 'its number';
CREATE CAST (regclass AS customer_grade_internal.relation_reference) WITHOUT FUNCTION AS ASSIGNMENT;
COMMENT ON CAST (regclass AS customer_grade_internal.relation_reference) IS 'the same object';

CREATE TYPE customer_grade_internal.role_reference;

CREATE FUNCTION customer_grade_internal.role_reference_in(cstring) RETURNS customer_grade_internal.role_reference
LANGUAGE C STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'role_reference_in';
COMMENT ON FUNCTION customer_grade_internal.role_reference_in(cstring) IS
	'input: the name of a role; one that does not exist is nobody, with a warning';

CREATE FUNCTION customer_grade_internal.role_reference_out(customer_grade_internal.role_reference) RETURNS cstring
LANGUAGE C STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'role_reference_out';
COMMENT ON FUNCTION customer_grade_internal.role_reference_out(customer_grade_internal.role_reference) IS
	'output: the name of the role, - for nobody';

CREATE TYPE customer_grade_internal.role_reference (
	INPUT = customer_grade_internal.role_reference_in,
	OUTPUT = customer_grade_internal.role_reference_out,
	LIKE = pg_catalog.regrole,
	CATEGORY = 'N'
);
COMMENT ON TYPE customer_grade_internal.role_reference IS
	'role that a table of the registry names; one that is missing where a dump is restored is nobody';

CREATE CAST (customer_grade_internal.role_reference AS regrole) WITHOUT FUNCTION AS IMPLICIT;
COMMENT ON CAST (customer_grade_internal.role_reference AS regrole) IS 'the same object';
CREATE CAST (customer_grade_internal.role_reference AS oid) WITHOUT FUNCTION AS IMPLICIT;
COMMENT ON CAST (customer_grade_internal.role_reference AS oid) IS 'its number';
CREATE CAST (regrole AS customer_grade_internal.role_reference) WITHOUT FUNCTION AS ASSIGNMENT;
COMMENT ON CAST (regrole AS customer_grade_internal.role_reference) IS 'the same object';
