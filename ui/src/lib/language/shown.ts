/** How a value stands inside a message. Compiled messages call this for each of their values. */
import { getTextDirection } from "$lib/paraglide/runtime";
import { formatLocale } from "./region";

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const numbers = new Map<string, Intl.NumberFormat>();

function number(value: number): string {
  const locale = formatLocale();
  let format = numbers.get(locale);
  if (!format) {
    format = new Intl.NumberFormat(locale);
    numbers.set(locale, format);
  }
  return format.format(value);
}

/**
 * Numbers as the language writes them. A name or a phone that runs the other way than the sentence
 * is isolated (U+2068 to U+2069), so that the words around it stay in their places.
 */
export function shown(value: unknown): string {
  if (typeof value === "number") return number(value);
  const text = String(value);
  const apart = getTextDirection() === "rtl" ? /\S/.test(text) : RIGHT_TO_LEFT.test(text);
  return apart ? `\u2068${text}\u2069` : text;
}
