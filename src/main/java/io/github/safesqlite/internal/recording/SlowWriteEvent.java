// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.recording;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

@Name("io.github.safesqlite.SlowWrite")
@Label("Slow Write")
@Description("A connection has held the write gate for longer than slowWriteThreshold")
@StackTrace(false)
final class SlowWriteEvent extends ConnectionEvent {
    @Label("Holder")
    @Description("The thread that holds the write gate")
    @Nullable
    Thread holder;

    @Label("Held")
    @Timespan(Timespan.NANOSECONDS)
    long held;

    @Label("Ended")
    @Description("Whether the connection has left the write gate")
    boolean ended;

    @Label("Inflicted")
    @Description("What others waited for it in total, known when it has ended")
    @Timespan(Timespan.NANOSECONDS)
    long inflicted;

    @Label("Statement")
    @Description("The statement that runs or ran last, without values")
    @Nullable
    String statement;
}
