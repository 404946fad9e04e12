import { mockIPC } from "@tauri-apps/api/mocks";
import { beforeEach, expect, test } from "vitest";
import { PassphraseForm } from "./passphrase.svelte";

let acts: unknown[];

beforeEach(() => {
  acts = [];
  mockIPC((command, given) => {
    if (command === "app_act") {
      const { act } = given as { act: { current: string } };
      acts.push(act);
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      if (act.current === "wrong") throw { code: "unauthorized", message: "" };
      return { answer: "done" };
    }
    return null;
  });
});

test.each([
  ["too short", "short", "short", "short"],
  ["too short in signs, not in bytes", "пароль", "пароль", "short"],
  ["typed otherwise the second time", "correct horse", "correct house", "differs"],
])("a_passphrase_that_is_%s_is_not_sent", async (_, next, again, problem) => {
  const form = new PassphraseForm("set");
  form.next = next;
  form.again = again;
  expect(await form.save()).toBe(false);
  expect(form.problem).toBe(problem);
  expect(acts).toEqual([]);
});

test("changing_says_the_one_there_is", async () => {
  const form = new PassphraseForm("change");
  form.next = "correct horse";
  form.again = "correct horse";
  expect(form.ready, "the present one is missing").toBe(false);
  form.current = "wrong";
  expect(await form.save()).toBe(false);
  expect(form.problem).toBe("wrong");
  form.current = "battery staple";
  expect(await form.save()).toBe(true);
  expect(acts.at(-1)).toEqual({
    act: "set_passphrase",
    current: "battery staple",
    passphrase: "correct horse",
  });
});

test("removing_needs_only_the_one_there_is", async () => {
  const form = new PassphraseForm("remove");
  form.current = "battery staple";
  expect(form.ready).toBe(true);
  expect(await form.save()).toBe(true);
  expect(acts).toEqual([{ act: "set_passphrase", current: "battery staple", passphrase: null }]);
});
