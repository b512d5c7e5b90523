// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import static io.github.safesqlite.testing.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.internal.gate.Gates.Job;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.testing.FixedPatience;
import io.github.safesqlite.testing.Interleavings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two or three threads at a gate, in every order: nobody is inside with another, and nobody is left behind. */
@Tag("search")
class GateInterleavingsTest {
    /** Without SQL: its text in a message takes more steps than all the rest. */
    private static Entrant writer(long sessionId, @Nullable GateJob job) {
        return new Entrant(sessionId, "app", Thread.currentThread(), null, job);
    }

    /** A gate at a time of its own, and who is inside. */
    private static final class Scene {
        volatile long nanos = 1;
        final WriteGate gate = new WriteGate(() -> nanos, (delay, action) -> {});
        final Deadline deadline = Deadline.after(() -> nanos, Duration.ofSeconds(1), "writeTimeout");
        int inside;
        int entered;

        void enterAndLeave(Entrant entrant) throws SQLException {
            Hold hold = gate.enter(entrant, deadline);
            write();
            hold.exit();
        }

        void write() {
            int others = inside;
            inside = others + 1;
            assertEquals(0, others, "others inside");
            entered++;
            inside = 0;
        }

        void assertEmpty() {
            assertTrue(gate.isFree(), "the gate is held");
            assertEquals(0, gate.waiting(), "waiters");
            assertEquals(List.of(), gate.suspicions());
        }
    }

    @Test
    void twoWritersEnterOneAfterTheOther() {
        Interleavings.of(() -> {
            Scene scene = new Scene();
            together(() -> scene.enterAndLeave(writer(1, null)), () -> scene.enterAndLeave(writer(2, null)));
            assertEquals(2, scene.entered);
            scene.assertEmpty();
        });
    }

    @Test
    void writersOfBothPrioritiesEnterOneAfterTheOther() {
        ClientInfo background = new ClientInfo(null, Priority.BACKGROUND);
        Interleavings.of(() -> {
            Scene scene = new Scene();
            Hold first = scene.gate.enter(writer(1, null), scene.deadline);
            together(
                    () -> scene.enterAndLeave(writer(2, null).ofClient(background)),
                    () -> scene.enterAndLeave(writer(3, null)),
                    first::exit);
            assertEquals(2, scene.entered);
            scene.assertEmpty();
        });
    }

    @Test
    void whoeverIsCancelledIsInsideOrOut() {
        Interleavings.of(() -> {
            Scene scene = new Scene();
            Hold first = scene.gate.enter(writer(1, null), scene.deadline);
            Entrant second = writer(2, null);
            boolean[] left = new boolean[2];
            together(
                    () -> {
                        try {
                            scene.enterAndLeave(second);
                        } catch (StatementCancelledException cancelled) {
                            left[0] = true;
                        }
                    },
                    () -> left[1] = second.cancel(),
                    first::exit);
            assertEquals(left[0], left[1], "left, and was told so");
            assertEquals(left[0] ? 0 : 1, scene.entered);
            scene.assertEmpty();
        });
    }

    @Test
    void whoeverTimesOutIsInsideOrOut() {
        Interleavings.of(() -> {
            Scene scene = new Scene();
            Hold first = scene.gate.enter(writer(1, null), scene.deadline);
            Entrant second = writer(2, null);
            boolean[] left = new boolean[1];
            together(
                    () -> {
                        try {
                            scene.enterAndLeave(second);
                        } catch (WriteGateTimeoutException timeout) {
                            left[0] = true;
                        }
                    },
                    () -> {
                        scene.nanos = Duration.ofMinutes(1).toNanos();
                        first.exit();
                    });
            assertNotEquals(left[0], scene.entered == 1);
            scene.assertEmpty();
        });
    }

    @Test
    void jobIsDoneOnceByTheHolderOrByItsOwner() {
        Interleavings.of(() -> {
            Scene scene = new Scene();
            Job job = new Job(2);
            Hold leader = scene.gate.enter(writer(1, null), scene.deadline);
            together(
                    () -> {
                        Hold own = scene.gate.enterOrDelegate(writer(2, job), scene.deadline);
                        if (own != null) {
                            scene.write();
                            own.exit();
                        }
                    },
                    () -> {
                        List<GateJob> claimed = leader.takeJobs(5);
                        claimed.forEach(each -> scene.write());
                        leader.completeJobs(claimed);
                        leader.exit();
                    });
            assertEquals(1, scene.entered, "times that the job was done");
            scene.assertEmpty();
        });
    }

    @Test
    void jobThatComesBackUndoneIsDoneByItsOwner() {
        Interleavings.of(() -> {
            Scene scene = new Scene();
            Hold leader = scene.gate.enter(writer(1, null), scene.deadline);
            Hold[] own = new Hold[1];
            together(
                    () -> {
                        own[0] = scene.gate.enterOrDelegate(writer(2, new Job(2)), scene.deadline);
                        own[0].exit();
                    },
                    () -> {
                        leader.takeJobs(5);
                        leader.exit();
                    });
            scene.assertEmpty();
        });
    }

    @Test
    void holderGivesWayOrKeepsTheGate() {
        Interleavings.of(() -> {
            Scene scene = new Scene();
            Hold reader = scene.gate.enter(writer(1, null), scene.deadline);
            boolean[] kept = new boolean[1];
            together(
                    () -> {
                        reader.mayGiveWay(new FixedPatience(Duration.ZERO));
                        kept[0] = reader.keep();
                        if (kept[0]) {
                            scene.write();
                            reader.exit();
                        }
                    },
                    () -> scene.enterAndLeave(writer(2, null)));
            assertEquals(kept[0], !reader.hasGivenWay());
            assertEquals(kept[0] ? 2 : 1, scene.entered);
            assertFalse(reader.isCurrent());
            scene.assertEmpty();
        });
    }
}
