/** Settings and their values in words, as the preview of an import shows them. */
import type { SettingChange, Settings } from "$lib/ipc";
import { clockText } from "$lib/components/admin/clock-time";
import { names } from "$lib/language";
import { m } from "$lib/paraglide/messages";

const NAMES: Partial<Record<keyof Settings, () => string>> = {
  language: m.set_language,
  theme: m.set_theme,
  density: m.set_density,
  list_sort: m.set_list_sort,
  send_key: m.set_send_key,
  notifications: m.set_scope,
  private_notifications: m.set_private,
  quiet_hours_from: m.set_quiet_hours_begin,
  quiet_hours_to: m.set_quiet_hours_end,
  read_when_seen: m.set_read_when_seen,
  undo_seconds: m.set_undo,
  keep_messages_days: m.set_keep,
  single_keys: m.set_single_keys,
  sounds: m.set_sounds,
  repeat_minutes: m.set_repeat,
  lock_minutes: m.set_lock_idle,
};

const VALUES: Record<string, () => string> = {
  system: m.set_theme_system,
  light: m.set_theme_light,
  dark: m.set_theme_dark,
  comfortable: m.set_density_comfortable,
  compact: m.set_density_compact,
  unread_first: m.sort_unread_first,
  newest: m.sort_newest,
  waiting: m.sort_waiting,
  enter: m.set_send_key_enter,
  ctrl_enter: m.set_send_key_ctrl_enter,
  none: m.set_scope_none,
  mine: m.set_scope_mine,
  mine_and_unassigned: m.set_scope_queue,
  all: m.set_scope_all,
};

/** A setting as its page calls it; its field where it has no row of its own. */
export function settingName(name: string): string {
  return NAMES[name as keyof Settings]?.() ?? name;
}

function valueText(name: string, value: unknown): string {
  if (value === null) return m.set_value_none();
  if (typeof value === "boolean") return value ? m.set_value_on() : m.set_value_off();
  if (typeof value === "number") {
    return name.startsWith("quiet_hours") ? clockText(value) : String(value);
  }
  if (typeof value !== "string") return JSON.stringify(value);
  if (name === "language") return names().find((one) => one.tag === value)?.name ?? value;
  return VALUES[value]?.() ?? value;
}

/** What a setting becomes, in one line. */
export function changeText({ name, from, to }: SettingChange): string {
  return m.set_import_becomes({
    name: settingName(name),
    from: valueText(name, from),
    to: valueText(name, to),
  });
}
