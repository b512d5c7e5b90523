// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.fault;

import io.github.safesqlite.config.ConnectionCustomizer;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.InvocationHandlerAdapter;
import net.bytebuddy.matcher.ElementMatchers;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;
import org.sqlite.core.SafeStmtPtr;

/**
 * Puts itself between the driver's Java side and its native side, counts the calls and lets one of them fail. It comes in as
 * a connection customizer, so that everything above, the pool included, is the real thing.
 */
final class FaultyDriver implements ConnectionCustomizer {
    /** How the chosen call fails. */
    enum Fault {
        /** SQLite is busy once. */
        BUSY(5, false),
        /** The disk fails, and what was begun stays. */
        IO_ERROR(10, false),
        /** The disk fails, and SQLite rolls the transaction back. */
        IO_ERROR_ROLLBACK(10, true),
        /** The disk is full, and SQLite rolls the transaction back. */
        FULL_ROLLBACK(13, true),
        /** The driver, or what it calls, has a bug. */
        EXCEPTION(0, false),
        /** The machine is out of memory. */
        ERROR(0, false);

        private final int code;
        private final boolean rollsBack;

        Fault(int code, boolean rollsBack) {
            this.code = code;
            this.rollsBack = rollsBack;
        }

        private void throwIfUnchecked() {
            if (this == EXCEPTION) {
                throw new IllegalStateException("injected");
            }
            if (this == ERROR) {
                throw new OutOfMemoryError("injected");
            }
        }
    }

    /** Work in memory: the driver's own BEGIN and COMMIT around nothing, and a counter. They never touch the disk or a lock. */
    private static final Set<String> WITHOUT_FILE = Set.of("begin;", "commit;", "SELECT last_insert_rowid()");

    private static final Map<DB, InvocationTarget> TARGETS = Collections.synchronizedMap(new WeakHashMap<>());
    private static final Constructor<? extends DB> SUBCLASS = subclass();
    private static final ThreadLocal<InvocationTarget> CREATING = new ThreadLocal<>();

    private final AtomicInteger calls = new AtomicInteger();
    private final Fault fault;
    private volatile int failing;
    private volatile @Nullable Breakdown breakdown;

    /** All that begins with these words fails with this code, until it is mended. */
    private record Breakdown(String words, int code, boolean rollsBack, boolean applies, boolean spreads) {}

    FaultyDriver(Fault fault) {
        this.fault = fault;
    }

    /** A configuration with it. No connection is opened in advance: it would meet a failure, or be counted, at any moment. */
    SqliteConfigBuilder config(Path file) {
        return SqliteConfig.builder(file).minimumIdle(0).connectionCustomizer(this);
    }

    /** Lets call number {@code n} from now on fail; 0 lets none fail. */
    void failCall(int n) {
        calls.set(0);
        failing = n;
    }

    /** Whether the chosen call has come. */
    boolean hasFailed() {
        return failing > 0 && calls.get() >= failing;
    }

    /** From now on each statement that begins with these words fails. */
    void breakDown(String words, int code, boolean rollsBack) {
        breakdown = new Breakdown(words.toUpperCase(Locale.ROOT), code, rollsBack, false, false);
    }

    /** From now on each statement that begins with these words does its work, and then says that it has failed. */
    void failAfterwards(String words, int code) {
        breakdown = new Breakdown(words.toUpperCase(Locale.ROOT), code, false, true, false);
    }

    /** The same, and from the first of them on all other statements fail. */
    void failAfterwardsForGood(String words, int code) {
        breakdown = new Breakdown(words.toUpperCase(Locale.ROOT), code, false, true, true);
    }

    /** The cause of the breakdown is gone. */
    void mend() {
        breakdown = null;
    }

    private @Nullable Breakdown breakdownOf(@Nullable String sql) {
        Breakdown broken = breakdown;
        return broken != null && sql != null && sql.toUpperCase(Locale.ROOT).startsWith(broken.words) ? broken : null;
    }

    private boolean isFailing() {
        return failing > 0 && calls.incrementAndGet() == failing;
    }

    @Override
    public void customize(Connection raw) throws SQLException {
        if (isFailing()) {
            fault.throwIfUnchecked();
            throw DB.newSQLException(fault.code, "injected while opening");
        }
        try {
            Field field = SQLiteConnection.class.getDeclaredField("db");
            field.setAccessible(true);
            DB driver = (DB) field.get(raw);
            InvocationTarget target = new InvocationTarget(this, driver);
            CREATING.set(target);
            DB faulty = SUBCLASS.newInstance(driver.getUrl(), "", new SQLiteConfig());
            target.faulty = faulty;
            TARGETS.put(faulty, target);
            faulty.open("", 0);
            field.set(raw, faulty);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the driver has changed", e);
        }
    }

    private static final class InvocationTarget {
        final FaultyDriver faults;
        final DB driver;
        final Set<Long> running = ConcurrentHashMap.newKeySet();
        final Map<Long, String> texts = new ConcurrentHashMap<>();
        final Set<Long> pointersWithoutFile = ConcurrentHashMap.newKeySet();
        volatile DB faulty;

