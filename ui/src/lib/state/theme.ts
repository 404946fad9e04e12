/** The colours on screen: as the system has them, or as the person chose. */
import type { Theme } from "$lib/ipc";

const DARK = "(prefers-color-scheme: dark)";

/** Shows a theme and follows the system where that is the wish, until the returned function is called. */
export function showTheme(theme: Theme): () => void {
  const system = matchMedia(DARK);
  const show = () => {
    const dark = theme === "system" ? system.matches : theme === "dark";
    document.documentElement.dataset["theme"] = dark ? "dark" : "light";
  };
  show();
  system.addEventListener("change", show);
  return () => system.removeEventListener("change", show);
}
