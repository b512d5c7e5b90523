// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.micronaut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.clients.Together;
import io.github.safesqlite.error.ReadOnlySessionException;
import io.github.safesqlite.error.SessionClosedException;
import io.micronaut.context.ApplicationContext;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import java.nio.file.Path;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An application of Micronaut whose threads write at the same time. */
class MicronautTest {
    private static final int THREADS = 50;
    private static final int ROUNDS = 10;

    @TempDir
    Path folder;

    /** How the application is given its database. */
    enum Way {
        /** HikariCP over our URL, because the properties of this environment ask for it. */
        HIKARI_AROUND_THE_URL(HikariDataSource.class, "hikari"),

        /** The bean of the application, because there is no other. */
        OWN_DATA_SOURCE(ConcurrencySafeSqliteDataSource.class);

        final Class<?> type;
        private final String[] environments;

        Way(Class<?> type, String... environments) {
            this.type = type;
            this.environments = environments;
        }

        ApplicationContext start(Path file) throws Exception {
            ApplicationContext application = ApplicationContext.run(Map.of("database.file", file), environments);
            application.getBean(Counters.class).create();
            return application;
        }
    }

    @ParameterizedTest
    @EnumSource
    void transactionsOfManyThreadsCountTogether(Way way) throws Exception {
        try (ApplicationContext application = way.start(folder.resolve("app.db"))) {
            Counters counters = application.getBean(Counters.class);
            Together.run(THREADS, worker -> {
                for (int round = 0; round < ROUNDS; round++) {
                    counters.increment();
                }
            });
            assertEquals(THREADS * ROUNDS, counters.value());
            DataSource dataSource = application.getBean(DataSource.class);
            assertInstanceOf(way.type, DelegatingDataSource.unwrapDataSource(dataSource));
        }
    }

    @ParameterizedTest
    @EnumSource
    void transactionThatFailsIsRolledBack(Way way) throws Exception {
        try (ApplicationContext application = way.start(folder.resolve("app.db"))) {
            Counters counters = application.getBean(Counters.class);
            assertThrows(IllegalStateException.class, counters::incrementAndFail);
            assertEquals(0, counters.value());
        }
    }

    @ParameterizedTest
    @EnumSource
    void transactionThatOnlyReadsCannotWrite(Way way) throws Exception {
        try (ApplicationContext application = way.start(folder.resolve("app.db"))) {
            Counters counters = application.getBean(Counters.class);
            assertThrows(ReadOnlySessionException.class, counters::incrementWhereOnlyReadingIsAllowed);
            assertEquals(0, counters.value());
        }
    }

    @Test
    void ownDataSourceIsClosedWithTheApplication() throws Exception {
        DataSource dataSource;
        try (ApplicationContext application = Way.OWN_DATA_SOURCE.start(folder.resolve("app.db"))) {
            dataSource = DelegatingDataSource.unwrapDataSource(application.getBean(DataSource.class));
        }
        assertThrows(SessionClosedException.class, dataSource::getConnection);
    }
}
