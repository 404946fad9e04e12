import { describe, expect, it } from "vitest";
import type { MessageHit, MessageHits, MessageQuery } from "$lib/ipc";
import { settled } from "../../../test/fixtures";
import { FindInChat } from "./find.svelte";
import { Hits } from "./hits.svelte";

export const hit = (key: string): MessageHit => ({
  chat: "1:1",
  account: 1,
  title: "Olena K.",
  channel: "viber",
  key,
  author: "customer",
  name: "Olena",
  at: 0,
  pieces: [
    { text: "the ", hit: false },
    { text: "price", hit: true },
  ],
});

function service(pages: Record<string, MessageHits>) {
  const asked: MessageQuery[] = [];
  const read = (query: MessageQuery) => {
    asked.push(query);
    const page = pages[query.after ?? ""];
    return page ? Promise.resolve(page) : Promise.reject(new Error("offline"));
  };
  return { asked, read };
}

describe("Hits", () => {
  it("reads page after page and stops at the last", async () => {
    const { asked, read } = service({
      "": { hits: [hit("m:2")], next: "p2" },
      p2: { hits: [hit("m:1")], next: null },
    });
    const hits = new Hits(read);
    await hits.look({ filter: { text: "price" } });
    await hits.more();
    await hits.more();
    expect(hits.hits.map((one) => one.key)).toEqual(["m:2", "m:1"]);
    expect(asked.length, "nothing is asked after the end").toBe(2);
  });

  it("asks for nothing without words, and once for the same words", async () => {
    const { asked, read } = service({ "": { hits: [], next: null } });
    const hits = new Hits(read);
    await hits.look({ filter: { text: " " } });
    expect(asked).toEqual([]);
    await hits.look({ filter: { text: "price" } });
    await hits.look({ filter: { text: "price" } });
    expect(asked.length).toBe(1);
  });

  it("says that it failed and can be asked again", async () => {
    const pages: Record<string, MessageHits> = {};
    const { read } = service(pages);
    const hits = new Hits(read);
    await hits.look({ filter: { text: "price" } });
    expect(hits.error).not.toBeNull();
    pages[""] = { hits: [hit("m:1")], next: null };
    await hits.again();
    expect([hits.error, hits.hits.length]).toEqual([null, 1]);
  });

  it("lets an answer that comes too late go", async () => {
    const answers: ((page: MessageHits) => void)[] = [];
    const hits = new Hits(() => new Promise((done) => answers.push(done)));
    void hits.look({ filter: { text: "a" } });
    void hits.look({ filter: { text: "ab" } });
    answers[1]?.({ hits: [hit("m:new")], next: null });
    await settled();
    answers[0]?.({ hits: [hit("m:old")], next: null });
    await settled();
    expect(hits.hits.map((one) => one.key)).toEqual(["m:new"]);
  });
});

describe("FindInChat", () => {
  it("shows the newest match first and walks to older ones and back", async () => {
    const { asked, read } = service({ "": { hits: [hit("m:3"), hit("m:2")], next: null } });
    const shown: (string | null)[] = [];
    const find = new FindInChat("1:1", read, (key) => shown.push(key));
    await find.look("price");
    await find.step(1);
    await find.step(1);
    await find.step(-1);
    expect(shown, "the last one stays the last").toEqual(["m:3", "m:2", "m:3"]);
    expect(asked[0]).toMatchObject({ chat: "1:1", filter: { text: "price" } });
  });
});
