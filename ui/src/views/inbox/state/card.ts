/** Whether a text holds a payment card's number. Pure. */

const RUN = /\d(?:[ -]?\d){12,18}/g;

/** The check digit of cards (Luhn). */
function isCard(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    let digit = Number(digits[digits.length - 1 - at]);
    if (at % 2 === 1) {
      digit *= 2;
      if (digit > 9) digit -= 9;
    }
    sum += digit;
  }
  return sum % 10 === 0 && /[1-9]/.test(digits);
}

/** The first card number in a text, its middle hidden; `null` if there is none. */
export function cardNumber(text: string): string | null {
  for (const [run] of text.matchAll(RUN)) {
    const digits = run.replace(/\D/g, "");
    if (isCard(digits)) return `${digits.slice(0, 4)} ••• ${digits.slice(-4)}`;
  }
  return null;
}
