// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.counter;

import io.github.safesqlite.counter.Counter.Merge;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The value of one key in memory. Any thread adds; one at a time takes what is pending, and says when it is stored. What is
 * stored is noted beside the running value, which is never set back: so nothing that is added meanwhile is lost, and what was not
 * stored is simply pending still.
 *
 * <p>A cell that has left the map is retired. Who has added to it and sees that reports it once more, since it can not know
 * whether its value was taken before.
 */
abstract sealed class Cell {
    private volatile boolean retired;
    private boolean idle;

    static Cell of(Merge merge) {
        return switch (merge) {
            case SUM -> new Sum();
            case MAX -> new Extreme(true);
            case MIN -> new Extreme(false);
            case LAST -> new Last();
        };
    }

    abstract void add(long value);

    /** Takes what is pending, to be stored; empty if there is nothing. */
    abstract OptionalLong take();

    /** What was taken last is stored. */
    abstract void stored();

    /** What its key has, given what is stored. */
    abstract OptionalLong merged(OptionalLong inDatabase);

    /** Notes, for the one that takes, whether it found anything. */
    void idle(boolean nothingTaken) {
        idle = nothingTaken;
    }

    boolean isIdle() {
        return idle;
    }

    void retire() {
        retired = true;
    }

    boolean isRetired() {
        return retired;
    }

    private static final class Sum extends Cell {
        private final LongAdder all = new LongAdder();
        private long taken;
        private long stored;

        @Override
        void add(long value) {
            all.add(value);
        }

        @Override
        OptionalLong take() {
            taken = all.sum();
            return taken == stored ? OptionalLong.empty() : OptionalLong.of(taken - stored);
        }

        @Override
        void stored() {
            stored = taken;
        }

        @Override
        OptionalLong merged(OptionalLong inDatabase) {
            long pending = all.sum() - stored;
            return pending == 0 ? inDatabase : OptionalLong.of(inDatabase.orElse(0) + pending);
        }
    }

    private static final class Extreme extends Cell {
        private final boolean largest;
        private final long nothing;
        private final LongAccumulator value;
        private long taken;
        private long stored;

        Extreme(boolean largest) {
            this.largest = largest;
            this.nothing = largest ? Long.MIN_VALUE : Long.MAX_VALUE;
            this.value = new LongAccumulator(largest ? Math::max : Math::min, nothing);
            this.stored = nothing;
        }

        @Override
        void add(long given) {
            value.accumulate(given);
        }

        @Override
        OptionalLong take() {
            taken = value.get();
            return taken == stored ? OptionalLong.empty() : OptionalLong.of(taken);
        }

        @Override
        void stored() {
            stored = taken;
        }

        @Override
        OptionalLong merged(OptionalLong inDatabase) {
            long here = value.get();
            if (here == nothing || inDatabase.isEmpty()) {
                return here == nothing ? inDatabase : OptionalLong.of(here);
            }
            long there = inDatabase.getAsLong();
            return OptionalLong.of(largest ? Math.max(here, there) : Math.min(here, there));
        }
    }

    private static final class Last extends Cell {
        private volatile @Nullable Given last;
        private @Nullable Given taken;
        private @Nullable Given stored;

        /** Two that are equal are still two. */
        private static final class Given {
            private final long value;

            Given(long value) {
                this.value = value;
            }
        }

        @Override
        void add(long value) {
            last = new Given(value);
        }

        @Override
        OptionalLong take() {
            Given now = last;
            taken = now;
            return now == null || now == stored ? OptionalLong.empty() : OptionalLong.of(now.value);
        }

        @Override
        void stored() {
            stored = taken;
        }

        @Override
        OptionalLong merged(OptionalLong inDatabase) {
            Given now = last;
            return now == null || now == stored ? inDatabase : OptionalLong.of(now.value);
        }
    }
}
