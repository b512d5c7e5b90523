// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.provider;

import io.github.safesqlite.sample.http.Problem;

/**
 * A service that requests can be sent to.
 *
 * @param name its key
 * @param endpoint its address
 * @param enabled whether it may be chosen
 * @param errors how many requests have failed since the last success
 */
public record Provider(String name, String endpoint, boolean enabled, int errors) {
    private static final int LONGEST = 200;

    /** Refuses what is missing or too long. */
    public Provider {
        check("name", name);
        check("endpoint", endpoint);
        if (errors < 0) {
            throw Problem.badRequest("errors", "Must not be negative.");
        }
    }

    private static void check(String field, String value) {
        if (value == null || value.isBlank() || value.length() > LONGEST) {
            throw Problem.badRequest(field, "Must have 1 to " + LONGEST + " characters and must not be blank.");
        }
    }
}
