import { mockIPC } from "@tauri-apps/api/mocks";
import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import type { Settings } from "$lib/ipc";
import { language } from "$lib/language";
import { app } from "$lib/state/app.svelte";
import LanguageChoice from "./LanguageChoice.svelte";
import { SettingsEditor } from "./settings-editor.svelte";

afterEach(() => language.use("en"));

async function shown() {
  const saved: Settings[] = [];
  mockIPC((command, given) => {
    if (command === "settings_get") return app.settings;
    if (command === "settings_set") saved.push((given as { settings: Settings }).settings);
    return null;
  });
  const editor = new SettingsEditor();
  await editor.load();
  const drawn = render(LanguageChoice, { editor, settings: app.settings });
  return { saved, drawn, draw: () => render(LanguageChoice, { editor, settings: app.settings }) };
}

test("a_language_is_saved_and_the_focus_is_there_again_once_it_is_spoken", async () => {
  const user = userEvent.setup();
  const { saved, drawn, draw } = await shown();
  const choice = screen.getByRole("combobox", { name: "Language" });
  await user.selectOptions(choice, "Українська");
  expect(saved.map((settings) => settings.language)).toEqual(["uk"]);
  drawn.unmount();
  await language.use("uk");
  draw();
  expect(document.activeElement, "drawn anew").toBe(screen.getByRole("combobox", { name: "Мова" }));
});

test("the_system_is_a_choice_and_takes_no_focus_by_itself", async () => {
  const user = userEvent.setup();
  const { saved, drawn, draw } = await shown();
  await user.selectOptions(screen.getByRole("combobox", { name: "Language" }), "System");
  expect(saved.map((settings) => settings.language)).toEqual([null]);
  drawn.unmount();
  draw();
  expect(document.activeElement, "nothing was drawn anew").toBe(document.body);
});
