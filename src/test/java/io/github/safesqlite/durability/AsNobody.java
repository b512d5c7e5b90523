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
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.sqlite.JDBC;

/** Runs a program of these tests as somebody to whom permissions apply: as ourselves, or as nobody if we are root. */
final class AsNobody {
    private static final String NOBODY = "65534";
    private static final List<List<String>> WAYS = List.of(
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--"),
            List.of("runuser", "-u", "nobody", "--"),
            List.of("sudo", "-n", "-u", "nobody", "--"));

    private final Path folder;

    private AsNobody(Path folder) {
        this.folder = folder;
    }

    /** What the program prints, which is given an empty directory that it may write to, below {@code folder}. */
    static String play(Path folder, Class<?> program) throws Exception {
        assumeTrue(
                Files.getFileStore(folder).supportsFileAttributeView("posix"),
                "the file system knows no permissions that could be taken away");
        return new AsNobody(folder).play(program);
    }

    private String play(Class<?> program) throws Exception {
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
                program.getName(),
                database.toString()));
        return run(command);
    }

    private boolean isAllowedAll() throws IOException {
        Path closed = Files.createFile(folder.resolve("closed"), PosixFilePermissions.asFileAttribute(Set.of()));
        return Files.isWritable(closed);
    }

    private List<String> wayToBeNobody() throws Exception {
        for (List<String> way : WAYS) {
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
        assumeTrue(false, "permissions mean nothing to this user, and no program is here to become another: " + WAYS);
        throw new AssertionError();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private String run(List<String> command) throws Exception {
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

    private String copyOfClasses() throws Exception {
        Path copies = Files.createDirectory(folder.resolve("classes"));
        List<String> paths = new ArrayList<>();
        for (Class<?> type : List.of(
                AsNobody.class,
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
