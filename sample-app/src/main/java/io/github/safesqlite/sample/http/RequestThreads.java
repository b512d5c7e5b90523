// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.http;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs requests in the order of their arrival, in a few threads: if each request had its own thread, the scheduler would
 * let some of them wait much longer than others. A request that takes long, such as one that waits for the writer, is
 * held up. Its thread does not count, so that the requests behind it still find one.
 */
final class RequestThreads implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RequestThreads.class);
    private static final long HELD_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final int usual;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition watch = lock.newCondition();
    private final Queue<Runnable> queue = new ArrayDeque<>();
    private final Set<Worker> workers = new HashSet<>();
    private int idle;
    private int running;
    private int started;
    private boolean watched;
    private boolean closed;

    /** Has {@code usual} threads that are not held up, and at most {@code most} threads. */
    RequestThreads(int usual, int most) {
        this.usual = usual;
        this.most = most;
        start(this::addThreadsWhereRequestsWait, "http-watch");
    }

    /** How many requests run or wait for a thread. */
    int load() {
        lock.lock();
        try {
            return queue.size() + running;
        } finally {
            lock.unlock();
        }
    }

    /** How many threads there are. */
    int size() {
        lock.lock();
        try {
            return workers.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void execute(Runnable request) {
        lock.lock();
        try {
            queue.add(request);
            if (queue.size() > idle && workers.size() < usual) {
                addWorker();
            } else {
                findWorker();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Wakes up a thread for a request that is queued, or sees to it that there will be one. */
    private void findWorker() {
        work.signal();
        if (queue.size() > idle && !watched) {
            watched = true;
            watch.signal();
        }
    }

    private void addWorker() {
        Worker worker = new Worker();
        start(worker, "http-" + ++started);
        workers.add(worker);
    }

    private static void start(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void addThreadsWhereRequestsWait() {
        lock.lock();
        try {
            while (!closed) {
                if (watched) {
                    watch.awaitNanos(HELD_UP_NANOS / 2);
                    addMissingWorkers();
                    watched = !queue.isEmpty();
                } else {
                    watch.await();
                }
            }
        } catch (InterruptedException unexpected) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void addMissingWorkers() {
        int missing = Math.min(usual - countNotHeldUp(), most - workers.size());
        for (int i = Math.min(missing, queue.size()); i > 0; i--) {
            addWorker();
        }
    }

    private int countNotHeldUp() {
        long now = System.nanoTime();
        int count = 0;
        for (Worker worker : workers) {
            if (!worker.isHeldUp(now)) {
                count++;
            }
        }
        return count;
    }

    /** One of the threads. Its fields are guarded by the lock. */
    private final class Worker implements Runnable {
        private boolean busy;
        private long since;

        @Override
        public void run() {
            for (Runnable request = next(); request != null; request = next()) {
                try {
                    request.run();
                } catch (RuntimeException | Error failure) {
                    LOG.error("a request failed outside its handler", failure);
                }
            }
        }

        /** Waits for a request; null if this thread is to end. */
        private Runnable next() {
            lock.lock();
            try {
                if (busy) {
                    busy = false;
                    running--;
                }
                while (queue.isEmpty() && !closed && !isSurplus()) {
                    idle++;
                    work.awaitUninterruptibly();
                    idle--;
                }
                if (queue.isEmpty() || isSurplus()) {
                    workers.remove(this);
                    // The call to wake up may have been meant for it.
                    if (!queue.isEmpty()) {
                        findWorker();
                    }
                    return null;
                }
                busy = true;
                running++;
                since = System.nanoTime();
                return queue.remove();
            } finally {
                lock.unlock();
            }
        }

        private boolean isSurplus() {
            return workers.size() > usual && countNotHeldUp() > usual;
        }

        private boolean isHeldUp(long now) {
            return busy && now - since >= HELD_UP_NANOS;
        }
    }

    /** Lets each thread end when nothing is queued any more. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
            watch.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
