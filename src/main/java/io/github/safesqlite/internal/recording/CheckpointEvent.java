// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.recording;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

@Name("io.github.safesqlite.Checkpoint")
@Label("Checkpoint")
@Description("The end of a checkpoint that the library ran")
@StackTrace(false)
final class CheckpointEvent extends PoolEvent {
    @Label("Mode")
    String mode = "";

    @Label("Busy")
    @Description("Whether readers or a writer prevented it from finishing")
    boolean busy;

    @Label("Log Frames")
    int logFrames;

    @Label("Checkpointed Frames")
    int checkpointedFrames;

    @Label("WAL Size")
    @DataAmount(DataAmount.BYTES)
    long walSize;

    @Label("Took")
    @Timespan(Timespan.NANOSECONDS)
    long took;
}
