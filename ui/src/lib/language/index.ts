export { formatLocale, listed, sorting } from "./region";
export { language, names } from "./language.svelte";
