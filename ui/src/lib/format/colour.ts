/** Colours that services give: foreign text, which goes into a style only as a plain hex colour. */
const HEX = /^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;

/** The colour, or `null` for anything but `#rgb`, `#rgba`, `#rrggbb` and `#rrggbbaa`. */
export function hexColour(text: string): string | null {
  const colour = text.trim();
  return HEX.test(colour) ? colour.toLowerCase() : null;
}
