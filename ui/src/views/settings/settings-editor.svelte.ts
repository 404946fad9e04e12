import { commands, errorView } from "$lib/ipc";
import type { AppEvent, ErrorView, Settings } from "$lib/ipc";

/** Some settings at once, as one choice of the person changes them. */
export type Patch = Partial<Settings>;

/** A choice that was not saved, and is back as it was. */
export interface SaveFailure {
  keys: readonly string[];
  error: ErrorView;
}

/**
 * The person's settings. A choice shows at once and is saved at once, one after the other; a
 * choice that can't be saved is taken back, and only that one.
 */
export class SettingsEditor {
  value = $state.raw<Settings | null>(null);
  loadError = $state.raw<ErrorView | null>(null);
  failure = $state.raw<SaveFailure | null>(null);
  /** The keys of the last choice that was saved, for a quiet word beside it. */
  savedKeys = $state.raw<readonly string[]>([]);
  #saved: Settings | null = null;
  #waiting: Patch[] = [];
  #saving: Promise<void> = Promise.resolve();
  readonly #onshow: (settings: Settings) => void;

  /** `onshow` hears of every change at once, so that the window can follow it. */
  constructor(onshow: (settings: Settings) => void = () => undefined) {
    this.#onshow = onshow;
  }

  async load(): Promise<void> {
    try {
      const settings = await commands.settingsGet();
      this.#saved = settings;
      this.loadError = null;
      this.#show();
    } catch (cause) {
      this.loadError = errorView(cause);
    }
  }

  /** Changes some settings; the promise is done when they are saved or taken back. */
  change(patch: Patch): Promise<void> {
    if (this.#saved === null) return Promise.resolve();
    this.#waiting = [...this.#waiting, patch];
    this.#show();
    this.#saving = this.#saving.then(() => this.#save(patch));
    return this.#saving;
  }

  /** Whether the last choice of this setting was taken back. */
  failed(key: keyof Settings): ErrorView | null {
    return this.failure?.keys.includes(key) ? this.failure.error : null;
  }

  async hear(event: AppEvent): Promise<void> {
    if (event.type === "settings_changed" && this.#waiting.length === 0) await this.load();
  }

  async #save(patch: Patch): Promise<void> {
    if (this.#saved === null) return;
    const next = { ...this.#saved, ...patch };
    const keys = Object.keys(patch);
    try {
      await commands.settingsSet(next);
      this.#saved = next;
      this.savedKeys = keys;
      if (this.failure?.keys.some((key) => keys.includes(key))) this.failure = null;
    } catch (cause) {
      this.savedKeys = [];
      this.failure = { keys, error: errorView(cause) };
    }
    this.#waiting = this.#waiting.filter((one) => one !== patch);
    this.#show();
  }

  #show(): void {
    if (this.#saved === null) return;
    this.value = this.#waiting.reduce<Settings>((all, one) => ({ ...all, ...one }), this.#saved);
    this.#onshow(this.value);
  }
}
