// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import io.github.safesqlite.sample.client.http.HttpAnswer;
import io.github.safesqlite.sample.client.http.HttpCall;
import io.github.safesqlite.sample.client.http.KeptConnection;
import io.github.safesqlite.sample.request.RequestFailedException;
import java.util.Optional;
import java.util.Set;

/** Finds out, before a load, whether the service is there and has what the load needs. */
final class Preparation {
    private static final int NOT_FOUND = 404;
    private static final int NOT_IMPLEMENTED = 501;
    private static final String PROVIDERS = """
            {"providers":[
            {"name":"north","endpoint":"https://north.example","enabled":true,"errors":0},
            {"name":"east","endpoint":"https://east.example","enabled":true,"errors":0},
            {"name":"west","endpoint":"https://west.example","enabled":true,"errors":0}]}""";

    private final KeptConnection connection;
    private final Optional<String> token;

    Preparation(KeptConnection connection, Optional<String> token) {
        this.connection = connection;
        this.token = token;
    }

    /** A failure whose message says what to do. */
    void prepare(Mix mix, Set<SideJobKind> beside) throws RequestFailedException {
        checkThatItAnswers();
        if (mix == Mix.SERVICE) {
            importProvidersWhereThereAreNone();
        }
        if (beside.contains(SideJobKind.BACKUP)) {
            send(HttpCall.get("/admin/backup").authorized(token), "backups. Leave --beside backup out");
        }
        if (beside.contains(SideJobKind.PURGE)) {
            send(HttpCall.post("/admin/purge-sessions").authorized(token), "purge. Leave --beside purge out");
        }
    }

    private void checkThatItAnswers() throws RequestFailedException {
        try {
            connection.send(HttpCall.get("/healthz"));
        } catch (RequestFailedException failure) {
            throw new RequestFailedException(
                    failure.kind(),
                    "No service answers at " + connection.address() + ": " + failure.getMessage()
                            + ". Start one with ./sample-app/serve, or name another with --url.");
        }
    }

    private void importProvidersWhereThereAreNone() throws RequestFailedException {
        HttpAnswer all = send(HttpCall.get("/providers"), "providers and no messages. Choose --mix mixed");
        if (AnswerJson.of(all).path("providers").isEmpty()) {
            send(HttpCall.post("/admin/providers").json(PROVIDERS).authorized(token), "import of providers");
        }
    }

    private HttpAnswer send(HttpCall call, String whatIsMissing) throws RequestFailedException {
        HttpAnswer answer = connection.send(call);
        String service = "The service at " + connection.address();
        if (answer.status() == 401) {
            throw new RequestFailedException(
                    "HTTP_401", service + " asks for its admin token. Set ADMIN_TOKEN, or give --token.");
        }
        if (answer.status() == NOT_FOUND || answer.status() == NOT_IMPLEMENTED) {
            throw new RequestFailedException(
                    "HTTP_" + answer.status(),
                    service + " has no " + whatIsMissing + ", or start ./sample-app/serve on SQLite without --pool.");
        }
        return answer.successful(call);
    }
}
