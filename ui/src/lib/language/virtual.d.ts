/** Every text of one language, made by `build/lazy-languages.ts`. */
declare module "virtual:language/*" {
  import type { Translation } from "$lib/language/translated";
  const translation: Translation;
  export default translation;
}
