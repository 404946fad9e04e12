-- New kinds: bulk, exported, signed_in, signed_out, worked_as.
-- who: the operator that the account worked as then, by name. count: chats it was done to.
-- detail of a deletion: what the chat was called, since nothing else of it is left.
ALTER TABLE journal ADD COLUMN who TEXT NOT NULL DEFAULT '';
ALTER TABLE journal ADD COLUMN count INTEGER NOT NULL DEFAULT 0;
CREATE INDEX journal_by_time ON journal (at);
