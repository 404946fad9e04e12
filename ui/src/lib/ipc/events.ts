import { listen } from "@tauri-apps/api/event";
import type { AppEvent } from "./types";

/** Calls back with every event of the program until the returned function is called. */
export async function onAppEvent(handler: (event: AppEvent) => void): Promise<() => void> {
  return listen<AppEvent>("app-event", (event) => handler(event.payload));
}
