import { mockIPC } from "@tauri-apps/api/mocks";
import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { TimelinePage } from "$lib/ipc";
import { app } from "$lib/state/app.svelte";
import { bus } from "$lib/state/bus";
import { account, linkedChat, message, MINUTE, NOON } from "../../../test/fixtures";
import { Inbox } from "../state/inbox.svelte";
import TogetherList from "./TogetherList.svelte";

const chats = [
  linkedChat({ chat: "1:100", account: 1, title: "Olena K.", channel: "telegram" }),
  linkedChat({ chat: "2:9", account: 2, title: "O. Kovalenko" }),
];
let newest: TimelinePage;
let earlier: TimelinePage;

beforeEach(() => {
  app.accounts = [account({ label: "Nova Shop" }), account({ id: 2, label: "Second", hue: 3 })];
  newest = {
    chats,
    entries: [
      // One key in two chats: it says nothing outside its own.
      { chat: "1:100", message: message({ key: "m:1", at: NOON, text: "In Telegram" }) },
      { chat: "2:9", message: message({ key: "m:1", at: NOON + MINUTE, text: "In Viber" }) },
    ],
    older: "before",
    incomplete: [],
  };
  earlier = {
    ...newest,
    entries: [{ chat: "2:9", message: message({ key: "m:0", at: NOON - MINUTE, text: "First" }) }],
    older: null,
    incomplete: ["2:9"],
  };
});

function show() {
  mockIPC((command, payload) => {
    if (command !== "timeline_list") return null;
    return (payload as { before: string | null }).before === null ? newest : earlier;
  });
  const inbox = new Inbox((run) => run());
  inbox.together = true;
  render(TogetherList, { inbox, chat: "1:100", onphoto: vi.fn() });
  return { inbox, openAt: vi.spyOn(inbox, "openAt").mockResolvedValue() };
}

const texts = () =>
  screen
    .getAllByRole("listitem")
    .map((row) => /In Telegram|In Viber|First|New/.exec(row.textContent)?.[0]);

describe("linked chats as one conversation", () => {
  it("stand by time, each with its account, and say where answers go", async () => {
    const { openAt } = show();
    await screen.findByText("In Viber");
    expect(texts()).toEqual(["In Telegram", "In Viber"]);
    expect(screen.getByText(/Answers go to the open one, in Nova Shop/)).toBeTruthy();
    await userEvent.click(
      screen.getByRole("button", { name: "Open O. Kovalenko in Second at this message" }),
    );
    expect(openAt).toHaveBeenCalledWith("2:9", "m:1");
  });

  it("go further back on request, and say whose history is missing", async () => {
    show();
    await userEvent.click(await screen.findByRole("button", { name: "Show older messages" }));
    await screen.findByText("First");
    expect(texts()).toEqual(["First", "In Telegram", "In Viber"]);
    expect(screen.getByText(/history of O\. Kovalenko isn't all here/)).toBeTruthy();
    expect(
      screen.queryByRole("button", { name: "Show older messages" }),
      "the beginning",
    ).toBeNull();
  });

  it("take what comes in any of them, and keep what was read before", async () => {
    show();
    await userEvent.click(await screen.findByRole("button", { name: "Show older messages" }));
    await screen.findByText("First");
    const late = message({ key: "m:2", at: NOON + 2 * MINUTE, text: "New" });
    newest = { ...newest, entries: [...newest.entries, { chat: "2:9", message: late }] };
    bus.emit({ type: "messages_changed", chat: "2:9" });
    await screen.findByText("New");
    expect(texts()).toEqual(["First", "In Telegram", "In Viber", "New"]);
  });

  it("are left by one button", async () => {
    const { inbox } = show();
    await userEvent.click(await screen.findByRole("button", { name: "Only this chat" }));
    expect(inbox.together).toBe(false);
  });
});
