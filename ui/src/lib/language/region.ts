/** How the chosen language writes numbers, dates and orders. */
import { getLocale } from "$lib/paraglide/runtime";

/**
 * What `Intl` is asked for: the language's words, and its region's ways (`en-GB`) where the
 * system names a region of that language.
 */
export function formatLocale(): string {
  const language = getLocale();
  return (
    navigator.languages.find((tag) => tag === language || tag.startsWith(`${language}-`)) ??
    language
  );
}

const collators = new Map<string, Intl.Collator>();

/** The order of names in the chosen language: case doesn't count, `2` comes before `10`. */
export function sorting(): Intl.Collator {
  const locale = formatLocale();
  let made = collators.get(locale);
  if (!made) {
    made = new Intl.Collator(locale, { sensitivity: "base", numeric: true });
    collators.set(locale, made);
  }
  return made;
}

/** `a, b, c`, as the language strings things together. */
export function listed(things: readonly string[], style: "short" | "narrow" = "short"): string {
  return new Intl.ListFormat(formatLocale(), { type: "unit", style }).format(things);
}
