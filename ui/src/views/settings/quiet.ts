import { clockMinutes, momentOf } from "$lib/components/admin/clock-time";

const HOUR = 3_600_000;

/** Usual lengths of a do-not-disturb, in hours. */
export const QUIET_FOR = [1, 2, 4] as const;

export type QuietProblem = "time" | "same";

/** Typed quiet hours in minutes after midnight, or what is wrong with them. */
export function typedQuietHours(
  from: string,
  to: string,
): { from: number; to: number } | { problem: QuietProblem; box: "from" | "to" } {
  const begin = clockMinutes(from);
  if (begin === null) return { problem: "time", box: "from" };
  const end = clockMinutes(to);
  if (end === null) return { problem: "time", box: "to" };
  if (begin === end) return { problem: "same", box: "to" };
  return { from: begin, to: end };
}

export function quietFor(now: number, hours: number): number {
  return now + hours * HOUR;
}

/** The next eight in the morning, by the clock of this place: after midnight that is today's. */
export function quietUntilTomorrow(now: number): number {
  const today = momentOf(now, 0, 8 * 60);
  return now < today ? today : momentOf(now, 1, 8 * 60);
}
