// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.listeners;

import io.github.safesqlite.event.InlineListener;

/**
 * A listener that wants to know where forgotten statements and result sets were created: while it listens, the stack of each
 * is kept, as with the option {@code traceStatements}. For tests; in production that costs more than most statements.
 */
public interface StatementTracer extends InlineListener {}
