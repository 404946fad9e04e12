/** The emoji that answers to customers need, in groups, and those used last in this run. */
import { m } from "$lib/paraglide/messages";

export interface EmojiGroup {
  id: string;
  name: () => string;
  emoji: readonly string[];
}

const list = (text: string) => text.split(" ");

const GROUPS: readonly EmojiGroup[] = [
  {
    id: "smileys",
    name: m.emoji_smileys,
    emoji: list("🙂 😊 😀 😁 😄 😂 😉 😍 😘 😎 🤗 🤔 😅 😇 😌 😐 😕 🙁 😢 😭 😡 😱 😴 🥳"),
  },
  {
    id: "hands",
    name: m.emoji_hands,
    emoji: list("👍 👎 👌 🙏 👋 🤝 👏 💪 ✌️ 🤞 ☝️ 👉 👈 👇 ✍️ 🙌 🤷 🙋 💁 👀"),
  },
  {
    id: "hearts",
    name: m.emoji_hearts,
    emoji: list("❤️ 🧡 💛 💚 💙 💜 💔 💐 🌹 🌷 🎉 🎊 🎁 🎂 ✨ ⭐ 🔥 ☀️"),
  },
  {
    id: "things",
    name: m.emoji_things,
    emoji: list("📦 🚚 🛒 🏷️ 💳 💵 🧾 📄 📎 📷 📱 💻 📞 ✉️ 📍 🗺️ 🕒 📅 🔑 🔒 ☕ 🍕 🏠 🚗 ✈️"),
  },
  {
    id: "signs",
    name: m.emoji_signs,
    emoji: list("✅ ❌ ❗ ❓ ⚠️ ℹ️ ➡️ ⬅️ ⬆️ ⬇️ 🔄 ➕ ➖ 💯 🆗 🆕 🔔 🔕 🔍 🟢 🟡 🔴"),
  },
];

const MOST_RECENT = 12;
let recent: readonly string[] = [];

/** The one used last first. */
export function used(emoji: string): void {
  recent = [emoji, ...recent.filter((other) => other !== emoji)].slice(0, MOST_RECENT);
}

export function emojiGroups(): readonly EmojiGroup[] {
  return recent.length === 0
    ? GROUPS
    : [{ id: "recent", name: m.emoji_recent, emoji: recent }, ...GROUPS];
}
