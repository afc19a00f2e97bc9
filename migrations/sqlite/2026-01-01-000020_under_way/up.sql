-- Parcels that are under way, by the point that has them: what a desk counts and lists. Where delivered parcels
-- stand too, a desk's first page would grow with its history.
DROP INDEX heads_custodian_point_ix;
CREATE INDEX heads_under_way_ix ON heads (custodian_point)
    WHERE state NOT IN ('delivered', 'returned', 'lost', 'void');

-- Which process reads the feed for a webhook, and until when it holds that without saying so again. It sends
-- what it has read from memory; feed_position says how far all of it was acknowledged or has a row of its own
-- in webhook_deliveries. Whoever changes a webhook empties reader: the process then begins anew from there.
ALTER TABLE webhooks ADD COLUMN reader TEXT;
ALTER TABLE webhooks ADD COLUMN reader_until BIGINT;

-- Persons whose name is still to be folded: none but after an upgrade, and every start asks.
CREATE INDEX persons_name_unfolded_ix ON persons (id) WHERE name_key IS NULL;
