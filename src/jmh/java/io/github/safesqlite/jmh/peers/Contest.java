// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh.peers;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** One contender at one workload. */
final class Contest implements AutoCloseable {
    private final Contender contender;
    private final Workload workload;
    private final Contender.DataSources open;
    private volatile boolean isOver;

    /** Opens it on a file that has the tables. */
    Contest(Contender contender, Workload workload, Path file) throws Exception {
        this.contender = contender;
        this.workload = workload;
        this.open = contender.open(file, workload.synchronous);
    }

    /** Makes the tables in a new file. */
    static void create(Contender contender, Workload workload, Path file) throws Exception {
        try (Contest contest = new Contest(contender, workload, file)) {
            Workload.create(contest.open.writing());
        }
    }

    /** Works with so many threads, a bare one with one, for so many milliseconds. */
    Score run(int threads, long millis) throws InterruptedException {
        return runThreads(contender.isBare() ? 1 : threads, millis);
    }

    private Score runThreads(int threads, long millis) throws InterruptedException {
        isOver = false;
        CountDownLatch start = new CountDownLatch(1);
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            workers.add(new Worker(start, false));
        }
        Worker beside = workload.hasWriterBeside() && !contender.isBare() ? new Worker(start, true) : null;
        workers.forEach(Worker::start);
        if (beside != null) {
            beside.start();
        }
        long begin = System.nanoTime();
        start.countDown();
        Thread.sleep(millis);
        isOver = true;
        long nanos = System.nanoTime() - begin;
        for (Worker worker : workers) {
            worker.join();
        }
        if (beside != null) {
            beside.join();
        }
        return Score.of(workers.stream().map(worker -> worker.times).toList(), failures(workers), nanos);
    }

    private static long failures(List<Worker> workers) {
        return workers.stream().mapToLong(worker -> worker.failures).sum();
    }

    @Override
    public void close() throws Exception {
        open.owner().close();
    }

    private final class Worker extends Thread {
        private final CountDownLatch start;
        private final boolean isBeside;
        private final Latencies times = new Latencies();
        private @Nullable Session kept;
        private long failures;

        Worker(CountDownLatch start, boolean isBeside) {
            this.start = start;
            this.isBeside = isBeside;
        }

        @Override
        public void run() {
            try {
                start.await();
            } catch (InterruptedException stopped) {
                return;
            }
            while (!isOver) {
                long begin = System.nanoTime();
                try {
                    unit();
                    times.add(System.nanoTime() - begin);
                } catch (SQLException failed) {
                    failures++;
                }
            }
            endKept();
        }

        private void unit() throws SQLException {
            try (Session session = session()) {
                if (isBeside) {
                    Workload.add(session, "account", Workload.anyAccount());
                } else {
                    workload.unit(session);
                }
            }
        }

        private Session session() throws SQLException {
            if (!contender.isBare()) {
                return Session.of(isBeside || workload.writes ? open.writing() : open.reading());
            }
            Session session = kept;
            if (session == null) {
                session = Session.kept(open.writing());
                kept = session;
            }
            return session;
        }

        private void endKept() {
            Session session = kept;
            if (session != null) {
                try {
                    session.connection().close();
                } catch (SQLException atTheEnd) {
                    failures++;
                }
            }
        }
    }
}
