// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.event.SessionUse.TransactionState;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.sql.BeginKind;
import io.github.safesqlite.internal.sql.SqlClassifier;
import io.github.safesqlite.internal.sql.SqlStatement;
import java.lang.reflect.Modifier;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Each event at each stage of a transaction. */
class StageTest {
    /** What follows; {@code =} is the same stage, {@code -} is impossible. */
    private static final String TABLE = """
                      None     Wanted   Reading    Held       Upgrading  Locked   Writing  Written  GaveWay    Aborted
            wanted    Wanted   -        -          -          -          -        -        -        -          -
            reads     Reading  Reading  -          -          -          -        -        -        -          -
            holds     Held     Held     -          -          -          -        -        -        -          -
            locks     Locked   Locked   -          -          -          -        -        -        -          -
            upgrades  -        -        Upgrading  Upgrading  -          -        -        -        Upgrading  -
            tookBack  -        -        -          -          -          -        -        -        Locked     -
            writes    -        -        =          -          -          Writing  -        =        -          -
            ran       =        =        =          =          Written    =        Written  =        =          =
            error     =        =        =          =          Locked     =        Locked   =        =          =
            busy      =        =        =          =          Reading    =        Written  =        =          =
            stale     =        =        =          =          Reading    =        Written  =        =          =
            violated  =        =        =          =          Written    =        Written  =        =          =
            gaveWay   -        -        -          GaveWay    -          GaveWay  -        -        GaveWay    -
            aborted   -        -        Aborted    Aborted    Aborted    Aborted  Aborted  Aborted  Aborted    -
            """;

    private static final GatePass PASS = GatePass.own(List.of(), List.of());
    private static final GatePass OTHER_PASS = GatePass.own(List.of(), List.of());
    private static final Throwable FIRST_READ = new Throwable();
    private static final SqlStatement TEMPORARY =
            new SqlClassifier(1).classify("CREATE TEMP TABLE t(x)").statements().get(0);
    private static final Stage.Reading READING = Stage.Reading.of(FIRST_READ, TEMPORARY);
    private static final SQLException CAUSE = new SQLException("gone");

    private static final Map<String, Stage> STAGES = new LinkedHashMap<>();

    static {
        STAGES.put("None", Stage.NONE);
        STAGES.put("Wanted", Stage.WANTED);
        STAGES.put("Reading", READING);
        STAGES.put("Held", new Stage.Held(PASS, READING));
        STAGES.put("Upgrading", new Stage.Upgrading(PASS, READING, "first", true));
        STAGES.put("Locked", new Stage.Locked(PASS, FIRST_READ));
        STAGES.put("Writing", new Stage.Writing(PASS, FIRST_READ, "first"));
        STAGES.put("Written", new Stage.Written(PASS, FIRST_READ, "first"));
        STAGES.put("GaveWay", new Stage.GaveWay(PASS, READING, null));
        STAGES.put("Aborted", new Stage.Aborted(CAUSE));
    }

    private static Stage after(String event, Stage stage) {
        return switch (event) {
            case "wanted" -> stage.wanted(BeginKind.PLAIN);
            case "reads" -> stage.began(READING);
            case "holds" -> stage.began(new Stage.Held(PASS, READING));
            case "locks" -> stage.began(new Stage.Locked(PASS, null));
            case "upgrades" -> stage.upgrades(OTHER_PASS, "second");
            case "tookBack" -> stage.tookLockBack();
            case "writes" -> stage.writes("second");
            case "ran" -> stage.ran();
            case "error" -> stage.failed(failure(SQLiteErrorCode.SQLITE_ERROR));
            case "busy" -> stage.failed(failure(SQLiteErrorCode.SQLITE_BUSY));
            case "stale" -> stage.failed(SqliteErrors.staleSnapshot("others wrote"));
            case "violated" -> stage.failed(failure(SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE));
            case "gaveWay" -> stage.gaveWay(null);
            case "aborted" -> stage.aborted(CAUSE);
            default -> throw new IllegalArgumentException(event);
        };
    }

    private static SQLException failure(SQLiteErrorCode code) {
        return new SQLiteException(code.message, code);
    }

    @TestFactory
    Stream<DynamicTest> eachEventAtEachStage() {
        List<List<String>> table =
                TABLE.lines().map(line -> List.of(line.trim().split(" +"))).toList();
        List<String> stages = table.get(0);
        assertEquals(List.copyOf(STAGES.keySet()), stages);
        return table.stream()
                .skip(1)
                .flatMap(row -> stages.stream()
                        .map(stage -> DynamicTest.dynamicTest(
                                row.get(0) + " at " + stage,
                                () -> verify(row.get(0), STAGES.get(stage), row.get(1 + stages.indexOf(stage))))));
    }

