import { mockIPC } from "@tauri-apps/api/mocks";
import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import type { OperatorRef } from "$lib/ipc";
import { app } from "$lib/state/app.svelte";
import { accountView, cached, operator } from "../../test/admin-fixtures";
import Operators from "./Operators.svelte";

const sent: [string, unknown][] = [];

beforeEach(() => {
  sent.length = 0;
  app.accounts = [accountView()];
  app.loaded = true;
  mockIPC((command, given) => {
    sent.push([command, given]);
    switch (command) {
      case "organization_list":
        return cached([{ id: "6", name: "Shop" }]);
      case "operator_list":
        return cached([operator("10", "Anna"), operator("11", "Boris", "inactive")]);
      case "account_list":
        return app.accounts;
      case "token_issue":
        return { handle: 4, hint: "eyJ…abc", expires_at: Date.now() + 3_600_000 };
      case "token_validate":
        return {
          valid: true,
          operator: { id: "10", name: "Anna" },
          expires_at: null,
          error: null,
        };
      case "account_work_as": {
        const { operator: chosen } = given as { operator: OperatorRef | null };
        app.accounts = [accountView({ working_as: chosen })];
        return null;
      }
      default:
        return null;
    }
  });
});

const calls = (name: string) =>
  sent.filter(([command]) => command === name).map(([, given]) => given);

test("an_operator_is_deleted_after_a_question", async () => {
  const user = userEvent.setup();
  render(Operators);
  const row = await screen.findByRole("row", { name: /Anna/ });
  await user.click(within(row).getByRole("button", { name: "Delete" }));
  expect(calls("operator_set_status"), "not without an answer").toEqual([]);
  const question = await screen.findByRole("alertdialog", { name: "Delete Anna?" });
  await user.click(within(question).getByRole("button", { name: "Delete operator" }));
  await waitFor(() =>
    expect(calls("operator_set_status")).toEqual([
      { account: 1, operator: "10", status: "deleted" },
    ]),
  );
});

test("a_token_is_issued_copied_and_validated", async () => {
  const user = userEvent.setup();
  render(Operators);
  const row = await screen.findByRole("row", { name: /Anna/ });
  await user.click(within(row).getByRole("button", { name: "Issue token" }));
  const issue = await screen.findByRole("dialog", { name: "Issue token" });
  await user.click(within(issue).getByRole("button", { name: "Issue token" }));
  await user.click(await within(issue).findByRole("button", { name: "Copy token" }));
  await within(issue).findByText(/^Copied/);
  expect(calls("token_copy"), "by its handle").toEqual([{ handle: 4 }]);
  await user.click(within(issue).getByRole("button", { name: "Validate this token" }));
  const validate = await screen.findByRole("dialog", { name: "Validate token" });
  await within(validate).findByText("This token works");
  expect(calls("token_validate")).toEqual([{ account: 1, handle: 4, token: null }]);
});

test("one_works_as_an_operator_from_the_row", async () => {
  const user = userEvent.setup();
  render(Operators);
  const row = await screen.findByRole("row", { name: /Anna/ });
  await user.click(within(row).getByRole("button", { name: "Work as this operator" }));
  await waitFor(() =>
    expect(calls("account_work_as")).toEqual([
      { account: 1, operator: { id: "10", name: "Anna" } },
    ]),
  );
});

test("the_focus_is_kept_when_its_button_goes", async () => {
  const user = userEvent.setup();
  render(Operators);
  const title = await screen.findByRole("heading", { name: "Operators" });
  await waitFor(() => expect(document.activeElement, "the page begins").toBe(title));
  const row = await screen.findByRole("row", { name: /Anna/ });
  await user.click(within(row).getByRole("button", { name: "Work as this operator" }));
  await waitFor(() => expect(document.activeElement, "its own button is gone").toBe(title));
  await user.click(screen.getByRole("button", { name: "Stop working as Anna" }));
  await within(row).findByRole("button", { name: "Work as this operator" });
  await waitFor(() => expect(document.activeElement, "and again").toBe(title));
});

test("an_inactive_operator_offers_no_token", async () => {
  render(Operators);
  const row = await screen.findByRole("row", { name: /Boris/ });
  expect(within(row).queryByRole("button", { name: "Issue token" })).toBeNull();
  expect(within(row).getByRole("button", { name: "Activate" })).toBeTruthy();
});

test("without_an_administrators_account_the_page_says_what_is_needed", async () => {
  const { capabilities } = accountView();
  app.accounts = [accountView({ capabilities: { ...capabilities, abilities: [] } })];
  render(Operators);
  expect(await screen.findByText("No account can do this")).toBeTruthy();
});
