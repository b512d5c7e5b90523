// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.batch;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** How a {@link BatchWriter} queues and writes. Immutable. */
public final class BatchWriterOptions {
    private static final BatchWriterOptions DEFAULTS = builder().build();

    private final Builder values;

    private BatchWriterOptions(Builder values) {
        this.values = values;
    }

    /** The defaults that the setters of {@link Builder} name. */
    public static BatchWriterOptions defaults() {
        return DEFAULTS;
    }

    /** Begins with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** See {@link Builder#name}. */
    public String name() {
        return values.name;
    }

    /** See {@link Builder#capacity}. */
    public int capacity() {
        return values.capacity;
    }

    /** See {@link Builder#maxBytes}. */
    public long maxBytes() {
        return values.maxBytes;
    }

    /** See {@link Builder#batchSize}. */
    public int batchSize() {
        return values.batchSize;
    }

    /** See {@link Builder#linger}. */
    public Duration linger() {
        return values.linger;
    }

    /** See {@link Builder#overflow}. */
    public Overflow overflow() {
        return values.overflow;
    }

    /** See {@link Builder#maxBlock}. */
    public Duration maxBlock() {
        return values.maxBlock;
    }

    /** See {@link Builder#background}. */
    public boolean background() {
        return values.background;
    }

    /** See {@link Builder#executor}; null is the library's own. */
    public @Nullable Executor executor() {
        return values.executor;
    }

    @Override
    public String toString() {
        return "BatchWriterOptions(name=" + name() + ", capacity=" + capacity() + ", maxBytes=" + maxBytes()
                + ", batchSize=" + batchSize() + ", linger=" + linger() + ", overflow=" + overflow() + ", maxBlock="
                + maxBlock() + ", background=" + background() + ")";
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private String name = "batch";
        private int capacity = 1024;
        private long maxBytes = 16L << 20;
        private int batchSize = 128;
        private Duration linger = Duration.ofMillis(50);
        private Overflow overflow = Overflow.BLOCK;
        private Duration maxBlock = Duration.ofSeconds(30);
        private boolean background;
        private @Nullable Executor executor;

        private Builder() {}

        /** What messages and metrics call it; {@code batch} by default. */
        public Builder name(String value) {
            name = Objects.requireNonNull(value, "name");
            return this;
        }

        /** How many writes wait at most; 1,024 by default. */
        public Builder capacity(int value) {
            capacity = value;
            return this;
        }

        /** How many bytes, by estimate, the writes that wait or are being written take at most; 16 MiB by default. */
        public Builder maxBytes(long value) {
            maxBytes = value;
            return this;
        }

        /** How many writes are committed together at most; 128 by default. */
        public Builder batchSize(int value) {
            batchSize = value;
            return this;
        }

        /**
         * How long an idle writer waits for more before it writes a batch that is not full; 50 ms by default. What has queued
         * during a commit is the next batch, without a wait. Zero is for those who wait for each future.
         */
        public Builder linger(Duration value) {
            linger = Objects.requireNonNull(value, "linger");
            return this;
        }

        /** What is done with a write for which there is no room; {@code BLOCK} by default. */
        public Builder overflow(Overflow value) {
            overflow = Objects.requireNonNull(value, "overflow");
            return this;
        }

        /** How long {@code submit} waits for room with {@code BLOCK}; 30 s by default. */
        public Builder maxBlock(Duration value) {
            maxBlock = Objects.requireNonNull(value, "maxBlock");
            return this;
        }

        /**
         * Whether its transactions let interactive writers enter the write gate first, as with the client info property
         * {@code safesqlite.priority}; false by default.
         */
        public Builder background(boolean value) {
            background = value;
            return this;
        }

        /** Where futures complete; by default on threads of the library named {@code safesqlite-completion}. */
        public Builder executor(@Nullable Executor value) {
            executor = value;
            return this;
        }

        /**
         * The options.
         *
         * @throws IllegalArgumentException if they make no sense; the message says why
         */
        public BatchWriterOptions build() {
            require(!name.isBlank() && name.indexOf('\n') < 0, "name must be one line and not blank");
            require(batchSize > 0, "batchSize must be at least 1, was " + batchSize);
            require(capacity > 0, "capacity must be at least 1, was " + capacity);
            require(
                    capacity >= batchSize,
                    "capacity (" + capacity + ") must not be less than batchSize (" + batchSize
                            + "): a batch would never be full");
            require(maxBytes > 0, "maxBytes must be at least 1, was " + maxBytes);
            require(!linger.isNegative(), "linger must not be negative, was " + linger);
            require(!maxBlock.isNegative(), "maxBlock must not be negative, was " + maxBlock);
            require(
                    overflow != Overflow.BLOCK || !maxBlock.isZero(),
                    "maxBlock must not be zero with overflow=BLOCK; use overflow=FAIL to never wait");
            return new BatchWriterOptions(copy());
        }

        private static void require(boolean holds, String message) {
            if (!holds) {
                throw new IllegalArgumentException(message);
            }
        }

        private Builder copy() {
            Builder copy = new Builder();
            copy.name = name;
            copy.capacity = capacity;
            copy.maxBytes = maxBytes;
            copy.batchSize = batchSize;
            copy.linger = linger;
            copy.overflow = overflow;
            copy.maxBlock = maxBlock;
            copy.background = background;
            copy.executor = executor;
            return copy;
        }
    }
}
