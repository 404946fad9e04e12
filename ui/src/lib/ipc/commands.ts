/**
 * Every command of the program, typed. This folder is the only one that knows how they travel.
 * A failed command throws {@link CommandError}.
 */
import { invoke } from "@tauri-apps/api/core";
import type { InvokeArgs, InvokeOptions } from "@tauri-apps/api/core";
import { CommandError } from "./errors";
import type {
  ActReport,
  ActTarget,
  AccountForm,
  AccountId,
  AccountOptions,
  AccountView,
  AppAnswer,
  AppState,
  AttachmentId,
  Cached,
  Catalog,
  ChatAct,
  ChatCounts,
  ChatId,
  ChatListPage,
  ChatListQuery,
  ChatView,
  Check,
  Customer,
  DraftView,
  ExportRequest,
  ImportAnswer,
  IssuedTokenView,
  JobId,
  JournalPage,
  JournalQuery,
  Library,
  LibraryChange,
  LogLevel,
  LogPage,
  MessageHits,
  MessagePage,
  MessageQuery,
  NoteAct,
  Operator,
  OperatorAddReport,
  OperatorId,
  OperatorImportRow,
  OperatorRef,
  OperatorStatus,
  Organization,
  OrganizationId,
  OutboxId,
  SendOptions,
  ServiceAct,
  ServiceAnswer,
  ServiceDescriptor,
  Settings,
  StagedAttachment,
  Statistics,
  StatisticsQuery,
  SupportFile,
  TimelinePage,
  Timestamp,
  TokenReportView,
  UnsentWork,
  UpdateState,
} from "./types";

async function call<T>(name: string, args?: InvokeArgs, options?: InvokeOptions): Promise<T> {
  try {
    return await invoke<T>(name, args, options);
  } catch (cause) {
    throw CommandError.from(cause);
  }
}

/** Media arrives as raw bytes; some web views hand them over as an array of numbers. */
function bytes(raw: ArrayBuffer | Uint8Array | number[]): ArrayBuffer {
  if (raw instanceof ArrayBuffer) return raw;
  const view = Uint8Array.from(raw);
  return view.buffer;
}

/** What is asked of the program as a whole. */
type AppAct =
  | { act: "retry" | "this_run_only" | "start_over" | "test_notification" }
  | { act: "support_preview" | "support_save" }
  | { act: "update_state" | "update_check" | "update_install" }
  | { act: "read_log"; level: LogLevel; text: string }
  | { act: "lock" | "active" | "erase" | "export_settings" }
  | { act: "import_settings"; text: string; apply: boolean }
  | { act: "unlock"; passphrase: string }
  | { act: "set_passphrase"; current: string; passphrase: string | null }
  | { act: "demo"; on: boolean }
  | { act: "sync"; account: AccountId }
  | { act: "open_link"; url: string }
  | { act: "statistics" | "save_statistics"; query: StatisticsQuery }
  | { act: "journal" | "save_journal"; query: JournalQuery }
  | { act: "export"; request: ExportRequest }
  | { act: "end_job"; job: JobId };

const askApp = (act: AppAct) => call<AppAnswer>("app_act", { act });

/** For what has no answer but that it was done. */
const appAct = async (act: AppAct): Promise<void> => {
  await askApp(act);
};

/** The answer that an act has; anything else is a mistake of ours. */
async function answer<Kind extends AppAnswer["answer"]>(
  act: AppAct,
  kind: Kind,
): Promise<Extract<AppAnswer, { answer: Kind }>> {
  const given = await askApp(act);
  if (given.answer !== kind) throw CommandError.from(new Error(`${given.answer}, not ${kind}`));
  return given as Extract<AppAnswer, { answer: Kind }>;
}

/** What was written where; `null` if the person went back. */
async function saved(act: AppAct): Promise<{ path: string; chats: number } | null> {
  const given = await askApp(act);
  return given.answer === "saved" ? given : null;
}

