import { m } from "$lib/paraglide/messages";
import type { AddOutcome, ImportVerdict, OperatorStatus } from "$lib/ipc";
import type { ActFailure, OperatorAction } from "./operator-list.svelte";

export type Tone = "good" | "quiet" | "warn" | "bad";

export function statusText(status: OperatorStatus): string {
  switch (status) {
    case "active":
      return m.op_status_active();
    case "inactive":
      return m.op_status_inactive();
    case "deleted":
      return m.op_status_deleted();
    default:
      return m.op_status_other({ value: status.replace(/^other:/, "") });
  }
}

export const actionText: Record<OperatorAction, () => string> = {
  activate: m.op_activate,
  deactivate: m.op_deactivate,
  delete: m.op_delete,
  restore: m.op_restore,
  issue_token: m.op_issue,
  work_as: m.op_work_as,
};

const failures: Record<ActFailure["act"], (words: { name: string }) => string> = {
  status: m.op_status_failed,
  work_as: m.op_work_failed,
  stop_working: m.op_stop_failed,
};

export function actFailureText({ act, name }: ActFailure): string {
  return failures[act]({ name });
}

export const verdictText: Record<ImportVerdict, () => string> = {
  new: m.add_verdict_new,
  exists: m.add_verdict_exists,
  repeated: m.add_verdict_repeated,
  too_long: m.add_verdict_too_long,
  empty: m.add_verdict_empty,
};

export const verdictTone: Record<ImportVerdict, Tone> = {
  new: "good",
  exists: "quiet",
  repeated: "quiet",
  too_long: "bad",
  empty: "quiet",
};

export const outcomeText: Record<AddOutcome["outcome"], () => string> = {
  added: m.add_outcome_added,
  exists: m.add_outcome_exists,
  failed: m.add_outcome_failed,
  unknown: m.add_outcome_unknown,
};

export const outcomeTone: Record<AddOutcome["outcome"], Tone> = {
  added: "good",
  exists: "quiet",
  failed: "bad",
  unknown: "warn",
};
