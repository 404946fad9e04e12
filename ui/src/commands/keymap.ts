/** Which keys each command has, and which command a key press means. */
import type { Settings } from "$lib/ipc";
import type { Place } from "../views/inbox/state/desk";
import { chordOf, isAllowed, isSingle, isText, type Chord, type Press } from "./chord";
import { actsAt, COMMANDS, FIXED, type Command, type CommandGroup, type Where } from "./table";

export type Keys = Pick<Settings, "keys" | "single_keys">;

/** The person's own keys for a command, or else its first ones. What may not be is left out. */
export function keysOf(command: Command, settings: Keys): readonly Chord[] {
  return settings.keys[command.id]?.filter(isAllowed) ?? command.keys;
}

/**
 * Other commands that answer to a combination. Where one acts, the other does too: the list lies in
 * the inbox, the inbox in the window.
 */
export function rivals(command: Command, chord: Chord, settings: Keys): Command[] {
  return COMMANDS.filter(
    (other) =>
      other.id !== command.id &&
      keysOf(other, settings).includes(chord) &&
      // Escape undoes the innermost thing first; that is no quarrel.
      !(command.keys.includes(chord) && other.keys.includes(chord)),
  );
}

const INNERMOST: readonly Where[] = ["list", "inbox", "anywhere"];

/** The command a key press means; `null` if none, or if a text field keeps the key. */
export function commandFor(
  press: Press,
  place: Place,
  typing: boolean,
  settings: Keys,
  mac: boolean,
): Command | null {
  const chord = chordOf(press, mac);
  if (chord === null) return null;
  if (typing && isText(chord)) return null;
  if (!settings.single_keys && isSingle(chord)) return null;
  const meant = COMMANDS.filter(
    (command) =>
      keysOf(command, settings).includes(chord) &&
      actsAt(command.where, place) &&
      (command.ready?.(place) ?? true),
  );
  for (const where of INNERMOST) {
    const found = meant.find((command) => command.where === where);
    if (found) return found;
  }
  return null;
}

/** The keys of settings with a command's own put in their place. */
export function rebound(
  settings: Keys,
  command: Command,
  chords: readonly Chord[],
): Settings["keys"] {
  const same =
    chords.length === command.keys.length && chords.every((key, at) => key === command.keys[at]);
  const keys = { ...settings.keys };
  if (same) Reflect.deleteProperty(keys, command.id);
  else keys[command.id] = [...chords];
  return keys;
}

/** Gives a combination to a command and takes it from the others that have it. */
export function taken(settings: Keys, command: Command, chord: Chord): Settings["keys"] {
  let keys = rebound(settings, command, [chord]);
  for (const rival of rivals(command, chord, settings)) {
    const left = keysOf(rival, settings).filter((key) => key !== chord);
    keys = rebound({ ...settings, keys }, rival, left);
  }
  return keys;
}

/** Lines of the shortcut sheet: commands of a group that have keys, then keys that are fixed. */
export function sheetRows(
  group: CommandGroup,
  settings: Keys,
): { name: string; keys: readonly Chord[] }[] {
  const own = COMMANDS.filter((command) => command.group === group).map((command) => ({
    name: command.name(),
    keys: keysOf(command, settings),
  }));
  const fixed = FIXED.filter((row) => row.group === group);
  return [...own, ...fixed.map((row) => ({ name: row.name(), keys: row.keys }))].filter(
    (row) => row.keys.length > 0,
  );
}
