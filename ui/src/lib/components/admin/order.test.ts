import { expect, test } from "vitest";
import { compareText, matches, turned } from "./order";

test("numbers_sort_as_numbers", () => {
  expect(["10", "9", "101"].sort(compareText), "not as text").toEqual(["9", "10", "101"]);
});

test("the_same_heading_turns_the_order_round", () => {
  const once = turned({ column: "id", descending: false }, "name");
  expect(once, "another column begins at its start").toEqual({ column: "name", descending: false });
  expect(turned(once, "name").descending, "and turns round").toBe(true);
});

test("search_asks_for_every_word_in_any_script", () => {
  expect(matches("оле ШЕВ", "Олена Шевченко"), "Cyrillic, any case").toBe(true);
  expect(matches("נועה", "נועה לוי"), "Hebrew").toBe(true);
  expect(matches("olena 21", "Olena", "21"), "words in different columns").toBe(true);
  expect(matches("olena x", "Olena"), "every word counts").toBe(false);
  expect(matches("  ", "anything"), "nothing asked, everything found").toBe(true);
});
