/** How accounts are doing, in words. */
import { describe } from "$lib/errors";
import { clockTime, shortDuration } from "$lib/format/time";
import type { AccountView, Timestamp } from "$lib/ipc";
import { m } from "$lib/paraglide/messages";

export function stateName(account: AccountView): string {
  switch (account.health.state.state) {
    case "online":
      return m.account_state_online();
    case "connecting":
      return m.account_state_connecting();
    case "trouble":
      return m.account_state_trouble();
    case "sign_in_again":
      return m.account_state_sign_in();
  }
}

/** The age of the connection, over all accounts: the oldest counts. */
export function syncLine(accounts: readonly AccountView[], now: Timestamp): string {
  if (accounts.length === 0) return "";
  const ages = accounts.map((account) => account.health.synced_at);
  const never = ages.some((at) => at === null);
  const oldest = Math.min(...ages.filter((at) => at !== null));
  const time = shortDuration(now - oldest);
  const states = accounts.map((account) => account.health.state.state);
  if (states.some((state) => state === "trouble" || state === "sign_in_again"))
    return never ? m.sync_trouble_never() : m.sync_trouble({ time });
  if (never) return states.includes("connecting") ? m.sync_connecting() : m.sync_never();
  return accounts.every((account) => account.health.live)
    ? m.sync_live({ time })
    : m.sync_age({ time });
}

/** What a banner says of an account; `null` while all is well. */
export function troubleText(account: AccountView): string | null {
  const state = account.health.state;
  if (state.state === "sign_in_again") {
    return m.sign_in_again_text({ account: account.label, reason: describe(state.error).text });
  }
  if (state.state !== "trouble") return null;
  const time = state.retry_at === null ? null : clockTime(state.retry_at);
  // Where an account was in touch, the address is right and its server is away.
  const away = state.error.code === "wrong_address" && account.health.synced_at !== null;
  if (state.error.code === "offline" || away) {
    return time === null
      ? m.trouble_retry({ account: account.label })
      : m.trouble_retry_at({ account: account.label, time });
  }
  const reason = describe(state.error).text;
  return time === null
    ? m.trouble_other({ account: account.label, reason })
    : m.trouble_other_at({ account: account.label, reason, time });
}
