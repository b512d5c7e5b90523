// SPDX-License-Identifier: Apache-2.0
/**
 * What lies between a caller's connection and SQLite: transaction state, binding of physical connections, the running of
 * statements. Knows nothing of proxies.
 */
@NullMarked
package io.github.safesqlite.internal.session;

import org.jspecify.annotations.NullMarked;
