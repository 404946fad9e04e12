/** Short notices in a corner: what failed and what was done. Errors stay until dismissed. */
import type { ErrorView } from "$lib/ipc";
import { describe, type Severity } from "$lib/errors";

export interface Notice {
  id: number;
  severity: Severity;
  text: string;
  detail: string | null;
  /** Something the person can still do about it. */
  action?: NoticeAction;
}

export interface NoticeAction {
  label: string;
  run: () => void;
}

const STAYS = 5000;
/** Time to reach for a button. */
const STAYS_WITH_ACTION = 10_000;

export class Notices {
  all = $state.raw<readonly Notice[]>([]);
  #next = 1;

  error(error: ErrorView): void {
    const { severity, text, detail } = describe(error);
    this.#add({ severity, text, detail });
  }

  info(text: string, action?: NoticeAction): void {
    const id = this.#add({ severity: "info", text, detail: null, ...(action && { action }) });
    setTimeout(() => this.dismiss(id), action ? STAYS_WITH_ACTION : STAYS);
  }

  dismiss(id: number): void {
    this.all = this.all.filter((notice) => notice.id !== id);
  }

  #add(notice: Omit<Notice, "id">): number {
    const id = this.#next;
    this.#next += 1;
    const others = this.all.filter((other) => other.text !== notice.text);
    this.all = [...others, { ...notice, id }].slice(-4);
    return id;
  }
}

export const notices = new Notices();
