import { mockIPC } from "@tauri-apps/api/mocks";
import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import type { AppAnswer, Settings, UpdateState } from "$lib/ipc";
import { app } from "$lib/state/app.svelte";
import { refuse } from "../../../test/admin-fixtures";
import AboutSection from "../AboutSection.svelte";
import { SettingsEditor } from "../settings-editor.svelte";

type Asked = { act: string } & Record<string, unknown>;

const asked: Asked[] = [];
let update: UpdateState;
let answer: (act: Asked) => AppAnswer | undefined;

beforeEach(() => {
  asked.length = 0;
  update = { way: "offered", version: null, notes: null };
  answer = () => undefined;
  mockIPC((command, given) => {
    if (command === "settings_get") return app.settings;
    if (command !== "app_act") return null;
    const { act } = given as { act: Asked };
    asked.push(act);
    return (
      answer(act) ??
      (act.act.startsWith("update_") ? { answer: "update", state: update } : { answer: "done" })
    );
  });
});

async function about() {
  const saved: Settings[] = [];
  const editor = new SettingsEditor((settings) => saved.push(settings));
  await editor.load();
  render(AboutSection, { editor, version: "1.0.0", thisRunOnly: false, problems: [] });
  await screen.findByRole("switch");
  return { user: userEvent.setup(), saved };
}

const acts = () => asked.map(({ act }) => act);

test("nothing_is_asked_of_the_server_before_the_person_says_so", async () => {
  const { user, saved } = await about();
  expect(new Set(acts()), "only what is known already").toEqual(new Set(["update_state"]));
  const daily = screen.getByRole("switch", { name: /Look for newer versions/ });
  expect(daily.getAttribute("aria-checked")).toBe("false");
  await user.click(daily);
  expect(saved.at(-1)?.check_updates).toBe(true);
});

test.each([
  ["package", /package manager/],
  ["policy", /administrator/],
  ["not_offered", /doesn't update itself/],
] as const)("where_updates_are_not_ours_%s_it_says_whose_they_are", async (way, words) => {
  update = { way, version: null, notes: null };
  await about();
  const daily = screen.getByRole<HTMLButtonElement>("switch");
  expect(daily.disabled).toBe(true);
  expect(screen.getByText(words)).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Look now" })).toBeNull();
});

test("a_newer_version_is_installed_only_after_a_question", async () => {
  const { user } = await about();
  update = { way: "offered", version: "1.1.0", notes: "<b>New</b>" };
  await user.click(screen.getByRole("button", { name: "Look now" }));
  const install = await screen.findByRole("button", { name: /Install version 1.1.0/ });
  expect(screen.getByText("<b>New</b>"), "notes are text").toBeTruthy();
  await user.click(install);
  const question = await screen.findByRole("alertdialog");
  expect(acts(), "not yet").not.toContain("update_install");
  answer = (act) =>
    act.act === "update_install"
      ? refuse("invalid", "Messages are still on their way.")
      : undefined;
  await user.click(within(question).getByRole("button", { name: "Install and restart" }));
  await screen.findByText("Updating failed.");
  expect(acts().filter((act) => act === "update_install")).toHaveLength(1);
});

test("the_log_is_filtered_by_level_and_words", async () => {
  answer = (act) =>
    act.act === "read_log"
      ? {
          answer: "log",
          page: {
            lines: [{ level: "warn", text: `a line for ${String(act.text)}` }],
            more: false,
            folder: "/data/logs",
          },
        }
      : undefined;
  const { user } = await about();
  await user.click(screen.getByRole("button", { name: "Show the log…" }));
  const dialog = await screen.findByRole("dialog", { name: "Log" });
  await within(dialog).findByText("a line for");
  await user.selectOptions(within(dialog).getByRole("combobox", { name: "Show" }), "Errors");
  await user.type(within(dialog).getByRole("textbox", { name: "Search" }), "sync");
  await within(dialog).findByText("a line for sync");
  const last = asked.findLast(({ act }) => act === "read_log");
  expect(last).toMatchObject({ level: "error", text: "sync" });
});

test("all_of_a_support_bundle_can_be_seen_before_it_is_saved", async () => {
  const files = [
    { name: "about.json", text: '{"version": "1.0.0"}' },
    { name: "log.txt", text: "a line\n" },
  ];
  answer = (act) => {
    if (act.act === "support_preview") return { answer: "support", files };
    return act.act === "support_save"
      ? { answer: "saved", path: "/home/x.zip", chats: 0 }
      : undefined;
  };
  const { user } = await about();
  await user.click(screen.getByRole("button", { name: "Support bundle…" }));
  const dialog = await screen.findByRole("dialog", { name: "Support bundle" });
  for (const { name, text } of files) {
    await within(dialog).findByText(name);
    expect(within(dialog).getByText(text.trim())).toBeTruthy();
  }
  expect(acts(), "nothing is written unasked").not.toContain("support_save");
  await user.click(within(dialog).getByRole("button", { name: "Save…" }));
  await waitFor(() => expect(within(dialog).getByText("Saved as /home/x.zip")).toBeTruthy());
});
