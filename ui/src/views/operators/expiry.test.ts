import { expect, test } from "vitest";
import { LONGEST, presetExpiry, typedExpiry } from "./expiry";

const now = new Date(2025, 5, 10, 14, 0).getTime();
const at = (day: number, hour: number, minute = 0) =>
  new Date(2025, 5, day, hour, minute).getTime();

test("the_longest_preset_leaves_room_for_clocks_that_differ", () => {
  expect(presetExpiry(now, 24), "a little less than the service allows").toBe(at(11, 13, 55));
  expect(presetExpiry(now, 8), "the others are exact").toBe(at(10, 22));
});

test.each([
  ["today", "18:30", { at: at(10, 18, 30) }],
  ["tomorrow", "9:00", { at: at(11, 9) }],
  ["today", "13:00", { problem: "past" }],
  ["today", "14:00", { problem: "past" }],
  ["tomorrow", "14:01", { problem: "too_far" }],
  ["today", "later", { problem: "time" }],
] as const)("expiry_%s_%s", (day, typed, expected) => {
  expect(typedExpiry(now, day, typed)).toEqual(expected);
});

test("exactly_a_day_is_taken_and_sent_a_little_shorter", () => {
  const found = typedExpiry(now, "tomorrow", "14:00");
  expect(found, "never beyond what the service allows").toEqual({ at: now + LONGEST - 300_000 });
});
