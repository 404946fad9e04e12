/** Which language the window speaks. */
import { getTextDirection, isLocale, locales, overwriteGetLocale } from "$lib/paraglide/runtime";
import type { Locale } from "$lib/paraglide/runtime";
import { choose } from "./translated";
import type { Translation } from "./translated";

const load: Record<Locale, () => Promise<Translation | null>> = {
  en: () => Promise.resolve(null),
  uk: async () => (await import("virtual:language/uk")).default,
  he: async () => (await import("virtual:language/he")).default,
  es: async () => (await import("virtual:language/es")).default,
};

/** Where the language of the last run is kept, for the time before the settings are read. */
const REMEMBERED = "language";

/** The first of the system's languages that the program speaks. */
function systemLanguage(): Locale {
  for (const tag of navigator.languages) {
    // A system without a language says so with tags that `Intl` refuses ("C").
    const [language] = tag.toLowerCase().split("-");
    if (isLocale(language)) return language;
  }
  return "en";
}

class Language {
  /** The language on screen. Everything is drawn anew when it changes. */
  tag = $state<Locale>("en");
  #wanted: Locale = "en";

  /** Speaks the language of the last run, or the system's. */
  async start(): Promise<void> {
    const remembered = localStorage.getItem(REMEMBERED);
    await this.#speak(isLocale(remembered) ? remembered : systemLanguage());
  }

  /** Speaks a language; `null` is the system's. */
  async use(choice: Locale | null): Promise<void> {
    if (choice === null) localStorage.removeItem(REMEMBERED);
    else localStorage.setItem(REMEMBERED, choice);
    await this.#speak(choice ?? systemLanguage());
  }

  async #speak(tag: Locale): Promise<void> {
    this.#wanted = tag;
    const translation = await load[tag]();
    // Another one was chosen while this one was loaded.
    if (this.#wanted !== tag) return;
    choose(translation);
    document.documentElement.lang = tag;
    document.documentElement.dir = getTextDirection(tag);
    this.tag = tag;
  }
}

export const language = new Language();
overwriteGetLocale(() => language.tag);

/** The languages under their own names, as a person looks for theirs. */
export function names(): { tag: Locale; name: string }[] {
  return locales.map((tag) => {
    const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
    return { tag, name: name.charAt(0).toLocaleUpperCase(tag) + name.slice(1) };
  });
}
