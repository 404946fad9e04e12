export { commands, type Commands } from "./commands";
export { CommandError, errorView } from "./errors";
export { onAppEvent } from "./events";
export type * from "./types";
