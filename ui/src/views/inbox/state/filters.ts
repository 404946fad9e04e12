/** Views and chips over one filter: both say the same thing in two ways. */
import type {
  AccountView,
  ChatCounts,
  ChatFilter,
  ChatSort,
  FilterField,
  SavedView,
} from "$lib/ipc";
import { channelName, statusName } from "$lib/format/words";
import { mediumDate } from "$lib/format/time";
import { m } from "$lib/paraglide/messages";

export const VIEWS = [
  "mine",
  "unassigned",
  "all",
  "unread",
  "waiting",
  "snoozed",
  "closed",
] as const;
export type ViewName = (typeof VIEWS)[number];

export const STATUSES = ["new", "open", "waiting", "paused", "closed"] as const;
export const SORTS: readonly ChatSort[] = ["unread_first", "newest", "waiting"];

const VIEW_NAMES: Record<ViewName, () => string> = {
  mine: m.view_mine,
  unassigned: m.view_unassigned,
  all: m.view_all,
  unread: m.view_unread,
  waiting: m.view_waiting,
  snoozed: m.view_snoozed,
  closed: m.view_closed,
};

/** What each view narrows to; nothing else of a filter is a view's. */
const VIEW_FILTERS: Record<ViewName, ChatFilter> = {
  mine: { assigned: "me", open: true, snoozed: false },
  unassigned: { assigned: "nobody", open: true, snoozed: false },
  all: {},
  unread: { unread: true },
  waiting: { waiting: true, snoozed: false },
  snoozed: { snoozed: true },
  closed: { status: "closed" },
};
export const VIEW_FIELDS = [
  "assigned",
  "open",
  "snoozed",
  "unread",
  "waiting",
  "status",
] as const satisfies readonly (keyof ChatFilter)[];

export function viewName(view: ViewName): string {
  return VIEW_NAMES[view]();
}

export function sortName(sort: ChatSort): string {
  if (sort === "newest") return m.sort_newest();
  return sort === "waiting" ? m.sort_waiting() : m.sort_unread_first();
}

/** The view a filter amounts to; `null` where it narrows in a way no view does. */
export function viewOf(filter: ChatFilter): ViewName | null {
  const same = (view: ViewName) =>
    VIEW_FIELDS.every((field) => VIEW_FILTERS[view][field] === filter[field]);
  return VIEWS.find(same) ?? null;
}

/** The filter narrowed to a view, everything else kept. */
export function withView(filter: ChatFilter, view: ViewName): ChatFilter {
  const rest = { ...filter };
  for (const field of VIEW_FIELDS) Reflect.deleteProperty(rest, field);
  return { ...rest, ...VIEW_FILTERS[view] };
}

export function viewCount(counts: ChatCounts | null, view: ViewName): number | null {
  if (counts === null) return null;
  if (view === "closed") return counts.by_status.find(([status]) => status === view)?.[1] ?? 0;
  return counts[view];
}

/** Fields in which `false` narrows too. */
const TWO_SIDED: ReadonlySet<keyof ChatFilter> = new Set(["snoozed", "open"]);

/** Without empty fields, so that equal filters look equal. */
export function tidy(filter: ChatFilter): ChatFilter {
  const kept: ChatFilter = { ...filter };
  for (const key of Object.keys(kept) as (keyof ChatFilter)[]) {
    const value = kept[key];
    const empty = (value ?? "") === "" || Number.isNaN(value);
    if (empty || (value === false && !TWO_SIDED.has(key))) Reflect.deleteProperty(kept, key);
  }
  return kept;
}

/** Whether two filters narrow to the same, however they were written down. */
export function sameFilter(one: ChatFilter, other: ChatFilter): boolean {
  const a = tidy(one);
  const b = tidy(other);
  const keys = new Set([...Object.keys(a), ...Object.keys(b)] as (keyof ChatFilter)[]);
  return [...keys].every((key) => a[key] === b[key]);
}

/** Whether the list shows what a saved view holds. */
export function isShown(view: SavedView, filter: ChatFilter, sort: ChatSort): boolean {
  return view.sort === sort && sameFilter(view.filter, filter);
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
  label: (id: string) => string;
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
  if (filter.label !== undefined) add("label", m.filter_label(), names.label(filter.label));
  if (filter.channel !== undefined) add("channel", m.filter_source(), channelName(filter.channel));
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
