-- Rows that every scan writes anew. With room on their page the new one lies beside the old, and no index is written.
ALTER TABLE cases SET (fillfactor = 80);
ALTER TABLE heads SET (fillfactor = 80);
ALTER TABLE devices SET (fillfactor = 50);
