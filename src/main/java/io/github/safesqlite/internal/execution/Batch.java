// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import io.github.safesqlite.internal.sql.SqlStatement;
import java.util.AbstractList;
import java.util.List;

/**
 * The entries of a batch in order. Each is created on demand: keeping them would take several times the memory of their values.
 */
public abstract class Batch extends AbstractList<Execution> {
    /** What it runs, each SQL text at least once. */
    abstract List<SqlStatement> statements();
}
