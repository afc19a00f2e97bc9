-- A case that a self-test made up: its facts are marked, and no report, count or list has it.
ALTER TABLE cases ADD COLUMN test BOOLEAN DEFAULT FALSE NOT NULL;
