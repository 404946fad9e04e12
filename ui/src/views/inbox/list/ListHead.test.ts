import { mockIPC } from "@tauri-apps/api/mocks";
import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { app } from "$lib/state/app.svelte";
import { ableTo, account, chatRow, MINUTE, NOON } from "../../../test/fixtures";
import { Directory } from "../state/directory.svelte";
import { Inbox } from "../state/inbox.svelte";
import ChatRowItem from "./ChatRowItem.svelte";
import ListHead from "./ListHead.svelte";

beforeEach(() => {
  app.accounts = [];
  mockIPC(() => null);
});

describe("the list's head", () => {
  it("offers to begin a group or to find a customer where an account can", async () => {
    app.accounts = [account(), ableTo(["groups", "contacts"], { id: 2, label: "Second" })];
    const inbox = new Inbox((run) => run());
    render(ListHead, { inbox, directory: new Directory() });
    await userEvent.click(screen.getByRole("button", { name: "Start something new" }));
    expect(screen.getAllByRole("menuitem").map((item) => item.textContent.trim())).toEqual([
      "New group in Second",
      "Find a customer in Second",
    ]);
    await userEvent.click(screen.getByRole("menuitem", { name: "New group in Second" }));
    expect(inbox.asking).toMatchObject({ what: "group", account: 2 });
  });

  it("offers nothing that no account in view can do", () => {
    app.accounts = [account(), ableTo(["groups"], { id: 2 })];
    const inbox = new Inbox((run) => run());
    inbox.filter = { account: 1 };
    render(ListHead, { inbox, directory: new Directory() });
    expect(screen.queryByRole("button", { name: "Start something new" })).toBeNull();
  });
});

describe("a row", () => {
  const props = {
    row: chatRow({ waiting_since: NOON - 12 * MINUTE, channel: "telegram" }),
    index: 0,
    total: 1,
    now: NOON,
    account: account({ label: "Second", hue: 3 }),
    open: false,
    active: true,
    onselect: () => undefined,
  };

  it.each([true, false])("names its account and the waiting time (compact: %s)", (compact) => {
    const { container } = render(ChatRowItem, { ...props, several: true, compact });
    expect(screen.getByText("Second")).toBeTruthy();
    expect(screen.getByText("12 min")).toBeTruthy();
    expect(container.querySelector('[title="Telegram"]'), "the channel's icon").toBeTruthy();
    const row = screen.getByRole("option", { name: /Telegram.*waiting 12 minutes.*Second/ });
    expect(row.style.getPropertyValue("--stripe")).toBe("var(--hue-3)");
  });

  it("leaves the name out where there is one account only", () => {
    render(ChatRowItem, { ...props, several: false, compact: false });
    expect(screen.queryByText("Second")).toBeNull();
  });

  it("puts a service's colour into its style only if it is one", () => {
    const labels = [
      { id: "1", name: "Good", color: "#A1B2C3" },
      { id: "2", name: "Bad", color: "red;background:url(https://evil.example)" },
    ];
    const { container } = render(ChatRowItem, { ...props, several: false, compact: false, labels });
    const styles = [...container.querySelectorAll<HTMLElement>("[style*='--label']")];
    expect(styles.map((label) => label.style.getPropertyValue("--label"))).toEqual([
      "#a1b2c3",
      "var(--hue-7)",
    ]);
  });
});
