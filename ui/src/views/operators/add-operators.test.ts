import { mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { OperatorAddReport, OperatorImportRow } from "$lib/ipc";
import { cached, failure, operator, refuse } from "../../test/admin-fixtures";
import { AddOperators, LARGEST_FILE } from "./add-operators.svelte";

interface Program {
  preview?: (text: string) => OperatorImportRow[];
  add?: (names: string[]) => OperatorAddReport;
  there?: string[];
  deleted?: string[];
}

/** Every line is new, but for repeated ones. */
function lines(text: string): OperatorImportRow[] {
  const seen = new Set<string>();
  return text.split("\n").map((name, index) => {
    const verdict = name === "" ? "empty" : seen.has(name) ? "repeated" : "new";
    seen.add(name);
    return { line: index + 1, name, verdict };
  });
}

function dialog(program: Program): AddOperators {
  mockIPC((command, given) => {
    switch (command) {
      case "operator_import_preview":
        return (program.preview ?? lines)((given as { text: string }).text);
      case "operator_add":
        return program.add?.((given as { names: string[] }).names);
      case "operator_list":
        return cached([
          ...(program.there ?? []).map((name, index) => operator(`1${index}`, name)),
          ...(program.deleted ?? []).map((name, index) => operator(`2${index}`, name, "deleted")),
        ]);
      default:
        return null;
    }
  });
  return new AddOperators(1, "6");
}

function added(names: string[]): OperatorAddReport {
  return { job: 5, results: names.map((name) => ({ name, outcome: { outcome: "added" } })) };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("names_are_checked_when_typing_pauses", async () => {
  const checked: string[] = [];
  const add = dialog({
    preview: (text) => {
      checked.push(text);
      return lines(text);
    },
  });
  add.type("An");
  add.type("Anna\nBoris\n\nAnna");
  await vi.runAllTimersAsync();
  expect(checked, "once, the last").toEqual(["Anna\nBoris\n\nAnna"]);
  expect(add.names, "repeated and empty lines are left out").toEqual(["Anna", "Boris"]);
  expect(add.counts).toEqual({ added: 2, exists: 0, repeated: 1, bad: 0 });
});

test("only_new_names_are_added", async () => {
  let sent: string[] = [];
  const add = dialog({
    add: (names) => {
      sent = names;
      return added(names);
    },
  });
  add.type("Anna\nAnna");
  await vi.runAllTimersAsync();
  await add.add();
  expect(sent).toEqual(["Anna"]);
  expect([add.stage, add.added]).toEqual(["done", 1]);
});

test("progress_is_of_the_job_that_runs", async () => {
  let finish: (report: OperatorAddReport) => void = () => undefined;
  const add = dialog({
    add: () =>
      new Promise<OperatorAddReport>((resolve) => {
        finish = resolve;
      }) as unknown as OperatorAddReport,
  });
  add.type("Anna\nBoris");
  await vi.runAllTimersAsync();
  const running = add.add();
  add.hear({ type: "job_progress", job: 5, done: 1, total: 2 });
  add.hear({ type: "job_progress", job: 9, done: 7, total: 8 });
  expect(add.progress, "another job is not ours").toEqual({ done: 1, total: 2 });
  await vi.runAllTimersAsync();
  finish(added(["Anna", "Boris"]));
  await running;
  expect(add.stage).toBe("done");
});

test("an_interruption_keeps_the_list", async () => {
  const add = dialog({
    add: () => {
      refuse("offline");
    },
  });
  add.type("Anna\nBoris");
  await vi.runAllTimersAsync();
  await add.add();
  expect([add.stage, add.text], "nothing typed is lost").toEqual(["edit", "Anna\nBoris"]);
  expect(add.interruption?.code).toBe("offline");
});

test("a_retry_looks_up_who_is_there_and_adds_nobody_twice", async () => {
  const rounds: string[][] = [];
  const add = dialog({
    there: ["Boris"],
    deleted: ["Clara"],
    add: (names) => {
      rounds.push(names);
      return rounds.length > 1
        ? added(names)
        : {
            job: 1,
            results: [
              { name: "Anna", outcome: { outcome: "added" } },
              { name: "Boris", outcome: { outcome: "unknown" } },
              { name: "Clara", outcome: { outcome: "failed", error: failure("server") } },
            ],
          };
    },
  });
  add.type("Anna\nBoris\nClara");
  await vi.runAllTimersAsync();
  await add.add();
  expect(add.unfinished.map((one) => one.name)).toEqual(["Boris", "Clara"]);
  await add.retry();
  expect(rounds[1], "Boris was added after all").toEqual(["Clara"]);
  expect(add.results.map(({ name, outcome }) => [name, outcome.outcome])).toEqual([
    ["Anna", "added"],
    ["Boris", "added"],
    ["Clara", "added"],
  ]);
});

test("a_file_fills_the_box_whatever_wrote_it", async () => {
  const add = dialog({});
  const cyrillic = new Uint8Array([0xce, 0xeb, 0xe5, 0xed, 0xe0]);
  await add.read(new File([cyrillic], "names.csv"));
  expect(add.text, "a spreadsheet's own encoding").toBe("Олена");
  await add.read(new File(["Ганна\nІрина"], "names.csv"));
  expect([add.text, add.file]).toEqual(["Ганна\nІрина", "names.csv"]);
});

test("a_file_that_is_no_list_changes_nothing", async () => {
  const add = dialog({});
  add.type("Anna");
  await add.read(new File([new Uint8Array(LARGEST_FILE + 1)], "film.mp4"));
  expect([add.text, add.fileProblem]).toEqual(["Anna", { name: "film.mp4", problem: "too_big" }]);
});
