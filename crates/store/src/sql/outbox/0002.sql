-- me: the operator the account works as, for "mine".
ALTER TABLE accounts ADD COLUMN me TEXT NOT NULL DEFAULT '';

-- New kinds: assign, label. payload of a send: what goes with it (JSON, empty for nothing); of an
-- assignment: whom and the comment; of a label: which and whether on.
-- behind: a row that leaves only once this send was taken; 0 for none.
ALTER TABLE outbox ADD COLUMN behind INTEGER NOT NULL DEFAULT 0;

-- What the person put on a chat, here only. snoozed_at, snoozed_ord: the newest message then.
CREATE TABLE marks (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL DEFAULT 0,
    chat TEXT NOT NULL DEFAULT '',
    pinned INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    snoozed_until INTEGER NOT NULL DEFAULT 0,
    snoozed_at INTEGER NOT NULL DEFAULT 0,
    snoozed_ord INTEGER NOT NULL DEFAULT 0,
    UNIQUE (account, chat)
) STRICT;

CREATE TABLE notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL DEFAULT 0,
    chat TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL DEFAULT 0,
    edited_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX notes_by_chat ON notes (account, chat, created_at, id);

CREATE TABLE canned (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    shortcut TEXT NOT NULL DEFAULT '' UNIQUE,
    title TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT ''
) STRICT;

-- query: the filter and the order (JSON). place: the person's order.
CREATE TABLE views (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL DEFAULT '',
    query TEXT NOT NULL DEFAULT '{}',
    place INTEGER NOT NULL DEFAULT 0
) STRICT;
