// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.auto;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** One counter, which is read and then written. */
@Component
class Counters {
    private final JdbcTemplate jdbc;

    Counters(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        jdbc.execute("CREATE TABLE IF NOT EXISTS counter (value INTEGER NOT NULL)");
        jdbc.execute("INSERT INTO counter SELECT 0 WHERE NOT EXISTS (SELECT * FROM counter)");
    }

    @Transactional
    void increment() {
        jdbc.update("UPDATE counter SET value = ?", value() + 1);
    }

    int value() {
        return jdbc.queryForObject("SELECT value FROM counter", Integer.class);
    }
}
