import { mockIPC } from "@tauri-apps/api/mocks";
import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Ability, Customer } from "$lib/ipc";
import { app } from "$lib/state/app.svelte";
import {
  ableTo,
  account,
  chatRow,
  chatView,
  contact,
  customer,
  group,
  linkedChat,
  NOON,
} from "../../../test/fixtures";
import { Inbox } from "../state/inbox.svelte";
import DetailsPane from "./DetailsPane.svelte";

let calls: [string, unknown][];

beforeEach(() => {
  calls = [];
  app.accounts = [account(), account({ id: 2, label: "Second Shop", hue: 3 })];
});

const acts = () => calls.filter(([command]) => command === "service_act").map(([, given]) => given);

async function show(abilities: Ability[], value: Customer, row = chatRow()) {
  mockIPC((command, payload) => {
    calls.push([command, payload]);
    if (command === "customer_get") return { value, at: Date.now(), error: null };
    if (command === "catalog_get")
      return {
        value: {
          labels: [{ id: "vip", name: "VIP", color: "#aa0000" }],
          colleagues: [],
          departments: [],
          quick_replies: [],
          templates: [],
          channels: [],
        },
        at: 1,
        error: null,
      };
    if (command === "chat_act") return { done: 1, skipped: 0, undo: null };
    if (command === "service_act") return { answer: "done" };
    return null;
  });
  const inbox = new Inbox((run) => run());
  render(DetailsPane, {
    inbox,
    view: chatView({ row }),
    account: ableTo(abilities),
    now: NOON,
    onclose: vi.fn(),
  });
  await vi.waitFor(() => expect(calls.some(([command]) => command === "customer_get")).toBe(true));
  return inbox;
}

describe("DetailsPane", () => {
  it("shows what the service's card says, its own fields included", async () => {
    const card = contact({
      email: "olena@shop.example",
      fields: [
        ["city", "Львів"],
        ["createdAt", "2025-11-03T10:00:00Z"],
        ["empty", " "],
      ],
    });
    await show(["contacts"], customer({ contact: card }));
    expect(await screen.findByText("Olena Kovalenko")).toBeTruthy();
    for (const text of ["+380 67 123 45 67", "olena@shop.example", "Львів", "c7"])
      expect(screen.getByText(text), text).toBeTruthy();
    expect(screen.queryByText("2025-11-03T10:00:00Z"), "a time in words").toBeNull();
    expect(screen.queryByText("empty"), "nothing to say").toBeNull();
  });

  it("offers only what the account can do", async () => {
    await show([], customer());
    expect(screen.queryByRole("button", { name: "Change labels" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Find and unite…" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Look up a message" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Signed report" })).toBeNull();
  });

  it("shows what colleagues noted at the service, changes it and throws it away", async () => {
    const notes = [
      { id: "7", text: "Calls on Mondays", author: "Iryna", at: NOON },
      { id: "8", text: "Said nobody knows when", author: null, at: null },
    ];
    await show(["service_notes"], customer({ notes }));
    expect(await screen.findByText("Calls on Mondays")).toBeTruthy();
    expect(screen.getByText("Iryna"), "and who").toBeTruthy();
    expect(screen.getByText("Said nobody knows when")).toBeTruthy();
    const [edit] = screen.getAllByRole("button", { name: "Edit note" });
    if (edit) await userEvent.click(edit);
    const box = await screen.findByRole("textbox", { name: "Note" });
    await userEvent.clear(box);
    await userEvent.type(box, "Calls on Fridays");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    expect(calls).toContainEqual([
      "note_act",
      { chat: "1:100", act: { act: "edit", key: "s:7", text: "Calls on Fridays" } },
    ]);
    const away = screen.getAllByRole("button", { name: "Delete note" });
    if (away[1]) await userEvent.click(away[1]);
    const question = await screen.findByRole("alertdialog");
    await userEvent.click(within(question).getByRole("button", { name: "Delete note" }));
    expect(calls).toContainEqual([
      "note_act",
      { chat: "1:100", act: { act: "delete", key: "s:8" } },
    ]);
  });

  it("keeps quiet about notes where the service has none", async () => {
    await show([], customer({ notes: [{ id: "7", text: "Secret", author: null, at: null }] }));
    expect(screen.queryByText("Secret")).toBeNull();
  });

  it("takes a label off and opens the list of them", async () => {
    const inbox = await show(["labels"], customer(), chatRow({ id: "1:100", labels: ["vip"] }));
    inbox.conversation = null;
    await userEvent.click(await screen.findByRole("button", { name: "Take off VIP" }));
    expect(calls).toContainEqual([
      "chat_act",
      {
        target: { target: "chats", chats: ["1:100"] },
        act: { act: "label", label: "vip", on: false },
      },
    ]);
  });

  it("asks whether a chat with the same phone is the same customer, and never links by itself", async () => {
    const other = linkedChat({ phone: "+380671234567" });
    await show([], customer({ proposed: [other] }));
    const question = await screen.findByRole("group", { name: /O\. Kovalenko/ });
    expect(within(question).getByText("+380671234567")).toBeTruthy();
    expect(within(question).getByText("Second Shop"), "and where").toBeTruthy();
    expect(acts(), "nothing before the person says so").toEqual([]);
    await userEvent.click(within(question).getByRole("button", { name: "Link" }));
    expect(acts()).toEqual([
      { account: 1, act: { act: "link", chat: "1:100", other: "2:9", same: true } },
    ]);
  });

  it("goes to a linked chat by one click and can let go of it", async () => {
    const inbox = await show([], customer({ linked: [linkedChat()] }));
    const open = vi.spyOn(inbox, "open").mockResolvedValue();
    await userEvent.click(
      await screen.findByRole("button", { name: "Open O. Kovalenko, Second Shop" }),
    );
    expect(open).toHaveBeenCalledWith("2:9");
    await userEvent.click(screen.getByRole("button", { name: "No longer link O. Kovalenko" }));
    expect(acts()).toEqual([
      { account: 1, act: { act: "link", chat: "1:100", other: "2:9", same: false } },
    ]);
  });

  it("removes a participant after a question", async () => {
    const participants = [
      {
        id: "p1",
        name: "Ivan",
        username: "ivan_k",
        active: true,
        joined: [NOON],
        invited_by: null,
      },
      { id: "p2", name: "", username: "olha", active: true, joined: [], invited_by: "p1" },
      { id: "p3", name: "Petro", username: null, active: false, joined: [NOON], invited_by: null },
    ];
    const titles = [
      { title: "Flat 11", at: NOON - 1 },
      { title: "Flat 12", at: NOON },
    ];
    await show(["groups"], customer({ group: group({ participants, titles }) }));
    expect(await screen.findByText("2 participants")).toBeTruthy();
    expect(screen.getByText("invited by Ivan")).toBeTruthy();
    expect(screen.getByText("1 has left")).toBeTruthy();
    expect(screen.getByText("Flat 11"), "titles before this one").toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Remove @olha from the group" }));
    expect(acts(), "a question first").toEqual([]);
    await userEvent.click(await screen.findByRole("button", { name: "Remove" }));
    await vi.waitFor(() =>
      expect(acts()).toEqual([
        { account: 1, act: { act: "remove_participant", chat: "1:100", participant: "p2" } },
      ]),
    );
    expect(calls.at(-1), "the group is read anew").toEqual([
      "customer_get",
      { chat: "1:100", refresh: true },
    ]);
  });
});
