/** Views and chips over one filter: both say the same thing in two ways. */
import type { AccountView, ChatCounts, ChatFilter, ChatSort, FilterField } from "$lib/ipc";
import { channelName, statusName } from "$lib/format/words";
import { mediumDate } from "$lib/format/time";
import { m } from "$lib/paraglide/messages";

export const VIEWS = ["all", "unread", "new", "open", "waiting", "paused", "closed"] as const;
export type ViewId = (typeof VIEWS)[number];

export const SORTS: readonly ChatSort[] = ["unread_first", "newest", "waiting"];

const VIEW_NAMES: Record<ViewId, () => string> = {
  all: m.view_all,
  unread: m.view_unread,
  new: m.view_new,
  open: m.view_open,
  waiting: m.view_waiting,
  paused: m.view_paused,
  closed: m.view_closed,
};

export function viewName(view: ViewId): string {
  return VIEW_NAMES[view]();
}

export function sortName(sort: ChatSort): string {
  if (sort === "newest") return m.sort_newest();
  return sort === "waiting" ? m.sort_waiting() : m.sort_unread_first();
}

/** The view a filter amounts to. */
export function viewOf(filter: ChatFilter): ViewId {
  if (filter.status !== undefined) return VIEWS.find((view) => view === filter.status) ?? "all";
  return filter.unread ? "unread" : "all";
}

/** The filter narrowed to a view, everything else kept. */
export function withView(filter: ChatFilter, view: ViewId): ChatFilter {
  const rest = { ...filter, status: undefined, unread: undefined };
  if (view === "all") return rest;
  return view === "unread" ? { ...rest, unread: true } : { ...rest, status: view };
}

export function viewCount(counts: ChatCounts | null, view: ViewId): number | null {
  if (counts === null) return null;
  if (view === "all") return counts.all;
  if (view === "unread") return counts.unread;
  return counts.by_status.find(([status]) => status === view)?.[1] ?? 0;
}

/** Without empty fields, so that equal filters look equal. */
export function tidy(filter: ChatFilter): ChatFilter {
  const kept: ChatFilter = { ...filter };
  for (const key of Object.keys(kept) as (keyof ChatFilter)[]) {
    const value = kept[key];
    if (value === undefined || value === "" || value === false || Number.isNaN(value))
      Reflect.deleteProperty(kept, key);
  }
  return kept;
}

export interface Chip {
  field: keyof ChatFilter;
  name: string;
  value: string;
}

/** Names of ids that only their lists know. */
export interface Names {
  account: (id: number) => string;
  organization: (id: string) => string;
  operator: (id: string) => string;
}

export function sourceName(source: number): string {
  if (source === 1) return channelName("viber");
  if (source === 2) return channelName("telegram");
  return m.filter_source_number({ number: source });
}

/** What is narrowed beyond the search box, one chip each. */
export function chips(filter: ChatFilter, names: Names): Chip[] {
  const made: Chip[] = [];
  const add = (field: keyof ChatFilter, name: string, value: string) =>
    made.push({ field, name, value });
  if (filter.account !== undefined)
    add("account", m.filter_account(), names.account(filter.account));
  if (filter.status !== undefined) add("status", m.filter_status(), statusName(filter.status));
  if (filter.unread) add("unread", m.filter_unread(), "");
  if (filter.source !== undefined) add("source", m.filter_source(), sourceName(filter.source));
  if (filter.from !== undefined) add("from", m.filter_from(), mediumDate(filter.from));
  if (filter.to !== undefined) add("to", m.filter_to(), mediumDate(filter.to));
  if (filter.phone !== undefined) add("phone", m.filter_phone(), filter.phone);
  if (filter.telegram !== undefined) add("telegram", m.filter_telegram(), String(filter.telegram));
  if (filter.organization !== undefined)
    add("organization", m.filter_organization(), names.organization(filter.organization));
  if (filter.operator !== undefined)
    add("operator", m.filter_operator(), names.operator(filter.operator));
  return made;
}

/** Fields some account in view can answer. */
export function offered(accounts: readonly AccountView[]): ReadonlySet<FilterField> {
  return new Set(accounts.flatMap((account) => account.capabilities.limits.filters));
}

/** Midnight at the start of a `YYYY-MM-DD` day, local time. */
export function dayStart(day: string): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!parts) return undefined;
  return new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])).getTime();
}

/** The last millisecond of a `YYYY-MM-DD` day, local time. */
export function dayEnd(day: string): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!parts) return undefined;
  return new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]) + 1).getTime() - 1;
}

/** `YYYY-MM-DD` of a time, for date boxes. */
export function dayText(at: number | undefined): string {
  if (at === undefined) return "";
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
