// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.modules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.SafeSqliteDriver;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tools of the JDK that runs the tests, and the jars that an application has beside its own. */
final class Jdk {
    static final Path LIBRARY = locationOf(SafeSqliteDriver.class);

    private Jdk() {}

    static Path locationOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static String path(Path... entries) {
        return Arrays.stream(entries).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** Whether the library was compiled with its module-info, as Maven does. */
    static boolean hasModule() {
        return Files.exists(LIBRARY.resolve("module-info.class"));
    }

    static boolean has(String tool) {
        return ToolProvider.findFirst(tool).isPresent();
    }

    static void run(String tool, String... arguments) {
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output, true);
        int status = ToolProvider.findFirst(tool).orElseThrow().run(writer, writer, arguments);
        assertEquals(0, status, () -> tool + " " + String.join(" ", arguments) + "\n" + output);
    }

    /** Compiles one of the applications of {@code src/test/resources/module-path} and packs it. */
    static Path application(String name, Path directory, String modulePath) throws IOException {
        Path source = Path.of("src/test/resources/module-path", name);
        Path classes = directory.resolve(name);
        List<String> arguments =
                new ArrayList<>(List.of("--release", "17", "-d", classes.toString(), "--module-path", modulePath));
        try (Stream<Path> files = Files.walk(source)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::toString)
                    .forEach(arguments::add);
        }
        run("javac", arguments.toArray(String[]::new));
        return classes;
    }

    /** What a program prints, its errors included, once it has ended well. */
    static String outputOf(Path java, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> command + "\n" + output);
        return output;
    }

    static Path java(Path home) {
        return home.resolve("bin").resolve("java");
    }

    static Path java() {
        return java(Path.of(System.getProperty("java.home")));
    }
}
