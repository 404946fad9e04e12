import { commands, errorView } from "$lib/ipc";
import type {
  AccountId,
  AppEvent,
  ErrorView,
  ImportVerdict,
  JobId,
  OperatorAddResult,
  OperatorImportRow,
  OrganizationId,
} from "$lib/ipc";
import { searchable } from "$lib/components/admin/order";

/** How long typing pauses before the names are checked, in milliseconds. */
const PAUSE = 200;

/** A list of names is never larger than this, in bytes. */
export const LARGEST_FILE = 1024 * 1024;

/** How many of the names are what. */
export interface ImportCounts {
  added: number;
  exists: number;
  repeated: number;
  bad: number;
}

/**
 * Adding operators: names are typed, pasted or read from a file, checked, added, and each one's
 * fate is kept. The service would add the same name twice, so what may have been added is looked
 * up before it is tried again.
 */
export class AddOperators {
  readonly account: AccountId;
  readonly organization: OrganizationId;
  stage = $state<"edit" | "running" | "done">("edit");
  text = $state("");
  file = $state<string | null>(null);
  fileProblem = $state.raw<{ name: string; problem: "unreadable" | "too_big" } | null>(null);
  rows = $state.raw<OperatorImportRow[]>([]);
  checking = $state(false);
  checkError = $state.raw<ErrorView | null>(null);
  progress = $state.raw<{ done: number; total: number }>({ done: 0, total: 0 });
  results = $state.raw<OperatorAddResult[]>([]);
  /** Why adding stopped half way, if it did. */
  interruption = $state.raw<ErrorView | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  #job: JobId | null = null;

  constructor(account: AccountId, organization: OrganizationId) {
    this.account = account;
    this.organization = organization;
  }

  /** The names that would be added. */
  readonly names: string[] = $derived(
    this.rows.filter((row) => row.verdict === "new").map((row) => row.name),
  );

  readonly counts: ImportCounts = $derived.by(() => {
    const count = (...verdicts: ImportVerdict[]) =>
      this.rows.filter((row) => verdicts.includes(row.verdict)).length;
    return {
      added: count("new"),
      exists: count("exists"),
      repeated: count("repeated"),
      bad: count("too_long"),
    };
  });

  /** The names whose result was not to have them there. */
  readonly unfinished: OperatorAddResult[] = $derived(
    this.results.filter(({ outcome }) => ["failed", "unknown"].includes(outcome.outcome)),
  );

  readonly added: number = $derived(
    this.results.filter(({ outcome }) => outcome.outcome === "added").length,
  );

  /** The text changed; the names are checked when typing pauses. */
  type(text: string): void {
    this.text = text;
    this.interruption = null;
    clearTimeout(this.#timer);
    this.#turn += 1;
    if (text.trim() === "") {
      this.rows = [];
      this.checking = false;
      this.checkError = null;
      return;
    }
    this.checking = true;
    this.#timer = setTimeout(() => void this.check(), PAUSE);
  }

  /** Takes the names from a file, in place of what is in the box. A file that fails changes nothing. */
  async read(file: File): Promise<void> {
    this.fileProblem = null;
    if (file.size > LARGEST_FILE) {
      this.fileProblem = { name: file.name, problem: "too_big" };
      return;
    }
    try {
      const text = decode(await file.arrayBuffer());
      this.type(text);
      this.file = file.name;
      await this.check();
    } catch {
      this.fileProblem = { name: file.name, problem: "unreadable" };
    }
  }

  /** Compares the names with the operators who are there. */
  async check(): Promise<void> {
    clearTimeout(this.#timer);
    this.#turn += 1;
    const turn = this.#turn;
    this.checking = true;
    this.checkError = null;
    try {
      const rows = await commands.operatorImportPreview(this.account, this.organization, this.text);
      // An empty line is no mistake and nothing to show.
      if (turn === this.#turn) this.rows = rows.filter((row) => row.verdict !== "empty");
    } catch (cause) {
      if (turn === this.#turn) this.checkError = errorView(cause);
    } finally {
      if (turn === this.#turn) this.checking = false;
    }
  }

  /** Adds the new names. */
  async add(): Promise<void> {
    if (this.stage === "running" || this.checking || this.names.length === 0) return;
    this.results = [];
    await this.#run(this.names);
  }

  /** Tries those again that were not added, after looking up who is there by now. */
  async retry(): Promise<void> {
    if (this.stage === "running" || this.unfinished.length === 0) return;
    this.stage = "running";
    this.interruption = null;
    this.progress = { done: 0, total: this.unfinished.length };
    try {
      const { value, error } = await commands.operatorList(this.account, this.organization, true);
      if (error !== null) {
        this.interruption = error;
        this.stage = "done";
        return;
      }
      // As when they were checked: the name of someone deleted is free.
      const present = value.filter((one) => one.status !== "deleted");
      const there = new Set(present.map((one) => searchable(one.name)));
      this.results = this.results.map((one) =>
        this.unfinished.includes(one) && there.has(searchable(one.name))
          ? {
              name: one.name,
              outcome: { outcome: one.outcome.outcome === "unknown" ? "added" : "exists" },
            }
          : one,
      );
    } catch (cause) {
      this.interruption = errorView(cause);
      this.stage = "done";
      return;
    }
    await this.#run(this.unfinished.map((one) => one.name));
  }

  /** Back to the box, for further names. */
  again(): void {
    this.stage = "edit";
    this.results = [];
    this.file = null;
    this.type("");
  }

  /** Follows the progress of the job that runs. */
  hear(event: AppEvent): void {
    if (event.type !== "job_progress" || this.stage !== "running") return;
    this.#job ??= event.job;
    if (event.job === this.#job) this.progress = { done: event.done, total: event.total };
  }

  /** The dialog is gone. */
  close(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
  }

  async #run(names: string[]): Promise<void> {
    if (names.length === 0) {
      this.stage = "done";
      return;
    }
    this.stage = "running";
    this.interruption = null;
    this.#job = null;
    this.progress = { done: 0, total: names.length };
    try {
      const report = await commands.operatorAdd(this.account, this.organization, names);
      this.results = merged(this.results, report.results);
      this.stage = "done";
    } catch (cause) {
      this.interruption = errorView(cause);
      this.stage = this.results.length > 0 ? "done" : "edit";
    }
  }
}

/** The newest result of each name, in the order the names first had one. */
function merged(before: OperatorAddResult[], after: OperatorAddResult[]): OperatorAddResult[] {
  const newest = new Map(after.map((one) => [one.name, one]));
  const kept = before.map((one) => newest.get(one.name) ?? one);
  const known = new Set(before.map((one) => one.name));
  return [...kept, ...after.filter((one) => !known.has(one.name))];
}

/** Text of a file: by its byte order mark, else UTF-8, else what spreadsheets write in Ukraine. */
function decode(bytes: ArrayBuffer): string {
  const head = new Uint8Array(bytes.slice(0, 2));
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1251").decode(bytes);
  }
}
