import { agoText, leftText } from "$lib/components/admin/format";
import { m } from "$lib/paraglide/messages";
import type { AccountState, AccountView, Capabilities, SignInMethod } from "$lib/ipc";

export const methodText: Record<SignInMethod, () => string> = {
  password: m.set_method_password,
  profile_key: m.set_method_profile_key,
  operator_token: m.set_method_operator_token,
};

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
      return m.set_state_online();
    case "connecting":
      return health.progress === null
        ? m.set_state_connecting()
        : m.set_state_connecting_progress({
            done: health.progress[0],
            total: health.progress[1],
          });
    case "trouble":
      return m.set_state_trouble();
    case "sign_in_again":
      return m.set_state_sign_in_again();
  }
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

export function abilities(can: Capabilities): string {
  const list = [
    m.set_can_answer(),
    can.mark_read ? m.set_can_mark_read() : null,
    can.delete_chat ? m.set_can_delete() : null,
    can.organizations ? m.set_can_organizations() : null,
    can.operators ? m.set_can_operators() : null,
    can.tokens ? m.set_can_tokens() : null,
  ];
  return list.filter((one) => one !== null).join(", ");
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
  if (!account.capabilities.live) return { what, how: m.set_health_live_none() };
  return account.health.live
    ? { what, how: m.set_health_live_on() }
    : { what, how: m.set_health_live_off() };
}

/** How an account is doing, line by line. */
export function healthLines(account: AccountView, now: number): HealthLine[] {
  const { health, pending } = account;
  const limited = health.limited_until !== null && health.limited_until > now;
  return [
    {
      what: m.set_health_synced(),
      how: health.synced_at === null ? m.set_health_never() : agoText(health.synced_at, now),
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
    { what: m.set_health_capabilities(), how: abilities(account.capabilities) },
  ];
}
