// SPDX-License-Identifier: Apache-2.0
/**
 * The agent: it lets an unchanged application open its connections through this library. It is a jar of its own, which has the
 * library inside, and uses it through {@link java.sql.Driver} only: in a running application each copy of sqlite-jdbc has the
 * library of its own class loader.
 */
@NullMarked
package io.github.safesqlite.internal.agent;

import org.jspecify.annotations.NullMarked;
