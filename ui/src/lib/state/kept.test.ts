import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { coalesce, paced } from "./coalesce";
import { kept } from "./kept";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("what did_not_change_keeps_its_object", () => {
  const before = [
    { id: "a", text: "one" },
    { id: "b", text: "two" },
  ];
  const now = kept(
    before,
    [
      { id: "b", text: "two" },
      { id: "a", text: "more" },
      { id: "c", text: "new" },
    ],
    (one) => one.id,
  );
  expect(now[0], "as it was, wherever it now stands").toBe(before[1]);
  expect(now[1]).toEqual({ id: "a", text: "more" });
  expect(now).toHaveLength(3);
});

test("a_storm_of_news_is_read_now_and_then_the_first_at_once", async () => {
  let reads = 0;
  const ask = coalesce(() => (reads += 1), paced(200, Date.now));
  ask();
  await vi.advanceTimersByTimeAsync(110);
  expect(reads, "the first waits for no gap").toBe(1);
  for (let at = 0; at < 100; at += 1) {
    ask();
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(reads).toBeLessThanOrEqual(6);
  const before = reads;
  await vi.advanceTimersByTimeAsync(400);
  expect(reads, "the last is not forgotten").toBeLessThanOrEqual(before + 1);
});
