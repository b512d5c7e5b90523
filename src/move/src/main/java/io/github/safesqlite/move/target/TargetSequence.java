// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.target;

/**
 * A sequence that gives a column its values.
 *
 * @param name its quoted name with the schema
 * @param column the column
 * @param start the first value
 * @param increment what is added for each value
 * @param maximum the last value
 */
public record TargetSequence(String name, String column, long start, long increment, long maximum) {
    /** Whether there is a value after this id. */
    public boolean hasRoomAfter(long largestId) {
        return largestId <= maximum - increment;
    }

    /**
     * The next value if this is the largest id that is in use.
     *
     * <p>An ORM that takes several ids from one value of the sequence uses those up to one increment below the value, or above it.
     * Beyond the largest id by one increment is right for both.
     */
    public long nextAfter(long largestId) {
        return Math.max(start, largestId + increment);
    }
}
