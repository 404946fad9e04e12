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
  /** System lines folded into this one, itself among them; 0 if none are. */
  folded: number;
}

/** So many system lines in a row are folded. */
const FOLD = 3;

function together(before: MessageView | undefined, after: MessageView | undefined): boolean {
  if (!before || !after) return false;
  return (
    before.author === after.author &&
    before.name === after.name &&
    (before.note === null) === (after.note === null) &&
    before.author !== "system" &&
    after.at - before.at < GROUP &&
    sameDay(before.at, after.at)
  );
}

/** Where a run of system lines that is folded begins, and how long each is. */
function folds(
  messages: readonly MessageView[],
  firstUnread: string | null,
  unfolded: ReadonlySet<string>,
): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  let start = 0;
  messages.forEach((message, index) => {
    const before = messages[index - 1];
    const goes =
      before?.author === "system" &&
      message.author === "system" &&
      message.key !== firstUnread &&
      sameDay(before.at, message.at);
    if (!goes) start = index;
    const head = messages[start];
    const length = index - start + 1;
    if (head && length >= FOLD && !unfolded.has(head.key)) found.set(start, length);
  });
  return found;
}

export function timeline(
  messages: readonly MessageView[],
  firstUnread: string | null,
  unfolded: ReadonlySet<string> = new Set(),
): TimelineItem[] {
  const folded = folds(messages, firstUnread, unfolded);
  let hidden = 0;
  return messages.flatMap((message, index) => {
    if (hidden > 0) {
      hidden -= 1;
      return [];
    }
    const run = folded.get(index) ?? 0;
    hidden = Math.max(0, run - 1);
    const before = messages[index - 1];
    const after = messages[index + 1];
    const begins = !before || !sameDay(before.at, message.at);
    const divider = firstUnread !== null && message.key === firstUnread;
    return [
      {
        message,
        day: begins ? message.at : null,
        divider,
        first: divider || !together(before, message),
        last: (after !== undefined && after.key === firstUnread) || !together(message, after),
        folded: run,
      },
    ];
  });
}

/** Items that say the same as before keep their objects, so that they aren't drawn anew. */
export function sameItems(
  before: readonly TimelineItem[],
  now: readonly TimelineItem[],
): readonly TimelineItem[] {
  const known = new Map(before.map((item) => [item.message.key, item]));
  return now.map((item) => {
    const old = known.get(item.message.key);
    const same =
      old?.message === item.message &&
      old.day === item.day &&
      old.divider === item.divider &&
      old.first === item.first &&
      old.last === item.last &&
      old.folded === item.folded;
    return same ? old : item;
  });
}
