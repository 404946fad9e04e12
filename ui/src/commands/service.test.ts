import { mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, beforeEach, expect, it } from "vitest";
import { app } from "$lib/state/app.svelte";
import { router } from "$lib/state/router.svelte";
import { ableTo, account } from "../test/fixtures";
import { inbox } from "../views/inbox/state/inbox.svelte";
import { COMMANDS } from "./table";

const named = (id: string) => {
  const found = COMMANDS.find((one) => one.id === id);
  if (!found) throw new Error(`no command ${id}`);
  return found;
};

beforeEach(() => {
  mockIPC(() => null);
  router.go("settings");
  inbox.filter = {};
});
afterEach(() => {
  app.accounts = [];
  inbox.asking = null;
  inbox.filter = {};
  router.go("inbox");
});

it("a_group_is_begun_in_the_account_that_can_make_one", () => {
  app.accounts = [account(), ableTo(["groups"], { id: 2 })];
  expect(named("group_new").ready?.("elsewhere")).toBe(true);
  named("group_new").run("elsewhere");
  expect(inbox.asking).toMatchObject({ what: "group", account: 2 });
  expect(router.page, "where the question shows").toBe("inbox");
});

it("what_no_account_in_view_can_do_is_not_offered", () => {
  app.accounts = [account(), ableTo(["groups", "contacts"], { id: 2 })];
  inbox.filter = { account: 1 };
  const ready = ["group_new", "contacts", "invitation", "look_up"].map((id) =>
    named(id).ready?.("elsewhere"),
  );
  expect(ready).toEqual([false, false, false, false]);
});
