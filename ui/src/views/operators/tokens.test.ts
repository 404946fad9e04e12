import { mockIPC } from "@tauri-apps/api/mocks";
import { expect, test } from "vitest";
import { operator, refuse } from "../../test/admin-fixtures";
import { IssueToken } from "./issue-token.svelte";
import { ValidateToken } from "./validate-token.svelte";

const now = new Date(2025, 5, 10, 20, 0).getTime();
const issued = { handle: 4, hint: "eyJ…abc", expires_at: now + 3_600_000 };

test("a_token_is_issued_for_the_time_chosen_when_the_button_is_pressed", async () => {
  let asked: unknown;
  mockIPC((_, given) => {
    asked = given;
    return issued;
  });
  const issue = new IssueToken(1, operator("21", "Olena"), now);
  issue.choose(1);
  expect(await issue.issue(now + 60_000)).toBe(true);
  expect(asked, "an hour from the press, not from when the dialog opened").toEqual({
    account: 1,
    operator: "21",
    expiresAt: now + 60_000 + 3_600_000,
  });
  expect(issue.issued, "a handle and a hint, never the token").toEqual(issued);
});

test("a_time_of_ones_own_begins_at_the_last_preset", () => {
  const issue = new IssueToken(1, operator("21", "Olena"), now);
  issue.choose(8);
  issue.choose("custom");
  expect([issue.day, issue.time], "eight hours on, past midnight").toEqual(["tomorrow", "04:00"]);
  expect(issue.problem).toBeNull();
  issue.time = "23:00";
  expect(issue.problem, "more than a day").toBe("too_far");
});

test("an_impossible_time_is_never_sent", async () => {
  mockIPC(() => {
    throw new Error("nothing may be sent");
  });
  const issue = new IssueToken(1, operator("21", "Olena"), now);
  issue.choose("custom");
  issue.day = "today";
  issue.time = "19:00";
  expect(await issue.issue(now), "it has passed").toBe(false);
  expect(issue.error).toBeNull();
});

test("copying_is_confirmed_or_its_failure_shown", async () => {
  let gone = false;
  mockIPC((command, given) => {
    if (command === "token_issue") return issued;
    if (gone) refuse("internal", "no clipboard");
    expect((given as { handle: number }).handle, "by handle").toBe(4);
    return null;
  });
  const issue = new IssueToken(1, operator("21", "Olena"), now);
  await issue.issue(now);
  await issue.copy();
  expect(issue.copied).toBe(true);
  gone = true;
  await issue.copy();
  expect([issue.copied, issue.copyError?.message]).toEqual([false, "no clipboard"]);
});

test("the_token_just_issued_is_validated_by_handle", async () => {
  const asked: unknown[] = [];
  mockIPC((_, given) => {
    asked.push(given);
    return { valid: true, operator: null, expires_at: null, error: null };
  });
  const validate = new ValidateToken(1, issued, "issued");
  await validate.ask();
  validate.choose("pasted");
  validate.type("  eyJ.x.y \n");
  await validate.ask();
  expect(asked, "a pasted one goes as text").toEqual([
    { account: 1, handle: 4, token: null },
    { account: 1, handle: null, token: "eyJ.x.y" },
  ]);
});

test("nothing_pasted_asks_nothing", async () => {
  mockIPC(() => {
    throw new Error("nothing may be asked");
  });
  const validate = new ValidateToken(1, null, "pasted");
  await validate.ask();
  expect([validate.tried, validate.missing, validate.error]).toEqual([true, true, null]);
});

test("a_new_token_in_the_box_takes_the_old_report_away", async () => {
  mockIPC(() => ({ valid: false, operator: null, expires_at: null, error: "Invalid token" }));
  const validate = new ValidateToken(1, null, "pasted");
  validate.type("a");
  await validate.ask();
  expect(validate.report?.error).toBe("Invalid token");
  validate.type("b");
  expect(validate.report, "it was about another token").toBeNull();
});
