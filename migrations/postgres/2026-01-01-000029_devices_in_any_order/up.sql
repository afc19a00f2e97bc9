-- A device's line is written with every batch it hands in, and the moment of the last was indexed: every batch
-- wrote that index as well. A province has some thousands of devices; their list is put in order when it is read.
DROP INDEX devices_last_ix;
