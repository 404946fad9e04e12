import { expect, test } from "vitest";
import type { ErrorCode } from "$lib/ipc";
import { failureSentence, serviceWords } from "./words";

const attempt = { service: "ChatHub", server: "https://x.example", method: "password" } as const;

test("five_troubles_have_five_sentences", () => {
  const codes: ErrorCode[] = [
    "unauthorized",
    "wrong_address",
    "offline",
    "certificate",
    "not_this_service",
  ];
  const sentences = codes.map((code) => failureSentence({ code, message: "" }, attempt));
  expect(new Set(sentences).size, "each says something of its own").toBe(5);
});

test("a_refused_secret_is_named_as_what_was_entered", () => {
  const refused = (method: "password" | "profile_key" | "operator_token") =>
    failureSentence({ code: "unauthorized", message: "" }, { ...attempt, method });
  expect(refused("profile_key"), "a key is called a key").toContain("profile key");
  expect(refused("operator_token"), "a token is called a token").toContain("operator token");
});

test("every_way_to_sign_in_says_where_what_it_needs_is_found", () => {
  for (const [service, words] of Object.entries(serviceWords)) {
    expect(words.what(), service).not.toBe("");
    const methods = Object.values(words.methods);
    expect(methods.length, service).toBeGreaterThan(0);
    for (const { label, where } of methods) {
      expect(label(), service).not.toBe("");
      expect(where(), service).toMatch(/\.$/);
    }
  }
  const addressed = serviceWords.chat_manager.methods.client_credentials;
  expect(addressed?.where(), "whose token address is its own").toContain("address");
});
