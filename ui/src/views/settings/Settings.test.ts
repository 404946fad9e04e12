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
