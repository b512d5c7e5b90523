// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In a container without a locale Java can make no path of a name with an umlaut. The driver, which hands names to SQLite as UTF-8,
 * opens such a file, and so does this library.
 */
@DisabledOnOs(OS.WINDOWS)
class OtherLocaleTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", "C.UTF-8"})
    void databaseWithAnUmlautIsUsed(String locale) throws Exception {
        Path output = folder.resolve("output");
        Path directory = Files.createDirectory(folder.resolve("data"));
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                OtherLocaleProcess.class.getName(),
                directory.toString()));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_"));
        builder.environment().put("LANG", locale);
        Process process = builder.start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(output);
        assertTrue(ended && process.exitValue() == 0 && text.contains("done"), text);
        String name = OtherLocaleProcess.NAME;
        assertEquals(
                new TreeSet<>(List.of(name, "copy " + name, "other " + name)),
                files(directory),
                "and no name in between");
    }

    private static TreeSet<String> files(Path directory) throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            // By the bytes of the names, whatever the locale of this process is.
            return found.map(file ->
                            URLDecoder.decode(file.toUri().getRawPath().replace("+", "%2B"), StandardCharsets.UTF_8))
                    .map(path -> path.substring(path.lastIndexOf('/') + 1))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
