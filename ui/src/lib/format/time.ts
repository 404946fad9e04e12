/** Times in words: relative within a day, absolute beyond. Takes `now`, so that tests are exact. */
import { formatLocale } from "$lib/language";
import { m } from "$lib/paraglide/messages";
import type { Timestamp } from "$lib/ipc";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${formatLocale()} ${JSON.stringify(options)}`;
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(formatLocale(), options);
    formats.set(key, made);
  }
  return made;
}

function dayNumber(at: Timestamp): number {
  const date = new Date(at);
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY;
}

/** Whether two times fall on one local day. */
export function sameDay(a: Timestamp, b: Timestamp): boolean {
  return dayNumber(a) === dayNumber(b);
}

/** `14:05`, or `2:05 PM` where both the language and the system's region write it so. */
export function clockTime(at: Timestamp): string {
  return format({ hour: "numeric", minute: "2-digit", hourCycle: hourCycle() }).format(at);
}

/** How the hours of a day are counted. */
export function hourCycle(): Intl.DateTimeFormatOptions["hourCycle"] {
  const { hourCycle: language } = format({ hour: "numeric" }).resolvedOptions();
  if (language !== "h12") return language;
  systemCycle ??= new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions()
    .hourCycle;
  return systemCycle;
}

let systemCycle: Intl.DateTimeFormatOptions["hourCycle"];

/** `now`, `5m`, `14:05`, `Yesterday`, `Mon`, `3 Oct`, `3 Oct 2023`: for rows. */
export function shortTime(at: Timestamp, now: Timestamp): string {
  const age = now - at;
  if (age < MINUTE && age > -MINUTE) return m.time_now();
  if (age > 0 && age < HOUR) return m.time_minutes_short({ count: Math.floor(age / MINUTE) });
  const days = dayNumber(now) - dayNumber(at);
  if (days === 0) return clockTime(at);
  if (days === 1) return m.time_yesterday();
  if (days > 1 && days < 7) return format({ weekday: "short" }).format(at);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return format(
    sameYear
      ? { day: "numeric", month: "short" }
      : { day: "numeric", month: "short", year: "numeric" },
  ).format(at);
}

/** The whole date and time, for hovering and for screen readers. */
export function fullTime(at: Timestamp): string {
  return format({ dateStyle: "full", timeStyle: "short", hourCycle: hourCycle() }).format(at);
}

/** Date and time without the weekday, for details. */
export function mediumTime(at: Timestamp): string {
  return format({ dateStyle: "medium", timeStyle: "short", hourCycle: hourCycle() }).format(at);
}

/** A day only, for chips. */
export function mediumDate(at: Timestamp): string {
  return format({ dateStyle: "medium" }).format(at);
}

/** `Today`, `Yesterday`, `Monday 3 October`: for separators. */
export function dayLabel(at: Timestamp, now: Timestamp): string {
  const days = dayNumber(now) - dayNumber(at);
  if (days === 0) return m.time_today();
  if (days === 1) return m.time_yesterday();
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return format(
    sameYear
      ? { weekday: "long", day: "numeric", month: "long" }
      : { day: "numeric", month: "long", year: "numeric" },
  ).format(at);
}

/** `12 min`: how long something has lasted, shortly. */
export function shortDuration(length: number): string {
  if (length < MINUTE)
    return m.duration_seconds_short({ count: Math.max(0, Math.floor(length / SECOND)) });
  if (length < HOUR) return m.duration_minutes_short({ count: Math.floor(length / MINUTE) });
  if (length < 2 * DAY) return m.duration_hours_short({ count: Math.floor(length / HOUR) });
  return m.duration_days_short({ count: Math.floor(length / DAY) });
}

/** `12 minutes`: the same in words. */
export function longDuration(length: number): string {
  if (length < MINUTE) return m.duration_moment();
  if (length < HOUR) return m.duration_minutes({ count: Math.floor(length / MINUTE) });
  if (length < 2 * DAY) return m.duration_hours({ count: Math.floor(length / HOUR) });
  return m.duration_days({ count: Math.floor(length / DAY) });
}
