// SPDX-License-Identifier: Apache-2.0
/**
 * What Flyway needs to accept the URLs of this library. Flyway finds it by itself. It is optional: a {@code DataSource} of this
 * library works without it.
 */
@NullMarked
package io.github.safesqlite.internal.flyway;

import org.jspecify.annotations.NullMarked;
