/** Turns messages into what is drawn: days, the "new" divider, groups by author. Pure. */
import type { MessageView, Timestamp } from "$lib/ipc";
import { sameDay } from "$lib/format/time";

/** Messages of one author within five minutes belong together. */
const GROUP = 5 * 60 * 1000;

export interface TimelineItem {
  message: MessageView;
  /** A day begins with it: its label stands above. */
  day: Timestamp | null;
  /** The "new" divider stands above. */
  divider: boolean;
  /** First of its group: carries the name. */
  first: boolean;
  /** Last of its group. */
  last: boolean;
}

function together(before: MessageView | undefined, after: MessageView | undefined): boolean {
  if (!before || !after) return false;
  return (
    before.author === after.author &&
    before.name === after.name &&
    before.author !== "system" &&
    after.at - before.at < GROUP &&
    sameDay(before.at, after.at)
  );
}

export function timeline(
  messages: readonly MessageView[],
  firstUnread: string | null,
): TimelineItem[] {
  return messages.map((message, index) => {
    const before = messages[index - 1];
    const after = messages[index + 1];
    const begins = !before || !sameDay(before.at, message.at);
    const divider = firstUnread !== null && message.key === firstUnread;
    return {
      message,
      day: begins ? message.at : null,
      divider,
      first: divider || !together(before, message),
      last: (after !== undefined && after.key === firstUnread) || !together(message, after),
    };
  });
}
