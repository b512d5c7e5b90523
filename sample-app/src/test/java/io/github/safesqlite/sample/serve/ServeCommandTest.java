// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.sample.SampleApp;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(120)
class ServeCommandTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --port=none            | --port (PORT) must be a whole number from 0 to 65535, was "none".
                    --pool-max=0           | --pool-max (DB_POOL_MAX) must be a whole number from 1 to 1000, was "0".
                    --pool-min=11          | --pool-min (DB_POOL_MIN) must be a whole number from 0 to 10, was "11".
                    --pool-idle-timeout=1s | --pool-idle-timeout (DB_POOL_IDLE_TIMEOUT) must be a whole number from 250 to 3600000, was "1s".
                    --db=jdbc:mysql:app?x  | --db (DB_PATH) must be a file, or a URL such as jdbc:postgresql://localhost:5432/app?user=app, was "jdbc:mysql:app".
                    --db=jdbc:sqlite:a?b=c | --db (DB_PATH) must be a file, or a URL such as jdbc:postgresql://localhost:5432/app?user=app, was "jdbc:sqlite:a".
                    --pool=fast            | --pool (POOL) must be safe or hikari, was "fast".
                    --message-retention=0  | --message-retention (MESSAGE_RETENTION) must be a whole number from 1 to 36500, was "0".
                    --rate-limit=-1        | --rate-limit (RATE_LIMIT) must be a whole number from 0 to 1000000, was "-1".
                    --demo=crash           | --demo must be leak or hog, was "crash".
                    --bind=0.0.0.0         | --bind (BIND_ADDRESS) must be a loopback address unless ADMIN_TOKEN is set, was "0.0.0.0".
                    """)
    void aWrongSettingIsNamed(String argument, String message) {
        assertRefused(message, argument);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --pool=safe     | --pool (POOL) must be hikari on PostgreSQL, was "safe".
                    --demo=leak,hog | --demo must be leak on PostgreSQL, where nobody can hold up all writers, was "hog".
                    """)
    void whatPostgresDoesNotHaveIsNamed(String argument, String message) {
        assertRefused(message, "--db=jdbc:postgresql:app", argument);
    }

    @Test
    void aServerThatDoesNotAnswerIsOneLineWithoutThePassword() {
        StringWriter err = new StringWriter();
        CommandLine command = SampleApp.commandLine().setErr(new PrintWriter(err, true));

        assertEquals(1, command.execute("serve", "--db=jdbc:postgresql://127.0.0.1:1/app?user=app&password=secret"));
        assertTrue(
                err.toString().matches("The service could not start: .*Connection to 127.0.0.1:1 refused.*\\R"),
                err.toString());
        assertFalse(err.toString().contains("secret"), err.toString());
    }

    private static void assertRefused(String message, String... arguments) {
        StringWriter err = new StringWriter();
        CommandLine command = SampleApp.commandLine().setErr(new PrintWriter(err, true));

        assertEquals(
                2,
                command.execute(
                        Stream.concat(Stream.of("serve"), Stream.of(arguments)).toArray(String[]::new)));
        assertEquals(message, err.toString().lines().findFirst().orElseThrow());
    }
}
