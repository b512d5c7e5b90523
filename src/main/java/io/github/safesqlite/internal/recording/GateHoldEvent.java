// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.recording;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

@Name("io.github.safesqlite.GateHold")
@Label("Gate Hold")
@Description("A stay in the write gate of the database, while others cannot write")
@Threshold("1 ms")
final class GateHoldEvent extends ConnectionEvent {
    @Label("Statement")
    @Description("The statement that ran last, without values")
    @Nullable
    String statement;
}
