// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtherNamesTest {
    @TempDir
    private Path directory;

    private Path database;

    @BeforeEach
    void create() throws Exception {
        database = Files.createFile(directory.resolve("app.db"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s/app.db",
                "jdbc:sqlite:%s/app.db",
                "jdbc:sqlite:%s/app.db?journal_mode=WAL",
                "jdbc:sqlite:file:%s/app.db?mode=ro",
                "jdbc:safesqlite:%s/app.db",
                "file:%s/app.db",
                "sqlite:///%s/app.db",
                "sqlite:////%s/../%s/app.db",
                "%s/link.db"
            })
    void aVariableThatNamesTheFileIsTold(String value) throws Exception {
        Files.createSymbolicLink(directory.resolve("link.db"), database);
        String path = value.replace("/../%s", "/../" + directory.getFileName()).replace("%s", directory.toString());

        List<String> warnings = OtherNames.warnings(database, Map.of("DB_URL", path, "HOME", directory.toString()));

        assertEquals(1, warnings.size(), warnings::toString);
        assertTrue(warnings.get(0).startsWith("The environment variable DB_URL names"), warnings::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:sqlite:%s/other.db", "jdbc:postgresql:%s/app.db", "", ":", "\u0000", "sqlite:"})
    void otherValuesAreNotTold(String value) throws Exception {
        Files.createFile(directory.resolve("other.db"));
        String path = value.replace("%s", directory.toString());

        assertEquals(List.of(), OtherNames.warnings(database, Map.of("DB_URL", path, "DB_PATH", database.toString())));
    }

    @Test
    void hardLinksAreTold() throws Exception {
        Files.createLink(directory.resolve("second.db"), database);

        List<String> warnings = OtherNames.warnings(database, Map.of());

        assertEquals(1, warnings.size(), warnings::toString);
        assertTrue(warnings.get(0).contains("hard links"), warnings::toString);
    }
}
