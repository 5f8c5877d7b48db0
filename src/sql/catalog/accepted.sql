-- Catalog: what lint() finds in its standards and what stands nevertheless, with the reason from the source.

UPDATE customer_grade_internal.catalog AS c
SET accepted = a.accepted
FROM (
	SELECT n.name, v.version, pg_catalog.jsonb_agg(
		pg_catalog.jsonb_build_object('statement', f.statement, 'message', f.message, 'reason', f.reason)) AS accepted
	FROM (VALUES
	('{abc_golden_ear_card}', '{1}',
		'(apply_month_avg_assets_yuan >= param_branch_from or investment_bought_yuan >= param_branch_from) is true',
		'"is true" counts as not shown what is missing, and who lacks all of it is graded, too',
		'One that is not known counts as not shown; who shows neither is not eligible.'),
	('{call_centre_service}', '{1}',
		'grade blacklisted when blacklisted',
		'this rule comes first and gives "blacklisted" where the rule of the better grade "vip" fits, too',
		'The blacklist takes precedence over the tier: such callers are always last.'),
	('{close_time_abcde}', '{1}',
		'grade E when need = ''none'' or no_chance is true',
		'this rule comes first and gives "E" where the rule of the better grade "D" fits, too',
		'E is named by an 或 and is tested first: without any chance it is E, even with a need.'),
	('{close_time_abcde}', '{1}',
		'grade D when need = ''latent''',
		'this rule comes first and gives "D" where the rule of the better grade "A" fits, too',
		'A latent need is D, however soon it might close.'),
	('{education_sab}', '{1}',
		'grade B when readiness = ''exploring''',
		'no rule fits where readiness = ''other''',
		'Five levels are announced, and the text breaks off after the third: below B it says nothing.'),
	('{education_sab.push}', '{1}',
		'grade no                        when exploring',
		'no rule fits where readiness = ''other''',
		'The text says whether to press for S, A and B, and breaks off there.'),
	('{mazda_satisfaction}', '{1}',
		'grade B when (no_reason_unhappy or hospitality_ok or expectation in (''meets'', ''exceeds'')) is true',
		'no rule fits where is_major_identity is not true and (tone = ''normal'' or tone = ''dissatisfied'' or tone is null) and so on',
		'The source describes each letter by what has been noted; a customer of whom nothing is noted has none.'),
	('{mazda_satisfaction,mazda_satisfaction.satisfaction}', '{1}',
		'grade E when (tone = ''harsh'' and not calmed and media_threat
	or quality_issue = ''major''
	or quality_repairs_1m >= 2
	or complaint_km_per_month between 300 and 500
	or handling_days > 20 and not has_solution) is true',
		'this rule comes first and gives "E" where the rule of the better grade "D" fits, too',
		'The worst that was noted decides: the letters are tried from E up.'),
	('{mazda_satisfaction,mazda_satisfaction.satisfaction}', '{1}',
		'(reason_stated
	or prices_not_public
	or quality_issue = ''general''
	or parts_wait_days > 3 and strong_complaint
	or technician_cause and handling_days > 7) is true',
		'"is true" counts as not shown what is missing, and who lacks all of it is graded, too',
		'What is not noted did not happen: only what was noted against a customer lowers its letter.'),
	('{mazda_satisfaction,mazda_satisfaction.satisfaction}', '{1}',
		'grade D when (reason_stated
	or prices_not_public
	or quality_issue = ''general''
	or parts_wait_days > 3 and strong_complaint
	or technician_cause and handling_days > 7) is true',
		'this rule comes first and gives "D" where the rule of the better grade "C" fits, too',
		'The worst that was noted decides: the letters are tried from E up.'),
	('{mazda_satisfaction,mazda_satisfaction.satisfaction}', '{1}',
		'grade C when (details_neglected or tone = ''flat'' or expectation = ''basic'') is true',
		'this rule comes first and gives "C" where the rule of the better grade "A" fits, too',
		'The worst that was noted decides: the letters are tried from E up.'),
	('{mazda_satisfaction.satisfaction}', '{1}',
		'grade B when (no_reason_unhappy or hospitality_ok or expectation in (''meets'', ''exceeds'')) is true',
		'no rule fits where (tone = ''normal'' or tone = ''dissatisfied'' or tone is null) and so on',
		'The source describes each letter by what has been noted; a customer of whom nothing is noted has none.'),
	('{ordinary_important_vip}', '{1}',
		'grade ordinary when not important_position',
		'this rule comes first and gives "ordinary" where the rule of the better grade "vip" fits, too',
		'A VIP is an important customer: without an important position it is ordinary, however much business it brings.'),
	('{phone_visit_abcd}', '{1}',
		'grade D when not contacted or refused is true or not key_person_found',
		'this rule comes first and gives "D" where the rule of the better grade "A" fits, too',
		'Not contacted, refused, or no key person found: D, even if more is known.'),
	('{postal_bank_any_of}', '{1}',
		'(avg_monthly_daily_balance_yuan >= 150万
	or designated_card_tier = ''diamond'' or household_income_yuan >= 300万) is true',
		'"is true" counts as not shown what is missing, and who lacks all of it is graded, too',
		'With none of the three conditions shown, the holder of an account is ordinary.'),
	('{power_nine_checks}', '{1}',
		'grade major when (c4 or c5 or c6 or c7) is true',
		'this rule comes first and gives "major" where the rule of the better grade "general" fits, too',
		'The grades are hazards: the severest that was found decides.'),
	('{power_nine_checks}', '{1}',
		'grade general when case when unchecked then null else c8 or c9 end',
		'this rule comes first and gives "general" where the rule of the better grade "grid_only" fits, too',
		'The grades are hazards: the severest that was found decides.'),
	('{relationship_abcd}', '{1}',
		'grade D when (refused or need = ''none'') is true',
		'this rule comes first and gives "D" where the rule of the better grade "A" fits, too',
		'A refusal is the latest position and decides, whatever the need.'),
	('{unicom_personal_vip}', '{1,2}',
		'(six_months >= 6 * 180
	or plan_3g_yuan >= 186
	or newcomer and committed_monthly_yuan >= 180) is true',
		'"is true" counts as not shown what is missing, and who lacks all of it is graded, too',
		'The best of three paths; a path that is not known counts as not shown.'),
	('{unicom_personal_vip.is_vip}', '{1,2}',
		'grade no when service in (''fixed'', ''broadband'') and not bound_mobile_same_name',
		'this rule comes first and gives "no" where the rule of the better grade "yes" fits, too',
		'A fixed line or broadband customer cannot apply by itself (固网和宽带客户不能单独申请).'),
	('{value_loyalty_potential.potential}', '{1}',
		'grade potential when intent = ''large'' and not is_customer',
		'this rule comes first and gives "potential" where the rule of the better grade "key" fits, too',
		'Both have much intent to buy; not being a customer yet is the mark of 潜在.'),
	('{vip_important_ordinary_potential}', '{1}',
		'grade potential when not is_partner and has_potential',
		'this rule comes first and gives "potential" where the rule of the better grade "important" fits, too',
		'Willingness and contribution are those of a partner; who is none yet is potential.'),
	('{vip_medal_new}', '{1}',
		'grade new when not has_traded',
		'this rule comes first and gives "new" where the rule of the better grade "vip" fits, too',
		'New is who has not traded; the level of consumption is that of customers that have.')
	) AS f(names, versions, statement, message, reason),
		pg_catalog.unnest(f.names::text[]) AS n(name), pg_catalog.unnest(f.versions::integer[]) AS v(version)
	GROUP BY n.name, v.version) AS a
WHERE c.name = a.name AND c.version = a.version;
