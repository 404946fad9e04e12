-- How long messages are kept: those sent before `since` are let go. No row, or 0: all are kept.
CREATE TABLE retention (
    id INTEGER PRIMARY KEY,
    since INTEGER NOT NULL DEFAULT 0
) STRICT;

-- cut: the `since` for whose sake messages of the chat were let go; 0 if none were. What was let go
-- is asked for anew when more is kept.
ALTER TABLE chats ADD COLUMN cut INTEGER NOT NULL DEFAULT 0;
