import { expect, test } from "vitest";
import { quietUntilTomorrow } from "./quiet";

test("until_the_morning_is_the_next_eight_o_clock", () => {
  const at = (day: number, hour: number, minute = 0) =>
    new Date(2026, 4, day, hour, minute).getTime();
  expect(quietUntilTomorrow(at(12, 22)), "in the evening").toBe(at(13, 8));
  expect(quietUntilTomorrow(at(13, 1)), "after midnight, the same one").toBe(at(13, 8));
  expect(quietUntilTomorrow(at(13, 8)), "as it is over").toBe(at(14, 8));
});
