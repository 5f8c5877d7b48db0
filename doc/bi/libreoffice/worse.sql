SELECT changed_on, id, label_from, label_to, notches, cause FROM client_tier_changes WHERE direction = 'worse' ORDER BY changed_on DESC, id
