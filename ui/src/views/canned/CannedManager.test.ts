import { mockIPC } from "@tauri-apps/api/mocks";
import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { CannedReply, LibraryChange } from "$lib/ipc";
import { app } from "$lib/state/app.svelte";
import { library } from "$lib/state/library.svelte";
import { refuse } from "../../test/admin-fixtures";
import { account } from "../../test/fixtures";
import CannedManager from "./CannedManager.svelte";

let changes: LibraryChange[];
let full: boolean;
let canned: CannedReply[];

beforeEach(() => {
  changes = [];
  full = false;
  canned = [
    { id: 1, shortcut: "hi", title: "", text: "Hello {customer.name}", account: null },
    { id: null, shortcut: "thanks", title: "Thanks", text: "Thank you!", account: 1 },
  ];
  app.accounts = [account({ label: "Nova Shop" })];
  library.value = { canned, views: [] };
  mockIPC((command, payload) => {
    if (command === "library_get") return { canned, views: [] };
    if (command !== "library_save") return null;
    if (full) refuse("storage", "disk full");
    const { change } = payload as { change: LibraryChange };
    changes.push(change);
    if (change.change === "delete_canned") canned = canned.filter((one) => one.id !== change.id);
    return { canned, views: [] };
  });
  render(CannedManager);
});

const box = (name: string) => screen.getByRole<HTMLInputElement>("textbox", { name });
const button = (name: string) => screen.getByRole<HTMLButtonElement>("button", { name });

describe("ready answers", () => {
  it("of a service are marked and can only be copied", () => {
    const row = screen.getByText("Thank you!").closest("li") as HTMLElement;
    expect(within(row).getByText("from Nova Shop")).toBeTruthy();
    expect(within(row).queryByRole("button", { name: /Edit|Delete/ })).toBeNull();
    expect(within(row).getByRole("button", { name: "Copy /thanks" })).toBeTruthy();
  });

  it("are made with variables at the cursor", async () => {
    await userEvent.click(button("New ready answer"));
    expect(document.activeElement, "one can type at once").toBe(box("Shortcut"));
    await userEvent.type(box("Shortcut"), "/bye");
    await userEvent.type(box("Text"), "Bye ");
    await userEvent.click(button("{customer.name}"));
    await userEvent.click(button("Save"));
    await vi.waitFor(() =>
      expect(changes).toEqual([
        { change: "save_canned", shortcut: "bye", title: "", text: "Bye {customer.name}" },
      ]),
    );
    await vi.waitFor(() => expect(document.activeElement).toBe(button("New ready answer")));
  });

  it("are refused a shortcut that is taken or no word, as it is typed", async () => {
    await userEvent.click(button("New ready answer"));
    await userEvent.type(box("Text"), "x");
    await userEvent.type(box("Shortcut"), "HI");
    expect(screen.getByText("This shortcut is taken.")).toBeTruthy();
    await userEvent.type(box("Shortcut"), " there");
    expect(screen.getByText("A shortcut is one word, without spaces.")).toBeTruthy();
    expect(button("Save").disabled).toBe(true);
  });

  it("are changed under their own shortcut, and nothing is lost when that fails", async () => {
    full = true;
    await userEvent.click(button("Edit /hi"));
    await userEvent.type(box("Text"), "!");
    await userEvent.click(button("Save"));
    await vi.waitFor(() => expect(button("Save").disabled).toBe(false));
    expect(box("Text").value).toBe("Hello {customer.name}!");
    full = false;
    await userEvent.click(button("Save"));
    await vi.waitFor(() => expect(changes[0]).toMatchObject({ id: 1, shortcut: "hi" }));
  });

  it("are deleted after a question", async () => {
    await userEvent.click(button("Delete /hi"));
    expect(changes).toEqual([]);
    await userEvent.click(await screen.findByRole("button", { name: "Delete" }));
    await vi.waitFor(() => expect(changes).toEqual([{ change: "delete_canned", id: 1 }]));
    await vi.waitFor(() => expect(screen.queryByText("/hi")).toBeNull());
  });
});
