import { expect, test } from "vitest";
import { app } from "$lib/state/app.svelte";
import type { Settings } from "$lib/ipc";
import { hushedBy } from "./notification-test.svelte";

const NIGHT = new Date(2026, 4, 12, 23, 30);

test.each<[string, Partial<Settings>, string[]]>([
  ["nothing", { notifications: "all" }, []],
  ["the scope", { notifications: "none" }, ["the setting for which chats notify"]],
  ["do not disturb", { quiet_until: NIGHT.getTime() + 1 }, ["do not disturb"]],
  ["one that is over", { quiet_until: NIGHT.getTime() }, []],
  ["hours over midnight", { quiet_hours_from: 1320, quiet_hours_to: 480 }, ["quiet hours"]],
  ["hours of the day", { quiet_hours_from: 480, quiet_hours_to: 1320 }, []],
  ["an empty span", { quiet_hours_from: 480, quiet_hours_to: 480 }, []],
])("what_keeps_notifications_away: %s", (_, over, expected) => {
  const settings: Settings = { ...app.settings, notifications: "all", ...over };
  expect(hushedBy(settings, NIGHT)).toEqual(expected);
});
