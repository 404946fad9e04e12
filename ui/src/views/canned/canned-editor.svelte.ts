import type { CannedId, CannedReply } from "$lib/ipc";
import { matches } from "$lib/components/admin/order";
import { library } from "$lib/state/library.svelte";

/** Longest shortcut in characters. */
export const LONGEST_SHORTCUT = 60;

export type ShortcutProblem = "missing" | "spaces" | "too_long" | "taken";

/** A ready answer being written: a new one, or one that is there. */
export interface CannedForm {
  id: CannedId | null;
  shortcut: string;
  title: string;
  text: string;
}

/** Ready answers: those kept here are changed, those of services are only looked at. */
export class CannedEditor {
  search = $state("");
  form = $state.raw<CannedForm | null>(null);
  busy = $state(false);

  readonly shown: readonly CannedReply[] = $derived(
    library.value.canned.filter((one) => matches(this.search, one.shortcut, one.title, one.text)),
  );

  readonly problem: ShortcutProblem | null = $derived.by(() => {
    if (this.form === null) return null;
    const { id, shortcut } = this.form;
    // The slash is only how it is typed in a message.
    const word = bare(shortcut);
    if (word === "") return "missing";
    if (/\s/u.test(word)) return "spaces";
    if (Array.from(word).length > LONGEST_SHORTCUT) return "too_long";
    const same = library.value.canned.some(
      (one) =>
        one.account === null &&
        one.id !== id &&
        one.shortcut.toLocaleLowerCase() === word.toLocaleLowerCase(),
    );
    return same ? "taken" : null;
  });

  readonly ready: boolean = $derived(
    this.form !== null && this.problem === null && this.form.text.trim() !== "",
  );

  begin(reply: CannedReply | null = null): void {
    this.form = {
      id: reply?.id ?? null,
      shortcut: reply?.shortcut ?? "",
      title: reply?.title ?? "",
      text: reply?.text ?? "",
    };
  }

  /** One like it, kept here: how a service's ready answer is made one's own. */
  copy(reply: CannedReply): void {
    this.begin({ ...reply, id: null });
  }

  type(part: Partial<Omit<CannedForm, "id">>): void {
    if (this.form) this.form = { ...this.form, ...part };
  }

  leave(): void {
    this.form = null;
  }

  /** Whether it was kept; what was written stays in the form otherwise. */
  async save(): Promise<boolean> {
    if (this.form === null || !this.ready || this.busy) return false;
    this.busy = true;
    const { id, shortcut, title, text } = this.form;
    const done = await library.save({
      change: "save_canned",
      ...(id !== null && { id }),
      shortcut: bare(shortcut),
      title: title.trim(),
      text,
    });
    this.busy = false;
    if (done) this.form = null;
    return done;
  }

  async remove(id: CannedId): Promise<boolean> {
    this.busy = true;
    const done = await library.save({ change: "delete_canned", id });
    this.busy = false;
    return done;
  }
}

function bare(shortcut: string): string {
  return shortcut.trim().replace(/^\//, "");
}
