// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.snapshot;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a DataSource has learned of its transactions, see {@link io.github.safesqlite.config.BeginMode#ADAPTIVE}, together with all
 * others on the file that have the same {@code poolName} and options. A kind is those that begin with the same statement and have the
 * same name. Immutable.
 *
 * @param kinds how many kinds are known
 * @param total all transactions since the first of these DataSources was opened
 * @param forgotten those of them whose kind is no longer known, because there were more than {@code adaptiveKeys}
 * @param busiest the kinds with the most transactions, at most 100, busiest first
 */
public record TransactionSnapshot(int kinds, Counts total, Counts forgotten, List<Kind> busiest) {
    /** Nothing has been learned. */
    public static final TransactionSnapshot NONE = new TransactionSnapshot(0, Counts.NONE, Counts.NONE, List.of());

    /** Copies {@code busiest}. */
    public TransactionSnapshot {
        busiest = List.copyOf(busiest);
    }

    /** What the next transaction of a kind is expected to do. */
    public enum Expected {
        /** Too few have been seen: it begins in the write gate, and leaves it to those who wait if it has only read. */
        UNKNOWN,
        /** It will only read: it begins beside the writer. */
        READS,
        /** It may write: it begins in the write gate. */
        WRITES
    }

    /**
     * Transactions that are expected to behave alike.
     *
     * @param statement the first statement, without values
     * @param name the name of the transaction, or null if it has none
     * @param expected what the next one is expected to do
     * @param counts what they have done
     */
    public record Kind(String statement, @Nullable String name, Expected expected, Counts counts) {
        /** Such as {@code `SELECT * FROM orders WHERE id = ?` (Orders.show)}. */
        public String describe() {
            return "`" + statement + "`" + (name == null ? "" : " (" + name + ")");
        }
    }

    /**
     * What transactions have done. Immutable.
     *
     * @param wrote how many wrote
     * @param begunReading how many began beside the writer
     * @param begunInGate how many began in the write gate
     * @param gaveWay how many had only read and left the gate to those who waited
     * @param validated how many read, wrote after others had written, and went on because all that they had read was unchanged
     * @param conflicts how many failed because what they had read was changed
     * @param gateTimeSaved the time that they spent reading outside of the gate, where they would have been in it
     * @param gateTimeOfReads the time that those that only read spent in the gate
     */
    public record Counts(
            long wrote,
            long begunReading,
            long begunInGate,
            long gaveWay,
            long validated,
            long conflicts,
            Duration gateTimeSaved,
            Duration gateTimeOfReads) {
        /** Nothing was done. */
        public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO);

        /** How many have begun. */
        public long transactions() {
            return begunReading + begunInGate;
        }

        /** These and others together. */
        public Counts plus(Counts others) {
            return new Counts(
                    wrote + others.wrote,
                    begunReading + others.begunReading,
                    begunInGate + others.begunInGate,
                    gaveWay + others.gaveWay,
                    validated + others.validated,
                    conflicts + others.conflicts,
                    gateTimeSaved.plus(others.gateTimeSaved),
                    gateTimeOfReads.plus(others.gateTimeOfReads));
        }
    }
}
