// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.IntToLongFunction;
import java.util.stream.Stream;
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

    /** A peer whose classes nobody else uses, the driver's included. */
    record Isolated(URLClassLoader classes, Object peer) {
        long run(int round) {
            return ((IntToLongFunction) peer).applyAsLong(round);
        }

        void close() throws Exception {
            ((AutoCloseable) peer).close();
            classes.close();
        }
    }

    static Isolated isolated(Peer peer, OneThreadWork work, Path file) throws Exception {
        URL[] path = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(OneThreadPeer::url)
                .toArray(URL[]::new);
        var classes = new URLClassLoader(path, ClassLoader.getPlatformClassLoader());
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(classes);
        try {
            return new Isolated(
                    classes,
                    classes.loadClass(OneThreadPeer.class.getName())
                            .getConstructor(String.class, String.class, Path.class)
                            .newInstance(peer.name(), work.name(), file));
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }
}
