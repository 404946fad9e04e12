import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { OpenTrouble } from "$lib/ipc";
import { app } from "$lib/state/app.svelte";
import Mended from "../../shell/Mended.svelte";
import PhaseFailed from "./PhaseFailed.svelte";

const acts: unknown[] = [];

beforeEach(() => {
  acts.length = 0;
  mockIPC((command, payload) => {
    if (command === "app_act") acts.push((payload as { act: { act: string } }).act.act);
    if (command === "app_state")
      return {
        phase: { phase: "starting" },
        version: "0",
        demo: false,
        last_chat: null,
        waiting: 0,
        mended: { whole: false, kept: "/data/outbox-damaged-1.db" },
      };
    return null;
  });
});

afterEach(() => {
  cleanup();
  clearMocks();
  app.mended = null;
});

function show(why: OpenTrouble) {
  render(PhaseFailed, { error: { code: "storage", message: "what the system said" }, why });
}

test.each([
  ["folder", "Go on for this run only", "this_run_only"],
  ["damaged", "Start over and sign in again", "start_over"],
] as const)("%s_has_a_way_on_beside_trying_again", async (why, label, act) => {
  show(why);
  expect(screen.getByRole("button", { name: "Try again" }), "first of all").toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: label }));
  expect(acts, "what was asked").toEqual([act]);
});

test.each(["no_space", "newer", "in_use", "other"] as const)(
  "%s_can_only_be_tried_again",
  (why) => {
    show(why);
    expect(screen.getAllByRole("button"), "one way").toHaveLength(1);
    expect(screen.getByText(/Nothing was changed/), "and no fear").toBeTruthy();
  },
);

test("mended_damage_is_told_until_it_was_seen", async () => {
  await app.reload();
  render(Mended);
  expect(screen.getByRole("alert").textContent).toContain("/data/outbox-damaged-1.db");
  await userEvent.click(screen.getByRole("button", { name: "Dismiss" }));
  await app.reload();
  expect(screen.queryByRole("alert"), "not again in this run").toBeNull();
});
