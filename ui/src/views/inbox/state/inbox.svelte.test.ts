import { mockIPC } from "@tauri-apps/api/mocks";
import { beforeEach, describe, expect, it } from "vitest";
import type { ChatListQuery, ErrorView, Settings } from "$lib/ipc";
import { app } from "$lib/state/app.svelte";
import { notices } from "$lib/state/notices.svelte";
import { account, chatView, listPage, settled } from "../../../test/fixtures";
import { Inbox } from "./inbox.svelte";
import { noteDrafts } from "./note.svelte";

const chat = "1:0";

let acts: unknown[];
let undone: unknown[];
let refused: ErrorView | null;

beforeEach(() => {
  refused = null;
  acts = [];
  undone = [];
  app.settings = { ...app.settings, list_sort: null };
  mockIPC((command, payload) => {
    switch (command) {
      case "chat_list":
        return listPage((payload as { query: ChatListQuery }).query, 3);
      case "chat_counts":
        return { all: 3, unread: 0, unread_messages: 0, by_status: [] };
      case "settings_get":
        return app.settings;
      case "library_get":
        return { canned: [], views: [] };
      case "chat_act":
        acts.push(payload);
        return { done: 1, skipped: 0, undo: 7 };
      case "act_undo":
        undone.push(payload);
        return null;
      case "chat_get":
        return chatView({ refused });
      case "message_list":
        return { messages: [], older: null, first_unread: null };
      case "draft_get":
        return { text: "Half an answ", attachments: [], since: null, note: "Half a no" };
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
  it("says why the service refused what was done to a chat", async () => {
    const inbox = await opened();
    notices.all = [];
    refused = { code: "forbidden", message: "The token lacks the scope “Manage all chats”." };
    inbox.take({ type: "act_refused", chat: "1:2" });
    await settled();
    expect(notices.all[0]?.detail).toContain("Manage all chats");
  });

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

  it("takes the last act back", async () => {
    const inbox = await opened();
    await inbox.actOn(chat, { act: "snooze", until: null });
    expect(await inbox.undo()).toBe(true);
    expect(undone).toEqual([{ undo: 7 }]);
    expect(await inbox.undo(), "once").toBe(false);
  });

  it("acts on all that match, not only on what was read", async () => {
    const inbox = await opened();
    inbox.setView("unread");
    inbox.selection.selectAll();
    await inbox.actOnSelection({ act: "mark_read" });
    expect(acts).toEqual([
      {
        target: {
          target: "matching",
          query: { filter: { unread: true }, sort: "unread_first" },
        },
        act: { act: "mark_read" },
      },
    ]);
    expect(inbox.selection.active, "nothing stays chosen").toBe(false);
  });

  it("begins one list over several accounts with who waits longest", async () => {
    const sorts: (string | undefined)[] = [];
    app.accounts = [account(), account({ id: 2 })];
    const inbox = await opened();
    mockIPC((command, payload) => {
      if (command === "chat_list") sorts.push((payload as { query: ChatListQuery }).query.sort);
      return command === "chat_list" ? listPage({ filter: {} }, 0) : null;
    });
    expect(inbox.sort).toBe("waiting");
    inbox.setAccount(2);
    expect(inbox.sort, "one account's list is as it was").toBe("unread_first");
    inbox.setSort("newest");
    inbox.setAccount(undefined);
    expect(inbox.sort, "what the person chose stays").toBe("newest");
    await settled();
    expect(sorts.at(-1)).toBe("newest");
    app.accounts = [];
  });

  it("asks again in the other order once an account is gone", async () => {
    app.accounts = [account(), account({ id: 2 })];
    const inbox = await opened();
    const sorts: (string | undefined)[] = [];
    mockIPC((command, payload) => {
      if (command === "chat_list") sorts.push((payload as { query: ChatListQuery }).query.sort);
      return command === "chat_list" ? listPage({ filter: {} }, 0) : null;
    });
    app.accounts = [account()];
    inbox.keepOnly([1]);
    await settled();
    expect(sorts.at(-1)).toBe("unread_first");
    app.accounts = [];
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
    noteDrafts.of(chat).text = "about somebody";
    inbox.keepOnly([2]);
    await settled();
    expect([inbox.conversation, inbox.draft, inbox.filter]).toEqual([null, null, {}]);
    expect(saved, "the id may be another chat's by now").toEqual([]);
    expect(noteDrafts.of(chat).text, "nor the note that was begun").toBe("");
  });

  it("brings back a note that was being written, and keeps what is typed on", async () => {
    const kept: unknown[] = [];
    await opened();
    const note = noteDrafts.of(chat);
    expect(note.text).toBe("Half a no");
    mockIPC((command, payload) => {
      if (command === "note_act") kept.push(payload);
      return null;
    });
    note.edit("Half a note");
    await note.flush();
    expect(kept).toEqual([{ chat, act: { act: "draft", text: "Half a note" } }]);
    note.load("older");
    expect(note.text, "what was typed here wins").toBe("Half a note");
    noteDrafts.forget();
  });

  it("keeps the order the person chose for the next start, not a saved view's", async () => {
    const saved: unknown[] = [];
    const inbox = await opened();
    mockIPC((command, payload) => {
      if (command === "settings_get") return app.settings;
      if (command === "settings_set") saved.push((payload as { settings: Settings }).settings);
      return null;
    });
    inbox.setSort("newest");
    await settled();
    expect(saved).toMatchObject([{ list_sort: "newest" }]);
    inbox.setSaved({ id: 1, name: "", filter: {}, sort: "waiting", count: 0 });
    expect(inbox.sort).toBe("waiting");
    inbox.setView("all");
    expect(inbox.sort, "the person's again").toBe("newest");
    expect(new Inbox((task) => task()).sort, "after a start too").toBe("newest");
    expect(saved).toHaveLength(1);
  });

  it("keeps what is being written for the accounts that stay", async () => {
    const inbox = await opened();
    noteDrafts.of("2:7").text = "theirs";
    inbox.keepOnly([1, 2]);
    expect([inbox.chat, noteDrafts.of("2:7").text]).toEqual([chat, "theirs"]);
    inbox.forget();
    expect(noteDrafts.of("2:7").text, "the demo's chats have the same ids").toBe("");
  });
});
