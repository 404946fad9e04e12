/** What accounts can do, by name: the window asks for abilities, never for services. */
import { listed } from "$lib/language";
import { m } from "$lib/paraglide/messages";
import type { Ability, AccountView, Capabilities } from "$lib/ipc";

/** Whether an account can do something; false for none. */
export function can(account: AccountView | null | undefined, ability: Ability): boolean {
  return account?.capabilities.abilities.includes(ability) ?? false;
}

/** The words for each ability, in the order of reading. */
export const abilityText: Record<Ability, () => string> = {
  sign_in: m.ability_sign_in,
  chat_list: m.ability_chat_list,
  chat_lookup: m.ability_chat_lookup,
  history: m.ability_history,
  message_lookup: m.ability_message_lookup,
  send: m.ability_send,
  files: m.ability_files,
  media: m.ability_media,
  edits: m.ability_edits,
  statuses: m.ability_statuses,
  read_marks: m.ability_read_marks,
  assignment: m.ability_assignment,
  colleagues: m.ability_colleagues,
  labels: m.ability_labels,
  quick_replies: m.ability_quick_replies,
  templates: m.ability_templates,
  service_notes: m.ability_service_notes,
  contacts: m.ability_contacts,
  channels: m.ability_channels,
  deletion: m.ability_deletion,
  live: m.ability_live,
  organizations: m.ability_organizations,
  operators: m.ability_operators,
  tokens: m.ability_tokens,
  groups: m.ability_groups,
  reports: m.ability_reports,
};

/** What stands in on this computer where a service can't do something. */
export const localText: Partial<Record<Ability, () => string>> = {
  history: m.local_history,
  read_marks: m.local_read_marks,
  quick_replies: m.local_quick_replies,
  service_notes: m.local_service_notes,
  live: m.local_live,
};

/**
 * Whether the service can't tell who of the colleagues uses this account, so that the person has
 * to: its token is the whole project's, and there are no tokens of single operators.
 */
export function asksWho(account: AccountView | null | undefined): boolean {
  return can(account, "colleagues") && !can(account, "tokens");
}

const ALL = Object.keys(abilityText) as Ability[];

/** What an account can do, what its service has no way to do, and what stands in for that here. */
export function abilityLists({ abilities }: Capabilities): {
  has: string;
  lacks: string;
  local: string;
} {
  const words = (list: Ability[]) => listed(list.map((one) => abilityText[one]()));
  const lacking = ALL.filter((one) => !abilities.includes(one));
  const local = lacking.flatMap((one) => localText[one]?.() ?? []);
  return {
    has: words(ALL.filter((one) => one !== "sign_in" && abilities.includes(one))),
    lacks: words(lacking),
    local: [...local, m.local_always()].join("; "),
  };
}