    private static void verify(String event, Stage stage, String expected) {
        if (expected.equals("-")) {
            IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> after(event, stage));
            assertTrue(refusal.getMessage().contains(stage.getClass().getSimpleName()), refusal.getMessage());
            return;
        }
        Stage after = after(event, stage);
        if (expected.equals("=")) {
            assertSame(stage, after);
        } else {
            assertEquals(expected, after.getClass().getSimpleName());
        }
    }

    @Test
    void theTableHasAllStages() {
        Set<String> all = Arrays.stream(Stage.class.getDeclaredClasses())
                .filter(type -> Modifier.isFinal(type.getModifiers()))
                .map(Class::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(all, new TreeSet<>(STAGES.keySet()));
    }

    @Test
    void theTableHasAllEvents() {
        Set<String> all = Arrays.stream(Stage.class.getDeclaredMethods())
                .filter(method -> method.getReturnType() == Stage.class)
                .map(method -> method.getName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                new TreeSet<>(List.of(
                        "wanted",
                        "began",
                        "upgrades",
                        "tookLockBack",
                        "writes",
                        "ran",
                        "failed",
                        "gaveWay",
                        "aborted")),
                all);
    }

    @Test
    void othersAreToldOfFour() {
        Map<String, TransactionState> told = new LinkedHashMap<>();
        STAGES.forEach((name, stage) -> told.put(name, stage.told()));
        assertEquals(
                Map.of(
                        "None", TransactionState.NONE,
                        "Wanted", TransactionState.NONE,
                        "Reading", TransactionState.READING,
                        "Held", TransactionState.READING,
                        "Upgrading", TransactionState.WRITING,
                        "Locked", TransactionState.WRITING,
                        "Writing", TransactionState.WRITING,
                        "Written", TransactionState.WRITING,
                        "GaveWay", TransactionState.READING,
                        "Aborted", TransactionState.ABORTED),
                told);
    }

    /** Whoever holds the gate keeps the right to it, until that is given up. */
    @Test
    void thePassStays() {
        for (String name : List.of("Upgrading", "Locked", "Writing", "Written", "GaveWay")) {
            for (String event : List.of("ran", "error", "writes", "violated", "gaveWay", "tookBack")) {
                Stage stage = STAGES.get(name);
                try {
                    assertSame(PASS, after(event, stage).pass(), event + " at " + name);
                } catch (IllegalStateException impossible) {
                    assertSame(PASS, stage.pass(), name);
                }
            }
        }
        assertSame(OTHER_PASS, after("upgrades", READING).pass());
        assertNull(after("stale", STAGES.get("Upgrading")).pass());
        assertNull(after("aborted", STAGES.get("Written")).pass());
    }

    @Test
    void onlyWhatMayHaveWrittenHasAFirstWrite() {
        STAGES.forEach((name, stage) -> assertEquals(
                Set.of("Upgrading", "Writing", "Written").contains(name) ? "first" : null, stage.firstWrite(), name));
        assertEquals("first", after("ran", STAGES.get("Upgrading")).firstWrite());
        assertEquals("first", after("writes", STAGES.get("Written")).firstWrite());
        assertEquals("second", after("upgrades", READING).firstWrite());
        assertEquals("second", after("writes", STAGES.get("Locked")).firstWrite());
    }

    @Test
    void theFirstReadIsRememberedWhileItIsOpen() {
        STAGES.forEach(
                (name, stage) -> assertSame(stage instanceof Stage.Open ? FIRST_READ : null, stage.firstRead(), name));
        assertSame(FIRST_READ, after("ran", STAGES.get("Upgrading")).firstRead());
        assertSame(FIRST_READ, after("gaveWay", STAGES.get("Locked")).firstRead());
        assertSame(FIRST_READ, after("tookBack", STAGES.get("GaveWay")).firstRead());
        assertSame(READING, after("stale", STAGES.get("Upgrading")), "with what it began with");
    }

    @Test
    void onlyAnUntouchedLockIsGivenAway() {
        STAGES.forEach((name, stage) -> {
            if (!name.equals("GaveWay")) {
                assertEquals(Set.of("Held", "Locked").contains(name), stage.canGiveWay(), name);
            }
        });
    }

    @Test
    void whatCarriesNothingIsAConstant() {
        assertSame(Stage.Reading.of(null, null), Stage.Reading.of(null, null));
        assertSame(Stage.WANTED, Stage.NONE.wanted(BeginKind.PLAIN));
        assertEquals(new Stage.Wanted(true), Stage.NONE.wanted(BeginKind.DEFERRED));
    }
}
