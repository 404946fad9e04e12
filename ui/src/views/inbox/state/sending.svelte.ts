/** Handing an answer over: what is asked before it leaves, and with what it leaves. */
import type { MessageView } from "$lib/ipc";
import { cardNumber } from "./card";
import type { Conversation } from "./conversation.svelte";
import type { Draft } from "./draft.svelte";
import { begun, newLines, type Begun } from "./stale";

/** What is handed over, and who hears of it. */
export interface Answer {
  readonly draft: Draft;
  readonly conversation: Conversation | null;
  /** Whether there is nothing to send, or not yet. */
  readonly blocked: boolean;
  onsent: () => void;
}

export class Sending {
  /** Whether the message is to be pinned. */
  pin = $state(false);
  /** A card's number that would leave, until the person says yes. */
  card = $state.raw<{ number: string; close: boolean } | null>(null);
  /** What was written meanwhile, until the person has seen it. */
  stale = $state.raw<{ lines: MessageView[]; close: boolean } | null>(null);
  /** What the history held when this answer was begun. */
  #since: Begun | null = null;
  readonly #answer: Answer;

  constructor(answer: Answer) {
    this.#answer = answer;
  }

  /** Another chat's answer is written from now on. */
  reset(): void {
    this.pin = false;
    this.card = null;
    this.stale = null;
    this.#since = null;
  }

  /** To be called whenever the draft or the history changed. */
  watch(): void {
    const { draft, conversation } = this.#answer;
    if (draft.empty) {
      this.#since = null;
      if (!draft.sending) draft.since = null;
    } else if (conversation?.ready && this.#since === null) {
      this.#begin(begun(conversation.messages, draft.since));
    }
  }

  #begin(since: Begun): void {
    this.#since = since;
    this.#answer.draft.since = since.newest || null;
  }

  async send(close = false): Promise<void> {
    if (this.#answer.blocked) return;
    const number = cardNumber(this.#answer.draft.text);
    if (number !== null) {
      this.card = { number, close };
      return;
    }
    await this.sendUnlessStale(close);
  }

  /** Sends though there is a card's number in it. */
  async sendUnlessStale(close: boolean): Promise<void> {
    this.card = null;
    const { conversation } = this.#answer;
    if (conversation && this.#since) {
      const lines = newLines(conversation.messages, this.#since, conversation.ours);
      if (lines.length > 0) {
        this.stale = { lines, close };
        return;
      }
    }
    await this.sendNow(close);
  }

  /** Sends whatever was written meanwhile. */
  async sendNow(close: boolean): Promise<void> {
    const { draft, conversation } = this.#answer;
    this.stale = null;
    this.#since = null;
    const quote = conversation?.quote?.key;
    const options = {
      ...(quote !== undefined && { quote }),
      ...(this.pin && { pin: true }),
      ...(close && { close }),
    };
    conversation?.ours.add(draft.text.trim());
    if (!(await draft.send(options))) return;
    if (conversation) conversation.quote = null;
    this.pin = false;
    this.#answer.onsent();
  }

  /** The person goes on writing, and has seen what was written meanwhile. */
  goOn(): void {
    const { conversation } = this.#answer;
    if (conversation) this.#begin(begun(conversation.messages));
    this.stale = null;
  }
}
