// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The types that users of the library name in their code. Everything else is under {@code internal}. */
class PublicSurfaceTest {
    private static final String ROOT = "io.github.safesqlite.";
    private static final int MOST = 72;

    private static final Set<String> TYPES = new TreeSet<>(Set.of(
            "BackupOptions",
            "ConcurrencySafeSqliteDataSource",
            "Maintenance",
            "Retention",
            "SafeSqliteDriver",
            "TenantDataSource",
            "TenantOptions",
            "TransactionRetry",
            "batch.BatchWriter",
            "batch.BatchWriterException",
            "batch.BatchWriterOptions",
            "batch.Overflow",
            "batch.WriteResult",
            "change.Changes",
            "change.TableChange",
            "config.AdaptiveConfig",
            "config.BeginMode",
            "config.CheckpointConfig",
            "config.ConnectionCustomizer",
            "config.FileReplaced",
            "config.LeakStacks",
            "config.LoadableExtension",
            "config.MaintenanceConfig",
            "config.NetworkFilesystem",
            "config.PragmaMismatch",
            "config.Profile",
            "config.SqliteConfig",
            "config.SqliteConfigBuilder",
            "config.SqliteConfigException",
            "config.TransactionNames",
            "config.UnsafeSqlite",
            "counter.Counter",
            "counter.Counters",
            "counter.CountersOptions",
            "error.BackupException",
            "error.BusyException",
            "error.ConnectionTimeoutException",
            "error.DatabaseGoneException",
            "error.NestedWriteException",
            "error.OpenFailedException",
            "error.ReadOnlySessionException",
            "error.SessionClosedException",
            "error.StaleSnapshotException",
            "error.StatementCancelledException",
            "error.StorageException",
            "error.TransactionAbortedException",
            "error.WriteDeadlockException",
            "error.WriteGateTimeoutException",
            "event.BatchReport",
            "event.CheckpointReport",
            "event.HolderInfo",
            "event.InlineListener",
            "event.LeakReport",
            "event.MaintenanceReport",
            "event.SelfCheckReport",
            "event.SessionUse",
            "event.SqliteListener",
            "junit.AllowLeaks",
            "junit.LeakAssertions",
            "junit.LeakError",
            "junit.LeakExtension",
            "management.SafeSqliteMXBean",
            "snapshot.BatchWriterSnapshot",
            "snapshot.DataSourceSnapshot",
            "snapshot.GateSnapshot",
            "snapshot.PoolSnapshot",
            "snapshot.SessionSnapshot",
            "snapshot.StatementCosts",
            "snapshot.TenantsSnapshot",
            "snapshot.TransactionSnapshot",
            "snapshot.WalSnapshot",
            "spring.SqliteTest"));

    private static final Pattern PUBLIC =
            Pattern.compile("^public .*\\b(class|interface|@interface|enum|record) ", Pattern.MULTILINE);

    static Set<String> types() {
        return TYPES;
    }

    @Test
    void onlyTheseTypesArePublic() throws Exception {
        Set<String> found = new TreeSet<>();
        for (Path file : Sources.in(Sources.MAIN)) {
            String name = Sources.MAIN
                    .relativize(file)
                    .toString()
                    .replace(file.getFileSystem().getSeparator(), ".")
                    .replaceFirst("\\.java$", "");
            if (!name.contains(".internal.")
                    && PUBLIC.matcher(Files.readString(file)).find()) {
                found.add(name.substring(ROOT.length()));
            }
        }
        assertEquals(TYPES, found, "a type that no user names belongs under internal");
        assertTrue(TYPES.size() <= MOST, () -> TYPES.size() + " public types are too many");
    }

    /** A user can name what the public members of these types take and give. */
    @ParameterizedTest
    @MethodSource("types")
    void membersDoNotShowInternalTypes(String name) throws Exception {
        List<String> internal = new ArrayList<>();
        Class<?> type = Class.forName(ROOT + name);
        Stream.concat(Stream.of(type), Arrays.stream(type.getClasses())).forEach(shown -> {
            for (Method method : shown.getMethods()) {
                collect(internal, method.toString(), method.getParameterTypes());
                collect(internal, method.toString(), method.getReturnType());
                collect(internal, method.toString(), method.getExceptionTypes());
            }
            for (Constructor<?> constructor : shown.getConstructors()) {
                collect(internal, constructor.toString(), constructor.getParameterTypes());
            }
            for (Field field : shown.getFields()) {
                collect(internal, field.toString(), field.getType());
            }
        });
        assertEquals(List.of(), internal);
    }

    private static void collect(List<String> internal, String member, Class<?>... types) {
        for (Class<?> type : types) {
            boolean hidden = type.getName().startsWith(ROOT) && !Modifier.isPublic(type.getModifiers());
            if (hidden || type.getName().startsWith(ROOT + "internal.")) {
                internal.add(member);
            }
        }
    }
}
