import { clockMinutes, momentOf } from "$lib/components/admin/clock-time";

const HOUR = 3_600_000;

/** The service takes no expiry beyond this. */
export const LONGEST = 24 * HOUR;

/** Kept below the longest, because the clocks of two computers differ. */
const MARGIN = 5 * 60_000;

export const PRESET_HOURS = [1, 8, 12, 24] as const;

export type PresetHours = (typeof PRESET_HOURS)[number];

export type ExpiryProblem = "time" | "past" | "too_far";

export type Day = "today" | "tomorrow";

/** When a token of so many hours expires. */
export function presetExpiry(now: number, hours: PresetHours): number {
  return now + Math.min(hours * HOUR, LONGEST - MARGIN);
}

/** When a token expires at a typed time today or tomorrow, or why it can't. */
export function typedExpiry(
  now: number,
  day: Day,
  typed: string,
): { at: number } | { problem: ExpiryProblem } {
  const minutes = clockMinutes(typed);
  if (minutes === null) return { problem: "time" };
  const at = momentOf(now, day === "today" ? 0 : 1, minutes);
  if (at <= now) return { problem: "past" };
  if (at > now + LONGEST) return { problem: "too_far" };
  return { at: Math.min(at, now + LONGEST - MARGIN) };
}
