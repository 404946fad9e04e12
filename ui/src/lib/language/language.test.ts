import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { m } from "$lib/paraglide/messages";
import { fullTime, longDuration } from "$lib/format/time";
import { number } from "$lib/format/size";
import { language, names, sorting } from ".";

beforeEach(() => localStorage.clear());
afterEach(() => language.use("en"));

function systemSpeaks(...tags: string[]) {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(tags);
}

test.each([
  [["uk-UA", "en-US"], "uk"],
  [["fr-FR", "es-419", "en"], "es"],
  [["ja-JP"], "en"],
  [["c", ""], "en"],
])("the_first_language_of_%s_that_is_spoken_here_is_taken", async (tags, expected) => {
  systemSpeaks(...tags);
  await language.use(null);
  expect(language.tag).toBe(expected);
});

test("a_choice_speaks_at_once_and_is_remembered_until_the_settings_are_read", async () => {
  await language.use("uk");
  expect(m.chat_close(), "its words").toBe("Закрити чат");
  expect(document.documentElement.lang).toBe("uk");
  await language.use("en");
  localStorage.setItem("language", "es");
  await language.start();
  expect(m.chat_close(), "the next start").toBe("Cerrar chat");
});

test("hebrew_runs_from_right_to_left_and_the_others_do_not", async () => {
  await language.use("he");
  expect(document.documentElement.dir).toBe("rtl");
  await language.use("es");
  expect(document.documentElement.dir).toBe("ltr");
});

test("the_last_choice_wins_however_long_the_earlier_takes_to_load", async () => {
  await Promise.all([language.use("he"), language.use("en")]);
  expect([language.tag, m.common_cancel()]).toEqual(["en", "Cancel"]);
});

test.each([
  ["uk", 1, "1 чат"],
  ["uk", 3, "3 чати"],
  ["uk", 11, "11 чатів"],
  ["uk", 21, "21 чат"],
  ["uk", 1.5, "1,5 чату"],
  ["he", 1, "שיחה אחת"],
  ["he", 2, "שתי שיחות"],
  ["he", 20, "20 שיחות"],
  ["es", 1, "1 chat"],
  ["es", 1_000_000, "1.000.000 chats"],
] as const)("in_%s_%d_has_its_plural", async (tag, count, expected) => {
  await language.use(tag);
  expect(m.team_chats({ count })).toBe(expected);
});

test("times_numbers_and_orders_follow_the_language", async () => {
  const noon = new Date(2026, 4, 4, 12).getTime();
  await language.use("uk");
  expect(fullTime(noon)).toMatch(/понеділок, 4 травня 2026/);
  expect(longDuration(5 * 60_000)).toBe("5 хвилин");
  expect(number(12_345)).toMatch(/^12\s345$/);
  expect(["Ґава", "Гай", "Їжак", "Іван"].sort(sorting().compare)).toEqual([
    "Гай",
    "Ґава",
    "Іван",
    "Їжак",
  ]);
  await language.use("he");
  expect(fullTime(noon)).toMatch(/יום שני, 4 במאי 2026/);
});

test("a_name_that_runs_the_other_way_leaves_the_sentence_in_order", async () => {
  await language.use("en");
  expect(m.op_delete_title({ name: "Olena" })).toBe("Delete Olena?");
  expect(m.op_delete_title({ name: "דוד" })).toBe("Delete \u2068דוד\u2069?");
  await language.use("he");
  expect(m.file_saved({ path: "a.pdf" })).toBe("נשמר בשם \u2068a.pdf\u2069");
});

test("each_language_is_offered_under_its_own_name", () => {
  expect(names().map(({ name }) => name)).toEqual(["English", "Українська", "עברית", "Español"]);
});
