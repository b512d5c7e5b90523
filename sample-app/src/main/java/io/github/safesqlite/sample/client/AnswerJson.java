// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.safesqlite.sample.client.http.HttpAnswer;
import io.github.safesqlite.sample.request.RequestFailedException;
import java.io.IOException;

/** Reads JSON in answers. */
final class AnswerJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private AnswerJson() {}

    static JsonNode of(HttpAnswer answer) throws RequestFailedException {
        try {
            return MAPPER.readTree(answer.body());
        } catch (IOException notJson) {
            throw new RequestFailedException("BAD_ANSWER", "the answer is not JSON: " + notJson.getMessage());
        }
    }
}
