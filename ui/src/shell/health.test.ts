import { expect, it } from "vitest";
import { m } from "$lib/paraglide/messages";
import { account } from "../test/fixtures";
import { troubleText } from "./health";
import type { ErrorCode } from "$lib/ipc";

function troubled(code: ErrorCode, synced_at: number | null): string | null {
  const view = account();
  const state = { state: "trouble" as const, error: { code, message: "" }, retry_at: null };
  return troubleText({ ...view, health: { ...view.health, synced_at, state } });
}

it("says of a server that went away that it can't be reached, not that its address is wrong", () => {
  const away = m.trouble_retry({ account: account().label });
  expect(troubled("offline", 1), "no network").toBe(away);
  expect(troubled("wrong_address", 1), "it answered before").toBe(away);
  expect(troubled("wrong_address", null), "it never answered").not.toBe(away);
});
