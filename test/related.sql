-- Grades that follow from the grade of another customer: the card of a key person from the grade
-- of the group (seed system S27b), in the transaction that changes the group.

\o /dev/null
SET client_min_messages = warning;
SELECT customer_grade.adopt('key_person_card');
SELECT customer_grade.adopt('key_person_card.number_right');
SELECT customer_grade.define_standard('group_customer', 'grades A > B > C > D; metric revenue number;
	grade A when revenue >= 100万; grade B when revenue >= 50万; grade C when revenue >= 10万; grade D otherwise;', '2020-01-01');
CREATE TABLE group_customer (id int PRIMARY KEY, revenue numeric);
CREATE TABLE key_person (id int PRIMARY KEY, group_id int REFERENCES group_customer ON DELETE SET NULL, role text, own_card text);
INSERT INTO group_customer VALUES (1, 1200000), (2, 600000), (3, 200000), (4, 1000);
INSERT INTO key_person SELECT g * 10 + ordinality, g, role FROM generate_series(1, 4) AS g,
	unnest('{senior_leader,contact,division_cadre}'::text[]) WITH ORDINALITY AS r(role);
INSERT INTO key_person VALUES (51, 4, 'influencer', 'diamond'), (52, NULL, 'contact', 'silver');
SELECT customer_grade.attach('group_customer', 'group_customer', prefix => 'group_customer');
CREATE VIEW key_person_metrics AS
	SELECT p.id, l.grade AS group_grade, p.role, p.own_card FROM key_person AS p LEFT JOIN group_customer_ledger AS l ON l.id = p.group_id;
SELECT customer_grade.attach(s, 'key_person', 'key_person_metrics', prefix => p),
	customer_grade.watch_through(s, 'key_person', 'group_customer_ledger', '{id}', 'SELECT group_id, id FROM public.key_person')
FROM (VALUES ('key_person_card', 'card'), ('key_person_card.number_right', 'number_right')) AS v(s, p);
CREATE FUNCTION pg_temp.cards(persons int, ledger regclass DEFAULT 'card_ledger') RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
	EXECUTE format('SELECT string_agg(coalesce(grade, ''-''), '' '' ORDER BY id) FROM %s WHERE id / 10 = $1', ledger) INTO result USING persons;
	RETURN result;
END $$;
\o
SELECT * FROM no_plan();

-- the table of the source: leader, contact, cadre by the grade of the group
SELECT is(pg_temp.cards(g), cards, 'persons of group ' || g)
FROM (VALUES (1, 'diamond gold gold'), (2, 'gold silver gold'), (3, 'silver silver gold'), (4, 'none silver gold'), (5, 'diamond -')) AS v(g, cards);
SELECT is(pg_temp.cards(2, 'number_right_ledger'), 'none gold none', 'the right to choose numbers is a second standard');

UPDATE group_customer SET revenue = 2000000 WHERE id = 2;
SELECT is(pg_temp.cards(2), 'diamond gold gold', 'the group rises to A, its persons with it');
SELECT is((SELECT string_agg(DISTINCT cause, ', ') FROM card_history), 'update group_customer_ledger', 'the history names the cause');
UPDATE group_customer SET revenue = 1500000 WHERE id = 2;
SELECT is((SELECT count(*) FROM card_history), 2::bigint, 'a change of the group that leaves its grade leaves the cards');
UPDATE key_person SET group_id = 4 WHERE id = 21;
SELECT is(pg_temp.cards(2), 'none gold gold', 'a person changes to another group');
DELETE FROM group_customer WHERE id = 1;
SELECT is(pg_temp.cards(1), '- - -', 'the group is gone: nothing is known');
INSERT INTO group_customer VALUES (5, 700000);
UPDATE key_person SET group_id = 5 WHERE id / 10 = 1;
SELECT is(pg_temp.cards(1), 'gold silver gold', 'another group');
UPDATE group_customer SET revenue = revenue / 10;
SELECT is(pg_temp.cards(1), 'none silver gold', 'all groups fall');
SELECT is((SELECT count(*) FROM customer_grade.attachment AS a, customer_grade.verify(a.standard, a.subject)), 0::bigint, 'verify() is empty for all three');
SELECT * FROM finish();
