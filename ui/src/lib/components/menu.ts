import type { Component } from "svelte";

/** One line of a menu. */
export interface MenuItem {
  id: string;
  label: string;
  icon?: Component<{ size?: number | string; "aria-hidden"?: "true" }>;
  /** Drawn as the chosen one of a group. */
  checked?: boolean;
  disabled?: boolean;
  danger?: boolean;
  /** A hairline above it. */
  separated?: boolean;
  /** Its key. */
  hint?: string;
}
