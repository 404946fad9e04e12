/**
 * Everything a person can do by key or palette, in one table. The key handler, the shortcut sheet,
 * the palette and the settings page all read it; what a row does stands in `views` and `shell`.
 */
import { can } from "$lib/abilities";
import { accountOf, app } from "$lib/state/app.svelte";
import { deeds, focus } from "$lib/state/focus";
import { router, type Page } from "$lib/state/router.svelte";
import { m } from "$lib/paraglide/messages";
import { nextPane } from "../shell/panes";
import { desk, viewsInOrder, type Place } from "../views/inbox/state/desk";
import { viewName } from "../views/inbox/state/filters";
import { inbox } from "../views/inbox/state/inbox.svelte";
import type { Chord } from "./chord";
import { changeSettings, quietNow, toggleQuiet } from "./settings";
import { lockWindow } from "./lock";
import { service } from "./service";
import { windows } from "./windows.svelte";

export const GROUPS = ["everywhere", "move", "act", "choose", "write"] as const;
export type CommandGroup = (typeof GROUPS)[number];

/** Where its keys act: on every page, in the inbox, or while the list of chats has the focus. */
export type Where = "anywhere" | "inbox" | "list";

export interface Command {
  id: string;
  name: () => string;
  group: CommandGroup;
  /** The keys it has until the person gives it others. */
  keys: readonly Chord[];
  where: Where;
  /** Whether there is something to do now; always, if absent. */
  ready?: (place: Place) => boolean;
  run: (place: Place) => void;
}

const chat = (place: Place) => desk.target(place) !== null;
const canAct = (ability: "labels" | "assign") => (place: Place) => {
  if (inbox.selection.active) return true;
  const row = desk.row(place);
  const account = row && app.account(accountOf(row.id));
  return ability === "assign"
    ? (account?.capabilities.assign ?? null) !== null
    : can(account, ability);
};

function go(page: Page): void {
  router.go(page);
}

/** Asks in the inbox, wherever the person is. */
function ask(what: "assign" | "snooze" | "labels" | "export", place: Place): void {
  inbox.ask(what, inbox.selection.active ? undefined : desk.row(place)?.id);
}

const everywhere: Command[] = [
  {
    id: "palette",
    name: m.key_palette,
    group: "everywhere",
    keys: ["Mod+KeyK"],
    where: "anywhere",
    run: (place) => windows.palette(place),
  },
  {
    id: "shortcuts",
    name: m.key_sheet,
    group: "everywhere",
    keys: ["Mod+Slash"],
    where: "anywhere",
    run: () => windows.sheet(),
  },
  {
    id: "search",
    name: m.key_search,
    group: "everywhere",
    keys: ["Mod+KeyF"],
    where: "anywhere",
    run: () => {
      // A page's own list is what is searched on it.
      if (router.page !== "inbox" && focus.to("page_search")) return;
      go("inbox");
      desk.search();
    },
  },
  {
    id: "search_messages",
    name: m.key_search_messages,
    group: "everywhere",
    keys: [],
    where: "inbox",
    run: () => desk.searchMessages(),
  },
  {
    id: "find_in_chat",
    name: m.key_find_in_chat,
    group: "everywhere",
    keys: ["Mod+Shift+KeyF"],
    where: "inbox",
    ready: () => inbox.chat !== null,
    run: () => deeds.to("find_in_chat"),
  },
  {
    id: "settings",
    name: m.key_settings,
    group: "everywhere",
    keys: ["Mod+Comma"],
    where: "anywhere",
    run: () => go("settings"),
  },
  {
    id: "inbox",
    name: m.page_inbox,
    group: "everywhere",
    keys: [],
    where: "anywhere",
    ready: () => router.page !== "inbox",
    run: () => go("inbox"),
  },
  {
    id: "organizations",
    name: m.page_organizations,
    group: "everywhere",
    keys: [],
    where: "anywhere",
    ready: () => app.accounts.some((account) => can(account, "organizations")),
    run: () => go("organizations"),
  },
  {
    id: "operators",
    name: m.page_operators,
    group: "everywhere",
    keys: [],
    where: "anywhere",
    ready: () => app.accounts.some((account) => can(account, "operators")),
    run: () => go("operators"),
  },
  {
    id: "statistics",
    name: m.page_statistics,
    group: "everywhere",
    keys: [],
    where: "anywhere",
    run: () => go("statistics"),
  },
  {
    id: "journal",
    name: m.page_journal,
    group: "everywhere",
    keys: [],
    where: "anywhere",
    run: () => go("journal"),
  },
  {
    id: "add_account",
    name: m.account_add,
    group: "everywhere",
    keys: [],
    where: "anywhere",
    run: () => go("sign_in"),
  },
  {
    id: "panes",
    name: m.key_panes,
    group: "everywhere",
    keys: ["F6"],
    where: "anywhere",
    run: () => nextPane(1),
  },
  {
    id: "panes_back",
    name: m.key_panes_back,
    group: "everywhere",
    keys: ["Shift+F6"],
    where: "anywhere",
    run: () => nextPane(-1),
  },
  {
    id: "quiet",
    name: () => (quietNow() ? m.key_quiet_end() : m.key_quiet()),
    group: "everywhere",
    keys: ["Mod+Shift+KeyD"],
    where: "anywhere",
    run: () => void toggleQuiet(),
  },
  {
    id: "lock",
    name: m.key_lock,
    group: "everywhere",
    keys: ["Mod+Shift+KeyL"],
    where: "anywhere",
    run: () => void lockWindow(),
  },
  {
    id: "density",
    name: m.key_density,
    group: "everywhere",
    keys: [],
    where: "anywhere",
    run: () =>
      void changeSettings((now) => ({
        density: now.density === "compact" ? "comfortable" : "compact",
      })),
  },
  ...(["system", "light", "dark"] as const).map((theme): Command => ({
    id: `theme_${theme}`,
    name: { system: m.key_theme_system, light: m.key_theme_light, dark: m.key_theme_dark }[theme],
    group: "everywhere",
    keys: [],
    where: "anywhere",
    ready: () => app.settings.theme !== theme,
    run: () => void changeSettings(() => ({ theme })),
  })),
];

