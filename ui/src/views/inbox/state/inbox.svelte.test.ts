import { mockIPC } from "@tauri-apps/api/mocks";
import { beforeEach, describe, expect, it } from "vitest";
import type { ChatListQuery } from "$lib/ipc";
import { chatView, listPage, settled } from "../../../test/fixtures";
import { Inbox } from "./inbox.svelte";

const chat = "1:0";

beforeEach(() => {
  mockIPC((command, payload) => {
    switch (command) {
      case "chat_list":
        return listPage((payload as { query: ChatListQuery }).query, 3);
      case "chat_counts":
        return { all: 3, unread: 0, unread_messages: 0, by_status: [] };
      case "chat_get":
        return chatView();
      case "message_list":
        return { messages: [], older: null, first_unread: null };
      case "draft_get":
        return { text: "Half an answ", attachments: [] };
      default:
        return null;
    }
  });
});

async function opened(): Promise<Inbox> {
  const inbox = new Inbox((task) => task());
  inbox.start();
  await settled();
  await inbox.open(chat);
  await settled();
  return inbox;
}

describe("Inbox", () => {
  it("shows what was being written when the chat is deleted at the service", async () => {
    const inbox = await opened();
    inbox.take({ type: "chat_removed", chat });
    expect(inbox.conversation, "the chat is gone").toBeNull();
    expect(inbox.leftover, "the words are not").toBe("Half an answ");
    await inbox.open("1:1");
    expect(inbox.leftover, "until the person goes on").toBeNull();
  });

  it("shows nothing of a chat that the person deleted", async () => {
    const inbox = await opened();
    await inbox.remove(chat);
    inbox.take({ type: "chat_removed", chat });
    expect(inbox.leftover, "the person typed its name to be rid of it").toBeNull();
  });

  it("keeps nothing of an account that is gone, and saves nothing under its ids", async () => {
    const inbox = await opened();
    inbox.setFilter({ account: 1 });
    inbox.draft?.edit("to somebody else's chat");
    const saved: unknown[] = [];
    mockIPC((command, payload) => {
      if (command === "draft_save") saved.push(payload);
      return null;
    });
    inbox.forget();
    await settled();
    expect([inbox.conversation, inbox.draft, inbox.filter]).toEqual([null, null, {}]);
    expect(saved, "the id may be another chat's by now").toEqual([]);
  });
});
