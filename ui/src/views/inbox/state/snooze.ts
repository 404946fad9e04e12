/** The usual times to bring a chat back, by the clock on the wall. Pure. */
import type { Timestamp } from "$lib/ipc";
import { m } from "$lib/paraglide/messages";

const HOUR = 60 * 60 * 1000;
const EVENING = 18;
const MORNING = 8;

export interface SnoozeChoice {
  name: string;
  at: Timestamp;
}

function at(now: Timestamp, days: number, hour: number): Timestamp {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, hour).getTime();
}

/** Three hours, this evening while it is still ahead, tomorrow morning, Monday morning. */
export function snoozeChoices(now: Timestamp): SnoozeChoice[] {
  const evening = at(now, 0, EVENING);
  const toMonday = (8 - new Date(now).getDay()) % 7 || 7;
  const choices = [
    { name: m.snooze_hours(), at: now + 3 * HOUR },
    { name: m.snooze_evening(), at: evening },
    { name: m.snooze_tomorrow(), at: at(now, 1, MORNING) },
    { name: m.snooze_monday(), at: at(now, toMonday, MORNING) },
  ];
  return choices.filter((choice) => choice.at > now);
}
