%{
/*
 * gram.y
 *		The grammar of a rubric.
 *
 * Names stay unresolved; check.c looks at the whole.  Every recursion but left
 * recursion goes through "enter", which refuses nesting that is too deep and
 * so keeps the parser's stack small.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "nodes/pg_list.h"

#include "rubric/parse_internal.h"
#include "gram.h"

#define YYMALLOC palloc
#define YYFREE pfree

static void rubric_yyerror(RubricLocation *location, RubricParse *parse,
						   yyscan_t scanner, const char *message);
static Label *make_label(const RubricName *name, char *title, int start);
static Input *make_input(const RubricName *name, RubricType type, const Domain *domain,
						 char *unit, char *title);
static Input *make_parameter(Input *input, RubricExpr *value, RubricExpr *keep);
static Rule *make_rule(const RubricName *label, int label_start, RubricExpr *when,
					   char *title, RubricLocation place);
static Alternative *make_alternative(RubricExpr *points, RubricExpr *when, char *title);
static RubricExpr *make_name(RubricParse *parse, const RubricName *name, RubricLocation place);
static RubricExpr *make_test(RubricParse *parse, ExprKind kind, RubricExpr *operand, bool negated,
					   RubricLocation place);
static Domain *make_list(RubricParse *parse, DomainKind kind, List *values, RubricLocation place);
static Domain *make_items(RubricParse *parse, List *items, RubricLocation place);
static RubricExpr *make_shift(RubricParse *parse, RubricExpr *date, RubricExpr *count, Span unit, bool back,
							  RubricLocation place);
static Domain *make_range(RubricExpr *low, bool low_open, RubricExpr *high, bool high_open,
						  RubricLocation place);
static void add_labels(RubricParse *parse, List *ranked, List *unranked, int location);
static bool stated_once(RubricParse *parse, bool stated, const char *what, int location);
%}

%code requires
{
#include "rubric/parse_internal.h"
#include "text.h"
}

%code provides
{
extern int	rubric_yylex(RUBRIC_YYSTYPE *value, RUBRIC_YYLTYPE *location, yyscan_t scanner);
}

%define api.pure full
%define api.prefix {rubric_yy}
%define api.token.prefix {TOK_}
%define api.location.type {RubricLocation}
%define parse.error custom
%define parse.lac full
%locations
%expect 0
%parse-param {RubricParse *parse}
%param {yyscan_t scanner}

%union
{
	RubricName *name;
	char	   *string;
	bool		negated;
	bool		flag;
	RubricType	type;
	Span		span;
	Period		period;
	DayOfYear  *day;
	ReviewTerm	review;
	MoveTerm	move;
	ValidityTerm validity;
	OverrideTerm override;
	TreatmentTerm *treatment;
	RubricExpr *expr;
	List	   *list;
	Label	   *label;
	Input	   *input;
	Domain	   *domain;
}

%token YYEOF 0 "end of rubric"

/* words that may be names */
%token <name> NAME
%token <name> GRADES "grades" METRIC "metric" PARAMETER "parameter" DEFINE "define"
%token <name> SCOPE "scope" REQUIRE "require" CRITERION "criterion" GRADE "grade"
%token <name> CAP "cap" FLOOR "floor"
%token <name> REVIEW "review" PROMOTION "promotion" DEMOTION "demotion" VALIDITY "validity"
%token <name> PROVISIONAL "provisional" APPROVAL "approval" OVERRIDE "override"
%token <name> TARGET "target" TREATMENT "treatment"
%token <name> UNIT "unit" WEIGHT "weight" MAX "max" MISSING "missing" UNRANKED "unranked"
%token <name> KEEP "keep" PER "per" AT "at" ONCE "once" EVERY "every" FROM "from" TO "to"
%token <name> IMMEDIATE "immediate" NEVER "never" ONE "one" STEP "step" STEPS "steps"
%token <name> AFTER "after" OF "of" NEXT "next" SINCE "since" UNTIL "until" VALID "valid"
%token <name> WITHIN "within" RANK "rank" BY "by" TWO "two" PEOPLE "people" FOR "for"
%token <name> DAY "day" WEEK "week" MONTH "month" QUARTER "quarter" HALF "half" YEAR "year"
%token <name> YEARLY "yearly" WEEKLY "weekly" DAILY "daily"
%token <name> LIKE "like"
%token <name> NUMERIC "number" TEXT "text" BOOLEAN "boolean"

/* reserved words */
%token AND "and" OR "or" NOT "not" IN "in" BETWEEN "between" IS "is" NULL "null"
%token TRUE "true" FALSE "false" CASE "case" WHEN "when" THEN "then" ELSE "else"
%token END "end" OTHERWISE "otherwise" SCORE "score" DATE "date"

%token <string> DIGITS NUMBER STRING "a string in single quotes"

%token EQ "=" NE "<>" LT "<" LE "<=" GT ">" GE ">=" PLUS "+" MINUS "-" TIMES "*" DIVIDE "/"
%token CONCAT "||"
%token OPEN "(" CLOSE ")" COMMA "," SEMICOLON ";"

/* what the grammar never sees: see rubric_scan_tokens() */
%token SPACE COMMENT

%type <name> name label_name
%type <label> label
%type <list> ranked unranked items ordered_literals names
%type <list> points alternatives rating ratings expressions arms conjuncts disjuncts
%type <input> metric parameter
%type <type> type
%type <domain> domain item
%type <string> number unit title
%type <list> labels of for steps step_list days_of_year per
%type <flag> at_once one_step next two_people
%type <span> span after valid unit_of_time
%type <period> period
%type <day> day_of_year
%type <review> review calendar
%type <move> promotion demotion
%type <validity> validity
%type <override> override
%type <treatment> granted
%type <name> until
%type <string> within
%type <expr> from since keep literal weight max missing amount expression conjunction negation
%type <expr> test comparison text sum product unary primary operand else
%type <negated> not

%%

rubric:
	%empty
		{ (void) yynerrs; }		/* gcc 16 warns of what bison only counts */
	| rubric statement ";"
	;

statement:
	GRADES ranked unranked
		{ add_labels(parse, $2, $3, @1.start); }
	| GRADES UNRANKED label unranked
		{ add_labels(parse, NIL, lcons($3, $4), @1.start); }
	| METRIC metric
		{
			parse->rubric->metrics = rubric_append(parse, parse->rubric->metrics, $2, @1.start, "metrics");
			parse->rubric->declares_metrics = true;
		}
	| PARAMETER parameter
		{ parse->rubric->parameters = rubric_append(parse, parse->rubric->parameters, $2, @1.start, "parameters"); }
	| DEFINE name "=" expression
		{
			Define	   *define = palloc0(sizeof(Define));

			define->name = $2->folded;
			define->expr = $4;
			define->start = @2.start;
			parse->rubric->defines = rubric_append(parse, parse->rubric->defines, define, @1.start, "defines");
		}
	| SCOPE WHEN expression title
		{
			Rule	   *scope = make_rule(NULL, 0, $3, $4, @$);

			parse->rubric->scopes = rubric_append(parse, parse->rubric->scopes, scope, @1.start, "scopes");
		}
	| REQUIRE requirements
	| CRITERION name weight max missing title "=" rating
		{
			Criterion  *criterion = palloc0(sizeof(Criterion));

			criterion->name = $2->folded;
			criterion->weight = $3;
			criterion->max = $4;
			criterion->missing = $5;
			criterion->title = $6;
			criterion->alternatives = $8;
			criterion->start = @2.start;
			criterion->points_start = @8.start;
			criterion->points_end = @8.end;
			parse->rubric->criteria = rubric_append(parse, parse->rubric->criteria, criterion, @1.start, "criteria");
		}
	| SCORE "=" expression
		{
			if (parse->rubric->score)
				rubric_fail(parse, @1.start, ERRCODE_SYNTAX_ERROR, NULL,
							"score is defined twice");
			parse->rubric->score = $3;
			parse->rubric->score_start = @1.start;
		}
	| GRADE label_name WHEN expression title
		{
			Rule	   *rule = make_rule($2, @2.start, $4, $5, @$);

			parse->rubric->rules = rubric_append(parse, parse->rubric->rules, rule, @1.start, "grade rules");
		}
	| GRADE label_name OTHERWISE title
		{
			Rule	   *rule = make_rule($2, @2.start, NULL, $4, @$);

			parse->rubric->rules = rubric_append(parse, parse->rubric->rules, rule, @1.start, "grade rules");
		}
	| CAP label_name WHEN expression at_once title
		{
			Rule	   *cap = make_rule($2, @2.start, $4, $6, @$);

			cap->at_once = $5;
			parse->rubric->caps = rubric_append(parse, parse->rubric->caps, cap, @1.start, "caps");
		}
	| FLOOR label_name WHEN expression title
		{
			Rule	   *floor = make_rule($2, @2.start, $4, $5, @$);

			parse->rubric->floors = rubric_append(parse, parse->rubric->floors, floor, @1.start, "floors");
		}
	| unread
		{ parse->rubric->unread = lappend_int(parse->rubric->unread, @1.start); }
	;

/* what the evaluation of a row does not read */
unread:
	REVIEW review title
		{
			ReviewTerm *term = &parse->rubric->terms.review;

			$2.stated = stated_once(parse, term->stated, "review", @1.start);
			$2.title = $3;
			$2.start = @1.start;
			$2.value_start = @2.start;
			$2.value_end = @2.end;
			*term = $2;
		}
	| PROMOTION promotion title
		{
			MoveTerm   *term = &parse->rubric->terms.promotion;

			$2.stated = stated_once(parse, term->stated, "promotion", @1.start);
			$2.title = $3;
			$2.start = @1.start;
			$2.value_start = @2.start;
			$2.value_end = @2.end;
			*term = $2;
		}
	| DEMOTION demotion title
		{
			MoveTerm   *term = &parse->rubric->terms.demotion;

			$2.stated = stated_once(parse, term->stated, "demotion", @1.start);
			$2.title = $3;
			$2.start = @1.start;
			$2.value_start = @2.start;
			$2.value_end = @2.end;
			*term = $2;
		}
	| VALIDITY validity title
		{
			ValidityTerm *term = &parse->rubric->terms.validity;

			$2.stated = stated_once(parse, term->stated, "validity", @1.start);
			$2.title = $3;
			$2.start = @1.start;
			$2.value_start = @2.start;
			$2.value_end = @2.end;
			*term = $2;
		}
	| PROVISIONAL span since title
		{
			ProvisionalTerm *term = &parse->rubric->terms.provisional;

			term->stated = stated_once(parse, term->stated, "provisional", @1.start);
			term->span = $2;
			term->since = $3;
			term->title = $4;
			term->start = @1.start;
			term->value_start = @2.start;
			term->value_end = @3.end;
		}
	| APPROVAL of until valid title steps
		{
			ApprovalTerm *term = palloc0(sizeof(ApprovalTerm));

			term->label_names = $2;
			term->until_name = $3 ? rubric_make_label_name($3, @3) : NULL;
			term->until = -1;
			term->valid = $4;
			term->title = $5;
			term->steps = $6;
			term->start = @1.start;
			term->value_start = @2.end;
			term->value_end = @4.end;
			parse->rubric->terms.approvals = rubric_append(parse, parse->rubric->terms.approvals, term, @1.start, "approvals");
		}
	| OVERRIDE override title
		{
			OverrideTerm *term = &parse->rubric->terms.override;

			$2.stated = stated_once(parse, term->stated, "override", @1.start);
			$2.title = $3;
			$2.start = @1.start;
			$2.value_start = @2.start;
			$2.value_end = @2.end;
			*term = $2;
		}
	| TARGET targets
	| TREATMENT name for granted unit title
		{
			TreatmentTerm *term = $4;

			term->name = $2->folded;
			term->label_names = $3;
			term->unit = $5;
			term->title = $6;
			term->start = @2.start;
			parse->rubric->terms.treatments = rubric_append(parse, parse->rubric->terms.treatments, term, @1.start, "treatments");
		}
	;

/* labels */

ranked:
	label					{ $$ = list_make1($1); }
	| ranked ">" label		{ $$ = lappend($1, $3); }
	;

unranked:
	%empty					{ $$ = NIL; }
	| unranked "," label	{ $$ = lappend($1, $3); }
	;

label:
	label_name title		{ $$ = make_label($1, $2, @1.start); }
	;

label_name:
	name
	| DIGITS
		{
			$$ = palloc(sizeof(RubricName));
			$$->raw = $$->folded = rubric_source(parse->rubric, @1.start, @1.end);
		}
	;

title:
	%empty					{ $$ = NULL; }
	| STRING
	;

/* metrics and parameters */

metric:
	name type domain unit title
		{ $$ = make_input($1, $2, $3, $4, $5); $$->start = @1.start; }
	;

parameter:
	name type domain unit title
		{ $$ = make_input($1, $2, $3, $4, $5); $$->start = @1.start; }
	| name type domain "=" expression keep unit title
		{ $$ = make_parameter(make_input($1, $2, $3, $7, $8), $5, $6); $$->start = @1.start; }
	;

keep:
	%empty					{ $$ = NULL; }
	| KEEP expression		{ $$ = $2; }
	;

type:
	%empty					{ $$ = RUBRIC_UNKNOWN; }
	| NUMERIC				{ $$ = RUBRIC_NUMBER; }
	| TEXT					{ $$ = RUBRIC_TEXT; }
	| BOOLEAN				{ $$ = RUBRIC_BOOLEAN; }
	| DATE					{ $$ = RUBRIC_DATE; }
	;

domain:
	%empty					{ $$ = palloc0(sizeof(Domain)); }
	| IN "(" items ")"		{ $$ = make_items(parse, $3, @$); }
	| IN "(" ordered_literals ")"	{ $$ = make_list(parse, DOMAIN_ORDER, $3, @$); }
	| BETWEEN literal AND literal	{ $$ = make_range($2, false, $4, false, @$); }
	| GE literal			{ $$ = make_range($2, false, NULL, false, @$); }
	| ">" literal			{ $$ = make_range($2, true, NULL, false, @$); }
	| LE literal			{ $$ = make_range(NULL, false, $2, false, @$); }
	| "<" literal			{ $$ = make_range(NULL, false, $2, true, @$); }
	;

items:
	item					{ $$ = list_make1($1); }
	| items "," item		{ $$ = lappend($1, $3); }
	;

item:
	literal					{ $$ = make_range($1, false, NULL, false, @$); }
	| literal TO literal	{ $$ = make_range($1, false, $3, false, @$); }
	;

ordered_literals:
	literal ">" literal		{ $$ = list_make2($1, $3); }
	| ordered_literals ">" literal	{ $$ = lappend($1, $3); }
	;

unit:
	%empty					{ $$ = NULL; }
	| UNIT STRING			{ $$ = $2; }
	;

literal:
	number					{ $$ = rubric_make_literal(parse, RUBRIC_NUMBER, @$, $1); }
	| "-" number
		{ $$ = rubric_make_negative(parse, @$, rubric_make_literal(parse, RUBRIC_NUMBER, @2, $2)); }
	| STRING				{ $$ = rubric_make_literal(parse, RUBRIC_TEXT, @$, $1); }
	| DATE STRING			{ $$ = rubric_make_literal(parse, RUBRIC_DATE, @$, $2); }
	| TRUE					{ $$ = rubric_make_literal(parse, RUBRIC_BOOLEAN, @$, NULL); $$->boolean = true; }
	| FALSE					{ $$ = rubric_make_literal(parse, RUBRIC_BOOLEAN, @$, NULL); }
	;

number:
	DIGITS
	| NUMBER
	;

/* require */

requirements:
	requirement
	| requirements "," requirement
	;

requirement:
	names
		{
			Requirement *requirement = palloc0(sizeof(Requirement));

			requirement->names = $1;
			requirement->start = @$.start;
			requirement->end = @$.end;
			parse->rubric->requirements = rubric_append(parse, parse->rubric->requirements, requirement, @$.start, "requirements");
		}
	;

names:
	name					{ $$ = list_make1(make_name(parse, $1, @1)); }
	| names OR name			{ $$ = lappend($1, make_name(parse, $3, @3)); }
	;

/* criteria */

weight:
	%empty					{ $$ = NULL; }
	| WEIGHT amount			{ $$ = $2; }
	;

max:
	%empty					{ $$ = NULL; }
	| MAX amount			{ $$ = $2; }
	;

missing:
	%empty					{ $$ = NULL; }
	| MISSING amount		{ $$ = $2; }
	;

amount:
	number					{ $$ = rubric_make_literal(parse, RUBRIC_NUMBER, @$, $1); }
	| "-" number
		{ $$ = rubric_make_negative(parse, @$, rubric_make_literal(parse, RUBRIC_NUMBER, @2, $2)); }
	| name					{ $$ = make_name(parse, $1, @$); }
	| "(" enter expression ")"	{ $$ = $3; parse->nesting--; }
	;

rating:
	expression				{ $$ = list_make1(make_alternative($1, NULL, NULL)); }
	| ratings
	| ratings "," expression OTHERWISE title	{ $$ = lappend($1, make_alternative($3, NULL, $5)); }
	;

ratings:
	expression WHEN expression title	{ $$ = list_make1(make_alternative($1, $3, $4)); }
	| ratings "," expression WHEN expression title	{ $$ = lappend($1, make_alternative($3, $5, $6)); }
	;

/* caps */

at_once:
	%empty					{ $$ = false; }
	| AT ONCE				{ $$ = true; }
	;

/* reviews */

review:
	calendar after			{ $$ = $1; $$.after = $2; }
	| EVERY span from		{ $$ = (ReviewTerm) {.own = true, .every = $2, .from = $3}; }
	;

calendar:
	period END				{ $$ = (ReviewTerm) {.calendar = CALENDAR_PERIOD_END, .period = $1}; }
	| MONTH DAY DIGITS
		{ $$ = (ReviewTerm) {.calendar = CALENDAR_MONTH_DAY, .day = rubric_make_day(parse, $3, 31, @3)}; }
	| YEARLY days_of_year	{ $$ = (ReviewTerm) {.calendar = CALENDAR_YEARLY, .days = $2}; }
	| YEARLY day_of_year TO day_of_year
		{
			$$ = (ReviewTerm) {.calendar = CALENDAR_WINDOW, .days = list_make2($2, $4)};
			if (rubric_compare_days($2, $4) > 0)
				rubric_fail(parse, @4.start, ERRCODE_SYNTAX_ERROR, "A window begins and ends in the same year.",
							"the window is reversed");
		}
	| WEEKLY NAME
		{ $$ = (ReviewTerm) {.calendar = CALENDAR_WEEKLY, .day = rubric_make_weekday(parse, $2, @2)}; }
	| DAILY					{ $$ = (ReviewTerm) {.calendar = CALENDAR_DAILY}; }
	;

period:
	MONTH					{ $$ = PERIOD_MONTH; }
	| QUARTER				{ $$ = PERIOD_QUARTER; }
	| HALF "-" YEAR			{ $$ = PERIOD_HALF_YEAR; }
	| YEAR					{ $$ = PERIOD_YEAR; }
	;

days_of_year:
	day_of_year				{ $$ = list_make1($1); }
	| days_of_year "," day_of_year	{ $$ = rubric_add_day(parse, $1, $3, @3); }
	;

day_of_year:
	DIGITS "-" DIGITS		{ $$ = rubric_make_day_of_year(parse, $1, $3, @$); }
	;

after:
	%empty					{ $$ = (Span) {0}; }
	| AFTER span			{ $$ = $2; }
	;

span:
	DIGITS DAY				{ $$ = rubric_make_span(parse, $1, 1, 0, @$); }
	| DIGITS WEEK			{ $$ = rubric_make_span(parse, $1, 7, 0, @$); }
	| DIGITS period			{ $$ = rubric_make_span(parse, $1, 0, (int) $2, @$); }
	;

from:
	%empty					{ $$ = NULL; }
	| FROM name				{ $$ = make_name(parse, $2, @2); }
	;

/* how grades move */

promotion:
	IMMEDIATE				{ $$ = (MoveTerm) {.rule = MOVE_AT_ONCE}; }
	| NEVER					{ $$ = (MoveTerm) {.rule = MOVE_NEVER}; }
	| one_step AT REVIEW	{ $$ = (MoveTerm) {.rule = MOVE_AT_REVIEW, .one_step = $1}; }
	;

demotion:
	promotion
	| one_step span AFTER REVIEW
		{ $$ = (MoveTerm) {.rule = MOVE_AT_REVIEW, .one_step = $1, .after = $2}; }
	| one_step AFTER span	{ $$ = (MoveTerm) {.rule = MOVE_AT_ONCE, .one_step = $1, .after = $3}; }
	| ONE STEP				{ $$ = (MoveTerm) {.rule = MOVE_AT_ONCE, .one_step = true}; }
	;

one_step:
	%empty					{ $$ = false; }
	| ONE STEP				{ $$ = true; }
	;

validity:
	span					{ $$ = (ValidityTerm) {.span = $1}; }
	| TO END OF next period	{ $$ = (ValidityTerm) {.next = $4, .period = $5}; }
	;

next:
	%empty					{ $$ = false; }
	| NEXT					{ $$ = true; }
	;

since:
	%empty					{ $$ = NULL; }
	| SINCE name			{ $$ = make_name(parse, $2, @2); }
	;

/* who decides */

of:
	%empty					{ $$ = NIL; }
	| OF labels				{ $$ = $2; }
	;

labels:
	label_name				{ $$ = list_make1(rubric_make_label_name($1, @1)); }
	| labels "," label_name	{ $$ = lappend($1, rubric_make_label_name($3, @3)); }
	;

until:
	%empty					{ $$ = NULL; }
	| UNTIL label_name		{ $$ = $2; }
	;

valid:
	%empty					{ $$ = (Span) {0}; }
	| VALID span			{ $$ = $2; }
	;

steps:
	%empty					{ $$ = NIL; }
	| STEPS step_list		{ $$ = $2; }
	;

step_list:
	name title				{ $$ = list_make1(rubric_make_step($1, $2, @1)); }
	| step_list "," name title	{ $$ = lappend($1, rubric_make_step($3, $4, @3)); }
	;

override:
	NEVER					{ $$ = (OverrideTerm) {.never = true}; }
	| within two_people valid
		{
			$$ = (OverrideTerm) {.two_people = $2, .valid = $3};
			if ($1)
				$$.within = rubric_make_count(parse, $1, RUBRIC_MAX_GRADES, "a number of ranks", @1);
		}
	;

within:
	%empty					{ $$ = NULL; }
	| WITHIN DIGITS RANK	{ $$ = $2; }
	;

two_people:
	%empty					{ $$ = false; }
	| BY TWO PEOPLE			{ $$ = true; }
	;

/* what the company wants, and what each grade gets */

targets:
	target
	| targets "," target
	;

target:
	label_name "=" number
		{
			TargetTerm *term = palloc0(sizeof(TargetTerm));

			term->label_name = rubric_make_label_name($1, @1);
			term->share = rubric_make_literal(parse, RUBRIC_NUMBER, @3, $3);
			parse->rubric->terms.targets = rubric_append(parse, parse->rubric->terms.targets, term, @1.start, "targets");
		}
	;

for:
	%empty					{ $$ = NIL; }
	| FOR labels			{ $$ = $2; }
	;

points:
	expression				{ $$ = list_make1(make_alternative($1, NULL, NULL)); }
	| alternatives
	| alternatives "," expression OTHERWISE	{ $$ = lappend($1, make_alternative($3, NULL, NULL)); }
	;

alternatives:
	expression WHEN expression	{ $$ = list_make1(make_alternative($1, $3, NULL)); }
	| alternatives "," expression WHEN expression	{ $$ = lappend($1, make_alternative($3, $5, NULL)); }
	;

granted:
	%empty					{ $$ = palloc0(sizeof(TreatmentTerm)); }
	| "=" points
		{
			$$ = palloc0(sizeof(TreatmentTerm));
			$$->alternatives = $2;
			$$->value_start = @2.start;
			$$->value_end = @2.end;
		}
	| WHEN expression
		{
			$$ = palloc0(sizeof(TreatmentTerm));
			$$->when = $2;
			$$->value_start = @2.start;
			$$->value_end = @2.end;
		}
	;

/* expressions */

enter:
	%empty
		{
			if (++parse->nesting > RUBRIC_MAX_NESTING)
				rubric_fail(parse, @0.start, ERRCODE_STATEMENT_TOO_COMPLEX,
							psprintf("The limit is %d levels.", RUBRIC_MAX_NESTING),
							"expression is nested too deep");
		}
	;

expression:
	conjunction
	| disjuncts				{ $$ = rubric_make_expr(parse, EXPR_OR, @$, $1); }
	;

disjuncts:
	conjunction OR conjunction	{ $$ = list_make2($1, $3); }
	| disjuncts OR conjunction	{ $$ = lappend($1, $3); }
	;

conjunction:
	negation
	| conjuncts				{ $$ = rubric_make_expr(parse, EXPR_AND, @$, $1); }
	;

conjuncts:
	negation AND negation	{ $$ = list_make2($1, $3); }
	| conjuncts AND negation	{ $$ = lappend($1, $3); }
	;

negation:
	NOT enter negation
		{ $$ = rubric_make_expr(parse, EXPR_NOT, @$, list_make1($3)); parse->nesting--; }
	| test
	;

test:
	comparison
	| test IS not NULL		{ $$ = make_test(parse, EXPR_IS_NULL, $1, $3, @$); }
	| test IS not TRUE		{ $$ = make_test(parse, EXPR_IS_TRUE, $1, $3, @$); }
	| test IS not FALSE		{ $$ = make_test(parse, EXPR_IS_FALSE, $1, $3, @$); }
	;

not:
	%empty					{ $$ = false; }
	| NOT					{ $$ = true; }
	;

comparison:
	text
	| text "=" text			{ $$ = rubric_make_expr(parse, EXPR_EQ, @$, list_make2($1, $3)); }
	| text NE text			{ $$ = rubric_make_expr(parse, EXPR_NE, @$, list_make2($1, $3)); }
	| text "<" text			{ $$ = rubric_make_expr(parse, EXPR_LT, @$, list_make2($1, $3)); }
	| text LE text			{ $$ = rubric_make_expr(parse, EXPR_LE, @$, list_make2($1, $3)); }
	| text ">" text			{ $$ = rubric_make_expr(parse, EXPR_GT, @$, list_make2($1, $3)); }
	| text GE text			{ $$ = rubric_make_expr(parse, EXPR_GE, @$, list_make2($1, $3)); }
	| text IN "(" enter expressions ")"
		{ $$ = rubric_make_expr(parse, EXPR_IN, @$, lcons($1, $5)); parse->nesting--; }
	| text NOT IN "(" enter expressions ")"
		{
			$$ = rubric_make_expr(parse, EXPR_IN, @$, lcons($1, $6));
			$$->negated = true;
			parse->nesting--;
		}
	| text BETWEEN text AND text
		{ $$ = rubric_make_expr(parse, EXPR_BETWEEN, @$, list_make3($1, $3, $5)); }
	| text NOT BETWEEN text AND text
		{
			$$ = rubric_make_expr(parse, EXPR_BETWEEN, @$, list_make3($1, $4, $6));
			$$->negated = true;
		}
	| text LIKE STRING
		{ $$ = rubric_make_like(parse, @$, $1, rubric_make_literal(parse, RUBRIC_TEXT, @3, $3)); }
	| text NOT LIKE STRING
		{
			$$ = rubric_make_like(parse, @$, $1, rubric_make_literal(parse, RUBRIC_TEXT, @4, $4));
			$$->negated = true;
		}
	;

text:
	sum
	| text "||" sum			{ $$ = rubric_make_expr(parse, EXPR_CONCAT, @$, list_make2($1, $3)); }
	;

sum:
	product
	| sum "+" product		{ $$ = rubric_make_expr(parse, EXPR_ADD, @$, list_make2($1, $3)); }
	| sum "-" product		{ $$ = rubric_make_expr(parse, EXPR_SUBTRACT, @$, list_make2($1, $3)); }
	| sum "+" product unit_of_time	{ $$ = make_shift(parse, $1, $3, $4, false, @$); }
	| sum "-" product unit_of_time	{ $$ = make_shift(parse, $1, $3, $4, true, @$); }
	;

unit_of_time:
	DAY						{ $$ = (Span) {.days = 1}; }
	| WEEK					{ $$ = (Span) {.days = 7}; }
	| period				{ $$ = (Span) {.months = (int) $1}; }
	;

product:
	unary
	| product "*" unary		{ $$ = rubric_make_expr(parse, EXPR_MULTIPLY, @$, list_make2($1, $3)); }
	| product "/" unary		{ $$ = rubric_make_expr(parse, EXPR_DIVIDE, @$, list_make2($1, $3)); }
	;

unary:
	"-" enter unary			{ $$ = rubric_make_negative(parse, @$, $3); parse->nesting--; }
	| "+" enter unary		{ $$ = $3; $$->plus = true; parse->nesting--; }
	| primary
	;

primary:
	number					{ $$ = rubric_make_literal(parse, RUBRIC_NUMBER, @$, $1); }
	| STRING				{ $$ = rubric_make_literal(parse, RUBRIC_TEXT, @$, $1); }
	| DATE STRING			{ $$ = rubric_make_literal(parse, RUBRIC_DATE, @$, $2); }
	| TRUE					{ $$ = rubric_make_literal(parse, RUBRIC_BOOLEAN, @$, NULL); $$->boolean = true; }
	| FALSE					{ $$ = rubric_make_literal(parse, RUBRIC_BOOLEAN, @$, NULL); }
	| NULL					{ $$ = rubric_make_literal(parse, RUBRIC_UNKNOWN, @$, NULL); }
	| SCORE					{ $$ = rubric_make_expr(parse, EXPR_SCORE, @$, NIL); }
	| name					{ $$ = make_name(parse, $1, @$); }
	| name "(" enter expressions ")"
		{ $$ = rubric_make_call(parse, @$, $1, $4, NIL); parse->nesting--; }
	| name "(" enter expressions PER per ")"
		{ $$ = rubric_make_call(parse, @$, $1, $4, $6); parse->nesting--; }
	| "(" enter expression ")"	{ $$ = $3; parse->nesting--; }
	| CASE enter operand arms else END
		{ $$ = rubric_make_case(parse, @$, $3, $4, $5); parse->nesting--; }
	;

per:
	name					{ $$ = list_make1(make_name(parse, $1, @1)); }
	| per "," name			{ $$ = lappend($1, make_name(parse, $3, @3)); }
	;

operand:
	%empty					{ $$ = NULL; }
	| expression
	;

arms:
	WHEN expression THEN expression	{ $$ = list_make2($2, $4); }
	| arms WHEN expression THEN expression	{ $$ = lappend(lappend($1, $3), $5); }
	;

else:
	%empty					{ $$ = rubric_make_literal(parse, RUBRIC_UNKNOWN, @$, NULL); }
	| ELSE expression		{ $$ = $2; }
	;

expressions:
	expression				{ $$ = list_make1($1); }
	| expressions "," expression	{ $$ = lappend($1, $3); }
	;

name:
	NAME | GRADES | METRIC | PARAMETER | DEFINE | SCOPE | REQUIRE | CRITERION | GRADE
	| CAP | FLOOR | REVIEW | PROMOTION | DEMOTION | VALIDITY | PROVISIONAL | APPROVAL | OVERRIDE
	| TARGET | TREATMENT | UNIT | WEIGHT | MAX | MISSING | UNRANKED
	| KEEP | PER | AT | ONCE | EVERY | FROM | TO | IMMEDIATE | NEVER | ONE | STEP | STEPS
	| AFTER | OF | NEXT | SINCE | UNTIL | VALID | WITHIN | RANK | BY | TWO | PEOPLE | FOR
	| DAY | WEEK | MONTH | QUARTER | HALF | YEAR | YEARLY | WEEKLY | DAILY
	| LIKE | NUMERIC | TEXT | BOOLEAN
	;

%%

static void
rubric_yyerror(RubricLocation *location, RubricParse *parse,
			   yyscan_t scanner, const char *message)
{
	(void) scanner;
	rubric_fail(parse, location->start, ERRCODE_STATEMENT_TOO_COMPLEX, NULL, "%s", message);
}

static Label *
make_label(const RubricName *name, char *title, int start)
{
	Label	   *label = palloc0(sizeof(Label));

	label->name = name->raw;
	label->title = title;
	label->start = start;
	return label;
}

/* The grades statement: labels best first, then those without rank. */
static void
add_labels(RubricParse *parse, List *ranked, List *unranked, int location)
{
	ListCell   *cell;
	int			rank = 0;

	if (parse->rubric->labels)
		rubric_fail(parse, location, ERRCODE_SYNTAX_ERROR, NULL, "grades are defined twice");
	foreach(cell, ranked)
		((Label *) lfirst(cell))->rank = ++rank;
	parse->rubric->labels = list_concat(ranked, unranked);
	if (list_length(parse->rubric->labels) > RUBRIC_MAX_GRADES)
		rubric_fail(parse, rubric_label(parse->rubric, RUBRIC_MAX_GRADES)->start,
					ERRCODE_PROGRAM_LIMIT_EXCEEDED,
					psprintf("The limit is %d.", RUBRIC_MAX_GRADES), "too many grades");
}

static Input *
make_input(const RubricName *name, RubricType type, const Domain *domain,
		   char *unit, char *title)
{
	Input	   *input = palloc0(sizeof(Input));

	input->name = name->folded;
	input->type = type;
	input->declared = true;
	input->typed = type != RUBRIC_UNKNOWN;
	input->domain = *domain;
	input->unit = unit;
	input->title = title;
	return input;
}

/* A parameter with a value; a literal is its default. */
static Input *
make_parameter(Input *input, RubricExpr *value, RubricExpr *keep)
{
	input->value = value;
	input->keep = keep;
	return input;
}

/* Review, promotion and their like stand at most once: true. */
static bool
stated_once(RubricParse *parse, bool stated, const char *what, int location)
{
	if (stated)
		rubric_fail(parse, location, ERRCODE_SYNTAX_ERROR, NULL, "%s is stated twice", what);
	return true;
}

static Domain *
make_list(RubricParse *parse, DomainKind kind, List *values, RubricLocation place)
{
	Domain	   *domain = palloc0(sizeof(Domain));
	ListCell   *cell;

	if (list_length(values) > RUBRIC_MAX_ITEMS)
		rubric_fail(parse, place.start, ERRCODE_PROGRAM_LIMIT_EXCEEDED,
					psprintf("The limit is %d.", RUBRIC_MAX_ITEMS), "too many values in a domain");
	domain->kind = kind;
	domain->start = place.start;
	domain->end = place.end;
	domain->values = palloc(list_length(values) * sizeof(RubricExpr *));
	foreach(cell, values)
		domain->values[domain->nvalues++] = lfirst(cell);
	return domain;
}

/* Values without order, or ranges, of which each may be a single value. */
static Domain *
make_items(RubricParse *parse, List *items, RubricLocation place)
{
	List	   *values = NIL;
	bool		ranges = false;
	Domain	   *domain;
	ListCell   *cell;

	foreach(cell, items)
	{
		Domain	   *item = lfirst(cell);

		values = lappend(values, item->low);
		ranges |= item->high != NULL;
	}
	domain = make_list(parse, ranges ? DOMAIN_RANGES : DOMAIN_SET, values, place);
	if (!ranges)
		return domain;
	domain->nranges = domain->nvalues;
	domain->lows = domain->values;
	domain->highs = palloc(domain->nranges * sizeof(RubricExpr *));
	for (int i = 0; i < domain->nranges; i++)
	{
		Domain	   *item = list_nth(items, i);

		domain->highs[i] = item->high ? item->high : item->low;
	}
	domain->nvalues = 0;
	domain->values = NULL;
	return domain;
}

static Domain *
make_range(RubricExpr *low, bool low_open, RubricExpr *high, bool high_open, RubricLocation place)
{
	Domain	   *domain = palloc0(sizeof(Domain));

	domain->kind = DOMAIN_RANGE;
	domain->start = place.start;
	domain->end = place.end;
	domain->low = low;
	domain->low_open = low_open;
	domain->high = high;
	domain->high_open = high_open;
	return domain;
}

/* So many units after a date, or before it. */
static RubricExpr *
make_shift(RubricParse *parse, RubricExpr *date, RubricExpr *count, Span unit, bool back, RubricLocation place)
{
	RubricExpr *expr = rubric_make_expr(parse, unit.days > 0 ? EXPR_ADD_DAYS : EXPR_ADD_MONTHS, place,
										list_make2(date, count));

	expr->index = unit.days > 0 ? unit.days : unit.months;
	expr->negated = back;
	return expr;
}

/* A rule, cap or floor; without label: a scope. */
static Rule *
make_rule(const RubricName *label, int label_start, RubricExpr *when, char *title,
		  RubricLocation place)
{
	Rule	   *rule = palloc0(sizeof(Rule));

	rule->label = -1;
	rule->when = when;
	rule->title = title;
	rule->start = place.start;
	rule->end = place.end;
	if (label)
	{
		rule->label_name = label->raw;
		rule->label_start = label_start;
	}
	return rule;
}

static Alternative *
make_alternative(RubricExpr *points, RubricExpr *when, char *title)
{
	Alternative *alternative = palloc0(sizeof(Alternative));

	alternative->points = points;
	alternative->when = when;
	alternative->title = title;
	return alternative;
}

static RubricExpr *
make_name(RubricParse *parse, const RubricName *name, RubricLocation place)
{
	RubricExpr *expr = rubric_make_expr(parse, EXPR_NAME, place, NIL);

	expr->text = name->folded;
	return expr;
}

static RubricExpr *
make_test(RubricParse *parse, ExprKind kind, RubricExpr *operand, bool negated, RubricLocation place)
{
	RubricExpr *expr = rubric_make_expr(parse, kind, place, list_make1(operand));

	expr->negated = negated;
	return expr;
}

/* The tokens in the order of their declaration above. */
#define FIRST_WORD YYSYMBOL_NAME
#define FIRST_KEYWORD YYSYMBOL_GRADES
#define LAST_STATEMENT YYSYMBOL_TREATMENT
#define LAST_WORD YYSYMBOL_BOOLEAN
#define FIRST_RESERVED YYSYMBOL_AND
#define LAST_RESERVED YYSYMBOL_DATE

/*
 * Add a phrase to what was expected, and take the tokens it stands for off
 * the set: those from first to last, and the others.
 */
static List *
expect_phrase(List *phrases, char *phrase, bool *expected, int first, int last,
			  const yysymbol_kind_t *others, int nothers)
{
	for (int i = first; i <= last; i++)
		expected[i] = false;
	for (int i = 0; i < nothers; i++)
		expected[others[i]] = false;
	return lappend(phrases, phrase);
}

/*
 * What was expected, in the author's words: "an expression" rather than the
 * twenty tokens that one may begin with.
 */
static List *
expected_phrases(bool *expected)
{
	static const yysymbol_kind_t expression[] = {
		YYSYMBOL_NOT, YYSYMBOL_NULL, YYSYMBOL_TRUE, YYSYMBOL_FALSE, YYSYMBOL_CASE,
		YYSYMBOL_SCORE, YYSYMBOL_DATE, YYSYMBOL_DIGITS, YYSYMBOL_NUMBER,
		YYSYMBOL_STRING, YYSYMBOL_OPEN, YYSYMBOL_MINUS, YYSYMBOL_PLUS
	};
	static const yysymbol_kind_t literal[] = {
		YYSYMBOL_TRUE, YYSYMBOL_FALSE, YYSYMBOL_DATE, YYSYMBOL_DIGITS,
		YYSYMBOL_NUMBER, YYSYMBOL_STRING, YYSYMBOL_MINUS
	};
	static const yysymbol_kind_t number[] = {
		YYSYMBOL_DIGITS, YYSYMBOL_NUMBER, YYSYMBOL_MINUS
	};
	static const yysymbol_kind_t operator[] = {
		YYSYMBOL_NOT, YYSYMBOL_IN, YYSYMBOL_BETWEEN, YYSYMBOL_IS, YYSYMBOL_LE,
		YYSYMBOL_GE, YYSYMBOL_NE, YYSYMBOL_EQ, YYSYMBOL_GT,
		YYSYMBOL_LT, YYSYMBOL_MINUS, YYSYMBOL_PLUS,
		YYSYMBOL_TIMES /* * */ , YYSYMBOL_DIVIDE, YYSYMBOL_OPEN /* of a function */ ,
		YYSYMBOL_LIKE, YYSYMBOL_CONCAT, YYSYMBOL_DAY, YYSYMBOL_WEEK, YYSYMBOL_MONTH,
		YYSYMBOL_QUARTER, YYSYMBOL_HALF, YYSYMBOL_YEAR
	};
	static const yysymbol_kind_t domain[] = {
		YYSYMBOL_IN, YYSYMBOL_BETWEEN, YYSYMBOL_LE, YYSYMBOL_GE,
		YYSYMBOL_GT, YYSYMBOL_LT
	};
	List	   *phrases = NIL;

	if (expected[YYSYMBOL_METRIC] && !expected[YYSYMBOL_NAME])
		phrases = expect_phrase(phrases, "a statement", expected,
								FIRST_WORD, LAST_RESERVED, NULL, 0);
	if (expected[YYSYMBOL_CASE])
		phrases = expect_phrase(phrases, "an expression", expected,
								FIRST_WORD, LAST_WORD, expression, lengthof(expression));
	if (expected[YYSYMBOL_FALSE] && expected[YYSYMBOL_NUMBER])
		phrases = expect_phrase(phrases, "a literal", expected,
								0, -1, literal, lengthof(literal));
	if (expected[YYSYMBOL_NUMBER])
		phrases = expect_phrase(phrases, "a number", expected,
								0, -1, number, lengthof(number));
	if (expected[YYSYMBOL_NAME])
		phrases = expect_phrase(phrases, expected[YYSYMBOL_DIGITS] ? "a label" : "a name", expected,
								FIRST_WORD, LAST_WORD, number, lengthof(number));
	if (expected[YYSYMBOL_NUMERIC])
		phrases = expect_phrase(phrases, "a type", expected,
								YYSYMBOL_NUMERIC, YYSYMBOL_BOOLEAN, (yysymbol_kind_t[]) {YYSYMBOL_DATE}, 1);
	if (expected[YYSYMBOL_TIMES])	/* without "or", "and" belongs to "between" */
		phrases = expect_phrase(phrases, "an operator", expected,
								expected[YYSYMBOL_OR] ? YYSYMBOL_AND : YYSYMBOL_OR, YYSYMBOL_OR,
								operator, lengthof(operator));
	if (expected[YYSYMBOL_GE])
		phrases = expect_phrase(phrases, "a domain", expected,
								0, -1, domain, lengthof(domain));
	return phrases;
}

/* A hint at the name or keyword that may have been meant, or at a frequent mistake; or NULL. */
static char *
syntax_hint(const bool *expected, yysymbol_kind_t found, const char *word)
{
	List	   *keywords = NIL;
	char	   *hint;

	if (found >= FIRST_RESERVED && found <= LAST_RESERVED &&
		expected[YYSYMBOL_NAME] && !expected[YYSYMBOL_CASE])
		return psprintf("\"%s\" is a reserved word; in double quotes it can be a name.", word);
	if (found >= FIRST_KEYWORD && found <= LAST_STATEMENT && expected[YYSYMBOL_SEMICOLON])
		return "A semicolon ends each statement.";
	if (found < FIRST_WORD || found > LAST_RESERVED)
		return NULL;
	for (int i = FIRST_KEYWORD; i <= LAST_RESERVED; i++)
		if (expected[i] && !(expected[YYSYMBOL_NAME] && i <= LAST_WORD))
			keywords = lappend(keywords, (char *) yysymbol_name(i));
	hint = nearest_name(word, keywords);
	if (hint == NULL && expected[YYSYMBOL_NUMERIC] && !expected[YYSYMBOL_NAME])
		hint = "The types are number, text, boolean and date.";
	return hint;
}

static int
yyreport_syntax_error(const yypcontext_t *context, RubricParse *parse, yyscan_t scanner)
{
	RubricLocation *place = yypcontext_location(context);
	yysymbol_kind_t found = yypcontext_token(context);
	yysymbol_kind_t tokens[YYNTOKENS];
	bool		expected[YYNTOKENS] = {false};
	int			ntokens = yypcontext_expected_tokens(context, tokens, YYNTOKENS);
	List	   *phrases;
	StringInfoData message;
	char	   *word;
	char	   *hint;
	int			i = 0;
	ListCell   *cell;

	(void) scanner;
	for (int token = 0; token < ntokens; token++)
		expected[tokens[token]] = true;
	word = rubric_excerpt(parse->rubric->text + place->start, place->end - place->start, 40);
	hint = syntax_hint(expected, found, word);

	phrases = expected_phrases(expected);
	for (int token = YYSYMBOL_YYUNDEF; token < YYNTOKENS; token++)
	{
		if (!expected[token])
			continue;
		if (token == YYSYMBOL_STRING)
			phrases = lappend(phrases, "a string in single quotes");
		else
			phrases = lappend(phrases, psprintf("\"%s\"", yysymbol_name(token)));
	}

	initStringInfo(&message);
	if (found == YYSYMBOL_YYEOF)
		appendStringInfoString(&message, "syntax error at end of rubric");
	else
		appendStringInfo(&message, "syntax error at \"%s\"", word);
	foreach(cell, phrases)
	{
		appendStringInfo(&message, "%s%s", i == 0 ? ", expected " :
						 i == list_length(phrases) - 1 ? " or " : ", ",
						 (char *) lfirst(cell));
		i++;
	}
	rubric_fail(parse, place->start, ERRCODE_SYNTAX_ERROR, hint, "%s", message.data);
}
