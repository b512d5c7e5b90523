// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The documentation is checked against the table of options, so that it can not drift. */
class ConfigurationDocTest {
    private final String text;

    ConfigurationDocTest() throws IOException {
        text = Files.readString(Path.of("docs/configuration.md"));
    }

    @Test
    void theTableOfOptionsIsTheOneInTheCode() {
        String expected = Options.all().stream()
                .map(option -> "| `" + option.name() + "` | " + option.typeName() + " | " + code(option.defaultText())
                        + " | " + option.description() + " |")
                .collect(Collectors.joining("\n"));
        String actual = text.lines()
                .dropWhile(line -> !line.equals("## Options"))
                .takeWhile(line -> !line.equals("## The database"))
                .filter(line -> line.startsWith("| `"))
                .collect(Collectors.joining("\n"));
        assertEquals(expected, actual);
    }

    @Test
    void everySettablePragmaIsListed() {
        for (String name : Pragmas.settableNames()) {
            assertTrue(text.contains("`" + name + "`"), name);
        }
    }

    @Test
    void everyDefaultPragmaIsShownWithItsValue() {
        SqliteConfig config = SqliteConfig.builder("app.db").build();
        String shown = config.pragmas().entrySet().stream()
                .map(entry -> "`" + entry.getKey() + "=" + entry.getValue() + "`")
                .collect(Collectors.joining(", "));
        assertTrue(text.contains(shown), shown);
    }

    @Test
    void everyParameterOfTheDriverIsListed() {
        for (String name : DriverOptions.names()) {
            assertTrue(text.contains(name.startsWith("limit_") ? "`limit_*`" : "`" + name + "`"), name);
        }
    }

    private static String code(String value) {
        return value.contains(" ") ? value : "`" + value + "`";
    }
}
