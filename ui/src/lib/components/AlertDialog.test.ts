import { cleanup, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, describe, expect, it } from "vitest";
import AlertDialog from "./AlertDialog.svelte";

const words = {
  title: "Delete this chat?",
  description: "It is gone for good.",
  action: "Delete chat",
  onconfirm: () => undefined,
};

afterEach(() => {
  cleanup();
  document.body.replaceChildren();
});

describe("AlertDialog", () => {
  it("keeps what lies behind it out of reach while it is open", async () => {
    const page = document.createElement("div");
    page.id = "app";
    document.body.append(page);
    const { rerender } = render(AlertDialog, { ...words, open: false });
    expect(page.hasAttribute("inert"), "nothing is open yet").toBe(false);
    await rerender({ open: true });
    await tick();
    expect(screen.getByRole("alertdialog", { name: words.title })).toBeTruthy();
    expect(page.hasAttribute("inert"), "the page is covered").toBe(true);
    await rerender({ open: false });
    await tick();
    expect(page.hasAttribute("inert"), "and free again").toBe(false);
  });
});
