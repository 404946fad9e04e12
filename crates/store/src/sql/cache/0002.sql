-- What the operator's desk shows: labels, whether a chat can be answered, who has it, and what
-- the person put on it here (snooze, pin, "unread"), mirrored from the outbox's `marks`.
--
-- labels: JSON, shown; labels_server what the service said, as assignee_server is for the
-- assignee. answering: JSON. mine: assigned to the operator that the account works as.
-- snoozed_until: 0 once it came back; snoozed_at, snoozed_ord: the newest message when it was
-- snoozed: a customer's message after it brings the chat back.
DROP TRIGGER chats_inserted;
DROP TRIGGER chats_deleted;
DROP TRIGGER chats_updated;
DROP TABLE tallies;
DROP INDEX chats_unread_first;
DROP INDEX chats_newest;
DROP INDEX chats_waiting;
DROP INDEX chats_status_unread_first;
DROP INDEX chats_status_newest;
DROP INDEX chats_stale;
DROP INDEX chats_echoed;
ALTER TABLE chats DROP COLUMN has_unread;

ALTER TABLE chats ADD COLUMN assignee_server TEXT NOT NULL DEFAULT '';
ALTER TABLE chats ADD COLUMN assignee_server_name TEXT NOT NULL DEFAULT '';
ALTER TABLE chats ADD COLUMN labels TEXT NOT NULL DEFAULT '[]';
ALTER TABLE chats ADD COLUMN labels_server TEXT NOT NULL DEFAULT '[]';
ALTER TABLE chats ADD COLUMN answering TEXT NOT NULL DEFAULT '';
ALTER TABLE chats ADD COLUMN person TEXT NOT NULL DEFAULT '';
ALTER TABLE chats ADD COLUMN mine INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN marked_unread INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN snoozed_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN snoozed_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN snoozed_ord INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN has_unread INTEGER NOT NULL GENERATED ALWAYS AS
    (unread > 0 OR marked_unread > 0) VIRTUAL;
ALTER TABLE chats ADD COLUMN unread_shown INTEGER NOT NULL GENERATED ALWAYS AS
    (max(unread, marked_unread)) VIRTUAL;
-- 0 nobody's, 1 mine, 2 somebody's.
ALTER TABLE chats ADD COLUMN assigned INTEGER NOT NULL GENERATED ALWAYS AS
    (CASE WHEN mine THEN 1 WHEN assignee_id = '' AND assignee_name = '' THEN 0 ELSE 2 END) VIRTUAL;
ALTER TABLE chats ADD COLUMN waits INTEGER NOT NULL GENERATED ALWAYS AS
    (waiting <> 0 AND status <> 'closed') VIRTUAL;
ALTER TABLE chats ADD COLUMN snoozed INTEGER NOT NULL GENERATED ALWAYS AS
    (snoozed_until > 0) VIRTUAL;

UPDATE chats SET assignee_server = assignee_id, assignee_server_name = assignee_name;

-- Pinned chats are listed first; the two parts are read one after the other.
CREATE INDEX chats_unread_first ON chats (pinned, has_unread DESC, sort_at DESC, id, account, status,
    hidden, snoozed, assigned, waits, channel);
CREATE INDEX chats_newest ON chats (pinned, sort_at DESC, id, account, status, has_unread, hidden,
    snoozed, assigned, waits, channel);
CREATE INDEX chats_waiting ON chats (pinned, wait_key, sort_at DESC, id, account, status, has_unread,
    hidden, snoozed, assigned, waits, channel);
CREATE INDEX chats_status_unread_first ON chats (status, pinned, has_unread DESC, sort_at DESC, id,
    account, hidden, snoozed, assigned, waits, channel);
CREATE INDEX chats_status_newest ON chats (status, pinned, sort_at DESC, id, account, has_unread,
    hidden, snoozed, assigned, waits, channel);
CREATE INDEX chats_stale ON chats (account, has_unread DESC, sort_at DESC) WHERE stale = 1;
CREATE INDEX chats_echoed ON chats (account) WHERE hidden = 1 OR status <> status_server
    OR labels <> labels_server OR assignee_id <> assignee_server
    OR assignee_name <> assignee_server_name;
