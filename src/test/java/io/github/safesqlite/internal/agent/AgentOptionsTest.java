// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentOptionsTest {
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " "})
    void noneAreTheDefaults(String text) {
        assertEquals(new AgentOptions(true, new Properties()), AgentOptions.parse(text));
    }

    @Test
    void theReportIsTheAgentsAndTheOthersAreTheLibrarys() {
        AgentOptions options = AgentOptions.parse("writeTimeout=60s, report=false,poolName=a=b");
        assertEquals(false, options.report());
        assertEquals(Map.of("writeTimeout", "60s", "poolName", "a=b"), options.library());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "report | option \"report\" has no value",
                "report= | option \"report\" has no value",
                "report=no | option \"report\" must be true or false, was \"no\"",
                "=60s | \"=60s\" names no option",
                "report=true, | names no option",
                "writeTimeout=1s,writeTimeout=2s | option \"writeTimeout\" is given twice",
            })
    void aWrongOneIsNamed(String text, String message) {
        String actual = assertThrows(IllegalArgumentException.class, () -> AgentOptions.parse(text))
                .getMessage();
        assertTrue(actual.contains(message), actual);
    }

    @Test
    void theLibraryTakesItsOwn() {
        LibraryOptions.check(
                AgentOptions.parse("writeTimeout=60s,groupCommit=false").library());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "writeTimout=60s | option \"writeTimout\" is unknown",
                "journal_mode=WAL | option \"journal_mode\" is unknown",
                "writeTimeout=soon | writeTimeout must be a duration",
                "minimumIdle=20 | minimumIdle must not be more than maximumPoolSize",
            })
    void theLibraryRefusesOthers(String text, String message) {
        Properties options = AgentOptions.parse(text).library();
        String actual = assertThrows(IllegalArgumentException.class, () -> LibraryOptions.check(options))
                .getMessage();
        assertTrue(actual.contains(message), actual);
    }
}
