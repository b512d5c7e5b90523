// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** The token that protected routes ask for. */
public final class BearerToken {
    private static final String SCHEME = "Bearer ";

    private final Optional<byte[]> token;

    private BearerToken(Optional<byte[]> token) {
        this.token = token;
    }

    /** Asks for this token; where there is none, protected routes are open. */
    public static BearerToken of(Optional<String> token) {
        return new BearerToken(token.map(text -> text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether there is a token. */
    public boolean isSet() {
        return token.isPresent();
    }

    /** Lets the request pass; a problem with status 401 where its token is missing or wrong. */
    void check(Request request) {
        if (token.isPresent() && !matches(request.header("Authorization").orElse(""), token.get())) {
            throw new Problem(401, "Unauthorized", "Send the admin token as Authorization: Bearer TOKEN.");
        }
    }

    /** Takes the same time whichever byte differs. */
    private static boolean matches(String authorization, byte[] expected) {
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        byte[] given = authorization.substring(SCHEME.length()).trim().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(given, expected);
    }
}
