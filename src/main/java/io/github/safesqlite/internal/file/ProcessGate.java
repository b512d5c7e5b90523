// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.time.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The write gate of a file as far as other processes take part in it: from the first DataSource that wants that to the last. Safe
 * for use by multiple threads.
 */
public final class ProcessGate implements SharedPart<Object> {
    private static final Log log = Log.named("io.github.safesqlite.pool");

    private final WriteGate gate;
    private final GateFile file;

    /** Guarded by whoever adds and removes users. */
    private int users;

    private ProcessGate(WriteGate gate, Path database) {
        this.gate = gate;
        this.file = new GateFile(database, Ticker.system());
    }

    /**
     * Has the writers of this process take turns with those of others, if that is configured and possible.
     *
     * @param file the database, or null if it is in memory
     * @return ends it
     */
    public static Runnable join(SqliteConfig config, SharedFile shared, @Nullable Path file) {
        if (!config.processGate() || config.readOnly() || file == null || NetworkCheck.isOnNetwork(file)) {
            return () -> {};
        }
        Path database = FileKey.realPath(file);
        return shared.join(ProcessGate.class, new Object(), () -> new ProcessGate(shared.gate(), database))::close;
    }

    @Override
    public void add(Object user) {
        if (users++ == 0) {
            gate.shareBetweenProcesses(file);
        }
    }

    @Override
    public boolean remove(Object user) {
        if (--users == 0) {
            gate.shareBetweenProcesses(null);
        }
        return users == 0;
    }

    @Override
    public void left(Object user, boolean last) {
        if (last) {
            try {
                file.close();
            } catch (IOException unimportant) {
                log.atDebug()
                        .addKeyValue("file", file.path())
                        .setCause(unimportant)
                        .log("\"{}\" failed to close", file.path());
            }
        }
    }
}
