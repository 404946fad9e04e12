import { describe, expect, it } from "vitest";
import { message, MINUTE, NOON } from "../../../test/fixtures";
import { timeline } from "./timeline";

const at = (key: string, minutes: number, over = {}) =>
  message({ key, at: NOON + minutes * MINUTE, ...over });

describe("timeline", () => {
  it("groups one author's messages within five minutes", () => {
    const items = timeline([at("a", 0), at("b", 4), at("c", 10)], null);
    expect(items.map((item) => [item.first, item.last])).toEqual([
      [true, false],
      [false, true],
      [true, true],
    ]);
  });

  it("starts a group when the author changes", () => {
    const items = timeline([at("a", 0), at("b", 1, { author: "operator", name: "Iryna" })], null);
    expect(items.map((item) => item.first)).toEqual([true, true]);
  });

  it("puts a day above the first message of each day", () => {
    const items = timeline([at("a", 0), at("b", 1), at("c", 24 * 60)], null);
    expect(items.map((item) => item.day !== null)).toEqual([true, false, true]);
  });

  it("cuts a group at the first unread message", () => {
    const items = timeline([at("a", 0), at("b", 1)], "b");
    expect(items[0]?.last, "the group ends above the divider").toBe(true);
    expect(items[1]).toMatchObject({ divider: true, first: true });
  });
});
