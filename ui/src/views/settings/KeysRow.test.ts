import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { app } from "$lib/state/app.svelte";
import type { Settings } from "$lib/ipc";
import { COMMANDS } from "../../commands/table";
import KeysRow from "./KeysRow.svelte";

const pin = COMMANDS.find((one) => one.id === "pin");

function shown() {
  if (!pin) throw new Error("no command");
  const changes: Settings["keys"][] = [];
  const settings = app.settings;
  render(KeysRow, {
    command: pin,
    settings,
    onchange: (keys: Settings["keys"]) => changes.push(keys),
  });
  return changes;
}

test("a_press_becomes_the_command_s_key", async () => {
  const changes = shown();
  await userEvent.click(screen.getByRole("button", { name: /^Change the keys/ }));
  await userEvent.keyboard("{Control>}{Shift>}[KeyY]{/Shift}{/Control}");
  expect(changes).toEqual([{ pin: ["Mod+Shift+KeyY"] }]);
});

test("keys_of_another_command_are_asked_about_first", async () => {
  const changes = shown();
  await userEvent.click(screen.getByRole("button", { name: /^Change the keys/ }));
  await userEvent.keyboard("[KeyE]");
  expect(changes, "nothing is taken silently").toEqual([]);
  expect(screen.getByText(/Close and go to the next/)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Use here instead" }));
  expect(changes).toEqual([{ pin: ["KeyE"], close_next: [] }]);
});

test("escape_leaves_the_keys_and_enter_is_refused", async () => {
  const changes = shown();
  await userEvent.click(screen.getByRole("button", { name: /^Change the keys/ }));
  await userEvent.keyboard("{Escape}");
  await userEvent.click(screen.getByRole("button", { name: /^Change the keys/ }));
  await userEvent.keyboard("{Enter}");
  expect(changes).toEqual([]);
  expect(screen.getByRole("status").textContent).toContain("lists and text boxes");
});