CREATE INDEX chats_marked ON chats (account) WHERE pinned = 1 OR marked_unread > 0 OR snoozed_until > 0;
CREATE INDEX chats_snoozed ON chats (snoozed_until) WHERE snoozed_until > 0;
CREATE INDEX chats_person ON chats (account, person) WHERE person <> '';

CREATE TABLE chat_labels (
    label TEXT NOT NULL DEFAULT '',
    chat INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (label, chat)
) STRICT, WITHOUT ROWID;

CREATE INDEX labels_by_chat ON chat_labels (chat);

CREATE TABLE tallies (
    account INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL DEFAULT '',
    channel TEXT NOT NULL DEFAULT '',
    assigned INTEGER NOT NULL DEFAULT 0,
    waits INTEGER NOT NULL DEFAULT 0,
    snoozed INTEGER NOT NULL DEFAULT 0,
    chats INTEGER NOT NULL DEFAULT 0,
    unread_chats INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account, status, channel, assigned, waits, snoozed)
) STRICT, WITHOUT ROWID;
INSERT INTO tallies (account, status, channel, assigned, waits, snoozed, chats, unread_chats, unread)
SELECT account, status, channel, assigned, waits, snoozed, count(*), sum(has_unread), sum(unread_shown)
FROM chats WHERE hidden = 0 GROUP BY account, status, channel, assigned, waits, snoozed;

CREATE TRIGGER chats_inserted AFTER INSERT ON chats WHEN new.hidden = 0 BEGIN
    INSERT INTO tallies (account, status, channel, assigned, waits, snoozed,
        chats, unread_chats, unread)
    VALUES (new.account, new.status, new.channel, new.assigned, new.waits, new.snoozed,
        1, new.has_unread, new.unread_shown)
    ON CONFLICT DO UPDATE SET chats = chats + 1,
        unread_chats = unread_chats + excluded.unread_chats, unread = unread + excluded.unread;
END;
CREATE TRIGGER chats_deleted AFTER DELETE ON chats WHEN old.hidden = 0 BEGIN
    UPDATE tallies SET chats = chats - 1, unread_chats = unread_chats - old.has_unread,
        unread = unread - old.unread_shown
    WHERE account = old.account AND status = old.status AND channel = old.channel
    AND assigned = old.assigned AND waits = old.waits AND snoozed = old.snoozed;
END;
CREATE TRIGGER chats_updated AFTER UPDATE OF status, unread, hidden, channel, waiting,
    assignee_id, assignee_name, mine, marked_unread, snoozed_until ON chats
WHEN old.status <> new.status OR old.unread_shown <> new.unread_shown OR old.hidden <> new.hidden
    OR old.channel <> new.channel OR old.assigned <> new.assigned OR old.waits <> new.waits
    OR old.snoozed <> new.snoozed BEGIN
    UPDATE tallies SET chats = chats - 1, unread_chats = unread_chats - old.has_unread,
        unread = unread - old.unread_shown
    WHERE account = old.account AND status = old.status AND channel = old.channel
    AND assigned = old.assigned AND waits = old.waits AND snoozed = old.snoozed AND old.hidden = 0;
    INSERT INTO tallies (account, status, channel, assigned, waits, snoozed,
        chats, unread_chats, unread)
    SELECT new.account, new.status, new.channel, new.assigned, new.waits, new.snoozed,
        1, new.has_unread, new.unread_shown WHERE new.hidden = 0
    ON CONFLICT DO UPDATE SET chats = chats + 1,
        unread_chats = unread_chats + excluded.unread_chats, unread = unread + excluded.unread;
END;

-- What only some services say of a message: JSON; empty for nothing.
ALTER TABLE messages ADD COLUMN extras TEXT NOT NULL DEFAULT '';

-- Where the first reading of the chat list goes on after a break; empty at its beginning.
ALTER TABLE sync ADD COLUMN page TEXT NOT NULL DEFAULT '';

-- Newest first over all chats: for the search, and for what is kept only for a while.
CREATE INDEX messages_by_age ON messages (sent_at, ord);
