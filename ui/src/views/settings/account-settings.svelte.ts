import { commands, errorView } from "$lib/ipc";
import type { AccountOptions, AccountView, ErrorView } from "$lib/ipc";

/** Longest account name, as a list row can still show it. */
export const LONGEST_LABEL = 60;

/** What is wrong with a body of one's own for the mark-as-read call. */
export type BodyProblem = { problem: "json"; detail: string } | { problem: "ids" };

/** Checks a typed body. Empty is fine: the known readings are tried in turn. */
export function bodyProblem(typed: string): BodyProblem | null {
  const text = typed.trim();
  if (text === "") return null;
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    return { problem: "json", detail: cause instanceof Error ? cause.message : String(cause) };
  }
  return mentionsIds(body) ? null : { problem: "ids" };
}

/** The placeholder must be a value of its own; inside a longer text it would not be replaced. */
function mentionsIds(value: unknown): boolean {
  if (value === "$ids" || value === "$id") return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(mentionsIds);
}

/** What of an account can be changed here, and what the last change came to. */
export interface ChangeFailure {
  what: "label" | "live" | "chat_level" | "read_body" | "sync" | "work_as";
  error: ErrorView;
}

/** One account's name and options. Each change is saved at once and taken back if that fails. */
export class AccountSettings {
  view = $state.raw<AccountView>() as AccountView;
  label = $state("");
  body = $state("");
  busy = $state<ChangeFailure["what"] | null>(null);
  failure = $state.raw<ChangeFailure | null>(null);
  #labelTyped = false;
  #bodyTyped = $state(false);

  constructor(view: AccountView) {
    this.view = view;
    this.label = view.label;
    this.body = view.options.read_body ?? "";
  }

  readonly labelProblem: "missing" | "too_long" | null = $derived.by(() => {
    const length = this.label.trim().length;
    if (length === 0) return "missing";
    return length > LONGEST_LABEL ? "too_long" : null;
  });

  readonly bodyProblem: BodyProblem | null = $derived(bodyProblem(this.body));

  readonly bodyChanged: boolean = $derived(
    this.#bodyTyped && this.body.trim() !== (this.view.options.read_body ?? ""),
  );

  /** The program told how the account is now; what is being typed stays. */
  update(view: AccountView): void {
    this.view = view;
    if (!this.#labelTyped) this.label = view.label;
    if (!this.#bodyTyped) this.body = view.options.read_body ?? "";
  }

  typeLabel(label: string): void {
    this.label = label;
    this.#labelTyped = true;
  }

  async saveLabel(): Promise<void> {
    const label = this.label.trim();
    if (this.labelProblem !== null) return;
    if (label === this.view.label) {
      this.revertLabel();
      return;
    }
    const saved = await this.#change("label", label, this.view.options);
    this.#labelTyped = false;
    this.label = saved ? label : this.view.label;
  }

  revertLabel(): void {
    this.#labelTyped = false;
    this.label = this.view.label;
  }

  async setLive(live: boolean): Promise<void> {
    await this.#change("live", this.view.label, { ...this.view.options, live });
  }

  async setLevel(level: AccountOptions["chat_level"]): Promise<void> {
    await this.#change("chat_level", this.view.label, { ...this.view.options, chat_level: level });
  }

  typeBody(body: string): void {
    this.body = body;
    this.#bodyTyped = true;
  }

  /** Saves the body as typed. If that fails it stays in the box, unsaved, to be tried again. */
  async saveBody(): Promise<void> {
    if (this.bodyProblem !== null) return;
    const body = this.body.trim();
    const options = { ...this.view.options, read_body: body === "" ? null : body };
    if (await this.#change("read_body", this.view.label, options)) {
      this.body = body;
      this.#bodyTyped = false;
    }
  }

  revertBody(): void {
    this.#bodyTyped = false;
    this.body = this.view.options.read_body ?? "";
    if (this.failure?.what === "read_body") this.failure = null;
  }

  async sync(): Promise<void> {
    await this.#run("sync", () => commands.accountSync(this.view.id));
  }

  async stopWorking(): Promise<void> {
    await this.#run("work_as", () => commands.accountWorkAs(this.view.id, null));
  }

  failed(what: ChangeFailure["what"]): ErrorView | null {
    return this.failure?.what === what ? this.failure.error : null;
  }

  async #change(
    what: ChangeFailure["what"],
    label: string,
    options: AccountOptions,
  ): Promise<boolean> {
    const before = this.view;
    this.view = { ...before, label, options };
    const saved = await this.#run(what, () => commands.accountUpdate(before.id, label, options));
    if (!saved) this.view = { ...this.view, label: before.label, options: before.options };
    return saved;
  }

  async #run(what: ChangeFailure["what"], send: () => Promise<void>): Promise<boolean> {
    this.busy = what;
    this.failure = null;
    try {
      await send();
      return true;
    } catch (cause) {
      this.failure = { what, error: errorView(cause) };
      return false;
    } finally {
      this.busy = null;
    }
  }
}
