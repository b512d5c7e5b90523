// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import io.github.safesqlite.sample.client.http.HttpAnswer;
import io.github.safesqlite.sample.client.http.HttpCall;
import io.github.safesqlite.sample.request.RequestFailedException;

/** The requests about sessions. */
final class SessionCalls {
    private static final HttpCall CREATE = HttpCall.post("/sessions").json("{\"user\":\"load\"}");
    private static final String PREFIX = "/sessions/";

    private SessionCalls() {}

    static HttpCall create() {
        return CREATE;
    }

    /** The id of the session that {@link #create()} made. */
    static String idIn(HttpAnswer answer) throws RequestFailedException {
        String location = answer.header("location");
        if (!location.startsWith(PREFIX)) {
            throw new RequestFailedException("BAD_ANSWER", "POST /sessions was answered without the new session");
        }
        return location.substring(PREFIX.length());
    }

    static HttpCall touch(String id) {
        return HttpCall.post(PREFIX + id + "/touch").canBeRepeated();
    }

    static HttpCall get(String id) {
        return HttpCall.get(PREFIX + id);
    }

    static HttpCall expire(String id) {
        return HttpCall.delete(PREFIX + id);
    }
}
