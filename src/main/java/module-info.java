// SPDX-License-Identifier: Apache-2.0
/** Makes SQLite safe to use from many threads and processes, through a JDBC DataSource and driver. */
module io.github.safesqlite {
    requires transitive java.sql;
    requires transitive java.management;
    requires org.slf4j;
    requires transitive org.xerial.sqlitejdbc;

    // An application may be without these: annotations, the flight recorder, metrics, health checks, Flyway, Spring
    // Boot,
    // JUnit, the build, the agent.
    requires static transitive org.jspecify;
    requires static jdk.jfr;
    requires static com.codahale.metrics;
    requires static com.codahale.metrics.health;
    requires static flyway.core;
    requires static micrometer.core;
    requires static spring.beans;
    requires static spring.boot;
    requires static spring.boot.actuator;
    requires static spring.boot.autoconfigure;
    requires static spring.boot.health;
    requires static spring.boot.jdbc;
    requires static spring.context;
    requires static spring.core;
    requires static spring.test;
    requires static org.junit.jupiter.api;
    requires static net.bytebuddy;
    requires static java.instrument;
    requires static org.objectweb.asm;

    exports io.github.safesqlite;
    exports io.github.safesqlite.batch;
    exports io.github.safesqlite.change;
    exports io.github.safesqlite.config;
    exports io.github.safesqlite.counter;
    exports io.github.safesqlite.error;
    exports io.github.safesqlite.event;
    exports io.github.safesqlite.junit;
    exports io.github.safesqlite.management;
    exports io.github.safesqlite.snapshot;
    exports io.github.safesqlite.spring;

    provides java.sql.Driver with
            io.github.safesqlite.SafeSqliteDriver;
}
