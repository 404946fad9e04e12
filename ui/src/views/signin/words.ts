import { m } from "$lib/paraglide/messages";
import type { ErrorView, ServiceKind, SignInField, SignInMethod } from "$lib/ipc";

/** The words for one way to sign in to one service. */
export interface MethodWords {
  label: () => string;
  /** Where in the service what is needed is found. */
  where: () => string;
}

/** What a person must know about a service before signing in. Words only; behaviour never asks. */
export interface ServiceWords {
  what: () => string;
  methods: Partial<Record<SignInMethod, MethodWords>>;
}

export const serviceWords: Record<ServiceKind, ServiceWords> = {
  chathub: {
    what: m.service_chathub_what,
    methods: {
      password: {
        label: m.service_chathub_method_password,
        where: m.service_chathub_where_password,
      },
      profile_key: {
        label: m.service_chathub_method_profile_key,
        where: m.service_chathub_where_profile_key,
      },
      operator_token: {
        label: m.service_chathub_method_operator_token,
        where: m.service_chathub_where_operator_token,
      },
    },
  },
  smart_sender: {
    what: m.service_smart_sender_what,
    methods: {
      project_token: {
        label: m.service_smart_sender_method_project_token,
        where: m.service_smart_sender_where_project_token,
      },
    },
  },
  texter: {
    what: m.service_texter_what,
    methods: {
      api_token: {
        label: m.service_texter_method_api_token,
        where: m.service_texter_where_api_token,
      },
    },
  },
  chat_manager: {
    what: m.service_chat_manager_what,
    methods: {
      client_credentials: {
        label: m.service_chat_manager_method_client_credentials,
        where: m.service_chat_manager_where_client_credentials,
      },
    },
  },
};

/** The words for a box of the form. */
export interface FieldWords {
  label: () => string;
  missing: () => string;
}

export const fieldWords: Record<SignInField, FieldWords> = {
  login: { label: m.field_login, missing: m.field_login_missing },
  password: { label: m.field_password, missing: m.field_password_missing },
  profile_key: { label: m.field_profile_key, missing: m.field_profile_key_missing },
  operator_token: { label: m.field_operator_token, missing: m.field_operator_token_missing },
  project_token: { label: m.field_project_token, missing: m.field_project_token_missing },
  project_id: { label: m.field_project_id, missing: m.field_project_id_missing },
  api_token: { label: m.field_api_token, missing: m.field_api_token_missing },
  client_id: { label: m.field_client_id, missing: m.field_client_id_missing },
  client_secret: { label: m.field_client_secret, missing: m.field_client_secret_missing },
  token_url: { label: m.field_token_url, missing: m.field_token_url_missing },
  chat_prefix: { label: m.field_chat_prefix, missing: m.field_chat_prefix_missing },
  report_prefix: { label: m.field_report_prefix, missing: m.field_report_prefix_missing },
};

/** A way to sign in, named as its service names it. */
export function methodLabel(service: ServiceKind, method: SignInMethod): string {
  return serviceWords[service].methods[method]?.label() ?? method;
}

/** Where a refused sign-in went, for the sentence about it. */
export interface Attempt {
  service: string;
  server: string;
  method: SignInMethod;
}

const refused: Record<SignInMethod, (words: { service: string }) => string> = {
  password: m.signin_unauthorized_password,
  profile_key: m.signin_unauthorized_profile_key,
  operator_token: m.signin_unauthorized_operator_token,
  project_token: m.signin_unauthorized_project_token,
  api_token: m.signin_unauthorized_api_token,
  client_credentials: m.signin_unauthorized_client_credentials,
};

/** What happened and what to do, in one or two sentences. */
export function failureSentence(error: ErrorView, attempt: Attempt): string {
  const { service, server, method } = attempt;
  switch (error.code) {
    case "unauthorized":
      return refused[method]({ service });
    case "forbidden":
    case "unsupported":
      return m.signin_forbidden({ service });
    case "wrong_address":
    case "not_found":
      return m.signin_wrong_address({ server });
    case "offline":
      return m.signin_offline();
    case "certificate":
      return m.signin_certificate({ server });
    case "not_this_service":
      return m.signin_not_this_service({ server, service });
    case "rate_limited":
      return m.signin_rate_limited({ service });
    case "server":
      return m.signin_server_trouble({ service });
    case "decode":
      return m.signin_decode({ service });
    case "invalid":
      return m.signin_invalid({ service });
    case "keyring":
      return m.signin_keyring();
    case "storage":
      return m.signin_storage();
    // Nobody signs in behind the lock.
    case "locked":
    case "internal":
      return m.signin_internal();
  }
}

/** Codes whose message comes from the service itself, so that it is quoted as such. */
const SPOKEN: ReadonlySet<ErrorView["code"]> = new Set<ErrorView["code"]>([
  "unauthorized",
  "forbidden",
  "rate_limited",
  "invalid",
  "server",
]);

export function isServicesWord(error: ErrorView): boolean {
  return SPOKEN.has(error.code);
}
