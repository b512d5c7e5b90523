// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.spring;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** The health of the DataSources, in Spring Boot 4. */
final class SqliteHealthIndicator extends AbstractHealthIndicator {
    private final SqliteHealth health;

    SqliteHealthIndicator(SqliteHealth health) {
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