/** Views in the order of the rail. */
const views = Array.from({ length: 9 }, (_, at): Command => {
  const view = () => viewsInOrder()[at];
  return {
    id: `view_${at + 1}`,
    name: () => {
      const shown = view();
      if (shown === undefined) return m.key_view({ number: at + 1 });
      return m.key_view_named({ name: typeof shown === "string" ? viewName(shown) : shown.name });
    },
    group: "move",
    keys: [`Mod+Digit${at + 1}`],
    where: "anywhere",
    ready: () => view() !== undefined,
    run: () => {
      const shown = view();
      if (shown === undefined) return;
      desk.show(shown);
      router.go("inbox");
    },
  };
});

const move: Command[] = [
  {
    id: "next",
    name: m.key_next,
    group: "move",
    keys: ["Alt+ArrowDown"],
    where: "inbox",
    run: (place) => void desk.step(1, place),
  },
  {
    id: "previous",
    name: m.key_previous,
    group: "move",
    keys: ["Alt+ArrowUp"],
    where: "inbox",
    run: (place) => void desk.step(-1, place),
  },
  {
    id: "next_unanswered",
    name: m.key_next_unanswered,
    group: "move",
    keys: ["Alt+Shift+ArrowDown"],
    where: "inbox",
    run: (place) => void desk.stepUnanswered(1, place),
  },
  {
    id: "previous_unanswered",
    name: m.key_previous_unanswered,
    group: "move",
    keys: ["Alt+Shift+ArrowUp"],
    where: "inbox",
    run: (place) => void desk.stepUnanswered(-1, place),
  },
  {
    id: "walk_next",
    name: m.key_walk_next,
    group: "move",
    keys: ["KeyJ"],
    where: "inbox",
    run: () => desk.walkBy(1),
  },
  {
    id: "walk_previous",
    name: m.key_walk_previous,
    group: "move",
    keys: ["KeyK"],
    where: "inbox",
    run: () => desk.walkBy(-1),
  },
  {
    id: "back",
    name: m.key_back,
    group: "move",
    keys: ["Escape"],
    where: "inbox",
    run: () => desk.back(),
  },
];

