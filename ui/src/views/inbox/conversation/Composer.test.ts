import { mockIPC } from "@tauri-apps/api/mocks";
import { fireEvent, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { account } from "../../../test/fixtures";
import { Draft } from "../state/draft.svelte";
import Composer from "./Composer.svelte";

let sent: unknown[];

beforeEach(() => {
  sent = [];
  mockIPC((command, payload) => {
    if (command === "message_send") sent.push(payload);
    if (command === "attachment_add")
      return { id: 5, kind: "photo", name: "cat.png", mime: "image/png", size: 3 };
    if (command === "media_get") return new ArrayBuffer(3);
    return null;
  });
});

function show(sendKey: "enter" | "ctrl_enter" = "enter") {
  const onleave = vi.fn();
  const draft = new Draft("1:1");
  render(Composer, { draft, account: account(), sendKey, onsent: vi.fn(), onleave });
  return {
    draft,
    onleave,
    box: screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Message" }),
  };
}

describe("Composer", () => {
  it("sends with Enter and empties the box", async () => {
    const { box } = show();
    await userEvent.type(box, "Hello{Enter}");
    await vi.waitFor(() =>
      expect(sent).toEqual([{ chat: "1:1", text: "Hello", attachments: [], options: {} }]),
    );
    expect(box.value).toBe("");
  });

  it("leaves what was written with the chat it was written to", async () => {
    const props = {
      account: account(),
      sendKey: "enter",
      onsent: vi.fn(),
      onleave: vi.fn(),
    } as const;
    const [one, other] = [new Draft("1:1"), new Draft("1:2")];
    const { rerender } = render(Composer, { ...props, draft: one });
    const before = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Message" });
    await userEvent.type(before, "For the first only");
    // Chromium tells of both while it takes the box out.
    before.remove = () => {
      before.dispatchEvent(new Event("change", { bubbles: true }));
      before.dispatchEvent(new Event("blur"));
      Element.prototype.remove.call(before);
    };
    await rerender({ ...props, draft: other });
    const after = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Message" });
    expect(after).not.toBe(before);
    expect(other.text).toBe("");
    expect(after.value).toBe("");
    expect(one.text).toBe("For the first only");
  });

  it("makes a new line with Shift+Enter", async () => {
    const { box } = show();
    await userEvent.type(box, "a{Shift>}{Enter}{/Shift}b");
    expect(box.value).toBe("a\nb");
    expect(sent).toEqual([]);
  });

  it("sends with Ctrl+Enter only, where the person wants that", async () => {
    const { box } = show("ctrl_enter");
    await userEvent.type(box, "a{Enter}");
    expect(sent).toEqual([]);
    await userEvent.type(box, "{Control>}{Enter}{/Control}");
    await vi.waitFor(() => expect(sent).toHaveLength(1));
  });

  it("can't send nothing, nor more than the service takes", async () => {
    const { box } = show();
    const send = screen.getByRole<HTMLButtonElement>("button", { name: "Send" });
    expect(send.disabled).toBe(true);
    await fireEvent.input(box, { target: { value: "x".repeat(101) } });
    expect(send.disabled).toBe(true);
    expect(screen.getByText("1 character too many")).toBeTruthy();
  });

  it("takes picked files and shows them with a way to remove each", async () => {
    show();
    const picker = screen.getByLabelText<HTMLInputElement>("Attach files", { selector: "input" });
    await userEvent.upload(picker, new File(["abc"], "cat.png", { type: "image/png" }));
    expect(await screen.findByRole("button", { name: "Remove cat.png" })).toBeTruthy();
  });

  it("says why a file is refused", async () => {
    show();
    const picker = screen.getByLabelText<HTMLInputElement>("Attach files", { selector: "input" });
    await userEvent.upload(picker, new File(["x".repeat(2000)], "film.mp4"));
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("film.mp4 is 2 KB. ChatHub takes files up to 1,000 B.");
  });

  it("gives the focus back with Escape", async () => {
    const { box, onleave } = show();
    await userEvent.type(box, "{Escape}");
    expect(onleave).toHaveBeenCalledOnce();
  });
});
