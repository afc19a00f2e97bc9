-- Why a locality of a divided unit was decided to have gone where it went, in the words of who decided; empty
-- of what was decided before reasons were asked for.
ALTER TABLE split_decisions ADD COLUMN reason TEXT;
