import { mockIPC } from "@tauri-apps/api/mocks";
import { expect, test } from "vitest";
import type { AccountOptions } from "$lib/ipc";
import { accountView, refuse } from "../../test/admin-fixtures";
import { AccountSettings, bodyProblem } from "./account-settings.svelte";
import { healthLines } from "./health";
import { SignOut } from "./sign-out.svelte";

test.each([
  ["", null],
  ['{"messageIds": "$ids", "status": "$status"}', null],
  ['[{"id": ["$ids"]}]', null],
  ['{"status": 3}', "ids"],
  ['{"note": "all of $ids"}', "ids"],
  ["{", "json"],
])("read_body_%s_has_problem_%s", (typed, problem) => {
  expect(bodyProblem(typed)?.problem ?? null, typed).toBe(problem);
});

test("a_renamed_account_is_saved_and_taken_back_when_refused", async () => {
  let full = false;
  const sent: unknown[] = [];
  mockIPC((_, given) => {
    if (full) refuse("storage");
    sent.push(given);
    return null;
  });
  const settings = new AccountSettings(accountView());
  settings.typeLabel("  Garden ");
  await settings.saveLabel();
  expect(sent).toEqual([{ account: 1, label: "Garden", options: accountView().options }]);
  full = true;
  settings.typeLabel("Forest");
  await settings.saveLabel();
  expect(settings.label, "back as it was").toBe("Garden");
  expect(settings.failed("label")?.code).toBe("storage");
});

test("options_of_a_later_version_are_kept", async () => {
  const sent: { options: AccountOptions }[] = [];
  mockIPC((_, given) => {
    sent.push(given as unknown as { options: AccountOptions });
    return null;
  });
  const later = { ...accountView().options, shape: "round" };
  const settings = new AccountSettings(accountView({ options: later }));
  await settings.setLive(false);
  expect(sent[0]?.options, "what we don't know goes back as it came").toEqual({
    ...later,
    live: false,
  });
});

test("news_of_an_account_doesnt_touch_what_is_being_typed", () => {
  const settings = new AccountSettings(accountView());
  settings.typeLabel("Gar");
  settings.update(accountView({ label: "Elsewhere", unread: 5 }));
  expect([settings.label, settings.view.unread]).toEqual(["Gar", 5]);
});

test("a_refused_body_stays_in_the_box", async () => {
  mockIPC(() => {
    refuse("storage");
  });
  const settings = new AccountSettings(accountView());
  settings.typeBody('{"ids": "$ids"}');
  await settings.saveBody();
  expect(settings.body, "to be tried again").toBe('{"ids": "$ids"}');
  expect(settings.view.options.read_body, "the account is as it was").toBeNull();
});

test("signing_out_says_what_would_be_lost", async () => {
  mockIPC((command) =>
    command === "account_unsent" ? { messages: 2, changes: 0, drafts: 1 } : null,
  );
  const signOut = new SignOut(accountView());
  expect(signOut.loses, "not known yet").toBe(false);
  await signOut.count();
  expect(signOut.loses).toBe(true);
  expect(await signOut.confirm()).toBe(true);
});

test("a_failed_sign_out_says_so", async () => {
  mockIPC(() => {
    refuse("keyring", "locked");
  });
  const signOut = new SignOut(accountView());
  expect(await signOut.confirm()).toBe(false);
  expect(signOut.error?.message).toBe("locked");
});

test("a_token_that_was_handed_over_and_ended_is_marked", () => {
  const now = 10 * 3_600_000;
  const health = { ...accountView().health, token_expires_at: now - 1 };
  const line = (method: "password" | "operator_token") =>
    healthLines(accountView({ method, health }), now).find((one) => one.what === "Token");
  expect(line("operator_token")?.bad, "nobody renews it").toBe(true);
  expect(line("password")?.bad, "it is renewed when needed").toBe(false);
});
