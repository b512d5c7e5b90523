// SPDX-License-Identifier: Apache-2.0
/**
 * What Flyway needs to know to take the URLs of this library. Flyway finds it by itself; it is an optional dependency, and a
 * {@code DataSource} of this library needs nothing of this.
 */
@NullMarked
package io.github.safesqlite.internal.flyway;

import org.jspecify.annotations.NullMarked;
