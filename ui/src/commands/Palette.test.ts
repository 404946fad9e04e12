import { mockIPC } from "@tauri-apps/api/mocks";
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { app } from "$lib/state/app.svelte";
import { router } from "$lib/state/router.svelte";
import type { ChatListQuery } from "$lib/ipc";
import { inbox } from "../views/inbox/state/inbox.svelte";
import { account, chatRow } from "../test/fixtures";
import PaletteWindow from "./Palette.svelte";
import { Palette } from "./palette.svelte";

beforeEach(() => {
  router.go("inbox");
  app.accounts = [account(), account({ id: 2, label: "Second Shop" })];
  mockIPC((command, payload) => {
    if (command !== "chat_list") return null;
    const { filter } = (payload as { query: ChatListQuery }).query;
    const rows = [
      chatRow({ id: "1:7", title: "Олена Коваль" }),
      chatRow({ id: "1:8", title: "Wrote a word only" }),
    ];
    return {
      total: 2,
      offset: 0,
      rows: filter.text === undefined ? [] : rows,
      remote: { state: "local" },
    };
  });
});

describe("Palette", () => {
  it("finds commands by a few of their letters", () => {
    const palette = new Palette("elsewhere");
    palette.type("dark col");
    expect(palette.offers[0]?.name).toBe("Dark colours");
    palette.type("zzzz");
    expect(palette.offers).toEqual([]);
  });

  it("offers only what can be done now", () => {
    const ids = new Palette("elsewhere").offers.map((offer) => offer.id);
    expect(ids, "no chat is open").not.toContain("reply");
    expect(ids, "that is where we are").not.toContain("inbox");
    expect(ids).toContain("settings");
    expect(ids, "each view").toContain("view_1");
    expect(ids, "each account").toContain("account:2");
  });

  it("finds chats by name, in any script, and not those that merely hold the word", async () => {
    vi.useFakeTimers();
    const palette = new Palette("elsewhere");
    palette.type("олена");
    await vi.advanceTimersByTimeAsync(300);
    vi.useRealTimers();
    const chats = palette.offers.filter((offer) => offer.id.startsWith("chat:"));
    expect(chats.map((offer) => offer.name)).toEqual(["Олена Коваль"]);
  });

  it("works by keyboard alone, as a combobox", async () => {
    let closed = 0;
    render(PaletteWindow, { place: "elsewhere", onclose: () => (closed += 1) });
    const box = await screen.findByRole("combobox");
    await waitFor(() => expect(document.activeElement).toBe(box));
    await userEvent.keyboard("second");
    const active = () => document.getElementById(box.getAttribute("aria-activedescendant") ?? "");
    expect(active()?.textContent).toContain("Second Shop");
    expect(active()?.getAttribute("aria-selected")).toBe("true");
    await userEvent.keyboard("{Enter}");
    expect(closed, "it goes away").toBe(1);
    await waitFor(() => expect(inbox.filter.account).toBe(2));
  });
});
