// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

/** Is told how far a load has come. */
public interface Progress {
    /** Time since the load began, in milliseconds, at most its planned time. */
    void elapsed(long millis);
}
