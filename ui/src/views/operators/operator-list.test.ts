import { mockIPC } from "@tauri-apps/api/mocks";
import { expect, test } from "vitest";
import type { Operator } from "$lib/ipc";
import { cached, operator, refuse } from "../../test/admin-fixtures";
import { Operators, actionsFor } from "./operator-list.svelte";

const people: Operator[] = [
  operator("2", "Boris", "inactive"),
  operator("10", "Anna"),
  operator("1", "Clara", "deleted"),
];

async function shown(
  handle: (command: string, given: unknown) => unknown = () => null,
  organizations = [{ id: "6", name: "Shop" }],
): Promise<Operators> {
  mockIPC((command, given) => {
    if (command === "organization_list") return cached(organizations);
    if (command === "operator_list") return cached(people);
    return handle(command, given);
  });
  const operators = new Operators();
  await operators.show(1);
  return operators;
}

const names = (operators: Operators) => operators.rows.map((one) => one.name);

test("the_only_organization_is_chosen", async () => {
  const operators = await shown();
  expect(operators.chosen?.name, "nothing to choose from").toBe("Shop");
  expect(names(operators), "by name").toEqual(["Anna", "Boris", "Clara"]);
});

test("of_several_organizations_none_is_chosen_for_the_person", async () => {
  const operators = await shown(undefined, [
    { id: "6", name: "Shop" },
    { id: "7", name: "Bar" },
  ]);
  expect(operators.organization).toBeNull();
  expect(
    operators.choices.map((one) => one.name),
    "by name",
  ).toEqual(["Bar", "Shop"]);
});

test("status_search_and_order_work_together", async () => {
  const operators = await shown();
  operators.sort("id");
  expect(names(operators), "as numbers").toEqual(["Clara", "Boris", "Anna"]);
  operators.status = "inactive";
  expect(names(operators)).toEqual(["Boris"]);
  operators.query = "anna";
  expect(names(operators), "both must fit").toEqual([]);
  expect(operators.counts).toEqual({ all: 3, active: 1, inactive: 1, deleted: 1 });
});

test("actions_follow_the_status", () => {
  expect(actionsFor("active")).toEqual(["work_as", "issue_token", "deactivate", "delete"]);
  expect(actionsFor("deleted"), "only a way back").toEqual(["restore"]);
  expect(actionsFor("other:9"), "an unknown status can be set to a known one").toContain(
    "activate",
  );
});

test("a_changed_status_shows_at_once", async () => {
  const sent: unknown[] = [];
  const operators = await shown((command, given) => {
    if (command === "operator_set_status") sent.push(given);
    return null;
  });
  expect(await operators.setStatus(operator("10", "Anna"), "inactive")).toBe(true);
  expect(sent).toEqual([{ account: 1, operator: "10", status: "inactive" }]);
});

test("a_refused_change_is_named_and_nothing_moves", async () => {
  const operators = await shown(() => {
    refuse("forbidden", "No");
  });
  expect(await operators.setStatus(operator("10", "Anna"), "deleted")).toBe(false);
  expect(operators.failure).toEqual({
    act: "status",
    name: "Anna",
    error: { code: "forbidden", message: "No" },
  });
  expect(operators.list.items.find((one) => one.id === "10")?.status).toBe("active");
  expect(operators.isBusy("10"), "and can be tried again").toBe(false);
});

test("working_as_an_operator_names_them", async () => {
  const sent: unknown[] = [];
  const operators = await shown((command, given) => {
    sent.push([command, given]);
    return null;
  });
  await operators.workAs(operator("10", "Anna"));
  await operators.stopWorking({ id: "10", name: "Anna" });
  expect(sent).toEqual([
    ["account_work_as", { account: 1, operator: { id: "10", name: "Anna" } }],
    ["account_work_as", { account: 1, operator: null }],
  ]);
});
