// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadOptionsErrorsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --url=localhost     | --url must be like http://127.0.0.1:8080, was "localhost".
                    --users=0           | --users must be at least 1, was "0". For example: --users 10
                    --mix=all           | --mix must be create, touch, get, mixed or service, was "all".
                    --rate=0            | --rate must be a whole number from 1 to 1000000, was "0".
                    --rate=1.5          | --rate must be a whole number from 1 to 1000000, was "1.5".
                    --timeout=0         | --timeout must be a whole number from 1 to 3600, was "0".
                    --max-p99=0         | --max-p99 must be a whole number from 1 to 3600000, was "0".
                    --min-success=100.1 | --min-success must be from 0 to 100, such as 99.9, was "100.1".
                    --min-success=-1    | --min-success must be from 0 to 100, such as 99.9, was "-1".
                    --beside=restore    | --beside must be backup, purge or backup,purge, was "restore".
                    --token=a b         | --token (ADMIN_TOKEN) must have printable ASCII characters without spaces.
                    """)
    void aWrongOptionIsNamed(String argument, String message) {
        LoadRun run = LoadRun.of(argument);

        assertEquals(2, run.status());
        assertEquals(message, run.err().lines().findFirst().orElseThrow());
        assertEquals("", run.out());
    }
}
