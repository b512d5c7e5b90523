// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.counter;

import io.github.safesqlite.counter.Counter;
import io.github.safesqlite.counter.Counter.Merge;
import io.github.safesqlite.internal.batch.StatementText;
import io.github.safesqlite.internal.batch.StatementWrite;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** One counter: a cell for each key that is in use. Safe for use by multiple threads. */
final class MergedCounter implements Counter {
    private final MergedCounters owner;
    private final StatementText store;
    private final String read;
    private final Merge merge;
    private final int keySize;
    private final Map<CounterKey, Cell> cells = new ConcurrentHashMap<>();

    /** Cells that have left the map, and may have been added to since. */
    private final Queue<Pending> leftovers = new ConcurrentLinkedQueue<>();

    MergedCounter(MergedCounters owner, StatementText store, String read, Merge merge, int keySize) {
        this.owner = owner;
        this.store = store;
        this.read = read;
        this.merge = merge;
        this.keySize = keySize;
    }

    /** A cell with something to store, and the write that stores it. */
    static final class Pending {
        private final MergedCounter counter;
        private final CounterKey key;
        private final Cell cell;
        private @Nullable StatementWrite write;

        Pending(MergedCounter counter, CounterKey key, Cell cell) {
            this.counter = counter;
            this.key = key;
            this.cell = cell;
        }

        StatementWrite write() {
            return Objects.requireNonNull(write);
        }

        boolean isWritten() {
            return write().failure() == null;
        }

        boolean isSum() {
            return counter.merge == Merge.SUM;
        }

        /** A marker of the flush that writes it, or null if it can not be one. */
        @Nullable
        FlushMarker marker() {
            return isSum() && !counter.read.isEmpty() ? new FlushMarker(counter.read, key) : null;
        }

        /** It is known whether it is stored. */
        void settled(boolean stored) {
            if (stored) {
                cell.stored();
            } else if (cell.isRetired()) {
                counter.leftovers.add(this);
            }
        }
    }

    @Override
    public void add(long value, Object... key) {
        CounterKey known = keyOf(key);
        owner.adding();
        Cell cell = cells.get(known);
        if (cell == null) {
            cell = newCell(known);
        }
        cell.add(value);
        if (cell.isRetired()) {
            leftovers.add(new Pending(this, known, cell));
        }
        owner.added();
    }

    private CounterKey keyOf(Object... key) {
        CounterKey known = CounterKey.of(key);
        if (known.size() != keySize) {
            throw new IllegalArgumentException(
                    "the key has " + keySize + " columns, " + known.size() + " values were given");
        }
        return known;
    }

    private Cell newCell(CounterKey key) {
        owner.enter();
        Cell created = Cell.of(merge);
        Cell other = cells.putIfAbsent(key, created);
        if (other != null) {
            owner.left(1);
            return other;
        }
        return created;
    }

    @Override
    public OptionalLong read(Object... key) throws SQLException {
        if (read.isEmpty()) {
            throw new UnsupportedOperationException("a counter made of a statement can not be read: " + store.sql());
        }
        CounterKey known = keyOf(key);
        return owner.betweenFlushes(() -> {
            OptionalLong stored = owner.read(read, known);
            Cell cell = cells.get(known);
            OptionalLong merged = cell == null ? stored : cell.merged(stored);
            Set<Cell> seen = identitySet();
            for (Pending left : leftovers) {
                if (left.key.equals(known) && seen.add(left.cell)) {
                    merged = left.cell.merged(merged);
                }
            }
            return merged;
        });
    }

    // Of the flush, one thread at a time.

    /** Takes what is pending. Leftovers come first: they are older. */
    void take(Collection<Pending> taken) {
        Set<Cell> seen = identitySet();
        for (Pending left = leftovers.poll(); left != null; left = leftovers.poll()) {
            if (seen.add(left.cell)) {
                take(left, taken);
            }
        }
        cells.forEach((key, cell) -> take(new Pending(this, key, cell), taken));
    }

    private void take(Pending pending, Collection<Pending> taken) {
        OptionalLong value = pending.cell.take();
        pending.cell.idle(value.isEmpty());
        if (value.isPresent()) {
            pending.write = StatementWrite.of(store, pending.key.behind(value.getAsLong()));
            taken.add(pending);
        }
    }

    private static Set<Cell> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /**
     * Lets go of cells with nothing to store. How many.
     *
     * @param all whether those that were in use lately go too
     */
    int evict(boolean all) {
        int evicted = 0;
        for (Map.Entry<CounterKey, Cell> each : cells.entrySet()) {
            Cell cell = each.getValue();
            if ((all || cell.isIdle()) && cell.take().isEmpty()) {
                cells.remove(each.getKey());
                cell.retire();
                evicted++;
                // Who added just before that does not know of it.
                if (cell.take().isPresent()) {
                    leftovers.add(new Pending(this, each.getKey(), cell));
                }
            }
        }
        return evicted;
    }
}
