// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.recording;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

@Name("io.github.safesqlite.BusyRetry")
@Label("Busy Retry")
@Description("SQLite was busy")
final class BusyRetryEvent extends ConnectionEvent {
    @Label("Attempt")
    @Description("The attempt that is about to run, or the last one")
    int attempt;

    @Label("Exhausted")
    @Description("Whether there is no further attempt and the caller gets an exception")
    boolean exhausted;
}
