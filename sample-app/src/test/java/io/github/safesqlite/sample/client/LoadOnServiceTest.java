// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.sample.serve.Service;
import io.github.safesqlite.sample.serve.TestDatabase;
import io.github.safesqlite.sample.serve.TestSettings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole command on a real service. */
@Timeout(60)
class LoadOnServiceTest {
    @TempDir
    private Path folder;

    private Service start(TestDatabase database) throws Exception {
        return Service.start(database.settings(folder));
    }

    private static String urlOf(Service service) {
        return "--url=http://127.0.0.1:" + service.address().getPort();
    }

    @Test
    void theWholeServiceAnswersBesideBackupsAndPurges() throws Exception {
        try (Service service = start(TestDatabase.SAFE)) {
            LoadRun run = LoadRun.of(
                    urlOf(service),
                    "--users=8",
                    "--seconds=1",
                    "--warmup=0",
                    "--mix=service",
                    "--beside=backup,purge",
                    "--token=" + TestSettings.TOKEN);

            assertEquals(0, run.status(), () -> run.err() + run.out());
            List<String> lines = run.out().lines().toList();
            assertTrue(lines.get(2).matches("\\| service, 8 users \\| .* \\| +100 \\| .* \\| none +\\|"), run.out());
            assertTrue(lines.get(3).matches("Beside the load: backups completed: [1-9][0-9]*"), run.out());
            assertTrue(
                    lines.get(4).matches("Beside the load: purges completed: [1-9][0-9]* \\([1-9][0-9]* sessions\\)"),
                    run.out());
        }
    }

    @Test
    void theWholeServiceAnswersOnPostgres() throws Exception {
        try (Service service = start(TestDatabase.POSTGRESQL)) {
            LoadRun run = LoadRun.of(
                    urlOf(service),
                    "--users=8",
                    "--seconds=1",
                    "--warmup=0",
                    "--mix=service",
                    "--beside=purge",
                    "--token=" + TestSettings.TOKEN);

            assertEquals(0, run.status(), () -> run.err() + run.out());
            assertTrue(
                    run.out()
                            .lines()
                            .toList()
                            .get(2)
                            .matches("\\| service, 8 users \\| .* \\| +100 \\| .* \\| none +\\|"),
                    run.out());
        }
    }

    @Test
    void allRequestsOfARateAreCountedOnHikariToo() throws Exception {
        try (Service service = start(TestDatabase.HIKARI)) {
            LoadRun run = LoadRun.of(
                    urlOf(service), "--users=5", "--seconds=1", "--warmup=0", "--rate=50", "--min-success=0");

            assertEquals(0, run.status(), () -> run.err() + run.out());
            String row = run.out().lines().toList().get(2);
            assertTrue(row.matches("\\| mixed, 5 users, 50/s \\| +50 \\| .*"), run.out());
        }
    }

    @Test
    void aMissedThresholdIsTheExitStatus() throws Exception {
        try (Service service = start(TestDatabase.SAFE)) {
            LoadRun run = LoadRun.of(
                    urlOf(service), "--users=2", "--seconds=1", "--warmup=0", "--rate=1000000", "--max-p99=1");

            assertEquals(1, run.status());
            assertTrue(run.err().contains("requests failed: NOT_SENT "), run.err());
            assertTrue(run.err().contains(" ms above --max-p99 1."), run.err());
        }
    }

    @Test
    void whatTheServiceDoesNotHaveIsNamed() throws Exception {
        try (Service service = start(TestDatabase.HIKARI)) {
            LoadRun run = LoadRun.of(urlOf(service), "--beside=backup", "--token=" + TestSettings.TOKEN);

            assertEquals(1, run.status());
            assertEquals(
                    "The service at " + urlOf(service).substring("--url=".length())
                            + " has no backups. Leave --beside backup out,"
                            + " or start ./sample-app/serve on SQLite without --pool.\n",
                    run.err());
        }
    }

    @Test
    void aMissingTokenIsNamed() throws Exception {
        try (Service service = start(TestDatabase.SAFE)) {
            LoadRun run = LoadRun.of(urlOf(service), "--beside=purge", "--token=another");

            assertEquals(1, run.status());
            assertTrue(run.err().endsWith(" asks for its admin token. Set ADMIN_TOKEN, or give --token.\n"), run.err());
        }
    }

    @Test
    void noServiceIsOneLine() throws Exception {
        String url;
        try (Service service = start(TestDatabase.SAFE)) {
            url = urlOf(service);
        }

        LoadRun run = LoadRun.of(url);

        assertEquals(1, run.status());
        assertEquals(
                "No service answers at " + url.substring("--url=".length()) + ": the connection was refused."
                        + " Start one with ./sample-app/serve, or name another with --url.\n",
                run.err());
        assertEquals("", run.out());
    }
}
