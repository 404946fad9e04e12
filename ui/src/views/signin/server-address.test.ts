import { expect, test } from "vitest";
import { addressProblem, completeAddress } from "./server-address";

test.each([
  ["", null],
  ["  ", null],
  ["https://chat.example.com", null],
  ["chat.example.com", null],
  ["chat.example.com:8443/base", null],
  ["http://127.0.0.1:8080", null],
  ["http://localhost:8080", null],
  ["http://[::1]:8080", null],
  ["http://chat.example.com", "insecure"],
  ["http://127.0.0.1.example.com", "insecure"],
  ["ftp://chat.example.com", "invalid"],
  ["chat example", "invalid"],
  ["https://", "invalid"],
  ["https://me:secret@chat.example.com", "invalid"],
  ["https://chat.example.com/?a=b", "extra"],
])("address_%s_has_problem_%s", (typed, problem) => {
  expect(addressProblem(typed), typed).toBe(problem);
});

test("a_missing_scheme_means_https", () => {
  expect(completeAddress(" chat.example.com "), "nothing goes unencrypted by accident").toBe(
    "https://chat.example.com",
  );
});
