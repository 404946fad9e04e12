import { mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { account } from "../../../test/fixtures";
import { Draft } from "./draft.svelte";

const limits = account().capabilities.limits;
let calls: [string, unknown][];
let fail: Set<string>;

beforeEach(() => {
  vi.useFakeTimers();
  calls = [];
  fail = new Set();
  let next = 1;
  mockIPC((command, payload) => {
    calls.push([command, payload]);
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- as commands do
    if (fail.has(command)) throw { code: "storage", message: "disk full" };
    if (command === "draft_get")
      return { text: "from before", attachments: [], since: 5, note: "" };
    if (command === "attachment_add")
      return { id: next++, kind: "photo", name: "a.png", mime: "image/png", size: 3 };
    return null;
  });
});

afterEach(() => vi.useRealTimers());

const saved = () =>
  calls.filter(([command]) => command === "draft_save").map(([, args]) => args as { text: string });

describe("Draft", () => {
  it("is saved within a second of the last key, once", async () => {
    const draft = new Draft("1:1");
    draft.edit("H");
    draft.edit("He");
    draft.edit("Hey");
    await vi.advanceTimersByTimeAsync(900);
    expect(saved()).toEqual([{ chat: "1:1", text: "Hey", since: null }]);
  });

  it("is saved at once on leaving", async () => {
    const draft = new Draft("1:1");
    draft.edit("half a sen");
    await draft.flush();
    expect(saved().at(-1)?.text).toBe("half a sen");
    await draft.flush();
    expect(saved(), "nothing new, nothing saved").toHaveLength(1);
  });

  it("comes back when the chat is opened again", async () => {
    const draft = new Draft("1:1");
    await draft.load();
    expect(draft.text).toBe("from before");
  });

  it("is saved with the newest message there was when it was begun", async () => {
    const draft = new Draft("1:1");
    await draft.load();
    draft.edit("from before, and more");
    await draft.flush();
    expect(saved().at(-1)).toMatchObject({ since: 5 });
    await draft.send();
    draft.edit("another");
    await draft.flush();
    expect(saved().at(-1), "another answer begins anew").toMatchObject({ since: null });
  });

  it("keeps what was typed before the old text arrived", async () => {
    const draft = new Draft("1:1");
    const loading = draft.load();
    draft.edit("new");
    await loading;
    expect(draft.text).toBe("new");
  });

  it("keeps its text when sending fails", async () => {
    fail.add("message_send");
    const draft = new Draft("1:1");
    draft.edit("Important");
    expect(await draft.send()).toBe(false);
    expect(draft.text).toBe("Important");
    expect(draft.sendError?.code).toBe("storage");
    await vi.advanceTimersByTimeAsync(0);
    expect(saved().at(-1)?.text, "and saves it again").toBe("Important");
  });

  it("puts what failed before what was typed meanwhile", async () => {
    fail.add("message_send");
    const draft = new Draft("1:1");
    draft.edit("first");
    const sending = draft.send();
    draft.edit("second");
    await sending;
    expect(draft.text).toBe("first\nsecond");
  });

  it("is empty after it was handed over, with its files", async () => {
    const draft = new Draft("1:1");
    await draft.attach([new File(["abc"], "a.png", { type: "image/png" })], limits);
    draft.edit("  Look  ");
    expect(await draft.send()).toBe(true);
    expect(calls.at(-1)).toEqual([
      "message_send",
      { chat: "1:1", text: "Look", attachments: [1], options: {} },
    ]);
    expect(draft.empty).toBe(true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(saved(), "the sent text is not saved as a draft").toHaveLength(0);
  });

  it("refuses a file that is too big and says so", async () => {
    const draft = new Draft("1:1");
    await draft.attach([new File(["x".repeat(1001)], "big.zip")], limits);
    expect(draft.attachments).toHaveLength(0);
    expect(draft.refused[0]).toMatchObject({ name: "big.zip", why: "too_big" });
  });

  it("refuses an empty file before the service does", async () => {
    const draft = new Draft("1:1");
    await draft.attach([new File([], "empty.txt")], limits);
    expect(draft.refused[0]).toMatchObject({ name: "empty.txt", why: "empty" });
    expect(
      calls.some(([name]) => name === "attachment_add"),
      "not even staged",
    ).toBe(false);
  });

  it("takes a change that came without a key, and ignores one that is none", () => {
    const draft = new Draft("1:1");
    draft.edit("written");
    draft.changed("");
    expect(draft.empty, "emptied by a tool").toBe(true);
    draft.sendError = { code: "server", message: "" };
    draft.changed("");
    expect(draft.sendError, "nothing changed").not.toBeNull();
  });

  it("keeps a draft that couldn't be saved for the next try", async () => {
    fail.add("draft_save");
    const draft = new Draft("1:1");
    draft.edit("abc");
    await draft.flush();
    expect(draft.saveError?.code).toBe("storage");
    fail.clear();
    await draft.flush();
    expect(draft.saveError).toBeNull();
    expect(saved().at(-1)?.text).toBe("abc");
  });
});
