// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.safesqlite.sample.dialect.Dialect;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The response for a failure. It shows no SQL and no stack; the log has them. */
final class ProblemResponse {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemResponse.class);
    private static final int RETRY_AFTER_SECONDS = 1;

    private ProblemResponse() {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record ProblemJson(String type, String title, int status, String detail, String field) {}

    static Response of(Exception failure) {
        Problem problem = problemOf(failure);
        ProblemJson json = new ProblemJson(
                "about:blank",
                problem.title(),
                problem.status(),
                problem.detail(),
                problem.field().orElse(null));
        Response response = Response.bytes(problem.status(), "application/problem+json", Json.bytes(json));
        return problem.retryAfterSeconds().isEmpty()
                ? response
                : response.header(
                        "Retry-After",
                        Integer.toString(problem.retryAfterSeconds().getAsInt()));
    }

    private static Problem problemOf(Exception failure) {
        if (failure instanceof Problem problem) {
            return problem;
        }
        LOG.warn("a request failed", failure);
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException refused && Dialect.isUnknownCharacter(refused)) {
                return new Problem(400, "Bad request", "A text has a character that the database does not store.");
            }
            if (cause instanceof SQLException refused && Dialect.isTransient(refused)) {
                return Problem.unavailable("The database is busy. Try again.", RETRY_AFTER_SECONDS);
            }
        }
        return new Problem(500, "Internal error", "The service could not answer. Its log says why.");
    }
}
