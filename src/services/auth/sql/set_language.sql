-- Changes the language; the same one again changes nothing. By primary key.
UPDATE customers SET language = $2::text, version = version + 1
WHERE id = $1::uuid AND language <> $2::text;
