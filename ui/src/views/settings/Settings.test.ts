import { mockIPC } from "@tauri-apps/api/mocks";
import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { app } from "$lib/state/app.svelte";
import { accountView } from "../../test/admin-fixtures";
import Settings from "./Settings.svelte";

const sent: [string, unknown][] = [];

beforeEach(() => {
  sent.length = 0;
  app.accounts = [accountView()];
  app.loaded = true;
  mockIPC((command, given) => {
    sent.push([command, given]);
    switch (command) {
      case "settings_get":
        return app.settings;
      case "account_list":
        return app.accounts;
      case "library_get":
        return { canned: [], views: [] };
      case "account_unsent":
        return { messages: 2, changes: 0, drafts: 1 };
      default:
        return null;
    }
  });
});

const calls = (name: string) =>
  sent.filter(([command]) => command === name).map(([, given]) => given);

test("signing_out_names_what_would_be_lost_and_asks", async () => {
  const user = userEvent.setup();
  render(Settings);
  await user.click(await screen.findByRole("button", { name: "Sign out" }));
  const question = await screen.findByRole("alertdialog", { name: "Sign out of Flowers?" });
  await within(question).findByText("2 unsent messages");
  expect(within(question).getByText("1 draft")).toBeTruthy();
  expect(calls("account_remove"), "not without an answer").toEqual([]);
  await user.click(within(question).getByRole("button", { name: "Sign out and lose it" }));
  await waitFor(() => expect(calls("account_remove")).toEqual([{ account: 1 }]));
});

test("a_theme_is_saved_as_it_is_chosen", async () => {
  const user = userEvent.setup();
  render(Settings);
  await user.click(await screen.findByRole("radio", { name: "Dark" }));
  await waitFor(() => expect(calls("settings_set")).toHaveLength(1));
  expect(app.settings.theme, "and the window follows").toBe("dark");
});

test("searching_leaves_what_fits", async () => {
  const user = userEvent.setup();
  render(Settings);
  await screen.findByRole("heading", { name: "Accounts" });
  await user.type(screen.getByRole("searchbox", { name: "Search settings" }), "quiet");
  expect(screen.queryByRole("heading", { name: "Accounts" })).toBeNull();
  expect(screen.getByRole("heading", { name: "Notifications" })).toBeTruthy();
});

test("what_the_administrator_decided_is_said_and_can_not_be_undone", async () => {
  const { policy, settings } = app;
  app.policy = { ...policy, retention: 90 };
  app.settings = { ...settings, keep_messages_days: 90 };
  try {
    render(Settings);
    const keep = await screen.findByRole("combobox", { name: "Keep messages on this computer" });
    const days = within(keep).getAllByRole("option");
    expect(days.map((day) => day.textContent.trim())).toEqual(["30 days", "90 days"]);
    expect(screen.getByText(/keeps messages for 90 days at most/)).toBeTruthy();
  } finally {
    Object.assign(app, { policy, settings });
  }
});

test("enter_in_the_search_goes_to_the_first_setting", async () => {
  const user = userEvent.setup();
  render(Settings);
  await screen.findByRole("radio", { name: "Dark" });
  const search = screen.getByRole("searchbox", { name: "Search settings" });
  await user.type(search, "theme");
  const found = within(screen.getByRole("navigation", { name: "Found settings" }));
  expect(found.getAllByRole("button")[0]?.getAttribute("aria-label")).toBe("Theme, in Appearance");
  await user.type(search, "{Enter}");
  expect(document.activeElement?.closest("[data-setting]")?.getAttribute("data-setting")).toBe(
    "theme",
  );
});
