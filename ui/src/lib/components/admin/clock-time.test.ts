import { expect, test } from "vitest";
import { clockMinutes, clockText, momentOf } from "./clock-time";

test.each([
  ["8:30", 510],
  ["08.30", 510],
  ["0830", 510],
  ["8", 480],
  ["8:30 pm", 1230],
  ["12 am", 0],
  ["12:00 p.m.", 720],
  ["23:59", 1439],
  ["24:00", null],
  ["8:75", null],
  ["13 pm", null],
  ["soon", null],
  ["", null],
])("time_%s_is_%s_minutes", (typed, minutes) => {
  expect(clockMinutes(typed), typed).toBe(minutes);
});

test("minutes_are_written_as_they_are_typed", () => {
  for (const minutes of [0, 1, 510, 1439]) {
    expect(clockMinutes(clockText(minutes)), "the way there and back").toBe(minutes);
  }
});

test("a_moment_is_by_the_local_clock", () => {
  const now = new Date(2025, 0, 31, 12, 0).getTime();
  expect(new Date(momentOf(now, 1, 480)), "over the end of a month").toEqual(
    new Date(2025, 1, 1, 8, 0),
  );
});
