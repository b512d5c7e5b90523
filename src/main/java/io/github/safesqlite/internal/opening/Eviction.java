// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.internal.log.Log;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.util.List;
import javax.sql.DataSource;

/** Evicts a connection that is no longer usable from a wrapped pool. */
final class Eviction {
    private static final Log log = Log.named("io.github.safesqlite.pool");

    /** HikariCP's and Commons DBCP's names for it; JDBC has none. */
    private static final List<String> NAMES = List.of("evictConnection", "invalidateConnection");

    private Eviction() {}

    /** Calls the pool's own method for it; a pool without one finds out by validation. Can't throw. */
    static void evict(DataSource pool, Connection connection) {
        for (String name : NAMES) {
            try {
                Method method = pool.getClass().getMethod(name, Connection.class);
                method.invoke(pool, connection);
                return;
            } catch (NoSuchMethodException | IllegalAccessException unknown) {
                log.atTrace()
                        .addKeyValue("source", pool.getClass().getName())
                        .log("{} has no usable method {}", pool.getClass(), name);
            } catch (InvocationTargetException failure) {
                log.atDebug()
                        .addKeyValue("source", pool.getClass().getName())
                        .setCause(failure)
                        .log("{} could not evict a connection", pool.getClass());
            }
        }
    }
}
