-- Whether two chats are the same customer's, by the person's own word. A pair is kept once, the
-- lower chat first.
CREATE TABLE links (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL DEFAULT 0,
    chat TEXT NOT NULL DEFAULT '',
    other_account INTEGER NOT NULL DEFAULT 0,
    other_chat TEXT NOT NULL DEFAULT '',
    same INTEGER NOT NULL DEFAULT 0,
    UNIQUE (account, chat, other_account, other_chat)
) STRICT;
CREATE INDEX links_by_other ON links (other_account, other_chat);
