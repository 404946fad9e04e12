/** Commands for what only some services can do: offered where an account in view has the ability. */
import { can } from "$lib/abilities";
import type { Ability, AccountId } from "$lib/ipc";
import { accountOf, app } from "$lib/state/app.svelte";
import { router } from "$lib/state/router.svelte";
import { m } from "$lib/paraglide/messages";
import { inbox } from "../views/inbox/state/inbox.svelte";
import type { Command } from "./table";

/** The account that is looked at, or else the first one, that can do something. */
function able(ability: Ability): AccountId | undefined {
  const { account } = inbox.filter;
  const inView = app.accounts.filter(({ id }) => account === undefined || id === account);
  return inView.find((one) => can(one, ability))?.id;
}

const begin = (what: "group" | "contacts", ability: Ability) => ({
  group: "act" as const,
  keys: [],
  where: "anywhere" as const,
  ready: () => able(ability) !== undefined,
  run: () => {
    const account = able(ability);
    if (account === undefined) return;
    router.go("inbox");
    inbox.askOf(account, what);
  },
});

/** About the open chat, if its account can. */
const about = (what: "invitation" | "look_up", ability: Ability) => ({
  group: "act" as const,
  keys: [],
  where: "inbox" as const,
  ready: () => inbox.chat !== null && can(app.account(accountOf(inbox.chat)), ability),
  run: () => void inbox.ask(what),
});

export const service: Command[] = [
  { id: "group_new", name: m.group_new, ...begin("group", "groups") },
  { id: "contacts", name: m.contacts_title, ...begin("contacts", "contacts") },
  { id: "invitation", name: m.invitation_title, ...about("invitation", "groups") },
  { id: "look_up", name: m.look_up_title, ...about("look_up", "message_lookup") },
];
