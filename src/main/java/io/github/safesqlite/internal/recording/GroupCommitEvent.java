// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.recording;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

@Name("io.github.safesqlite.GroupCommit")
@Label("Group Commit")
@Description("Autocommit statements of several connections that one commit made durable")
@StackTrace(false)
final class GroupCommitEvent extends PoolEvent {
    @Label("Statements")
    int statements;
}
