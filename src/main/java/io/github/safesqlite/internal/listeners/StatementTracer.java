// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.listeners;

import io.github.safesqlite.event.InlineListener;

/**
 * A listener that needs to know where forgotten statements and result sets were created: while it listens, their stacks are
 * recorded, as with the option {@code traceStatements}. For tests; in production that costs more than most statements.
 */
public interface StatementTracer extends InlineListener {}
