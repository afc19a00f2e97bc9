-- A name as it is looked for: without marks, lower case. The program fills it, also for rows that were there
-- before (folding Vietnamese is not SQL's to do); it goes with its row when a person is erased.
ALTER TABLE persons ADD COLUMN name_key TEXT;
-- "Whose number is this?" A number's last digits alone are found by reading all.
CREATE INDEX persons_phone_ix ON persons (phone);

-- From a person to the cases and legs that name them.
CREATE INDEX cases_applicant_ix ON cases (applicant);
CREATE INDEX legs_from_person_ix ON legs (from_person);
CREATE INDEX legs_to_person_ix ON legs (to_person);

-- How much somebody looked through in the last hour, and what somebody looked at.
CREATE INDEX access_log_token_ix ON access_log (token_id, at);
