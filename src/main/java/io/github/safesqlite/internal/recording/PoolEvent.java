// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.recording;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;

/** What all events have. */
@Category("SQLite")
abstract class PoolEvent extends Event {
    @Label("Pool")
    String pool = "";
}
