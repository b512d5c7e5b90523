// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL server on a free port with an empty data directory. It ends with this JVM, however that ends. */
final class PostgresServer {
    private static final String READY = "ready";

    /** Another process may take the free port first. */
    private static final int ATTEMPTS = 3;

    /** The server runs until the input ends, which it does with the JVM at the other end of the pipe. */
    private static final String SCRIPT = """
            bin=$1 port=$2
            directory=$(mktemp -d) || exit
            trap '"$bin/pg_ctl" -D "$directory/data" -m immediate stop; rm -rf "$directory"' EXIT
            cd "$directory"
            init() { "$bin/initdb" -D data -A trust -U postgres -E UTF8 --no-sync --locale=C.UTF-8 "$@" >&2; }
            # Its texts are ordered unlike those of SQLite, where the version can do that (15 or newer).
            init --locale-provider=icu --icu-locale=en || init || exit
            "$bin/pg_ctl" -D data -w -l log \\
                -o "-p $port -k $directory -c listen_addresses=127.0.0.1 -c fsync=off" start >&2 || { cat log >&2; exit 1; }
            echo ready
            cat > /dev/null
            """;

    private static Optional<PostgresServer> shared;

    private final int port;

    private PostgresServer(int port) {
        this.port = port;
    }

    /** The server of this JVM, which the first call starts; empty where PostgreSQL is not installed. */
    static synchronized Optional<PostgresServer> shared() throws IOException {
        if (shared == null) {
            Optional<Path> programs = programs();
            shared = programs.isEmpty() ? Optional.empty() : Optional.of(start(programs.get()));
        }
        return shared;
    }

    /** The newest one of Debian's directories for the programs of the server, or that of the PATH. */
    private static Optional<Path> programs() throws IOException {
        List<Path> directories = new ArrayList<>();
        Path versions = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(versions)) {
            try (Stream<Path> all = Files.list(versions)) {
                all.sorted(Comparator.reverseOrder())
                        .map(version -> version.resolve("bin"))
                        .forEach(directories::add);
            }
        }
        Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of).forEach(directories::add);
        return directories.stream()
                .filter(directory -> Files.isExecutable(directory.resolve("initdb"))
                        && Files.isExecutable(directory.resolve("pg_ctl")))
                .findFirst();
    }

    private static PostgresServer start(Path programs) throws IOException {
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            try {
                return startOnce(programs);
            } catch (IOException failure) {
                System.err.println(failure);
            }
        }
        return startOnce(programs);
    }

    private static PostgresServer startOnce(Path programs) throws IOException {
        int port = freePort();
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // The server refuses to run as root; Debian's package has made this user.
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.addAll(List.of("sh", "-c", SCRIPT, "postgres", programs.toString(), Integer.toString(port)));
        Path log = Files.createTempFile("postgres", ".log");
        log.toFile().deleteOnExit();
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        if (!READY.equals(process.inputReader(StandardCharsets.UTF_8).readLine())) {
            throw new IOException("PostgreSQL did not start: " + Files.readString(log));
        }
        return new PostgresServer(port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The URL of the database {@code postgres}, whose tables are those of a schema. */
    String url(String schema) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres&currentSchema=" + schema;
    }
}
