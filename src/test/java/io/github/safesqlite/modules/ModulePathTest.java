// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.modules;

import static io.github.safesqlite.modules.Jdk.LIBRARY;
import static io.github.safesqlite.modules.Jdk.locationOf;
import static io.github.safesqlite.modules.Jdk.path;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.health.HealthCheckRegistry;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.sqlite.JDBC;

/** An application that requires the module, as the JDK's own tools build and run it. */
@Timeout(120)
class ModulePathTest {
    private static final Path DRIVER = locationOf(JDBC.class);
    private static final Path SLF4J = locationOf(Logger.class);

    /** Copied by the build. */
    private static final Path OLD_SLF4J = Path.of("target", "slf4j-1.7");

    private static final String NATIVE_ACCESS = "--enable-native-access=";
    private static final String DRIVER_MODULE = "org.xerial.sqlitejdbc";
    private static final List<String> DONE =
            List.of("column=x\ncolumn=name\n", "managed=modular\n", "rows=100 sum=1200\n");

    /** The JDK that warns of native access that was not enabled. */
    private static final int WARNS = 24;

    @TempDir
    private static @Nullable Path directory;

    private static @Nullable Path application;

    @TempDir
    private @Nullable Path home;

    @BeforeAll
    static void compile() throws IOException {
        assumeTrue(Jdk.hasModule(), "compiled without module-info: use Maven");
        application =
                Jdk.application("application", directory, path(LIBRARY, DRIVER, SLF4J, locationOf(Nullable.class)));
    }

    @Test
    void runsOnTheModulePathWithoutFlags() throws Exception {
        String output = run("--module-path", path(application, LIBRARY, DRIVER, SLF4J));
        assertDone(output);
        assertTrue(output.contains("library=module io.github.safesqlite\n"), output);
        assertTrue(output.contains("metrics=false\n"), output);
    }

    @Test
    void runsFromAnImageOfJlinkWithoutMetrics() throws Exception {
        assumeTrue(Jdk.has("jlink"), "this JDK has no jlink");
        Path image = home.resolve("image");
        List<String> arguments = new ArrayList<>(List.of(
                "--module-path",
                path(application, LIBRARY, DRIVER, SLF4J),
                "--add-modules",
                "com.example.application",
                "--output",
                image.toString()));
        if (Runtime.version().feature() >= WARNS) {
            arguments.add("--add-options=" + NATIVE_ACCESS + DRIVER_MODULE);
        }
        Jdk.run("jlink", arguments.toArray(String[]::new));
        String output =
                Jdk.outputOf(Jdk.java(image), "--module", "com.example.application/com.example.Application", file());
        assertFalse(warns(output), output);
        assertTrue(output.contains("library=module io.github.safesqlite\n"), output);
        assertTrue(output.contains("metrics=false\n"), output);
    }

    @Test
    void runsOnTheModulePathWithSlf4j17() throws Exception {
        Path api = OLD_SLF4J.resolve("slf4j-api-1.7.36.jar");
        Path simple = OLD_SLF4J.resolve("slf4j-simple-1.7.36.jar");
        assertDone(run("--module-path", path(application, LIBRARY, DRIVER, api, simple)));
    }

    @Test
    void measuresOnTheModulePath() throws Exception {
        String modulePath = path(
                LIBRARY,
                DRIVER,
                SLF4J,
                locationOf(Nullable.class),
                locationOf(MetricRegistry.class),
                locationOf(HealthCheckRegistry.class));
        Path metrics = Jdk.application("metrics", directory, modulePath);
        String output = Jdk.outputOf(
                Jdk.java(),
                "--module-path",
                metrics + File.pathSeparator + modulePath,
                "--module",
                "com.example.metrics/com.example.Application",
                file());
        assertTrue(output.contains("most=10\n"), output);
        assertTrue(output.contains("healthy=true\n"), output);
    }

    @Test
    void runsOnTheClassPathWithoutOptionalJars() throws Exception {
        String output = Jdk.outputOf(
                Jdk.java(), "-cp", path(application, LIBRARY, DRIVER, SLF4J), "com.example.Application", file());
        assertDone(output);
        assertTrue(output.contains("library=unnamed module"), output);
        assertTrue(output.contains("metrics=false\n"), output);
        assertTrue(output.contains("add io.dropwizard.metrics:metrics-core"), output);
    }

    @Test
    void theDriverIsGivenNativeAccessByNameOfItsModule() throws Exception {
        assumeTrue(Runtime.version().feature() >= WARNS, "this JDK does not warn");
        String modulePath = path(application, LIBRARY, DRIVER, SLF4J);
        assertTrue(warns(run("--module-path", modulePath)), "without the option");
        assertFalse(warns(run(NATIVE_ACCESS + DRIVER_MODULE, "--module-path", modulePath)), "with it");
    }

    @Test
    void theDriverIsGivenNativeAccessOnTheClassPath() throws Exception {
        assumeTrue(Runtime.version().feature() >= WARNS, "this JDK does not warn");
        String output = Jdk.outputOf(
                Jdk.java(),
                NATIVE_ACCESS + "ALL-UNNAMED",
                "-cp",
                path(application, LIBRARY, DRIVER, SLF4J),
                "com.example.Application",
                file());
        assertFalse(warns(output), output);
    }

    @Test
    void theDriverIsGivenNativeAccessByTheManifest() throws Exception {
        assumeTrue(Runtime.version().feature() >= WARNS, "this JDK does not warn");
        Path manifest = Files.writeString(
                home.resolve("manifest"),
                "Main-Class: com.example.Application\nEnable-Native-Access: ALL-UNNAMED\nClass-Path: " + LIBRARY.toUri()
                        + " " + DRIVER.toUri() + " " + SLF4J.toUri() + "\n");
        Path jar = home.resolve("application.jar");
        Jdk.run(
                "jar",
                "--create",
                "--file",
                jar.toString(),
                "--manifest",
                manifest.toString(),
                "-C",
                application.toString(),
                ".");
        String output = Jdk.outputOf(Jdk.java(), "-jar", jar.toString(), file());
        assertDone(output);
        assertFalse(warns(output), output);
    }

    private static boolean warns(String output) {
        assertDone(output);
        return output.contains("WARNING: ") && output.contains("restricted method");
    }

    private String run(String... options) throws Exception {
        String[] arguments = Arrays.copyOf(options, options.length + 3);
        arguments[options.length] = "--module";
        arguments[options.length + 1] = "com.example.application/com.example.Application";
        arguments[options.length + 2] = file();
        return Jdk.outputOf(Jdk.java(), arguments);
    }

    private String file() throws IOException {
        return Files.createTempDirectory(home, "database").resolve("app.db").toString();
    }

    private static void assertDone(String output) {
        for (String line : DONE) {
            assertTrue(output.contains(line), output);
        }
    }
}
