import { describe, expect, it } from "vitest";
import type { CannedReply } from "$lib/ipc";
import { filled, inserted, matching, trigger } from "./canned";

const reply = (shortcut: string, over: Partial<CannedReply> = {}): CannedReply => ({
  id: 1,
  shortcut,
  title: "",
  text: "",
  account: null,
  ...over,
});

describe("trigger", () => {
  it("is a slash at the start or after a space, with what follows it", () => {
    expect(trigger("/he", 3)).toEqual({ start: 0, word: "he" });
    expect(trigger("Hi /", 4)).toEqual({ start: 3, word: "" });
    expect(trigger("Доброго /вітан", 14)).toEqual({ start: 8, word: "вітан" });
  });

  it("is none within a word or an address", () => {
    expect(trigger("and/or", 6)).toBeNull();
    expect(trigger("https://x", 9)).toBeNull();
  });
});

describe("matching", () => {
  it("puts shortcuts that begin so first and leaves out other accounts' replies", () => {
    const replies = [
      reply("thanks", { title: "Hello and thanks" }),
      reply("hello"),
      reply("help", { account: 2 }),
    ];
    const found = matching(replies, 1, "hel").map((one) => one.shortcut);
    expect(found).toEqual(["hello", "thanks"]);
  });
});

describe("filled", () => {
  it("puts values for variables and leaves unknown ones in sight", () => {
    const values = { customer: "Olena", phone: null, operator: "Iryna", account: "Shop", now: 0 };
    expect(filled("{customer.name}, {operator.name} {order.id}", values)).toBe(
      "Olena, Iryna {order.id}",
    );
  });

  it("never reads a variable out of a customer's name", () => {
    const values = {
      customer: "{operator.name}",
      phone: null,
      operator: "Iryna",
      account: "Shop",
      now: 0,
    };
    expect(filled("Hi {customer.name}", values)).toBe("Hi {operator.name}");
  });
});

describe("inserted", () => {
  it("replaces the word and stands behind the reply", () => {
    expect(inserted("Hi /th end", 3, 6, "thanks")).toEqual({ text: "Hi thanks end", cursor: 9 });
  });
});
