// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.setup;

import org.sqlite.Collation;

/** From Z to A. */
public final class Backwards extends Collation {
    @Override
    protected int xCompare(String first, String second) {
        return second.compareTo(first);
    }
}
