-- What the services told. Empty text and 0 stand for "none" or "unsaid".

-- status and unread are what is shown; status_server and unread_server what the service said.
-- owed: messages that the service counted as unread and that are not stored yet.
-- seen_at, seen_ord: the newest message the person has seen; -1 if none.
-- waiting: first customer message after the last one of ours, whatever the status.
-- stale: the service spoke of activity since the history was read.
-- missed: complete sweeps in a row that did not see it.
CREATE TABLE chats (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL DEFAULT 0,
    remote TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    customer TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    channel TEXT NOT NULL DEFAULT '',
    assignee_id TEXT NOT NULL DEFAULT '',
    assignee_name TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'new',
    status_server TEXT NOT NULL DEFAULT 'new',
    unread INTEGER NOT NULL DEFAULT 0,
    unread_server INTEGER NOT NULL DEFAULT 0,
    owed INTEGER NOT NULL DEFAULT 0,
    seen_at INTEGER NOT NULL DEFAULT -1,
    seen_ord INTEGER NOT NULL DEFAULT -1,
    hidden INTEGER NOT NULL DEFAULT 0,
    missed INTEGER NOT NULL DEFAULT 0,
    updated_at INTEGER NOT NULL DEFAULT 0,
    last_at INTEGER NOT NULL DEFAULT 0,
    last_ord INTEGER NOT NULL DEFAULT 0,
    last_author INTEGER NOT NULL DEFAULT 0,
    last_name TEXT NOT NULL DEFAULT '',
    last_text TEXT NOT NULL DEFAULT '',
    last_attachment TEXT NOT NULL DEFAULT '',
    waiting INTEGER NOT NULL DEFAULT 0,
    messages INTEGER NOT NULL DEFAULT 0,
    next_ordinal INTEGER NOT NULL DEFAULT 0,
    first_at INTEGER NOT NULL DEFAULT 0,
    read_at INTEGER NOT NULL DEFAULT 0,
    older TEXT NOT NULL DEFAULT '',
    history_error TEXT NOT NULL DEFAULT '',
    stale INTEGER NOT NULL DEFAULT 0,
    sort_at INTEGER NOT NULL GENERATED ALWAYS AS
        (CASE WHEN last_at > 0 THEN last_at ELSE updated_at END) VIRTUAL,
    has_unread INTEGER NOT NULL GENERATED ALWAYS AS (unread > 0) VIRTUAL,
    wait_key INTEGER NOT NULL GENERATED ALWAYS AS
        (CASE WHEN waiting = 0 OR status = 'closed' THEN 9223372036854775807 ELSE waiting END) VIRTUAL,
    UNIQUE (account, remote)
) STRICT;

-- One index per order of the list; what the filters ask for stands in each, so that the table
-- itself is read only for the rows on screen.
CREATE INDEX chats_unread_first ON chats (has_unread DESC, sort_at DESC, id, account, status, hidden);
CREATE INDEX chats_newest ON chats (sort_at DESC, id, account, status, has_unread, hidden);
CREATE INDEX chats_waiting ON chats (wait_key, sort_at DESC, id, account, status, has_unread, hidden);
CREATE INDEX chats_status_unread_first ON chats (status, has_unread DESC, sort_at DESC, id, account, hidden);
CREATE INDEX chats_status_newest ON chats (status, sort_at DESC, id, account, has_unread, hidden);
CREATE INDEX chats_assignee ON chats (assignee_id) WHERE assignee_id <> '';
CREATE INDEX chats_stale ON chats (account, has_unread DESC, sort_at DESC) WHERE stale = 1;
CREATE INDEX chats_missed ON chats (account) WHERE missed > 0;
CREATE INDEX chats_echoed ON chats (account) WHERE hidden = 1 OR status <> status_server;

