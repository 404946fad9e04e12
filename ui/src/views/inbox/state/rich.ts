/** Messages that are no text: which form each kind has, and whether one is complete. Pure. */
import type { Rich, RichKind } from "$lib/ipc";
import { m } from "$lib/paraglide/messages";

/** Kinds with a form of their own; templates have their own dialog. */
export type FormKind = Exclude<RichKind, "template">;

const NAMES: Record<FormKind, () => string> = {
  picture: m.rich_picture,
  video: m.rich_video,
  audio: m.rich_audio,
  voice: m.rich_voice,
  animation: m.rich_animation,
  document: m.rich_document,
  location: m.rich_location,
  contact: m.rich_contact,
  buttons: m.rich_buttons,
  list: m.rich_list,
};

export function richName(kind: FormKind): string {
  return NAMES[kind]();
}

export function formKinds(kinds: readonly RichKind[]): FormKind[] {
  return kinds.filter((kind): kind is FormKind => kind !== "template");
}

/** What a person filled in; each kind reads its own part. */
export interface RichFields {
  text: string;
  url: string;
  name: string;
  latitude: string;
  longitude: string;
  phone: string;
  /** One button or row a line; `title | description` for rows. */
  lines: string;
}

export const NO_FIELDS: RichFields = {
  text: "",
  url: "",
  name: "",
  latitude: "",
  longitude: "",
  phone: "",
  lines: "",
};

function within(text: string, most: number): boolean {
  const value = Number(text.trim().replace(",", "."));
  return text.trim() !== "" && Number.isFinite(value) && Math.abs(value) <= most;
}

function lines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** The message, or `null` while something is missing. */
export function richOf(kind: FormKind, fields: RichFields): Rich | null {
  const name = fields.name.trim();
  switch (kind) {
    case "location": {
      if (name === "" || !within(fields.latitude, 90) || !within(fields.longitude, 180))
        return null;
      const degrees = (text: string) => text.trim().replace(",", ".");
      return {
        rich: "location",
        title: name,
        latitude: degrees(fields.latitude),
        longitude: degrees(fields.longitude),
      };
    }
    case "contact": {
      const phone = fields.phone.trim();
      return name === "" || phone === "" ? null : { rich: "contact", name, phone };
    }
    case "buttons": {
      const buttons = lines(fields.lines);
      return buttons.length === 0 || fields.text.trim() === ""
        ? null
        : { rich: "buttons", buttons };
    }
    case "list": {
      const rows = lines(fields.lines).map((line): [string, string] => {
        const [title = "", ...rest] = line.split("|");
        return [title.trim(), rest.join("|").trim()];
      });
      if (rows.length === 0 || name === "" || fields.text.trim() === "") return null;
      return { rich: "list", button: name, rows };
    }
    default:
      return URL.canParse(fields.url) && fields.url.startsWith("https://")
        ? { rich: "link", kind, url: fields.url.trim(), name: kind === "document" ? name : "" }
        : null;
  }
}

/** A template's text with its variables in place; empty ones stay as they are written. */
export function templateText(body: string, values: readonly string[]): string {
  return body.replace(/\{\{(\d+)\}\}/g, (whole, number: string) => {
    const value = values[Number(number) - 1]?.trim() ?? "";
    return value === "" ? whole : value;
  });
}
