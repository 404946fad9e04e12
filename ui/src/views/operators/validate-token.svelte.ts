import { commands, errorView } from "$lib/ipc";
import type { AccountId, ErrorView, IssuedTokenView, TokenReportView } from "$lib/ipc";

/** Which token is asked about. */
export type Which = "issued" | "pasted";

/** Asking the service about a token: the one just issued, or any that is pasted. */
export class ValidateToken {
  readonly account: AccountId;
  readonly issued: IssuedTokenView | null;
  which = $state<Which>("pasted");
  token = $state("");
  tried = $state(false);
  busy = $state(false);
  report = $state.raw<TokenReportView | null>(null);
  error = $state.raw<ErrorView | null>(null);

  constructor(account: AccountId, issued: IssuedTokenView | null, which: Which) {
    this.account = account;
    this.issued = issued;
    this.which = issued === null ? "pasted" : which;
  }

  readonly missing: boolean = $derived(this.which === "pasted" && this.token.trim() === "");

  type(token: string): void {
    this.token = token;
    this.report = null;
    this.error = null;
  }

  choose(which: Which): void {
    this.which = which;
    this.tried = false;
    this.report = null;
    this.error = null;
  }

  async ask(): Promise<void> {
    this.tried = true;
    if (this.busy || this.missing) return;
    const handle = this.which === "issued" ? (this.issued?.handle ?? null) : null;
    this.busy = true;
    this.report = null;
    this.error = null;
    try {
      this.report = await commands.tokenValidate(
        this.account,
        handle,
        handle === null ? this.token.trim() : null,
      );
    } catch (cause) {
      this.error = errorView(cause);
    } finally {
      this.busy = false;
    }
  }
}
