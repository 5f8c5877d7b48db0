SELECT m.as_of, s.grade_label, coalesce(t.customers, 0) AS customers, s.color
FROM (SELECT DISTINCT as_of FROM client_tier_trend) AS m
CROSS JOIN client_tier_scale AS s
LEFT JOIN client_tier_trend AS t ON t.as_of = m.as_of AND t.grade_label = s.grade_label
ORDER BY m.as_of, s.sort_order
