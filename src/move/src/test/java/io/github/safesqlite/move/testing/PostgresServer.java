// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A PostgreSQL server of the tests' own, started once on a free port with the binaries that the machine has. */
public final class PostgresServer {
    /** Another process may take the free port first. */
    private static final int ATTEMPTS = 3;

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private final Path binaries;
    private final Path folder;
    private final int port;

    private PostgresServer(Path binaries) throws IOException, InterruptedException {
        this.binaries = binaries;
        folder = Files.createTempDirectory("postgres");
        if (ROOT) {
            run(List.of("chown", "postgres", folder.toString()));
        }
        runAsServer(
                "initdb", "-D", data(), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8");
        port = start(ATTEMPTS);
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    }

    /** Returns the port on which it listens. */
    private int start(int attempts) throws IOException, InterruptedException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        try {
            runAsServer(
                    "pg_ctl",
                    "-D",
                    data(),
                    "-w",
                    "-l",
                    folder.resolve("log").toString(),
                    "-o",
                    "-p " + free + " -k " + folder + " -c listen_addresses=127.0.0.1 -c fsync=off",
                    "start");
            return free;
        } catch (IOException failure) {
            if (attempts == 1) {
                throw failure;
            }
            return start(attempts - 1);
        }
    }

    /** The server; skips the test if the machine has no PostgreSQL. */
    public static PostgresServer get() {
        Assumptions.assumeTrue(
                Holder.SERVER.isPresent(),
                "There is no PostgreSQL on this machine: no initdb in " + DEBIAN
                        + " or in the PATH that an unprivileged user may run.");
        return Holder.SERVER.orElseThrow();
    }

    private static final class Holder {
        private static final Optional<PostgresServer> SERVER = start();

        private static Optional<PostgresServer> start() {
            try {
                Optional<Path> binaries = binaries();
                return binaries.isEmpty() ? Optional.empty() : Optional.of(new PostgresServer(binaries.get()));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }
    }

    /** The folder with the programs of the newest version. */
    private static Optional<Path> binaries() throws IOException {
        if (ROOT && !Files.readString(Path.of("/etc/passwd")).contains("\npostgres:")) {
            return Optional.empty();
        }
        List<Path> folders = new ArrayList<>();
        if (Files.isDirectory(DEBIAN)) {
            try (Stream<Path> versions = Files.list(DEBIAN)) {
                versions.sorted(Comparator.reverseOrder())
                        .map(version -> version.resolve("bin"))
                        .forEach(folders::add);
            }
        }
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(Path::of)
                .forEach(folders::add);
        return folders.stream()
                .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
                .findFirst();
    }

    /** The URL of a database, for a user. */
    public String url(String user, String database) {
        return "postgresql://" + user + "@127.0.0.1:" + port + "/" + database;
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private void runAsServer(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (ROOT) {
            // The server does not run as root.
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.add(binaries.resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("postgres", ".log");
        Process process = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(command + " failed: " + Files.readString(output));
        }
        Files.delete(output);
    }

    private void stop() {
        try {
            runAsServer("pg_ctl", "-D", data(), "-m", "immediate", "stop");
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException | InterruptedException failure) {
            System.err.println("The PostgreSQL server of the tests could not be stopped: " + failure);
        }
    }
}
