/** Whether somebody wrote while an answer was being written. Pure. */
import type { MessageView, Timestamp } from "$lib/ipc";

/** What stood in the history when the answer was begun. */
export interface Begun {
  newest: Timestamp;
  keys: ReadonlySet<string>;
}

export function begun(messages: readonly MessageView[]): Begun {
  const known = messages.filter((message) => message.outbox === null);
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
