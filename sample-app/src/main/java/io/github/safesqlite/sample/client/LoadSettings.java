// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import io.github.safesqlite.sample.client.http.ServiceAddress;
import io.github.safesqlite.sample.load.LoadPlan;
import io.github.safesqlite.sample.report.Figures;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A load on a service.
 *
 * @param address the service
 * @param plan who sends requests, and for how long
 * @param mix which requests
 * @param timeout how long a user waits for a connection or an answer
 * @param token the admin token
 * @param beside what goes on beside the load
 * @param thresholds what the load must reach
 */
record LoadSettings(
        ServiceAddress address,
        LoadPlan plan,
        Mix mix,
        Duration timeout,
        Optional<String> token,
        Set<SideJobKind> beside,
        Thresholds thresholds) {
    /** Its name in the table. */
    String title() {
        String users = mix.id() + ", " + Figures.count(plan.users()) + " users";
        return plan.rate().isEmpty()
                ? users
                : users + ", " + Figures.count(plan.rate().getAsInt()) + "/s";
    }
}
