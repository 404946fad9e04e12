import { formatLocale } from "$lib/language";

/** Numbers to choose from, what is set among them, in order. */
export function withCurrent(choices: readonly number[], current: number | null): number[] {
  const all = new Set(choices);
  if (current !== null) all.add(current);
  return [...all].sort((one, other) => one - other);
}

/** Days to keep messages that can be chosen, where an administrator allows so many at most. */
export function keepChoices(current: number | null, most: number | null): number[] {
  const known = withCurrent([30, 90, 180, 365], current);
  return most === null ? known : withCurrent(known, most).filter((days) => days <= most);
}

/** A length of time in words: "30 days". */
export function unitText(value: number, unit: "day" | "year"): string {
  return new Intl.NumberFormat(formatLocale(), {
    style: "unit",
    unit,
    unitDisplay: "long",
  }).format(value);
}
