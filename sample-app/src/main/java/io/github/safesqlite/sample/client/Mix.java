// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import static io.github.safesqlite.sample.client.SessionVisit.Step.CREATE;
import static io.github.safesqlite.sample.client.SessionVisit.Step.GET;
import static io.github.safesqlite.sample.client.SessionVisit.Step.TOUCH;

import io.github.safesqlite.sample.client.SessionVisit.Step;
import java.util.List;
import java.util.function.IntFunction;

/** Which requests users send. */
enum Mix {
    /** Only new sessions. */
    CREATE_ONLY("create", sessions(CREATE)),
    /** Only touches of one session for each user. */
    TOUCH_ONLY("touch", sessions(TOUCH)),
    /** Only reads of one session for each user. */
    GET_ONLY("get", sessions(GET)),
    /** One in ten creates a session, three touch it, six read it. */
    MIXED("mixed", sessions(CREATE, GET, GET, TOUCH, GET, GET, TOUCH, GET, GET, TOUCH)),
    /** Sessions, providers and messages together. */
    SERVICE("service", user -> new ServiceVisit());

    private final String id;
    private final IntFunction<Visit> visits;

    Mix(String id, IntFunction<Visit> visits) {
        this.id = id;
        this.visits = visits;
    }

    private static IntFunction<Visit> sessions(Step... steps) {
        List<Step> all = List.of(steps);
        return user -> new SessionVisit(all, user);
    }

    /** Its name on the command line. */
    String id() {
        return id;
    }

    /** The requests of this user, counted from 0. */
    Visit visitOf(int user) {
        return visits.apply(user);
    }
}
