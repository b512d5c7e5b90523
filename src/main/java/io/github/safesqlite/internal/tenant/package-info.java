// SPDX-License-Identifier: Apache-2.0
/** Which of many tenants have their database open: at most so many, the others on demand. Knows no JDBC objects. */
@NullMarked
package io.github.safesqlite.internal.tenant;

import org.jspecify.annotations.NullMarked;
