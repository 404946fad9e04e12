import { mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { router } from "$lib/state/router.svelte";
import { ariaKeys, chordOf, isAllowed, isSingle, isTyping, keyCaps, type Press } from "./chord";
import { commandFor, keysOf, rebound, rivals, sheetRows, taken, type Keys } from "./keymap";
import { COMMANDS, FIXED, GROUPS } from "./table";

const press = (code: string, over: Partial<Press> = {}): Press => ({
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  ...over,
});
const FIRST: Keys = { keys: {}, single_keys: true };
const command = (id: string) => {
  const found = COMMANDS.find((one) => one.id === id);
  if (!found) throw new Error(`no command ${id}`);
  return found;
};
const meant = (key: Press, typing = false, keys = FIRST, mac = false) =>
  commandFor(key, "elsewhere", typing, keys, mac)?.id ?? null;

/** What the letter keys of a Ukrainian keyboard write, by physical key. */
const UKRAINIAN: Record<string, string> = {
  KeyQ: "й", KeyW: "ц", KeyE: "у", KeyR: "к", KeyT: "е", KeyY: "н", KeyU: "г", KeyI: "ш",
  KeyO: "щ", KeyP: "з", BracketLeft: "х", BracketRight: "ї", Backslash: "ґ", KeyA: "ф", KeyS: "і",
  KeyD: "в", KeyF: "а", KeyG: "п", KeyH: "р", KeyJ: "о", KeyK: "л", KeyL: "д", Semicolon: "ж",
  Quote: "є", KeyZ: "я", KeyX: "ч", KeyC: "с", KeyV: "м", KeyB: "и", KeyN: "т", KeyM: "ь",
  Comma: "б", Period: "ю", Slash: ".", Backquote: "'", Digit1: "1", Digit2: "2", Minus: "-",
}; // prettier-ignore

/** What AltGr writes on a Polish keyboard. */
const POLISH: Record<string, string> = {
  KeyA: "ą", KeyC: "ć", KeyE: "ę", KeyL: "ł", KeyN: "ń", KeyO: "ó", KeyS: "ś", KeyX: "ź", KeyZ: "ż",
  KeyU: "€",
}; // prettier-ignore

beforeEach(() => {
  mockIPC(() => null);
  router.go("inbox");
});
afterEach(() => router.go("inbox"));

describe("no letter is eaten", () => {
  it.each(Object.entries(UKRAINIAN))("%s writes %s in a text field", (code) => {
    expect(meant(press(code), true), "small").toBeNull();
    expect(meant(press(code, { shiftKey: true }), true), "capital").toBeNull();
  });

  it.each(Object.entries(POLISH))("AltGr with %s writes %s, in a field or not", (code) => {
    // Windows says Ctrl and Alt, other systems say AltGraph.
    for (const typing of [true, false])
      for (const shiftKey of [true, false]) {
        expect(meant(press(code, { ctrlKey: true, altKey: true, shiftKey }), typing)).toBeNull();
        const level3 = { shiftKey, getModifierState: (key: string) => key === "AltGraph" };
        expect(meant(press(code, level3), typing)).toBeNull();
      }
  });

  it("Option writes letters on a Mac, and Alt with a letter is a menu's", () => {
    expect(meant(press("KeyE", { altKey: true }), false, FIRST, true)).toBeNull();
    expect(meant(press("KeyE", { altKey: true }))).toBeNull();
  });

  it("an input method finishes its word first", () => {
    expect(meant(press("KeyJ", { isComposing: true }))).toBeNull();
  });

  it("what edits text stays the field's own", () => {
    for (const code of ["KeyA", "KeyZ", "KeyC", "KeyV", "KeyX", "ArrowLeft", "Backspace"])
      expect(meant(press(code, { ctrlKey: true }), true), code).toBeNull();
  });
});

describe("commandFor", () => {
  it("goes by the physical key, whatever letter it writes", () => {
    // The key that writes "у" on a Ukrainian keyboard and "e" on an English one.
    const keys = { ...press("KeyK", { ctrlKey: true }), key: "л" };
    expect(meant(keys)).toBe("palette");
    expect(meant(keys, true), "also while writing").toBe("palette");
  });

  it("takes Ctrl, or Cmd on a Mac, and never the other", () => {
    expect(meant(press("Slash", { ctrlKey: true }), true)).toBe("shortcuts");
    expect(meant(press("Slash", { metaKey: true }), true, FIRST, true)).toBe("shortcuts");
    expect(meant(press("Slash", { ctrlKey: true }), true, FIRST, true)).toBeNull();
  });

  it("walks through chats while writing", () => {
    expect(meant(press("ArrowDown", { altKey: true }), true)).toBe("next");
    const unanswered = press("ArrowUp", { altKey: true, shiftKey: true });
    expect(meant(unanswered, true)).toBe("previous_unanswered");
  });

  it("has one off switch for single letters, and only for them", () => {
    const off = { keys: {}, single_keys: false };
    expect(meant(press("KeyJ"))).toBe("walk_next");
    expect(meant(press("KeyJ"), false, off)).toBeNull();
    expect(meant(press("KeyK", { ctrlKey: true }), false, off)).toBe("palette");
    expect(meant(press("F6"), false, off)).toBe("panes");
  });

  it("leaves the inbox's keys alone on other pages", () => {
    router.go("settings");
    expect(meant(press("KeyJ"))).toBeNull();
    expect(meant(press("KeyK", { ctrlKey: true }))).toBe("palette");
  });

  it("obeys the person's own keys instead of the first ones", () => {
    const own = { keys: { palette: ["Mod+KeyP"] }, single_keys: true };
    expect(meant(press("KeyP", { ctrlKey: true }), false, own)).toBe("palette");
    expect(meant(press("KeyK", { ctrlKey: true }), false, own)).toBeNull();
  });

  it("ignores keys in saved settings that would take a letter away", () => {
    const bad = { keys: { palette: ["Alt+KeyE", "Enter"] }, single_keys: true };
    expect(keysOf(command("palette"), bad)).toEqual([]);
    expect(meant(press("Enter"), false, bad)).toBeNull();
  });
});

describe("the table", () => {
  it("has every key of the map once", () => {
    const all = COMMANDS.flatMap((one) => one.keys.map((chord) => [chord, one.where].join(" ")));
    expect(new Set(all).size, "two commands share keys in one place").toBe(all.length);
    for (const one of COMMANDS) expect(one.keys.flatMap((k) => rivals(one, k, FIRST))).toEqual([]);
    const listed = [...COMMANDS, ...FIXED].flatMap((one) => one.keys);
    const wanted = [
      ..."KRNEOSAILUPDXJ".split("").map((letter) => `Key${letter}`),
      ...Array.from({ length: 9 }, (_, at) => `Mod+Digit${at + 1}`),
      ..."Mod+KeyK Mod+Slash Mod+KeyF Mod+Shift+KeyF Mod+Comma F6 Mod+Shift+KeyD".split(" "),
      ..."Alt+ArrowDown Alt+ArrowUp Alt+Shift+ArrowDown Alt+Shift+ArrowUp Escape".split(" "),
      ..."Shift+KeyE Mod+Shift+Enter Mod+KeyZ Mod+KeyA Mod+KeyU".split(" "),
      ..."Enter Shift+Enter Shift+ArrowDown Shift+ArrowUp Slash".split(" "),
    ];
    for (const chord of wanted) expect(listed, chord).toContain(chord);
  });

  it("never uses Alt with a letter, alone or with Ctrl", () => {
    for (const one of COMMANDS) for (const chord of one.keys) expect(isAllowed(chord)).toBe(true);
    expect(isAllowed("Alt+KeyE")).toBe(false);
    expect(isAllowed("Mod+Alt+KeyE")).toBe(false);
    expect(isAllowed("Mod+KeyC"), "copying is the system's").toBe(false);
  });

  it("gives every command a name and every key a line in the sheet", () => {
    for (const one of COMMANDS) expect(one.name(), one.id).not.toBe("");
    const lines = GROUPS.flatMap((group) => sheetRows(group, FIRST));
    const withKeys = [...COMMANDS, ...FIXED].filter((one) => one.keys.length > 0);
    expect(lines.length).toBe(withKeys.length);
  });
});

describe("rebinding", () => {
  it("shows who else has the keys, and takes them only when told", () => {
    expect(rivals(command("assign"), "KeyE", FIRST).map((one) => one.id)).toEqual(["close_next"]);
    const keys = taken(FIRST, command("assign"), "KeyE");
    expect(keys).toEqual({ assign: ["KeyE"], close_next: [] });
    expect(rivals(command("assign"), "KeyE", { keys, single_keys: true })).toEqual([]);
  });

  it("forgets keys that are the first ones again", () => {
    const own = { keys: rebound(FIRST, command("pin"), ["KeyY"]), single_keys: true };
    expect(own.keys).toEqual({ pin: ["KeyY"] });
    expect(rebound(own, command("pin"), ["KeyP"])).toEqual({});
  });
});

describe("chords", () => {
  it("are written as on the keyboard", () => {
    expect(keyCaps("Mod+Shift+KeyF", false)).toEqual(["Ctrl", "Shift", "F"]);
    expect(keyCaps("Mod+Shift+KeyF", true)).toEqual(["⇧", "⌘", "F"]);
    expect(ariaKeys("Mod+Shift+KeyF", false)).toBe("Control+Shift+F");
    expect(ariaKeys("Alt+ArrowDown", false)).toBe("Alt+ArrowDown");
    expect(chordOf(press("ShiftLeft", { shiftKey: true }), false), "not yet one").toBeNull();
    expect(isSingle("Shift+KeyE"), "still one letter").toBe(true);
  });

  it("tell text fields from other controls", () => {
    const box = document.createElement("input");
    expect(isTyping(box)).toBe(true);
    box.type = "checkbox";
    expect(isTyping(box)).toBe(false);
    expect(isTyping(document.createElement("textarea"))).toBe(true);
    expect(isTyping(document.createElement("button"))).toBe(false);
  });
});