-- Exact numbers without counting.
CREATE TABLE tallies (
    account INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL DEFAULT '',
    chats INTEGER NOT NULL DEFAULT 0,
    unread_chats INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account, status)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER chats_inserted AFTER INSERT ON chats WHEN new.hidden = 0 BEGIN
    INSERT INTO tallies (account, status, chats, unread_chats, unread)
    VALUES (new.account, new.status, 1, new.unread > 0, new.unread)
    ON CONFLICT DO UPDATE SET chats = chats + 1,
        unread_chats = unread_chats + excluded.unread_chats, unread = unread + excluded.unread;
END;
CREATE TRIGGER chats_deleted AFTER DELETE ON chats WHEN old.hidden = 0 BEGIN
    UPDATE tallies SET chats = chats - 1, unread_chats = unread_chats - (old.unread > 0),
        unread = unread - old.unread
    WHERE account = old.account AND status = old.status;
END;
CREATE TRIGGER chats_updated AFTER UPDATE OF status, unread, hidden ON chats
WHEN old.status <> new.status OR old.unread <> new.unread OR old.hidden <> new.hidden BEGIN
    UPDATE tallies SET chats = chats - 1, unread_chats = unread_chats - (old.unread > 0),
        unread = unread - old.unread
    WHERE account = old.account AND status = old.status AND old.hidden = 0;
    INSERT INTO tallies (account, status, chats, unread_chats, unread)
    SELECT new.account, new.status, 1, new.unread > 0, new.unread WHERE new.hidden = 0
    ON CONFLICT DO UPDATE SET chats = chats + 1,
        unread_chats = unread_chats + excluded.unread_chats, unread = unread + excluded.unread;
END;

-- id is the chat's id times 2^24 plus an ordinal: a chat's messages lie together, and a hit of
-- the text index names its chat without a look-up. ord is the service's id where it is a number:
-- it orders messages of the same time. author: 0 customer, 1 operator, 2 bot, 3 business,
-- 4 system, 5 other. read: marked as read from here.
CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    chat INTEGER NOT NULL DEFAULT 0,
    remote TEXT NOT NULL DEFAULT '',
    author INTEGER NOT NULL DEFAULT 5,
    sent_at INTEGER NOT NULL DEFAULT 0,
    ord INTEGER NOT NULL DEFAULT 0,
    read INTEGER NOT NULL DEFAULT 0,
    delivery TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    operator TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT ''
) STRICT;
-- The message's id first: pushes name messages without their chat.
CREATE UNIQUE INDEX messages_by_remote ON messages (remote, chat);
CREATE INDEX messages_by_time ON messages (chat, sent_at, ord);

-- rowid is the message's. The text goes in prepared (see `text.rs`) and is not kept.
CREATE VIRTUAL TABLE message_text USING fts5 (
    text, content = '', contentless_delete = 1, prefix = '2 3',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co So'"
);
-- rowid is the chat's.
CREATE VIRTUAL TABLE chat_words USING fts5 (
    title, customer, content = '', contentless_delete = 1, prefix = '1 2 3',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co So'"
);
-- Parts of names, and of phones as digits only.
CREATE VIRTUAL TABLE chat_parts USING fts5 (
    title, customer, digits, content = '', contentless_delete = 1,
    tokenize = "trigram remove_diacritics 1"
);

CREATE TABLE sync (
    account INTEGER PRIMARY KEY,
    synced_at INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Chats deleted from here: pages that were under way meanwhile don't bring them back.
CREATE TABLE tombstones (
    account INTEGER NOT NULL DEFAULT 0,
    remote TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account, remote)
) STRICT, WITHOUT ROWID;

-- The services' answers to filters.
CREATE TABLE match_sets (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL DEFAULT '' UNIQUE
) STRICT;
CREATE TABLE matches (
    match_set INTEGER NOT NULL DEFAULT 0,
    chat INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (match_set, chat)
) STRICT, WITHOUT ROWID;

-- 'organizations', 'operators:ID': JSON.
CREATE TABLE directory (
    account INTEGER NOT NULL DEFAULT 0,
    key TEXT NOT NULL DEFAULT '',
    value TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;
