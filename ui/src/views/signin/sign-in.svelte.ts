import { commands, errorView } from "$lib/ipc";
import type {
  AccountId,
  AccountView,
  ErrorView,
  ServiceDescriptor,
  ServiceKind,
  SignInField,
  SignInMethod,
  SignInMethodDescriptor,
} from "$lib/ipc";
import { addressProblem, completeAddress } from "./server-address";
import type { AddressProblem } from "./server-address";
import type { Attempt } from "./words";

/** Longest account name, as a list row can still show it. */
export const LONGEST_LABEL = 60;

/** A box of the form. */
export type Box = SignInField | "server" | "label";

/** What is wrong with a box. */
export type Problem = "missing" | "spaces" | "too_long" | AddressProblem;

/** A refused sign-in and where it went, kept as it was when it was tried. */
export interface Failure {
  error: ErrorView;
  attempt: Attempt;
}

/** Boxes whose content is a secret. */
const SECRETS: ReadonlySet<SignInField> = new Set<SignInField>([
  "password",
  "profile_key",
  "operator_token",
  "project_token",
  "api_token",
  "client_secret",
]);

type Values = Readonly<Partial<Record<SignInField, string>>>;

/**
 * The sign-in form: for a new account, or for one whose secret was refused. What was typed stays
 * until it was accepted, whichever way to sign in is looked at meanwhile.
 */
export class SignIn {
  readonly again: AccountView | null;
  services = $state.raw<ServiceDescriptor[]>([]);
  loading = $state(true);
  loadError = $state.raw<ErrorView | null>(null);
  service = $state.raw<ServiceDescriptor | null>(null);
  method = $state.raw<SignInMethodDescriptor | null>(null);
  server = $state("");
  label = $state("");
  busy = $state(false);
  failure = $state.raw<Failure | null>(null);
  #values = $state.raw<Values>({});
  #touched = $state.raw<ReadonlySet<Box>>(new Set());

  constructor(again: AccountView | null = null) {
    this.again = again;
  }

  /** The boxes on screen, in their order. */
  readonly boxes: SignInField[] = $derived.by(() => {
    if (this.method === null) return [];
    const { principal, secret, more } = this.method;
    if (this.again !== null) return [secret];
    const needed = more.filter((one) => !one.optional).map((one) => one.field);
    return principal === null ? [secret, ...needed] : [principal, secret, ...needed];
  });

  /** The boxes that may stay as they are. */
  readonly advanced: SignInField[] = $derived.by(() =>
    this.again !== null || this.method === null
      ? []
      : this.method.more.filter((one) => one.optional).map((one) => one.field),
  );

  /** Everything wrong with what is on screen. */
  readonly problems: ReadonlyMap<Box, Problem> = $derived.by(() => {
    const found = new Map<Box, Problem>();
    for (const box of this.boxes) {
      const value = this.value(box).trim();
      if (value === "") found.set(box, "missing");
      else if (isToken(box) && /\s/.test(value)) found.set(box, "spaces");
      else if (box === "token_url") {
        const wrong = addressProblem(value);
        if (wrong !== null) found.set(box, wrong);
      }
    }
    if (this.again !== null) return found;
    const address = addressProblem(this.server);
    if (address !== null) found.set("server", address);
    if (this.label.trim().length > LONGEST_LABEL) found.set("label", "too_long");
    return found;
  });

  /** The address the form would talk to. */
  readonly address: string = $derived.by(() => {
    if (this.again !== null) return this.again.server;
    return completeAddress(this.server) || this.usualAddress;
  });

  /** The vendor's address, as far as it is known. */
  readonly usualAddress: string = $derived.by(() => {
    const principal = this.method?.principal;
    const named = principal ? this.value(principal).trim() : "";
    const usual = this.service?.default_server ?? "";
    return named === "" ? usual.replace("{principal}", "…") : usual.replace("{principal}", named);
  });

