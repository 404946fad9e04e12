import { mockIPC } from "@tauri-apps/api/mocks";
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { AppAnswer, JournalLine, JournalPage, JournalQuery } from "$lib/ipc";
import { app } from "$lib/state/app.svelte";
import { notices } from "$lib/state/notices.svelte";
import { router } from "$lib/state/router.svelte";
import { accountView, refuse } from "../../test/admin-fixtures";
import { inbox } from "../inbox/state/inbox.svelte";
import JournalView from "./Journal.svelte";
import { Journal } from "./journal.svelte";
import { byWhom, whatWasDone } from "./words";

function line(over: Partial<JournalLine> = {}): JournalLine {
  return {
    id: 1,
    at: Date.parse("2026-05-12T12:00:00Z"),
    kind: "sent",
    account: 1,
    account_label: "Flowers",
    who: "Dana",
    chat: "1:7",
    title: "Olena K.",
    detail: "",
    count: 1,
    ...over,
  };
}

let asked: { act: string; query: JournalQuery }[];
let answer: (query: JournalQuery) => JournalPage;

beforeEach(() => {
  asked = [];
  answer = () => ({ lines: [line()], total: 1, next: null, keep_days: 365 });
  notices.all = [];
  router.go("journal");
  app.accounts = [accountView()];
  mockIPC((command, payload): AppAnswer | null => {
    if (command !== "app_act") return null;
    const { act } = payload as { act: { act: string; query: JournalQuery } };
    asked.push(act);
    if (act.act === "save_journal") return { answer: "saved", path: "Journal.csv", chats: 0 };
    return { answer: "journal", page: answer(act.query) };
  });
});

describe("the page", () => {
  it("says what was done, by whom, how long that is kept, and leads to the chat", async () => {
    const user = userEvent.setup();
    const opened = vi.spyOn(inbox, "open").mockResolvedValue();
    render(JournalView);
    const row = await screen.findByRole("row", { name: /Message sent/ });
    expect(row.textContent).toContain("Flowers · Dana");
    expect(screen.getByText(/kept here for 365 days/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Open the chat Olena K." }));
    expect(opened).toHaveBeenCalledWith("1:7");
    expect(router.page).toBe("inbox");
  });

  it("leads nowhere where the chat is gone", async () => {
    answer = () => ({
      lines: [line({ kind: "deleted", title: null, detail: "Olena K." })],
      total: 1,
      next: null,
      keep_days: 365,
    });
    render(JournalView);
    const row = await screen.findByRole("row", { name: /Chat deleted/ });
    expect(row.textContent, "but still says its name").toContain("Olena K.");
    expect(screen.queryByRole("button", { name: /Open the chat/ })).toBeNull();
  });

  it("is narrowed by kind and words, and says when nothing fits", async () => {
    const user = userEvent.setup();
    render(JournalView);
    await screen.findByRole("row", { name: /Message sent/ });
    answer = () => ({ lines: [], total: 0, next: null, keep_days: 365 });
    await user.selectOptions(screen.getByRole("combobox", { name: "What" }), "exported");
    await user.type(screen.getByRole("searchbox", { name: "Search the journal" }), "olena");
    await screen.findByText("Nothing fits these filters");
    expect(asked.at(-1)?.query).toEqual({ kinds: ["exported"], text: "olena" });
  });

  it("is saved as it is narrowed", async () => {
    const user = userEvent.setup();
    render(JournalView);
    await screen.findByRole("row", { name: /Message sent/ });
    await user.click(screen.getByRole("button", { name: "Save as CSV" }));
    await waitFor(() => expect(notices.all[0]?.text).toBe("Saved as Journal.csv"));
  });

  it("says that it could not be read", async () => {
    answer = () => refuse("storage", "disk");
    render(JournalView);
    await screen.findByText("The list could not be read");
  });
});

describe("reading", () => {
  it("goes on with older lines", async () => {
    const journal = new Journal();
    answer = ({ before }) =>
      before === undefined
        ? { lines: [line({ id: 9 })], total: 2, next: 9, keep_days: 365 }
        : { lines: [line({ id: 4 })], total: 2, next: null, keep_days: 365 };
    await journal.read();
    expect(journal.more).toBe(true);
    await journal.readOlder();
    expect(journal.lines.map(({ id }) => id)).toEqual([9, 4]);
    expect(journal.more).toBe(false);
    expect(asked.at(-1)?.query).toMatchObject({ before: 9 });
  });

  it("a day's filter takes in the whole day", () => {
    const journal = new Journal();
    journal.from = "2026-05-12";
    journal.to = "2026-05-12";
    expect(journal.query.from).toBe(new Date(2026, 4, 12).getTime());
    expect(journal.query.to).toBe(new Date(2026, 4, 13).getTime());
  });
});

describe("words", () => {
  it("each kind of line is said", () => {
    const said = (over: Partial<JournalLine>) => whatWasDone(line(over));
    expect(said({ kind: "status", detail: "closed" })).toBe("Status: Closed");
    expect(said({ kind: "assigned", detail: "Boris" })).toBe("Assigned to Boris");
    expect(said({ kind: "exported", detail: "txt", count: 3 })).toBe("3 chats exported as TXT");
    expect(said({ kind: "bulk", detail: "set_status:closed", count: 2 })).toBe(
      "Asked for 2 chats: Status: Closed",
    );
    expect(said({ kind: "bulk", detail: "delete", count: 1 })).toBe(
      "Asked for 1 chat: Delete chat",
    );
    expect(said({ kind: "signed_out", detail: "Flowers" })).toBe("Signed out of Flowers");
    expect(said({ kind: "worked_as", detail: "" })).toBe("Works as the company again");
    expect(byWhom(line({ who: "" }))).toBe("Flowers");
  });
});
