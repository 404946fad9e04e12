const MINUTES = 24 * 60;

/** Minutes after midnight of a typed time (`8:30`, `08.30`, `0830`, `8`, `8:30 pm`), or null. */
export function clockMinutes(typed: string): number | null {
  const found = /^(\d{1,2})(?:\s*[:.]\s*(\d{2})|(\d{2}))?\s*([ap])?\.?(?:m\.?)?$/i.exec(
    typed.trim(),
  );
  if (found === null) return null;
  const half = found[4]?.toLowerCase();
  const minute = Number(found[2] ?? found[3] ?? 0);
  let hour = Number(found[1]);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half === "p" ? 12 : 0);
  }
  return hour > 23 || minute > 59 ? null : hour * 60 + minute;
}

/** `08:30` for 510: the form that is typed, whatever the locale. */
export function clockText(minutes: number): string {
  const whole = ((minutes % MINUTES) + MINUTES) % MINUTES;
  const hour = Math.floor(whole / 60);
  return `${String(hour).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
}

/** The local time of day of a moment, in minutes after midnight. */
export function minutesOf(at: number): number {
  const date = new Date(at);
  return date.getHours() * 60 + date.getMinutes();
}

/** The moment of a local time of day, some days after the day of `now`. */
export function momentOf(now: number, days: number, minutes: number): number {
  const date = new Date(now);
  return new Date(
    date.getFullYear(),
    date.getMonth(),
    date.getDate() + days,
    Math.floor(minutes / 60),
    minutes % 60,
  ).getTime();
}
