import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { message } from "../../../test/fixtures";
import { Announcer } from "./announcer.svelte";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("Announcer", () => {
  it("says who wrote what", () => {
    const announcer = new Announcer(() => 0);
    announcer.say([message({ text: "Is it ready?" })]);
    expect(announcer.text).toBe("Olena: Is it ready?");
  });

  it("merges more than three in five seconds", () => {
    const announcer = new Announcer(() => 0);
    for (let n = 0; n < 6; n += 1) announcer.say([message({ text: `no. ${n}` })]);
    vi.advanceTimersByTime(5000);
    expect(announcer.text, "the first three were said one by one").toBe("3 new messages");
  });
});
