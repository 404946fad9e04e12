import { mockIPC } from "@tauri-apps/api/mocks";
import { render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { app } from "$lib/state/app.svelte";
import { clock } from "$lib/state/clock.svelte";
import { account, NOON } from "../test/fixtures";
import Rail from "./Rail.svelte";

const synced = (at: number) => {
  const one = account();
  return { ...one, health: { ...one.health, synced_at: at, state: { state: "online" as const } } };
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("says when it last read, though the reading found nothing to tell of", async () => {
  clock.now = NOON + 180_000;
  app.accounts = [synced(NOON)];
  mockIPC((command) => (command === "account_list" ? [synced(NOON + 175_000)] : null));
  render(Rail);
  expect(screen.getByText("Live · synced 3 min ago")).toBeTruthy();
  await vi.advanceTimersByTimeAsync(61_000);
  expect(screen.getByText("Live · synced 5 s ago")).toBeTruthy();
});
