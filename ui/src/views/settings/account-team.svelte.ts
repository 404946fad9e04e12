import { commands, errorView } from "$lib/ipc";
import type {
  AccountId,
  ChannelId,
  Colleague,
  ErrorView,
  LiveChannel,
  OperatorId,
  ServiceAct,
} from "$lib/ipc";

/** Who gets an account's new chats, and which of its messengers are on. */
export class AccountTeam {
  readonly account: AccountId;
  colleagues = $state.raw<readonly Colleague[]>([]);
  channels = $state.raw<readonly LiveChannel[]>([]);
  loading = $state(false);
  /** What is being switched. */
  busy = $state<string | null>(null);
  error = $state.raw<ErrorView | null>(null);

  constructor(account: AccountId) {
    this.account = account;
  }

  async load(refresh = false): Promise<void> {
    this.loading = true;
    this.error = null;
    try {
      const { value, error } = await commands.catalogGet(this.account, refresh);
      this.colleagues = value.colleagues;
      this.channels = value.channels;
      this.error = error;
    } catch (cause) {
      this.error = errorView(cause);
    } finally {
      this.loading = false;
    }
  }

  /** Whether the service gives a colleague new chats by itself. */
  async involve(colleague: OperatorId, on: boolean): Promise<void> {
    await this.#switch(colleague, { act: "involve", colleague, on });
  }

  async setChannel(channel: ChannelId, on: boolean): Promise<void> {
    await this.#switch(channel, { act: "set_channel", channel, on });
  }

  /** Switches at the service, and shows how it then stands. */
  async #switch(what: string, act: ServiceAct): Promise<void> {
    if (this.busy !== null) return;
    this.busy = what;
    let failed: ErrorView | null = null;
    try {
      await commands.serviceAct(this.account, act);
    } catch (cause) {
      failed = errorView(cause);
    }
    await this.load();
    this.error = failed ?? this.error;
    this.busy = null;
  }
}
