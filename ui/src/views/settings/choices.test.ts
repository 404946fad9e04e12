import { expect, test } from "vitest";
import { keepChoices, unitText, withCurrent } from "./choices";

test("what_is_set_can_be_chosen_whatever_it_is", () => {
  expect(withCurrent([5, 10], 10)).toEqual([5, 10]);
  expect(withCurrent([5, 10], 7), "in its place").toEqual([5, 7, 10]);
  expect(withCurrent([5, 10], null), "nothing is set").toEqual([5, 10]);
});

test("an_administrators_days_are_the_most_that_can_be_chosen", () => {
  expect(keepChoices(30, null), "nobody decided").toEqual([30, 90, 180, 365]);
  expect(keepChoices(90, 90), "as many and fewer").toEqual([30, 90]);
  expect(keepChoices(45, 60), "both stand in their place").toEqual([30, 45, 60]);
  expect(keepChoices(7, 7), "fewer than any we offer").toEqual([7]);
});

test("lengths_of_time_are_words", () => {
  expect(unitText(1, "year")).toBe("1 year");
  expect(unitText(30, "day")).toBe("30 days");
});
