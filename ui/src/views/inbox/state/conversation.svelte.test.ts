import { mockIPC } from "@tauri-apps/api/mocks";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { MessagePage, MessageView } from "$lib/ipc";
import { chatView, message, MINUTE, NOON } from "../../../test/fixtures";
import { Conversation } from "./conversation.svelte";

const row = (n: number, over: Partial<MessageView> = {}) =>
  message({ key: `m:${n}`, at: NOON + n * MINUTE, ...over });

let page: MessagePage;
let older: MessagePage;
let seen: unknown[];
const arrived = vi.fn();

beforeEach(() => {
  arrived.mockReset();
  seen = [];
  page = { messages: [row(10), row(11)], older: "m:10", first_unread: "m:11" };
  older = { messages: [row(8), row(9)], older: null, first_unread: null };
  mockIPC((command, payload) => {
    if (command === "chat_get") return chatView();
    if (command === "message_list")
      return (payload as { before: string | null }).before === null ? page : older;
    if (command === "chat_seen") seen.push(payload);
    return null;
  });
});

async function opened() {
  const conversation = new Conversation("1:1", arrived);
  await conversation.open();
  return conversation;
}

const keys = (conversation: Conversation) => conversation.messages.map((entry) => entry.key);

describe("Conversation", () => {
  it("puts older messages in front and says so", async () => {
    const conversation = await opened();
    await conversation.readOlder();
    expect(keys(conversation)).toEqual(["m:8", "m:9", "m:10", "m:11"]);
    expect(conversation.prepended, "the view keeps still").toBe(true);
    expect(conversation.older).toBeNull();
  });

  it("waits for what the service is asked for, and reads on once it is there", async () => {
    const conversation = await opened();
    older = { messages: [], older: "m:10", first_unread: null };
    await conversation.readOlder();
    expect(keys(conversation), "nothing yet").toEqual(["m:10", "m:11"]);
    older = { messages: [row(9)], older: "m:9", first_unread: null };
    await conversation.readOlder();
    expect(keys(conversation), "and not asked again and again").toEqual(["m:10", "m:11"]);
    await conversation.reload();
    expect(keys(conversation), "it came").toEqual(["m:9", "m:10", "m:11"]);
  });

  it("keeps older messages when the newest are read again", async () => {
    const conversation = await opened();
    await conversation.readOlder();
    page = { messages: [row(10), row(11), row(12)], older: "m:10", first_unread: null };
    await conversation.reload();
    expect(keys(conversation)).toEqual(["m:8", "m:9", "m:10", "m:11", "m:12"]);
    expect(conversation.firstUnread, "the divider stays where it was").toBe("m:11");
  });

  it("tells of what others wrote, not of our own", async () => {
    const conversation = await opened();
    expect(arrived, "what was there is not new").not.toHaveBeenCalled();
    page = {
      ...page,
      messages: [...page.messages, row(12), row(13, { author: "operator" })],
    };
    await conversation.reload();
    expect(arrived.mock.calls[0]?.[0]).toMatchObject([{ key: "m:12" }]);
  });

  it("doesn't call a history new that is read only after the chat was opened", async () => {
    const whole = page;
    page = { messages: [], older: null, first_unread: null };
    const conversation = await opened();
    page = whole;
    await conversation.reload();
    expect(keys(conversation)).toEqual(["m:10", "m:11"]);
    expect(arrived, "it was there before").not.toHaveBeenCalled();
    const now = Date.now() + 1;
    page = { ...page, messages: [...page.messages, row(12, { at: now })] };
    await conversation.reload();
    expect(arrived.mock.calls[0]?.[0]).toMatchObject([{ key: "m:12" }]);
  });

  it("counts what arrives below while the person reads above", async () => {
    const conversation = await opened();
    conversation.setAtEnd(false);
    page = { ...page, messages: [...page.messages, row(12), row(13)] };
    await conversation.reload();
    expect(conversation.below).toBe(2);
    conversation.setAtEnd(true);
    expect(conversation.below).toBe(0);
  });

  it("says once that the newest message was seen", async () => {
    const conversation = await opened();
    await conversation.seen();
    await conversation.seen();
    expect(seen).toEqual([{ chat: "1:1", key: "m:11" }]);
  });

  it("shows nothing of a chat that was left", async () => {
    const conversation = new Conversation("1:1", arrived);
    const opening = conversation.open();
    conversation.end();
    await opening;
    expect(conversation.ready).toBe(false);
  });
});