const act: Command[] = [
  {
    id: "reply",
    name: m.key_reply,
    group: "act",
    keys: ["KeyR"],
    where: "inbox",
    ready: () => inbox.chat !== null,
    run: () => desk.write("reply"),
  },
  {
    id: "note",
    name: m.key_note,
    group: "act",
    keys: ["KeyN"],
    where: "inbox",
    ready: () => inbox.chat !== null,
    run: () => desk.write("note"),
  },
  {
    id: "close_next",
    name: m.key_close_next,
    group: "act",
    keys: ["KeyE"],
    where: "inbox",
    ready: (place) => desk.closes(place),
    run: (place) => void desk.close(true, place),
  },
  {
    id: "close",
    name: m.key_close,
    group: "act",
    keys: ["Shift+KeyE"],
    where: "inbox",
    ready: (place) => desk.closes(place),
    run: (place) => void desk.close(false, place),
  },
  {
    id: "reopen",
    name: m.key_reopen,
    group: "act",
    keys: ["KeyO"],
    where: "inbox",
    ready: (place) => desk.closes(place),
    run: (place) => desk.reopen(place),
  },
  {
    id: "snooze",
    name: m.key_snooze,
    group: "act",
    keys: ["KeyS"],
    where: "inbox",
    ready: chat,
    run: (place) => ask("snooze", place),
  },
  {
    id: "assign",
    name: m.key_assign,
    group: "act",
    keys: ["KeyA"],
    where: "inbox",
    ready: canAct("assign"),
    run: (place) => ask("assign", place),
  },
  {
    id: "take",
    name: m.key_take,
    group: "act",
    keys: ["KeyI"],
    where: "inbox",
    ready: canAct("assign"),
    run: (place) => desk.act({ act: "take" }, place),
  },
  {
    id: "labels",
    name: m.key_labels,
    group: "act",
    keys: ["KeyL"],
    where: "inbox",
    ready: canAct("labels"),
    run: (place) => ask("labels", place),
  },
  {
    id: "read",
    name: m.key_read,
    group: "act",
    keys: ["KeyU"],
    where: "inbox",
    ready: chat,
    run: (place) => desk.toggleRead(place),
  },
  {
    id: "pin",
    name: m.key_pin,
    group: "act",
    keys: ["KeyP"],
    where: "inbox",
    ready: chat,
    run: (place) => desk.togglePin(place),
  },
  {
    id: "export",
    name: m.export_one,
    group: "act",
    keys: [],
    where: "inbox",
    ready: chat,
    run: (place) => ask("export", place),
  },
  {
    id: "export_list",
    name: m.export_list,
    group: "act",
    keys: [],
    where: "inbox",
    ready: () => inbox.list.total > 0,
    run: () => inbox.askForList(),
  },
  {
    id: "details",
    name: m.key_details,
    group: "act",
    keys: ["KeyD"],
    where: "inbox",
    ready: () => inbox.chat !== null,
    run: () => void (inbox.details = !inbox.details),
  },
  {
    id: "undo",
    name: m.key_undo,
    group: "act",
    keys: ["Mod+KeyZ"],
    where: "inbox",
    ready: () => inbox.undoable,
    run: () => void inbox.undo(),
  },
];

const choose: Command[] = [
  {
    id: "choose",
    name: m.key_choose,
    group: "choose",
    keys: ["KeyX"],
    where: "list",
    ready: () => desk.row("list") !== undefined,
    run: () => desk.choose(),
  },
  {
    id: "choose_all",
    name: m.key_choose_all,
    group: "choose",
    keys: ["Mod+KeyA"],
    where: "list",
    run: () => inbox.selection.selectAll(),
  },
  {
    id: "choose_none",
    name: m.key_choose_none,
    group: "choose",
    keys: ["Escape"],
    where: "list",
    ready: () => inbox.selection.active,
    run: () => inbox.selection.clear(),
  },
];

const write: Command[] = [
  {
    id: "send_close",
    name: m.key_send_close,
    group: "write",
    keys: ["Mod+Shift+Enter"],
    where: "inbox",
    ready: () => deeds.has("send_close"),
    run: () => deeds.to("send_close"),
  },
  {
    id: "attach",
    name: m.key_attach,
    group: "write",
    keys: ["Mod+KeyU"],
    where: "inbox",
    ready: () => deeds.has("attach"),
    run: () => deeds.to("attach"),
  },
  {
    id: "emoji",
    name: m.key_emoji,
    group: "write",
    keys: ["Mod+Shift+KeyE"],
    where: "inbox",
    ready: () => deeds.has("emoji"),
    run: () => deeds.to("emoji"),
  },
];

export const COMMANDS: readonly Command[] = [
  ...everywhere,
  ...move,
  ...views,
  ...act,
  ...service,
  ...choose,
  ...write,
];

/** Keys that belong to lists and boxes themselves: shown beside the others, not to be changed. */
export const FIXED: readonly { group: CommandGroup; name: () => string; keys: readonly Chord[] }[] =
  [
    { group: "move", name: m.key_open, keys: ["Enter"] },
    { group: "choose", name: m.key_extend, keys: ["Shift+ArrowDown", "Shift+ArrowUp"] },
    { group: "write", name: m.key_newline, keys: ["Shift+Enter"] },
    { group: "write", name: m.key_canned, keys: ["Slash"] },
  ];

/** Whether the focus is where a command's keys act. */
export function actsAt(where: Where, place: Place): boolean {
  if (where === "list") return place === "list";
  return where === "anywhere" || router.page === "inbox";
}

/** Runs a command; what belongs to the inbox is done there. */
export function run(command: Command, place: Place): void {
  if (command.where !== "anywhere" && router.page !== "inbox") router.go("inbox");
  command.run(place);
}

/** Where the focus is now. */
export function placeNow(): Place {
  const here = document.activeElement;
  if (here?.closest('[data-pane="composer"]')) return "composer";
  return here?.closest('[role="listbox"][data-chats]') ? "list" : "elsewhere";
}
