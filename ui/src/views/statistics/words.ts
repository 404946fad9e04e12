/** Times and names as the statistics say them. */
import type { Numbers, Statistics, Times, Timestamp } from "$lib/ipc";
import { formatLocale, listed } from "$lib/language";
import { m } from "$lib/paraglide/messages";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS = [
  { unit: "day", length: DAY },
  { unit: "hour", length: HOUR },
  { unit: "minute", length: MINUTE },
  { unit: "second", length: SECOND },
] as const;

/** `4 min 5 sec`: the two largest units; nothing is longer than it says. */
export function duration(milliseconds: number): string {
  const first = UNITS.findIndex(({ length }) => milliseconds >= length);
  const from = first === -1 ? UNITS.length - 1 : first;
  let left = milliseconds;
  const parts = UNITS.slice(from, from + 2).map(({ unit, length }) => {
    const count = Math.floor(left / length);
    left -= count * length;
    const format = new Intl.NumberFormat(formatLocale(), {
      style: "unit",
      unit,
      unitDisplay: "short",
    });
    return { count, text: format.format(count) };
  });
  const told = parts.filter(({ count }, at) => at === 0 || count > 0);
  return listed(
    told.map(({ text }) => text),
    "narrow",
  );
}

export function time(milliseconds: number | null): string {
  return milliseconds === null ? m.stats_no_time() : duration(milliseconds);
}

/** A day that is named by its first moment, whatever this window's own clock is set to. */
export function dayName(at: Timestamp, zone: string, style: "short" | "long"): string {
  const options: Intl.DateTimeFormatOptions =
    style === "long" ? { dateStyle: "medium" } : { day: "numeric", month: "short" };
  // Noon is the same day wherever clocks are changed.
  return new Intl.DateTimeFormat(formatLocale(), { ...options, timeZone: zone }).format(
    at + 12 * HOUR,
  );
}

/** `14:00` to `14:59`, by its beginning. */
export function hourName(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}

/** The unit that a chart of times is best read in. */
export function timeUnit(times: readonly (number | null)[]): { name: string; length: number } {
  const longest = Math.max(0, ...times.map((one) => one ?? 0));
  if (longest >= 3 * HOUR) return { name: m.stats_hours_axis(), length: HOUR };
  if (longest >= 3 * MINUTE) return { name: m.stats_minutes_axis(), length: MINUTE };
  return { name: m.stats_seconds_axis(), length: SECOND };
}

export function isEmpty(statistics: Statistics): boolean {
  const { total } = statistics;
  return total.received + total.sent + total.unanswered + total.waiting.count === 0;
}

export interface Column {
  id: string;
  name: () => string;
  /** A word below the name, where one name has several columns. */
  detail?: () => string;
  text: (numbers: Numbers) => string;
}

const count = (
  id: "received" | "sent" | "chats" | "new_chats" | "unanswered",
  name: () => string,
): Column => ({
  id,
  name,
  text: (numbers) => new Intl.NumberFormat(formatLocale()).format(numbers[id]),
});

const times = (id: "first_response" | "waiting" | "handling", name: () => string): Column[] =>
  (["median", "p90"] as const).map((which) => ({
    id: `${id}_${which}`,
    name,
    detail: which === "median" ? m.stats_median : m.stats_p90,
    text: (numbers) => {
      const of: Times = numbers[id];
      return of[which] === null ? "" : duration(of[which]);
    },
  }));

const TIMES = [
  ...times("first_response", m.stats_first_response),
  ...times("waiting", m.stats_waiting),
  ...times("handling", m.stats_handling),
];

/** Columns of every table. */
export const COLUMNS: readonly Column[] = [
  count("received", m.stats_received),
  count("sent", m.stats_sent),
  count("chats", m.stats_chats),
  count("new_chats", m.stats_new_chats),
  ...TIMES,
  count("unanswered", m.stats_unanswered),
];

/** What customers write is no operator's. */
export const OPERATOR_COLUMNS: readonly Column[] = COLUMNS.filter(
  ({ id }) => !["received", "new_chats", "unanswered"].includes(id),
);
