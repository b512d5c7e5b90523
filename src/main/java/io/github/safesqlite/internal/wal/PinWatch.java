// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.wal;

import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.internal.file.FileLocks;
import io.github.safesqlite.internal.leak.Checkout;
import io.github.safesqlite.internal.leak.LeakSubject;
import io.github.safesqlite.internal.leak.OpenRead;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.text.SqlText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the session that pins the write-ahead log, reports it once, and ends unused reads. Not thread-safe. */
final class PinWatch {
    private static final Log log = Log.named("io.github.safesqlite.wal");
    private static final int MEBIBYTE_BITS = 20;

    private final WalFile wal;
    private Map<OpenRead, Use> uses = new IdentityHashMap<>();
    private @Nullable OpenRead reported;
    private boolean reportedStranger;
    private long strangerSinceNanos;
    private boolean strangerSeen;

    PinWatch(WalFile wal) {
        this.wal = wal;
    }

    /** The oldest open read of one of {@code users}. */
    static @Nullable Pin oldest(List<WalUser> users) {
        Pin oldest = null;
        for (WalUser user : users) {
            for (Checkout checkout : user.leaks().open()) {
                OpenRead read = checkout.subject().openRead();
                if (read != null && (oldest == null || read.sinceNanos() - oldest.read.sinceNanos() < 0)) {
                    oldest = new Pin(user, checkout, read);
                }
            }
        }
        return oldest;
    }

    /** Reports who keeps a log over its limit from being reset. */
    void report(@Nullable Pin oldest, long walBytes, WalLimits limits, List<WalUser> users, long nowNanos) {
        String size = "%s has %d MiB (walSoftLimit=%d MiB) and cannot be reset"
                .formatted(wal, walBytes >> MEBIBYTE_BITS, limits.soft() >> MEBIBYTE_BITS);
        if (oldest == null) {
            reportStranger(users, size, nowNanos);
            return;
        }
        strangerSeen = false;
        Duration age = oldest.age(nowNanos);
        Duration threshold = oldest.user.config().pinThreshold().orElse(null);
        if (oldest.read != reported && threshold != null && age.compareTo(threshold) >= 0) {
            reported = oldest.read;
            boolean readsEnd = oldest.user.config().maxReadAge().isPresent();
            oldest.user.leaks().reportPin(oldest.checkout, oldest.read, age, size, readsEnd);
        }
    }

    // Nobody here reads, and still the log cannot be copied back.
    private void reportStranger(List<WalUser> users, String size, long nowNanos) {
        if (!strangerSeen) {
            strangerSeen = true;
            reportedStranger = false;
            strangerSinceNanos = nowNanos;
        }
        for (WalUser user : users) {
            Duration threshold = user.config().pinThreshold().orElse(null);
            if (!reportedStranger && threshold != null && nowNanos - strangerSinceNanos >= threshold.toNanos()) {
                reportedStranger = true;
                log.atWarn()
                        .addKeyValue("pool", user.config().poolName())
                        .addKeyValue("file", wal)
                        .log(
                                "{}: a reader outside this library has pinned the write-ahead log for more than {} ms (pinThreshold):"
                                        + " {}. {}.",
                                user.config().poolName(),
                                threshold.toMillis(),
                                reader(user),
                                size);
            }
        }
    }

    private static String reader(WalUser user) {
        Path file = user.source().file();
        return Optional.ofNullable(file)
                .flatMap(FileLocks.ofSystem()::readerOfLog)
                .map(FileLocks.Owner::name)
                .orElse("it is not known which; perhaps a database browser, a backup or an unwrapped connection");
    }

    /** The log is small, or can be reset. */
    void released() {
        strangerSeen = false;
    }

    /** Ends the reads that were not used for {@code maxReadAge}. */
    void endUnused(List<WalUser> users, long nowNanos) {
        Map<OpenRead, Use> seen = new IdentityHashMap<>();
        for (WalUser user : users) {
            Duration limit = user.config().maxReadAge().orElse(null);
            if (limit != null) {
                for (Checkout checkout : user.leaks().open()) {
                    look(user, checkout.subject(), limit, seen, nowNanos);
                }
            }
        }
        uses = seen;
    }

    private void look(WalUser user, LeakSubject session, Duration limit, Map<OpenRead, Use> seen, long nowNanos) {
        OpenRead read = session.openRead();
        if (read == null) {
            return;
        }
        int count = session.uses();
        Use before = uses.get(read);
        Use use = before == null || before.count != count || session.executingSql() != null
                ? new Use(count, nowNanos)
                : before;
        seen.put(read, use);
        if (nowNanos - use.sinceNanos >= limit.toNanos()) {
            Duration age = Duration.ofNanos(nowNanos - read.sinceNanos());
            var reason = SessionClosedException.readEnded(user.config().poolName(), session.sessionId(), age, limit);
            if (session.endRead(read, reason)) {
                warnOfEnd(user, session, read, reason);
            }
        }
    }

    private void warnOfEnd(WalUser user, LeakSubject session, OpenRead read, SessionClosedException reason) {
        String sql = read.sql() == null ? null : SqlText.abbreviate(read.sql());
        log.atWarn()
                .addKeyValue("pool", user.config().poolName())
                .addKeyValue("session", session.sessionId())
                .addKeyValue("thread", read.thread().getName())
                .addKeyValue("sql", sql)
                .log("{} It began with: {}", reason.getMessage(), sql);
    }

    /** A read and whose it is. */
    record Pin(WalUser user, Checkout checkout, OpenRead read) {
        Duration age(long nowNanos) {
            return Duration.ofNanos(nowNanos - read.sinceNanos());
        }
    }

    /** How often a session had been used, and since when it was not used again. */
    private record Use(int count, long sinceNanos) {}
}
