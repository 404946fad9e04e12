-- since: the newest message that stood in the chat when the draft was begun, by the service's
-- clock; 0 if unknown. note: a private note that is being written. A row without text and note goes.
ALTER TABLE drafts ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE drafts ADD COLUMN note TEXT NOT NULL DEFAULT '';
