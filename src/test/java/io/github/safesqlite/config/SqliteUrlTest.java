// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class SqliteUrlTest {
    @Test
    void theFileIsTakenAsItStandsAndValuesAreDecoded() {
        SqliteUrl url = SqliteUrl.parse("jdbc:safesqlite:data/a%20b.db?poolName=caf%C3%A9%20%26+1&writeTimeout=3s");
        assertEquals("data/a%20b.db", url.file());
        assertEquals(List.of(Map.entry("poolName", "café &+1"), Map.entry("writeTimeout", "3s")), url.options());
        assertEquals(List.of(), url.problems());
    }

    @Test
    void aUriKeepsTheParametersOfSqlite() {
        SqliteUrl url = SqliteUrl.parse("jdbc:sqlite:file:x?mode=memory&maximumPoolSize=3&cache=shared");
        assertEquals("file:x?mode=memory&cache=shared", url.file());
        assertEquals(List.of(Map.entry("maximumPoolSize", "3")), url.options());
    }

    @Test
    void namesAreDecodedBeforeTheyAreLookedUp() {
        SqliteUrl url = SqliteUrl.parse("jdbc:sqlite:file:x?m%6Fde=rw&maximum%50oolSize=3&init%53ql=SELECT+1&x%79=1");
        assertEquals("file:x?m%6Fde=rw&x%79=1", url.file());
        assertEquals(List.of(Map.entry("maximumPoolSize", "3"), Map.entry("initSql", "SELECT+1")), url.options());
    }

    @Test
    void aPasswordIsTakenAsItStands() {
        SqliteUrl url =
                SqliteUrl.parse("jdbc:sqlite:a.db?password=50%25&date_string_format=yyyy%20MM&user=&cache_size=5%");
        assertEquals(
                List.of(
                        Map.entry("password", "50%25"),
                        Map.entry("date_string_format", "yyyy MM"),
                        Map.entry("cache_size", "5%")),
                url.options());
    }

    @Test
    void aPlainPathHasNoParametersOfSqlite() {
        var exception = assertThrows(
                SqliteConfigException.class,
                () -> SqliteConfig.fromUrl("jdbc:sqlite:a.db?vfs=unix-none&mode=ro", new Properties()));
        assertTrue(exception.getMessage().contains("write the file as a URI"), exception.getMessage());
        assertEquals(2, exception.problems().size());
    }

    @Test
    void emptyPartsAreIgnored() {
        SqliteUrl url = SqliteUrl.parse("jdbc:safesqlite:a.db?&");
        assertEquals("a.db", url.file());
        assertEquals(List.of(), url.options());
        assertEquals(List.of(), url.problems());
    }

    @Test
    void missingValuesRepetitionsAndBadEscapesAreProblems() {
        SqliteUrl url = SqliteUrl.parse("jdbc:safesqlite:a.db?traceStatements&poolName=a&poolName=b&x=%zz&y=%ff&z=%4");
        assertEquals(
                List.of(
                        "option \"traceStatements\" has no value: write traceStatements=value",
                        "option \"poolName\" is given twice: remove one",
                        "option \"x\" has a bad percent escape: write % as %25",
                        "option \"y\" has a bad percent escape: write % as %25",
                        "option \"z\" has a bad percent escape: write % as %25"),
                url.problems());
    }

    @Test
    void problemsOfTheUrlReachTheCaller() {
        var exception = assertThrows(
                SqliteConfigException.class,
                () -> SqliteConfig.fromUrl("jdbc:safesqlite::memory:?traceStatements", new Properties()));
        assertEquals(
                "Invalid configuration: option \"traceStatements\" has no value: write traceStatements=value.",
                exception.getMessage());
    }

    @Test
    void otherUrlsAreRefusedWithoutShowingWhatTheyHold() {
        var exception = assertThrows(
                SqliteConfigException.class, () -> SqliteUrl.parse("jdbc:postgresql://h/db?password=secret"));
        assertEquals(
                "Invalid configuration: url must begin with jdbc:safesqlite: or jdbc:sqlite:, was \"jdbc:postgresql:...\".",
                exception.getMessage());
    }

    @Test
    void onlyItsOwnPrefixIsAcceptedByTheDriver() {
        assertTrue(SqliteUrl.isAccepted("jdbc:safesqlite:a.db"));
        assertTrue(SqliteUrl.isAccepted("JDBC:SafeSQLite:a.db"));
        assertFalse(SqliteUrl.isAccepted("jdbc:sqlite:a.db"));
        assertFalse(SqliteUrl.isAccepted("jdbc:safesqlit"));
    }
}
