/** Names of groups of commands. */
import { m } from "$lib/paraglide/messages";
import type { CommandGroup } from "./table";

const GROUP_NAMES: Record<CommandGroup, () => string> = {
  everywhere: m.shortcuts_everywhere,
  move: m.shortcuts_move,
  act: m.shortcuts_act,
  choose: m.shortcuts_choose,
  write: m.shortcuts_write,
};

export function groupName(group: CommandGroup): string {
  return GROUP_NAMES[group]();
}
