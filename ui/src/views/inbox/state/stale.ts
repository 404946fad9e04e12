/** Whether somebody wrote while an answer was being written. Pure. */
import type { MessageView, Timestamp } from "$lib/ipc";

/** What stood in the history when the answer was begun. */
export interface Begun {
  newest: Timestamp;
  keys: ReadonlySet<string>;
}

/** `since`: the newest message there was then, of an answer that was begun earlier; else all are. */
export function begun(messages: readonly MessageView[], since: Timestamp | null = null): Begun {
  if (since !== null) {
    const before = messages.filter((message) => message.at <= since);
    return { newest: since, keys: new Set(before.map((message) => message.key)) };
  }
  // Notes and what is on its way have this computer's time, not the service's.
  const known = messages.filter((message) => message.outbox === null && message.note === null);
  return {
    newest: known.reduce((at, message) => Math.max(at, message.at), 0),
    keys: new Set(messages.map((message) => message.key)),
  };
}

/** Lines of the customer or a colleague since then; `ours` are texts sent from here. */
export function newLines(
  messages: readonly MessageView[],
  since: Begun,
  ours: ReadonlySet<string>,
): MessageView[] {
  return messages.filter(
    (message) =>
      message.outbox === null &&
      message.at >= since.newest &&
      !since.keys.has(message.key) &&
      (message.author === "customer" ||
        (message.author === "operator" && !ours.has(message.text.trim()))),
  );
}
