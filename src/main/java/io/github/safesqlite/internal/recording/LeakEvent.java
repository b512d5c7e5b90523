// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.recording;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

@Name("io.github.safesqlite.Leak")
@Label("Leak")
@Description("A connection, statement or result set that was not closed in time, or a statement that runs for long")
@StackTrace(false)
final class LeakEvent extends ConnectionEvent {
    @Label("Kind")
    @Description("EXECUTING is a connection that is not idle: a slow statement")
    String kind = "";

    @Label("Held")
    @Timespan(Timespan.NANOSECONDS)
    long held;

    @Label("Opened By")
    @Description("The name of the thread that opened it")
    String openedBy = "";

    @Label("Opened At")
    @Description("The stack that opened it, if it was recorded")
    @Nullable
    String openedAt;

    @Label("Statement")
    @Description("The statement that runs or ran last, without values")
    @Nullable
    String statement;
}
