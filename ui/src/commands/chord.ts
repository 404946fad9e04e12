/**
 * Key combinations by physical key, so that every layout has the same ones: `Mod+Shift+KeyF`. `Mod`
 * is Ctrl, on a Mac Cmd. Pure.
 */
export type Chord = string;

export type Press = Pick<
  KeyboardEvent,
  "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "isComposing"
> & { getModifierState?: (key: string) => boolean };

const MODIFIERS = /^(Control|Shift|Alt|Meta|OS|CapsLock|NumLock|Fn)/;
/** Keys that write a character on some layout. */
const WRITES =
  /^(Key[A-Z]|Digit\d|Numpad.+|Minus|Equal|Bracket(Left|Right)|Backslash|Semicolon|Quote|Backquote|Comma|Period|Slash|Intl\w+|Space)$/;
/** Keys that are a text field's own together with Ctrl: choosing, copying, walking by words. */
const EDITS = /^(Key[ACVXYZ]|Arrow\w+|Home|End|Backspace|Delete)$/;
const FUNCTION = /^F\d{1,2}$/;
/** Keys that lists, fields and dialogs live by. */
const STRUCTURE = /^(Enter|Tab|Space|Arrow\w+|Home|End|PageUp|PageDown|Backspace|Delete)$/;

export interface Parts {
  mod: boolean;
  alt: boolean;
  shift: boolean;
  code: string;
}

export function parts(chord: Chord): Parts {
  const names = chord.split("+");
  return {
    mod: names.includes("Mod"),
    alt: names.includes("Alt"),
    shift: names.includes("Shift"),
    code: names.at(-1) ?? "",
  };
}

function writes({ code }: Parts): boolean {
  return WRITES.test(code);
}

/**
 * The combination of a key press; `null` where it is none of ours: an input method at work, a
 * modifier alone, the other system's modifier, or Alt and AltGr with a key that writes a letter.
 */
export function chordOf(press: Press, mac: boolean): Chord | null {
  if (press.isComposing || press.code === "" || MODIFIERS.test(press.code)) return null;
  const [mod, other] = mac ? [press.metaKey, press.ctrlKey] : [press.ctrlKey, press.metaKey];
  if (other || press.getModifierState?.("AltGraph")) return null;
  if (press.altKey && (mod || WRITES.test(press.code))) return null;
  const names = [mod && "Mod", press.altKey && "Alt", press.shiftKey && "Shift", press.code];
  return names.filter((name) => name !== false).join("+");
}

/** Whether it is one key (with Shift or without) that writes a letter: the off switch is for it. */
export function isSingle(chord: Chord): boolean {
  const it = parts(chord);
  return !it.mod && !it.alt && writes(it);
}

/** Whether a text field keeps it for itself. */
export function isText(chord: Chord): boolean {
  const it = parts(chord);
  if (it.mod) return EDITS.test(it.code);
  return !it.alt && it.code !== "Escape" && !FUNCTION.test(it.code);
}

/** Whether a command may have it: it must not take away what lists, fields and dialogs live by. */
export function isAllowed(chord: Chord): boolean {
  const it = parts(chord);
  if (it.alt) return !it.mod && !writes(it);
  if (it.mod) return !["KeyC", "KeyV", "KeyX"].includes(it.code) && it.code !== "Tab";
  return !STRUCTURE.test(it.code);
}

const SIGNS: Record<string, string> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Comma: ",",
  Period: ".",
  Slash: "/",
  Backslash: "\\",
  Semicolon: ";",
  Quote: "'",
  Backquote: "`",
  Minus: "-",
  Equal: "=",
  BracketLeft: "[",
  BracketRight: "]",
  Escape: "Esc",
};

/** The keys as they are written on a keyboard, one by one. */
export function keyCaps(chord: Chord, mac: boolean): string[] {
  const { mod, alt, shift, code } = parts(chord);
  const key = SIGNS[code] ?? code.replace(/^(Key|Digit)/, "");
  const names = mac
    ? [alt && "⌥", shift && "⇧", mod && "⌘", key]
    : [mod && "Ctrl", alt && "Alt", shift && "Shift", key];
  return names.filter((name) => name !== false);
}

/** A combination for `aria-keyshortcuts`. */
export function ariaKeys(chord: Chord, mac: boolean): string {
  const { mod, alt, shift, code } = parts(chord);
  const key = SIGNS[code] && !code.startsWith("Arrow") ? SIGNS[code] : code;
  const names = [
    mod && (mac ? "Meta" : "Control"),
    alt && "Alt",
    shift && "Shift",
    key.replace(/^(Key|Digit)/, "").replace("Esc", "Escape"),
  ];
  return names.filter((name) => name !== false).join("+");
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
