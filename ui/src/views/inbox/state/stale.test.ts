import { describe, expect, it } from "vitest";
import { message, MINUTE, NOON } from "../../../test/fixtures";
import { begun, newLines } from "./stale";

const old = message({ key: "m:1", at: NOON });
const fresh = (over = {}) => message({ key: "m:2", at: NOON + MINUTE, ...over });
const none = new Set<string>();

describe("newLines", () => {
  it("are what the customer or a colleague wrote since", () => {
    const since = begun([old]);
    expect(newLines([old, fresh()], since, none)).toHaveLength(1);
    expect(newLines([old, fresh({ author: "operator" })], since, none)).toHaveLength(1);
    expect(newLines([old, fresh({ author: "system" })], since, none)).toEqual([]);
  });

  it("are not our own lines coming back from the service", () => {
    const since = begun([old, message({ key: "o:1", outbox: 1, author: "operator" })]);
    const back = fresh({ author: "operator", text: "Hello" });
    expect(newLines([old, back], since, new Set(["Hello"]))).toEqual([]);
  });

  it("are what came after an answer was begun that was left and opened again", () => {
    const since = begun([old, fresh()], NOON);
    expect(newLines([old, fresh()], since, none)).toHaveLength(1);
    expect(begun([old, message({ note: { kept: "here" }, at: NOON + MINUTE })]).newest).toBe(NOON);
  });

  it("are not older lines that were read while scrolling back", () => {
    const since = begun([old]);
    const before = message({ key: "m:0", at: NOON - MINUTE });
    expect(newLines([before, old], since, none)).toEqual([]);
  });
});
