import { describe, expect, it } from "vitest";
import { chatRow, MINUTE, NOON } from "../../test/fixtures";
import { linkify } from "./linkify";
import { fileSize } from "./size";
import { dayLabel, longDuration, shortDuration, shortTime } from "./time";
import { rowInWords } from "./words";

const HOUR = 60 * MINUTE;

describe("times", () => {
  it("are relative within a day and absolute beyond", () => {
    expect(shortTime(NOON - 20_000, NOON)).toBe("now");
    expect(shortTime(NOON - 5 * MINUTE, NOON)).toBe("5m");
    expect(shortTime(NOON - 3 * HOUR, NOON)).toMatch(/^0?9:00/);
    expect(shortTime(NOON - 24 * HOUR, NOON)).toBe("Yesterday");
    expect(shortTime(NOON - 30 * 24 * HOUR, NOON)).toMatch(/Apr/);
    expect(shortTime(NOON - 400 * 24 * HOUR, NOON)).toMatch(/2025/);
  });

  it("name days for separators", () => {
    expect(dayLabel(NOON, NOON)).toBe("Today");
    expect(dayLabel(NOON - 24 * HOUR, NOON)).toBe("Yesterday");
    expect(dayLabel(NOON - 72 * HOUR, NOON)).toMatch(/May/);
  });

  it("say how long something lasted", () => {
    expect(shortDuration(6_500)).toBe("6 s");
    expect(shortDuration(12 * MINUTE)).toBe("12 min");
    expect(longDuration(MINUTE)).toBe("1 minute");
    expect(longDuration(12 * MINUTE)).toBe("12 minutes");
    expect(longDuration(50 * HOUR)).toBe("2 days");
  });
});

describe("rowInWords", () => {
  it("says a row as a person would", () => {
    const row = chatRow({
      unread: 3,
      waiting_since: NOON - 12 * MINUTE,
      draft: true,
    });
    expect(rowInWords(row, NOON, null)).toBe(
      "Olena K., Viber, unread 3, Open, waiting 12 minutes, draft",
    );
  });

  it("falls back to the phone, then to the id", () => {
    expect(rowInWords(chatRow({ title: "", phone: "+380" }), NOON, null)).toMatch(/^\+380/);
    expect(rowInWords(chatRow({ title: "" }), NOON, null)).toMatch(/^Chat 100/);
  });
});

describe("linkify", () => {
  const urls = (text: string) => linkify(text).flatMap((part) => part.url ?? []);

  it("finds web, mail and phone links and leaves the text whole", () => {
    const text = "See https://a.example/x?y=1, write me@b.example or tel:+380671234567.";
    expect(urls(text)).toEqual([
      "https://a.example/x?y=1",
      "mailto:me@b.example",
      "tel:+380671234567",
    ]);
    expect(
      linkify(text)
        .map((part) => part.text)
        .join(""),
    ).toBe(text);
  });

  it("leaves punctuation out and brackets that belong in", () => {
    expect(urls("(https://a.example/b_(c)).")).toEqual(["https://a.example/b_(c)"]);
    expect(urls("www.a.example!")).toEqual(["https://www.a.example"]);
  });

  it("makes no link of other schemes", () => {
    expect(urls("javascript:alert(1) file:///etc/passwd data:text/html,x")).toEqual([]);
  });
});

describe("fileSize", () => {
  it("counts as file managers do", () => {
    expect(fileSize(900)).toBe("900 B");
    expect(fileSize(1536)).toBe("1.5 KB");
    expect(fileSize(10 * 1024 * 1024)).toBe("10 MB");
  });
});
