-- Errors of internal functions.

-- Internal functions raise their errors with this instead of RAISE, which would list them and their statements as context.
CREATE FUNCTION customer_grade_internal.throw(code text, message text, detail text DEFAULT NULL, hint text DEFAULT NULL,
	context text DEFAULT NULL) RETURNS void
LANGUAGE C VOLATILE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'throw_error';
COMMENT ON FUNCTION customer_grade_internal.throw(text, text, text, text, text) IS
	'raise an error whose context shows what users have called, and no internal functions; code: an SQLSTATE; detail, hint and context: '
	'empty or null: none';
