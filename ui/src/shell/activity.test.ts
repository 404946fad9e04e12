import { mockIPC } from "@tauri-apps/api/mocks";
import { expect, test } from "vitest";
import { app } from "$lib/state/app.svelte";
import { stirred } from "./activity";

test("the_program_hears_now_and_then_that_somebody_is_there", () => {
  let told = 0;
  mockIPC(() => {
    told += 1;
    return { answer: "done" };
  });
  app.lock = { set: false, locked: false, wait_until: null };
  stirred(0);
  expect(told, "without a passphrase nobody asks").toBe(0);
  app.lock = { set: true, locked: false, wait_until: null };
  for (const now of [0, 10, 9_999, 10_001, 15_000]) stirred(now);
  expect(told, "not with each key").toBe(2);
});
