/** What was done, in words; `null` for acts that show by themselves. Pure. */
import { mediumTime } from "$lib/format/time";
import { statusName } from "$lib/format/words";
import type { ActReport, ChatAct } from "$lib/ipc";
import { m } from "$lib/paraglide/messages";

function what(act: ChatAct): string | null {
  switch (act.act) {
    case "set_status":
      return act.status === "closed"
        ? m.act_closed()
        : m.act_status({ status: statusName(act.status) });
    case "delete":
      return m.act_deleted();
    case "assign":
      return m.act_assigned({ name: act.to.to === "operator" ? act.to.name : whom(act.to) });
    case "take":
      return m.act_taken();
    case "label":
      return act.on ? m.act_labelled() : m.act_unlabelled();
    case "snooze":
      return act.until === null
        ? m.act_unsnoozed()
        : m.act_snoozed({ time: mediumTime(act.until) });
    case "mark_read":
      return m.act_read();
    case "mark_unread":
      return m.act_unread();
    case "pin":
      return act.on ? m.act_pinned() : m.act_unpinned();
  }
}

function whom(to: { to: "email"; email: string } | { to: "department"; id: string }): string {
  return to.to === "email" ? to.email : to.id;
}

const QUIET: ReadonlySet<ChatAct["act"]> = new Set(["mark_read", "mark_unread", "pin"]);

export function actDone(act: ChatAct, report: ActReport): string | null {
  const done = what(act);
  const several = report.done + report.skipped > 1;
  if (done === null || (!several && QUIET.has(act.act))) return null;
  if (!several) return report.done === 0 ? null : done;
  const counted = m.act_many({ done, count: report.done });
  return report.skipped === 0 ? counted : `${counted} ${m.act_skipped({ count: report.skipped })}`;
}
