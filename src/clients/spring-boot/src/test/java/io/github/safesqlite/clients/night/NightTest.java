// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.night;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.clients.Boot;
import io.github.safesqlite.clients.NoLockErrors;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** Spring Batch with its repository in the database that the job works on, and a step in several threads. */
@ExtendWith(NoLockErrors.class)
class NightTest {
    private static final int DELIVERIES = 100;

    @TempDir
    Path folder;

    private static int count(JdbcTemplate jdbc, String what) {
        return jdbc.queryForObject("SELECT count(*) FROM " + what, Integer.class);
    }

    /** Each start delivers a hundred more; those of the nights before are printed again. */
    @ParameterizedTest
    @EnumSource
    void jobRunsEachNight(Boot way) throws Exception {
        for (int night = 1; night <= 2; night++) {
            try (ConfigurableApplicationContext application = way.start(
                    NightApplication.class,
                    folder.resolve("night.db"),
                    "spring.sql.init.mode=always",
                    "spring.sql.init.schema-locations=classpath:night.sql")) {
                var jdbc = application.getBean(JdbcTemplate.class);
                assertEquals(
                        night, count(jdbc, "BATCH_JOB_EXECUTION WHERE STATUS = 'COMPLETED' AND END_TIME IS NOT NULL"));
                assertEquals(0, count(jdbc, "BATCH_STEP_EXECUTION WHERE STATUS <> 'COMPLETED' OR ROLLBACK_COUNT > 0"));
                assertEquals(
                        night * DELIVERIES,
                        jdbc.queryForObject(
                                "SELECT sum(WRITE_COUNT) FROM BATCH_STEP_EXECUTION WHERE STEP_NAME = 'invoice'",
                                Integer.class));
                assertEquals(night * DELIVERIES, count(jdbc, "invoice JOIN delivery USING (id, customer)"));
                assertEquals(DELIVERIES, count(jdbc, "invoice WHERE printed = 1"));
                assertEquals((night - 1) * DELIVERIES, count(jdbc, "invoice WHERE printed = 2"));
            }
        }
    }
}
