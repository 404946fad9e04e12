import { mockIPC } from "@tauri-apps/api/mocks";
import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ServiceAct, ServiceAnswer } from "$lib/ipc";
import { app } from "$lib/state/app.svelte";
import { notices } from "$lib/state/notices.svelte";
import { refuse } from "../../../test/admin-fixtures";
import { account, contact, customer, group, message } from "../../../test/fixtures";
import { Inbox, type Asking as Question } from "../state/inbox.svelte";
import Asking from "./Asking.svelte";

let acts: ServiceAct[];
let ready: boolean;
let shown: boolean;

beforeEach(() => {
  acts = [];
  ready = true;
  shown = true;
  app.accounts = [account()];
  notices.all = [];
});

function show(what: Question["what"], answer: (act: ServiceAct) => ServiceAnswer, chat = "1:100") {
  mockIPC((command, payload) => {
    if (command === "service_act") {
      const { act } = payload as { act: ServiceAct };
      acts.push(act);
      return answer(act);
    }
    if (command === "customer_get")
      return {
        value: customer({
          contact: contact({ id: "c7" }),
          group: shown ? group({ ready }) : null,
        }),
        at: 1,
        error: null,
      };
    return null;
  });
  const inbox = new Inbox((run) => run());
  const asking: Question = { what, target: { target: "chats", chats: [chat] }, account: 1 };
  inbox.asking = asking;
  render(Asking, { inbox, asking });
  return { inbox, open: vi.spyOn(inbox, "open").mockResolvedValue() };
}

describe("an invitation", () => {
  const url = "https://t.me/+abcdef";
  const qr = [
    [true, false],
    [false, true],
  ];

  it("is shown as a link to copy and as a code to scan", async () => {
    const copied: string[] = [];
    vi.stubGlobal("navigator", {
      clipboard: { writeText: (text: string) => Promise.resolve(copied.push(text)) },
    });
    show("invitation", () => ({
      answer: "invitation",
      invitation: { service: "telegram", url },
      qr,
    }));
    const link = await screen.findByRole<HTMLInputElement>("textbox", { name: "Link" });
    expect(link.value).toBe(url);
    const code = screen.getByRole("img", { name: "QR code of the invitation link" });
    expect(code.querySelector("path")?.getAttribute("d")).toBe("M4 4h1v1h-1zM5 5h1v1h-1z");
    await userEvent.click(screen.getByRole("button", { name: "Copy link" }));
    await vi.waitFor(() => expect(copied).toEqual([url]));
    vi.unstubAllGlobals();
  });

  it("says why there is none, and can be asked for again", async () => {
    show("invitation", () => refuse("not_found", "Chat isn't registered"));
    expect(await screen.findByText(/Chat isn't registered/)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await vi.waitFor(() => expect(acts).toHaveLength(2));
  });
});

describe("looking a message up", () => {
  it("shows it and leads to its place", async () => {
    const { open } = show("look_up", () => ({
      answer: "message",
      message: message({ key: "m:77", text: "The old address" }),
    }));
    await userEvent.type(await screen.findByRole("textbox", { name: "Message id" }), " 77 {Enter}");
    expect(await screen.findByText("The old address")).toBeTruthy();
    expect(acts).toEqual([{ act: "look_up_message", chat: "1:100", id: "77" }]);
    await userEvent.click(screen.getByRole("button", { name: "Show in the chat" }));
    expect(open).toHaveBeenCalledWith("1:100");
  });
});

describe("a new group", () => {
  it("is followed until it is there, and then opens", async () => {
    const { open } = show("group", () => ({ answer: "chat", chat: "1:500" }));
    await userEvent.type(await screen.findByRole("textbox", { name: "Title" }), " Flat 12 ");
    await userEvent.click(screen.getByRole("button", { name: "Make the group" }));
    await vi.waitFor(() => expect(open).toHaveBeenCalledWith("1:500"));
    expect(acts).toEqual([
      { act: "create_group", form: { title: "Flat 12", description: "", created_by: "" } },
    ]);
    expect(notices.all[0]?.text).toBe("The group Flat 12 is ready.");
  });

  it("keeps what was typed when the service refuses", async () => {
    show("group", () => refuse("invalid", "Title is taken"));
    const title = await screen.findByRole<HTMLInputElement>("textbox", { name: "Title" });
    await userEvent.type(title, "Flat 12");
    await userEvent.click(screen.getByRole("button", { name: "Make the group" }));
    expect(await screen.findByText(/Title is taken/)).toBeTruthy();
    expect(title.value).toBe("Flat 12");
  });

  it("isn't called ready before the messenger has made it", async () => {
    ready = false;
    const { open } = show("group", () => ({ answer: "chat", chat: "1:500" }));
    await userEvent.type(await screen.findByRole("textbox", { name: "Title" }), "Flat 12{Enter}");
    await vi.waitFor(() => expect(open).toHaveBeenCalled());
    expect(notices.all[0]?.text).toMatch(/hasn't made it yet/);
  });

  it("isn't opened, nor asked for again, while the service doesn't show it", async () => {
    shown = false;
    const { open } = show("group", () => ({ answer: "chat", chat: "1:500" }));
    await userEvent.type(await screen.findByRole("textbox", { name: "Title" }), "Flat 12{Enter}");
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(open).not.toHaveBeenCalled();
    expect(notices.all[0]?.text).toMatch(/hasn't made it yet/);
  });

  it("refuses a title that is too long as it is typed", async () => {
    show("group", () => ({ answer: "done" }));
    const title = await screen.findByRole("textbox", { name: "Title" });
    await userEvent.click(title);
    await userEvent.paste("x".repeat(129));
    expect(screen.getByText("At most 128 characters.")).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Make the group" }).disabled).toBe(
      true,
    );
  });
});

describe("finding a customer", () => {
  const other = contact({ id: "c9", name: "O. Kovalenko", chat: "200" });

  it("unites two only after a question that names both", async () => {
    show("contacts", (act) =>
      act.act === "find_contacts"
        ? { answer: "contacts", contacts: [contact({ id: "c7" }), other] }
        : { answer: "done" },
    );
    const box = await screen.findByRole<HTMLInputElement>("textbox", { name: /Name, phone/ });
    await vi.waitFor(() => expect(box.value, "its own phone to begin with").not.toBe(""));
    await userEvent.click(screen.getByRole("button", { name: "Search" }));
    expect(await screen.findByText("This customer")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Unite with O. Kovalenko" }));
    const question = await screen.findByRole("alertdialog");
    expect(within(question).getByText(/can't be undone/)).toBeTruthy();
    await userEvent.click(within(question).getByRole("radio", { name: /c9/ }));
    expect(acts.map((act) => act.act)).toEqual(["find_contacts"]);
    await userEvent.click(within(question).getByRole("button", { name: "Unite" }));
    await vi.waitFor(() => expect(acts.at(-1)).toEqual({ act: "unite", kept: "c9", other: "c7" }));
  });

  it("opens the chat of who was found", async () => {
    const { open } = show("contacts", () => ({ answer: "contacts", contacts: [other] }));
    await userEvent.type(await screen.findByRole("textbox", { name: /Name, phone/ }), "x{Enter}");
    await userEvent.click(await screen.findByRole("button", { name: "Open chat" }));
    expect(open).toHaveBeenCalledWith("1:200");
  });
});
