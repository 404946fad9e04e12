import { mockIPC } from "@tauri-apps/api/mocks";
import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ChatListQuery } from "$lib/ipc";
import { listPage } from "../../../test/fixtures";
import { handleKey } from "../../../commands/handler";
import { inbox } from "../state/inbox.svelte";
import ChatListBox from "./ChatListBox.svelte";

function show(total: number) {
  mockIPC((command, payload) => {
    if (command === "chat_list")
      return listPage((payload as { query: ChatListQuery }).query, total);
    if (command === "chat_counts")
      return { all: total, unread: 0, unread_messages: 0, by_status: [] };
    return null;
  });
  inbox.forget();
  inbox.start();
  const onopen = vi.fn();
  render(ChatListBox, { inbox, onopen });
  return { inbox, onopen };
}

beforeEach(() => window.addEventListener("keydown", handleKey));
afterEach(() => window.removeEventListener("keydown", handleKey));

describe("ChatListBox", () => {
  it("draws a few rows of a very long list and says how many there are", async () => {
    show(100_000);
    const options = await screen.findAllByRole("option");
    expect(options.length).toBeLessThan(40);
    expect(options[0]?.getAttribute("aria-setsize")).toBe("100000");
    expect(options[0]?.getAttribute("aria-posinset")).toBe("1");
  });

  it("has one row in the tab order and moves it with the arrows", async () => {
    const { onopen } = show(10);
    const options = await screen.findAllByRole("option");
    expect(options.filter((row) => row.tabIndex === 0)).toHaveLength(1);
    options[0]?.focus();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    await vi.waitFor(() => expect(document.activeElement?.getAttribute("aria-posinset")).toBe("3"));
    await userEvent.keyboard("{Enter}");
    expect(onopen).toHaveBeenCalledWith("1:2", true);
  });

  it("chooses rows with X, Shift and arrows, and all that match with Ctrl+A", async () => {
    const { inbox } = show(300);
    const options = await screen.findAllByRole("option");
    options[0]?.focus();
    await userEvent.keyboard("x{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
    await vi.waitFor(() => expect([...inbox.selection.chats]).toEqual(["1:0", "1:1", "1:2"]));
    expect(options[1]?.getAttribute("aria-selected")).toBe("true");
    await userEvent.keyboard("{Control>}a{/Control}");
    expect(inbox.selection.count(inbox.list.total), "also those never read").toBe(300);
    await userEvent.keyboard("{Escape}");
    expect(inbox.selection.active).toBe(false);
  });

  it("teaches the next step while there is nothing", async () => {
    show(0);
    expect(await screen.findByText("No chats yet")).toBeTruthy();
  });

  it("offers the way back when a filter leaves nothing", async () => {
    const { inbox } = show(0);
    inbox.setFilter({ phone: "380" });
    await userEvent.click(await screen.findByRole("button", { name: "Remove all filters" }));
    expect(inbox.filter).toEqual({});
  });

  it("opens a chat by a click without taking the focus to the answer", async () => {
    const { onopen } = show(3);
    await userEvent.click((await screen.findAllByRole("option"))[1] as Element);
    expect(onopen).toHaveBeenCalledWith("1:1", false);
  });
});
