/** How foreign HTML is put on screen. The frame's empty sandbox is the first lock. */

/** Nothing is loaded and nothing runs, even if a frame should once lose its sandbox. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'";

/**
 * The document with the policy before everything it says itself, so that nothing of it is
 * parsed earlier. A second `<html>` or `<head>` in it is folded into the first by the parser.
 */
export function framed(html: string): string {
  return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"></head><body>${html}</body></html>`;
}
