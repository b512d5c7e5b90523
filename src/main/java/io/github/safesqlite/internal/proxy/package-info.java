// SPDX-License-Identifier: Apache-2.0
/**
 * The JDBC objects that callers hold. They contain no policy: each hand-written method delegates to the session, and the build
 * generates the rest as plain calls of the driver's object.
 */
@NullMarked
package io.github.safesqlite.internal.proxy;

import org.jspecify.annotations.NullMarked;
