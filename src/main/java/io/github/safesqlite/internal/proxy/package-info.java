// SPDX-License-Identifier: Apache-2.0
/**
 * The JDBC objects that callers hold. They decide nothing: each hand-written method hands over to the session, and the
 * build generates the rest as plain calls of the driver's object.
 */
@NullMarked
package io.github.safesqlite.internal.proxy;

import org.jspecify.annotations.NullMarked;
