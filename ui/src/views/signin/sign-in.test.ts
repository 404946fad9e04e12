import { mockIPC } from "@tauri-apps/api/mocks";
import { expect, test } from "vitest";
import type { AccountForm } from "$lib/ipc";
import { accountView, refuse, service } from "../../test/admin-fixtures";
import { SignIn } from "./sign-in.svelte";

/** A form over a program that answers `account_add` with `add`. */
async function form(add: (form: AccountForm) => unknown): Promise<SignIn> {
  mockIPC((command, given) => {
    if (command === "service_list") return [service];
    if (command === "account_add") return add((given as { form: AccountForm }).form);
    return null;
  });
  const signIn = new SignIn();
  await signIn.load();
  return signIn;
}

test("the_usual_way_stands_first", async () => {
  const signIn = await form(() => 1);
  expect(signIn.boxes, "the first method of the service").toEqual(["login", "password"]);
});

test("what_was_typed_survives_looking_at_another_way", async () => {
  const signIn = await form(() => 1);
  signIn.type("login", "me");
  signIn.chooseMethod("profile_key");
  signIn.chooseMethod("password");
  expect(signIn.value("login"), "nothing typed is lost").toBe("me");
});

test("empty_boxes_are_named_only_when_sent_or_left", async () => {
  const signIn = await form(() => 1);
  expect(signIn.shown("login"), "nobody is told off before typing").toBeNull();
  expect(await signIn.submit(), "the first box to mend").toEqual({ mend: "login" });
  expect(signIn.shown("login"), "now it is named").toBe("missing");
  signIn.type("login", "me");
  expect(signIn.shown("login"), "mended as one types").toBeNull();
});

test("a_space_inside_a_token_is_named_at_once", async () => {
  const signIn = await form(() => 1);
  signIn.chooseMethod("operator_token");
  signIn.type("operator_token", " abc def ");
  expect(signIn.shown("operator_token"), "no further typing mends it").toBe("spaces");
  signIn.type("operator_token", " abcdef\n");
  expect(signIn.shown("operator_token"), "outer spaces are cut off").toBeNull();
});

test("the_form_is_sent_as_typed", async () => {
  let sent: AccountForm | undefined;
  const signIn = await form((given) => {
    sent = given;
    return 7;
  });
  signIn.type("login", " me ");
  signIn.type("password", " with spaces ");
  signIn.server = "localhost.example";
  expect(await signIn.submit(), "the account").toEqual({ account: 7 });
  expect(sent, "a password may have spaces, a login has none around it").toEqual({
    service: "chathub",
    method: "password",
    server: "https://localhost.example",
    label: "",
    principal: "me",
    secret: " with spaces ",
    this_run_only: false,
  });
  expect(signIn.value("password"), "an accepted secret doesn't stay").toBe("");
});

test("a_refused_sign_in_keeps_everything_and_says_where_it_went", async () => {
  const signIn = await form(() => {
    refuse("unauthorized", "Invalid login");
  });
  signIn.type("login", "me");
  signIn.type("password", "wrong");
  expect(await signIn.submit(), "no account").toBeNull();
  expect(signIn.value("password"), "kept for another look").toBe("wrong");
  expect(signIn.failure, "with the service's words").toEqual({
    error: { code: "unauthorized", message: "Invalid login" },
    attempt: { service: "ChatHub", server: "https://chat.example.com", method: "password" },
  });
});

test("without_keyring_one_may_sign_in_for_this_run", async () => {
  const tries: boolean[] = [];
  const signIn = await form((given) => {
    tries.push(given.this_run_only);
    if (!given.this_run_only) refuse("keyring");
    return 1;
  });
  signIn.chooseMethod("profile_key");
  signIn.type("profile_key", "key");
  expect(await signIn.submit(), "the keyring refuses").toBeNull();
  expect(await signIn.submit(true), "the person says so").toEqual({ account: 1 });
  expect(tries, "never without being asked").toEqual([false, true]);
});

test("signing_in_again_asks_for_the_secret_alone", async () => {
  const sent: unknown[] = [];
  mockIPC((command, given) => {
    if (command === "service_list") return [service];
    sent.push([command, given]);
    return null;
  });
  const signIn = new SignIn(accountView({ id: 3 }));
  await signIn.load();
  expect(signIn.boxes, "the login is known").toEqual(["password"]);
  signIn.type("password", "new");
  expect(await signIn.submit(), "the same account").toEqual({ account: 3 });
  expect(sent, "nothing else crosses").toEqual([
    ["account_sign_in_again", { account: 3, secret: "new" }],
  ]);
});

test("a_second_press_while_signing_in_does_nothing", async () => {
  let times = 0;
  const signIn = await form(() => {
    times += 1;
    return 1;
  });
  signIn.chooseMethod("profile_key");
  signIn.type("profile_key", "key");
  await Promise.all([signIn.submit(), signIn.submit()]);
  expect(times, "one account, not two").toBe(1);
});
