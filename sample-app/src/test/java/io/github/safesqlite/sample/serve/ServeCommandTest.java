// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.sample.SampleApp;
import java.io.PrintWriter;
import java.io.StringWriter;
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
                    --pool=fast            | --pool (POOL) must be safe or hikari, was "fast".
                    --message-retention=0  | --message-retention (MESSAGE_RETENTION) must be a whole number from 1 to 36500, was "0".
                    --rate-limit=-1        | --rate-limit (RATE_LIMIT) must be a whole number from 0 to 1000000, was "-1".
                    --demo=crash           | --demo must be leak or hog, was "crash".
                    --bind=0.0.0.0         | --bind (BIND_ADDRESS) must be a loopback address unless ADMIN_TOKEN is set, was "0.0.0.0".
                    """)
    void aWrongSettingIsNamed(String argument, String message) {
        StringWriter err = new StringWriter();
        CommandLine command = SampleApp.commandLine().setErr(new PrintWriter(err, true));

        assertEquals(2, command.execute("serve", argument));
        assertEquals(message, err.toString().lines().findFirst().orElseThrow());
    }
}
