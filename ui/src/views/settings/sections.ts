import { matches } from "$lib/components/admin/order";
import { m } from "$lib/paraglide/messages";

export type SectionId =
  "accounts" | "appearance" | "composer" | "notifications" | "reading" | "about";

interface Section {
  id: SectionId;
  title: () => string;
  /** What the search finds it by, besides its title: its settings and further words. */
  words: (() => string)[];
}

export const sections: readonly Section[] = [
  {
    id: "accounts",
    title: m.set_accounts,
    words: [
      m.set_accounts_keywords,
      m.set_sign_in_again,
      m.set_sign_out,
      m.set_option_live,
      m.set_option_level,
      m.set_option_read_body,
    ],
  },
  {
    id: "appearance",
    title: m.set_appearance,
    words: [m.set_appearance_keywords, m.set_theme, m.set_density],
  },
  { id: "composer", title: m.set_composer, words: [m.set_composer_keywords, m.set_send_key] },
  {
    id: "notifications",
    title: m.set_notifications,
    words: [
      m.set_notifications_keywords,
      m.set_scope,
      m.set_private,
      m.set_quiet_hours,
      m.set_dnd,
      m.set_test,
    ],
  },
  {
    id: "reading",
    title: m.set_reading,
    words: [m.set_reading_keywords, m.set_read_when_seen, m.set_read_when_seen_hint],
  },
  { id: "about", title: m.set_about, words: [m.set_about_keywords, m.set_about_data] },
];

/** The sections that have what was searched for. */
export function foundSections(query: string): readonly Section[] {
  return sections.filter(({ title, words }) =>
    matches(query, title(), ...words.map((word) => word())),
  );
}
