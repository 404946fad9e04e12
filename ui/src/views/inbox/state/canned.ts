/** Ready answers: what is typed after `/`, and what variables in them stand for. Pure. */
import { clockTime, mediumDate } from "$lib/format/time";
import type { CannedReply, Timestamp } from "$lib/ipc";

/** The `/word` that ends at the cursor, at the beginning of the text or after a space. */
export function trigger(text: string, cursor: number): { start: number; word: string } | null {
  const found = /(?:^|\s)\/(\S*)$/u.exec(text.slice(0, cursor));
  if (!found) return null;
  const word = found[1] ?? "";
  return { start: cursor - word.length - 1, word };
}

/** Replies an account can use that fit a word, those whose shortcut begins with it first. */
export function matching(
  replies: readonly CannedReply[],
  account: number,
  word: string,
): CannedReply[] {
  const wanted = word.toLocaleLowerCase();
  const rank = (reply: CannedReply) => {
    const shortcut = reply.shortcut.toLocaleLowerCase();
    if (shortcut.startsWith(wanted)) return 0;
    return `${shortcut} ${reply.title}`.toLocaleLowerCase().includes(wanted) ? 1 : 2;
  };
  return replies
    .filter((reply) => reply.account === null || reply.account === account)
    .map((reply) => ({ reply, rank: rank(reply) }))
    .filter(({ rank: place }) => place < 2)
    .sort((a, b) => a.rank - b.rank)
    .map(({ reply }) => reply);
}

/** What can stand in braces in a ready answer. */
export const VARIABLES = [
  "customer.name",
  "customer.phone",
  "operator.name",
  "account.name",
  "date",
  "time",
] as const;

export interface Values {
  customer: string;
  phone: string | null;
  operator: string;
  account: string;
  now: Timestamp;
}

/** The text with its variables filled in; unknown ones stay for the person to see. */
export function filled(text: string, values: Values): string {
  const known: Record<(typeof VARIABLES)[number], string> = {
    "customer.name": values.customer,
    "customer.phone": values.phone ?? "",
    "operator.name": values.operator,
    "account.name": values.account,
    date: mediumDate(values.now),
    time: clockTime(values.now),
  };
  return text.replace(/\{([a-z.]+)\}/g, (whole, name: string) =>
    name in known ? known[name as keyof typeof known] : whole,
  );
}

/** The text with the `/word` replaced, and where the cursor then stands. */
export function inserted(
  text: string,
  start: number,
  end: number,
  reply: string,
): { text: string; cursor: number } {
  return { text: text.slice(0, start) + reply + text.slice(end), cursor: start + reply.length };
}
