// SPDX-License-Identifier: Apache-2.0
/** The ways in: the DataSource and the JDBC driver. */
@NullMarked
package io.github.safesqlite;

import org.jspecify.annotations.NullMarked;
