import { m } from "$lib/paraglide/messages";
import { clockTime, hourCycle, sameDay } from "$lib/format/time";
import { formatLocale, listed } from "$lib/language";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `just now`, `5 minutes ago`; the date and time beyond a day. */
export function agoText(at: number, now: number): string {
  const past = now - at;
  if (past < 15_000) return m.admin_just_now();
  if (past >= DAY) return momentText(at, now);
  const words = new Intl.RelativeTimeFormat(formatLocale(), { numeric: "auto" });
  if (past < MINUTE) return words.format(-Math.floor(past / 1000), "second");
  if (past < HOUR) return words.format(-Math.floor(past / MINUTE), "minute");
  return words.format(-Math.floor(past / HOUR), "hour");
}

/** A moment by the clock, with the day where it isn't today. */
export function momentText(at: number, now: number): string {
  if (sameDay(at, now)) return clockTime(at);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(formatLocale(), {
    weekday: "short",
    day: "numeric",
    month: "short",
    ...(sameYear ? {} : { year: "numeric" }),
    hour: "numeric",
    minute: "2-digit",
    hourCycle: hourCycle(),
  }).format(at);
}

/** `23 hr 54 min`, `54 min`, `20 sec`: what is left of something, at most two units. */
export function leftText(left: number): string {
  const unit = (value: number, name: "hour" | "minute" | "second" | "day") =>
    new Intl.NumberFormat(formatLocale(), {
      style: "unit",
      unit: name,
      unitDisplay: "short",
    }).format(value);
  const whole = Math.max(0, left);
  const days = Math.floor(whole / DAY);
  const hours = Math.floor((whole % DAY) / HOUR);
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  if (days > 0)
    return listed([unit(days, "day"), ...(hours > 0 ? [unit(hours, "hour")] : [])], "narrow");
  if (hours > 0)
    return listed(
      [unit(hours, "hour"), ...(minutes > 0 ? [unit(minutes, "minute")] : [])],
      "narrow",
    );
  if (minutes > 0) return unit(minutes, "minute");
  return unit(Math.floor(whole / 1000), "second");
}

/** A machine-readable form for `<time>`. */
export function isoText(at: number): string {
  return new Date(at).toISOString();
}
