/** Puts text into the clipboard, as far as the web view lets the window. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Some web views have no clipboard for pages of their own scheme.
    return false;
  }
}
