/** Which period is looked at, and what was counted. */
import { commands, errorView } from "$lib/ipc";
import type { AccountId, ErrorView, Statistics, StatisticsQuery } from "$lib/ipc";
import { notices } from "$lib/state/notices.svelte";
import { m } from "$lib/paraglide/messages";

export const CHOICES = ["1", "7", "30", "custom"] as const;
export type Choice = (typeof CHOICES)[number];

export class StatisticsPage {
  choice = $state<Choice>("7");
  /** `YYYY-MM-DD`, for `custom`; empty until picked. */
  from = $state("");
  to = $state("");
  account = $state<AccountId | null>(null);
  /** What was counted last; stays on screen while something else is counted. */
  value = $state.raw<Statistics | null>(null);
  error = $state.raw<ErrorView | null>(null);
  counting = $state(false);
  saving = $state(false);
  #asked = 0;

  /** What is asked; `null` while the days aren't picked. */
  readonly query: StatisticsQuery | null = $derived.by(() => {
    const account = this.account === null ? {} : { account: this.account };
    if (this.choice !== "custom")
      return { period: { period: "days", days: Number(this.choice) }, ...account };
    if (this.from === "" || this.to === "") return null;
    const [from, to] = this.from <= this.to ? [this.from, this.to] : [this.to, this.from];
    return { period: { period: "dates", from, to }, ...account };
  });

  async count(): Promise<void> {
    const { query } = this;
    this.#asked += 1;
    if (query === null) {
      this.value = null;
      this.error = null;
      this.counting = false;
      return;
    }
    const asked = this.#asked;
    this.counting = true;
    try {
      const value = await commands.statisticsGet(query);
      if (asked !== this.#asked) return;
      this.value = value;
      this.error = null;
    } catch (cause) {
      if (asked !== this.#asked) return;
      this.value = null;
      this.error = errorView(cause);
    }
    this.counting = false;
  }

  async save(): Promise<void> {
    const { query } = this;
    if (query === null || this.saving) return;
    this.saving = true;
    try {
      const saved = await commands.statisticsSave(query);
      if (saved) notices.info(m.file_saved({ path: saved.path }));
    } catch (cause) {
      notices.error(errorView(cause));
    } finally {
      this.saving = false;
    }
  }
}
