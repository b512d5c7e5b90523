// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.message;

import io.github.safesqlite.sample.http.Problem;

/** A message that a client sends. */
public record NewMessage(String session, String role, String content) {
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_CONTENT = 16_384;

    /** Refuses what is missing or too long. */
    public NewMessage {
        check("session", session, LONGEST_NAME);
        check("role", role, LONGEST_NAME);
        check("content", content, LONGEST_CONTENT);
    }

    private static void check(String field, String value, int longest) {
        if (value == null || value.isBlank() || value.length() > longest) {
            throw Problem.badRequest(field, "Must have 1 to " + longest + " characters and must not be blank.");
        }
    }
}
