import { mockIPC } from "@tauri-apps/api/mocks";
import { expect, test } from "vitest";
import type { LogPage } from "$lib/ipc";
import { refuse } from "../../../test/admin-fixtures";
import { Log } from "./log.svelte";

const page = (...texts: string[]): LogPage => ({
  lines: texts.map((text) => ({ level: "info", text })),
  more: false,
  folder: "/logs",
});

test("lines_are_asked_by_level_and_words_and_copied_as_one_text", async () => {
  const asked: unknown[] = [];
  mockIPC((_, given) => {
    asked.push(given);
    return { answer: "log", page: page("one", "two") };
  });
  const log = new Log();
  log.level = "warn";
  log.text = " sync ";
  await log.read();
  expect(asked).toEqual([{ act: { act: "read_log", level: "warn", text: "sync" } }]);
  expect(log.whole).toBe("one\ntwo\n");
});

test("an_answer_that_was_overtaken_is_not_shown", async () => {
  const answers: ((page: LogPage) => void)[] = [];
  mockIPC(async () => ({
    answer: "log",
    page: await new Promise<LogPage>((resolve) => answers.push(resolve)),
  }));
  const log = new Log();
  const first = log.read();
  const second = log.read();
  await Promise.resolve();
  answers[1]?.(page("new"));
  await second;
  answers[0]?.(page("old"));
  await first;
  expect(log.whole).toBe("new\n");
});

test("a_log_that_can_not_be_read_is_said", async () => {
  mockIPC(() => refuse("storage", "no disk"));
  const log = new Log();
  await log.read();
  expect([log.page, log.error?.code]).toEqual([null, "storage"]);
});
