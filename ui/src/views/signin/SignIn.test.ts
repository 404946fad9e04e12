import { mockIPC } from "@tauri-apps/api/mocks";
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { AccountForm } from "$lib/ipc";
import { app } from "$lib/state/app.svelte";
import { refuse, service } from "../../test/admin-fixtures";
import SignIn from "./SignIn.svelte";

function open(add: (form: AccountForm) => unknown) {
  mockIPC((command, given) => {
    if (command === "service_list") return [service];
    if (command === "account_add") return add((given as { form: AccountForm }).form);
    if (command === "account_list") return [];
    return null;
  });
  const ondone = vi.fn();
  render(SignIn, { account: null, ondone, oncancel: vi.fn() });
  return ondone;
}

test("enter_signs_in_and_goes_on", async () => {
  const user = userEvent.setup();
  const ondone = open(() => 1);
  await user.type(await screen.findByRole("textbox", { name: "Login" }), "me");
  await user.type(screen.getByLabelText("Password"), "secret{Enter}");
  await waitFor(() => expect(ondone, "the inbox follows").toHaveBeenCalledOnce());
});

test("a_refusal_is_an_alert_and_keeps_the_boxes", async () => {
  const user = userEvent.setup();
  const ondone = open(() => {
    refuse("unauthorized", "Nope");
  });
  const login = await screen.findByRole("textbox", { name: "Login" });
  await user.type(login, "me");
  await user.type(screen.getByLabelText("Password"), "secret");
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  const alert = await screen.findByRole("alert");
  expect(alert.textContent, "our sentence").toContain("doesn't accept this login and password");
  expect(alert.textContent, "and the service's words").toContain("Nope");
  expect(login, "kept").toHaveProperty("value", "me");
  expect(ondone, "nobody is signed in").not.toHaveBeenCalled();
});

test("the_three_ways_have_their_boxes", async () => {
  const user = userEvent.setup();
  open(() => 1);
  await user.click(await screen.findByRole("radio", { name: "Profile key" }));
  expect(
    screen.getByLabelText("Profile key", { selector: "input:not([type=radio])" }),
  ).toBeTruthy();
  await user.click(screen.getByRole("radio", { name: "Operator token" }));
  expect(
    screen.getByLabelText("Operator token", { selector: "input:not([type=radio])" }),
  ).toBeTruthy();
});

test("the_secret_can_be_shown", async () => {
  const user = userEvent.setup();
  open(() => 1);
  await screen.findByRole("textbox", { name: "Login" });
  expect(screen.getByLabelText("Password"), "hidden first").toHaveProperty("type", "password");
  await user.click(screen.getByRole("button", { name: "Show Password" }));
  expect(screen.getByLabelText("Password"), "then plain").toHaveProperty("type", "text");
});

test("an_account_added_from_the_demo_is_kept", async () => {
  const user = userEvent.setup();
  app.phase = { phase: "ready", this_run_only: true };
  app.demo = true;
  const keep: boolean[] = [];
  const ondone = open((form) => {
    keep.push(!form.this_run_only);
    return 1;
  });
  await user.type(await screen.findByRole("textbox", { name: "Login" }), "me");
  await user.type(screen.getByLabelText("Password"), "secret{Enter}");
  await waitFor(() => expect(ondone).toHaveBeenCalledOnce());
  expect(keep, "only the demo's own data ends with it").toEqual([true]);
  app.demo = false;
  app.phase = { phase: "starting" };
});
