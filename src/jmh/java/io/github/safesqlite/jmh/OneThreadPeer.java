// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.IntToLongFunction;
import javax.sql.DataSource;

/** One peer at one work. It crosses the border of its class loader as types of the JDK. */
public final class OneThreadPeer implements IntToLongFunction, AutoCloseable {
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    private final OneThreadWork work;
    private final DataSource dataSource;

    /** Opens it. */
    public OneThreadPeer(String peer, String work, Path file) throws SQLException {
        this.work = OneThreadWork.valueOf(work);
        this.dataSource = Peer.valueOf(peer).open(file);
        OneThreadWork.create(dataSource);
    }

    /** Runs a round; the processor time that it took, in nanoseconds. */
    @Override
    public long applyAsLong(int round) {
        long start = CLOCK.getCurrentThreadCpuTime();
        try {
            work.run(dataSource, round);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        return CLOCK.getCurrentThreadCpuTime() - start;
    }

    @Override
    public void close() throws Exception {
        ((AutoCloseable) dataSource).close();
    }

    /** One whose classes nobody else uses. */
    static Isolated isolated(Peer peer, OneThreadWork work, Path file) throws Exception {
        return Isolated.of(OneThreadPeer.class, peer.name(), work.name(), file);
    }

    /** Runs a round of an isolated one; the processor time that it took. */
    static long run(Isolated peer, int round) {
        return ((IntToLongFunction) peer.object()).applyAsLong(round);
    }
}
