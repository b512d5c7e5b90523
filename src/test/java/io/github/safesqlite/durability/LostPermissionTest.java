// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.durability;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.codahale.metrics.MetricRegistry;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.sqlite.JDBC;

/**
 * The right to write, or to read, is lost before or while the file is in use: a clear error, nothing by half, nothing held, and
 * work goes on when it is back. The cases are in {@link LostPermission}, a program that runs as somebody to whom permissions
 * apply: as ourselves, or as nobody if we are root.
 */
class LostPermissionTest {
    private static final String NOBODY = "65534";
    private static final List<List<String>> AS_NOBODY = List.of(
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--"),
            List.of("runuser", "-u", "nobody", "--"),
            List.of("sudo", "-n", "-u", "nobody", "--"));

    @TempDir
    static Path folder;

    private static String output = "";

    @BeforeAll
    static void playAll() throws Exception {
        assumeTrue(
                Files.getFileStore(folder).supportsFileAttributeView("posix"),
                "the file system knows no permissions that could be taken away");
        Path database = Files.createDirectory(folder.resolve("databases"));
        List<String> command = new ArrayList<>();
        String classes = System.getProperty("java.class.path");
        if (isAllowedAll()) {
            // The other user may be allowed neither into the home of this one nor into the project.
            classes = copyOfClasses();
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setAttribute(database, "unix:uid", Integer.parseInt(NOBODY));
            command.addAll(wayToBeNobody());
        }
        command.addAll(List.of(
                java(),
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + database,
                "-cp",
                classes,
                LostPermission.class.getName(),
                database.toString()));
        output = run(command);
        System.out.println(output);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLostOrHeldAndWorkGoesOn(LostPermission played) {
        assertTrue(output.lines().anyMatch(line -> line.equals(played.name())), () -> output);
    }

    private static boolean isAllowedAll() throws IOException {
        Path closed =
                Files.createFile(folder.resolve("closed"), PosixFilePermissions.asFileAttribute(java.util.Set.of()));
        return Files.isWritable(closed);
    }

    private static List<String> wayToBeNobody() throws Exception {
        for (List<String> way : AS_NOBODY) {
            List<String> command = new ArrayList<>(way);
            command.addAll(List.of(java(), "-version"));
            try {
                if (run(command).contains("ersion")) {
                    return way;
                }
            } catch (IOException noSuchProgram) {
                // The next one, then.
            }
        }
        assumeTrue(
                false, "permissions mean nothing to this user, and no program is here to become another: " + AS_NOBODY);
        throw new AssertionError();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String run(List<String> command) throws Exception {
        Path file = Files.createTempFile(folder, "output", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(file.toFile())
                .start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(file, StandardCharsets.UTF_8);
        assertTrue(ended, text);
        return text;
    }

    private static String copyOfClasses() throws Exception {
        Path copies = Files.createDirectory(folder.resolve("classes"));
        List<String> paths = new ArrayList<>();
        for (Class<?> type : List.of(
                LostPermissionTest.class,
                ConcurrencySafeSqliteDataSource.class,
                JDBC.class,
                Logger.class,
                MetricRegistry.class)) {
            Path from = origin(type);
            Path to = copies.resolve(paths.size() + "-" + from.getFileName());
            copy(from, to);
            paths.add(to.toString());
        }
        return String.join(":", paths);
    }

    private static Path origin(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }
}
