// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import io.github.safesqlite.sample.dashboard.Demo;
import io.github.safesqlite.sample.dialect.Dialect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of the service. Each can be given by the environment too; a flag wins. */
final class ServiceOptions {
    private static final int SHORTEST_TOKEN = 16;
    private static final int RATE_LIMIT_ELSEWHERE = 100;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"--db", "--db-path"},
            paramLabel = "DATABASE",
            defaultValue = "${env:DB_PATH:-sample.db}",
            description = "The database: a SQLite file, or the URL of a PostgreSQL database, such as"
                    + " jdbc:postgresql://localhost:5432/app?user=app (DB_PATH, default: sample.db).")
    private String database;

    @Option(
            names = "--pool",
            paramLabel = "POOL",
            defaultValue = "${env:POOL}",
            description = "safe, or hikari to compare the same service"
                    + " (POOL, default: safe on SQLite, hikari on PostgreSQL).")
    private String pool;

    @Option(
            names = "--pool-max",
            paramLabel = "COUNT",
            defaultValue = "${env:DB_POOL_MAX:-10}",
            description = "Most physical connections (DB_POOL_MAX, default: 10).")
    private String poolMaximum;

    @Option(
            names = "--pool-min",
            paramLabel = "COUNT",
            defaultValue = "${env:DB_POOL_MIN:-2}",
            description = "Idle connections that are kept (DB_POOL_MIN, default: 2).")
    private String poolMinimum;

    @Option(
            names = "--pool-idle-timeout",
            paramLabel = "MILLIS",
            defaultValue = "${env:DB_POOL_IDLE_TIMEOUT:-30000}",
            description = "How long other idle connections are kept (DB_POOL_IDLE_TIMEOUT, default: 30000).")
    private String idleTimeout;

    @Option(
            names = "--pool-acquire-timeout",
            paramLabel = "MILLIS",
            defaultValue = "${env:DB_POOL_ACQUIRE_TIMEOUT:-30000}",
            description = "How long a request waits for a connection (DB_POOL_ACQUIRE_TIMEOUT, default: 30000).")
    private String acquireTimeout;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "${env:BIND_ADDRESS:-127.0.0.1}",
            description =
                    "Where to listen; others than loopback need ADMIN_TOKEN " + "(BIND_ADDRESS, default: 127.0.0.1).")
    private String bind;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "${env:PORT:-8080}",
            description = "The port; 0 takes a free one (PORT, default: 8080).")
    private String port;

    @Option(
            names = "--session-lifetime",
            paramLabel = "SECONDS",
            defaultValue = "${env:SESSION_LIFETIME:-1800}",
            description = "How long a session lives without a touch (SESSION_LIFETIME, default: 1800).")
    private String sessionLifetime;

    @Option(
            names = "--message-retention",
            paramLabel = "DAYS",
            defaultValue = "${env:MESSAGE_RETENTION:-30}",
            description = "How long messages are kept (MESSAGE_RETENTION, default: 30).")
    private String messageRetention;

    @Option(
            names = "--rate-limit",
            paramLabel = "COUNT",
            defaultValue = "${env:RATE_LIMIT}",
            description = "Requests per second of each client address, 0 for no limit"
                    + " (RATE_LIMIT, default: 0 on loopback, 100 elsewhere).")
    private String rateLimit;

    @Option(
            names = "--demo",
            paramLabel = "MISTAKE",
            split = ",",
            description = "Buttons on the dashboard that make mistakes: leak, hog or leak,hog.")
    private String[] demo = {};

    /** The settings; a wrong option is a {@link ParameterException} that names it. */
    ServiceSettings settings(Optional<String> adminToken) {
        DatabaseLocation location = location();
        int maximum = number("--pool-max (DB_POOL_MAX)", poolMaximum, 1, 1_000);
        InetSocketAddress address = new InetSocketAddress(bindAddress(), number("--port (PORT)", port, 0, 65_535));
        checkToken(adminToken, address);
        return new ServiceSettings(
                location,
                pool(location.dialect()),
                maximum,
                number("--pool-min (DB_POOL_MIN)", poolMinimum, 0, maximum),
                millis("--pool-idle-timeout (DB_POOL_IDLE_TIMEOUT)", idleTimeout),
                millis("--pool-acquire-timeout (DB_POOL_ACQUIRE_TIMEOUT)", acquireTimeout),
                address,
                adminToken,
                Duration.ofSeconds(number("--session-lifetime (SESSION_LIFETIME)", sessionLifetime, 1, 31_536_000)),
                Duration.ofDays(number("--message-retention (MESSAGE_RETENTION)", messageRetention, 1, 36_500)),
                rateLimit(address),
                mistakes(location.dialect()));
    }

    /** Its message leaves out the parameters of a URL, which may contain a password. */
    private DatabaseLocation location() {
        try {
            return DatabaseLocation.of(database);
        } catch (IllegalArgumentException unusable) {
            throw refused(
                    "--db (DB_PATH) must be a file, or a URL such as jdbc:postgresql://localhost:5432/app?user=app",
                    database.replaceFirst("\\?.*", ""));
        }
    }

    private PoolKind pool(Dialect dialect) {
        if (pool == null) {
            return dialect == Dialect.SQLITE ? PoolKind.SAFE : PoolKind.HIKARI;
        }
        PoolKind kind = choice("--pool (POOL)", PoolKind.class, pool);
        if (kind == PoolKind.SAFE && dialect != Dialect.SQLITE) {
            throw refused("--pool (POOL) must be hikari on PostgreSQL", pool);
        }
        return kind;
    }

    private int rateLimit(InetSocketAddress address) {
        if (rateLimit == null) {
            return address.getAddress().isLoopbackAddress() ? 0 : RATE_LIMIT_ELSEWHERE;
        }
        return number("--rate-limit (RATE_LIMIT)", rateLimit, 0, 1_000_000);
    }

    private Set<Demo.Mistake> mistakes(Dialect dialect) {
        Set<Demo.Mistake> mistakes = EnumSet.noneOf(Demo.Mistake.class);
        Arrays.stream(demo).forEach(name -> mistakes.add(choice("--demo", Demo.Mistake.class, name)));
        if (mistakes.contains(Demo.Mistake.HOG) && dialect != Dialect.SQLITE) {
            throw refused("--demo must be leak on PostgreSQL, where nobody can hold up all writers", "hog");
        }
        return mistakes;
    }

    private InetAddress bindAddress() {
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException unknown) {
            throw refused("--bind (BIND_ADDRESS) must be an address of this computer", bind);
        }
    }

    private void checkToken(Optional<String> adminToken, InetSocketAddress address) {
        if (adminToken.isEmpty() && !address.getAddress().isLoopbackAddress()) {
            throw refused("--bind (BIND_ADDRESS) must be a loopback address unless ADMIN_TOKEN is set", bind);
        }
        if (adminToken.isPresent() && adminToken.get().length() < SHORTEST_TOKEN) {
            throw new ParameterException(
                    spec.commandLine(), "ADMIN_TOKEN must have at least " + SHORTEST_TOKEN + " characters.");
        }
    }

    private Duration millis(String name, String text) {
        return Duration.ofMillis(number(name, text, 250, 3_600_000));
    }

    private int number(String name, String text, int min, int max) {
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // The message below says what is expected.
        }
        throw refused(name + " must be a whole number from " + min + " to " + max, text);
    }

    private <E extends Enum<E>> E choice(String name, Class<E> type, String text) {
        for (E value : type.getEnumConstants()) {
            if (value.name().toLowerCase(Locale.ROOT).equals(text)) {
                return value;
            }
        }
        String choices = String.join(
                " or ",
                Arrays.stream(type.getEnumConstants())
                        .map(value -> value.name().toLowerCase(Locale.ROOT))
                        .toList());
        throw refused(name + " must be " + choices, text);
    }

    private ParameterException refused(String rule, String value) {
        return new ParameterException(spec.commandLine(), rule + ", was \"" + value + "\".");
    }
}
