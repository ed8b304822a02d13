-- Which of these photos there are: what lies in the storage for the others may go. By primary key.
SELECT id FROM photos WHERE id = ANY ($1::uuid[]);
