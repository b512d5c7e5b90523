// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.auto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.clients.Boot;
import io.github.safesqlite.clients.NoLockErrors;
import io.github.safesqlite.error.SessionClosedException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** An application that is told to stop while a request and tasks use the database. */
@ExtendWith(NoLockErrors.class)
class ShutdownTest {
    private static final long LONGER_THAN_A_STOP_MILLIS = 300;

    @TempDir
    Path folder;

    /** Work that has begun before the application stops and uses the database only afterwards. */
    static class Work implements Runnable, DisposableBean {
        private final CountDownLatch begun = new CountDownLatch(3);
        private final CountDownLatch stopping = new CountDownLatch(1);
        private final CountDownLatch destroyed = new CountDownLatch(1);
        private final Counters counters;

        Work(Counters counters) {
            this.counters = counters;
        }

        @Override
        public void run() {
            begun.countDown();
            try {
                stopping.await();
                // An application that does not wait destroys its beans meanwhile.
                destroyed.await(LONGER_THAN_A_STOP_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException interrupt) {
                throw new IllegalStateException(interrupt);
            }
            counters.increment();
        }

        @Override
        public void destroy() {
            destroyed.countDown();
        }
    }

    @Import(CounterApplication.class)
    @EnableScheduling
    static class WorkingApplication {
        @Bean
        Work work(Counters counters) {
            return new Work(counters);
        }

        @Bean
        RouterFunction<ServerResponse> routes(Work work) {
            return RouterFunctions.route()
                    .GET("/work", request -> {
                        work.run();
                        return ServerResponse.ok().body("done");
                    })
                    .build();
        }
    }

    @Test
    void workThatHasBegunEndsBeforeTheDataSourceIsClosed() throws Exception {
        Path file = folder.resolve("app.db");
        ConcurrencySafeSqliteDataSource dataSource;
        CompletableFuture<HttpResponse<String>> response;
        try (var application = Boot.OWN_DATA_SOURCE.startServer(WorkingApplication.class, file)) {
            dataSource = application.getBean(ConcurrencySafeSqliteDataSource.class);
            Work work = application.getBean(Work.class);
            application
                    .getBean("applicationTaskExecutor", AsyncTaskExecutor.class)
                    .submit(work);
            application.getBean(TaskScheduler.class).schedule(work, Instant.now());
            String port = application.getEnvironment().getProperty("local.server.port");
            response = HttpClient.newHttpClient()
                    .sendAsync(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/work"))
                                    .build(),
                            BodyHandlers.ofString());
            assertTrue(work.begun.await(30, TimeUnit.SECONDS));
            work.stopping.countDown();
        }
        assertEquals("done", response.get(30, TimeUnit.SECONDS).body());
        assertThrows(SessionClosedException.class, dataSource::getConnection);
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var counted = connection.createStatement().executeQuery("SELECT value FROM counter")) {
            assertEquals(3, counted.getInt(1));
        }
    }
}