  /** Nothing was typed yet, so that leaving loses nothing. */
  readonly untouched: boolean = $derived.by(
    () =>
      !this.busy &&
      this.server === "" &&
      this.label === "" &&
      Object.values(this.#values).every((value) => value === ""),
  );

  /** Reads the services and chooses the first, or the one of the account to sign in again. */
  async load(preferred: ServiceKind | null = null): Promise<void> {
    this.loading = true;
    this.loadError = null;
    try {
      this.services = await commands.serviceList();
      const kind = this.again?.service ?? preferred;
      const chosen = this.services.find((service) => service.kind === kind) ?? this.services[0];
      if (chosen) this.#choose(chosen);
    } catch (cause) {
      this.loadError = errorView(cause);
    } finally {
      this.loading = false;
    }
  }

  chooseService(kind: ServiceKind): void {
    const chosen = this.services.find((service) => service.kind === kind);
    if (chosen) this.#choose(chosen);
  }

  chooseMethod(method: SignInMethod): void {
    const chosen = this.service?.methods.find((one) => one.method === method);
    if (!chosen || chosen === this.method) return;
    this.method = chosen;
    this.failure = null;
    this.#touched = new Set([...this.#touched].filter((box) => box === "server"));
  }

  value(field: SignInField): string {
    const typed = this.#values[field];
    if (typed !== undefined) return typed;
    return this.method?.more.find((one) => one.field === field)?.default ?? "";
  }

  type(field: SignInField, value: string): void {
    this.#values = { ...this.#values, [field]: value };
  }

  /** A box was left: from now on its problem shows as one types. */
  leave(box: Box): void {
    this.#touched = new Set([...this.#touched, box]);
  }

  /** The problem to show: of a box that was left, or one that no further typing can mend. */
  shown(box: Box): Problem | null {
    const problem = this.problems.get(box) ?? null;
    return this.#touched.has(box) || problem === "spaces" || problem === "too_long"
      ? problem
      : null;
  }

  /**
   * Signs in. Gives the account, or the first box that needs another look, or null when the
   * service or the system refused; then {@link failure} says why.
   */
  async submit(thisRunOnly = false): Promise<{ account: AccountId } | { mend: Box } | null> {
    if (this.busy || this.service === null || this.method === null) return null;
    this.#touched = new Set<Box>([...this.boxes, "server", "label"]);
    const [mend] = this.problems.keys();
    if (mend !== undefined) return { mend };
    this.busy = true;
    this.failure = null;
    const attempt: Attempt = {
      service: this.service.name,
      server: this.address,
      method: this.method.method,
    };
    try {
      const account = await this.#send(this.service, this.method, thisRunOnly);
      this.#values = {};
      return { account };
    } catch (cause) {
      this.failure = { error: errorView(cause), attempt };
      return null;
    } finally {
      this.busy = false;
    }
  }

  async #send(
    service: ServiceDescriptor,
    { method, principal, secret }: SignInMethodDescriptor,
    thisRunOnly: boolean,
  ): Promise<AccountId> {
    const word = isToken(secret) ? this.value(secret).trim() : this.value(secret);
    if (this.again !== null) {
      await commands.accountSignInAgain(this.again.id, word);
      return this.again.id;
    }
    return commands.accountAdd({
      service: service.kind,
      method,
      server: completeAddress(this.server),
      label: this.label.trim(),
      principal: principal === null ? "" : this.value(principal).trim(),
      secret: word,
      ...this.#options(),
      this_run_only: thisRunOnly,
    });
  }

  /** What the further boxes hold, under the names of the form. */
  #options(): Partial<Record<"token_url" | "chat_prefix" | "report_prefix", string>> {
    const held: Partial<Record<"token_url" | "chat_prefix" | "report_prefix", string>> = {};
    for (const { field } of this.method?.more ?? []) {
      if (field === "token_url" || field === "chat_prefix" || field === "report_prefix")
        held[field] = this.value(field).trim();
    }
    return held;
  }

  #choose(service: ServiceDescriptor): void {
    this.service = service;
    const wanted = this.again?.method;
    this.method =
      service.methods.find((one) => one.method === wanted) ?? service.methods[0] ?? null;
    this.failure = null;
  }
}

/** Whether what a box holds is hidden. */
export function isSecret(field: SignInField): boolean {
  return SECRETS.has(field);
}

/** Keys, tokens and ids have no spaces; a login or a password may. */
function isToken(field: SignInField): boolean {
  return field !== "login" && field !== "password";
}
