/** The texts of the chosen language. English is compiled into the messages and needs none. */
export type Translation = Readonly<Record<string, (inputs: unknown) => string>>;

let chosen: Translation | null = null;

export function choose(translation: Translation | null): void {
  chosen = translation;
}

/** How a message is said in the chosen language; nothing where it is said in English. */
export function translated(message: string): ((inputs: unknown) => string) | undefined {
  return chosen?.[message];
}
