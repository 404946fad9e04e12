import { mockIPC } from "@tauri-apps/api/mocks";
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import type { AppState, LockState } from "$lib/ipc";
import { app } from "$lib/state/app.svelte";
import LockScreen from "./LockScreen.svelte";

const RIGHT = "correct horse";
let lock: LockState;
let acts: Record<string, unknown>[];

const state = (): AppState => ({
  phase: { phase: "ready", this_run_only: false },
  version: "1",
  demo: false,
  last_chat: null,
  waiting: 0,
  policy: app.policy,
  lock,
  mended: null,
});

beforeEach(() => {
  lock = { set: true, locked: true, wait_until: null };
  acts = [];
  app.lock = lock;
  mockIPC((command, given) => {
    if (command === "app_state") return state();
    if (command === "settings_get") return app.settings;
    if (command === "account_list") return [];
    if (command !== "app_act") return null;
    const { act } = given as { act: Record<string, unknown> };
    acts.push(act);
    if (act["act"] === "erase") {
      lock = { set: false, locked: false, wait_until: null };
      return { answer: "done" };
    }
    if (act["passphrase"] === RIGHT) {
      lock = { ...lock, locked: false };
      return { answer: "done" };
    }
    lock = { ...lock, wait_until: acts.length > 1 ? Date.now() + 9500 : null };
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    throw { code: "unauthorized", message: "" };
  });
});

test("only_the_passphrase_opens_the_lock", async () => {
  const user = userEvent.setup();
  render(LockScreen);
  const box = screen.getByLabelText("Passphrase");
  expect(document.activeElement, "ready to type").toBe(box);
  await user.type(box, "wrong horse{Enter}");
  await screen.findByText("That is not the passphrase.");
  expect((box as HTMLInputElement).value, "typed anew").toBe("");
  await user.type(box, `${RIGHT}{Enter}`);
  await waitFor(() => expect(app.lock.locked).toBe(false));
});

test("while_no_try_counts_none_is_made", async () => {
  const user = userEvent.setup();
  render(LockScreen);
  const box = screen.getByLabelText("Passphrase");
  await user.type(box, "wrong horse{Enter}");
  await screen.findByText("That is not the passphrase.");
  await user.type(box, "wrong mule{Enter}");
  await screen.findByText(/Too many wrong tries\. Try again in 10 sec/);
  await user.type(box, `${RIGHT}{Enter}`);
  expect(acts.length, "the third was not even sent").toBe(2);
});

test("erasing_is_asked_about_and_needs_a_yes", async () => {
  const user = userEvent.setup();
  render(LockScreen);
  await user.click(screen.getByRole("button", { name: "I forgot the passphrase" }));
  const erase = await screen.findByRole("button", { name: "Sign out and erase" });
  expect((erase as HTMLButtonElement).disabled, "not before it is understood").toBe(true);
  await user.click(screen.getByLabelText("I understand that this can't be undone"));
  await user.click(erase);
  await waitFor(() => expect(app.lock).toEqual({ set: false, locked: false, wait_until: null }));
  expect(acts).toEqual([{ act: "erase" }]);
});
