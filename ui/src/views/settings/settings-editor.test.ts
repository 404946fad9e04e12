import { mockIPC } from "@tauri-apps/api/mocks";
import { expect, test } from "vitest";
import type { Settings } from "$lib/ipc";
import { refuse } from "../../test/admin-fixtures";
import { foundSections, foundSettings, sections } from "./sections";
import { typedQuietHours } from "./quiet";
import { SettingsEditor } from "./settings-editor.svelte";

const initial: Settings = {
  language: null,
  theme: "system",
  density: "comfortable",
  list_sort: null,
  send_key: "enter",
  notifications: "all",
  private_notifications: false,
  quiet_until: null,
  quiet_hours_from: null,
  quiet_hours_to: null,
  read_when_seen: true,
  undo_seconds: 0,
  keep_messages_days: null,
  keys: {},
  single_keys: true,
  sounds: "all",
  repeat_minutes: null,
  close_to_tray: null,
  autostart: false,
  check_updates: false,
  lock_minutes: null,
};

async function editor(save: (settings: Settings) => void) {
  const shown: Settings[] = [];
  mockIPC((command, given) => {
    if (command === "settings_get") return initial;
    save((given as { settings: Settings }).settings);
    return null;
  });
  const settings = new SettingsEditor((next) => shown.push(next));
  await settings.load();
  return { settings, shown };
}

test("a_choice_shows_at_once_and_is_saved", async () => {
  const saved: Settings[] = [];
  const { settings, shown } = await editor((next) => saved.push(next));
  const done = settings.change({ theme: "dark" });
  expect(settings.value?.theme, "before it is saved").toBe("dark");
  expect(shown.at(-1)?.theme, "and the window follows").toBe("dark");
  await done;
  expect(saved).toEqual([{ ...initial, theme: "dark" }]);
});

test("a_choice_that_is_not_saved_is_taken_back_alone", async () => {
  const { settings } = await editor((next) => {
    if (next.theme === "dark") refuse("storage", "disk full");
  });
  const first = settings.change({ theme: "dark" });
  const second = settings.change({ density: "compact" });
  await Promise.all([first, second]);
  expect(settings.value, "the other choice stays").toEqual({ ...initial, density: "compact" });
  expect(settings.failed("theme")?.message).toBe("disk full");
  expect(settings.failed("density")).toBeNull();
});

test("saving_the_same_setting_later_ends_its_failure", async () => {
  let full = true;
  const { settings } = await editor(() => {
    if (full) refuse("storage");
  });
  await settings.change({ theme: "dark" });
  full = false;
  await settings.change({ theme: "dark" });
  expect([settings.value?.theme, settings.failure]).toEqual(["dark", null]);
});

test("the_search_finds_settings_inside_sections", () => {
  const found = (query: string) => foundSections(query).map((one) => one.id);
  expect(found("").length, "everything").toBe(sections.length);
  expect(found("ready answers")).toEqual(["canned"]);
  expect(found("quiet hours")).toEqual(["notifications"]);
  expect(found("DENSITY")).toEqual(["appearance"]);
  expect(found("sign out")).toEqual(["accounts"]);
  expect(found("nothing like it")).toEqual([]);
});

test("the_search_finds_single_settings_by_name_first", () => {
  const found = (query: string) => foundSettings(query).map(({ setting }) => setting.id);
  expect(found(""), "nothing was asked").toEqual([]);
  expect(found("theme")[0]).toBe("theme");
  expect(found("take back").length, "by its words").toBeGreaterThan(0);
  expect(found("snooze"), "a command's keys").toContain("key-snooze");
  expect(found("nothing like it")).toEqual([]);
});

test.each([
  ["22:00", "8:00", { from: 1320, to: 480 }],
  ["22:00", "22:00", { problem: "same", box: "to" }],
  ["late", "8:00", { problem: "time", box: "from" }],
  ["22:00", "", { problem: "time", box: "to" }],
])("quiet_hours_%s_to_%s", (from, to, expected) => {
  expect(typedQuietHours(from, to)).toEqual(expected);
});
