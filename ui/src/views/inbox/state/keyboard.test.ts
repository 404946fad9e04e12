import { describe, expect, it } from "vitest";
import { actOf, isTyping } from "./keyboard";

const key = (code: string, over = {}) => ({
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  ...over,
});

describe("actOf", () => {
  it("goes by the physical key, whatever letter it types", () => {
    expect(actOf(key("KeyE"), false, false)).toBe("close_next");
    expect(actOf(key("KeyE", { shiftKey: true }), false, false)).toBe("close");
  });

  it("leaves single keys to text being written", () => {
    for (const code of ["KeyE", "KeyR", "KeyO", "KeyU", "KeyD", "KeyJ", "KeyK"])
      expect(actOf(key(code), true, false), code).toBeNull();
  });

  it("walks through chats while writing", () => {
    expect(actOf(key("ArrowDown", { altKey: true }), true, false)).toBe("next");
    expect(actOf(key("ArrowUp", { altKey: true }), true, false)).toBe("previous");
  });

  it("takes Ctrl, or Cmd on a Mac, and never the other", () => {
    expect(actOf(key("KeyF", { ctrlKey: true }), true, false)).toBe("search");
    expect(actOf(key("KeyF", { metaKey: true }), true, true)).toBe("search");
    expect(actOf(key("KeyF", { ctrlKey: true }), true, true)).toBeNull();
  });

  it("never takes AltGr or Alt with a letter: they write letters", () => {
    expect(actOf(key("KeyE", { altKey: true, ctrlKey: true }), true, false)).toBeNull();
    expect(actOf(key("KeyE", { altKey: true }), false, false)).toBeNull();
  });

  it("waits for an input method to finish", () => {
    expect(actOf(key("KeyJ", { isComposing: true }), false, false)).toBeNull();
  });
});

describe("isTyping", () => {
  it("tells text fields from other controls", () => {
    const box = document.createElement("input");
    expect(isTyping(box)).toBe(true);
    box.type = "checkbox";
    expect(isTyping(box)).toBe(false);
    expect(isTyping(document.createElement("textarea"))).toBe(true);
    expect(isTyping(document.createElement("button"))).toBe(false);
  });
});
