import { expect, test, vi } from "vitest";
import { showTheme } from "./theme";

test("the_system_is_followed_until_a_theme_is_chosen", () => {
  const system = Object.assign(new EventTarget(), { matches: true });
  vi.stubGlobal("matchMedia", () => system);
  const shown = () => document.documentElement.dataset["theme"];
  const stop = showTheme("system");
  expect(shown()).toBe("dark");
  system.matches = false;
  system.dispatchEvent(new Event("change"));
  expect(shown(), "at once").toBe("light");
  stop();
  const stopDark = showTheme("dark");
  expect(shown(), "whatever the system says").toBe("dark");
  stopDark();
  system.dispatchEvent(new Event("change"));
  expect(shown(), "nobody listens any more").toBe("dark");
  vi.unstubAllGlobals();
});
