// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.management;

import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.management.SafeSqliteMXBean;
import io.github.safesqlite.snapshot.BatchWriterSnapshot;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import io.github.safesqlite.snapshot.PoolSnapshot;
import io.github.safesqlite.snapshot.WalSnapshot;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** The bean of one DataSource, from {@link #register} to {@link #close}. Safe for use by multiple threads. */
public final class ManagedDataSource implements SafeSqliteMXBean, AutoCloseable {
    private static final Log LOG = Log.named("io.github.safesqlite.jmx");

    private final ObjectName name;
    private final Controls controls;

    private ManagedDataSource(ObjectName name, Controls controls) {
        this.name = name;
        this.controls = controls;
    }

    /** The name under which a pool is registered. */
    public static ObjectName nameOf(String poolName) {
        String plain = poolName.matches("[\\w.-]+") ? poolName : ObjectName.quote(poolName);
        try {
            return new ObjectName("io.github.safesqlite:type=DataSource,name=" + plain);
        } catch (MalformedObjectNameException impossible) {
            throw new IllegalArgumentException("poolName cannot be used in a JMX name: " + poolName, impossible);
        }
    }

    /**
     * Registers a bean for a pool.
     *
     * @throws IllegalArgumentException if a bean of that name is registered already, as when two pools share a name
     */
    public static ManagedDataSource register(String poolName, Controls controls) {
        ManagedDataSource bean = new ManagedDataSource(nameOf(poolName), controls);
        try {
            server().registerMBean(bean, bean.name);
        } catch (InstanceAlreadyExistsException taken) {
            throw new IllegalArgumentException(
                    poolName + ": JMX already has " + bean.name
                            + ", most likely from another DataSource with this poolName"
                            + " that is still open. Give each DataSource its own poolName, or close the other one first.",
                    taken);
        } catch (JMException failure) {
            throw new IllegalArgumentException(poolName + ": could not be registered with JMX", failure);
        }
        return bean;
    }

    /** Takes the bean out. Can't throw. */
    @Override
    public void close() {
        try {
            server().unregisterMBean(name);
        } catch (JMException gone) {
            LOG.atDebug().addKeyValue("bean", name).setCause(gone).log("{} was not registered any more", name);
        }
    }

    private static MBeanServer server() {
        return ManagementFactory.getPlatformMBeanServer();
    }

    private DataSourceSnapshot picture() {
        return controls.snapshot();
    }

    private PoolSnapshot pool() {
        return picture().pool();
    }

    @Override
    public String getPoolName() {
        return picture().poolName();
    }

    @Override
    public String getFile() {
        return picture().file();
    }

    @Override
    public int getOpenSessions() {
        return picture().sessions().size();
    }

    @Override
    public int getIdleConnections() {
        return pool().idle();
    }

    @Override
    public int getActiveConnections() {
        return pool().active();
    }

    @Override
    public int getTotalConnections() {
        return pool().total();
    }

    @Override
    public int getThreadsAwaitingConnection() {
        return pool().pending();
    }

    @Override
    public long getWalBytes() {
        WalSnapshot wal = picture().wal();
        return wal == null ? 0 : wal.bytes();
    }

    @Override
    public int getWriteWaiters() {
        return picture().gate().waiters().size();
    }

    @Override
    public int getBatchDepth() {
        return picture().writers().stream().mapToInt(BatchWriterSnapshot::depth).sum();
    }

    @Override
    public long getBatchOldestMillis() {
        return picture().writers().stream()
                .mapToLong(writer -> writer.oldest().toMillis())
                .max()
                .orElse(0);
    }

    @Override
    public boolean isSuspended() {
        return pool().suspended();
    }

    @Override
    public String getAdvice() {
        return picture().advice();
    }

    @Override
    public String getSnapshot() {
        return picture().toString();
    }

    @Override
    public String getSnapshotJson() {
        return picture().toJson();
    }

    @Override
    public String getStatementCosts() {
        return controls.statementCosts().toString();
    }

    @Override
    public void resetStatementCosts() {
        controls.resetStatementCosts();
    }

    @Override
    public String collectedStatements() {
        return controls.collectedStatements();
    }

    @Override
    public void softEvictConnections() {
        controls.softEvict();
    }

    @Override
    public void suspendPool() {
        controls.suspend();
    }

    @Override
    public void resumePool() {
        controls.resume();
    }

    @Override
    public String checkpoint() {
        try {
            return controls.checkpoint().toString();
        } catch (SQLException failure) {
            // A console does not have the classes of this library, nor those of the driver.
            throw new IllegalStateException(failure.getMessage());
        }
    }

    @Override
    public boolean abortSession(long sessionId) {
        return controls.abort(sessionId);
    }
}
