/** Which act a key stands for. By physical key, so that every layout works. */

export type Act =
  | "next"
  | "previous"
  | "walk_next"
  | "walk_previous"
  | "open"
  | "back"
  | "reply"
  | "close"
  | "close_next"
  | "reopen"
  | "read"
  | "details"
  | "search"
  | "settings"
  | "panes"
  | "panes_back"
  | "sheet"
  | "attach";

type Key = Pick<
  KeyboardEvent,
  "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "isComposing"
>;

const SINGLE: Record<string, Act> = {
  KeyJ: "walk_next",
  KeyK: "walk_previous",
  KeyR: "reply",
  KeyE: "close_next",
  KeyO: "reopen",
  KeyU: "read",
  KeyD: "details",
};

const COMMAND: Record<string, Act> = {
  KeyF: "search",
  Comma: "settings",
  Slash: "sheet",
  KeyU: "attach",
};

/** The act of a key, or `null`. `typing`: a text field has the focus. */
export function actOf(key: Key, typing: boolean, mac: boolean): Act | null {
  if (key.isComposing) return null;
  const command = mac ? key.metaKey : key.ctrlKey;
  const other = mac ? key.ctrlKey : key.metaKey;
  if (other) return null;
  if (key.code === "F6" && !command && !key.altKey) return key.shiftKey ? "panes_back" : "panes";
  if (command) {
    if (key.altKey || key.shiftKey) return null;
    return COMMAND[key.code] ?? null;
  }
  if (key.altKey) {
    if (key.shiftKey) return null;
    if (key.code === "ArrowDown") return "next";
    return key.code === "ArrowUp" ? "previous" : null;
  }
  if (key.code === "Escape" && !key.shiftKey) return "back";
  if (typing) return null;
  if (key.shiftKey) return key.code === "KeyE" ? "close" : null;
  return SINGLE[key.code] ?? null;
}

/** Whether a key press belongs to text being written. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT")
    return true;
  if (!(target instanceof HTMLInputElement)) return false;
  return !["button", "checkbox", "radio", "file", "submit", "reset", "range"].includes(target.type);
}

export const isMac = /mac/i.test(navigator.userAgent);
