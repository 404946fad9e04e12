-- What a person made. Every table has an integer key of its own, so that rows can be carried
-- over one by one from a damaged file. Empty text and 0 stand for "none".

CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    service TEXT NOT NULL DEFAULT '',
    method TEXT NOT NULL DEFAULT '',
    server TEXT NOT NULL DEFAULT '',
    label TEXT NOT NULL DEFAULT '',
    principal TEXT NOT NULL DEFAULT '',
    hue INTEGER NOT NULL DEFAULT 0,
    working_as TEXT NOT NULL DEFAULT '',
    options TEXT NOT NULL DEFAULT '{}'
) STRICT;

-- Settings and the program's own memory: 'settings' (JSON), 'last_chat'.
CREATE TABLE facts (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL DEFAULT '' UNIQUE,
    value TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE drafts (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL DEFAULT 0,
    chat TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    updated_at INTEGER NOT NULL DEFAULT 0,
    UNIQUE (account, chat)
) STRICT;

-- Outbox 0 is the chat's draft. The bytes stand last, so that lists don't read them.
CREATE TABLE attachments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL DEFAULT 0,
    chat TEXT NOT NULL DEFAULT '',
    outbox INTEGER NOT NULL DEFAULT 0,
    kind TEXT NOT NULL DEFAULT 'file',
    name TEXT NOT NULL DEFAULT '',
    mime TEXT NOT NULL DEFAULT '',
    size INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL DEFAULT 0,
    bytes BLOB NOT NULL DEFAULT x''
) STRICT;
CREATE INDEX attachments_by_chat ON attachments (account, chat, outbox);
CREATE INDEX attachments_by_outbox ON attachments (outbox) WHERE outbox <> 0;

-- kind: send, status, read, delete. state: queued, sending, accepted, failed, checking, unknown.
-- payload: the status, or the ids of the messages to mark (JSON). baseline: ids (JSON).
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL DEFAULT 0,
    chat TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT 'send',
    state TEXT NOT NULL DEFAULT 'queued',
    text TEXT NOT NULL DEFAULT '',
    payload TEXT NOT NULL DEFAULT '',
    attempt INTEGER NOT NULL DEFAULT 0,
    attempt_at INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '',
    remote TEXT NOT NULL DEFAULT '',
    accepted_at INTEGER NOT NULL DEFAULT 0,
    baseline TEXT NOT NULL DEFAULT '[]',
    baseline_known INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX outbox_by_chat ON outbox (account, chat, id);
CREATE INDEX outbox_by_state ON outbox (account, state, id);

CREATE TABLE notified (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL DEFAULT 0,
    chat TEXT NOT NULL DEFAULT '',
    message TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    UNIQUE (account, chat)
) STRICT;

-- What was done to customers' chats from here. Never the text.
CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL DEFAULT 0,
    chat TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX journal_by_account ON journal (account);
