import { mockIPC } from "@tauri-apps/api/mocks";
import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { MessageView } from "$lib/ipc";
import { message, NOON } from "../../../test/fixtures";
import { Inbox } from "../state/inbox.svelte";
import type { ShownPhoto } from "../state/media";
import MessageBubble from "./MessageBubble.svelte";
import PhotoViewer from "./PhotoViewer.svelte";

function show(over: Partial<MessageView>, photo = new ArrayBuffer(4)) {
  const calls: [string, unknown][] = [];
  mockIPC((command, payload) => {
    calls.push([command, payload]);
    return command === "media_get" ? photo : null;
  });
  const item = {
    message: message(over),
    day: NOON,
    divider: false,
    first: true,
    last: true,
    folded: 0,
  };
  const onphoto = vi.fn();
  const { container } = render(MessageBubble, {
    inbox: new Inbox((run) => run()),
    chat: "1:1",
    item,
    now: NOON,
    upload: undefined,
    canMark: true,
    onphoto,
    onmark: vi.fn(),
  });
  return { calls, container, onphoto };
}

const side = (container: Element) =>
  container.querySelector("[data-side]")?.getAttribute("data-side");

describe("MessageBubble", () => {
  it("puts each kind of author in its place", () => {
    expect(side(show({ author: "customer" }).container)).toBe("start");
    expect(side(show({ author: "operator" }).container)).toBe("end");
    expect(side(show({ author: "bot" }).container)).toBe("middle");
    expect(side(show({ author: "system" }).container)).toBe("middle");
  });

  it("shows markup as text", () => {
    const { container } = show({ text: "<img src=x onerror=alert(1)>" });
    expect(container.querySelector("img")).toBeNull();
    expect(screen.getByText("<img src=x onerror=alert(1)>")).toBeTruthy();
  });

  it("opens links through the program only", async () => {
    const { calls } = show({ text: "see https://a.example" });
    await userEvent.click(screen.getByRole("link", { name: "https://a.example" }));
    expect(calls).toContainEqual([
      "app_act",
      { act: { act: "open_link", url: "https://a.example" } },
    ]);
  });

  it("says in words how far a message has come", () => {
    show({ author: "operator", state: { state: "delivery", delivery: "read" } });
    expect(screen.getByText("Read by the customer")).toBeTruthy();
  });

  it("alerts of a failed message, with the reason and three ways out", async () => {
    const { calls } = show({
      author: "operator",
      outbox: 7,
      key: "o:7",
      state: { state: "failed", error: { code: "invalid", message: "text is too long" } },
    });
    expect(screen.getByRole("alert").textContent).toContain("text is too long");
    await userEvent.click(screen.getByRole("button", { name: "Retry" }));
    await userEvent.click(screen.getByRole("button", { name: "Discard" }));
    expect(calls).toEqual([
      ["message_act", { outbox: 7, act: "retry" }],
      ["message_act", { outbox: 7, act: "discard" }],
    ]);
    expect(screen.getByRole("button", { name: "Edit" })).toBeTruthy();
  });

  it("lets the person decide where nobody can know", async () => {
    const { calls } = show({ author: "operator", outbox: 8, state: { state: "unconfirmed" } });
    await userEvent.click(screen.getByRole("button", { name: "I checked: it was sent" }));
    await userEvent.click(screen.getByRole("button", { name: "Send again" }));
    expect(calls).toEqual([
      ["message_act", { outbox: 8, act: "confirm_sent" }],
      ["message_act", { outbox: 8, act: "retry" }],
    ]);
  });

  it("saves a file through the program", async () => {
    const { calls } = show({
      attachments: [
        { index: 0, kind: "file", name: "a.pdf", mime: null, size: 2048, available: true },
      ],
    });
    expect(screen.getByText("2 KB")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Save a.pdf" }));
    expect(calls).toContainEqual(["media_save", { chat: "1:1", key: "m:1", index: 0 }]);
  });

  it("opens a photo once its bytes are here", async () => {
    const { onphoto } = show({
      attachments: [
        { index: 0, kind: "photo", name: "a.png", mime: "image/png", size: 4, available: true },
      ],
    });
    const button = screen.getByRole<HTMLButtonElement>("button", { name: "Open photo a.png" });
    await vi.waitFor(() => expect(button.disabled).toBe(false));
    await userEvent.click(button);
    expect(onphoto).toHaveBeenCalledOnce();
  });

  it("draws a photo that is very large only when it is opened", async () => {
    const attachments: MessageView["attachments"] = [
      { index: 5, kind: "photo", name: "b.png", mime: "image/png", size: 4, available: true },
    ];
    const { calls, container, onphoto } = show({ attachments }, new ArrayBuffer(0));
    expect(await screen.findByText("Open photo b.png")).toBeTruthy();
    expect(container.querySelector("img")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Open photo b.png" }));
    expect(onphoto).toHaveBeenCalledOnce();
    const photo = onphoto.mock.calls[0]?.[0] as ShownPhoto;
    render(PhotoViewer, { photo, onclose: vi.fn() });
    await vi.waitFor(() =>
      expect(calls.at(-1)).toEqual([
        "media_get",
        { chat: "1:1", key: "m:1", index: 5, asked: true },
      ]),
    );
  });
});
