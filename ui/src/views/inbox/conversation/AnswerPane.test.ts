import { mockIPC } from "@tauri-apps/api/mocks";
import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { AccountView, Answering, DraftView } from "$lib/ipc";
import { library } from "$lib/state/library.svelte";
import { handleKey } from "../../../commands/handler";
import { account, chatView, message, NOON } from "../../../test/fixtures";
import { Conversation } from "../state/conversation.svelte";
import { Draft } from "../state/draft.svelte";
import { Inbox } from "../state/inbox.svelte";
import AnswerPane from "./AnswerPane.svelte";

let calls: [string, unknown][];
let messages = [message()];

beforeEach(() => {
  calls = [];
  messages = [message()];
});

async function show(
  answering: Answering,
  over: Partial<AccountView> = {},
  kept: DraftView | null = null,
) {
  mockIPC((command, payload) => {
    calls.push([command, payload]);
    if (command === "chat_get") return chatView({ answering });
    if (command === "draft_get") return kept;
    if (command === "message_list") return { messages, older: null, first_unread: null };
    return null;
  });
  const conversation = new Conversation("1:1", vi.fn());
  await conversation.open();
  const draft = new Draft("1:1");
  if (kept) await draft.load();
  render(AnswerPane, {
    inbox: new Inbox((run) => run()),
    conversation,
    draft,
    account: account(over),
    onback: vi.fn(),
  });
  return conversation;
}

const sent = () => calls.filter(([command]) => command === "message_send");

describe("AnswerPane", () => {
  it("says why and until when, instead of a box, once the window is closed", async () => {
    await show({ answering: "until", at: NOON });
    expect(await screen.findByText(/within 24 hours/)).toBeTruthy();
    expect(screen.queryByRole("textbox")).toBeNull();
    expect(screen.queryByRole("button", { name: "Write with a template" })).toBeNull();
  });

  it("offers templates where the account has them", async () => {
    const { capabilities } = account();
    const abilities = [...capabilities.abilities, "templates" as const];
    await show({ answering: "until", at: NOON }, { capabilities: { ...capabilities, abilities } });
    expect(await screen.findByRole("button", { name: "Write with a template" })).toBeTruthy();
  });

  it("keeps a note apart from the reply, and takes one where a reply can't be sent", async () => {
    await show({ answering: "unsubscribed" });
    await userEvent.click(screen.getByRole("tab", { name: "Note" }));
    await userEvent.type(screen.getByRole("textbox", { name: "Note" }), "Call back");
    await userEvent.click(screen.getByRole("button", { name: "Add note" }));
    const act = { act: "add", text: "Call back", shared: false };
    await vi.waitFor(() => expect(calls.at(-1)).toEqual(["note_act", { chat: "1:1", act }]));
    expect(sent(), "the customer hears nothing").toEqual([]);
  });

  it("asks before sending what was begun before somebody wrote", async () => {
    const conversation = await show({ answering: "open" });
    await userEvent.type(screen.getByRole("textbox", { name: "Message" }), "Yes");
    messages = [...messages, message({ key: "m:2", at: NOON + 1, text: "Never mind" })];
    await conversation.reload();
    await userEvent.keyboard("{Enter}");
    expect(await screen.findByText("Never mind")).toBeTruthy();
    expect(sent(), "not before the person said so").toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Send anyway" }));
    await vi.waitFor(() => expect(sent()).toHaveLength(1));
  });

  it("asks about what came while the chat with the draft was closed", async () => {
    messages = [message(), message({ key: "m:2", at: NOON + 1, text: "Never mind" })];
    const kept = { text: "Yes", attachments: [], since: NOON, note: "" };
    await show({ answering: "open" }, {}, kept);
    await userEvent.type(screen.getByRole("textbox", { name: "Message" }), "{Enter}");
    expect(await screen.findByText("Never mind")).toBeTruthy();
    expect(sent(), "not before the person said so").toEqual([]);
  });

  it("puts a ready answer in with its variables filled in", async () => {
    library.value = {
      canned: [{ id: 1, shortcut: "hi", title: "", text: "Hello {customer.name}", account: null }],
      views: [],
    };
    await show({ answering: "open" });
    const box = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Message" });
    await userEvent.type(box, "/h");
    expect(screen.getByRole("option", { name: /hi/ })).toBeTruthy();
    await userEvent.keyboard("{Enter}");
    expect(box.value).toBe("Hello Olena K.");
    expect(sent(), "Enter chose, it did not send").toEqual([]);
  });

  it("sends and closes with Ctrl+Shift+Enter", async () => {
    await show({ answering: "open" });
    await userEvent.type(screen.getByRole("textbox", { name: "Message" }), "Bye");
    window.addEventListener("keydown", handleKey);
    await userEvent.keyboard("{Control>}{Shift>}{Enter}{/Shift}{/Control}");
    await vi.waitFor(() =>
      expect(sent()[0]?.[1]).toMatchObject({ text: "Bye", options: { close: true } }),
    );
    window.removeEventListener("keydown", handleKey);
  });

  it("asks before a card's number leaves, and says to whom it would go", async () => {
    await show({ answering: "open" });
    const box = screen.getByRole("textbox", { name: "Message" });
    await userEvent.type(box, "Pay to 4242 4242 4242 4242{Enter}");
    const question = await screen.findByRole("alertdialog", { name: "Is this a card number?" });
    expect(question.textContent).toContain("Olena K.");
    expect(sent(), "not yet").toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Send it anyway" }));
    await vi.waitFor(() => expect(sent()).toHaveLength(1));
  });
});
