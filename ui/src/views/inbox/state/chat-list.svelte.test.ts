import { describe, expect, it, vi } from "vitest";
import type { ChatListPage, ChatListQuery } from "$lib/ipc";
import { listPage, settled } from "../../../test/fixtures";
import { ChatList, PAGE } from "./chat-list.svelte";

function listOf(total: number) {
  const read = vi.fn((query: ChatListQuery) => Promise.resolve(listPage(query, total)));
  return { read, list: new ChatList(read) };
}

describe("ChatList", () => {
  it("reads only the pages near the rows on screen", async () => {
    const { read, list } = listOf(100_000);
    list.setQuery({}, "newest");
    await settled();
    list.setRange(70_010, 70_030);
    await settled();
    expect(read.mock.calls.map(([query]) => query.offset)).toEqual([0, 70_000]);
    expect(list.row(70_010)?.title).toBe("Chat 70010");
    expect(list.row(35_000), "nothing between was read").toBeUndefined();
    expect(list.total).toBe(100_000);
  });

  it("reads all visible pages in one go, so that they agree", async () => {
    const { read, list } = listOf(1000);
    list.setQuery({}, "newest");
    await settled();
    list.setRange(90, 160);
    await settled();
    expect(read.mock.lastCall?.[0]).toMatchObject({ offset: PAGE, limit: 3 * PAGE });
    expect(list.row(160)?.title).toBe("Chat 160");
  });

  it("keeps rows in view while they are read again", async () => {
    let answer: ((page: ChatListPage) => void) | undefined;
    const read = vi.fn((query: ChatListQuery) =>
      read.mock.calls.length === 1
        ? Promise.resolve(listPage(query, 10))
        : new Promise<ChatListPage>((resolve) => (answer = resolve)),
    );
    const list = new ChatList(read);
    list.setQuery({}, "newest");
    await settled();
    list.invalidate();
    await settled();
    expect(list.row(0)?.title, "the old row stands until the new one is there").toBe("Chat 0");
    answer?.(listPage({ filter: {}, limit: 50 }, 12));
    await settled();
    expect(list.total).toBe(12);
  });

  it("merges changes that come while a read is under way", async () => {
    const { read, list } = listOf(10);
    list.setQuery({}, "newest");
    list.invalidate();
    list.invalidate();
    list.invalidate();
    await settled();
    expect(read.mock.calls.length, "one read for the query, one for all changes").toBe(2);
  });

  it("asks for the open chat's place to be kept only if it was unread", async () => {
    const unread = (query: ChatListQuery) => {
      const page = listPage(query, 3);
      return { ...page, rows: page.rows.map((row, at) => ({ ...row, unread: at === 0 ? 2 : 0 })) };
    };
    const read = vi.fn((query: ChatListQuery) => Promise.resolve(unread(query)));
    const list = new ChatList(read);
    list.setQuery({}, "unread_first");
    await settled();
    const [first, second] = [list.row(0)?.id ?? "", list.row(1)?.id ?? ""];
    list.hold(first);
    list.invalidate();
    await settled();
    expect(read.mock.lastCall?.[0].hold, "it was unread when it was opened").toBe(first);
    list.hold(second);
    await settled();
    expect(read.mock.lastCall?.[0].hold, "a read one has its place anyway").toBeUndefined();
  });

  it("drops the answer to a query that is no longer asked", async () => {
    const answers: ((page: ChatListPage) => void)[] = [];
    const list = new ChatList(() => new Promise((resolve) => answers.push(resolve)));
    list.setQuery({ text: "a" }, "newest");
    list.setQuery({ text: "ab" }, "newest");
    answers[0]?.(listPage({ filter: {} }, 500));
    await settled();
    expect(list.total, "the first answer is late").toBe(0);
    answers[1]?.(listPage({ filter: {} }, 3));
    await settled();
    expect(list.total).toBe(3);
  });

  it("tells of a failure and recovers at the next change", async () => {
    const read = vi
      .fn<(query: ChatListQuery) => Promise<ChatListPage>>()
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as commands do
      .mockImplementationOnce(() => Promise.reject({ code: "storage", message: "disk" }))
      .mockImplementation((query) => Promise.resolve(listPage(query, 4)));
    const list = new ChatList(read);
    list.setQuery({}, "newest");
    await settled();
    expect(list.error?.code).toBe("storage");
    expect(read, "a failed read doesn't spin").toHaveBeenCalledTimes(1);
    list.invalidate();
    await settled();
    expect(list.error).toBeNull();
    expect(list.total).toBe(4);
  });

  it("forgets pages beyond the end when the list shrinks", async () => {
    let total = 200;
    const list = new ChatList((query) => Promise.resolve(listPage(query, total)));
    list.setQuery({}, "newest");
    await settled();
    list.setRange(150, 170);
    await settled();
    total = 20;
    list.setRange(0, 10);
    list.invalidate();
    await settled();
    expect(list.row(150)).toBeUndefined();
    expect(list.indexOf("1:150"), "a row beyond the end is nowhere").toBe(-1);
    expect(list.indexOf("1:19")).toBe(19);
  });

  it("reads a row that is not on screen when it is asked for", async () => {
    const { list } = listOf(400);
    list.setQuery({}, "newest");
    await settled();
    expect((await list.rowSoon(321))?.title).toBe("Chat 321");
    expect(await list.rowSoon(400), "there is none beyond the end").toBeUndefined();
  });
});
