import { expect, test } from "vitest";
import type { ErrorCode } from "$lib/ipc";
import { failureSentence } from "./words";

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
