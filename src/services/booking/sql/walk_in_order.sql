-- For this transaction: the plan of a list that is walked by an index in the order of its sort keeps to
-- that walk. A generic plan takes each optional filter for sharp, expects one row, and would rather
-- read everything and sort it (300,000 bookings: 435 ms instead of 1). Plans are made when a
-- connection first meets a statement, so every list asks for this before.
SELECT set_config('enable_sort', 'off', true), set_config('enable_seqscan', 'off', true),
       set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true);
