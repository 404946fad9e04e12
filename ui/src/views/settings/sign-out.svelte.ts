import { commands, errorView } from "$lib/ipc";
import type { AccountView, ErrorView, UnsentWork } from "$lib/ipc";

/** Signing out of an account, after saying what would be lost. */
export class SignOut {
  readonly account: AccountView;
  unsent = $state.raw<UnsentWork | null>(null);
  countError = $state.raw<ErrorView | null>(null);
  busy = $state(false);
  error = $state.raw<ErrorView | null>(null);

  constructor(account: AccountView) {
    this.account = account;
  }

  readonly loses: boolean = $derived.by(() => {
    if (this.unsent === null) return false;
    const { messages, changes, drafts } = this.unsent;
    return messages + changes + drafts > 0;
  });

  async count(): Promise<void> {
    this.countError = null;
    try {
      this.unsent = await commands.accountUnsent(this.account.id);
    } catch (cause) {
      this.countError = errorView(cause);
    }
  }

  async confirm(): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = null;
    try {
      await commands.accountRemove(this.account.id);
      return true;
    } catch (cause) {
      this.error = errorView(cause);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
