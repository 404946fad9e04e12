/** The program as a whole: its phase, its accounts, its settings. One instance, no DOM. */
import { commands, errorView, onAppEvent } from "$lib/ipc";
import type {
  AccountId,
  AccountView,
  AppEvent,
  AppPhase,
  ChatId,
  ErrorView,
  LockState,
  Mended,
  Policy,
  Settings,
} from "$lib/ipc";
import { bus } from "./bus";
import { coalesce, paced } from "./coalesce";

const DEFAULTS: Settings = {
  language: null,
  theme: "system",
  density: "comfortable",
  list_sort: null,
  send_key: "enter",
  notifications: "mine_and_unassigned",
  private_notifications: false,
  quiet_until: null,
  quiet_hours_from: null,
  quiet_hours_to: null,
  read_when_seen: true,
  undo_seconds: 5,
  keep_messages_days: null,
  keys: {},
  single_keys: true,
  sounds: "mine_and_unassigned",
  repeat_minutes: null,
  close_to_tray: null,
  autostart: false,
  check_updates: false,
  lock_minutes: null,
};

/** Milliseconds between two looks at what changes all the time. */
const NEWS = 250;

export class App {
  phase = $state.raw<AppPhase>({ phase: "starting" });
  version = $state("");
  demo = $state(false);
  lastChat = $state<ChatId | null>(null);
  accounts = $state.raw<AccountView[]>([]);
  /** Whether the accounts were read at least once. */
  loaded = $state(false);
  settings = $state.raw<Settings>(DEFAULTS);
  /** What the administrator of this computer decided. */
  policy = $state.raw<Policy>({
    servers: {},
    private_notifications: false,
    retention: null,
    no_updates: false,
    problems: [],
  });
  /** The passphrase that keeps others from the window. */
  lock = $state.raw<LockState>({ set: false, locked: false, wait_until: null });
  /** A chat that was asked for while nothing of it could be shown. */
  wanted = $state.raw<ChatId | null>(null);
  /** Damage that was met as the program opened, until the person has seen it. */
  mended = $state.raw<Mended | null>(null);
  #mendedSeen = false;
  /** Whether the settings are the person's, not yet the defaults. */
  settingsRead = $state(false);
  /** The window was closed for the first time: the person is asked what that means. */
  closeAsked = $state(false);
  /** A link from outside that was not dealt with yet. */
  link = $state.raw<{ chat: ChatId; text: string | null } | null>(null);
  /** Why the program's own state can't be read. */
  error = $state.raw<ErrorView | null>(null);

  readonly #reloadState = coalesce(() => void this.reload(), paced(NEWS));
  readonly #reloadAccounts = coalesce(() => void this.reloadAccounts(), paced(NEWS));
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
    else if (event.type === "close_asked") this.closeAsked = true;
    else if (event.type === "open_chat" && this.lock.locked) this.wanted = event.chat;
    else if (event.type === "link_opened") this.link = { chat: event.chat, text: event.text };
  }

  async reload(): Promise<void> {
    try {
      const state = await commands.appState();
      this.error = null;
      this.version = state.version;
      this.demo = state.demo;
      this.lastChat = state.last_chat;
      this.policy = state.policy;
      this.mended = this.#mendedSeen ? null : state.mended;
      if (state.lock.locked) {
        // The page goes first: behind the lock, commands answer nothing any more.
        this.lock = state.lock;
        await this.reloadSettings();
      } else if (state.phase.phase === "ready") {
        await Promise.all([this.reloadAccounts(), this.reloadSettings()]);
      }
      this.lock = state.lock;
      this.phase = state.phase;
    } catch (cause) {
      this.error = errorView(cause);
      this.phase = { phase: "failed", error: this.error, why: "other" };
    }
  }

  dismissMended(): void {
    this.#mendedSeen = true;
    this.mended = null;
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
      this.settingsRead = true;
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
