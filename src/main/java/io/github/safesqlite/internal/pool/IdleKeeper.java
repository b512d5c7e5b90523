// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.internal.background.Chore;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.file.SoleUse;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.opening.OldFile;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps a pool's idle connections few, young and ready. Safe for use by multiple threads. */
final class IdleKeeper implements AutoCloseable {
    private static final Log log = Log.named("io.github.safesqlite.pool");
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(1);

    private static final Duration ENDING = Duration.ofSeconds(2);

    private final PoolSettings settings;
    private final PoolSlots slots;
    private final PoolOpening opening;
    private final SoleUse soleUse;
    private final Ticker ticker;
    /** Held while connections are opened in advance. */
    private final ReentrantLock filling = new ReentrantLock();

    private @Nullable Chore chore;
    private boolean failing;

    IdleKeeper(PoolSettings settings, PoolSlots slots, PoolOpening opening, SoleUse soleUse, Ticker ticker) {
        this.settings = settings;
        this.slots = slots;
        this.opening = opening;
        this.soleUse = soleUse;
        this.ticker = ticker;
    }

    /** Does {@link #maintain} now and then, in the background. */
    void start() {
        Chore started = Chore.housekeeping(settings.poolName() + "-idle-connections", () -> {
            maintain();
            return settings.maintenancePeriod();
        });
        chore = started;
        started.within(Chore.AFTER_OPENING);
    }

    /** Closes what is idle for too long or too old, lets go of the memory of those that it keeps, then opens what is missing to minimumIdle. Can't throw. */
    void maintain() {
        List<Loan> old;
        List<Loan> unused;
        List<Loan> kept;
        slots.lock.lock();
        try {
            old = slots.removeIdle(0, this::isTooOld);
            unused = slots.removeIdle(settings.minimumIdle(), this::isIdleTooLong);
            kept = slots.idle();
        } finally {
            slots.lock.unlock();
        }
        old.forEach(loan -> loan.connection().close("too old"));
        unused.forEach(loan -> loan.connection().close("idle"));
        // Somebody may bind one of them now; to the driver that is two threads with one connection, which it lets wait.
        kept.stream()
                .filter(this::isIdleTooLong)
                .forEach(loan -> loan.connection().pages().shrink(loan.lastUsedNanos));
        fill();
    }

    /** Closes what is idle, since a connection needs the file to itself. Can't throw. */
    void closeIdle() {
        List<Loan> idle;
        slots.lock.lock();
        try {
            idle = slots.removeIdle(0, loan -> true);
        } finally {
            slots.lock.unlock();
        }
        idle.forEach(loan -> loan.connection().close("another connection needs the file to itself"));
    }

    /** Closes what is idle, and the others when they are given back. Can't throw. */
    void evictAll() {
        evictAll("evicted", connection -> {});
    }

    /**
     * The same, and waits for one that is being opened in advance, which is evicted too. If the pool is suspended, what others have
     * open of the file and do not use, such as the connection that runs checkpoints, is closed as well. Can't throw.
     */
    void softEvict() {
        filling.lock();
        try {
            evictAll();
        } finally {
            filling.unlock();
        }
        if (slots.suspended) {
            soleUse.closeIdle();
        }
    }

    /** The same because the file was replaced. Can't throw. */
    void leaveOldFile() {
        evictAll("the file was replaced", OldFile::emptyLog);
    }

    private void evictAll(String reason, Consumer<PhysicalConnection> beforeClose) {
        List<Loan> evicted;
        slots.lock.lock();
        try {
            slots.bound().forEach(loan -> loan.connection().discard(reason));
            evicted = slots.removeIdle(0, loan -> true);
        } finally {
            slots.lock.unlock();
        }
        for (Loan loan : evicted) {
            beforeClose.accept(loan.connection());
            loan.connection().close(reason);
        }
    }

    /** Whether the connection has lived for maxLifetime. */
    boolean isTooOld(Loan loan) {
        return settings.maxLifetime().isPresent()
                && isOver(settings.maxLifetime(), loan.connection().openedNanos());
    }

    private boolean isIdleTooLong(Loan loan) {
        return isOver(settings.idleTimeout(), loan.lastUsedNanos);
    }

    private boolean isOver(Optional<Duration> limit, long sinceNanos) {
        return limit.isPresent() && ticker.nanos() - sinceNanos >= limit.get().toNanos();
    }

    private void fill() {
        filling.lock();
        try {
            Slot slot = reserve();
            while (slot != null) {
                opening.openIdle(slot, Deadline.after(ticker, OPEN_LIMIT));
                slot = reserve();
            }
            failing = false;
        } catch (SQLException failure) {
            if (!failing) {
                log.atWarn()
                        .addKeyValue("pool", settings.poolName())
                        .setCause(failure)
                        .log("{}: could not open an idle connection in advance", settings.poolName());
            }
            failing = true;
        } finally {
            filling.unlock();
        }
    }

    private @Nullable Slot reserve() {
        slots.lock.lock();
        try {
            return !slots.closed && !soleUse.isTaken() && slots.wantsIdle() ? slots.reserve(Need.READER) : null;
        } finally {
            slots.lock.unlock();
        }
    }

    @Override
    public void close() {
        if (chore != null) {
            chore.end();
            chore.awaitEnd(ENDING);
        }
    }
}
