// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.recording;

import jdk.jfr.Description;
import jdk.jfr.Label;

/** An event of one connection. */
abstract class ConnectionEvent extends PoolEvent {
    @Label("Connection")
    @Description("The number of the connection, as in messages and snapshots")
    long connection;
}