export const commands = {
  appState: () => call<AppState>("app_state"),
  appRetry: () => appAct({ act: "retry" }),
  appThisRunOnly: () => appAct({ act: "this_run_only" }),
  appStartOver: () => appAct({ act: "start_over" }),
  appErase: () => appAct({ act: "erase" }),
  lock: () => appAct({ act: "lock" }),
  lockDefer: () => appAct({ act: "active" }),
  unlock: (passphrase: string) => appAct({ act: "unlock", passphrase }),
  passphraseSet: (current: string, passphrase: string | null) =>
    appAct({ act: "set_passphrase", current, passphrase }),
  demoStart: () => appAct({ act: "demo", on: true }),
  demoStop: () => appAct({ act: "demo", on: false }),

  serviceList: () => call<ServiceDescriptor[]>("service_list"),
  accountList: () => call<AccountView[]>("account_list"),
  accountAdd: (form: AccountForm) => call<AccountId>("account_add", { form }),
  accountSignInAgain: (account: AccountId, secret: string) =>
    call<void>("account_sign_in_again", { account, secret }),
  accountUpdate: (account: AccountId, label: string, options: AccountOptions) =>
    call<void>("account_update", { account, label, options }),
  accountUnsent: (account: AccountId) => call<UnsentWork>("account_unsent", { account }),
  accountRemove: (account: AccountId) => call<void>("account_remove", { account }),
  accountWorkAs: (account: AccountId, operator: OperatorRef | null) =>
    call<void>("account_work_as", { account, operator }),
  accountSync: (account: AccountId) => appAct({ act: "sync", account }),
  accountCheck: (account: AccountId) => call<Check[]>("account_check", { account }),

  chatList: (query: ChatListQuery) => call<ChatListPage>("chat_list", { query }),
  chatCounts: (account: AccountId | null) => call<ChatCounts>("chat_counts", { account }),
  chatGet: (chat: ChatId) => call<ChatView>("chat_get", { chat }),
  chatOpen: (chat: ChatId | null) => call<void>("chat_open", { chat }),
  chatSeen: (chat: ChatId, key: string) => call<void>("chat_seen", { chat, key }),
  chatAct: (target: ActTarget, act: ChatAct) => call<ActReport>("chat_act", { target, act }),
  actUndo: (undo: number) => call<void>("act_undo", { undo }),
  noteAct: (chat: ChatId, act: NoteAct) => call<void>("note_act", { chat, act }),

  catalogGet: (account: AccountId, refresh: boolean) =>
    call<Cached<Catalog>>("catalog_get", { account, refresh }),
  customerGet: (chat: ChatId, refresh: boolean) =>
    call<Cached<Customer>>("customer_get", { chat, refresh }),
  serviceAct: (account: AccountId, act: ServiceAct) =>
    call<ServiceAnswer>("service_act", { account, act }),
  libraryGet: () => call<Library>("library_get"),
  librarySave: (change: LibraryChange) => call<Library>("library_save", { change }),

  messageList: (chat: ChatId, before: string | null, limit: number | null) =>
    call<MessagePage>("message_list", { chat, before, limit }),
  messageSearch: (query: MessageQuery) => call<MessageHits>("message_search", { query }),
  /** The chat's messages and those of all linked with it, by time, each with its chat. */
  timelineList: (chat: ChatId, before: string | null, limit: number | null) =>
    call<TimelinePage>("timeline_list", { chat, before, limit }),
  messageSend: (
    chat: ChatId,
    text: string,
    attachments: AttachmentId[],
    options: SendOptions = {},
  ) => call<void>("message_send", { chat, text, attachments, options }),
  messageRetry: (outbox: OutboxId) => call<void>("message_act", { outbox, act: "retry" }),
  messageDiscard: (outbox: OutboxId) => call<void>("message_act", { outbox, act: "discard" }),
  messageConfirmSent: (outbox: OutboxId) =>
    call<void>("message_act", { outbox, act: "confirm_sent" }),
  messageEdit: (outbox: OutboxId) => call<void>("message_act", { outbox, act: "edit" }),

  draftGet: (chat: ChatId) => call<DraftView>("draft_get", { chat }),
  draftSave: (chat: ChatId, text: string, since: Timestamp | null) =>
    call<void>("draft_save", { chat, text, since }),

  /** Stages a file for a chat's draft: the bytes go raw, the rest goes in headers. */
  attachmentAdd: async (chat: ChatId, file: Blob, name: string, mime: string) =>
    call<StagedAttachment>("attachment_add", new Uint8Array(await file.arrayBuffer()), {
      headers: { "x-chat": chat, "x-name": encodeURIComponent(name), "x-mime": mime },
    }),
  attachmentRemove: (attachment: AttachmentId) => call<void>("attachment_remove", { attachment }),
  /** No bytes at all: a picture so large that it is given only to who asked for it. */
  mediaGet: async (chat: ChatId, key: string, index: number, asked: boolean) =>
    bytes(await call<ArrayBuffer | number[]>("media_get", { chat, key, index, asked })),
  mediaSave: (chat: ChatId, key: string, index: number) =>
    call<string>("media_save", { chat, key, index }),

  organizationList: (account: AccountId, refresh: boolean) =>
    call<Cached<Organization[]>>("organization_list", { account, refresh }),
  operatorList: (account: AccountId, organization: OrganizationId, refresh: boolean) =>
    call<Cached<Operator[]>>("operator_list", { account, organization, refresh }),
  operatorImportPreview: (account: AccountId, organization: OrganizationId, text: string) =>
    call<OperatorImportRow[]>("operator_import_preview", { account, organization, text }),
  operatorAdd: (account: AccountId, organization: OrganizationId, names: string[]) =>
    call<OperatorAddReport>("operator_add", { account, organization, names }),
  operatorSetStatus: (account: AccountId, operator: OperatorId, status: OperatorStatus) =>
    call<void>("operator_set_status", { account, operator, status }),

  tokenIssue: (account: AccountId, operator: OperatorId, expiresAt: Timestamp) =>
    call<IssuedTokenView>("token_issue", { account, operator, expiresAt }),
  tokenCopy: (handle: number) => call<void>("token_copy", { handle }),
  tokenValidate: (account: AccountId, handle: number | null, token: string | null) =>
    call<TokenReportView>("token_validate", { account, handle, token }),

  settingsGet: () => call<Settings>("settings_get"),
  settingsSet: (settings: Settings) => call<void>("settings_set", { settings }),
  /** Where the file was written; `null` if the person went back. */
  settingsExport: async () => (await saved({ act: "export_settings" }))?.path ?? null,
  settingsImport: async (text: string, apply: boolean): Promise<ImportAnswer> =>
    (await answer({ act: "import_settings", text, apply }, "imported")).import,

  statisticsGet: async (query: StatisticsQuery): Promise<Statistics> =>
    (await answer({ act: "statistics", query }, "statistics")).statistics,
  statisticsSave: (query: StatisticsQuery) => saved({ act: "save_statistics", query }),
  journalGet: async (query: JournalQuery): Promise<JournalPage> =>
    (await answer({ act: "journal", query }, "journal")).page,
  journalSave: (query: JournalQuery) => saved({ act: "save_journal", query }),
  /** Asks where to save, then writes the chats there; progress is told under the request's job. */
  chatsExport: (request: ExportRequest) => saved({ act: "export", request }),
  jobEnd: (job: JobId) => appAct({ act: "end_job", job }),
  linkOpen: (url: string) => appAct({ act: "open_link", url }),
  notificationTest: () => appAct({ act: "test_notification" }),

  logRead: async (level: LogLevel, text: string): Promise<LogPage> =>
    (await answer({ act: "read_log", level, text }, "log")).page,
  supportPreview: async (): Promise<SupportFile[]> =>
    (await answer({ act: "support_preview" }, "support")).files,
  /** Where it was saved; `null` if the person thought better of it. */
  supportSave: async () => (await saved({ act: "support_save" }))?.path ?? null,
  updateState: async (): Promise<UpdateState> =>
    (await answer({ act: "update_state" }, "update")).state,
  updateCheck: async (): Promise<UpdateState> =>
    (await answer({ act: "update_check" }, "update")).state,
  /** Comes back only if it failed: the program starts anew. */
  updateInstall: () => appAct({ act: "update_install" }),
};

export type Commands = typeof commands;
