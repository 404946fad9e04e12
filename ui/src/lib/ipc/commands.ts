/**
 * Every command of the program, typed. This folder is the only one that knows how they travel.
 * A failed command throws {@link CommandError}.
 */
import { invoke } from "@tauri-apps/api/core";
import type { InvokeArgs, InvokeOptions } from "@tauri-apps/api/core";
import { CommandError } from "./errors";
import type {
  AccountForm,
  AccountId,
  AccountOptions,
  AccountView,
  AppState,
  AttachmentId,
  Cached,
  ChatCounts,
  ChatId,
  ChatListPage,
  ChatListQuery,
  ChatStatus,
  ChatView,
  DraftView,
  IssuedTokenView,
  MessagePage,
  Operator,
  OperatorAddReport,
  OperatorId,
  OperatorImportRow,
  OperatorRef,
  OperatorStatus,
  Organization,
  OrganizationId,
  OutboxId,
  ServiceDescriptor,
  Settings,
  StagedAttachment,
  Timestamp,
  TokenReportView,
  UnsentWork,
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

export const commands = {
  appState: () => call<AppState>("app_state"),
  appRetry: () => call<void>("app_retry"),
  appThisRunOnly: () => call<void>("app_this_run_only"),
  appStartOver: () => call<void>("app_start_over"),
  demoStart: () => call<void>("demo_set", { on: true }),
  demoStop: () => call<void>("demo_set", { on: false }),

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
  accountSync: (account: AccountId) => call<void>("account_sync", { account }),

  chatList: (query: ChatListQuery) => call<ChatListPage>("chat_list", { query }),
  chatCounts: (account: AccountId | null) => call<ChatCounts>("chat_counts", { account }),
  chatGet: (chat: ChatId) => call<ChatView>("chat_get", { chat }),
  chatOpen: (chat: ChatId | null) => call<void>("chat_open", { chat }),
  chatSeen: (chat: ChatId, key: string) => call<void>("chat_seen", { chat, key }),
  chatSetStatus: (chat: ChatId, status: ChatStatus) =>
    call<void>("chat_set_status", { chat, status }),
  chatDelete: (chat: ChatId) => call<void>("chat_delete", { chat }),
  chatMarkRead: (chat: ChatId, keys: string[] | null) =>
    call<void>("chat_mark_read", { chat, keys }),

  messageList: (chat: ChatId, before: string | null, limit: number | null) =>
    call<MessagePage>("message_list", { chat, before, limit }),
  messageSend: (chat: ChatId, text: string, attachments: AttachmentId[]) =>
    call<void>("message_send", { chat, text, attachments }),
  messageRetry: (outbox: OutboxId) => call<void>("message_act", { outbox, act: "retry" }),
  messageDiscard: (outbox: OutboxId) => call<void>("message_act", { outbox, act: "discard" }),
  messageConfirmSent: (outbox: OutboxId) =>
    call<void>("message_act", { outbox, act: "confirm_sent" }),
  messageEdit: (outbox: OutboxId) => call<void>("message_act", { outbox, act: "edit" }),

  draftGet: (chat: ChatId) => call<DraftView>("draft_get", { chat }),
  draftSave: (chat: ChatId, text: string) => call<void>("draft_save", { chat, text }),

  /** Stages a file for a chat's draft: the bytes go raw, the rest goes in headers. */
  attachmentAdd: async (chat: ChatId, file: Blob, name: string, mime: string) =>
    call<StagedAttachment>("attachment_add", new Uint8Array(await file.arrayBuffer()), {
      headers: { "x-chat": chat, "x-name": encodeURIComponent(name), "x-mime": mime },
    }),
  attachmentRemove: (attachment: AttachmentId) => call<void>("attachment_remove", { attachment }),
  mediaGet: async (chat: ChatId, key: string, index: number) =>
    bytes(await call<ArrayBuffer | number[]>("media_get", { chat, key, index })),
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
  linkOpen: (url: string) => call<void>("link_open", { url }),
  notificationTest: () => call<void>("notification_test"),
};

export type Commands = typeof commands;
