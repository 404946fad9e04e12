/** What a line of the journal says. */
import type { ExportFormat, JournalKind, JournalLine } from "$lib/ipc";
import { statusName } from "$lib/format/words";
import { accountOf } from "$lib/state/app.svelte";
import { catalogs } from "$lib/state/catalogs.svelte";
import { m } from "$lib/paraglide/messages";

/** Kinds as a person asks for them. */
export const KIND_GROUPS: readonly {
  id: string;
  name: () => string;
  kinds: readonly JournalKind[];
}[] = [
  { id: "all", name: m.journal_all_kinds, kinds: [] },
  { id: "sent", name: m.journal_kind_sent, kinds: ["sent"] },
  { id: "status", name: m.journal_kind_status, kinds: ["status"] },
  { id: "deleted", name: m.journal_kind_deleted, kinds: ["deleted"] },
  {
    id: "assigned",
    name: m.journal_kind_assigned,
    kinds: ["assigned", "labelled", "unlabelled"],
  },
  { id: "bulk", name: m.journal_kind_bulk, kinds: ["bulk"] },
  { id: "exported", name: m.journal_kind_exported, kinds: ["exported"] },
  {
    id: "accounts",
    name: m.journal_kind_accounts,
    kinds: ["signed_in", "signed_out", "worked_as"],
  },
];

const BULK: Record<string, () => string> = {
  delete: m.chat_delete,
  assign: m.chat_assign,
  take: m.key_take,
  label: m.chat_labels,
  mark_read: m.chat_mark_read,
};

function bulk(detail: string): string {
  const status = /^set_status:(.*)$/s.exec(detail)?.[1];
  if (status !== undefined) return m.journal_did_status({ status: statusName(status) });
  return BULK[detail]?.() ?? detail;
}

const FORMATS: Record<ExportFormat, string> = {
  text: "TXT",
  html: "HTML",
  json: "JSON",
  csv: "CSV",
};

function format(extension: string): string {
  return extension === "txt" ? FORMATS.text : extension.toLocaleUpperCase("en");
}

function label(line: JournalLine): string {
  return line.chat === null ? line.detail : catalogs.label(accountOf(line.chat), line.detail).name;
}

export function whatWasDone(line: JournalLine): string {
  switch (line.kind) {
    case "sent":
      return m.journal_did_sent();
    case "status":
      return m.journal_did_status({ status: statusName(line.detail) });
    case "assigned":
      return m.journal_did_assigned({ name: line.detail });
    case "labelled":
      return m.journal_did_labelled({ name: label(line) });
    case "unlabelled":
      return m.journal_did_unlabelled({ name: label(line) });
    case "deleted":
      return m.journal_did_deleted();
    case "bulk":
      return m.journal_did_bulk({ count: line.count, what: bulk(line.detail) });
    case "exported":
      return m.journal_did_exported({ count: line.count, format: format(line.detail) });
    case "signed_in":
      return m.journal_did_signed_in();
    case "signed_out":
      return m.journal_did_signed_out({ name: line.detail });
    case "worked_as":
      return line.detail === ""
        ? m.journal_did_worked_as_company()
        : m.journal_did_worked_as({ name: line.detail });
  }
}

/** Who did it: the account, and the operator it worked as. */
export function byWhom(line: JournalLine): string {
  return [line.account_label, line.who].filter((part) => part !== "").join(" · ");
}
