import { abilityLists, can } from "$lib/abilities";
import { agoText, leftText } from "$lib/components/admin/format";
import { m } from "$lib/paraglide/messages";
import type { AccountHealth, AccountState, AccountView, SignInMethod } from "$lib/ipc";

export const methodText: Record<SignInMethod, () => string> = {
  password: m.set_method_password,
  profile_key: m.set_method_profile_key,
  operator_token: m.set_method_operator_token,
  project_token: m.set_method_project_token,
  api_token: m.set_method_api_token,
  client_credentials: m.set_method_client_credentials,
};

/** Milliseconds beyond which a service is slow. */
const SLOW = 3000;

/** One line of an account's health: what, and how it stands. */
export interface HealthLine {
  what: string;
  how: string;
  /** Worth a second look. */
  bad?: boolean;
}

export function stateText({ health }: AccountView): string {
  switch (health.state.state) {
    case "online":
      return reading(health) ?? m.set_state_online();
    case "connecting":
      return reading(health) ?? m.set_state_connecting();
    case "trouble":
      return m.set_state_trouble();
    case "sign_in_again":
      return m.set_state_sign_in_again();
  }
}

/** How far the first reading has come, while there is one. */
function reading({ progress }: AccountHealth): string | null {
  if (progress === null) return null;
  return m.set_state_connecting_progress({ done: progress[0], total: progress[1] });
}

export type StateTone = "open" | "paused" | "waiting" | "closed";

export function stateTone({ state }: AccountState): StateTone {
  const tones: Record<AccountState["state"], StateTone> = {
    online: "open",
    connecting: "paused",
    trouble: "waiting",
    sign_in_again: "closed",
  };
  return tones[state];
}

function tokenLine(account: AccountView, now: number): HealthLine {
  const what = m.set_health_token();
  const at = account.health.token_expires_at;
  if (at === null) return { what, how: m.set_health_token_unknown() };
  // A token that was handed over can't be renewed; every other one is.
  const handed = account.method === "operator_token";
  if (at <= now) return { what, how: m.set_health_token_expired(), bad: handed };
  const left = leftText(at - now);
  return {
    what,
    how: handed ? m.set_health_token_left({ left }) : m.set_health_token_renewed({ left }),
    bad: handed && at - now < 3_600_000,
  };
}

function liveLine(account: AccountView): HealthLine {
  const what = m.set_health_live();
  if (!can(account, "live")) return { what, how: m.set_health_live_none() };
  return account.health.live
    ? { what, how: m.set_health_live_on() }
    : { what, how: m.set_health_live_off() };
}

/** How an account is doing, line by line. */
export function healthLines(account: AccountView, now: number): HealthLine[] {
  const { health, pending } = account;
  const abilities = abilityLists(account.capabilities);
  const limited = health.limited_until !== null && health.limited_until > now;
  return [
    {
      what: m.set_health_synced(),
      how: health.synced_at === null ? m.set_health_never() : agoText(health.synced_at, now),
    },
    {
      what: m.set_health_lag(),
      how:
        health.answered_in === null
          ? m.set_health_never()
          : m.set_health_lag_ms({ milliseconds: health.answered_in }),
      bad: (health.answered_in ?? 0) > SLOW,
    },
    liveLine(account),
    tokenLine(account, now),
    {
      what: m.set_health_limit(),
      how:
        limited && health.limited_until !== null
          ? m.set_health_limit_until({ left: leftText(health.limited_until - now) })
          : m.set_health_limit_free(),
      bad: limited,
    },
    {
      what: m.set_health_pending(),
      how:
        pending === 0
          ? m.set_health_pending_none()
          : m.set_health_pending_count({ count: pending }),
    },
    { what: m.set_health_capabilities(), how: abilities.has },
    { what: m.set_health_lacks(), how: abilities.lacks },
    { what: m.set_health_local(), how: abilities.local },
  ];
}