        InvocationTarget(FaultyDriver faults, DB driver) {
            this.faults = faults;
            this.driver = driver;
        }

        Object call(Method method, Object[] arguments) throws Throwable {
            String name = method.getName();
            if (name.equals("_open")) {
                return null; // It is open.
            }
            if (name.equals("_close")) {
                // SQLite closes no connection that has statements, and the driver had some before the faults came in.
                driver.close();
                return null;
            }
            Breakdown broken = faults.breakdownOf(running(name, arguments));
            if (broken != null && broken.applies) {
                method.setAccessible(true);
                method.invoke(driver, arguments);
                if (broken.spreads) {
                    faults.breakDown("", broken.code, false);
                }
                return failed(name, broken.code);
            }
            if (broken != null) {
                if (name.equals("step")) {
                    haltIfRunning((Long) arguments[0]);
                }
                if (broken.rollsBack) {
                    rollBack();
                }
                return failed(name, broken.code);
            }
            if (canFail(name, arguments) && faults.isFailing()) {
                if (name.equals("step")) {
                    haltIfRunning((Long) arguments[0]);
                }
                faults.fault.throwIfUnchecked();
                if (faults.fault.rollsBack) {
                    rollBack();
                }
                return failed(name, faults.fault.code);
            }
            try {
                method.setAccessible(true);
                Object result = method.invoke(driver, arguments);
                notePosition(name, arguments, result);
                return result instanceof SafeStmtPtr pointer ? adopted(pointer, (String) arguments[0]) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        /** The text that the call runs, or null if it runs none. */
        private @Nullable String running(String name, Object[] arguments) {
            if (!canFail(name, arguments)) {
                return null;
            }
            return switch (name) {
                case "step" -> texts.get((Long) arguments[0]);
                case "_exec" -> (String) arguments[0];
                default -> null;
            };
        }

        private static int failed(String name, int code) throws SQLException {
            if (name.equals("step")) {
                return code;
            }
            throw DB.newSQLException(code, "injected");
        }

        private void notePosition(String name, Object[] arguments, Object result) {
            if (name.equals("step") && result.equals(Codes.SQLITE_ROW)) {
                running.add((Long) arguments[0]);
            } else if (name.equals("step") || name.equals("reset") || name.equals("finalize")) {
                running.remove((Long) arguments[0]);
            }
        }

        /** A statement between two rows is ended by SQLite itself when it fails, which undoes what it did. */
        private void haltIfRunning(long statement) throws SQLException {
            if (running.remove(statement)) {
                driver.interrupt();
                driver.step(statement);
            }
        }

        private void rollBack() {
            try {
                driver._exec("ROLLBACK");
            } catch (SQLException nothingOpen) {
                // So there is nothing to undo.
            }
        }

        private boolean canFail(String name, Object[] arguments) {
            return switch (name) {
                case "prepare" -> !isWithoutFile((String) arguments[0]);
                case "step" -> !pointersWithoutFile.contains((Long) arguments[0]);
                case "_exec" -> true;
                default -> false;
            };
        }

        /** Rows that were read out before are given as literals. */
        private static boolean isWithoutFile(String sql) {
            return WITHOUT_FILE.contains(sql) || sql.startsWith("SELECT column1 AS ");
        }

        private SafeStmtPtr adopted(SafeStmtPtr pointer, String sql) throws ReflectiveOperationException {
            long address = address(pointer);
            texts.put(address, sql);
            if (isWithoutFile(sql)) {
                pointersWithoutFile.add(address);
            } else {
                pointersWithoutFile.remove(address);
            }
            return new SafeStmtPtr(faulty, address);
        }

        private static long address(SafeStmtPtr pointer) throws ReflectiveOperationException {
            Field field = SafeStmtPtr.class.getDeclaredField("ptr");
            field.setAccessible(true);
            return field.getLong(pointer);
        }
    }

    private static Object route(Object self, Method method, Object[] arguments) throws Throwable {
        InvocationTarget target = TARGETS.get((DB) self);
        return (target == null ? CREATING.get() : target).call(method, arguments);
    }

    private static Constructor<? extends DB> subclass() {
        try {
            return new ByteBuddy()
                    .subclass(DB.class)
                    .name("org.sqlite.core.FaultyDb")
                    .modifiers(Modifier.PUBLIC)
                    .method(ElementMatchers.isAbstract())
                    .intercept(InvocationHandlerAdapter.of(FaultyDriver::route))
                    .make()
                    .load(
                            DB.class.getClassLoader(),
                            ClassLoadingStrategy.UsingLookup.of(
                                    MethodHandles.privateLookupIn(DB.class, MethodHandles.lookup())))
                    .getLoaded()
                    .getConstructor(String.class, String.class, SQLiteConfig.class);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the driver has changed", e);
        }
    }
}
