// SPDX-License-Identifier: Apache-2.0
/**
 * What a session holds while it runs: its core, its current call, the connections that it is bound to, and the result sets that
 * keep them.
 */
@NullMarked
package io.github.safesqlite.internal.binding;

import org.jspecify.annotations.NullMarked;
