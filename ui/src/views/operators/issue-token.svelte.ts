import { commands, errorView } from "$lib/ipc";
import type { AccountId, ErrorView, IssuedTokenView, Operator, OperatorId } from "$lib/ipc";
import { clockText, minutesOf } from "$lib/components/admin/clock-time";
import { presetExpiry, typedExpiry } from "./expiry";
import type { Day, ExpiryProblem, PresetHours } from "./expiry";

/** Issuing a token for an operator. The token itself never comes here, only a handle and a hint. */
export class IssueToken {
  readonly account: AccountId;
  operator = $state<OperatorId | null>(null);
  preset = $state<PresetHours | "custom">(8);
  day = $state<Day>("today");
  time = $state("");
  busy = $state(false);
  error = $state.raw<ErrorView | null>(null);
  issued = $state.raw<IssuedTokenView | null>(null);
  copied = $state(false);
  copyError = $state.raw<ErrorView | null>(null);
  #now = $state(0);

  constructor(account: AccountId, operator: Operator | null, now: number) {
    this.account = account;
    this.operator = operator?.id ?? null;
    this.#now = now;
  }

  readonly expiry: { at: number } | { problem: ExpiryProblem } = $derived(
    this.preset === "custom"
      ? typedExpiry(this.#now, this.day, this.time)
      : { at: presetExpiry(this.#now, this.preset) },
  );

  readonly problem: ExpiryProblem | null = $derived(
    "problem" in this.expiry ? this.expiry.problem : null,
  );

  /** Time went on. */
  tick(now: number): void {
    this.#now = now;
  }

  get now(): number {
    return this.#now;
  }

  /** Chooses how long it is valid; a time of one's own begins where the last preset stood. */
  choose(preset: PresetHours | "custom"): void {
    if (preset === "custom" && this.preset !== "custom") {
      const at = presetExpiry(this.#now, this.preset);
      this.day = new Date(at).getDate() === new Date(this.#now).getDate() ? "today" : "tomorrow";
      this.time = clockText(minutesOf(at));
    }
    this.preset = preset;
  }

  /** Issues it. `now` is the moment the button was pressed. */
  async issue(now: number): Promise<boolean> {
    this.tick(now);
    const { operator, expiry } = this;
    if (this.busy || operator === null || "problem" in expiry) return false;
    this.busy = true;
    this.error = null;
    try {
      this.issued = await commands.tokenIssue(this.account, operator, expiry.at);
      this.copied = false;
      this.copyError = null;
      return true;
    } catch (cause) {
      this.error = errorView(cause);
      return false;
    } finally {
      this.busy = false;
    }
  }

  async copy(): Promise<void> {
    if (this.issued === null) return;
    this.copyError = null;
    try {
      await commands.tokenCopy(this.issued.handle);
      this.copied = true;
    } catch (cause) {
      this.copied = false;
      this.copyError = errorView(cause);
    }
  }

  /** Back to the form, for another token. */
  again(): void {
    this.issued = null;
    this.copied = false;
    this.copyError = null;
  }
}
