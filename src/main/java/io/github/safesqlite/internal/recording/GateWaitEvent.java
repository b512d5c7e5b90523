// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.recording;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

@Name("io.github.safesqlite.GateWait")
@Label("Gate Wait")
@Description("The end of a wait of 1 ms or more at the write gate")
final class GateWaitEvent extends ConnectionEvent {
    @Label("Waited")
    @Timespan(Timespan.NANOSECONDS)
    long waited;

    @Label("Entered")
    @Description("False if the connection gave up")
    boolean entered;
}
