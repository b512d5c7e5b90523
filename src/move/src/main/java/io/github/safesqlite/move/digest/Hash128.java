// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.digest;

/** A hash of 128 bits. */
public record Hash128(long high, long low) {
    /** The hash of nothing. */
    public static final Hash128 ZERO = new Hash128(0, 0);

    /** The sum modulo 2 to the power of 128, which does not depend on the order of what is added. */
    public Hash128 plus(Hash128 other) {
        long sum = low + other.low;
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        return new Hash128(high + other.high + carry, sum);
    }

    @Override
    public String toString() {
        return String.format("%016x%016x", high, low);
    }
}
