// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs many threads to hand something to another thread and to wait for it, without a database. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class HandOver {
    private static final long REST_NANOS = 1_000_000;

    private final Queue<CompletableFuture<Integer>> queue = new ConcurrentLinkedQueue<>();
    private volatile boolean resting;
    private volatile boolean ended;
    private Thread taker;

    /** Starts the other thread. */
    @Setup(Level.Trial)
    public void start() {
        taker = new Thread(this::take, "taker");
        taker.start();
    }

    /** Ends it. */
    @TearDown(Level.Trial)
    public void end() throws InterruptedException {
        ended = true;
        taker.join();
    }

    private void take() {
        while (!ended) {
            CompletableFuture<Integer> next = queue.poll();
            if (next != null) {
                next.complete(1);
            } else {
                resting = true;
                if (queue.isEmpty()) {
                    LockSupport.parkNanos(REST_NANOS);
                }
                resting = false;
            }
        }
    }

    /** Hands over and waits. */
    @Benchmark
    @Threads(500)
    public Integer handOverAndWait() {
        CompletableFuture<Integer> future = new CompletableFuture<>();
        queue.add(future);
        if (resting) {
            LockSupport.unpark(taker);
        }
        return future.join();
    }
}
