-- SQLite writes rows anew in their place.
SELECT 1;
