SELECT grade_label, title_en, customers, share, target_share FROM client_tier_distribution ORDER BY rank
