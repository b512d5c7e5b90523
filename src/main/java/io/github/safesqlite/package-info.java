// SPDX-License-Identifier: Apache-2.0
/** The entry points: the DataSource and the JDBC driver. */
@NullMarked
package io.github.safesqlite;

import org.jspecify.annotations.NullMarked;
