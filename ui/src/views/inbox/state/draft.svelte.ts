/**
 * What is being written to a chat. On disk within a second of the last key; text comes back
 * whenever a command fails. One instance per opened chat.
 */
import { commands, errorView } from "$lib/ipc";
import type { ChatId, ErrorView, Limits, SendOptions, StagedAttachment, Timestamp } from "$lib/ipc";

const SAVE_AFTER = 300;

export interface Refused {
  name: string;
  size: number;
  why: "too_big" | "empty" | "kind" | "failed";
  error?: ErrorView;
}

export class Draft {
  readonly chat: ChatId;
  text = $state("");
  attachments = $state.raw<readonly StagedAttachment[]>([]);
  /** Names of files on their way into the draft. */
  adding = $state.raw<readonly string[]>([]);
  refused = $state.raw<readonly Refused[]>([]);
  sendError = $state.raw<ErrorView | null>(null);
  saveError = $state.raw<ErrorView | null>(null);
  sending = $state(false);
  /** The newest message that stood in the chat when the text was begun; `null` if unknown. */
  since = $state<Timestamp | null>(null);
  /** A note that was left half written, as it was kept. */
  note = $state("");

  #touched = false;
  #dirty = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(chat: ChatId) {
    this.chat = chat;
  }

  readonly empty = $derived(this.text.trim() === "" && this.attachments.length === 0);

  /** Brings back what was written; keys typed meanwhile win. */
  async load(): Promise<void> {
    try {
      const draft = await commands.draftGet(this.chat);
      if (!this.#touched) {
        this.text = draft.text;
        this.since = draft.since;
      }
      this.attachments = draft.attachments;
      this.note = draft.note;
    } catch (cause) {
      this.saveError = errorView(cause);
    }
  }

  edit(text: string): void {
    this.text = text;
    this.#touched = true;
    this.#dirty = true;
    this.sendError = null;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), SAVE_AFTER);
  }

  /** Nothing more is saved. */
  abandon(): void {
    clearTimeout(this.#timer);
    this.#dirty = false;
  }

  /** The box holds this now: tools that write for a person change it without a key. */
  changed(text: string): void {
    if (text !== this.text) this.edit(text);
  }

  /** Saves now what isn't saved yet: on leaving the box, the chat or the window. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    if (!this.#dirty) return this.#saving;
    this.#dirty = false;
    const { text, since } = this;
    // One after another, so that an older text never overtakes a newer one.
    this.#saving = this.#saving.then(() => this.#save(text, since));
    return this.#saving;
  }

  async #save(text: string, since: Timestamp | null): Promise<void> {
    try {
      await commands.draftSave(this.chat, text, since);
      this.saveError = null;
    } catch (cause) {
      this.saveError = errorView(cause);
      this.#dirty = true;
    }
  }

  async attach(files: readonly File[], limits: Limits): Promise<void> {
    this.refused = [];
    for (const file of files) {
      const kind = file.type.startsWith("image/") ? "photo" : "file";
      if (file.size > limits.max_attachment) {
        this.#refuse({ name: file.name, size: file.size, why: "too_big" });
      } else if (file.size === 0) {
        this.#refuse({ name: file.name, size: 0, why: "empty" });
      } else if (!limits.attachments.includes(kind) && !limits.attachments.includes("file")) {
        this.#refuse({ name: file.name, size: file.size, why: "kind" });
      } else {
        await this.#stage(file);
      }
    }
  }

  async #stage(file: File): Promise<void> {
    const name = file.name === "" ? "image.png" : file.name;
    this.adding = [...this.adding, name];
    try {
      const mime = file.type === "" ? "application/octet-stream" : file.type;
      const staged = await commands.attachmentAdd(this.chat, file, name, mime);
      this.attachments = [...this.attachments, staged];
    } catch (cause) {
      this.#refuse({ name, size: file.size, why: "failed", error: errorView(cause) });
    } finally {
      const at = this.adding.indexOf(name);
      this.adding = this.adding.filter((_, index) => index !== at);
    }
  }

  #refuse(refused: Refused): void {
    this.refused = [...this.refused, refused];
  }

  async detach(id: number): Promise<void> {
    const before = this.attachments;
    this.attachments = before.filter((attachment) => attachment.id !== id);
    try {
      await commands.attachmentRemove(id);
    } catch (cause) {
      this.attachments = before;
      this.sendError = errorView(cause);
    }
  }

  /** Hands the draft to the outbox. Whether it was taken. */
  async send(options: SendOptions = {}): Promise<boolean> {
    if (this.empty || this.sending || this.adding.length > 0) return false;
    const text = this.text;
    const attachments = this.attachments;
    this.sending = true;
    this.sendError = null;
    this.refused = [];
    clearTimeout(this.#timer);
    this.#dirty = false;
    this.text = "";
    this.since = null;
    this.attachments = [];
    try {
      await this.#saving;
      await commands.messageSend(
        this.chat,
        text.trim(),
        attachments.map((attachment) => attachment.id),
        options,
      );
      return true;
    } catch (cause) {
      this.sendError = errorView(cause);
      // What was typed meanwhile stays behind what comes back.
      this.text = this.text === "" ? text : `${text}\n${this.text}`;
      this.attachments = [...attachments, ...this.attachments];
      this.#dirty = true;
      void this.flush();
      return false;
    } finally {
      this.sending = false;
    }
  }

  /** Sends something that is no text; what stands in the box stays there. Whether it was taken. */
  async sendRich(options: SendOptions, text = ""): Promise<boolean> {
    this.sendError = null;
    try {
      await commands.messageSend(this.chat, text, [], options);
      return true;
    } catch (cause) {
      this.sendError = errorView(cause);
      return false;
    }
  }

  /** Reads the draft again after a failed message went back into it. */
  async reread(): Promise<void> {
    await this.flush();
    this.#touched = false;
    await this.load();
  }
}
