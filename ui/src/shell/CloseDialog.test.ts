import { mockIPC } from "@tauri-apps/api/mocks";
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { app } from "$lib/state/app.svelte";
import CloseDialog from "./CloseDialog.svelte";

let saved: unknown[];
let closed: number;

beforeEach(() => {
  saved = [];
  closed = 0;
  mockIPC((command, given) => {
    if (command === "settings_get") return { ...app.settings, theme: "dark" };
    if (command === "settings_set") saved.push((given as { settings: unknown }).settings);
    return null;
  });
  render(CloseDialog, { onclose: () => closed++ });
});

for (const [button, close_to_tray] of [
  ["Keep running", true],
  ["Quit", false],
] as const) {
  test(`"${button}" is kept in the settings, and nothing else is`, async () => {
    await userEvent.setup().click(await screen.findByRole("button", { name: button }));
    await waitFor(() => expect(closed).toBeGreaterThan(0));
    expect(saved).toEqual([{ ...app.settings, theme: "dark", close_to_tray }]);
  });
}

test("Escape leaves the window open and the question for the next time", async () => {
  await screen.findByRole("button", { name: "Quit" });
  await userEvent.setup().keyboard("{Escape}");
  await waitFor(() => expect(closed).toBeGreaterThan(0));
  expect(saved).toEqual([{ ...app.settings, theme: "dark", close_to_tray: null }]);
});
