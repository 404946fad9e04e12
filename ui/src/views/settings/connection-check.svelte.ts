import { commands, errorView } from "$lib/ipc";
import type { AccountId, Check, ErrorView, Timestamp } from "$lib/ipc";

/** Trying everything an account can do, when the person asks for it. Nothing is changed by it. */
export class ConnectionCheck {
  readonly account: AccountId;
  checks = $state.raw<readonly Check[] | null>(null);
  /** When it was last done. */
  at = $state<Timestamp | null>(null);
  /** Since when it is under way; `null` while it isn't. */
  since = $state<Timestamp | null>(null);
  /** Why nothing could be tried. */
  error = $state.raw<ErrorView | null>(null);

  constructor(account: AccountId) {
    this.account = account;
  }

  /** How many abilities work, were refused, and are not offered. */
  readonly counts: { works: number; refused: number; lacking: number } = $derived.by(() => {
    const count = (verdict: Check["verdict"]["verdict"]) =>
      (this.checks ?? []).filter((check) => check.verdict.verdict === verdict).length;
    return { works: count("works"), refused: count("refused"), lacking: count("not_offered") };
  });

  async run(now: () => Timestamp = Date.now): Promise<void> {
    if (this.since !== null) return;
    this.since = now();
    this.error = null;
    try {
      this.checks = await commands.accountCheck(this.account);
      this.at = now();
    } catch (cause) {
      this.error = errorView(cause);
    } finally {
      this.since = null;
    }
  }
}
