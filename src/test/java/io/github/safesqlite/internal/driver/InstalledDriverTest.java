// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.OpenFailedException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstalledDriverTest {
    private final SqliteConfig config = SqliteConfig.builder("app.db").build();

    @ParameterizedTest
    @ValueSource(strings = {"3.46.0.1", "3.45.3.0", "3.8.11.2"})
    void anOldOneIsRefusedWithTheVersionThatIsNeeded(String version) {
        SqliteVersion old = SqliteVersion.parse(version).orElseThrow();
        OpenFailedException refused =
                assertThrows(OpenFailedException.class, () -> InstalledDriver.requireSupported(config, old));
        for (String part : List.of("app.db", old.toString(), InstalledDriver.OLDEST, "<sqlite-jdbc.version>")) {
            assertTrue(refused.getMessage().contains(part), refused.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {InstalledDriver.OLDEST, "3.49.1.0", "3.54.1.0", "4.0.0"})
    void othersAreTaken(String version) {
        SqliteVersion other = SqliteVersion.parse(version).orElseThrow();
        assertDoesNotThrow(() -> InstalledDriver.requireSupported(config, other));
        assertDoesNotThrow(() -> InstalledDriver.requireSupported(config, null), "one that does not tell");
        assertDoesNotThrow(() -> InstalledDriver.requireSupported(config));
    }
}
