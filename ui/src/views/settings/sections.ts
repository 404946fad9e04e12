import { matches } from "$lib/components/admin/order";
import { m } from "$lib/paraglide/messages";
import { COMMANDS } from "../../commands/table";

export type SectionId =
  | "accounts"
  | "appearance"
  | "composer"
  | "canned"
  | "keys"
  | "notifications"
  | "reading"
  | "lock"
  | "desktop"
  | "transfer"
  | "about";

/** One setting, as the search finds it. */
export interface Setting {
  /** Stands at its row as `data-setting`; the section itself where there is no such row. */
  id: string;
  name: () => string;
  /** Further words that it is found by. */
  words?: readonly (() => string)[];
}

interface Section {
  id: SectionId;
  title: () => string;
  /** Words that the section is found by, besides its title. */
  words: () => string;
  settings: readonly Setting[];
}

export const sections: readonly Section[] = [
  {
    id: "accounts",
    title: m.set_accounts,
    words: m.set_accounts_keywords,
    settings: [
      { id: "sign-in-again", name: m.set_sign_in_again },
      { id: "sign-out", name: m.set_sign_out },
      { id: "option-live", name: m.set_option_live },
      { id: "option-level", name: m.set_option_level },
      { id: "option-read-body", name: m.set_option_read_body },
    ],
  },
  {
    id: "appearance",
    title: m.set_appearance,
    words: m.set_appearance_keywords,
    settings: [
      { id: "language", name: m.set_language, words: [m.set_language_hint] },
      { id: "theme", name: m.set_theme, words: [m.set_theme_light, m.set_theme_dark] },
      { id: "density", name: m.set_density, words: [m.set_density_compact] },
    ],
  },
  {
    id: "composer",
    title: m.set_composer,
    words: m.set_composer_keywords,
    settings: [
      { id: "send-key", name: m.set_send_key, words: [m.set_send_key_enter] },
      { id: "undo", name: m.set_undo, words: [m.set_undo_hint] },
    ],
  },
  {
    id: "canned",
    title: m.canned_label,
    words: m.set_canned_keywords,
    settings: [{ id: "canned-new", name: m.canned_new }],
  },
  {
    id: "keys",
    title: m.set_keys,
    words: m.set_keys_keywords,
    settings: [
      { id: "single-keys", name: m.set_single_keys, words: [m.shortcuts_title] },
      ...COMMANDS.map(({ id, name }) => ({ id: `key-${id}`, name })),
    ],
  },
  {
    id: "notifications",
    title: m.set_notifications,
    words: m.set_notifications_keywords,
    settings: [
      { id: "scope", name: m.set_scope },
      { id: "sounds", name: m.set_sounds },
      { id: "repeat", name: m.set_repeat, words: [m.set_repeat_hint] },
      { id: "private", name: m.set_private, words: [m.set_private_hint] },
      { id: "dnd", name: m.set_dnd },
      { id: "quiet-hours", name: m.set_quiet_hours, words: [m.set_quiet_hours_hint] },
      { id: "notification-test", name: m.set_test, words: [m.set_test_hint] },
    ],
  },
  {
    id: "reading",
    title: m.set_reading,
    words: m.set_reading_keywords,
    settings: [
      { id: "read-when-seen", name: m.set_read_when_seen, words: [m.set_read_when_seen_hint] },
      { id: "keep", name: m.set_keep, words: [m.set_keep_hint] },
    ],
  },
  {
    id: "lock",
    title: m.set_lock,
    words: m.set_lock_keywords,
    settings: [
      {
        id: "lock-passphrase",
        name: m.lock_passphrase,
        words: [m.set_lock_about, m.set_lock, m.set_lock_now],
      },
      { id: "lock-idle", name: m.set_lock_idle, words: [m.set_lock_idle_hint] },
    ],
  },
  {
    id: "desktop",
    title: m.set_desktop,
    words: m.set_desktop_keywords,
    settings: [
      { id: "close-to-tray", name: m.set_close_to_tray, words: [m.set_close_to_tray_hint] },
      { id: "autostart", name: m.set_autostart, words: [m.set_autostart_hint] },
    ],
  },
  {
    id: "transfer",
    title: m.set_transfer,
    words: m.set_transfer_keywords,
    settings: [
      { id: "export", name: m.set_export },
      { id: "import", name: m.set_import },
    ],
  },
  {
    id: "about",
    title: m.set_about,
    words: m.set_about_keywords,
    settings: [{ id: "about-data", name: m.set_about_data }],
  },
];

function fits(query: string, { name, words = [] }: Setting): boolean {
  return matches(query, name(), ...words.map((word) => word()));
}

/** The sections that have what was searched for. */
export function foundSections(query: string): readonly Section[] {
  return sections.filter(
    ({ title, words, settings }) =>
      matches(query, title(), words()) || settings.some((setting) => fits(query, setting)),
  );
}

/** A setting that was searched for, and where it stands. */
export interface FoundSetting {
  section: Section;
  setting: Setting;
}

/** The settings that have what was searched for: by their names first, then by further words. */
export function foundSettings(query: string): readonly FoundSetting[] {
  if (query.trim() === "") return [];
  const all = sections.flatMap((section) =>
    section.settings.map((setting) => ({ section, setting })),
  );
  const named = all.filter(({ setting }) => matches(query, setting.name()));
  const others = all.filter((one) => !named.includes(one) && fits(query, one.setting));
  return [...named, ...others];
}
