import { mockIPC } from "@tauri-apps/api/mocks";
import { beforeEach, expect, test } from "vitest";
import type { ImportAnswer, ImportChanges } from "$lib/ipc";
import { changeText } from "./setting-text";
import { Transfer } from "./transfer.svelte";

const NOTHING: ImportChanges = {
  settings: [],
  keys: [],
  canned_new: [],
  canned_changed: [],
  views_new: [],
  views_changed: [],
  unknown: [],
  left_out: [],
};
let answer: ImportAnswer;
let acts: Record<string, unknown>[];
let full: boolean;

beforeEach(() => {
  acts = [];
  full = false;
  mockIPC((command, given) => {
    if (command !== "app_act") return null;
    const { act } = given as { act: Record<string, unknown> };
    acts.push(act);
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (full) throw { code: "storage", message: "disk full" };
    if (act["act"] === "export_settings") return { answer: "cancelled" };
    return { answer: "imported", import: answer };
  });
});

const file = (text: string, name = "settings.json") => new File([text], name);

test("a_file_changes_nothing_before_it_is_agreed_to", async () => {
  const transfer = new Transfer();
  answer = { import: "changes", changes: { ...NOTHING, canned_new: ["bye"] } };
  await transfer.read(file("{}"));
  expect(transfer.offer?.changes.canned_new).toEqual(["bye"]);
  expect(acts.map((act) => act["apply"])).toEqual([false]);
  await transfer.take();
  expect(acts.map((act) => act["apply"])).toEqual([false, true]);
  expect(transfer.offer, "done").toBeNull();
  expect(transfer.outcome).toEqual({ what: "imported", name: "settings.json" });
});

test.each(["foreign", "newer"] as const)("a_%s_file_is_refused", async (why) => {
  const transfer = new Transfer();
  answer = { import: "refused", why };
  await transfer.read(file("x", "x.json"));
  expect(transfer.offer).toBeNull();
  expect(transfer.outcome).toEqual({ what: "refused", name: "x.json", why });
});

test("a_file_that_is_far_too_long_is_not_even_read", async () => {
  const transfer = new Transfer();
  await transfer.read(file("x".repeat(2 * 1024 * 1024 + 1)));
  expect(transfer.outcome?.what).toBe("refused");
  expect(acts).toEqual([]);
});

test("a_file_that_changes_nothing_says_so_but_names_what_it_ignores", async () => {
  const transfer = new Transfer();
  answer = { import: "changes", changes: NOTHING };
  await transfer.read(file("{}"));
  expect(transfer.outcome?.what).toBe("same");
  answer = { import: "changes", changes: { ...NOTHING, unknown: ["settings.sparkles"] } };
  await transfer.read(file("{}"));
  expect(transfer.offer?.changes.unknown).toEqual(["settings.sparkles"]);
});

test("failures_are_told_and_going_back_is_none", async () => {
  const transfer = new Transfer();
  await transfer.export();
  expect(transfer.outcome, "the person went back").toBeNull();
  full = true;
  await transfer.export();
  expect(transfer.outcome).toMatchObject({ what: "failed", doing: "export" });
});

test("a_change_is_told_in_words", () => {
  expect(changeText({ name: "theme", from: "dark", to: "light" })).toBe(
    "Theme: Dark becomes Light",
  );
  expect(changeText({ name: "quiet_hours_from", from: null, to: 1320 })).toContain("not set");
  expect(changeText({ name: "single_keys", from: true, to: false })).toContain("on becomes off");
  expect(changeText({ name: "from_elsewhere", from: 1, to: 2 }), "whatever it is").toBe(
    "from_elsewhere: 1 becomes 2",
  );
});
