// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.spring;

import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/** The health of the DataSources, in Spring Boot 3. */
final class SqliteHealthIndicatorOfSpringBoot3 extends AbstractHealthIndicator {
    private final SqliteHealth health;

    SqliteHealthIndicatorOfSpringBoot3(SqliteHealth health) {
        super("a database of SQLite cannot be read");
        this.health = health;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) throws Exception {
        builder.withDetails(health.details());
        health.requireConnections();
        if (health.dataSources().isEmpty()) {
            builder.unknown();
        } else {
            builder.up();
        }
    }
}
