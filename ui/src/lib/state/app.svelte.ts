/** The program as a whole: its phase, its accounts, its settings. One instance, no DOM. */
import { commands, errorView, onAppEvent } from "$lib/ipc";
import type {
  AccountId,
  AccountView,
  AppEvent,
  AppPhase,
  ChatId,
  ErrorView,
  Settings,
} from "$lib/ipc";
import { bus } from "./bus";
import { coalesce } from "./coalesce";

const DEFAULTS: Settings = {
  theme: "system",
  density: "comfortable",
  send_key: "enter",
  notifications: "mine_and_unassigned",
  private_notifications: false,
  quiet_until: null,
  quiet_hours_from: null,
  quiet_hours_to: null,
  read_when_seen: true,
};

export class App {
  phase = $state.raw<AppPhase>({ phase: "starting" });
  version = $state("");
  demo = $state(false);
  lastChat = $state<ChatId | null>(null);
  accounts = $state.raw<AccountView[]>([]);
  /** Whether the accounts were read at least once. */
  loaded = $state(false);
  settings = $state.raw<Settings>(DEFAULTS);
  /** Why the program's own state can't be read. */
  error = $state.raw<ErrorView | null>(null);

  readonly #reloadState = coalesce(() => void this.reload());
  readonly #reloadAccounts = coalesce(() => void this.reloadAccounts());
  readonly #reloadSettings = coalesce(() => void this.reloadSettings());

  /** Starts listening and reads everything; returns how to stop. */
  async start(): Promise<() => void> {
    const stop = await onAppEvent((event) => {
      this.take(event);
      bus.emit(event);
    });
    await this.reload();
    return stop;
  }

  take(event: AppEvent): void {
    if (event.type === "app_changed") this.#reloadState();
    else if (event.type === "accounts_changed") this.#reloadAccounts();
    else if (event.type === "settings_changed") this.#reloadSettings();
  }

  async reload(): Promise<void> {
    try {
      const state = await commands.appState();
      this.error = null;
      this.version = state.version;
      this.demo = state.demo;
      this.lastChat = state.last_chat;
      if (state.phase.phase === "ready") {
        await Promise.all([this.reloadAccounts(), this.reloadSettings()]);
      }
      this.phase = state.phase;
    } catch (cause) {
      this.error = errorView(cause);
      this.phase = { phase: "failed", error: this.error };
    }
  }

  async reloadAccounts(): Promise<void> {
    try {
      this.accounts = await commands.accountList();
      this.loaded = true;
    } catch (cause) {
      this.error = errorView(cause);
    }
  }

  async reloadSettings(): Promise<void> {
    try {
      this.settings = await commands.settingsGet();
    } catch (cause) {
      this.error = errorView(cause);
    }
  }

  account(id: AccountId): AccountView | undefined {
    return this.accounts.find((account) => account.id === id);
  }
}

export const app = new App();

/** The account a chat belongs to: the part of its id before the first colon. */
export function accountOf(chat: ChatId): AccountId {
  return Number.parseInt(chat, 10);
}
